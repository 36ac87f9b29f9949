// Points in bundles: some sixty that lie near each other, with a ball around them. A bundle whose ball has reached the
// rim is passed over as a whole, so a picture costs what can be seen in it, not what there is.

const BUNDLE = 64;

/** {order, starts, middles, radii}: rows bundle by bundle, and for each bundle a ball that holds it. */
function bundle(places, space) {
  const n = places.length / 2;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  if (!space.rim) return { order, starts: Int32Array.of(0, n), middles: [[0, 0]], radii: [Infinity] };
  const angle = new Float64Array(n);
  const far = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    angle[i] = Math.atan2(places[2 * i + 1], places[2 * i]);
    far[i] = BALL.reach(Math.hypot(places[2 * i], places[2 * i + 1]));
  }
  const starts = [0];
  halve(order, 0, n, angle, far, starts);
  const middles = [];
  const radii = [];
  for (let k = 0; k + 1 < starts.length; k += 1) {
    const [middle, radius] = ballAround(order.subarray(starts[k], starts[k + 1]), places, space);
    middles.push(middle);
    radii.push(radius);
  }
  return { order, starts: Int32Array.from(starts), middles, radii };
}

// Split the longer side, in hyperbolic lengths, at its median, until few are left.
function halve(order, from, to, angle, far, starts) {
  if (to - from <= BUNDLE) {
    if (to > from) starts.push(to);
    return;
  }
  const part = order.subarray(from, to);
  let [low, high, near, out] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const i of part) {
    low = Math.min(low, angle[i]);
    high = Math.max(high, angle[i]);
    near = Math.min(near, far[i]);
    out = Math.max(out, far[i]);
  }
  const across = 2 * Math.asinh(Math.sinh(out) * Math.sin(Math.min(high - low, Math.PI) / 2));
  const along = across > out - near ? angle : far;
  part.sort((i, j) => along[i] - along[j]);
  const middle = (from + to) >> 1;
  halve(order, from, middle, angle, far, starts);
  halve(order, middle, to, angle, far, starts);
}

function ballAround(rows, places, space) {
  const at = (i) => [places[2 * i], places[2 * i + 1]];
  const middle = at(rows[rows.length >> 1]);
  let radius = 0;
  for (const i of rows) radius = Math.max(radius, space.distance(middle, at(i)));
  return [middle, radius];
}

/** Room for what is seen of n points: rows, their places in the picture, and where each row stands among them. */
function makeSight(n) {
  return {
    count: 0,
    rows: new Int32Array(n),
    x: new Float64Array(n),
    y: new Float64Array(n),
    at: new Int32Array(n), // row -> index into rows, where `standing` says that it still holds
    bundles: 0,
  };
}

/** Where a row stands in a sight, or -1 where it is not seen. */
function standing(sight, row) {
  const k = sight.at[row];
  return k < sight.count && sight.rows[k] === row ? k : -1;
}

/** Fill `sight` with the rows that are not yet dust on the rim: 1 - |w|^2 > dust. */
function look(sight, crowd, places, space, focus, frame) {
  sight.count = 0;
  sight.bundles = 0;
  const reach = space.rim ? BALL.reach(Math.sqrt(1 - frame.dust)) : Infinity;
  for (let k = 0; k < crowd.middles.length; k += 1) {
    if (space.rim && space.distance(focus, crowd.middles[k]) - crowd.radii[k] > reach) continue;
    sight.bundles += 1;
    if (space.rim) lookBall(sight, crowd, k, places, focus, frame);
    else lookPlane(sight, crowd, k, places, focus, frame);
  }
}

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
