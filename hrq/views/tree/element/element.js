// Two trees side by side. Python sends the visible rows; a gesture sends one small message back.

import { focusedIn, make, partAt, partOf } from "../../js/dom.js";
import { placeRows } from "./icicle_and_links.js";
import { focusLine, linesOf, onTreeKey, reveal } from "./keys.js";
import { savePng, saveSvg } from "./picture.js";
import { drawRows } from "./rows.js";
/** @import { Args } from "../../js/carried.js" */
/** @import { Line, Piece, Send, Side, Trees } from "./contract.js" */

const KEYS = "↑ ↓ move   → ← open, close   Enter select   Home End first, last";

/** @param {HTMLElement} root @param {string} id */
function buildSide(root, id) {
  const side = make("section", "side");
  side.dataset.side = id;
  const tree = make("div", "tree");
  tree.setAttribute("role", "tree");
  tree.dataset.testid = `tree-${id}`;
  side.append(make("div", "head"), make("div", "detail"), make("div", "columns"), tree, make("p", "note"));
  partOf(side, ".detail").setAttribute("aria-live", "polite");
  root.append(side);
  return side;
}

/** @param {HTMLElement} side @param {Side} data */
function drawHead(side, data) {
  partOf(side, ".head").replaceChildren(make("h3", "", data.title), make("p", "about", data.about));
  const columns = data.columns.map((column) => {
    const cell = make("span", column.look, column.text);
    cell.title = column.tip;
    return cell;
  });
  partOf(side, ".columns").replaceChildren(...columns);
}

/**
 * A detail is a list of lines, a line a list of pieces; a piece that leads somewhere is a button.
 * @param {HTMLElement} side @param {Piece[][]} lines @param {Send} send
 */
function drawDetail(side, lines, send) {
  const drawn = lines.map((pieces) => {
    const line = make("p", "");
    for (const piece of pieces) {
      const part = make(piece.go ? "button" : "span", piece.look ?? "", piece.text);
      const { go } = piece;
      if (go) part.onclick = () => send("select", go);
      if (piece.tip) part.title = piece.tip;
      line.append(part, " ");
    }
    return line;
  });
  partOf(side, ".detail").replaceChildren(...drawn);
}

/** @param {MouseEvent} event @param {HTMLElement} tree @param {Send} send */
function onTreeClick(event, tree, send) {
  const line = /** @type {Line | null} */ (partAt(event, ".row"));
  if (!line) return;
  focusLine(tree, line);
  const onTwist = partAt(event, ".twist") && ["open", "closed", "way"].includes(line.row.kind);
  send(onTwist ? "toggle" : "select", line.row);
}

/** @param {HTMLElement} tree @param {string | undefined} key */
function keepFocus(tree, key) {
  const lines = linesOf(tree);
  const same = lines.find((line) => line.dataset.key === key);
  const first = same ?? lines.find((line) => line.row.marks) ?? lines[0];
  if (first) first.tabIndex = 0;
  return same;
}

/** @param {HTMLElement} side @param {Side} data @param {Send} send */
function drawSide(side, data, send) {
  const tree = partOf(side, ".tree");
  const before = /** @type {Line | null} */ (tree.querySelector('[tabindex="0"]'));
  const hadFocus = before && before === focusedIn(tree);
  const shown = tree.scrollTop;
  before?.setAttribute("tabindex", "-1");
  drawHead(side, data);
  drawDetail(side, data.detail, send);
  tree.setAttribute("aria-label", data.title);
  drawRows(tree, data.rows);
  partOf(side, ".note").textContent = data.note;
  placeRows(tree, data.rows, data.form);
  tree.scrollTop = shown;
  const line = keepFocus(tree, before?.dataset.key);
  if (hadFocus && line) line.focus({ preventScroll: true });
  tree.onclick = (event) => onTreeClick(event, tree, send);
  side.onkeydown = (event) => onTreeKey(event, tree, send);
}

/** @param {HTMLElement} side */
function showMarked(side) {
  const tree = partOf(side, ".tree");
  const line = partOf(tree, ".row.aim") ?? partOf(tree, ".row.selected") ?? partOf(tree, ".row.match");
  if (line) reveal(tree, line, "middle");
}

/** @param {HTMLElement} root @param {Trees} data */
function drawLegend(root, data) {
  const parts = data.legend.map((text) => make("span", "", text));
  parts.push(make("span", "differs", "● disagrees"), make("span", "common", "● common"));
  const saves = Object.entries({ SVG: saveSvg, PNG: savePng }).map(([text, save]) => {
    const button = make("button", "save", text);
    button.title = `Save a picture of both sides as ${text}`;
    button.onclick = () => save(data, root);
    return button;
  });
  partOf(root, ".legend").replaceChildren(...parts, make("span", "keys", KEYS), ...saves);
}

/** @param {Args<Trees>} args */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = partOf(parentElement, ".trees");
  if (!root.dataset.built) {
    for (const side of data.sides) buildSide(partOf(root, ".sides"), side.id);
    root.dataset.built = "yes";
  }
  /** @type {NodeListOf<HTMLElement>} */
  const sides = root.querySelectorAll(".side");
  data.sides.forEach((sideData, i) => {
    const side = sides[i];
    /** @type {Send} */
    const send = (act, row) => {
      side.setAttribute("aria-busy", "true");
      const moves = row.kind === "earlier" || row.kind === "later";
      setTriggerValue("act", { act: moves ? row.kind : act, side: row.side ?? sideData.id, node: row.node });
    };
    drawSide(side, sideData, send);
    side.removeAttribute("aria-busy");
  });
  drawLegend(root, data);
  if (root.dataset.aim !== data.aim) {
    root.dataset.aim = data.aim;
    sides.forEach(showMarked);
  }
}
