// The spaces that a picture can be of: the Poincaré ball, in units of its radius, and the plane. Places are pairs
// [x, y]; nothing here knows of pixels. Looking from a focus a, a place z is seen at `seen(z, a)`.
//
// North stays up: where one looks from fixes the picture, whatever way led there, so an address can hold it.

import { distance, minus, mobiusAdd, radiusAt } from "../../js/hyperbolic.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Space } from "./contract.js" */

export const INSIDE = 1 - 1e-15; // no place is ever on the rim or beyond

/** @param {Pair} place @returns {Pair} */
function inside([x, y]) {
  const length = Math.hypot(x, y);
  if (length < INSIDE) return [x, y];
  return [(x / length) * INSIDE, (y / length) * INSIDE];
}

/** @type {Space} */
export const BALL = {
  rim: true,

  seen: (z, a) => inside(mobiusAdd(minus(a), z)),
  unseen: (w, a) => inside(mobiusAdd(a, w)), // the place that is seen at w from a
  distance: (z, w) => distance(z, w),

  /** The focus from which the place z is seen at w: (z - w) and conj(a) solve (z - a) = w (1 - conj(a) z). */
  focusFor([x, y], [u, v]) {
    const [kx, ky] = [u * x - v * y, u * y + v * x]; // k = w z
    const [mx, my] = [x - u, y - v];
    const size = 1 - kx * kx - ky * ky;
    return inside([(mx + kx * mx + ky * my) / size, (my + ky * mx - kx * my) / size]);
  },

  /** A share t of the geodesic from a to b. */
  between(a, b, t) {
    const way = BALL.seen(b, a);
    const length = Math.hypot(...way);
    if (length < 1e-15) return a;
    const part = Math.tanh(t * Math.atanh(Math.min(length, INSIDE))) / length;
    return BALL.unseen([way[0] * part, way[1] * part], a);
  },

  /** How far from the middle a place at the distance d is seen, and back. */
  radius: (d) => radiusAt(d),
  reach: (r) => 2 * Math.atanh(Math.min(r, INSIDE)),
};

/** @type {Space} */
export const PLANE = {
  rim: false,
  seen: ([x, y], [a, b]) => [x - a, y - b],
  unseen: ([x, y], [a, b]) => [x + a, y + b],
  distance: (z, w) => Math.hypot(z[0] - w[0], z[1] - w[1]),
  focusFor: ([x, y], [u, v]) => [x - u, y - v],
  between: (a, b, t) => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])],
  radius: (d) => d,
  reach: (r) => r,
};

/**
 * The circle through u and v that meets the rim at right angles: [x, y, radius], or null for a straight line.
 * @param {Pair} u @param {Pair} v @returns {[x: number, y: number, radius: number] | null}
 */
export function geodesicCircle([ux, uy], [vx, vy]) {
  const turn = 2 * (ux * vy - uy * vx);
  if (Math.abs(turn) < 1e-5) return null;
  const [u, v] = [1 + ux * ux + uy * uy, 1 + vx * vx + vy * vy];
  const [x, y] = [(u * vy - v * uy) / turn, (v * ux - u * vx) / turn];
  const size = x * x + y * y - 1;
  return size > 0 && size < 1e6 ? [x, y, Math.sqrt(size)] : null;
}

/**
 * Whether a place lies inside a polygon of places.
 * @param {Pair} place @param {Pair[]} polygon
 */
export function isInside([x, y], polygon) {
  let odd = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const [[ax, ay], [bx, by]] = [polygon[i], polygon[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}
