// Where rows stand in the three forms of a tree. The rows stay the same elements, with their keys, focus and roles.

import { svgPart } from "../../js/svg.js";
import { linesOf } from "./keys.js";
/** @import { Box, Form, Row } from "./contract.js" */

export const LINKS = { step: 150, slot: 26, wedge: 26 };
const ICICLE = { step: 150, least: 20, most: 90, growth: 7 };

/**
 * For each row the numbers of the rows right under it, from the depths of a list in reading order.
 * @param {Row[]} rows @returns {number[][]}
 */
export function kinship(rows) {
  /** @type {number[][]} */
  const below = rows.map(() => []);
  /** @type {number[]} */
  const way = [];
  rows.forEach((row, i) => {
    way.length = row.depth;
    if (row.depth > 0 && way[row.depth - 1] !== undefined) below[way[row.depth - 1]].push(i);
    way[row.depth] = i;
  });
  return below;
}

/** @param {Row} row */
function sizeOf(row) {
  return Number((row.count ?? "1").replace(/\D/g, "")) || 1;
}

/**
 * Boxes {x, y, w, h} in pixels; y is the middle of a node in the node-link form.
 * @param {Row[]} rows @param {number[][]} below @returns {Box[]}
 */
export function linkBoxes(rows, below) {
  let slot = 0;
  const boxes = rows.map((row) => ({ x: 8 + row.depth * LINKS.step, y: 0, w: LINKS.step - 14, h: LINKS.slot }));
  for (let i = 0; i < rows.length; i += 1) if (!below[i].length) boxes[i].y = (0.5 + slot++) * LINKS.slot + 8;
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    if (below[i].length) boxes[i].y = (boxes[below[i][0]].y + boxes[below[i][below[i].length - 1]].y) / 2;
    else boxes[i].w = 2 * LINKS.step;
  }
  return boxes;
}

/** @param {Row[]} rows @param {number[][]} below @returns {Box[]} */
export function icicleBoxes(rows, below) {
  const heights = rows.map((row) => Math.min(ICICLE.least + ICICLE.growth * Math.log2(sizeOf(row)), ICICLE.most));
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    if (below[i].length) heights[i] = below[i].reduce((sum, child) => sum + heights[child], 0);
  }
  const boxes = rows.map((row, i) => ({ x: row.depth * ICICLE.step, y: 0, w: ICICLE.step, h: heights[i] }));
  let top = 0;
  rows.forEach((row, i) => {
    if (row.depth === 0) {
      boxes[i].y = top;
      top += heights[i];
    }
    let inside = boxes[i].y;
    for (const child of below[i]) {
      boxes[child].y = inside;
      inside += heights[child];
    }
  });
  return boxes;
}

/** @param {Row} row */
function wedgeHeight(row) {
  return Math.min(3 + 1.1 * Math.log2(sizeOf(row)), 0.5 * LINKS.slot - 1);
}

/** @param {Row[]} rows @param {number[][]} below @param {Box[]} boxes */
export function linkLines(rows, below, boxes) {
  /** @type {SVGElement[]} */
  const parts = [];
  rows.forEach((row, i) => {
    const { x, y } = boxes[i];
    for (const child of below[i]) {
      const to = boxes[child], middle = (x + to.x) / 2 + 30;
      const d = `M${x} ${y} C${middle} ${y} ${middle - 30} ${to.y} ${to.x} ${to.y}`;
      parts.push(svgPart("path", { d, class: rows[child].differs ? "link differs" : "link" }));
    }
    const look = `${row.differs ? "differs" : "common"} ${row.marks}`;
    if (row.kind === "closed") {
      const h = wedgeHeight(row), right = x + LINKS.wedge;
      parts.push(svgPart("path", { d: `M${x} ${y} L${right} ${y - h} L${right} ${y + h} Z`, class: `wedge ${look}` }));
    }
    parts.push(svgPart("circle", { cx: x, cy: y, r: row.marks ? 5 : 3.5, class: `dot ${look}` }));
  });
  return parts;
}

/**
 * Places the rows of a tree in its form; returns what a picture of it needs.
 * @param {HTMLElement} tree @param {Row[]} rows @param {Form} form
 */
export function placeRows(tree, rows, form) {
  tree.querySelector("svg.lines")?.remove();
  tree.dataset.form = form;
  const lines = linesOf(tree);
  if (form === "indented") {
    for (const line of lines) Object.assign(line.style, { left: "", top: "", width: "", height: "" });
    return;
  }
  const below = kinship(rows);
  const boxes = form === "links" ? linkBoxes(rows, below) : icicleBoxes(rows, below);
  lines.forEach((line, i) => {
    const box = boxes[i], open = below[i].length > 0, folded = rows[i].kind === "closed" ? LINKS.wedge + 4 : 9;
    const shift = form === "icicle" ? 0 : open ? -8 : folded;
    line.style.left = `${box.x + shift}px`;
    line.style.top = `${form === "icicle" ? box.y : box.y - (open ? 21 : LINKS.slot / 2)}px`;
    line.style.width = `${form === "icicle" ? box.w - 1 : box.w}px`;
    line.style.height = `${form === "icicle" ? box.h - 1 : open ? 20 : LINKS.slot}px`;
  });
  if (form !== "links") return;
  const right = Math.max(...boxes.map((box) => box.x + box.w + 40)), bottom = Math.max(...boxes.map((box) => box.y + 20));
  const drawn = svgPart("svg", { class: "lines", width: right, height: bottom, "aria-hidden": "true" });
  drawn.append(...linkLines(rows, below, boxes));
  tree.append(drawn);
}
