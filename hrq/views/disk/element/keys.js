// The disk by keyboard. Tab leaves it; "r" and "c", Streamlit's own keys, never get past it.

import { linked } from "./drawing.js";
import { clearLasso, closeList, toggleLasso } from "./panels.js";
import { centreOn, clampZoom, home, moveTo, undo } from "./view.js";
/** @import { Disk } from "./contract.js" */

export const KEYS = [
  ["↑ ↓", "to the parent, to the first child"],
  ["← →", "to the siblings"],
  ["Enter", "put the selected node in the middle"],
  ["+ −", "zoom"],
  ["Home 0", "the whole disk again"],
  ["Ctrl+Z", "undo a step (Shift: redo)"],
  ["L", "lasso; Shift adds, Alt takes away"],
  ["Esc", "drop the lasso, close what is open"],
  ["?", "this list"],
];

/**
 * The row that an arrow leads to: parents above, children below, siblings beside.
 * @param {Disk} disk @param {number} row @param {string} arrow
 */
function neighbourRow(disk, row, arrow) {
  const { parents, weight } = disk;
  if (!parents || !weight || row < 0) return row;
  /** @type {(i: number) => number} */
  const mainParent = (i) => linked(parents, i)[0] ?? -1;
  /** @type {(rows: Int32Array) => number[]} */
  const heaviest = (rows) => [...rows].sort((i, j) => weight[j] - weight[i] || i - j);
  if (arrow === "ArrowUp") return mainParent(row) < 0 ? row : mainParent(row);
  if (arrow === "ArrowDown") return heaviest(linked(disk.children, row))[0] ?? row;
  const above = mainParent(row);
  const beside = above < 0 ? [row] : heaviest(linked(disk.children, above));
  const step = arrow === "ArrowRight" ? 1 : beside.length - 1;
  return beside[(beside.indexOf(row) + step) % beside.length];
}

/** @param {Disk} disk @param {string} arrow */
function walk(disk, arrow) {
  const row = neighbourRow(disk, disk.selected, arrow);
  if (row === disk.selected) return disk.say("There is no node that way.");
  return disk.select(row, { patient: true });
}

/** @param {Disk} disk */
function escape(disk) {
  const open = !disk.parts.list.hidden || !disk.parts.keys.hidden;
  closeList(disk);
  disk.parts.keys.hidden = true;
  if (open) return;
  if (disk.lassoing) toggleLasso(disk);
  else if (disk.picked) clearLasso(disk);
}

/** @param {Disk} disk */
function showKeys(disk) {
  disk.parts.keys.hidden = !disk.parts.keys.hidden;
}

/** @type {Record<string, (disk: Disk) => void>} */
export const ACTIONS = {
  Enter: (disk) => centreOn(disk, disk.selected),
  Home: home,
  0: home,
  "+": (disk) => moveTo(disk, disk.focus, { zoom: clampZoom(disk.zoom * 1.4), name: disk.focusName }),
  "-": (disk) => moveTo(disk, disk.focus, { zoom: clampZoom(disk.zoom / 1.4), name: disk.focusName }),
  l: toggleLasso,
  Escape: escape,
  "?": showKeys,
};
ACTIONS["="] = ACTIONS["+"];

/** @param {Disk} disk @param {KeyboardEvent} event */
export function onKey(disk, event) {
  if (event.key === "Tab" || !disk.ready) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "z") {
    if (event.shiftKey) undo(disk, disk.future, disk.past);
    else undo(disk);
  } else if (command && event.key.toLowerCase() === "y") undo(disk, disk.future, disk.past);
  else if (command || event.altKey) return;
  else if (event.key.startsWith("Arrow")) walk(disk, event.key);
  else if (ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key]) {
    ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key](disk);
  } else return event.stopPropagation();
  event.stopPropagation();
  event.preventDefault();
}
