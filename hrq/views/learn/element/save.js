// A picture to take along: on a light ground, with its title, what it says, caption and source, as SVG or PNG.

import { contextOf, setAll } from "../../js/dom.js";
import { saveAsPng, saveText } from "../../js/files.js";
import { round, SVG, svgPart } from "../../js/svg.js";
import { wrapped } from "../../js/words.js";
import { add } from "./draw.js";
/** @import { AnyScene, Palette, Picture } from "./contract.js" */

const EDGE = 24;
const FONT = "system-ui, Helvetica, Arial, sans-serif"; // not the page's own: other programs have not got it
const ruler = contextOf(document.createElement("canvas"));

/** @typedef {[text: string, size: number, weight: number]} Row of words */

/**
 * A text as rows [text, size, weight].
 * @param {string} text @param {number} width @param {number} size @param {number} weight @returns {Row[]}
 */
function rowsOf(text, width, size, weight) {
  ruler.font = `${weight} ${size}px ${FONT}`;
  return wrapped(text.split(/\s+/), " ", width, (line) => ruler.measureText(line).width).map((line) => [line, size, weight]);
}

/**
 * The palette's names become colours: programs that are no browsers know no var().
 * @param {string} text @param {Palette} colours
 */
const inColours = (text, colours) => text.replace(/var\(--([a-z0-9]+)\)/g, (_, name) => colours[name]);

/** @param {AnyScene} scene @param {Picture} picture @param {Palette} colours */
function pictureText(scene, picture, colours) {
  const width = scene.width;
  const above = rowsOf(picture.title, width, 17, 600);
  const below = [
    ...rowsOf(scene.said ?? "", width, 13, 600),
    ...rowsOf(picture.caption, width, 13, 400),
    ...rowsOf(`${picture.credit} · ${picture.source}`, width, 11, 400),
  ];
  const top = EDGE + above.length * 24;
  const whole = svgPart("svg");
  /** @type {(rows: Row[], y: number) => number} */
  const write = (rows, y) => {
    for (const [text, size, weight] of rows) {
      y += size * 1.45;
      const fill = size < 12 ? "muted" : "text";
      add(whole, "text", { x: EDGE, y: round(y) }, { fill, "font-size": `${size}px`, "font-weight": weight }, text);
    }
    return y;
  };
  const inner = /** @type {SVGSVGElement} */ (scene.svg.cloneNode(true));
  inner.querySelectorAll(".reach").forEach((one) => one.remove());
  setAll(inner, { x: EDGE, y: top, width, height: scene.height });
  const ground = add(whole, "rect", { width: "100%", height: "100%" }, { fill: "ground" });
  write(above, EDGE - 8);
  whole.append(inner);
  const height = Math.ceil(write(below, top + scene.height + 8) + EDGE);
  const size = { width: width + 2 * EDGE, height };
  setAll(whole, { xmlns: SVG, ...size, viewBox: `0 0 ${size.width} ${height}`, "font-family": FONT });
  setAll(ground, { height });
  return { text: inColours(new XMLSerializer().serializeToString(whole), colours), ...size };
}

/** @param {AnyScene} scene @param {Picture} picture @param {Palette} colours */
export function saveSvg(scene, picture, colours) {
  saveText(pictureText(scene, picture, colours).text, "image/svg+xml", `hrq-lesson-${picture.kind}.svg`);
}

/** @param {AnyScene} scene @param {Picture} picture @param {Palette} colours @param {number} [times] */
export function savePng(scene, picture, colours, times = 3) {
  saveAsPng(pictureText(scene, picture, colours), times, `hrq-lesson-${picture.kind}.png`);
}
