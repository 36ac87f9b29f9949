// The whole picture, from the ground up. `pen` is a canvas's context, or what writes the same as SVG.

import { drawCells } from "./cells.js";
import { look, standing } from "./crowd.js";
import { drawLabels } from "./labels.js";
import { drawMinimap, minimapBox } from "./minimap.js";
import { circleAt, drawMarks, fontOf, haloText, strokeGeodesics } from "./pens.js";
import { PixelPen } from "./pixelpen.js";
import { stampSize } from "./stamps.js";
import { frameOf, placeOf, toX, toY } from "./view.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Disk, Frame, Links, Pen, Ring, Tree } from "./contract.js" */

const MOST_EDGES = { moving: 400, still: 2000, crowded: 700 }; // crowded: where most points are in sight
const CROWD = 20_000;
const GRADES = 256; // of 1 - |w|^2: links are drawn from the middle outwards, grade by grade
const RINGS = 5;
const INNER_ROOM = 0.02; // of 1 - |w|^2: inner nodes nearer to the rim are left out
const MOST_NUMBERS = 40; // codewords in sight that are numbered

/**
 * Draw the disk as it is now, on a screen: while it moves, in pixels; at rest, more finely.
 * @param {CanvasRenderingContext2D} context @param {Disk} disk
 */
export function paintDisk(context, disk) {
  const frame = frameOf(disk);
  const { pixels } = disk;
  see(disk, frame);
  pixels.resize(frame.width, frame.width);
  pixels.clear(`${frame.width} ${frame.scale} ${disk.unit} ${disk.look.ground} ${frame.rim}`, (pen) => drawGround(pen, disk, frame));
  stampPoints(disk, frame);
  if (!disk.moving) {
    pixels.paintOn(context);
    drawOver(context, disk, frame);
    return;
  }
  const pen = new PixelPen(pixels);
  drawOver(pen, disk, frame);
  pixels.paintOn(context);
  pen.finish(context);
}

/**
 * The same by one pen from the ground up, with points as shapes: for a file.
 * @template {Pen} P @param {P} pen @param {Disk} disk @param {(pen: P, disk: Disk, frame: Frame) => void} points
 */
export function drawDisk(pen, disk, points) {
  const frame = frameOf(disk);
  see(disk, frame);
  drawGround(pen, disk, frame);
  points(pen, disk, frame);
  drawOver(pen, disk, frame);
  return frame;
}

/** @param {Disk} disk @param {Frame} frame */
function see(disk, frame) {
  look(disk.sight, disk.crowd, disk.places, disk.space, disk.focus, frame);
}

/** @param {Pen} pen @param {Disk} disk @param {Frame} frame */
function drawOver(pen, disk, frame) {
  if (disk.showsCells && !disk.moving) drawCells(pen, disk, frame);
  drawEdges(pen, disk, frame);
  drawCodewords(pen, disk, frame);
  const rings = ringsOf(disk, frame);
  writeRings(pen, disk, frame, rings);
  drawSelection(pen, disk, frame);
  drawPath(pen, disk, frame);
  drawLabels(pen, disk, frame, [...rings.map(({ box }) => box), ...minimapBox(disk, frame)]);
  drawMinimap(pen, disk, frame);
  drawLasso(pen, disk, frame);
}

/** @param {Pen} pen @param {Disk} disk @param {Frame} frame */
function drawGround(pen, disk, frame) {
  pen.fillStyle = disk.look.ground;
  pen.fillRect(0, 0, frame.width, frame.width);
  if (frame.rim) {
    pen.beginPath();
    circleAt(pen, frame.cx, frame.cy, frame.scale);
    pen.fillStyle = disk.look.disk;
    pen.fill();
    pen.strokeStyle = disk.look.rim;
    pen.lineWidth = 1.5 * frame.density;
    pen.stroke();
  }
  pen.strokeStyle = disk.look.ring;
  pen.lineWidth = frame.density;
  for (const { radius } of ringsOf(disk, frame)) {
    pen.beginPath();
    circleAt(pen, frame.cx, frame.cy, radius);
    pen.stroke();
  }
}

/**
 * Whole distances from the middle whose circles stand apart, and lie in the picture.
 * @param {Disk} disk @param {Frame} frame
 */
function ringDistances(disk, frame) {
  const most = frame.rim ? Math.min(disk.space.reach(0.97), disk.space.reach(frame.half * 1.2)) : frame.half * disk.unit;
  const wanted = (most * (frame.rim ? disk.unit : 1)) / RINGS;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= wanted) ?? wanted;
  return Array.from({ length: RINGS }, (_, i) => step * (i + 1)).filter((d) => d <= most * (frame.rim ? disk.unit : 1));
}

/**
 * Circles of equal distance from the middle, and what is to be written on them, in the run's own units.
 * @param {Disk} disk @param {Frame} frame @returns {Ring[]}
 */
function ringsOf(disk, frame) {
  return ringDistances(disk, frame).map((d) => {
    const radius = disk.space.radius(d / disk.unit) * frame.scale;
    const y = frame.cy - radius;
    const [wide, high] = [12 * frame.density, 7 * frame.density];
    return { radius, y, text: y < high ? "" : String(+d.toPrecision(3)), box: [frame.cx - wide, y - high, frame.cx + wide, y + high] };
  });
}

/** @param {Pen} pen @param {Disk} disk @param {Frame} frame @param {Ring[]} rings */
function writeRings(pen, disk, frame, rings) {
  const style = { font: fontOf(frame, 10), colour: disk.look.muted, ground: disk.look.disk, halo: 3 * frame.density };
  for (const { text, y } of rings) haloText(pen, text, frame.cx, y, style);
}

/**
 * Where a row is seen, whether or not it is among what is in sight.
 * @param {Disk} disk @param {number} row @returns {Pair}
 */
function seenRow(disk, row) {
  const k = standing(disk.sight, row);
  return k >= 0 ? [disk.sight.x[k], disk.sight.y[k]] : disk.space.seen(placeOf(disk, row), disk.focus);
}

/**
 * Links around the focus: as near to the rim as the number of them allows.
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame
 */
function drawEdges(pen, disk, frame) {
  if (!disk.showsEdges || !(disk.tree || disk.parents)) return;
  const { sight } = disk;
  /** @type {(x: number, y: number) => number} */
  const near = (x, y) => (frame.rim ? 1 - x * x - y * y : 1);
  const counts = new Int32Array(GRADES + 1);
  for (let k = 0; k < sight.count; k += 1) counts[(near(sight.x[k], sight.y[k]) * GRADES) | 0] += 1;
  const most = disk.moving ? MOST_EDGES.moving : sight.count > CROWD ? MOST_EDGES.crowded : MOST_EDGES.still;
  let least = GRADES + 1;
  for (let sum = counts[GRADES]; least > 0 && sum <= most; sum += counts[least - 1]) least -= 1;
  /** @type {[Pair, Pair][]} */
  const pairs = [];
  for (let k = 0; k < sight.count && least <= GRADES; k += 1) {
    if (near(sight.x[k], sight.y[k]) * GRADES < least) continue;
    for (const place of placesAbove(disk, sight.rows[k])) pairs.push([[sight.x[k], sight.y[k]], place]);
  }
  if (disk.tree) addInnerEdges(disk, disk.tree, near, pairs);
  strokeGeodesics(pen, frame, pairs, disk.look.edge, 0.9);
}

/** @param {Disk} disk @param {Tree} tree @param {number} j */
const innerSeen = (disk, tree, j) => disk.space.seen([tree.places[2 * j], tree.places[2 * j + 1]], disk.focus);

/**
 * Where what a row hangs under is seen: its parents, or its place in the tree that the layout is of.
 * @param {Disk} disk @param {number} row @returns {Pair[]}
 */
function placesAbove(disk, row) {
  const { tree, parents } = disk;
  if (tree) return tree.parents[row] < 0 ? [] : [innerSeen(disk, tree, tree.parents[row])];
  return Array.from(linked(parents, row), (i) => seenRow(disk, i));
}

/**
 * The inner nodes of a layout's own tree, which are no rows.
 * @param {Disk} disk @param {Tree} tree @param {(x: number, y: number) => number} near @param {[Pair, Pair][]} pairs
 */
function addInnerEdges(disk, tree, near, pairs) {
  const { inner, parents } = tree;
  for (let j = 0; j < inner && pairs.length < 2 * MOST_EDGES.still; j += 1) {
    const above = parents[disk.n + j];
    if (above < 0) continue;
    const place = innerSeen(disk, tree, j);
    if (near(...place) > INNER_ROOM) pairs.push([place, innerSeen(disk, tree, above)]);
  }
}

/** @param {Disk} disk @param {Frame} frame */
function stampPoints({ pixels, sight, paint, ink }, frame) {
  const size = stampSize(sight.count, frame.density);
  for (const layer of [0, 1]) pixels.stamp(sight, frame, size, paint, ink, layer);
}

/**
 * The chosen node: a ring, the ways up, its children.
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame
 */
function drawSelection(pen, disk, frame) {
  const row = disk.selected;
  if (disk.hovered >= 0 && disk.hovered !== row) {
    drawMarks(pen, frame, [seenRow(disk, disk.hovered)], { shape: "ring", size: 14, stroke: disk.look.text, width: 1.5 });
  }
  if (row < 0 || row >= disk.n) return;
  /** @type {[Pair, Pair][]} */
  const pairs = (disk.tree ? [] : kinOf(disk, row)).map(([i, j]) => [seenRow(disk, i), seenRow(disk, j)]);
  strokeGeodesics(pen, frame, pairs, disk.look.text, 1.1);
  drawMarks(pen, frame, [seenRow(disk, row)], { shape: "ring", size: 18, stroke: disk.look.ground, width: 5 });
  drawMarks(pen, frame, [seenRow(disk, row)], { shape: "ring", size: 18, stroke: disk.look.accent, width: 2.6 });
}

/**
 * Links from a node up every way to the roots, and down to its children: pairs of rows, at most some hundred.
 * @param {Disk} disk @param {number} row @returns {[number, number][]}
 */
function kinOf(disk, row) {
  if (!disk.parents) return [];
  if (disk.kin?.row === row) return disk.kin.pairs;
  /** @type {[number, number][]} */
  const pairs = [];
  const done = new Set([row]);
  for (const i of done) {
    for (const j of linked(disk.parents, i)) {
      if (pairs.length < 150) pairs.push([i, j]);
      if (done.size < 100) done.add(j);
    }
  }
  for (const j of linked(disk.children, row).subarray(0, 150)) pairs.push([row, j]);
  disk.kin = { row, pairs };
  return pairs;
}

const NONE = new Int32Array(0);

/** @param {Links | undefined} links @param {number} i */
export const linked = (links, i) => links?.of.subarray(links.starts[i], links.starts[i + 1]) ?? NONE;

/**
 * Codewords of the chosen level where they lead, and those that the chosen code could take there. They carry their
 * numbers where there is room for them.
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame
 */
function drawCodewords(pen, disk, frame) {
  if (!disk.showsCodewords) return;
  const marks = [...(disk.marks?.marks ?? []), ...(disk.choices?.marks ?? [])];
  const seen = marks.map(([x, y]) => disk.space.seen([x, y], disk.focus));
  /** @type {(place: Pair) => boolean} */
  const inSight = ([x, y]) => Math.abs(x) < frame.half && Math.abs(y) < frame.half && (!frame.rim || x * x + y * y < 0.9);
  const numbered = marks.map((mark, i) => mark[2] && inSight(seen[i]));
  const roomy = numbered.filter(Boolean).length <= MOST_NUMBERS;
  const small = seen.filter((_, i) => !numbered[i] || !roomy);
  const look = { shape: /** @type {const} */ ("square"), fill: disk.look.text, stroke: disk.look.ground };
  drawMarks(pen, frame, small, { ...look, size: small.length > 300 ? 3.6 : 6, width: 0.8 });
  if (!roomy) return;
  seen.forEach((place, i) => {
    if (!numbered[i]) return;
    drawMarks(pen, frame, [place], { ...look, size: 16 });
    const [x, y] = [toX(frame, place[0]), toY(frame, place[1])];
    haloText(pen, String(marks[i][2]), x, y, { font: fontOf(frame, 10, 600), colour: disk.look.ground });
  });
}

/**
 * From the middle of the ball over every codeword taken to the node; dotted what no level explained. A runner-up is
 * where the code would have led with the second nearest codeword.
 * @param {Pen} pen @param {Disk} disk @param {Frame} frame
 */
function drawPath(pen, disk, frame) {
  const { path, runners, level } = disk.view;
  if (!path?.length || disk.view.selected !== disk.selected || !disk.showsPath) return;
  const { look } = disk;
  const seen = path.map((place) => disk.space.seen(place, disk.focus));
  /** @type {[Pair, Pair][]} */
  const ways = seen.slice(1).map((place, i) => [seen[i], place]);
  strokeGeodesics(pen, frame, ways.slice(0, -1), look.ground, 5);
  strokeGeodesics(pen, frame, ways.slice(0, -1), look.accent, 2.5);
  strokeGeodesics(pen, frame, ways.slice(-1), look.accent, 2, [3, 4]);
  const rivals = (runners ?? []).map((place) => place && disk.space.seen(place, disk.focus));
  /** @type {[Pair, Pair][]} */
  const missed = rivals.flatMap((place, i) => (place ? [/** @type {[Pair, Pair]} */ ([seen[i], place])] : []));
  strokeGeodesics(pen, frame, missed, look.accent, 1.3, [2, 4]);
  drawMarks(pen, frame, rivals.filter((place) => place !== null), { shape: "diamond", size: 9, fill: look.ground, stroke: look.accent });
  seen.slice(1, -1).forEach((place, i) => {
    const size = i + 1 === level ? 15 : 11;
    drawMarks(pen, frame, [place], { shape: "diamond", size, fill: look.accent, stroke: look.ground });
  });
}

/** @param {Pen} pen @param {Disk} disk @param {Frame} frame */
function drawLasso(pen, disk, frame) {
  if (!disk.lasso || disk.lasso.length < 2) return;
  pen.beginPath();
  disk.lasso.forEach(([x, y], i) => (i ? pen.lineTo(toX(frame, x), toY(frame, y)) : pen.moveTo(toX(frame, x), toY(frame, y))));
  pen.closePath();
  pen.fillStyle = `${disk.look.accent}22`;
  pen.fill();
  pen.strokeStyle = disk.look.accent;
  pen.lineWidth = 1.5 * frame.density;
  pen.setLineDash([4, 3]);
  pen.stroke();
  pen.setLineDash([]);
}
