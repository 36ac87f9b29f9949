// Small pieces of the inspector.

import { readColumn } from "../../js/columns.js";
import { make } from "../../js/dom.js";
/** @import { Send } from "./contract.js" */

/** @type {{ hash: string, texts: string[] }} */
let known = { hash: "", texts: [] }; // label and gloss of every row, once they have arrived

/**
 * Labels and glosses of all rows, from the column that the disk reads too.
 * @param {string} hash
 */
export function learnTexts(hash) {
  const texts = known.hash === hash ? undefined : readColumn("texts", hash);
  if (texts) known = { hash, texts };
}

/**
 * A button that leads to a node: what is said of it is its label, and a number where there is one.
 * @param {Send} send @param {number} row @param {number} [number] @param {boolean} [here]
 */
export function nodeButton(send, row, number, here = false) {
  const [label, gloss] = (known.texts[row] ?? "…\t").split("\t");
  const part = make("button", "node", label);
  part.title = gloss;
  part.type = "button";
  part.disabled = here;
  part.onclick = () => send("select", row);
  if (number !== undefined) part.append(make("small", "", String(number)));
  return part;
}

/** @param {string} title @param {...(Node | string)} parts */
export function titled(title, ...parts) {
  const section = make("section");
  section.append(make("h4", "", title), ...parts);
  return section;
}

/** @param {string[]} head @param {string[][]} rows @param {number} chosen */
export function table(head, rows, chosen) {
  const body = make("table", "hrq-table left");
  /** @type {(cells: string[], tag: "th" | "td") => HTMLElement} */
  const line = (cells, tag) => {
    const row = make("tr");
    cells.forEach((cell, i) => row.append(make(i ? tag : "th", i === chosen ? "chosen" : "", cell)));
    return row;
  };
  body.append(line(head, "th"), ...rows.map((cells) => line(cells, "td")));
  const scroll = make("div", "hrq-scroll");
  scroll.tabIndex = 0;
  scroll.append(body);
  return scroll;
}
