// The same drawing as SVG: a pen that knows what the disk uses of a canvas's context, and writes paths.

import { colourOfPixel } from "../../js/colours.js";
import { round } from "../../js/svg.js";
import { stampSize } from "./stamps.js";
import { toX, toY } from "./view.js";

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export class SvgPen {
  constructor(width, height) {
    Object.assign(this, { width, height, parts: [], path: "", dash: [], font: "", textAlign: "center" });
  }

  clearRect() {}
  setLineDash(dash) {
    this.dash = dash;
  }
  beginPath() {
    this.path = "";
  }
  moveTo(x, y) {
    this.path += `M${round(x)} ${round(y)}`;
  }
  lineTo(x, y) {
    this.path += `L${round(x)} ${round(y)}`;
  }
  closePath() {
    this.path += "z";
  }
  arc(x, y, r, from, to, counter) {
    const whole = Math.abs(to - from) > 6.28;
    const stop = whole ? from + Math.PI : to;
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
  fillRect(x, y, width, height) {
    this.parts.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${this.fillStyle}"/>`);
  }
  strokeText(text, x, y) {
    this.text(text, x, y, `fill="none" stroke="${this.strokeStyle}" stroke-width="${round(this.lineWidth)}" stroke-linejoin="round"`);
  }
  fillText(text, x, y) {
    this.text(text, x, y, `fill="${this.fillStyle}"`);
  }
  text(text, x, y, look) {
    const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(this.font) ?? [0, 400, 12];
    const anchor = { center: "middle", left: "start" }[this.textAlign] ?? "middle";
    const where = `x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}"`;
    this.parts.push(`<text ${where} text-anchor="${anchor}" dominant-baseline="central" ${look}>${escaped(text)}</text>`);
  }
  /** Points of one colour as a single path of dots. */
  dots(places, size, colour) {
    const path = places.map(([x, y]) => `M${round(x)} ${round(y)}h0`).join("");
    this.parts.push(`<path d="${path}" stroke="${colour}" stroke-width="${round(size)}" stroke-linecap="round" fill="none"/>`);
  }
  toString(font) {
    const box = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    const family = escaped(font);
    return `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="${family}">${this.parts.join("\n")}</svg>\n`;
  }
}

/** The points in sight, entry by entry, as paths of an SVG. */
export function dotPoints(pen, disk, frame) {
  const groups = new Map();
  const { sight, paint, ink } = disk;
  for (let k = 0; k < sight.count; k += 1) {
    const entry = paint[sight.rows[k]];
    if (!groups.has(entry)) groups.set(entry, []);
    groups.get(entry).push([toX(frame, sight.x[k]), toY(frame, sight.y[k])]);
  }
  const size = [2, 3, 4.4, 6.4, 8.4][stampSize(sight.count, frame.density)] * 0.9;
  const ordered = [...groups.keys()].sort((a, b) => ink.layers[a] - ink.layers[b]);
  for (const entry of ordered) pen.dots(groups.get(entry), size, colourOfPixel(ink.pixels[entry]));
}
