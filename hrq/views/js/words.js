// Words and numbers as the pages write them; Python's are in hrq/views/frame/text.py.

export function shorten(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

export const grouped = (number) => number.toLocaleString("en");

export const count = (number, what) => `${grouped(number)} ${what}${number === 1 ? "" : "s"}`;

/** Pieces of a text as lines no wider than `width`; `measure` tells how wide a text is. */
export function wrapped(pieces, joint, width, measure) {
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
