// SVG, part by part.

import { setAll } from "./dom.js";
/** @import { Attributes } from "./dom.js" */

export const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag @param {Attributes} [attributes] @param {string} [text]
 */
export function svgPart(tag, attributes = {}, text) {
  const part = document.createElementNS(SVG, tag);
  setAll(part, attributes);
  if (text !== undefined) part.textContent = text;
  return part;
}

/**
 * A number as a drawing needs it: two decimals.
 * @param {number} value
 */
export const round = (value) => Math.round(value * 100) / 100;
