// The choice at every level, small: what is left to name (circle), the codewords, the one taken (solid line), the
// runner-up (dotted line).

import { contextOf, make } from "../../js/dom.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Steps } from "./contract.js" */

const SIZE = 92;
const ROOM = 1.2;

/**
 * @param {HTMLCanvasElement} canvas @param {Pair[]} book @param {Pair} place @param {number} taken
 * @param {number} rival @param {{ text: string, accent: string }} colours
 */
function drawStep(canvas, book, place, taken, rival, colours) {
  const density = Math.min(devicePixelRatio || 1, 2);
  [canvas.width, canvas.height] = [SIZE * density, SIZE * density];
  const context = contextOf(canvas);
  context.scale(density, density);
  const all = [...book, place];
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const [cx, cy] = [(Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2];
  const reach = Math.max(1e-12, ...xs.map((x) => Math.abs(x - cx)), ...ys.map((y) => Math.abs(y - cy))) * ROOM;
  /** @type {(place: Pair) => Pair} */
  const at = ([x, y]) => [SIZE / 2 + ((x - cx) / reach) * (SIZE / 2), SIZE / 2 - ((y - cy) / reach) * (SIZE / 2)];
  context.fillStyle = colours.text;
  context.globalAlpha = 0.4;
  for (const point of book) context.fillRect(at(point)[0] - 1.5, at(point)[1] - 1.5, 3, 3);
  context.globalAlpha = 1;
  context.strokeStyle = colours.accent;
  /** @type {(target: Pair, dash: number[], width: number) => void} */
  const way = (target, dash, width) => {
    context.setLineDash(dash);
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(...at(place));
    context.lineTo(...at(target));
    context.stroke();
  };
  way(book[rival], [2, 3], 1.3);
  way(book[taken], [], 2);
  context.setLineDash([]);
  context.fillStyle = colours.accent;
  context.fillRect(at(book[taken])[0] - 4, at(book[taken])[1] - 4, 8, 8);
  context.fillStyle = colours.text;
  context.fillRect(at(book[rival])[0] - 3, at(book[rival])[1] - 3, 6, 6);
  context.lineWidth = 2;
  context.beginPath();
  context.arc(...at(place), 7, 0, 2 * Math.PI);
  context.stroke();
}

/**
 * A row of small pictures, one a level.
 * @param {HTMLElement} root @param {Steps} steps @param {number[]} sizes @param {Float32Array} numbers
 */
export function stepPictures(root, steps, sizes, numbers) {
  const style = getComputedStyle(root);
  const colours = { text: style.getPropertyValue("--st-text-color"), accent: style.getPropertyValue("--accent") };
  const row = make("div", "steps");
  row.setAttribute("role", "img");
  row.setAttribute("aria-label", "For each level: the residual, the codewords, the one taken and the runner-up; the table has the numbers.");
  let from = 0;
  sizes.forEach((size, i) => {
    /** @type {Pair[]} */
    const book = Array.from({ length: size }, (_, k) => [numbers[2 * (from + k)], numbers[2 * (from + k) + 1]]);
    from += size;
    const canvas = document.createElement("canvas");
    drawStep(canvas, book, steps.places[i], steps.codeword[i], steps.runnerUp[i], colours);
    const part = make("figure");
    part.append(make("figcaption", "", `level ${i + 1}`), canvas);
    row.append(part);
  });
  return row;
}
