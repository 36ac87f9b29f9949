// What Python sends to be drawn as two trees, as types: see hrq/views/tree/scene.py and detail.py.

/**
 * @typedef {{ low: boolean, name: string, f1: string, precision: string, recall: string, share: number,
 *   about?: string, whole?: boolean }} Match
 */

/**
 * A visible row; `kind` is what it is, or the act of a row that pages.
 * @typedef {{
 *   key: string, node: number, depth: number, marks: string, side?: string, differs?: boolean, tip?: string,
 *   kind: "open" | "closed" | "way" | "ref" | "leaf" | "earlier" | "later",
 *   code?: string, text?: string, count?: string, up?: string, place?: number, siblings?: number, match?: Match
 * }} Row
 */

/** @typedef {{ text: string, look?: string, tip?: string, go?: Target }} Piece of a line of what is said */
/** @typedef {{ side?: string, node: number, kind?: string }} Target a row, or where a piece leads */
/** @typedef {"indented" | "links" | "icicle"} Form */

/**
 * @typedef {{
 *   id: string, title: string, about: string, columns: { text: string, look: string, tip: string }[],
 *   detail: Piece[][],
 *   rows: Row[], note: string, form: Form
 * }} Side
 */

/** @typedef {{ sides: Side[], source: string, file: string, legend: string[], aim: string }} Trees */
/** @typedef {(act: "select" | "toggle", target: Target) => void} Send */
/** @typedef {HTMLElement & { row: Row, said: string }} Line a row on the page */
/**
 * In pixels; y is the middle of a node in the node-link form.
 * @typedef {{ x: number, y: number, w: number, h: number }} Box
 */
