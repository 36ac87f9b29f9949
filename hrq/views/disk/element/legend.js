// What colours mean: the legend below the disk, and which points it leaves coloured. Python sends both themes' colours.

import { along, isDark, pixel } from "../../js/colours.js";
import { make } from "../../js/dom.js";
import { grouped } from "../../js/words.js";
import { button, pressed } from "./panels.js";
import { settle } from "./view.js";
/** @import { Legend, Look } from "../../js/colours.js" */
/** @import { Disk, Ink } from "./contract.js" */

/**
 * An entry of the legend: its colour, its name, how many are picked of how many there are. A click shows only it.
 * @param {Disk} disk @param {Legend} legend @param {number} entry
 */
function legendEntry(disk, legend, entry) {
  const { look, picks } = disk;
  const line = button("", "Show only these; click again to show all", () => solo(disk, entry), "entry");
  const sign = make("i", "");
  sign.style.background = entryColour(legend, look, entry);
  const count = grouped(legend.counts[entry]);
  const share = picks ? `${grouped(picks[entry])} / ${count}` : count;
  line.append(sign, make("span", "", legend.labels[entry]), make("small", "", share));
  pressed(line, disk.solo.has(entry));
  return line;
}

/** @param {Legend} legend @param {Look} look @param {number} entry */
export function entryColour(legend, look, entry) {
  const last = entry === legend.labels.length - 1;
  if (legend.kind === "category") return last && legend.other ? look.other : look.categories[entry];
  return legend.unknown && last ? look.other : along(look.sequential, entry, legend.labels.length - (legend.unknown ? 1 : 0));
}

/** @param {Disk} disk */
export function drawLegend(disk) {
  const { legend, parts, n } = disk;
  if (!legend) return;
  const shown = disk.solo.size ? [...disk.solo].reduce((sum, entry) => sum + legend.counts[entry], 0) : n;
  const sums = [`${grouped(shown)} of ${grouped(n)} shown`];
  if (disk.picks) sums.unshift(`${grouped(disk.picks.reduce((a, b) => a + b, 0))} picked`);
  parts.legend.replaceChildren(
    make("div", "title", legend.title),
    ...legend.labels.map((_, entry) => legendEntry(disk, legend, entry)),
    make("div", "sum", sums.join(" · ")),
  );
}

/** @param {Disk} disk @param {number} entry */
function solo(disk, entry) {
  if (disk.solo.has(entry)) disk.solo.delete(entry);
  else disk.solo.add(entry);
  recolour(disk);
  drawLegend(disk);
  settle(disk);
}

/**
 * Entries of the legend as pixels; 255 is what is greyed. Layer 0 is stamped first.
 * @param {Disk} disk @returns {Ink}
 */
function makeInk(disk) {
  const { legend, look } = disk;
  const [pixels, layers] = [new Uint32Array(256), new Uint8Array(256).fill(1)];
  const count = legend?.labels.length ?? 1;
  for (let entry = 0; entry < count; entry += 1) {
    pixels[entry] = pixel(legend ? entryColour(legend, look, entry) : look.categories[0]);
    if (legend && entry === count - 1 && (legend.other || legend.unknown)) layers[entry] = 0;
  }
  pixels[255] = pixel(look.faded);
  layers[255] = 0;
  return { pixels, layers, outline: pixel(look.outline, 200) };
}

/** @param {Disk} disk */
export function recolour(disk) {
  if (!disk.n) return;
  disk.ink = makeInk(disk);
  disk.paint = disk.index ? disk.index.slice() : new Uint8Array(disk.n);
  const { picked, paint, solo: only } = disk;
  disk.picks = picked && disk.legend ? disk.legend.counts.map(() => 0) : null;
  for (let i = 0; i < disk.n; i += 1) {
    if (disk.picks && picked?.[i]) disk.picks[paint[i]] += 1;
    if ((only.size && !only.has(paint[i])) || (picked && !picked[i])) paint[i] = 255;
  }
}

/**
 * A new theme, a new colouring: everything but the places.
 * @param {Disk} disk
 */
export function dress(disk) {
  const font = getComputedStyle(disk.root).fontFamily || "sans-serif";
  disk.look = { ...disk.looks[isDark(disk.root) ? "dark" : "light"], font };
  recolour(disk);
  drawLegend(disk);
}
