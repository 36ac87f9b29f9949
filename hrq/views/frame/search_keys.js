// The search field by keyboard: Enter takes the first meaning, arrows walk through them, Escape empties the field.
// Enter waits for the answer to what was typed last: `data.typed` is what the list below stands for.

/** @type {() => HTMLInputElement | null} */
const field = () => document.querySelector('[data-testid="stTextInput"] input[aria-label="Search"]');
const results = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".st-key-results button")]);
let shown = "";
/** @type {string | null} */
let wanted = null; // what Enter was pressed for

const PATIENCE = 5000; // milliseconds that a list may take to appear on a busy machine

function takeFirst() {
  if (wanted === null || wanted !== shown) return;
  const taken = wanted;
  const end = performance.now() + PATIENCE;
  wanted = null;
  const attempt = () => {
    if (shown !== taken || performance.now() > end) return; // something else was typed meanwhile
    const first = results()[0];
    if (first) first.click();
    else setTimeout(attempt, 60);
  };
  setTimeout(attempt, 60); // once the list is on the page
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const items = results();
  const at = items.findIndex((item) => item === document.activeElement);
  const input = field();
  const inField = input !== null && event.target === input;
  if (!inField && at < 0) return;
  if (inField && event.key === "Enter") {
    wanted = input.value;
    takeFirst();
    return;
  }
  if (event.key === "ArrowDown" && items.length) items[Math.min(at + 1, items.length - 1)].focus();
  else if (event.key === "ArrowUp" && at === 0) input?.focus();
  else if (event.key === "ArrowUp" && at > 0) items[at - 1].focus();
  else return;
  event.preventDefault();
}

/**
 * @import { Args } from "../js/carried.js"
 * @param {Args<{ typed: string }>} args
 */
export default function ({ data }) {
  shown = data.typed;
  takeFirst();
  if (globalThis.hrqSearchKeys) document.removeEventListener("keydown", globalThis.hrqSearchKeys, true);
  globalThis.hrqSearchKeys = onKey;
  document.addEventListener("keydown", onKey, true);
  return () => document.removeEventListener("keydown", onKey, true);
}
