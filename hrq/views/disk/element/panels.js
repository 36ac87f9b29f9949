// What stands over the canvas: the tip below the pointer, the list where a click is ambiguous, the lasso and the lock.

import { make } from "../../js/dom.js";
import { shorten } from "../../js/words.js";
import { HERE, markAt, REACH, rowsAt } from "./picking.js";
import { centreOn } from "./view.js";
/** @import { Disk, Where } from "./contract.js" */

const MOST_HERE = 8;
const GLOSS = 90; // letters of it in the tip
const LISTED = 70; // and in the list

/** @param {string} text @param {string} title @param {() => void} onclick @param {string} [look] */
export function button(text, title, onclick, look = "") {
  const part = make("button", look, text);
  part.type = "button";
  part.title = title;
  // Who says what is written must be understood; a button without a text of its own is named by what it will hold.
  if (text) part.setAttribute("aria-label", title.startsWith(text) ? title : `${text}: ${title}`);
  part.onclick = onclick;
  return part;
}

/** @param {HTMLElement} part @param {boolean} on */
export const pressed = (part, on) => part.setAttribute("aria-pressed", String(on));

/**
 * What is known of a row, as lines: its name, what it means, its code, depth and smallest margin.
 * @param {Disk} disk @param {number} row
 */
function linesAbout(disk, row) {
  const gloss = disk.glosses?.[row] ?? "";
  const facts = [];
  if (disk.codes) facts.push(`code ${codeOf(disk, row)}`);
  if (disk.depth) facts.push(`depth ${disk.depth[row]}`);
  if (disk.margins) facts.push(`margin ${disk.margins[row].toFixed(3)}`);
  return [shorten(gloss, GLOSS), facts.join(" · ")].filter(Boolean);
}

/** @param {Disk} disk @param {number} row */
const codeOf = (disk, row) => disk.codes?.subarray(row * disk.levels, (row + 1) * disk.levels).join("-");

/** @param {Disk} disk @param {Where} event */
export function hover(disk, event) {
  if (!disk.ready || disk.moving) return;
  const [row, ...others] = rowsAt(disk, event, REACH);
  const mark = row === undefined ? markAt(disk, event) : undefined;
  const before = disk.hovered;
  disk.hovered = row ?? -1;
  if (before !== disk.hovered) disk.redraw();
  disk.canvas.style.cursor = disk.lassoing ? "crosshair" : row === undefined ? "grab" : "pointer";
  if (mark?.[3]) showTip(disk, event, mark[3].split("\n"));
  else if (row === undefined || !disk.names) hideTip(disk);
  else {
    const here = rowsAt(disk, event, HERE).length - 1;
    const more = here > 0 && others.length ? [`+${here} here: a click offers them`] : [];
    showTip(disk, event, [disk.names[row], ...linesAbout(disk, row), ...more]);
  }
}

/** @param {Disk} disk @param {Where} event @param {string[]} lines */
function showTip(disk, event, lines) {
  const { tip } = disk.parts;
  tip.replaceChildren(...lines.map((line, i) => make("div", i ? "" : "strong", line)));
  tip.hidden = false;
  putBeside(disk, tip, event);
}

/**
 * Beside the pointer, and never out of the picture.
 * @param {Disk} disk @param {HTMLElement} part @param {Where} event
 */
function putBeside(disk, part, event) {
  const box = disk.parts.stage.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const { offsetWidth: width, offsetHeight: height } = part;
  part.style.left = `${Math.max(4, Math.min(x + 14, box.width - width - 4))}px`;
  part.style.top = `${Math.max(4, y + 18 + height > box.height ? y - height - 12 : y + 18)}px`;
}

/** @param {Disk} disk */
export function hideTip(disk) {
  disk.parts.tip.hidden = true;
  if (disk.hovered >= 0) {
    disk.hovered = -1;
    disk.redraw();
  }
}

/**
 * Several points lie below a click: offer the nearest, and the way to see them apart.
 * @param {Disk} disk @param {Where} event @param {number[]} rows
 */
export function openList(disk, event, rows) {
  hideTip(disk);
  const { list } = disk.parts;
  /** @type {(row: number) => () => void} */
  const choose = (row) => () => {
    closeList(disk);
    disk.canvas.focus({ preventScroll: true });
    disk.select(row);
  };
  const items = rows.slice(0, MOST_HERE).map((row) => {
    const item = button("", `Select ${disk.names?.[row] ?? row}`, choose(row), "choice");
    const gloss = shorten(disk.glosses?.[row] ?? "", LISTED);
    item.append(make("b", "", disk.names?.[row] ?? `row ${row}`), make("span", "", gloss));
    return item;
  });
  const apart = button(`Spread the ${rows.length} out`, "Put this place in the middle, where there is room", () => {
    closeList(disk);
    centreOn(disk, rows[0]);
  }, "apart");
  list.replaceChildren(make("div", "strong", `${rows.length} nodes here`), ...items, apart);
  list.hidden = false;
  putBeside(disk, list, event);
  items[0].focus({ preventScroll: true });
}

/** @param {Disk} disk */
export function closeList(disk) {
  disk.parts.list.hidden = true;
}

/** @param {Disk} disk */
export function toggleLasso(disk) {
  disk.lassoing = !disk.lassoing;
  pressed(disk.parts.lasso, disk.lassoing);
  disk.canvas.style.touchAction = disk.lassoing || disk.locked ? "none" : "";
  disk.say(disk.lassoing ? "Draw around points. Shift adds, Alt takes away." : "");
}

/** @param {Disk} disk */
export function clearLasso(disk) {
  disk.pick(null);
  disk.send({ act: "lasso", mode: "clear" });
}

/** @param {Disk} disk */
export function toggleLock(disk) {
  disk.locked = !disk.locked;
  pressed(disk.parts.lock, disk.locked);
  disk.canvas.style.touchAction = disk.lassoing || disk.locked ? "none" : "";
}
