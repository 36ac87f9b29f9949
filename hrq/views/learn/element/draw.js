// SVG, by hand. Colours are names of the palette, written as var(--name), so that a saved picture can fill them in.

import { radiusAt, rim, scaled } from "../../js/hyperbolic.js";
import { round, svgPart } from "../../js/svg.js";
/** @import { Attributes } from "../../js/dom.js" */
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { AnyScene, Mapping, Style, Window } from "./contract.js" */

const PALETTE = /^(ground|text|muted|disk|rim|ring|edge|outline|other|accent|cat[0-6])$/;

/**
 * style: fill, stroke … as palette names or plain values; everything else is an attribute.
 * @template {keyof SVGElementTagNameMap} Tag @param {SVGElement} parent @param {Tag} tag
 * @param {Attributes} [attributes] @param {Style} [style] @param {string} [text]
 */
export function add(parent, tag, attributes = {}, style = {}, text) {
  const made = svgPart(tag, attributes, text);
  /** @type {(value: string | number) => string} */
  const paint = (value) => (PALETTE.test(String(value)) ? `var(--${value})` : String(value));
  const rules = Object.entries(style).map(([name, value]) => {
    return `${name}:${name === "fill" || name === "stroke" ? paint(value) : value}`;
  });
  if (rules.length) made.setAttribute("style", rules.join(";"));
  parent.append(made);
  return made;
}

/** @param {Pair[]} points @param {Mapping} map @param {boolean} [close] */
export const pathOf = (points, map, close = false) =>
  "M" + points.map((one) => map(one).map(round).join(" ")).join("L") + (close ? "Z" : "");

/**
 * A square window on the map: `reach` is the coordinate at its edge.
 * @param {number} x @param {number} y @param {number} size @param {number} reach @returns {Window}
 */
export function windowAt(x, y, size, reach) {
  const unit = size / 2 / reach;
  /** @type {Mapping} */
  const map = (point) => [x + size / 2 + point[0] * unit, y + size / 2 - point[1] * unit];
  /** @type {Mapping} */
  const back = ([px, py]) => [(px - x - size / 2) / unit, (y + size / 2 - py) / unit];
  return { x, y, size, unit, map, back };
}

/** @param {SVGElement} svg @param {Window} view @param {number} c @param {number[]} [rings] */
export function drawDisk(svg, view, c, rings = []) {
  const [x, y] = view.map([0, 0]);
  const edge = rim(c) * view.unit;
  const inside = { x: view.x, y: view.y, width: view.size, height: view.size };
  if (c === 0 || edge > view.size) add(svg, "rect", { ...inside, rx: 6 }, { fill: "disk", stroke: "ring" });
  else add(svg, "circle", { cx: x, cy: y, r: edge }, { fill: "disk", stroke: "rim", "stroke-width": 1.5 });
  for (const far of rings) {
    const r = radiusAt(far, c) * view.unit;
    if (r > view.size / 2) continue;
    add(svg, "circle", { cx: x, cy: y, r }, { fill: "none", stroke: "ring" });
  }
}

/** @param {SVGElement} svg @param {Pair[]} points @param {Mapping} map @param {Style} style */
export function line(svg, points, map, style) {
  return add(svg, "path", { d: pathOf(points, map) }, { fill: "none", stroke: "text", "stroke-width": 1.5, ...style });
}

/**
 * @param {SVGElement} svg @param {number} x @param {number} y @param {string} text @param {Style} [style]
 * @param {string} [anchor]
 */
export function words(svg, x, y, text, style = {}, anchor = "middle") {
  return add(svg, "text", { x: round(x), y: round(y), "text-anchor": anchor }, { fill: "text", "font-size": "13px", ...style }, text);
}

/**
 * A text with the ground's colour around it, so that it can be read over lines.
 * @param {SVGElement} svg @param {number} x @param {number} y @param {string} text @param {Style} [style]
 * @param {string} [anchor]
 */
export function label(svg, x, y, text, style = {}, anchor = "middle") {
  const around = { "paint-order": "stroke", stroke: "ground", "stroke-width": "3px", "stroke-linejoin": "round" };
  return words(svg, x, y, text, { ...around, ...style }, anchor);
}

/** @param {SVGElement} svg @param {Pair} place @param {number} r @param {Style} style @param {string} [tip] */
export function dot(svg, [x, y], r, style, tip) {
  const made = add(svg, "circle", { cx: round(x), cy: round(y), r }, style);
  if (tip) add(made, "title", {}, {}, tip);
  return made;
}

/** @param {SVGElement} svg @param {Pair} place @param {number} size @param {Style} style @param {string} [tip] */
export function squareMark(svg, [x, y], size, style, tip) {
  const made = add(svg, "rect", { x: round(x - size / 2), y: round(y - size / 2), width: size, height: size, rx: 2 }, style);
  if (tip) add(made, "title", {}, {}, tip);
  return made;
}

/** @param {SVGElement} svg @param {Pair} from @param {Pair} to @param {Style} style */
export function arrow(svg, from, to, style) {
  const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
  /** @type {(side: number) => Pair} */
  const barb = (side) => [to[0] - 10 * Math.cos(turn + side), to[1] - 10 * Math.sin(turn + side)];
  line(svg, [from, to], (one) => one, { "stroke-width": 2.5, ...style });
  line(svg, [barb(0.45), to, barb(-0.45)], (one) => one, { "stroke-width": 2.5, ...style });
}

/**
 * Something to drag: also by the arrow keys, in small steps with Shift. What moves it is wired in frame.js.
 * @param {AnyScene} scene @param {Window} view @param {string} key @param {string} name
 * @param {(part: SVGElement, at: Pair) => void} mark @param {number} [radius]
 */
export function handle(scene, view, key, name, mark, radius = rim(scene.c ?? 1)) {
  const place = scene.state[key];
  const [x, y] = view.map(place);
  const made = add(scene.svg, "g", {
    class: "handle", tabindex: 0, role: "slider", "data-key": key, "aria-label": name,
    "aria-valuemin": -1, "aria-valuemax": 1, "aria-valuenow": place[0].toFixed(2),
    "aria-valuetext": `${place[0].toFixed(2)} across, ${place[1].toFixed(2)} up`,
  });
  add(made, "circle", { cx: round(x), cy: round(y), r: 22, class: "reach" }, { fill: "transparent" });
  mark(made, [x, y]);
  scene.handles[key] = { view, limit: Math.min(0.985 * radius, view.size / 2 / view.unit) };
}

/** @param {Pair} point @param {number} limit */
export const kept = (point, limit) => {
  const length = Math.hypot(...point);
  return length > limit ? scaled(point, limit / length) : point;
};
