// SVG, by hand. Colours are names of the palette, written as var(--name), so that a saved picture can fill them in.

import { radiusAt, rim, scaled } from "../../js/hyperbolic.js";
import { round, svgPart } from "../../js/svg.js";

const PALETTE = /^(ground|text|muted|disk|rim|ring|edge|outline|other|accent|cat[0-6])$/;

// style: fill, stroke … as palette names or plain values; everything else is an attribute.
export function add(parent, tag, attributes = {}, style = {}, text) {
  const made = svgPart(tag, attributes, text);
  const paint = (value) => (PALETTE.test(value) ? `var(--${value})` : value);
  const rules = Object.entries(style).map(([name, value]) => {
    return `${name}:${name === "fill" || name === "stroke" ? paint(value) : value}`;
  });
  if (rules.length) made.setAttribute("style", rules.join(";"));
  parent.append(made);
  return made;
}

export const pathOf = (points, map, close = false) =>
  "M" + points.map((one) => map(one).map(round).join(" ")).join("L") + (close ? "Z" : "");

// A square window on the map: `reach` is the coordinate at its edge.
export function windowAt(x, y, size, reach) {
  const unit = size / 2 / reach;
  const map = (point) => [x + size / 2 + point[0] * unit, y + size / 2 - point[1] * unit];
  const back = ([px, py]) => [(px - x - size / 2) / unit, (y + size / 2 - py) / unit];
  return { x, y, size, unit, map, back };
}

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

export function line(svg, points, map, style) {
  return add(svg, "path", { d: pathOf(points, map) }, { fill: "none", stroke: "text", "stroke-width": 1.5, ...style });
}

export function words(svg, x, y, text, style = {}, anchor = "middle") {
  return add(svg, "text", { x: round(x), y: round(y), "text-anchor": anchor }, { fill: "text", "font-size": "13px", ...style }, text);
}

// A text with the ground's colour around it, so that it can be read over lines.
export function label(svg, x, y, text, style = {}, anchor = "middle") {
  const around = { "paint-order": "stroke", stroke: "ground", "stroke-width": "3px", "stroke-linejoin": "round" };
  return words(svg, x, y, text, { ...around, ...style }, anchor);
}

export function dot(svg, [x, y], r, style, tip) {
  const made = add(svg, "circle", { cx: round(x), cy: round(y), r }, style);
  if (tip) add(made, "title", {}, {}, tip);
  return made;
}

export function squareMark(svg, [x, y], size, style, tip) {
  const made = add(svg, "rect", { x: round(x - size / 2), y: round(y - size / 2), width: size, height: size, rx: 2 }, style);
  if (tip) add(made, "title", {}, {}, tip);
  return made;
}

export function arrow(svg, from, to, style) {
  const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const barb = (side) => [to[0] - 10 * Math.cos(turn + side), to[1] - 10 * Math.sin(turn + side)];
  line(svg, [from, to], (one) => one, { "stroke-width": 2.5, ...style });
  line(svg, [barb(0.45), to, barb(-0.45)], (one) => one, { "stroke-width": 2.5, ...style });
}

// Something to drag: also by the arrow keys, in small steps with Shift. What moves it is wired in frame.js.
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

export const kept = (point, limit) => {
  const length = Math.hypot(...point);
  return length > limit ? scaled(point, limit / length) : point;
};
