// The same drawing as SVG: a pen that knows what the disk uses of a canvas's context, and writes paths.

import { colourOfPixel } from "../../js/colours.js";
import { round } from "../../js/svg.js";
import { stampSize } from "./stamps.js";
import { toX, toY } from "./view.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Disk, Frame } from "./contract.js" */

/** @param {string} text */
const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export class SvgPen {
  fillStyle = "";
  strokeStyle = "";
  lineWidth = 1;
  font = "";
  /** @type {CanvasTextAlign} */
  textAlign = "center";
  /** @type {CanvasTextBaseline} */
  textBaseline = "middle"; // as all texts are written
  /** @type {CanvasLineJoin} */
  lineJoin = "round";
  path = "";
  /** @type {number[]} */
  dash = [];
  /** @type {string[]} */
  parts = [];

  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = dash;
  }
  beginPath() {
    this.path = "";
  }
  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path += `M${round(x)} ${round(y)}`;
  }
  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.path += `L${round(x)} ${round(y)}`;
  }
  closePath() {
    this.path += "z";
  }
  /**
   * @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to
   * @param {boolean} counter
   */
  arc(x, y, r, from, to, counter) {
    const whole = Math.abs(to - from) > 6.28;
    const stop = whole ? from + Math.PI : to;
    /** @type {(t: number) => string} */
    const end = (t) => `${round(x + r * Math.cos(t))} ${round(y + r * Math.sin(t))}`;
    const sweep = counter ? 0 : 1;
    this.path += `A${round(r)} ${round(r)} 0 0 ${sweep} ${end(stop)}`;
    if (whole) this.path += `A${round(r)} ${round(r)} 0 0 ${sweep} ${end(from)}`;
  }
  fill() {
    this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`);
  }
  stroke() {
    if (!this.path) return;
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    this.parts.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" stroke-width="${round(this.lineWidth)}"${dash}/>`);
  }
  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.parts.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${this.fillStyle}"/>`);
  }
  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.text(text, x, y, `fill="none" stroke="${this.strokeStyle}" stroke-width="${round(this.lineWidth)}" stroke-linejoin="round"`);
  }
  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.text(text, x, y, `fill="${this.fillStyle}"`);
  }
  /** @param {string} text @param {number} x @param {number} y @param {string} look */
  text(text, x, y, look) {
    const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(this.font) ?? [0, 400, 12];
    const anchor = this.textAlign === "left" ? "start" : "middle";
    const where = `x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}"`;
    this.parts.push(`<text ${where} text-anchor="${anchor}" dominant-baseline="central" ${look}>${escaped(text)}</text>`);
  }
  /**
   * Points of one colour as a single path of dots.
   * @param {Pair[]} places @param {number} size @param {string} colour
   */
  dots(places, size, colour) {
    const path = places.map(([x, y]) => `M${round(x)} ${round(y)}h0`).join("");
    this.parts.push(`<path d="${path}" stroke="${colour}" stroke-width="${round(size)}" stroke-linecap="round" fill="none"/>`);
  }
  /** @param {string} font */
  toString(font) {
    const box = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    const family = escaped(font);
    return `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="${family}">${this.parts.join("\n")}</svg>\n`;
  }
}

/**
 * The points in sight, entry by entry, as paths of an SVG.
 * @param {SvgPen} pen @param {Disk} disk @param {Frame} frame
 */
export function dotPoints(pen, disk, frame) {
  /** @type {Map<number, Pair[]>} */
  const groups = new Map();
  const { sight, paint, ink } = disk;
  for (let k = 0; k < sight.count; k += 1) {
    const entry = paint[sight.rows[k]];
    const group = groups.get(entry) ?? [];
    group.push([toX(frame, sight.x[k]), toY(frame, sight.y[k])]);
    groups.set(entry, group);
  }
  const size = [2, 3, 4.4, 6.4, 8.4][stampSize(sight.count, frame.density)] * 0.9;
  const ordered = [...groups].sort(([a], [b]) => ink.layers[a] - ink.layers[b]);
  for (const [entry, places] of ordered) pen.dots(places, size, colourOfPixel(ink.pixels[entry]));
}
