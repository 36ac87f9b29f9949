// Steps 3 to 5: a tree that is trained, one codebook, two remainders.

import { distance, minus, mobiusAdd } from "../../js/hyperbolic.js";
import { add, arrow, dot, drawDisk, handle, label, line, pathOf, squareMark, windowAt, words } from "./draw.js";
import { cellOf, geodesic, nearestOf } from "./geometry.js";
import { panels } from "./map_pictures.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Cells, Mapping, Runs, Sides, Trainings } from "./contract.js" */

/** @type {Record<string, string>} */
const KINDS = { mammal: "cat0", bird: "cat2", fish: "cat3" };

/** @param {number} node @param {Record<number, number>} parents @param {string[]} names */
function kindOf(node, parents, names) {
  let at = node;
  while (parents[at] > 0) at = parents[at];
  return names[at];
}

/** @param {Trainings} scene */
export function drawTraining(scene) {
  const { svg, data, state, width } = scene;
  const { size, first, second, height } = panels(width);
  const run = data.runs[state.seed];
  const last = run.ball.losses.length - 1;
  const frame = state.frame < 0 ? last : Math.min(state.frame, last);
  const parents = Object.fromEntries(data.links);
  const extent = Math.max(...run.plane.places[last].flat().map(Math.abs)) * 1.15;
  const sides = [
    { name: "On paper", at: first, c: 0, reach: extent, where: run.plane },
    { name: "In the disk", at: second, c: 1, reach: 1.04, where: run.ball },
  ];
  for (const { name, at, c, reach, where } of sides) {
    const view = windowAt(...at, size, reach);
    const places = where.places[frame];
    drawDisk(svg, view, c);
    const edges = data.links.map(([child, above]) => pathOf(geodesic(places[above], places[child], c, 12), view.map));
    add(svg, "path", { d: edges.join("") }, { fill: "none", stroke: "rim", "stroke-opacity": 0.55 });
    places.forEach((place, i) => {
      const fill = i === 0 ? "text" : KINDS[kindOf(i, parents, data.names)];
      dot(svg, view.map(place), i === 0 || parents[i] === 0 ? 6 : 4.5, { fill, stroke: "outline", "stroke-width": 0.8 }, data.names[i]);
    });
    places.forEach((place, i) => {
      const [x, y] = view.map(place);
      if (i === 0 || parents[i] === 0) label(svg, x, y - 9, data.names[i], { "font-weight": 600, "font-size": "12px" });
    });
    words(svg, at[0] + size / 2, at[1] - 8, `${name}: MAP ${where.precision[frame].toFixed(2)}`, { "font-weight": 600 });
  }
  const top = height + 22;
  drawLosses(scene, run, frame, last, top);
  scene.say(
    `Step ${frame * data.keep} of ${last * data.keep}. Loss on paper ${run.plane.losses[frame].toFixed(2)}, in the disk ${run.ball.losses[frame].toFixed(2)}.`,
  );
  return top + 96;
}

/** @param {Trainings} scene @param {Runs} run @param {number} frame @param {number} last @param {number} top */
function drawLosses({ svg, data, width }, run, frame, last, top) {
  const [left, right, high] = [40, width - 74, 70];
  const most = Math.max(...run.plane.losses, ...run.ball.losses);
  /** @type {Mapping} */
  const map = ([step, loss]) => [left + ((right - left) * step) / last, top + high * (1 - loss / most)];
  line(svg, [[0, 0], [last, 0]], map, { stroke: "rim", "stroke-width": 1 });
  words(svg, left - 6, top + 4, most.toFixed(1), { fill: "muted", "font-size": "11px" }, "end");
  words(svg, left - 6, top + high + 4, "0", { fill: "muted", "font-size": "11px" }, "end");
  words(svg, left, top + high + 18, "step 0", { fill: "muted", "font-size": "11px" }, "start");
  words(svg, right, top + high + 18, `step ${last * data.keep}`, { fill: "muted", "font-size": "11px" }, "end");
  words(svg, left + 6, top - 8, "loss", { fill: "muted", "font-size": "11px" }, "start");
  const curves = [
    { name: "paper", where: run.plane, colour: "muted", dash: "6 4" },
    { name: "disk", where: run.ball, colour: "accent", dash: "none" },
  ];
  for (const { name, where, colour, dash } of curves) {
    /** @type {Pair[]} */
    const losses = where.losses.map((loss, i) => [i, loss]);
    line(svg, losses, map, { stroke: colour, "stroke-width": 2, "stroke-dasharray": dash });
    dot(svg, map([frame, where.losses[frame]]), 4, { fill: colour });
    const [x, y] = map([last, where.losses[last]]);
    words(svg, x + 8, y + 4, name, { fill: colour, "font-weight": 600, "font-size": "12px" }, "start");
  }
}

/** @param {number} token */
const colourOf = (token) => (token < 7 ? `cat${token}` : "other");

/** @param {Cells} scene */
export function drawCells(scene) {
  const { svg, data, state, width } = scene;
  const size = Math.min(width, 460);
  const view = windowAt((width - size) / 2, 4, size, 1.02);
  const book = data.books[state.size];
  drawDisk(svg, view, 1);
  book.codewords.forEach((_, i) => {
    const cell = cellOf(i, book.codewords);
    add(svg, "path", { d: pathOf(cell, view.map, true) }, { fill: colourOf(i), "fill-opacity": 0.16, stroke: "rim", "stroke-width": 1 });
  });
  data.points.forEach((point, i) => {
    dot(svg, view.map(point), 4.5, { fill: colourOf(book.index[i]), stroke: "outline", "stroke-width": 0.8 }, `${data.names[i]}, token ${book.index[i]}`);
  });
  const found = nearestOf(state.point, book.codewords, 1);
  line(svg, geodesic(state.point, book.codewords[found.token], 1), view.map, { stroke: "accent", "stroke-width": 2.5 });
  book.codewords.forEach((word, i) => {
    const [x, y] = view.map(word);
    squareMark(svg, [x, y], 17, { fill: "text", stroke: "ground" });
    words(svg, x, y + 4, String(i), { fill: "ground", "font-size": "11px", "font-weight": 600 });
  });
  handle(scene, view, "point", "Your point", (to, at) => dot(to, at, 10, { fill: "none", stroke: "accent", "stroke-width": 3 }));
  scene.say(
    `Your point has token ${found.token}: ${found.far.toFixed(2)} from its codeword, ${(found.runnerUpFar - found.far).toFixed(2)} nearer than to the ` +
      `runner-up ${found.runnerUp}. All animals: mean squared rest ${book.error.toFixed(2)} with ${state.size} codewords.`,
  );
  return size + 8;
}

const KEY_SIDES = [
  ["cat0", "left: (−q) ⊕ r"],
  ["cat3", "right: r ⊕ (−q)"],
];

/** @param {Sides} scene */
export function drawSides(scene) {
  const { svg, state, width } = scene;
  const size = Math.min(width, 460);
  const view = windowAt((width - size) / 2, 26, size, 1.03);
  const { r, q } = state;
  const [left, right] = [mobiusAdd(minus(q), r, 1), mobiusAdd(r, minus(q), 1)];
  const [again, missed] = [mobiusAdd(q, left, 1), mobiusAdd(right, q, 1)];
  drawDisk(svg, view, 1, [1, 2, 3, 4]);
  KEY_SIDES.forEach(([colour, text], i) => {
    const x = width / 2 + (i ? 12 : -12);
    words(svg, x, 14, text, { "font-weight": 600 }, i ? "start" : "end");
    line(svg, [[x, 21], [x + (i ? 110 : -110), 21]], (one) => one, { stroke: colour, "stroke-width": 3, "stroke-dasharray": i ? "7 4" : "none" });
  });
  line(svg, geodesic(q, r, 1), view.map, { stroke: "muted", "stroke-width": 1.5 });
  line(svg, geodesic(missed, r, 1), view.map, { stroke: "cat3", "stroke-width": 2, "stroke-dasharray": "2 5" });
  const centre = view.map([0, 0]);
  arrow(svg, centre, view.map(left), { stroke: "cat0" });
  arrow(svg, centre, view.map(right), { stroke: "cat3", "stroke-dasharray": "7 4" });
  const [x, y] = view.map(missed);
  add(svg, "path", { d: `M${x} ${y - 9}l9 15h-18z` }, { fill: "cat3", stroke: "outline" });
  label(svg, x, y + 24, "right ⊕ q", { "font-size": "12px" });
  dot(svg, view.map(again), 5, { fill: "cat0", stroke: "outline" });
  handle(scene, view, "q", "The codeword q", (to, at) => {
    squareMark(to, at, 18, { fill: "text", stroke: "ground" });
    words(to, at[0], at[1] + 4, "q", { fill: "ground", "font-weight": 600 });
  });
  handle(scene, view, "r", "The point r", (to, at) => {
    dot(to, at, 11, { fill: "none", stroke: "accent", "stroke-width": 3 });
    label(to, at[0] + 20, at[1] - 8, "r", { "font-weight": 600 });
  });
  const off = distance(missed, r, 1);
  scene.say(
    `Both remainders are ${distance([0, 0], left, 1).toFixed(2)} long. q ⊕ left ends ${distance(again, r, 1).toFixed(2)} from r, right ⊕ q ${off.toFixed(2)} from r.`,
  );
  return size + 34;
}
