// Parts of a page. Texts are set as texts, never as markup: a gloss may be anybody's.

export function make(tag, look = "", text) {
  const part = document.createElement(tag);
  part.className = look;
  if (text !== undefined && text !== null) part.textContent = text;
  return part;
}

/** Whether the reader asked for pictures that keep still. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
