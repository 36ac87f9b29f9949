// What lies below a pointer, and what inside a lasso. Only what is in the picture and not greyed can be picked.

import { isInside } from "./space.js";
import { frameOf, placeAt, settle } from "./view.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Disk, Mark, Mode, Where } from "./contract.js" */

export const HERE = 6; // pixels: points so near each other look like one
export const REACH = 12; // pixels to the nearest point
const CORNERS = 40; // of a lasso that is sent

/**
 * Rows within `reach` pixels of the page from an event, nearest first.
 * @param {Disk} disk @param {Where} event @param {number} reach
 */
export function rowsAt(disk, event, reach) {
  const frame = frameOf(disk);
  const [x, y] = placeAt(disk, event);
  const most = (reach * disk.density) / frame.scale;
  const found = [];
  const { sight } = disk;
  for (let k = 0; k < sight.count; k += 1) {
    const dx = sight.x[k] - x;
    const dy = sight.y[k] - y;
    const far = dx * dx + dy * dy;
    if (far <= most * most && !disk.isHidden(sight.rows[k])) found.push([far, sight.rows[k]]);
  }
  return found.sort((a, b) => a[0] - b[0]).map(([, row]) => row);
}

/**
 * The codeword mark below an event, as its text; undefined where there is none.
 * @param {Disk} disk @param {Where} event @returns {Mark | undefined}
 */
export function markAt(disk, event) {
  if (!disk.showsCodewords || !disk.marks) return undefined;
  const frame = frameOf(disk);
  const [x, y] = placeAt(disk, event);
  const most = (8 * disk.density) / frame.scale;
  return [...(disk.choices?.marks ?? []), ...disk.marks.marks].find(([u, v]) => {
    const [a, b] = disk.space.seen([u, v], disk.focus);
    return Math.max(Math.abs(a - x), Math.abs(b - y)) < most;
  });
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * A lasso with few corners as a short text: each coordinate two digits, in 4,096 steps across the picture.
 * @param {Pair[]} lasso @param {number} half
 */
export function lassoText(lasso, half) {
  const step = Math.max(1, Math.ceil(lasso.length / CORNERS));
  /** @type {(one: number) => string} */
  const digits = (one) => {
    const value = Math.max(0, Math.min(4095, Math.round(((one / half + 1) / 2) * 4095)));
    return DIGITS[value >> 6] + DIGITS[value & 63];
  };
  return lasso.filter((_, i) => i % step === 0).map(([x, y]) => digits(x) + digits(y)).join("");
}

/**
 * The corners that such a text stands for: what is picked here is picked by the server too.
 * @param {string} text @param {number} half @returns {Pair[]}
 */
export function lassoCorners(text, half) {
  /** @type {(at: number) => number} */
  const value = (at) => (((DIGITS.indexOf(text[at]) * 64 + DIGITS.indexOf(text[at + 1])) / 4095) * 2 - 1) * half;
  return Array.from({ length: text.length / 4 }, (_, i) => [value(4 * i), value(4 * i + 2)]);
}

/**
 * Rows in sight inside a polygon of the picture.
 * @param {Disk} disk @param {Pair[]} polygon
 */
function rowsInside(disk, polygon) {
  const { sight } = disk;
  const found = [];
  for (let k = 0; k < sight.count; k += 1) {
    const row = sight.rows[k];
    if (!disk.isHidden(row) && isInside([sight.x[k], sight.y[k]], polygon)) found.push(row);
  }
  return found;
}

/**
 * End a lasso: pick what is inside, or add it, or take it away; the server is told the corners.
 * @param {Disk} disk @param {Mode} mode
 */
export function endLasso(disk, mode) {
  const { half } = frameOf(disk);
  const drawn = lassoText(disk.lasso ?? [], half);
  const polygon = lassoCorners(drawn, half);
  disk.lasso = null;
  if (polygon.length < 3) return settle(disk);
  const rows = rowsInside(disk, polygon);
  const picked = mode === "replace" || !disk.picked ? new Uint8Array(disk.n) : disk.picked.slice();
  for (const row of rows) picked[row] = mode === "remove" ? 0 : 1;
  disk.pick(picked);
  disk.send({ act: "lasso", mode, drawn, focus: disk.focus, half, solo: [...disk.solo] });
  return settle(disk);
}
