// What Python says about a node, as types: see hrq/views/explore/inspector.py and neighbours.py. Nodes are rows.

/**
 * The residual path as numbers, a list a level.
 * @typedef {{
 *   start: number, codeword: number[], distance: number[], runnerUp: number[], runnerUpDistance: number[],
 *   margin: number[], residual: number[], error: number[], places: [number, number][]
 * }} Steps
 */

/** @typedef {{ text: string, meaning: string, count: number, nodes: number[] }} Prefix of the node's code */
/** @typedef {[row: number, number: number]} Near a node, and how far it is or how much it shares */
/** @typedef {{ level: number, code: string, error: number, own: number, nodes: Near[], holders: number[] }} Swapped */
/** @typedef {{ nodes: number[], left_out: number, after: number }} Way up to a root */

/**
 * What changes with a click; `about`, a column, adds what lasts.
 * @typedef {{
 *   columns: Record<string, string>, name: string, words: string, gloss: string, level: number, prefixes: Prefix[],
 *   neighbours: { groups: { title: string, unit: string, nodes: Near[] }[], shared: [number, number, number][] },
 *   paths: { ways: Way[], more: boolean }, steps?: Steps, moved?: string, swapped?: Swapped
 * }} Data
 */
/** @typedef {{ run: string, help?: string, accents: { light: string, dark: string }, sizes: number[] }} About */
/** @typedef {Data & About} Said */

/** @typedef {(act: "select" | "prefix" | "swap" | "need", value: number | string | string[]) => void} Send */
/** @typedef {{ root: HTMLElement, data: Data, run?: string, send: Send, asking?: number, deaf: () => void }} State */
