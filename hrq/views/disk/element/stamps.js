// Points as pixels: each is a stamp, a small disc with an outline, written into a buffer. 82,115 of them take a few
// milliseconds, where 82,115 arcs of a canvas would take a second.

import { contextOf } from "../../js/dom.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Frame, Ink, Sight } from "./contract.js" */

const STAMPS = [1, 1.5, 2.2, 3.2, 4.2].map(makeStamp);

/**
 * Offsets of the pixels of a disc, inner ones and those of its outline apart.
 * @param {number} radius
 */
function makeStamp(radius) {
  /** @type {[Pair[], Pair[]]} */
  const [fill, line] = [[], []];
  const reach = Math.ceil(radius);
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      const far = Math.hypot(dx, dy);
      if (far > radius + 0.2) continue;
      (radius > 2 && far > radius - 0.85 ? line : fill).push([dx, dy]);
    }
  }
  return { reach, fill, line };
}

/**
 * The stamp for a crowd of so many, at so many pixels of the screen for one of the page.
 * @param {number} count @param {number} density
 */
export function stampSize(count, density) {
  const size = count > 30_000 ? 0 : count > 8_000 ? 1 : count > 1_500 ? 2 : 3;
  return Math.min(size + (density > 1.4 ? 1 : 0), STAMPS.length - 1);
}

export class Pixels {
  canvas = document.createElement("canvas");
  context = contextOf(this.canvas, { willReadFrequently: true });
  image = this.context.createImageData(1, 1);
  buffer = new Uint32Array(this.image.data.buffer);
  /** @type {Int32Array[][]} */
  offsets = []; // of each stamp, its inner pixels and those of its outline
  ground = { key: "", buffer: this.buffer };

  /** @param {number} width @param {number} height */
  resize(width, height) {
    if (this.canvas.width === width && this.canvas.height === height && this.offsets.length) return;
    [this.canvas.width, this.canvas.height] = [width, height];
    this.image = this.context.createImageData(width, height);
    this.buffer = new Uint32Array(this.image.data.buffer);
    this.offsets = STAMPS.map(({ fill, line }) =>
      [fill, line].map((part) => Int32Array.from(part, ([dx, dy]) => dy * width + dx)),
    );
  }

  /**
   * Begin with the picture's ground, which is drawn anew only when the zoom or the theme changes.
   * @param {string} key @param {(context: CanvasRenderingContext2D) => void} draw
   */
  clear(key, draw) {
    if (this.ground.key !== key) {
      const { width, height } = this.canvas;
      this.context.clearRect(0, 0, width, height);
      draw(this.context);
      this.ground = { key, buffer: new Uint32Array(this.context.getImageData(0, 0, width, height).data.buffer) };
    }
    this.buffer.set(this.ground.buffer);
  }

  /**
   * Stamp what is seen of one layer: `paint` gives each row an entry, `ink` each entry its pixel and its layer.
   * @param {Sight} sight @param {Frame} frame @param {number} size @param {Uint8Array} paint @param {Ink} ink
   * @param {number} layer
   */
  stamp(sight, frame, size, paint, ink, layer) {
    const { width, height } = this.canvas;
    for (let k = 0; k < sight.count; k += 1) {
      const entry = paint[sight.rows[k]];
      if (ink.layers[entry] !== layer) continue;
      const wx = sight.x[k];
      const wy = sight.y[k];
      // Farther out everything is smaller: so are the points.
      const near = frame.rim ? 1 - wx * wx - wy * wy : 1;
      const own = Math.max(0, near < 0.06 ? size - 2 : near < 0.25 ? size - 1 : size);
      const { reach } = STAMPS[own];
      const px = (frame.cx + wx * frame.scale + 0.5) | 0;
      const py = (frame.cy - wy * frame.scale + 0.5) | 0;
      if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
      this.press(py * width + px, this.offsets[own], ink.pixels[entry], ink.outline);
    }
  }

  /** @param {number} at @param {Int32Array[]} offsets @param {number} colour @param {number} outline */
  press(at, [fill, line], colour, outline) {
    for (let k = 0; k < fill.length; k += 1) this.buffer[at + fill[k]] = colour;
    for (let k = 0; k < line.length; k += 1) this.buffer[at + line[k]] = outline;
  }

  /** @param {CanvasRenderingContext2D} context */
  paintOn(context) {
    context.putImageData(this.image, 0, 0);
  }
}
