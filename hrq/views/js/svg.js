// SVG, part by part.

export const SVG = "http://www.w3.org/2000/svg";

export function svgPart(tag, attributes = {}, text) {
  const part = document.createElementNS(SVG, tag);
  setAll(part, attributes);
  if (text !== undefined) part.textContent = text;
  return part;
}

export function setAll(part, attributes) {
  for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, String(value));
}

/** A number as a drawing needs it: two decimals. */
export const round = (value) => Math.round(value * 100) / 100;
