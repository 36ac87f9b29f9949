// Which codeword of the chosen level is nearest: the borders between their cells, as the quantizer draws them where
// its residuals are isometries, and only a picture of them elsewhere (the badge of the cells says which).

import { room } from "../../js/hyperbolic.js";
import { INSIDE } from "./space.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Cells, Disk, Frame, Pen } from "./contract.js" */

const GRAIN = 3; // pixels of the page

/**
 * Coordinates in which a cell's distance is taken: exp0(s log0 z) of a ball, s log0 z where residuals are flat.
 * @param {Pair} place @param {Cells} rule @returns {Pair}
 */
function scaledPlace([x, y], { flat, scale }) {
  const length = Math.hypot(x, y);
  if (length < 1e-15) return [0, 0];
  const way = scale * Math.atanh(Math.min(length, INSIDE));
  const size = (flat ? way : Math.tanh(way)) / length;
  return [x * size, y * size];
}

/** @param {Pair} place @param {[x: number, y: number, room: number][]} sites @param {boolean} flat */
function nearestCodeword([x, y], sites, flat) {
  let [best, least] = [-1, Infinity];
  for (let k = 0; k < sites.length; k += 1) {
    const dx = x - sites[k][0];
    const dy = y - sites[k][1];
    const far = (dx * dx + dy * dy) / (flat ? 1 : sites[k][2]); // in the ball d grows with |x - q|^2 / (1 - |q|^2)
    if (far < least) [best, least] = [k, far];
  }
  return best;
}

/**
 * The borders of the cells, over what is in the picture.
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame
 */
export function drawCells(pen, disk, frame) {
  const places = (disk.choices ?? disk.marks)?.marks;
  const rule = disk.view.cells;
  if (!places?.length || places.length > 300 || !rule) return;
  const flat = rule.flat || !frame.rim;
  /** @type {[x: number, y: number, room: number][]} */
  const sites = places.map(([x, y]) => {
    const [u, v] = frame.rim ? scaledPlace([x, y], rule) : [x, y];
    return [u, v, room([u, v])];
  });
  const grain = GRAIN * frame.density;
  const across = Math.ceil(frame.width / grain);
  const owner = new Int16Array(across * across).fill(-1);
  for (let row = 0; row < across; row += 1) {
    for (let column = 0; column < across; column += 1) {
      /** @type {Pair} */
      const w = [(column * grain - frame.cx) / frame.scale, (frame.cy - row * grain) / frame.scale];
      if (frame.rim && w[0] ** 2 + w[1] ** 2 > 0.999) continue;
      const z = disk.space.unseen(w, disk.focus);
      owner[row * across + column] = nearestCodeword(frame.rim ? scaledPlace(z, rule) : z, sites, flat);
    }
  }
  drawBorders(pen, disk, frame, owner, across, grain);
}

/**
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame @param {Int16Array} owner @param {number} across
 * @param {number} grain
 */
function drawBorders(pen, disk, frame, owner, across, grain) {
  pen.beginPath();
  for (let at = 0; at < owner.length - across; at += 1) {
    const [x, y] = [(at % across) * grain, Math.floor(at / across) * grain];
    if (owner[at] < 0) continue;
    if (owner[at + 1] >= 0 && owner[at] !== owner[at + 1]) {
      pen.moveTo(x + grain / 2, y - grain / 2);
      pen.lineTo(x + grain / 2, y + grain / 2);
    }
    if (owner[at + across] >= 0 && owner[at] !== owner[at + across]) {
      pen.moveTo(x - grain / 2, y + grain / 2);
      pen.lineTo(x + grain / 2, y + grain / 2);
    }
  }
  pen.strokeStyle = disk.look.muted;
  pen.lineWidth = frame.density;
  pen.stroke();
}
