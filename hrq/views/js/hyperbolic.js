// The Poincaré disk of curvature −c in float64, as in hrq/geometry/poincare.py; browser tests compare the two. Places
// are pairs [x, y], and nothing here knows of pixels.

/** @typedef {[x: number, y: number]} Pair */

/** @type {(x: Pair) => number} */
export const square = ([x, y]) => x * x + y * y;
/** @type {(x: Pair, by: number) => Pair} */
export const scaled = ([x, y], by) => [x * by, y * by];
/** @type {(x: Pair) => Pair} */
export const minus = ([x, y]) => [-x, -y];
/** @param {number} c */
export const rim = (c) => (c > 0 ? 1 / Math.sqrt(c) : Infinity);

/**
 * 1 − c|x|², without squaring what is nearly one.
 * @param {Pair} x @param {number} [c]
 */
export function room([x, y], c = 1) {
  const length = Math.sqrt(c) * Math.hypot(x, y);
  return (1 - length) * (1 + length);
}

/**
 * a ⊕ b. Seen from a, a place z lies at (−a) ⊕ z.
 * @param {Pair} a @param {Pair} b @param {number} [c] @returns {Pair}
 */
export function mobiusAdd([ax, ay], [bx, by], c = 1) {
  const [x, y] = [ax + bx, ay + by];
  const bend = c * (x * x + y * y);
  const own = room([ax, ay], c);
  const below = own * room([bx, by], c) + bend;
  return [(own * x + bend * ax) / below, (own * y + bend * ay) / below];
}

/** @param {Pair} x @param {Pair} y @param {number} [c] */
export function distance(x, y, c = 1) {
  const chord = Math.hypot(x[0] - y[0], x[1] - y[1]);
  if (c === 0) return 2 * chord;
  const root = Math.sqrt(c);
  return (2 / root) * Math.asinh((root * chord) / Math.sqrt(room(x, c) * room(y, c)));
}

/**
 * Radius on the map of the circle at that distance from the centre.
 * @param {number} far @param {number} [c]
 */
export const radiusAt = (far, c = 1) => (c > 0 ? Math.tanh((Math.sqrt(c) * far) / 2) / Math.sqrt(c) : far / 2);
