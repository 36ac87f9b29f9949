// A picture of what is drawn, to take away: both sides as SVG, or the same as PNG, with a line that says where it is
// from.

import { saveAsPng, saveText } from "../../js/files.js";
import { SVG, svgPart } from "../../js/svg.js";
import { shorten } from "../../js/words.js";
import { icicleBoxes, kinship, linkBoxes, linkLines, LINKS } from "./icicle_and_links.js";
/** @import { Attributes } from "../../js/dom.js" */
/** @import { Picture } from "../../js/files.js" */
/** @import { Box, Row, Side, Trees } from "./contract.js" */

const PICTURE = { line: 22, gap: 40, margin: 16, head: 56, foot: 34, longest: 46 };
const LARGEST = 16_000; // pixels of a PNG's side

/** @param {Row[]} rows @returns {Box[]} */
function indentedBoxes(rows) {
  return rows.map((row, i) => ({ x: row.depth * 14, y: (i + 0.5) * PICTURE.line, w: 0, h: PICTURE.line }));
}

/** @param {Row} row */
function rowText(row) {
  const text = [row.code, row.text, row.count && `(${row.count})`, row.match && `${row.match.low ? "≁" : "≈"} ${row.match.name} ${row.match.f1}`];
  return shorten(text.filter(Boolean).join("  "), PICTURE.longest);
}

/** @param {number} x @param {number} y @param {string} text @param {Attributes} look */
function textPart(x, y, text, look) {
  return svgPart("text", { x, y, "font-size": 12, ...look }, text);
}

/** @param {Side} side @param {Record<"text" | "line" | "differs" | "back", string>} colours */
function sidePicture(side, colours) {
  const rows = side.rows, below = kinship(rows), group = svgPart("g", {});
  const boxes = { links: linkBoxes, icicle: icicleBoxes, indented: indentedBoxes }[side.form](rows, below);
  if (side.form === "links") group.append(...linkLines(rows, below, boxes));
  rows.forEach((row, i) => {
    const box = boxes[i], colour = row.differs ? colours.differs : colours.text;
    const look = { fill: colour, "font-weight": row.marks ? 700 : 400 };
    if (side.form === "icicle") {
      group.append(svgPart("rect", { x: box.x, y: box.y, width: box.w - 1, height: box.h - 1, fill: "none", stroke: colours.line }));
      group.append(textPart(box.x + 4, box.y + 14, rowText(row).slice(0, 22), look));
    } else {
      const right = side.form === "indented" ? 4 : row.kind === "closed" ? LINKS.wedge + 5 : 9;
      group.append(textPart(box.x + right, box.y + (below[i].length && side.form === "links" ? -6 : 4), rowText(row), look));
    }
  });
  const width = Math.max(200, ...boxes.map((box, i) => box.x + (box.w || 8 * rowText(rows[i]).length) + 30));
  return { group, width, height: Math.max(...boxes.map((box) => box.y + box.h), 0) };
}

/** @param {Trees} data @param {HTMLElement} root @returns {Picture} */
function pictureOf(data, root) {
  const style = getComputedStyle(root);
  /** @type {(name: string, other: string) => string} */
  const colour = (name, other) => style.getPropertyValue(name).trim() || other;
  const [differs, back] = [colour("--differs-plain", "#c2410c"), colour("--st-background-color", "#fff")];
  const colours = { text: style.color, line: "#888", differs, back };
  const sides = data.sides.map((side) => sidePicture(side, colours));
  const width = sides.reduce((sum, side) => sum + side.width + PICTURE.gap, 0) + 2 * PICTURE.margin;
  const height = Math.max(...sides.map((side) => side.height)) + PICTURE.head + PICTURE.foot;
  const svg = svgPart("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "sans-serif" });
  const css = `.link{fill:none;stroke:#999}.link.differs{stroke:${colours.differs}}.dot,.wedge{fill:#999}.dot.differs,.wedge.differs{fill:${colours.differs}}`;
  svg.append(svgPart("style", {}, css), svgPart("rect", { width, height, fill: colours.back }));
  let x = PICTURE.margin;
  sides.forEach((side, i) => {
    side.group.setAttribute("transform", `translate(${x} ${PICTURE.head})`);
    svg.append(textPart(x, 24, data.sides[i].title, { fill: colours.text, "font-weight": 700, "font-size": 15 }), side.group);
    svg.append(textPart(x, 42, data.sides[i].about, { fill: colours.text }));
    x += side.width + PICTURE.gap;
  });
  svg.append(textPart(PICTURE.margin, height - 12, `coloured: disagrees, grey: common · ${data.source}`, { fill: colours.text, "font-size": 11 }));
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

/** @param {Trees} data @param {HTMLElement} root */
export function saveSvg(data, root) {
  saveText(pictureOf(data, root).text, "image/svg+xml", `${data.file}.svg`);
}

/** @param {Trees} data @param {HTMLElement} root */
export function savePng(data, root) {
  const picture = pictureOf(data, root);
  saveAsPng(picture, Math.min(2, LARGEST / Math.max(picture.width, picture.height)), `${data.file}.png`);
}
