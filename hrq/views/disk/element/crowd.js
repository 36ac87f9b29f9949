// Points in bundles: some sixty that lie near each other, in a box of distances from the middle and directions. A box
// that has reached the rim is passed over as a whole, so a picture costs what can be seen in it, not what there is.

import { BALL } from "./space.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Bounds, Crowd, Frame, Sight, Space } from "./contract.js" */

const BUNDLE = 64;
const THICK = 3; // of a box, from the middle outwards: a thicker one is halved into an inner and an outer one

/**
 * {order, starts, boxes}: rows bundle by bundle, and for each bundle [nearest, farthest, lowest and highest angle].
 * @param {Float64Array} places @param {Space} space @returns {Crowd}
 */
export function bundle(places, space) {
  const n = places.length / 2;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  if (!space.rim) return { order, starts: Int32Array.of(0, n), boxes: [[0, Infinity, -Math.PI, Math.PI]] };
  const angle = new Float64Array(n);
  const far = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    angle[i] = Math.atan2(places[2 * i + 1], places[2 * i]);
    far[i] = BALL.reach(Math.hypot(places[2 * i], places[2 * i + 1]));
  }
  const [starts, boxes] = [[0], []];
  halve(order, 0, n, angle, far, starts, boxes);
  return { order, starts: Int32Array.from(starts), boxes };
}

/**
 * @param {Int32Array} order @param {number} from @param {number} to @param {Float64Array} angle
 * @param {Float64Array} far @param {number[]} starts @param {Bounds[]} boxes
 */
function halve(order, from, to, angle, far, starts, boxes) {
  const part = order.subarray(from, to);
  let [near, out, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const i of part) {
    near = Math.min(near, far[i]);
    out = Math.max(out, far[i]);
    low = Math.min(low, angle[i]);
    high = Math.max(high, angle[i]);
  }
  if (to - from <= BUNDLE) {
    if (to > from) {
      starts.push(to);
      boxes.push([near, out, low, high]);
    }
    return;
  }
  const along = out - near > THICK ? far : angle;
  part.sort((i, j) => along[i] - along[j]);
  const middle = (from + to) >> 1;
  halve(order, from, middle, angle, far, starts, boxes);
  halve(order, middle, to, angle, far, starts, boxes);
}

/**
 * The least distance from a focus, as its distance from the middle and its angle, to anything in a box.
 * @param {number} far @param {number} angle @param {Bounds} box
 */
function distanceToBox(far, angle, [near, out, low, high]) {
  const beside = Math.max(0, Math.min(turnBetween(low, angle), turnBetween(high, angle)) * Number(angle < low || angle > high));
  // Along a ray the nearest point is the foot of the perpendicular: tanh r = tanh R cos(beside).
  const foot = Math.atanh(Math.max(0, Math.tanh(far) * Math.cos(beside)));
  const r = Math.min(Math.max(foot, near), out);
  if (beside === 0) return Math.max(0, near - far, far - out);
  return 2 * Math.asinh(Math.hypot(Math.sinh((r - far) / 2), Math.sqrt(Math.sinh(r) * Math.sinh(far)) * Math.sin(beside / 2)));
}

/** @param {number} a @param {number} b */
function turnBetween(a, b) {
  const turn = Math.abs(a - b);
  return Math.min(turn, 2 * Math.PI - turn);
}

/**
 * Room for what is seen of n points: rows, their places in the picture, and where each row stands among them.
 * @param {number} n @returns {Sight}
 */
export function makeSight(n) {
  return {
    count: 0,
    rows: new Int32Array(n),
    x: new Float64Array(n),
    y: new Float64Array(n),
    at: new Int32Array(n), // row -> index into rows, where `standing` says that it still holds
    bundles: 0,
  };
}

/**
 * Where a row stands in a sight, or -1 where it is not seen.
 * @param {Sight} sight @param {number} row
 */
export function standing(sight, row) {
  const k = sight.at[row];
  return k < sight.count && sight.rows[k] === row ? k : -1;
}

/**
 * Fill `sight` with the rows that are not yet dust on the rim: 1 - |w|^2 > dust.
 * @param {Sight} sight @param {Crowd} crowd @param {Float64Array} places @param {Space} space @param {Pair} focus
 * @param {Frame} frame
 */
export function look(sight, crowd, places, space, focus, frame) {
  sight.count = 0;
  sight.bundles = 0;
  const reach = space.rim ? BALL.reach(Math.sqrt(1 - frame.dust)) : Infinity;
  const [far, angle] = [BALL.reach(Math.hypot(...focus)), Math.atan2(focus[1], focus[0])];
  for (let k = 0; k < crowd.boxes.length; k += 1) {
    if (space.rim && distanceToBox(far, angle, crowd.boxes[k]) > reach) continue;
    sight.bundles += 1;
    if (space.rim) lookBall(sight, crowd, k, places, focus, frame);
    else lookPlane(sight, crowd, k, places, focus, frame);
  }
}

/**
 * @param {Sight} sight @param {Crowd} crowd @param {number} k @param {Float64Array} places @param {Pair} focus
 * @param {Frame} frame
 */
function lookBall(sight, { order, starts }, k, places, focus, { dust, half }) {
  const a = focus[0];
  const b = focus[1];
  let count = sight.count;
  for (let s = starts[k]; s < starts[k + 1]; s += 1) {
    const i = order[s];
    const x = places[2 * i];
    const y = places[2 * i + 1];
    const re = 1 - a * x - b * y;
    const im = b * x - a * y;
    const size = re * re + im * im;
    const wx = ((x - a) * re + (y - b) * im) / size;
    const wy = ((y - b) * re - (x - a) * im) / size;
    if (1 - wx * wx - wy * wy < dust || wx > half || wx < -half || wy > half || wy < -half) continue;
    sight.rows[count] = i;
    sight.x[count] = wx;
    sight.y[count] = wy;
    sight.at[i] = count;
    count += 1;
  }
  sight.count = count;
}

/**
 * @param {Sight} sight @param {Crowd} crowd @param {number} k @param {Float64Array} places @param {Pair} focus
 * @param {Frame} frame
 */
function lookPlane(sight, { order, starts }, k, places, focus, { half }) {
  const a = focus[0];
  const b = focus[1];
  let count = sight.count;
  for (let s = starts[k]; s < starts[k + 1]; s += 1) {
    const i = order[s];
    const wx = places[2 * i] - a;
    const wy = places[2 * i + 1] - b;
    if (wx > half || wx < -half || wy > half || wy < -half) continue;
    sight.rows[count] = i;
    sight.x[count] = wx;
    sight.y[count] = wy;
    sight.at[i] = count;
    count += 1;
  }
  sight.count = count;
}
