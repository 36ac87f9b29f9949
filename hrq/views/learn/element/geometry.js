// Lines and cells in the disk of curvature −c, as in hrq/geometry/lines.py; a browser test compares the two.

import { distance, room, scaled, square } from "../../js/hyperbolic.js";
/** @import { Pair } from "../../js/hyperbolic.js" */

/** @param {number} t */
const sinc = (t) => (Math.abs(t) < 1e-12 ? 1 : Math.sin(t) / t);

/** @param {Pair} a @param {Pair} b @param {number} c @param {number} [samples] @returns {Pair[]} */
export function geodesic(a, b, c, samples = 40) {
  /** @type {Pair} */
  const chord = [b[0] - a[0], b[1] - a[1]];
  const cross = a[0] * chord[1] - a[1] * chord[0];
  const angle = Math.atan2(2 * c * cross, room(a, c) + room(b, c) + c * square(chord));
  return Array.from({ length: samples }, (_, i) => {
    const s = i / (samples - 1);
    const share = (s * sinc(s * angle)) / sinc(angle);
    const [cos, sin] = [Math.cos((1 - s) * angle), Math.sin((1 - s) * angle)];
    return [a[0] + share * (chord[0] * cos - chord[1] * sin), a[1] + share * (chord[0] * sin + chord[1] * cos)];
  });
}

/**
 * How long a way is that follows the straight line on the map: small steps, each as long as it is where it lies.
 * @param {Pair} a @param {Pair} b @param {number} c @param {number} [steps]
 */
export function straightLength(a, b, c, steps = 400) {
  let total = 0;
  for (let i = 0; i < steps; i++) {
    /** @type {(share: number) => Pair} */
    const at = (share) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    total += distance(at(i / steps), at((i + 1) / steps), c);
  }
  return total;
}

/** @param {Pair} point @param {Pair[]} codewords @param {number} c */
export function nearestOf(point, codewords, c) {
  const order = codewords.map((word, i) => [distance(point, word, c), i]).sort((x, y) => x[0] - y[0]);
  return { token: order[0][1], far: order[0][0], runnerUp: order[1][1], runnerUpFar: order[1][0] };
}

/**
 * Cells of the codewords for c = 1. In Klein's model of the same plane geodesics are straight, so that a cell is the
 * disk cut by one half-plane a codeword: 1 − ⟨x, a⟩ ≤ (1 − ⟨x, b⟩)·γ_b/γ_a, with γ = 1/√(1 − |a|²).
 * @param {Pair} x
 */
const toKlein = (x) => scaled(x, 2 / (1 + square(x)));
/** @param {Pair} x */
const fromKlein = (x) => scaled(x, 1 / (1 + Math.sqrt(Math.max(0, 1 - square(x)))));

/** @param {number} own @param {Pair[]} codewords @param {number} [corners] */
export function cellOf(own, codewords, corners = 240) {
  /** @type {Pair[]} */
  let cell = Array.from({ length: corners }, (_, i) => {
    const turn = (2 * Math.PI * i) / corners;
    return [Math.cos(turn), Math.sin(turn)];
  });
  const klein = codewords.map(toKlein);
  const weight = klein.map((x) => 1 / Math.sqrt(1 - square(x)));
  klein.forEach((other, i) => {
    if (i !== own) cell = clip(cell, (x) => score(x, klein[own], weight[own]) - score(x, other, weight[i]));
  });
  return dense(cell).map(fromKlein);
}

/** @param {Pair} x @param {Pair} word @param {number} weight */
const score = (x, word, weight) => weight * (1 - x[0] * word[0] - x[1] * word[1]);

/**
 * The part of a convex polygon where `beyond`, a linear function, is at most 0.
 * @param {Pair[]} polygon @param {(x: Pair) => number} beyond @returns {Pair[]}
 */
function clip(polygon, beyond) {
  /** @type {Pair[]} */
  const kept = [];
  polygon.forEach((here, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const [from, to] = [beyond(here), beyond(next)];
    if (from <= 0) kept.push(here);
    if (from <= 0 !== to <= 0) {
      const share = from / (from - to);
      kept.push([here[0] + share * (next[0] - here[0]), here[1] + share * (next[1] - here[1])]);
    }
  });
  return kept;
}

/**
 * Points along the sides, so that straight ones become arcs on the map of the disk.
 * @param {Pair[]} polygon @returns {Pair[]}
 */
const dense = (polygon) =>
  polygon.flatMap(([x, y], i) => {
    const next = polygon[(i + 1) % polygon.length];
    const way = [next[0] - x, next[1] - y];
    const steps = Math.max(1, Math.ceil(Math.hypot(...way) / 0.05));
    return Array.from({ length: steps }, (_, k) => /** @type {Pair} */ ([x + (k / steps) * way[0], y + (k / steps) * way[1]]));
  });
