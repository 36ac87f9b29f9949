// Where one looks from: the focus, the zoom, the way there and back. The address holds both, so that a link shows the
// same; it is written here without asking the server, which reads it with the next click.

import { calm } from "../../js/dom.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Disk, Frame, Seen, Selecting, Where } from "./contract.js" */

const EASING = 350; // milliseconds of a move
const STEPS = 50; // that can be undone
const ZOOMS = [0.8, 60];
const LEAST = 1e-12;

/**
 * What a picture of the disk's present size needs to know: pixels, and how far one sees.
 * @param {Disk} disk @returns {Frame}
 */
export function frameOf(disk) {
  const { width } = disk.canvas;
  const radius = width / 2 - 12 * disk.density;
  const scale = (radius * disk.zoom) / disk.extent;
  const half = width / 2 / scale;
  const middle = { cx: width / 2, cy: width / 2 };
  return { rim: disk.space.rim, width, radius, scale, half, ...middle, dust: 1e-4, density: disk.density, font: disk.look.font };
}

/**
 * From a place of the picture to the pixels of the canvas, and from those of the page back.
 * @param {Frame} frame @param {number} x
 */
export const toX = (frame, x) => frame.cx + x * frame.scale;
/** @param {Frame} frame @param {number} y */
export const toY = (frame, y) => frame.cy - y * frame.scale;

/** @param {Disk} disk @param {Where} event @returns {Pair} */
export function placeAt(disk, event) {
  const box = disk.canvas.getBoundingClientRect();
  const frame = frameOf(disk);
  const x = ((event.clientX - box.left) * disk.density - frame.cx) / frame.scale;
  const y = (frame.cy - (event.clientY - box.top) * disk.density) / frame.scale;
  return [x, y];
}

/**
 * The nearest place that is in the picture: a pointer can be beyond the rim.
 * @param {Disk} disk @param {Pair} place @param {number} [most] @returns {Pair}
 */
export function within(disk, [x, y], most = 0.98) {
  const length = Math.hypot(x, y);
  return disk.space.rim && length > most ? [(x / length) * most, (y / length) * most] : [x, y];
}

/** @param {number} zoom */
export const clampZoom = (zoom) => Math.min(Math.max(zoom, ZOOMS[0]), ZOOMS[1]);

/**
 * Go on a turn of the wheel: what is below the pointer stays there.
 * @param {Disk} disk @param {Pair} w @param {number} factor
 */
export function zoomAt(disk, w, factor) {
  const zoom = clampZoom(disk.zoom * factor);
  const held = within(disk, w, 0.995);
  const place = disk.space.unseen(held, disk.focus);
  const rate = disk.zoom / zoom;
  disk.zoom = zoom;
  disk.focus = disk.space.focusFor(place, [held[0] * rate, held[1] * rate]);
  disk.focusName = null;
}

/**
 * Look from another place, eased unless the reader asked for calm. `name` is the node there, if it is one.
 * @param {Disk} disk @param {Pair} focus
 * @param {{ zoom?: number, name?: string | null, note?: boolean, after?: () => void }} [how]
 */
export function moveTo(disk, focus, { zoom = disk.zoom, name = null, note = true, after = () => {} } = {}) {
  if (note) remember(disk);
  const [from, begun] = [disk.focus, disk.zoom];
  const land = () => {
    Object.assign(disk, { focus, zoom, focusName: name, flight: null });
    settle(disk);
    after();
  };
  cancelAnimationFrame(disk.flight);
  const still = Math.hypot(focus[0] - from[0], focus[1] - from[1]) < LEAST && Math.abs(zoom - begun) < LEAST;
  if (still || calm() || !disk.ready) return land();
  const start = performance.now();
  /** @param {number} now */
  const step = (now) => {
    const t = Math.min((now - start) / EASING, 1);
    if (t >= 1) return land();
    const eased = t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
    disk.focus = disk.space.between(from, focus, eased);
    disk.zoom = begun * (zoom / begun) ** eased;
    disk.moving = true;
    disk.draw();
    disk.flight = requestAnimationFrame(step);
    return undefined;
  };
  disk.flight = requestAnimationFrame(step);
  return undefined;
}

/**
 * A gesture or a move has ended: draw all there is, and let the address say where one is.
 * @param {Disk} disk
 */
export function settle(disk) {
  disk.moving = false;
  disk.redraw();
  clearTimeout(disk.writing);
  disk.writing = setTimeout(() => writeAddress(disk), 120);
}

/** @param {Seen} disk @returns {Seen} */
export const viewOf = ({ focus, zoom, focusName, selected }) => ({ focus, zoom, focusName, selected });

/**
 * Keep the present view, to come back to it.
 * @param {Disk} disk
 */
export function remember(disk) {
  const last = disk.past.at(-1);
  const now = viewOf(disk);
  if (last && last.selected === now.selected && last.zoom === now.zoom && last.focus.join() === now.focus.join()) return;
  disk.past.push(now);
  if (disk.past.length > STEPS) disk.past.shift();
  disk.future = [];
}

/**
 * One step back, or forward again.
 * @param {Disk} disk @param {Seen[]} [from] @param {Seen[]} [to]
 */
export function undo(disk, from = disk.past, to = disk.future) {
  const view = from.pop();
  if (!view) return disk.say("There is nothing to undo.");
  to.push(viewOf(disk));
  if (view.selected !== disk.selected) disk.select(view.selected, { move: false, note: false });
  return moveTo(disk, view.focus, { zoom: view.zoom, name: view.focusName, note: false });
}

/** @param {Disk} disk */
export function home(disk) {
  moveTo(disk, [0, 0], { zoom: 1 });
}

/** @param {Disk} disk @param {number} row @returns {Pair} */
export function placeOf(disk, row) {
  return [disk.places[2 * row], disk.places[2 * row + 1]];
}

/** @param {Disk} disk @param {number} row */
export function centreOn(disk, row) {
  if (row >= 0 && disk.places) moveTo(disk, placeOf(disk, row), { name: disk.names?.[row] ?? null });
}

/**
 * A complex number as Python writes it.
 * @param {Pair} place
 */
function complexText([x, y]) {
  return `${x}${y < 0 || Object.is(y, -0) ? "-" : "+"}${Math.abs(y)}i`;
}

/** @param {Disk} disk */
function writeAddress(disk) {
  if (!disk.writesAddress) return;
  const url = new URL(location.href);
  /** @type {(name: string, value: string) => void} */
  const put = (name, value) => (value ? url.searchParams.set(name, value) : url.searchParams.delete(name));
  const [x, y] = disk.focus;
  put("focus", disk.focusName ?? (Math.hypot(x, y) < 1e-9 ? "" : complexText(disk.focus)));
  put("zoom", Math.abs(disk.zoom - 1) < 1e-3 ? "" : disk.zoom.toFixed(3));
  put("filter", disk.solo.size ? `${disk.colour}:${[...disk.solo].sort((a, b) => a - b).join("-")}` : "");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

/**
 * Select a row: seen here at once, told to the server, which fills the other views.
 * @param {Disk} disk @param {number} row @param {Selecting} [how]
 */
export function select(disk, row, { move = true, note = true, patient = false } = {}) {
  if (row < 0 || row >= disk.n) return;
  if (note) remember(disk);
  disk.selected = row;
  mark(disk);
  if (move) moveTo(disk, placeOf(disk, row), { name: disk.names?.[row] ?? null, note: false });
  else disk.redraw();
  clearTimeout(disk.telling);
  const tell = () => {
    writeAddress(disk);
    disk.send({ act: "select", row });
  };
  if (patient) disk.telling = setTimeout(tell, 60); // a held arrow key passes many, 30 ms apart
  else tell();
}

/** @param {Disk} disk */
export function mark(disk) {
  const name = disk.names?.[disk.selected] ?? disk.view.name ?? "";
  disk.canvas.dataset.selected = name;
  disk.canvas.setAttribute("aria-label", `${disk.view.alt ?? "Disk"} Selected: ${name}. Arrows move, ? lists the keys.`);
}
