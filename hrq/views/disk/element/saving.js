// Pictures to keep: what is seen, with its legend and a line that says where it comes from. Made here, in the browser.

import { contextOf } from "../../js/dom.js";
import { saveCanvas, saveText } from "../../js/files.js";
import { grouped, wrapped } from "../../js/words.js";
import { drawDisk, paintDisk } from "./drawing.js";
import { textWidth } from "./labels.js";
import { entryColour } from "./legend.js";
import { fontOf, haloText } from "./pens.js";
import { dotPoints, SvgPen } from "./svgpen.js";
import { frameOf } from "./view.js";
/** @import { Disk, Entry, Frame, Pen } from "./contract.js" */
/** @import { Style } from "./pens.js" */

const LINE = 20; // pixels of the page

/**
 * What stands below a saved picture: lines of entries {colour?, text}.
 * @param {Disk} disk @param {number} width @returns {Entry[][]}
 */
function captionLines(disk, width) {
  const { legend, look } = disk;
  /** @type {Entry[][]} */
  const lines = [[{ text: legend?.title ?? "", strong: true }]];
  const labels = legend?.labels ?? [];
  const entries = labels.map((label, i) => ({
    colour: legend && entryColour(legend, look, i),
    text: `${label} (${grouped(legend?.counts[i] ?? 0)})`,
  }));
  /** @type {Entry[]} */
  let line = [];
  let used = 0;
  for (const entry of entries) {
    const room = textWidth(disk, entry.text, false) + 34;
    if (used + room > width && line.length) {
      lines.push(line);
      [line, used] = [[], 0];
    }
    line.push({ ...entry, at: used });
    used += room;
  }
  if (line.length) lines.push(line);
  const source = wrapped(disk.view.source.split(" · "), " · ", width, (text) => textWidth(disk, text, false));
  lines.push(...source.map((text) => [{ text, soft: true }]));
  return lines;
}

/** @param {Pen} pen @param {Disk} disk @param {Frame} frame @param {Entry[][]} lines @param {number} top */
function drawCaption(pen, disk, frame, lines, top) {
  const { density } = frame;
  pen.fillStyle = disk.look.ground;
  pen.fillRect(0, top, frame.width, (lines.length + 1) * LINE * density);
  lines.forEach((line, i) => {
    const y = top + (i + 0.8) * LINE * density;
    for (const { colour, text, at = 0, strong, soft } of line) {
      const x = (10 + at) * density;
      if (colour) {
        pen.fillStyle = colour;
        pen.fillRect(x, y - 5 * density, 10 * density, 10 * density);
      }
      /** @type {Style} */
      const style = { font: fontOf(frame, 12, strong ? 600 : 400), colour: soft ? disk.look.muted : disk.look.text, align: "left" };
      haloText(pen, text, x + (colour ? 15 * density : 0), y, style);
    }
  });
}

/** @param {Disk} disk @param {Entry[][]} lines */
const heightOf = (disk, lines) => disk.canvas.width + Math.ceil((lines.length + 1) * LINE * disk.density);

/** @param {Disk} disk */
export function savePng(disk) {
  const canvas = document.createElement("canvas");
  const lines = captionLines(disk, disk.canvas.width / disk.density - 20);
  [canvas.width, canvas.height] = [disk.canvas.width, heightOf(disk, lines)];
  const context = contextOf(canvas);
  paintDisk(context, disk);
  drawCaption(context, disk, frameOf(disk), lines, canvas.width);
  saveCanvas(canvas, `${disk.view.file}.png`);
}

/** @param {Disk} disk */
export function saveSvg(disk) {
  const lines = captionLines(disk, disk.canvas.width / disk.density - 20);
  const pen = new SvgPen(disk.canvas.width, heightOf(disk, lines));
  drawCaption(pen, disk, drawDisk(pen, disk, dotPoints), lines, disk.canvas.width);
  saveText(pen.toString(disk.look.font), "image/svg+xml", `${disk.view.file}.svg`);
}
