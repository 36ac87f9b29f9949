// Moving through a tree by keyboard, as the ARIA practices describe it. Tab is left alone: it leaves the tree.

import { partAt } from "../../js/dom.js";
/** @import { Line, Send } from "./contract.js" */

/** @param {HTMLElement} tree @returns {Line[]} */
export function linesOf(tree) {
  const lines = /** @type {Line[]} */ ([...tree.children]);
  return lines.filter((line) => line.row);
}

/** @param {HTMLElement} tree @param {Line | undefined | null} line */
export function focusLine(tree, line) {
  if (!line) return;
  for (const other of tree.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
  line.tabIndex = 0;
  line.focus({ preventScroll: true });
  reveal(tree, line, "nearest");
}

/**
 * Scrolls inside the tree only: scrollIntoView would move the page as well.
 * @param {HTMLElement} tree @param {HTMLElement} line @param {"nearest" | "middle"} where
 */
export function reveal(tree, line, where) {
  if (tree.dataset.form !== "indented") {
    const left = line.offsetLeft, room = tree.clientWidth - Math.min(line.offsetWidth, 200);
    if (left < tree.scrollLeft || left > tree.scrollLeft + room) tree.scrollLeft = left - tree.clientWidth / 3;
  }
  const top = line.getBoundingClientRect().top - tree.getBoundingClientRect().top + tree.scrollTop;
  const bottom = top + line.offsetHeight;
  const shown = tree.scrollTop;
  if (where === "nearest") {
    if (top < shown) tree.scrollTop = top;
    if (bottom > shown + tree.clientHeight) tree.scrollTop = bottom - tree.clientHeight;
  } else {
    tree.scrollTop = top - (tree.clientHeight - line.offsetHeight) / 2;
  }
}

/** @param {Line[]} lines @param {number} at */
function lineAbove(lines, at) {
  const depth = lines[at].row.depth;
  for (let i = at - 1; i >= 0; i -= 1) if (lines[i].row.depth < depth) return lines[i];
  return null;
}

/** @param {HTMLElement} tree @param {Line[]} lines @param {number} at @param {Send} send */
function goRight(tree, lines, at, send) {
  const { kind, depth } = lines[at].row;
  if (kind === "closed" || kind === "way") send("toggle", lines[at].row);
  else if (kind === "open" && lines[at + 1]?.row.depth > depth) focusLine(tree, lines[at + 1]);
}

/** @param {HTMLElement} tree @param {Line[]} lines @param {number} at @param {Send} send */
function goLeft(tree, lines, at, send) {
  if (lines[at].row.kind === "open") send("toggle", lines[at].row);
  else focusLine(tree, lineAbove(lines, at));
}

/** @param {KeyboardEvent} event @param {HTMLElement} tree @param {Send} send */
export function onTreeKey(event, tree, send) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
  event.stopPropagation(); // "r" and "c" are Streamlit's own keys
  const line = /** @type {Line | null} */ (partAt(event, ".row"));
  const lines = linesOf(tree);
  const at = line ? lines.indexOf(line) : -1;
  if (!line || at < 0) return;
  /** @type {Record<string, () => void>} */
  const moves = {
    ArrowDown: () => focusLine(tree, lines[at + 1]),
    ArrowUp: () => focusLine(tree, lines[at - 1]),
    Home: () => focusLine(tree, lines[0]),
    End: () => focusLine(tree, lines[lines.length - 1]),
    ArrowRight: () => goRight(tree, lines, at, send),
    ArrowLeft: () => goLeft(tree, lines, at, send),
    Enter: () => send("select", line.row),
    " ": () => send("select", line.row),
  };
  if (!moves[event.key]) return;
  event.preventDefault();
  moves[event.key]();
}
