// The disk on the page: builds it once, takes what Python sends, tells Python what the reader did.
// Python's side of the contract, what each part of `data` means, is in __init__.py.

import { carried } from "../../js/carried.js";
import { onColumn } from "../../js/columns.js";
import { contextOf, make, partOf } from "../../js/dom.js";
import { paintDisk } from "./drawing.js";
import { listen } from "./gestures.js";
import { onKey } from "./keys.js";
import { drawLegend, recolour } from "./legend.js";
import { BALL } from "./space.js";
import { Pixels } from "./stamps.js";
import { takeColumns, takeWhole } from "./taking.js";
import { addTools, onListKey } from "./tools.js";
import { frameOf, placeOf, select, toX, toY, viewOf } from "./view.js";
/** @import { Args } from "../../js/carried.js" */
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Data, Disk, View } from "./contract.js" */

/** @type {View} */
const NOTHING = { columns: {}, n: 0, run: "", badge: "", source: "", file: "" }; // before Python has sent anything

/** @param {HTMLElement} parent */
function build(parent) {
  const root = partOf(parent, ".hrq-disk");
  const [canvas, tools] = [document.createElement("canvas"), make("div", "tools")];
  canvas.dataset.hrq = "disk";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  const names = /** @type {const} */ (["stage", "tip", "list", "keys", "legend", "badge", "status"]);
  const parts = /** @type {Disk["parts"]} */ ({});
  for (const name of names) parts[name] = make("div", name);
  parts.status.setAttribute("aria-live", "polite");
  for (const part of [parts.tip, parts.list, parts.keys]) part.hidden = true;
  parts.stage.append(canvas, parts.tip, parts.list, parts.keys, parts.status);
  root.append(parts.badge, tools, parts.stage, parts.legend);
  const context = contextOf(canvas, { alpha: false });
  const disk = /** @type {Disk} */ ({ root, canvas, parts, context, pixels: new Pixels(), ...beginning() });
  addActions(disk);
  addTools(disk, tools);
  listen(disk);
  canvas.addEventListener("keydown", (event) => onKey(disk, event));
  parts.list.addEventListener("keydown", (event) => onListKey(disk, event));
  new ResizeObserver(() => resize(disk)).observe(parts.stage);
  return disk;
}

/** @returns {Partial<Disk>} */
function beginning() {
  return {
    view: NOTHING, columns: {}, space: BALL, extent: 1, unit: 1, n: 0, levels: 0, density: 1, ready: false,
    focus: [0, 0], zoom: 1, focusName: null, selected: -1, hovered: -1, picked: null, picks: null, solo: new Set(),
    past: [], future: [], labelled: new Set(), frames: 0, moving: false, writesAddress: true,
    showsLabels: true, showsEdges: true, showsCodewords: true, showsCells: false, showsPath: true,
  };
}

/** @param {Disk} disk */
function addActions(disk) {
  disk.redraw = () => {
    disk.waiting ??= requestAnimationFrame(() => {
      disk.waiting = null;
      disk.draw();
    });
  };
  disk.draw = () => {
    if (!disk.ready || !disk.canvas.width) return;
    paintDisk(disk.context, disk);
    disk.frames += 1;
  };
  disk.isHidden = (row) => disk.solo.size > 0 && !disk.solo.has(disk.index?.[row] ?? -1);
  disk.isDim = (row) => disk.paint[row] === 255;
  disk.say = (text) => (disk.parts.status.textContent = text);
  disk.pick = (picked) => {
    disk.picked = picked?.some(Boolean) ? picked : null;
    recolour(disk);
    drawLegend(disk);
    disk.redraw();
  };
  disk.select = (row, options) => select(disk, row, options);
  disk.canvas.hrq = { // for whoever scripts the page
    get frames() { return disk.frames; },
    get view() { return viewOf(disk); },
    get sight() { return { points: disk.sight?.count ?? 0, bundles: disk.sight?.bundles ?? 0, of: disk.n }; },
    pixelOf: (/** @type {string} */ name) => pixelOf(disk, name),
    draw: (moving = false) => {
      disk.moving = moving;
      disk.draw();
    },
  };
}

/**
 * Where a node is on the screen, in pixels of the window.
 * @param {Disk} disk @param {string} name @returns {Pair}
 */
function pixelOf(disk, name) {
  const box = disk.canvas.getBoundingClientRect();
  const frame = frameOf(disk);
  const [x, y] = disk.space.seen(placeOf(disk, (disk.names ?? []).indexOf(name)), disk.focus);
  return [box.left + toX(frame, x) / disk.density, box.top + toY(frame, y) / disk.density];
}

/** @param {Disk} disk */
function resize(disk) {
  const width = disk.parts.stage.clientWidth;
  disk.density = Math.min(devicePixelRatio || 1, 2);
  const size = Math.round(width * disk.density);
  if (!size || disk.canvas.width === size) return;
  [disk.canvas.width, disk.canvas.height] = [size, size];
  disk.draw();
}

/** @type {WeakMap<HTMLElement, Disk>} */
const instances = new WeakMap();

/** @param {Args<Data>} args */
function mountElement({ data, parentElement, setTriggerValue }) {
  const disk = instances.get(parentElement) ?? first(parentElement);
  disk.send = (act) => setTriggerValue("act", { ...act, of: disk.view.run });
  takeWhole(disk, data);
  return () => {
    disk.deaf();
    globalThis.removeEventListener("popstate", disk.back);
    instances.delete(parentElement);
  };
}

/** @param {HTMLElement} parent */
function first(parent) {
  const disk = build(parent);
  instances.set(parent, disk);
  disk.deaf = onColumn(() => (disk.pending ? takeWhole(disk, disk.pending) : takeColumns(disk)));
  disk.back = () => {
    disk.accepts = true;
  };
  globalThis.addEventListener("popstate", disk.back);
  return disk;
}

export default carried("hrq_disk", mountElement);
