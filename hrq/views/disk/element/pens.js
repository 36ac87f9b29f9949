// Small things that every drawing needs: arcs of geodesics, marks, text with a halo.

import { geodesicCircle } from "./space.js";
import { toX, toY } from "./view.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Frame, Pen } from "./contract.js" */

/**
 * Of a text.
 * @typedef {{ font: string, colour: string, ground?: string, halo?: number, align?: CanvasTextAlign }} Style
 */
/** @typedef {"ring" | "dot" | "square" | "diamond"} Shape */

/**
 * Add the geodesic from u to v, both places of the picture, to the pen's path.
 * @param {Pen} pen @param {Frame} frame @param {Pair} u @param {Pair} v
 */
function addGeodesic(pen, frame, u, v) {
  const circle = frame.rim ? geodesicCircle(u, v) : null;
  pen.moveTo(toX(frame, u[0]), toY(frame, u[1]));
  if (!circle) {
    pen.lineTo(toX(frame, v[0]), toY(frame, v[1]));
    return;
  }
  const [x, y, r] = circle;
  const from = Math.atan2(y - u[1], u[0] - x); // pixels count downwards
  const to = Math.atan2(y - v[1], v[0] - x);
  const turn = Math.atan2(Math.sin(to - from), Math.cos(to - from));
  pen.arc(toX(frame, x), toY(frame, y), r * frame.scale, from, to, turn < 0);
}

/**
 * @param {Pen} pen @param {Frame} frame @param {[Pair, Pair][]} pairs @param {string} colour @param {number} width
 * @param {number[]} [dash]
 */
export function strokeGeodesics(pen, frame, pairs, colour, width, dash = []) {
  pen.beginPath();
  for (const [u, v] of pairs) addGeodesic(pen, frame, u, v);
  pen.strokeStyle = colour;
  pen.lineWidth = width * frame.density;
  pen.setLineDash(dash.map((one) => one * frame.density));
  pen.stroke();
  pen.setLineDash([]);
}

/** @param {Pen} pen @param {number} x @param {number} y @param {number} radius */
export function circleAt(pen, x, y, radius) {
  pen.moveTo(x + radius, y);
  pen.arc(x, y, radius, 0, 2 * Math.PI, false);
}

/** @param {Pen} pen @param {Shape} shape @param {number} x @param {number} y @param {number} size */
function addShape(pen, shape, x, y, size) {
  const half = size / 2;
  if (shape === "ring" || shape === "dot") return circleAt(pen, x, y, half);
  const corners = shape === "diamond"
    ? [[0, -half], [half, 0], [0, half], [-half, 0]]
    : [[-half, -half], [half, -half], [half, half], [-half, half]];
  corners.forEach(([dx, dy], i) => (i ? pen.lineTo(x + dx, y + dy) : pen.moveTo(x + dx, y + dy)));
  return pen.closePath();
}

/**
 * Marks of one look at places of the picture.
 * @param {Pen} pen @param {Frame} frame @param {Pair[]} places
 * @param {{ shape: Shape, size: number, fill?: string, stroke: string, width?: number }} look
 */
export function drawMarks(pen, frame, places, { shape, size, fill, stroke, width = 1.3 }) {
  pen.beginPath();
  for (const [x, y] of places) addShape(pen, shape, toX(frame, x), toY(frame, y), size * frame.density);
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
  pen.strokeStyle = stroke;
  pen.lineWidth = width * frame.density;
  pen.stroke();
}

/** @param {Frame} frame @param {number} size @param {number} [weight] */
export const fontOf = (frame, size, weight = 500) => `${weight} ${size * frame.density}px ${frame.font}`;

/**
 * Text that stands out from whatever lies below it.
 * @param {Pen} pen @param {string} text @param {number} x @param {number} y @param {Style} style
 */
export function haloText(pen, text, x, y, { font, colour, ground, halo, align = "center" }) {
  pen.font = font;
  pen.textAlign = align;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  if (halo && ground) {
    pen.strokeStyle = ground;
    pen.lineWidth = halo;
    pen.strokeText(text, x, y);
  }
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}
