// The unmoved disk, small, in a corner: where one is, and what circle of it fills the middle of the picture.

import { contextOf } from "../../js/dom.js";
import { circleAt } from "./pens.js";
import { placeOf } from "./view.js";
/** @import { Box, Disk, Frame, Pen } from "./contract.js" */

const SHARE = 0.15; // of the picture's half

/** @param {Frame} frame */
function minimapPlace(frame) {
  const radius = (frame.width / 2) * SHARE;
  return { radius, x: frame.width - radius - 4 * frame.density, y: frame.width - radius - 4 * frame.density };
}

/** @param {Disk} disk */
const isMoved = (disk) => Math.hypot(...disk.focus) > 1e-3 || disk.zoom > 1.05;

/** @param {Disk} disk @param {Frame} frame @returns {Box[]} */
export function minimapBox(disk, frame) {
  if (!isMoved(disk)) return [];
  const { radius, x, y } = minimapPlace(frame);
  return [[x - radius, y - radius, x + radius, y + radius]];
}

/**
 * The points of the unmoved disk, some thousands of them, once for a layout and a theme.
 * @param {Disk} disk
 */
function minimapPoints(disk) {
  const key = `${disk.view.columns.places} ${disk.look.ground}`;
  if (disk.minimap?.key === key) return disk.minimap.canvas;
  const canvas = document.createElement("canvas");
  const size = 160;
  [canvas.width, canvas.height] = [size, size];
  const context = contextOf(canvas);
  context.fillStyle = disk.look.muted;
  const step = Math.max(1, Math.floor(disk.n / 6000));
  for (let i = 0; i < disk.n; i += step) {
    const [x, y] = placeOf(disk, i);
    context.fillRect(((x / disk.extent + 1) * size) / 2 - 0.5, ((1 - y / disk.extent) * size) / 2 - 0.5, 1, 1);
  }
  disk.minimap = { key, canvas };
  return canvas;
}

/**
 * The circle of the unmoved disk that is seen at the radius r of the picture: [x, y, radius].
 * @param {Disk} disk @param {number} r @returns {[x: number, y: number, radius: number]}
 */
function circleSeen(disk, r) {
  if (!disk.space.rim) return [...disk.focus, r];
  const length = Math.hypot(...disk.focus);
  const [far, near] = [r, -r].map((t) => (length + t) / (1 + length * t)); // along the ray through the focus
  const middle = (far + near) / 2;
  const [x, y] = length > 0 ? disk.focus.map((one) => (one / length) * middle) : [0, 0];
  return [x, y, Math.abs(far - near) / 2];
}

/** @param {Pen} pen @param {Disk} disk @param {Frame} frame */
export function drawMinimap(pen, disk, frame) {
  if (!isMoved(disk)) return;
  const { radius, x, y } = minimapPlace(frame);
  pen.beginPath();
  circleAt(pen, x, y, radius);
  pen.fillStyle = disk.look.ground;
  pen.fill();
  pen.drawImage?.(minimapPoints(disk), x - radius, y - radius, 2 * radius, 2 * radius);
  pen.strokeStyle = disk.look.rim;
  pen.lineWidth = frame.density;
  pen.stroke();
  const unit = radius / disk.extent;
  const [cx, cy, size] = circleSeen(disk, disk.space.rim ? Math.min(0.8, frame.half) : frame.half);
  pen.beginPath();
  circleAt(pen, x + cx * unit, y - cy * unit, Math.max(size * unit, 2 * frame.density));
  pen.strokeStyle = disk.look.accent;
  pen.lineWidth = 1.5 * frame.density;
  pen.stroke();
  pen.beginPath();
  circleAt(pen, x + disk.focus[0] * unit, y - disk.focus[1] * unit, 2.2 * frame.density);
  pen.fillStyle = disk.look.accent;
  pen.fill();
}
