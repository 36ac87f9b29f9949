// The disk's words for what it is given, what it knows and what it sends, as types. __init__.py says what each means.

/** @import { Legend, Look, Looks } from "../../js/colours.js" */
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Pixels } from "./stamps.js" */

/**
 * What Python sends with a click; `about`, a column, adds what lasts.
 * @typedef {{
 *   columns: Record<string, string>, level?: number, colour?: string, selected?: number, name?: string,
 *   path?: Pair[], runners?: (Pair | null)[], focus?: Pair, focusName?: string | null, zoom?: number, solo?: number[],
 *   move?: number
 * }} Data
 */

/**
 * What lasts beyond a click.
 * @typedef {{
 *   n: number, run: string, plane?: boolean, extent?: number, unit?: number, levels?: number, badge: string,
 *   alt?: string,
 *   source: string, file: string, cells?: Cells, address?: boolean, meaning?: string
 * }} About
 */

/** @typedef {Data & About} View */
/** @typedef {{ flat: boolean, scale: number }} Cells */
/** @typedef {[x: number, y: number, label: string, text: string]} Mark */
/** @typedef {{ title?: string, marks: Mark[] }} Marks */

/**
 * An act of the reader, as Python hears of it.
 * @typedef {{
 *   act: "select" | "lasso" | "need", row?: number, mode?: Mode | "clear", drawn?: string, focus?: Pair, half?: number,
 *   solo?: number[], value?: string[]
 * }} Act
 */
/** @typedef {"replace" | "add" | "remove"} Mode of a lasso */

/**
 * A space that a picture can be of; looking from a focus a, a place z is seen at `seen(z, a)`.
 * @typedef {{
 *   rim: boolean,
 *   seen: (z: Pair, a: Pair) => Pair,
 *   unseen: (w: Pair, a: Pair) => Pair,
 *   distance: (z: Pair, w: Pair) => number,
 *   focusFor: (z: Pair, w: Pair) => Pair,
 *   between: (a: Pair, b: Pair, t: number) => Pair,
 *   radius: (d: number) => number,
 *   reach: (r: number) => number
 * }} Space
 */

/**
 * @typedef {{ rim: boolean, width: number, radius: number, scale: number, half: number, cx: number, cy: number,
 *   dust: number, density: number, font: string }} Frame
 */
/** @typedef {[near: number, out: number, low: number, high: number]} Bounds distances from the middle, directions */
/** @typedef {{ order: Int32Array, starts: Int32Array, boxes: Bounds[] }} Crowd */
/**
 * @typedef {{ count: number, rows: Int32Array, x: Float64Array, y: Float64Array, at: Int32Array,
 *   bundles: number }} Sight
 */
/** @typedef {{ starts: Int32Array, of: Int32Array }} Links for every row the others that it is linked with */
/** @typedef {{ inner: number, places: Float64Array, parents: Int32Array }} Tree */
/** @typedef {{ pixels: Uint32Array, layers: Uint8Array, outline: number }} Ink */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */
/** @typedef {{ radius: number, y: number, text: string, box: Box }} Ring */
/**
 * Of a saved picture's caption.
 * @typedef {{ colour?: string, text: string, at?: number, strong?: boolean, soft?: boolean }} Entry
 */
/** @typedef {{ clientX: number, clientY: number }} Where on the screen */
/** @typedef {Where & { button: number, pointerId?: number, shiftKey?: boolean, altKey?: boolean }} Press */
/** @typedef {Where & { shiftKey?: boolean, altKey?: boolean }} Move */
/**
 * What a pointer holds.
 * @typedef {{ x: number, y: number, place: Pair, moved: boolean, lassoing: boolean, mode?: Mode }} Grip
 */
/** @typedef {Pick<Disk, "focus" | "zoom" | "focusName" | "selected">} Seen a view to come back to */

/**
 * What a canvas, a file and a buffer of pixels are drawn with alike.
 * @typedef {Pick<CanvasRenderingContext2D, "fillStyle" | "strokeStyle" | "lineWidth" | "font" | "textAlign"
 *   | "textBaseline"
 *   | "lineJoin" | "beginPath" | "moveTo" | "lineTo" | "closePath" | "fillRect" | "setLineDash">
 *   & {
 *   arc: (x: number, y: number, r: number, from: number, to: number, counter: boolean) => void,
 *   fill: () => void,
 *   stroke: () => void,
 *   fillText: (text: string, x: number, y: number) => void,
 *   strokeText: (text: string, x: number, y: number) => void,
 *   drawImage?: (image: CanvasImageSource, x: number, y: number, width: number, height: number) => void
 * }} Pen
 */

/**
 * What is known of the nodes, as far as it has arrived.
 * @typedef {{
 *   places: Float64Array, names?: string[], labels?: string[], glosses?: string[], parents?: Links, children?: Links,
 *   weight?: Uint8Array, codes?: Uint16Array, depth?: Uint8Array, margins?: Float32Array, index?: Uint8Array,
 *   legend?: Legend,
 *   marks?: Marks, choices?: Marks, tree?: Tree, looks: Looks, picked: Uint8Array | null
 * }} Known
 */

/**
 * What the reader can show or hide.
 * @typedef {"showsLabels" | "showsEdges" | "showsCodewords" | "showsPath" | "showsCells"} Toggle
 */

/**
 * One disk on the page: what is known, where one looks, what is drawn.
 * @typedef {Known & Record<Toggle, boolean> & {
 *   root: HTMLElement, canvas: HTMLCanvasElement & { hrq?: object }, context: CanvasRenderingContext2D, pixels: Pixels,
 *   parts: Record<"stage" | "tip" | "list" | "keys" | "legend" | "badge" | "status" | "lasso" | "lock" | "toggles",
 *   HTMLElement>,
 *   view: View, columns: Record<string, string>, pending: Data | null, accepts: boolean, dressed?: boolean,
 *   toggles?: string,
 *   space: Space, extent: number, unit: number, n: number, levels: number, density: number, colour?: string,
 *   ready: boolean, moving: boolean, frames: number, writesAddress: boolean,
 *   focus: Pair, zoom: number, focusName: string | null, past: Seen[], future: Seen[],
 *   selected: number, hovered: number, solo: Set<number>, picks: number[] | null, labelled: Set<number>,
 *   look: Look & { font: string }, ink: Ink, paint: Uint8Array, crowd: Crowd, sight: Sight,
 *   kin?: { row: number, pairs: [number, number][] } | null, heavy?: Int32Array, minimap?: { key: string,
 *   canvas: HTMLCanvasElement },
 *   grip: Grip | null, pinch: { place: Pair, spread: number, zoom: number } | null, lasso: Pair[] | null,
 *   lassoing: boolean, locked: boolean, justMoved: boolean,
 *   flight: number, waiting: number | null, turning?: number, writing?: number, telling?: number, asking?: number,
 *   redraw: () => void, draw: () => void, isHidden: (row: number) => boolean, isDim: (row: number) => boolean,
 *   say: (text: string) => void, pick: (picked: Uint8Array | null) => void, send: (act: Act) => void,
 *   select: (row: number, options?: Selecting) => void, deaf: () => void, back: () => void
 * }} Disk
 */
/** @typedef {{ move?: boolean, note?: boolean, patient?: boolean }} Selecting */
