// Parts of a page. Texts are set as texts, never as markup: a gloss may be anybody's.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} [look] @param {string | number | null} [text]
 */
export function make(tag, look = "", text) {
  const part = document.createElement(tag);
  part.className = look;
  if (text !== undefined && text !== null) part.textContent = String(text);
  return part;
}

/** @typedef {Record<string, string | number | boolean>} Attributes */

/** @param {Element} part @param {Attributes} attributes */
export function setAll(part, attributes) {
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
}

/** Whether the reader asked for pictures that keep still. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * What draws on a canvas. A browser has none only for a canvas that was given to something else, and ours never are.
 * @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));
}

/**
 * The part of an element's own HTML that a selector names.
 * @param {ParentNode} root @param {string} selector
 */
export function partOf(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}

/**
 * The part that an event happened in, if a selector names it or what it lies in.
 * @param {Event} event @param {string} selector
 */
export function partAt(event, selector) {
  return event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(selector)) : null;
}

/**
 * What has the focus, on the page or in the element's own tree.
 * @param {Node} node
 */
export function focusedIn(node) {
  return /** @type {Document | ShadowRoot} */ (node.getRootNode()).activeElement;
}
