// The disk on the page: builds it once, takes what Python sends, tells Python what the reader did.
// Python's side of the contract, what each part of `data` means, is in __init__.py.

import { carried } from "../../js/carried.js";
import { onColumn } from "../../js/columns.js";
import { make } from "../../js/dom.js";
import { paintDisk } from "./drawing.js";
import { listen } from "./gestures.js";
import { onKey } from "./keys.js";
import { drawLegend, recolour } from "./legend.js";
import { BALL } from "./space.js";
import { Pixels } from "./stamps.js";
import { takeColumns, takeWhole } from "./taking.js";
import { addTools, onListKey } from "./tools.js";
import { frameOf, placeOf, select, toX, toY, viewOf } from "./view.js";

function build(parent) {
  const root = parent.querySelector(".hrq-disk");
  const stage = make("div", "stage");
  const canvas = document.createElement("canvas");
  canvas.dataset.hrq = "disk";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  const parts = { stage, tip: make("div", "tip"), list: make("div", "list"), keys: make("div", "keys"), legend: make("div", "legend") };
  parts.badge = make("div", "badge");
  parts.status = make("div", "status");
  parts.status.setAttribute("aria-live", "polite");
  for (const name of ["tip", "list", "keys"]) parts[name].hidden = true;
  const tools = make("div", "tools");
  stage.append(canvas, parts.tip, parts.list, parts.keys, parts.status);
  root.append(parts.badge, tools, stage, parts.legend);
  const disk = { root, canvas, parts, context: canvas.getContext("2d", { alpha: false }), pixels: new Pixels(), ...beginning() };
  addActions(disk);
  addTools(disk, tools);
  listen(disk);
  canvas.addEventListener("keydown", (event) => onKey(disk, event));
  parts.list.addEventListener("keydown", (event) => onListKey(disk, event));
  new ResizeObserver(() => resize(disk)).observe(stage);
  return disk;
}

function beginning() {
  return {
    view: { columns: {} }, columns: {}, space: BALL, extent: 1, unit: 1, n: 0, levels: 0, density: 1, ready: false,
    focus: [0, 0], zoom: 1, focusName: null, selected: -1, hovered: -1, picked: null, picks: null, solo: new Set(),
    past: [], future: [], labelled: new Set(), frames: 0, moving: false, writesAddress: true,
    showsLabels: true, showsEdges: true, showsCodewords: true, showsCells: false, showsPath: true,
  };
}

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
  disk.isHidden = (row) => disk.solo.size > 0 && !disk.solo.has(disk.index?.[row]);
  disk.isDim = (row) => disk.paint[row] === 255;
  disk.recolour = () => recolour(disk);
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
    pixelOf: (name) => pixelOf(disk, name),
    draw: (moving = false) => {
      disk.moving = moving;
      disk.draw();
    },
  };
}

/** Where a node is on the screen, in pixels of the window. */
function pixelOf(disk, name) {
  const box = disk.canvas.getBoundingClientRect();
  const frame = frameOf(disk);
  const [x, y] = disk.space.seen(placeOf(disk, disk.names.indexOf(name)), disk.focus);
  return [box.left + toX(frame, x) / disk.density, box.top + toY(frame, y) / disk.density];
}

function resize(disk) {
  const width = disk.parts.stage.clientWidth;
  disk.density = Math.min(devicePixelRatio || 1, 2);
  const size = Math.round(width * disk.density);
  if (!size || disk.canvas.width === size) return;
  [disk.canvas.width, disk.canvas.height] = [size, size];
  disk.draw();
}

const instances = new WeakMap();

function mountElement({ data, parentElement, setTriggerValue }) {
  let disk = instances.get(parentElement);
  if (!disk) {
    disk = build(parentElement);
    instances.set(parentElement, disk);
    disk.deaf = onColumn(() => (disk.pending ? takeWhole(disk, disk.pending) : takeColumns(disk)));
    disk.back = () => (disk.accepts = true);
    globalThis.addEventListener("popstate", disk.back);
  }
  disk.send = (act) => setTriggerValue("act", { ...act, of: disk.view.run });
  takeWhole(disk, data);
  return () => {
    disk.deaf();
    globalThis.removeEventListener("popstate", disk.back);
    instances.delete(parentElement);
  };
}

export default carried("hrq_disk", mountElement);
