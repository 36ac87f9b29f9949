// Names beside points: the most important first, none over another. What had a label keeps it while it can, so that
// nothing flickers while one moves.

import { shorten } from "../../js/words.js";
import { standing } from "./crowd.js";
import { fontOf, haloText } from "./pens.js";
import { toX, toY } from "./view.js";
/** @import { Box, Disk, Frame, Pen } from "./contract.js" */

const LABEL = 12; // pixels
const LONGEST = 26; // letters
const EDGE = 0.15; // of 1 - |w|^2: nearer to the rim there are no labels
const HEAVY = 4_000; // rows that are looked at where more are in sight: those of the largest weight

/**
 * Indices into the sight of what may get a label: all of a few, the heaviest of many.
 * @param {Disk} disk
 */
function candidates(disk) {
  const { sight, weight } = disk;
  if (sight.count <= HEAVY || !weight) return Int32Array.from({ length: sight.count }, (_, k) => k);
  disk.heavy ??= Int32Array.from({ length: disk.n }, (_, i) => i).sort((i, j) => weight[j] - weight[i]).subarray(0, HEAVY);
  return disk.heavy.map((row) => standing(sight, row)).filter((k) => k >= 0);
}

/**
 * How much a label is wanted: large subtrees, what is near the middle, what had one before; -1 for what has none.
 * @param {Disk} disk @param {number} k
 */
function importance(disk, k) {
  const { sight } = disk;
  const row = sight.rows[k];
  const room = disk.space.rim ? 1 - sight.x[k] * sight.x[k] - sight.y[k] * sight.y[k] : 0.5;
  if (room < EDGE || disk.isDim(row)) return -1;
  return (disk.weight ? disk.weight[row] : 0) + 120 * room + (disk.labelled.has(row) ? 25 : 0);
}

/**
 * What gets a label first, best first.
 * @param {Disk} disk
 */
function mostImportant(disk) {
  const scored = [];
  for (const k of candidates(disk)) {
    const score = importance(disk, k);
    if (score >= 0) scored.push([score, k]);
  }
  return scored.sort((a, b) => b[0] - a[0]).map(([, k]) => k);
}

/** @param {Disk} disk @param {number} row */
function shortLabel(disk, row) {
  return shorten(disk.labels?.[row] ?? disk.names?.[row] ?? "", LONGEST);
}

/** @param {Box} box @param {Box[]} boxes */
function overlaps(box, boxes) {
  return boxes.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1]);
}

/**
 * Write the labels; `taken` are boxes where there is no room left.
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame @param {Box[]} taken
 */
export function drawLabels(pen, disk, frame, taken) {
  if (!disk.names || !disk.showsLabels) return;
  const room = Math.round(frame.width / frame.density / (disk.moving ? 22 : 15));
  const always = [disk.selected, disk.hovered].map((row) => (row >= 0 ? standing(disk.sight, row) : -1));
  const wanted = [...always.filter((k) => k >= 0), ...mostImportant(disk)];
  const [shown, boxes] = [new Set(), [...taken]];
  let tries = 0;
  for (const k of wanted) {
    const row = disk.sight.rows[k];
    if (shown.size >= room || (tries += 1) > 12 * room) break;
    if (!shown.has(row) && placeLabel(pen, disk, frame, row, k, boxes)) shown.add(row);
  }
  disk.labelled = shown;
}

/**
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame @param {number} row @param {number} k @param {Box[]} boxes
 */
function placeLabel(pen, disk, frame, row, k, boxes) {
  const chosen = row === disk.selected;
  const text = shortLabel(disk, row);
  const height = LABEL * frame.density * 1.25;
  const width = textWidth(disk, text, chosen) * frame.density;
  const [x, y] = [toX(frame, disk.sight.x[k]), toY(frame, disk.sight.y[k]) - 11 * frame.density];
  /** @type {Box} */
  const box = [x - width / 2 - 2, y - height / 2, x + width / 2 + 2, y + height / 2];
  const off = box[0] < 0 || box[2] > frame.width || box[1] < 0 || box[3] > frame.width;
  if (off || (overlaps(box, boxes) && !chosen)) return false;
  boxes.push(box);
  const { look } = disk;
  const style = { font: fontOf(frame, LABEL, chosen ? 700 : 500), ground: look.ground, halo: 3.5 * frame.density };
  haloText(pen, text, x, y, { ...style, colour: chosen ? look.accent : look.text });
  return true;
}

const widths = new Map();

/** @param {Disk} disk @param {string} text @param {boolean} bold @returns {number} */
export function textWidth(disk, text, bold) {
  const key = `${bold ? "*" : ""}${text}`;
  if (!widths.has(key)) {
    const { context } = disk;
    context.font = `${bold ? 700 : 500} ${LABEL}px ${disk.look.font}`;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}
