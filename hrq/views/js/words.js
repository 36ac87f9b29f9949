// Words and numbers as the pages write them; Python's are in hrq/views/frame/text.py.

/** @param {string} text @param {number} most */
export function shorten(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** @param {number} number */
export const grouped = (number) => number.toLocaleString("en");

/** @param {number} number @param {string} what */
export const count = (number, what) => `${grouped(number)} ${what}${number === 1 ? "" : "s"}`;

/**
 * Pieces of a text as lines no wider than `width`; `measure` tells how wide a text is.
 * @param {string[]} pieces @param {string} joint @param {number} width @param {(text: string) => number} measure
 */
export function wrapped(pieces, joint, width, measure) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const piece of pieces) {
    const longer = line ? line + joint + piece : piece;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = piece;
    } else line = longer;
  }
  return [...lines, line].filter(Boolean);
}
