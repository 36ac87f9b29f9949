// A pen that writes pixels itself. Where a canvas is drawn without a graphics card, an arc can cost as much as all the
// points together; while one moves, curves and marks are therefore written into the same buffer as the points. Texts
// and images are kept, and drawn on top by the canvas. A picture at rest is drawn by the canvas alone, more finely.

import { channels } from "../../js/colours.js";
/** @import { Channels } from "../../js/colours.js" */
/** @import { Pixels } from "./stamps.js" */

const CHORD = 9; // pixels of an arc that are drawn as a straight line

export class PixelPen {
  fillStyle = "";
  strokeStyle = "";
  lineWidth = 1;
  font = "";
  /** @type {CanvasTextAlign} */
  textAlign = "start";
  /** @type {CanvasTextBaseline} */
  textBaseline = "alphabetic";
  /** @type {CanvasLineJoin} */
  lineJoin = "miter";
  /** @type {number[][]} */
  lines = []; // of the path: x, y, x, y …
  /** @type {number[]} */
  dash = [];
  /** @type {((context: CanvasRenderingContext2D) => void)[]} */
  later = [];

  /** @param {Pixels} pixels */
  constructor(pixels) {
    this.buffer = pixels.buffer;
    this.width = pixels.canvas.width;
    this.height = pixels.canvas.height;
  }

  fillRect() {}
  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = dash;
  }
  beginPath() {
    this.lines = [];
  }
  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.lines.push([x, y]);
  }
  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.lines[this.lines.length - 1].push(x, y);
  }
  closePath() {
    const line = this.lines[this.lines.length - 1];
    line.push(line[0], line[1]);
  }
  /**
   * @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to
   * @param {boolean} counter
   */
  arc(x, y, r, from, to, counter) {
    const turn = counter ? -((from - to + 4 * Math.PI) % (2 * Math.PI)) : (to - from + 4 * Math.PI) % (2 * Math.PI);
    const whole = Math.abs(to - from) >= 2 * Math.PI - 1e-9 ? 2 * Math.PI : turn;
    const steps = Math.max(4, Math.min(64, Math.ceil((Math.abs(whole) * r) / CHORD)));
    for (let i = 1; i <= steps; i += 1) {
      const t = from + (whole * i) / steps;
      this.lineTo(x + r * Math.cos(t), y + r * Math.sin(t));
    }
  }

  stroke() {
    const ink = channels(this.strokeStyle);
    const wide = Math.max(0, Math.round(this.lineWidth / 2 - 0.3));
    for (const line of this.lines) {
      let run = 0; // how far along the dashes
      for (let i = 0; i + 3 < line.length; i += 2) run = this.segment(line[i], line[i + 1], line[i + 2], line[i + 3], ink, wide, run);
    }
  }

  /**
   * @param {number} x @param {number} y @param {number} u @param {number} v @param {Channels} ink @param {number} wide
   * @param {number} run
   */
  segment(x, y, u, v, ink, wide, run) {
    const { width, height } = this;
    if (Math.max(x, u) < 0 || Math.max(y, v) < 0 || Math.min(x, u) >= width || Math.min(y, v) >= height) return run;
    const steps = Math.ceil(Math.max(Math.abs(u - x), Math.abs(v - y)));
    if (steps > 4 * width) return run;
    const [on, off = on] = this.dash;
    for (let i = 0; i < steps; i += 1) {
      run += 1;
      if (on && run % (on + off) > on) continue;
      const px = Math.round(x + ((u - x) * i) / steps);
      const py = Math.round(y + ((v - y) * i) / steps);
      if (wide === 0) this.blend(px, py, ink);
      else for (let dy = -wide; dy <= wide; dy += 1) for (let dx = -wide; dx <= wide; dx += 1) this.blend(px + dx, py + dy, ink);
    }
    return run;
  }

  /** @param {number} x @param {number} y @param {Channels} ink */
  blend(x, y, [r, g, b, a]) {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const at = y * this.width + x;
    const old = this.buffer[at];
    /** @type {(shift: number, one: number) => number} */
    const mix = (shift, one) => Math.round(((old >>> shift) & 255) * (1 - a) + one * a) << shift;
    this.buffer[at] = (0xff000000 | mix(16, b) | mix(8, g) | mix(0, r)) >>> 0;
  }

  /** Fill small shapes, row by row. */
  fill() {
    const ink = channels(this.fillStyle);
    for (const line of this.lines) {
      const ys = line.filter((_, i) => i % 2);
      const [low, high] = [Math.max(0, Math.ceil(Math.min(...ys))), Math.min(this.height - 1, Math.floor(Math.max(...ys)))];
      for (let y = low; y <= high; y += 1) this.fillRow(line, y, ink);
    }
  }

  /** @param {number[]} line @param {number} y @param {Channels} ink */
  fillRow(line, y, ink) {
    /** @type {number[]} */
    const cuts = [];
    for (let i = 0; i < line.length; i += 2) {
      const j = (i + 2) % line.length;
      const [ax, ay, bx, by] = [line[i], line[i + 1], line[j], line[j + 1]];
      if (ay > y !== by > y) cuts.push(ax + ((bx - ax) * (y - ay)) / (by - ay));
    }
    cuts.sort((a, b) => a - b);
    for (let k = 0; k + 1 < cuts.length; k += 2) {
      for (let x = Math.ceil(cuts[k]); x <= cuts[k + 1]; x += 1) this.blend(x, y, ink);
    }
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.keep((context) => context.strokeText(text, x, y));
  }
  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.keep((context) => context.fillText(text, x, y));
  }
  /** @param {CanvasImageSource} image @param {number} x @param {number} y @param {number} width @param {number} height */
  drawImage(image, x, y, width, height) {
    this.keep((context) => context.drawImage(image, x, y, width, height));
  }
  /** @param {(context: CanvasRenderingContext2D) => void} draw */
  keep(draw) {
    const { font, textAlign, textBaseline, lineJoin, strokeStyle, fillStyle, lineWidth } = this;
    const style = { font, textAlign, textBaseline, lineJoin, strokeStyle, fillStyle, lineWidth };
    this.later.push((context) => draw(Object.assign(context, style)));
  }

  /**
   * What a canvas does better, on top of the pixels.
   * @param {CanvasRenderingContext2D} context
   */
  finish(context) {
    for (const draw of this.later) draw(context);
  }
}
