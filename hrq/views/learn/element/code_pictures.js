// Steps 6 to 8: codes as paths, the felines, four quantizers.

import { round } from "../../js/svg.js";
import { add, dot, label, line, squareMark, words } from "./draw.js";
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { Bits, Feline, Interval, Path, Paths, Table, Wrong } from "./contract.js" */

/** @param {Paths} scene */
export function drawPaths(scene) {
  const { svg, data, state, width } = scene;
  const rows = data.paths;
  const wide = width >= 440;
  const [high, name] = [32, wide ? 104 : 92];
  /** @type {(level: number) => number} */
  const columns = (level) => 16 + ((width - name - 30) * level) / data.levels;
  /** @type {Map<string, number[]>} */
  const place = new Map(); // of each prefix: the rows that share it
  /** @type {(row: Path) => string[]} */
  const prefixes = (row) => row.code.map((_, i) => row.code.slice(0, i + 1).join("-"));
  rows.forEach((row, i) => ["", ...prefixes(row)].forEach((key) => place.set(key, [...(place.get(key) ?? []), i])));
  const sharers = (/** @type {string} */ key) => place.get(key) ?? [];
  const yOf = (/** @type {string} */ key) => 42 + high * (sharers(key).reduce((sum, one) => sum + one, 0) / sharers(key).length);
  const row = rows.find((one) => one.word === state.chosen) ?? rows[0];
  const on = new Set(["", ...prefixes(row)]);
  const drawn = new Set();
  for (const one of [...rows.filter((one) => one !== row), row]) {
    ["", ...prefixes(one)].forEach((key, level, keys) => {
      if (level === 0 || drawn.has(key)) return;
      drawn.add(key);
      const [from, to] = [[columns(level - 1), yOf(keys[level - 1])], [columns(level), yOf(key)]];
      const bend = (from[0] + to[0]) / 2;
      const chosen = on.has(key);
      const d = `M${from}C${bend} ${from[1]} ${bend} ${to[1]} ${to}`;
      add(svg, "path", { d }, { fill: "none", stroke: chosen ? "accent" : "other", "stroke-width": chosen ? 3 : 1.5 });
    });
  }
  for (const one of rows) {
    const chosen = one === row;
    prefixes(one).forEach((key, level) => {
      if (rows[sharers(key)[0]] !== one) return;
      const [x, y] = [columns(level + 1), yOf(key)];
      const shared = sharers(key).length > 1;
      const text = shared && wide ? `${one.code[level]} · ${one.means[level]}` : String(one.code[level]);
      squareMark(svg, [x, y], 9, { fill: on.has(key) ? "accent" : "text", stroke: "ground" }, `${key}: ${one.sizes[level]} nodes, best matched by ${one.means[level]}`);
      label(svg, x, y - 9, text, { "font-size": "11px", "font-weight": on.has(key) ? 600 : 400 });
    });
    const y = 42 + high * rows.indexOf(one);
    const made = words(svg, columns(data.levels) + 12, y + 4, one.word, { "font-weight": chosen ? 600 : 400, cursor: "pointer" }, "start");
    made.addEventListener("click", () => scene.set({ chosen: one.word }));
  }
  squareMark(svg, [columns(0), yOf("")], 9, { fill: "text" });
  for (let level = 1; level <= data.levels; level++) {
    words(svg, columns(level), 11, wide ? `level ${level}` : `L${level}`, { fill: "muted", "font-size": "11px" });
  }
  const parts = row.code.map((_, i) => `${row.code.slice(0, i + 1).join("-")} (${row.sizes[i] === 1 ? "it alone" : `${row.sizes[i]} nodes, best matched by ${row.means[i]}`})`);
  scene.say(`${row.word}: ${parts.join(" › ")}`);
  return 42 + high * rows.length;
}

/** @param {Paths} scene @returns {Table} */
export function tablePaths({ data }) {
  const rows = data.paths.map((row) => [row.word, row.code.join("-"), ...row.sizes.slice(0, 2), row.means[0]]);
  return { head: ["animal", "code", "nodes with its first token", "with its first two", "first token's best synset"], rows };
}

/**
 * Children side by side, each parent above the middle of its children.
 * @param {Feline[]} nodes
 */
function familyTree(nodes) {
  /** @type {number[][]} */
  const children = nodes.map(() => []);
  nodes.forEach((node, i) => node.parent >= 0 && children[node.parent].push(i));
  /** @type {{ depth: number, x: number, size: number }[]} */
  const spots = [];
  let next = 0;
  /** @type {(i: number, depth: number) => number} */
  const visit = (i, depth) => {
    const below = children[i].map((child) => visit(child, depth + 1));
    spots[i] = { depth, x: below.length ? (below[0] + below[below.length - 1]) / 2 : next++, size: below.length };
    return spots[i].x;
  };
  nodes.forEach((node, i) => node.parent < 0 && visit(i, 0));
  return { spots, leaves: next, depth: Math.max(...spots.map((one) => one.depth)) };
}

/** @param {Wrong} scene */
export function drawWrong(scene) {
  const { svg, data, width } = scene;
  const { spots, leaves, depth } = familyTree(data.nodes);
  const step = (width - 24) / leaves;
  const drop = 62;
  /** @type {(i: number) => Pair} */
  const at = (i) => [12 + step * (spots[i].x + 0.5), 62 + drop * spots[i].depth + (spots[i].size ? 0 : (spots[i].x % 2) * 9)];
  data.nodes.forEach((node, i) => {
    if (node.parent < 0) return;
    const [from, to] = [at(node.parent), at(i)];
    const d = `M${from.map(round)}C${round(from[0])} ${round(from[1] + drop / 2)} ${round(to[0])} ${round(to[1] - drop / 2)} ${to.map(round)}`;
    add(svg, "path", { d }, { fill: "none", stroke: "edge", "stroke-width": 1.2 });
  });
  const count = { home: 0, away: 0, other: 0 };
  const radius = Math.min(6, Math.max(3.2, step / 2.4));
  data.nodes.forEach((node, i) => {
    const tip = `${node.word}, code ${node.code.join("-")}`;
    const which = node.code[0] === data.home ? "home" : node.code[0] === data.away ? "away" : "other";
    count[which] += 1;
    if (which === "away") squareMark(svg, at(i), 2 * radius, { fill: "cat3", stroke: "outline" }, tip);
    else dot(svg, at(i), radius, { fill: which === "home" ? "cat0" : "other", stroke: "outline", "stroke-width": 0.8 }, tip);
  });
  data.nodes.forEach((node, i) => {
    const [x, y] = at(i);
    const most = width >= 560 ? 3 : 5;
    if (spots[i].size >= most || spots[i].depth < 2) label(svg, Math.min(Math.max(x, 40), width - 40), y - 10, node.word, { "font-weight": 600, "font-size": "12px" });
  });
  const key = [["cat0", `token ${data.home}: ${count.home} nodes`], ["cat3", `token ${data.away}: ${count.away} nodes`]];
  if (count.other) key.push(["other", `another token: ${count.other}`]);
  key.forEach(([fill, text], i) => {
    const x = 12 + i * Math.min(190, (width - 12) / key.length);
    if (fill === "cat3") squareMark(svg, [x, 14], 11, { fill, stroke: "outline" });
    else dot(svg, [x, 14], 6, { fill, stroke: "outline" });
    words(svg, x + 12, 18, text, {}, "start");
  });
  scene.say(`${count.home} of ${data.nodes.length} felines begin with token ${data.home}, ${count.away} with token ${data.away}.`);
  return 62 + drop * depth + 24;
}

/** @param {Wrong} scene @returns {Table} */
export function tableWrong({ data }) {
  const above = (/** @type {Feline} */ node) => (node.parent >= 0 ? data.nodes[node.parent].word : "");
  return { head: ["node", "under", "code"], rows: data.nodes.map((node) => [node.word, above(node), node.code.join("-")]) };
}

/** @type {Record<string, string>} */
const MARKS = { rq: "cat1", tangent: "cat2", hrq: "cat3", ghrq: "cat0" };

/** @param {Bits} scene */
export function drawBits(scene) {
  const { svg, data, width } = scene;
  const across = width >= 560 ? 2 : 1;
  const [wide, high] = [(width - 28 * (across - 1)) / across, 158];
  data.panels.forEach((panel, number) => {
    const [x, y] = [(number % across) * (wide + 28), Math.floor(number / across) * high];
    const [from, to] = [x + 86, x + wide - 52];
    const map = (/** @type {number} */ value) => from + (to - from) * value;
    words(svg, x, y + 14, panel.title, { "font-weight": 600 }, "start");
    words(svg, x, y + 30, panel.about, { fill: "muted", "font-size": "11px" }, "start");
    for (const tick of [0, 0.5, 1]) {
      line(svg, [[map(tick), y + 38], [map(tick), y + 124]], (one) => one, { stroke: "ring", "stroke-width": 1 });
      words(svg, map(tick), y + 138, String(tick), { fill: "muted", "font-size": "11px" });
    }
    panel.rows.forEach((row, i) => drawInterval(svg, row, map, [x + 78, x + wide], y + 50 + i * 21));
  });
  scene.say("");
  return Math.ceil(data.panels.length / across) * high;
}

/**
 * @param {SVGElement} svg @param {Interval} row @param {(value: number) => number} map @param {Pair} ends
 * @param {number} at
 */
function drawInterval(svg, row, map, [left, right], at) {
  words(svg, left, at + 4, row.name, { "font-size": "12px" }, "end");
  if (row.shuffled !== null) {
    dot(svg, [map(row.shuffled), at], 4, { fill: "none", stroke: "muted", "stroke-width": 1.5 }, `control: ${row.shuffled.toFixed(3)}`);
  }
  line(svg, [[map(row.low), at], [map(row.high), at]], (one) => one, { stroke: "text", "stroke-width": 3 });
  dot(svg, [map(row.mean), at], 5, { fill: MARKS[row.name] ?? "other", stroke: "outline" }, intervalText(row));
  words(svg, right, at + 4, row.mean.toFixed(3), { "font-size": "12px" }, "end");
}

/** @param {Interval} row */
const intervalText = (row) => `${row.name}: ${row.mean.toFixed(3)}, ${row.low.toFixed(3)} to ${row.high.toFixed(3)}`;

/** @param {Bits} scene @returns {Table} */
export function tableBits({ data }) {
  const rows = data.panels.flatMap(({ title, rows }) =>
    rows.map((row) => [title, row.name, row.mean.toFixed(3), row.low.toFixed(3), row.high.toFixed(3), row.shuffled?.toFixed(3) ?? "–"]),
  );
  return { head: ["measure", "by", "mean", "low", "high", "control"], rows };
}
