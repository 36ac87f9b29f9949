// Steps 1 and 2: room for trees, and the ruler.

import { distance, radiusAt, rim } from "../../js/hyperbolic.js";
import { round } from "../../js/svg.js";
import { grouped } from "../../js/words.js";
import { add, dot, drawDisk, handle, kept, label, line, pathOf, windowAt, words } from "./draw.js";
import { geodesic, straightLength } from "./geometry.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Room, Ruler, Table } from "./contract.js" */

/**
 * Two windows: beside each other, or one below the other where it is narrow.
 * @param {number} width @returns {{ size: number, first: Pair, second: Pair, height: number }}
 */
export const panels = (width) => {
  const side = width < 440;
  const size = Math.min(side ? width : (width - 24) / 2, 360);
  const left = side ? (width - size) / 2 : Math.max(0, (width - 2 * size - 24) / 2);
  /** @type {Pair} */
  const next = side ? [left, size + 48] : [left + size + 24, 24];
  return { size, first: [left, 24], second: next, height: next[1] + size + 4 };
};

/** @param {number} branches @param {number} depth @param {(level: number, i: number) => Pair} place */
function treeEdges(branches, depth, place) {
  /** @type {[from: Pair, to: Pair, level: number][]} */
  const edges = [];
  for (let k = 1; k <= depth; k++) {
    for (let i = 0; i < branches ** k; i++) edges.push([place(k - 1, Math.floor(i / branches)), place(k, i), k]);
  }
  return edges;
}

/** @param {Room} scene */
export function drawRoom(scene) {
  const { svg, data, state, width } = scene;
  const { size, first, second, height } = panels(width);
  const { branches, depth } = state;
  /** @type {(k: number, i: number) => number} */
  const turnOf = (k, i) => (2 * Math.PI * (i + 0.5)) / branches ** k + Math.PI / 2;
  /** @type {(k: number, i: number, r: number) => Pair} */
  const around = (k, i, r) => (k === 0 ? [0, 0] : [r * Math.cos(turnOf(k, i)), r * Math.sin(turnOf(k, i))]);
  const flat = windowAt(...first, size, depth * 1.06);
  const curved = windowAt(...second, size, 1.02);
  const rings = Array.from({ length: depth }, (_, k) => k + 1);
  const look = { stroke: "edge", "stroke-width": 1 };
  add(svg, "rect", { x: first[0], y: first[1], width: size, height: size, rx: 6 }, { fill: "disk", stroke: "ring" });
  const [cx, cy] = flat.map([0, 0]);
  for (const k of rings) add(svg, "circle", { cx, cy, r: k * flat.unit }, { fill: "none", stroke: "ring" });
  drawDisk(svg, curved, 1, rings);
  const paper = treeEdges(branches, depth, (k, i) => around(k, i, k));
  const ball = treeEdges(branches, depth, (k, i) => around(k, i, radiusAt(k, 1)));
  const flatPath = paper.map(([a, b]) => pathOf([a, b], flat.map)).join("");
  const curvedPath = ball.map(([a, b, k]) => pathOf(geodesic(a, b, 1, k > 3 ? 3 : 12), curved.map)).join("");
  add(svg, "path", { d: flatPath }, { fill: "none", ...look });
  add(svg, "path", { d: curvedPath }, { fill: "none", ...look });
  const radius = branches ** depth > 300 ? 1.2 : 2.6;
  for (const { view, edges } of [{ view: flat, edges: paper }, { view: curved, edges: ball }]) {
    const discs = edges.map(([, b]) => view.map(b)).map(([x, y]) => {
      return `M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
    });
    add(svg, "path", { d: discs.join("") }, { fill: "accent" });
  }
  words(svg, first[0] + size / 2, first[1] - 8, "On paper", { "font-weight": 600 });
  words(svg, second[0] + size / 2, second[1] - 8, "In the disk", { "font-weight": 600 });
  const [onPaper, inDisk] = data.room[branches].map((row) => row[depth - 1]);
  scene.say(
    `Depth ${depth}: ${grouped(branches ** depth)} nodes. Room for each on paper ${digits(onPaper)}, in the disk ${digits(inDisk)}.`,
  );
  return height;
}

/** @param {number} value */
const digits = (value) => (value >= 100 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(2) : value.toFixed(4));

/** @param {Room} scene @returns {Table} */
export function tableRoom({ data, state }) {
  const rooms = data.room[state.branches];
  const rows = rooms[0].map((_, k) => [k + 1, grouped(state.branches ** (k + 1)), digits(rooms[0][k]), digits(rooms[1][k])]);
  return { head: ["depth", "nodes", "room on paper", "room in the disk"], rows };
}

const ENDS = /** @type {const} */ (["a", "b"]); // of the ruler

/** @param {Ruler} scene */
export function drawRuler(scene) {
  const { svg, state, width } = scene;
  const size = Math.min(width, 460);
  const view = windowAt((width - size) / 2, 4, size, 1.04);
  const c = (scene.c = state.c);
  for (const key of ENDS) state[key] = kept(state[key], 0.985 * rim(c));
  const { a, b } = state;
  drawDisk(svg, view, c, [1, 2, 3, 4, 5, 6]);
  for (const far of [1, 2, 3]) {
    const [x, y] = view.map([0, radiusAt(far, c)]);
    label(svg, x, y + 4, String(far), { fill: "muted", "font-size": "11px" });
  }
  dot(svg, view.map([0, 0]), 2.5, { fill: "muted" });
  line(svg, [a, b], view.map, { stroke: "muted", "stroke-dasharray": "2 5" });
  line(svg, geodesic(a, b, c), view.map, { stroke: "accent", "stroke-width": 3 });
  for (const key of ENDS) {
    const name = key.toUpperCase();
    handle(scene, view, key, `End ${name} of the ruler`, (to, at) => {
      dot(to, at, 9, { fill: "ground", stroke: "accent", "stroke-width": 3 });
      words(to, at[0], at[1] + 4, name, { "font-size": "11px", "font-weight": 600 });
    });
  }
  const paper = Math.hypot(a[0] - b[0], a[1] - b[1]);
  const half = Math.min(paper / 2, 0.999 * rim(c));
  const centre = distance([-half, 0], [half, 0], c);
  scene.say(
    `On the screen ${paper.toFixed(2)}. Distance ${distance(a, b, c).toFixed(2)}; along the dotted line ${straightLength(a, b, c).toFixed(2)}; ` +
      `the same ruler around the centre would measure ${centre.toFixed(2)}.`,
  );
  return size + 8;
}
