// Colours as texts, numbers and pixels of a canvas. Python sends both themes; which of them holds, the page tells.

/**
 * What a theme's parts are drawn in.
 * @typedef {{
 *   ground: string, text: string, muted: string, disk: string, rim: string, ring: string, edge: string,
 *   outline: string,
 *   other: string, accent: string, faded: string, categories: string[], sequential: string[]
 * }} Look
 */
/** @typedef {{ light: Look, dark: Look }} Looks */
/**
 * @typedef {{
 *   title: string, kind: string, labels: string[], counts: number[], other: boolean, unknown: boolean
 * }} Legend
 */
/** @typedef {[r: number, g: number, b: number, a: number]} Channels */

/**
 * Red, green, blue (0 … 255) and alpha (0 … 1) of #rrggbb, #rrggbbaa or rgba(…).
 * @param {string} colour @returns {Channels}
 */
export function channels(colour) {
  if (colour.startsWith("#")) {
    const [r, g, b, a = 255] = (colour.slice(1).match(/../g) ?? []).map((two) => parseInt(two, 16));
    return [r, g, b, a / 255];
  }
  const [r, g, b, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b, a];
}

/** @param {number[]} numbers */
const hex = (numbers) => `#${numbers.map((one) => one.toString(16).padStart(2, "0")).join("")}`;

/**
 * A colour as a canvas keeps it in memory.
 * @param {string} colour @param {number} [alpha]
 */
export function pixel(colour, alpha = 255) {
  const [r, g, b] = channels(colour);
  return ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/**
 * The colour of such a pixel.
 * @param {number} value
 */
export const colourOfPixel = (value) => hex([0, 8, 16].map((shift) => (value >>> shift) & 255));

/**
 * The colour at place `index` of `count` along a scale.
 * @param {string[]} scale @param {number} index @param {number} count
 */
export function along(scale, index, count) {
  const at = count < 2 ? 0 : (index * (scale.length - 1)) / (count - 1);
  const low = channels(scale[Math.floor(at)]);
  const high = channels(scale[Math.min(Math.floor(at) + 1, scale.length - 1)]);
  return hex([0, 1, 2].map((i) => Math.round(low[i] + (high[i] - low[i]) * (at % 1))));
}

/**
 * Whether the page is dark: its own ground tells.
 * @param {Element} root
 */
export function isDark(root) {
  const ground = getComputedStyle(root).getPropertyValue("--st-background-color").trim() || "#ffffff";
  const [r, g, b] = channels(ground);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
