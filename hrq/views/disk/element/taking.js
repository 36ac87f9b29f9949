// What Python sends: which columns there are, what is selected, where to look from. A column may come later than the
// first mention of it; what is there is drawn.

import { isDark } from "../../js/colours.js";
import { askForMissing, readColumn } from "../../js/columns.js";
import { make } from "../../js/dom.js";
import { bundle, makeSight } from "./crowd.js";
import { dress } from "./legend.js";
import { closeList, hideTip } from "./panels.js";
import { BALL, PLANE } from "./space.js";
import { addToggles } from "./tools.js";
import { clampZoom, mark, moveTo } from "./view.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Data, Disk, Links, Mark, View } from "./contract.js" */

/**
 * Take what came with this click together with what lasts, which is a column of its own.
 * @param {Disk} disk @param {Data} data
 */
export function takeWhole(disk, data) {
  const about = readColumn("about", data.columns.about);
  disk.pending = about ? null : data;
  if (about) take(disk, { ...about, ...data });
  clearTimeout(disk.asking);
  disk.asking = askForMissing(data.columns, (value) => {
    if (disk.root.isConnected) disk.send({ act: "need", value });
  });
}

/**
 * Take a message of Python's. What the reader sees stays, unless it is another picture or Python says `move`.
 * @param {Disk} disk @param {View} view
 */
function take(disk, view) {
  const before = disk.view;
  disk.view = view;
  const another = before.run !== view.run || before.columns.places !== view.columns.places;
  if (another) forget(disk);
  Object.assign(disk, {
    space: view.plane ? PLANE : BALL, extent: view.extent ?? 1, unit: view.unit ?? 1, levels: view.levels ?? 0,
    colour: view.colour, writesAddress: view.address !== false,
  });
  tellBadge(disk.parts.badge, view);
  if (another || view.selected !== before.selected) disk.selected = view.selected ?? -1;
  if (another || disk.accepts || view.move !== before.move) aim(disk, another && before.run !== view.run);
  if (another || before.colour !== view.colour || disk.accepts) disk.solo = new Set(view.solo ?? []);
  disk.accepts = false;
  takeColumns(disk);
  mark(disk);
  addToggles(disk);
}

/**
 * The badge stands above every picture; what its numbers mean unfolds below it, and stays unfolded while it says the same.
 * @param {HTMLElement} part @param {View} view
 */
function tellBadge(part, { badge, meaning }) {
  if (part.dataset.told === badge) return;
  part.dataset.told = badge;
  if (!meaning) return part.replaceChildren(badge);
  const unfolding = document.createElement("details");
  unfolding.append(make("summary", "", badge), make("p", "", meaning));
  part.replaceChildren(unfolding);
}

const KNOWN = [
  "places", "names", "labels", "glosses", "parents", "children", "weight", "codes", "depth", "index", "legend", "marks",
  "choices", "margins", "tree",
];

/** @param {Disk} disk @param {string} name */
function drop(disk, name) {
  Object.assign(disk, { [name]: undefined });
}

/** @param {Disk} disk */
function forget(disk) {
  Object.assign(disk, { ready: false, columns: {}, past: [], future: [], labelled: new Set() });
  Object.assign(disk, { kin: null, heavy: undefined, picked: null });
  for (const name of KNOWN) drop(disk, name);
  hideTip(disk);
  closeList(disk);
}

/**
 * Look from where Python says; the first time without a move.
 * @param {Disk} disk @param {boolean} first
 */
function aim(disk, first) {
  const focus = disk.view.focus ?? [0, 0];
  const zoom = clampZoom(disk.view.zoom ?? 1);
  if (first || !disk.ready) Object.assign(disk, { focus, zoom, focusName: disk.view.focusName ?? null });
  else moveTo(disk, focus, { zoom, name: disk.view.focusName ?? null });
}

/**
 * Read what has arrived since.
 * @param {Disk} disk
 */
export function takeColumns(disk) {
  const { columns } = disk.view;
  let changed = false;
  for (const [name, hash] of Object.entries(columns)) {
    if (disk.columns[name] === hash || name === "about") continue;
    const value = readColumn(name, hash);
    if (value === undefined) continue;
    disk.columns[name] = hash;
    TAKERS[name](disk, value);
    changed = true;
  }
  for (const name of Object.keys(disk.columns)) {
    if (columns[name]) continue;
    delete disk.columns[name];
    if (name === "picked") disk.picked = null;
    else drop(disk, name);
    changed = true;
  }
  if (!disk.places || !disk.looks) return;
  disk.ready = true;
  disk.root.dataset.ready = "yes";
  if (changed || disk.dressed !== isDark(disk.root)) dress(disk);
  disk.dressed = isDark(disk.root);
  mark(disk);
  disk.redraw();
}

/**
 * For every row the others it is linked with: {starts, of}.
 * @param {Int32Array} from @param {Int32Array} to @param {number} n @returns {Links}
 */
function compress(from, to, n) {
  const starts = new Int32Array(n + 1);
  for (const i of from) starts[i + 1] += 1;
  for (let i = 0; i < n; i += 1) starts[i + 1] += starts[i];
  const next = starts.slice();
  const of = new Int32Array(from.length);
  for (let k = 0; k < from.length; k += 1) of[next[from[k]]++] = to[k];
  return { starts, of };
}

/** @type {Record<string, (disk: Disk, value: any) => void>} */
const TAKERS = {
  places(disk, value) {
    Object.assign(disk, { places: value, n: value.length / 2 });
    disk.crowd = bundle(value, disk.space);
    disk.sight = makeSight(disk.n);
  },
  names: (disk, value) => (disk.names = value),
  texts(disk, value) {
    /** @type {string[][]} */
    const pairs = value.map((/** @type {string} */ line) => line.split("\t"));
    disk.labels = pairs.map(([label]) => label);
    disk.glosses = pairs.map(([, gloss]) => gloss);
  },
  links(disk, value) {
    const half = value.length / 2;
    const n = disk.view.n;
    disk.parents = compress(value.subarray(0, half), value.subarray(half), n);
    disk.children = compress(value.subarray(half), value.subarray(0, half), n);
  },
  tree(disk, value) {
    const inner = (value.length - 4 * disk.view.n) / 20; // two doubles of a place and an int of a parent each
    const parents = new Int32Array(value.buffer, 16 * inner);
    disk.tree = { inner, places: new Float64Array(value.buffer, 0, 2 * inner), parents };
  },
  codes: (disk, value) => (disk.codes = value),
  depth: (disk, value) => (disk.depth = value),
  weight: (disk, value) => (disk.weight = value),
  colour: (disk, value) => (disk.index = value),
  legend: (disk, value) => (disk.legend = value),
  marks: (disk, value) => (disk.marks = value),
  choices(disk, /** @type {(Pair | null)[]} */ value) {
    const marks = value.map((place, i) => place && /** @type {Mark} */ ([...place, String(i), `codeword ${i} of this level`]));
    disk.choices = { marks: marks.filter((mark) => mark !== null) };
  },
  looks: (disk, value) => (disk.looks = value),
  margins: (disk, value) => (disk.margins = value),
  picked: (disk, value) => (disk.picked = Uint8Array.from({ length: disk.view.n }, (_, i) => (value[i >> 3] >> (7 - (i & 7))) & 1)),
};
