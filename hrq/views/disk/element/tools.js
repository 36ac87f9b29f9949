// The row of buttons above the disk, and the keys that do the same.

import { make } from "../../js/dom.js";
import { ACTIONS, KEYS } from "./keys.js";
import { button, closeList, pressed, toggleLasso, toggleLock } from "./panels.js";
import { savePng, saveSvg } from "./saving.js";
import { home, undo } from "./view.js";
/** @import { Disk, Toggle } from "./contract.js" */

/** @type {[Toggle, string, string][]} */
const TOGGLES = [
  ["showsLabels", "Labels", "Names beside points"],
  ["showsEdges", "Links", "Links of the hierarchy around the focus"],
  ["showsCodewords", "Codewords", "Codewords of the chosen level"],
  ["showsPath", "Path", "The residual path of the selected node; a small diamond is the runner-up"],
  ["showsCells", "Cells", "Which codeword of the chosen level is nearest"],
];

/** @param {Disk} disk @param {HTMLElement} tools */
export function addTools(disk, tools) {
  const { parts } = disk;
  parts.lasso = button("Lasso", "Draw around points to pick them (L); Shift adds, Alt takes away", () => toggleLasso(disk));
  parts.lock = button("Lock", "Move the disk with one finger; unlocked, one finger scrolls the page", () => toggleLock(disk), "touch");
  const fixed = [
    button("Home", "The whole disk again (Home)", () => home(disk)),
    button("−", "Zoom out", () => ACTIONS["-"](disk)),
    button("+", "Zoom in", () => ACTIONS["+"](disk)),
    button("Undo", "One step back (Ctrl+Z)", () => undo(disk)),
    parts.lasso,
    parts.lock,
  ];
  parts.toggles = make("span", "toggles");
  const ends = [
    button("PNG", "Save what is seen as a PNG, with its legend", () => savePng(disk)),
    button("SVG", "Save what is seen as an SVG, with its legend", () => saveSvg(disk)),
    button("?", "Keys and gestures", () => (parts.keys.hidden = !parts.keys.hidden)),
  ];
  tools.append(...fixed, parts.toggles, ...ends);
  const rows = KEYS.map(([key, meaning]) => {
    const line = make("div", "");
    line.append(make("kbd", "", key), make("span", "", meaning));
    return line;
  });
  parts.keys.append(...rows, make("div", "", "Drag moves the disk, the wheel or two fingers zoom. A click selects; on empty ground it looks there."));
}

/**
 * What can be shown or hidden in this picture.
 * @param {Disk} disk
 */
export function addToggles(disk) {
  const possible = TOGGLES.filter(
    ([name]) => (name !== "showsCells" || disk.view.cells) && (name !== "showsPath" || disk.view.path?.length),
  );
  const key = possible.map(([name]) => name).join();
  if (disk.toggles === key) return;
  disk.toggles = key;
  disk.parts.toggles.replaceChildren(
    ...possible.map(([name, label, title]) => {
      const part = button(label, title, () => {
        disk[name] = !disk[name];
        pressed(part, disk[name]);
        disk.redraw();
      });
      pressed(part, disk[name]);
      return part;
    }),
  );
}

/** @param {Disk} disk @param {KeyboardEvent} event */
export function onListKey(disk, event) {
  if (event.key === "Tab") return;
  event.stopPropagation();
  const items = [...disk.parts.list.querySelectorAll("button")];
  const at = items.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  if (event.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
  else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length]?.focus();
  else if (event.key === "Escape") {
    closeList(disk);
    disk.canvas.focus({ preventScroll: true });
  } else return;
  event.preventDefault();
}
