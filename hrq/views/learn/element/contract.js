// What Python sends to be drawn in the lesson, as types: see hrq/lesson, a module a picture.

/** @import { Pair } from "../../js/hyperbolic.js" */

/** @typedef {{ kind: string, title: string, caption: string, source: string, credit: string }} Picture */
/** @typedef {Record<string, string>} Palette names of colours, as CSS */

/**
 * A picture on the page: its numbers, what the reader set, and where it is drawn.
 * @template Data, State
 * @typedef {{
 *   kind: string, data: Data & { picture: Picture, light: Palette, start: State, dark: boolean }, state: State,
 *   svg: SVGSVGElement, width: number, height: number, room: number, c?: number, said?: string,
 *   handles: Record<string, { view: Window, limit: number }>, dragged?: string | null, playing?: number,
 *   set: (changed: Partial<State>) => void, say: (text: string) => void, sync: () => void, stop: () => void
 * }} Scene
 */
/** @typedef {Scene<any, Record<string, any>>} AnyScene */
/** @typedef {(point: Pair) => Pair} Mapping from coordinates of the map to those of the drawing, or back */
/** @typedef {{ x: number, y: number, size: number, unit: number, map: Mapping, back: Mapping }} Window on the map */
/** @typedef {Record<string, string | number>} Style fill, stroke … */
/** @typedef {{ head: string[], rows: (string | number)[][] }} Table */

/** @typedef {{ key: string, label: string, options: (data: any) => string[] }} ChooserControl */
/**
 * @typedef {{
 *   key: string, label: string, from: (data: any) => [least: number, most: number], step: number, times?: string,
 *   play?: boolean
 * }} SliderControl
 */
/** @typedef {ChooserControl | SliderControl} Control */

/**
 * @typedef {Scene<{ room: Record<number, [number[], number[]]>, branches: number[], depths: number },
 *   { branches: number, depth: number }>} Room
 */
/** @typedef {Scene<{}, { c: number, a: Pair, b: Pair }>} Ruler */
/** @typedef {{ places: Pair[][], losses: number[], precision: number[] }} Training of one space: a list a step */
/** @typedef {{ plane: Training, ball: Training }} Runs of one random start */
/**
 * @typedef {Scene<{ runs: Runs[], keep: number, names: string[], links: Pair[] }, { seed: number,
 *   frame: number }>} Trainings
 */
/** @typedef {{ codewords: Pair[], index: number[], error: number }} Book */
/**
 * @typedef {Scene<{ books: Record<number, Book>, points: Pair[], names: string[], least: number, most: number },
 *   { size: number, point: Pair }>} Cells
 */
/** @typedef {Scene<{}, { r: Pair, q: Pair }>} Sides */
/** @typedef {{ word: string, code: number[], means: string[], sizes: number[] }} Path of an animal */
/** @typedef {Scene<{ levels: number, paths: Path[] }, { chosen: string }>} Paths */
/** @typedef {{ word: string, parent: number, code: number[] }} Feline */
/** @typedef {Scene<{ nodes: Feline[], home: number, away: number }, {}>} Wrong */
/** @typedef {{ name: string, mean: number, low: number, high: number, shuffled: number | null }} Interval */
/** @typedef {Scene<{ panels: { title: string, about: string, rows: Interval[] }[] }, {}>} Bits */
/** @typedef {{ ask: string, choices: string[], right: number, why: string }} Question */
