// The rows of one tree. Text from files and people enters the page by textContent only.

import { make, setAll } from "../../js/dom.js";
import { linesOf } from "./keys.js";
/** @import { Match, Row } from "./contract.js" */

const GLYPHS = { open: "▾", closed: "▸", way: "▹", ref: "⤴", leaf: "", earlier: "↑", later: "↓" };

/** @param {number} value @param {boolean} low */
function share(value, low) {
  const bar = make("span", low ? "bar low" : "bar");
  bar.setAttribute("aria-hidden", "true");
  const fill = make("span", "fill");
  fill.style.width = `${Math.round(100 * value)}%`;
  bar.append(fill);
  return bar;
}

/** @param {Match} match */
function matchCells(match) {
  const cells = make("span", match.low ? "cells low" : "cells");
  cells.append(make("span", "best", `${match.low ? "≁" : "≈"} ${match.name}`));
  cells.append(make("span", "num p", match.precision), make("span", "num r", match.recall));
  const score = make("span", "score");
  score.append(share(match.share, match.low), make("span", "num f", match.f1));
  cells.append(score);
  cells.title = match.about ? `${match.about}, F1 ${match.f1}` : `best match ${match.name}: precision ${match.precision}, recall ${match.recall}, F1 ${match.f1}`;
  return cells;
}

/** @param {Row} row */
function spoken(row) {
  const parts = [row.code, row.text];
  if (row.count) parts.push(`${row.count} inside`);
  if (row.match) parts.push(`best match ${row.match.name}`, `F1 ${row.match.f1}`);
  if (row.up) parts.push("has several parents");
  if (row.differs) parts.push("disagrees");
  if (row.kind === "ref") parts.push("its place is under another parent");
  if (row.marks.includes("match")) parts.push("best match of the selection");
  return parts.filter(Boolean).join(", ");
}

/** @param {Row} row */
function label(row) {
  const name = make("span", "label");
  if (row.code) name.append(make("span", "code", row.code));
  if (row.text) name.append(make("span", "name", row.text));
  if (row.up) {
    const up = make("span", "up", "⤴");
    up.title = row.up;
    name.append(up);
  }
  if (row.count) name.append(make("span", "count", row.count));
  if (row.marks.includes("match")) name.append(make("span", "flag", "⟷"));
  return name;
}

/** @param {Row} row */
function buildRow(row) {
  const line = make("div", `row ${row.kind} ${row.differs ? "differs" : "common"} ${row.marks}`);
  setAll(line, {
    role: "treeitem", "aria-level": row.depth + 1, "aria-label": spoken(row), "aria-selected": row.marks.includes("selected"),
  });
  if (row.place) setAll(line, { "aria-posinset": row.place });
  if (row.siblings) setAll(line, { "aria-setsize": row.siblings });
  if (["open", "closed", "way"].includes(row.kind)) setAll(line, { "aria-expanded": row.kind === "open" });
  line.tabIndex = -1;
  line.style.setProperty("--depth", String(row.depth));
  if (row.tip) line.title = row.tip;
  const twist = make("span", "twist", GLYPHS[row.kind]);
  twist.setAttribute("aria-hidden", "true");
  line.append(twist, label(row));
  if (row.match) line.append(matchCells(row.match));
  return line;
}

/**
 * Rows that did not change keep their element, and with it focus and place.
 * @param {HTMLElement} tree @param {Row[]} rows
 */
export function drawRows(tree, rows) {
  const kept = new Map(linesOf(tree).map((line) => [line.dataset.key, line]));
  const wanted = rows.map((row) => {
    const said = JSON.stringify(row);
    const old = kept.get(row.key);
    if (old?.said === said) return old;
    const line = buildRow(row);
    line.dataset.key = row.key;
    return Object.assign(line, { said, row });
  });
  const stay = new Set(wanted);
  for (const line of kept.values()) if (!stay.has(line)) line.remove();
  wanted.forEach((line, i) => {
    if (tree.children[i] !== line) tree.insertBefore(line, tree.children[i] ?? null);
  });
}
