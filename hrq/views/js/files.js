// Files for the reader to keep, made here, in the browser.

import { contextOf } from "./dom.js";

const PATIENCE = 10_000; // milliseconds until a file that nobody took is given up

/** @param {Blob} blob @param {string} name */
function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), PATIENCE);
}

/** @param {string} text @param {string} type @param {string} name */
export function saveText(text, type, name) {
  saveFile(new Blob([text], { type }), name);
}

/** @param {HTMLCanvasElement} canvas @param {string} name */
export function saveCanvas(canvas, name) {
  canvas.toBlob((blob) => blob && saveFile(blob, name));
}

/** @typedef {{ text: string, width: number, height: number }} Picture as SVG */

/**
 * An SVG as a PNG with so many pixels for one of its own.
 * @param {Picture} picture @param {number} times @param {string} name
 */
export function saveAsPng({ text, width, height }, times, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.ceil(width * times), Math.ceil(height * times)];
    contextOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
    saveCanvas(canvas, name);
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
