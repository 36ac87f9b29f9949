// Two trees side by side. Python sends the visible rows; a gesture sends one small message back.

import { make } from "../../js/dom.js";
import { placeRows } from "./forms.js";
import { focusLine, linesOf, onTreeKey, reveal } from "./keys.js";
import { savePng, saveSvg } from "./picture.js";
import { drawRows } from "./rows.js";

const KEYS = "↑ ↓ move   → ← open, close   Enter select   Home End first, last";

function buildSide(root, id) {
  const side = make("section", "side");
  side.dataset.side = id;
  const tree = make("div", "tree");
  tree.setAttribute("role", "tree");
  tree.dataset.testid = `tree-${id}`;
  side.append(make("div", "head"), make("div", "detail"), make("div", "columns"), tree, make("p", "note"));
  side.querySelector(".detail").setAttribute("aria-live", "polite");
  root.append(side);
  return side;
}

function drawHead(side, data) {
  const head = side.querySelector(".head");
  head.replaceChildren(make("h3", "", data.title), make("p", "about", data.about));
  const columns = data.columns.map((column) => {
    const cell = make("span", column.look, column.text);
    cell.title = column.tip;
    return cell;
  });
  side.querySelector(".columns").replaceChildren(...columns);
}

// A detail is a list of lines, a line a list of pieces; a piece that leads somewhere is a button.
function drawDetail(side, lines, send) {
  const drawn = lines.map((pieces) => {
    const line = make("p", "");
    for (const piece of pieces) {
      const part = make(piece.go ? "button" : "span", piece.look ?? "", piece.text);
      if (piece.go) part.onclick = () => send("select", piece.go);
      if (piece.tip) part.title = piece.tip;
      line.append(part, " ");
    }
    return line;
  });
  side.querySelector(".detail").replaceChildren(...drawn);
}

function onTreeClick(event, tree, send) {
  const line = event.target.closest(".row");
  if (!line) return;
  focusLine(tree, line);
  const onTwist = event.target.closest(".twist") && ["open", "closed", "way"].includes(line.row.kind);
  send(onTwist ? "toggle" : "select", line.row);
}

function keepFocus(tree, key) {
  const lines = linesOf(tree);
  const same = lines.find((line) => line.dataset.key === key);
  const first = same ?? lines.find((line) => line.row.marks) ?? lines[0];
  if (first) first.tabIndex = 0;
  return same;
}

function drawSide(side, data, send) {
  const tree = side.querySelector(".tree");
  const before = tree.querySelector('[tabindex="0"]');
  const hadFocus = before && before === tree.getRootNode().activeElement;
  const shown = tree.scrollTop;
  before?.setAttribute("tabindex", "-1");
  drawHead(side, data);
  drawDetail(side, data.detail, send);
  tree.setAttribute("aria-label", data.title);
  drawRows(tree, data.rows);
  side.querySelector(".note").textContent = data.note;
  placeRows(tree, data.rows, data.form);
  tree.scrollTop = shown;
  const line = keepFocus(tree, before?.dataset.key);
  if (hadFocus && line) line.focus({ preventScroll: true });
  tree.onclick = (event) => onTreeClick(event, tree, send);
  side.onkeydown = (event) => onTreeKey(event, tree, send);
}

function showMarked(side) {
  const tree = side.querySelector(".tree");
  const line = tree.querySelector(".row.aim") ?? tree.querySelector(".row.selected") ?? tree.querySelector(".row.match");
  if (line) reveal(tree, line, "middle");
}

function drawLegend(root, data) {
  const line = root.querySelector(".legend");
  const parts = data.legend.map((text) => make("span", "", text));
  parts.push(make("span", "differs", "● disagrees"), make("span", "common", "● common"));
  const saves = [["SVG", saveSvg], ["PNG", savePng]].map(([text, save]) => {
    const button = make("button", "save", text);
    button.title = `Save a picture of both sides as ${text}`;
    button.onclick = () => save(data, root);
    return button;
  });
  line.replaceChildren(...parts, make("span", "keys", KEYS), ...saves);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".trees");
  if (!root.dataset.built) {
    for (const side of data.sides) buildSide(root.querySelector(".sides"), side.id);
    root.dataset.built = "yes";
  }
  data.sides.forEach((sideData, i) => {
    const side = root.querySelectorAll(".side")[i];
    const send = (act, row) => {
      side.setAttribute("aria-busy", "true");
      const moves = ["earlier", "later"].includes(row.kind);
      setTriggerValue("act", { act: moves ? row.kind : act, side: row.side ?? sideData.id, node: row.node });
    };
    drawSide(side, sideData, send);
    side.removeAttribute("aria-busy");
  });
  drawLegend(root, data);
  if (root.dataset.aim !== data.aim) {
    root.dataset.aim = data.aim;
    root.querySelectorAll(".side").forEach(showMarked);
  }
}
