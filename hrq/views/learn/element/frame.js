// One picture with its controls, what it says, its caption, ways to save it, and a question. All state stays here.

import { calm, focusedIn, make, partAt, partOf, setAll } from "../../js/dom.js";
import { drawBits, drawPaths, drawWrong, tableBits, tablePaths, tableWrong } from "./code_pictures.js";
import { kept } from "./draw.js";
import { drawCells, drawSides, drawTraining } from "./learning_pictures.js";
import { drawRoom, drawRuler, tableRoom } from "./map_pictures.js";
import { savePng, saveSvg } from "./save.js";
/** @import { Args } from "../../js/carried.js" */
/** @import { Pair } from "../../js/hyperbolic.js" */
/** @import { AnyScene, ChooserControl, Control, Path, SliderControl, Table } from "./contract.js" */

/** @param {Path[]} paths */
const wordsOf = (paths) => paths.map((path) => path.word);

/** @typedef {{ draw: (scene: any) => number, table?: (scene: any) => Table, controls: Control[] }} Drawing of a kind */

/** @type {Record<string, Drawing>} */
const PICTURES = {
  room: {
    draw: drawRoom,
    table: tableRoom,
    controls: [
      { key: "branches", label: "Children a node", from: (data) => [Math.min(...data.branches), Math.max(...data.branches)], step: 1 },
      { key: "depth", label: "Depth", from: (data) => [1, data.depths], step: 1 },
    ],
  },
  ruler: { draw: drawRuler, controls: [{ key: "c", label: "Curvature c", from: () => [0, 1.5], step: 0.05 }] },
  training: {
    draw: drawTraining,
    controls: [
      { key: "seed", label: "Random start", from: (data) => [0, data.runs.length - 1], step: 1 },
      { key: "frame", label: "Step", from: (data) => [0, data.runs[0].ball.losses.length - 1], step: 1, times: "keep", play: true },
    ],
  },
  cells: { draw: drawCells, controls: [{ key: "size", label: "Codewords", from: (data) => [data.least, data.most], step: 1 }] },
  sides: { draw: drawSides, controls: [] },
  paths: {
    draw: drawPaths,
    table: tablePaths,
    controls: [{ key: "chosen", label: "Animal", options: (data) => wordsOf(data.paths) }],
  },
  wrong: { draw: drawWrong, table: tableWrong, controls: [] },
  bits: { draw: drawBits, table: tableBits, controls: [] },
};
const NARROWEST = 280;
const WIDEST = 760;
const TRAINING_SECONDS = 6;

/** @param {AnyScene} scene @param {SliderControl} control */
function slider(scene, control) {
  const [low, high] = control.from(scene.data);
  const input = make("input");
  Object.assign(input, { type: "range", min: low, max: high, step: control.step });
  const shown = make("output");
  const sync = () => {
    const value = scene.state[control.key] < 0 ? high : scene.state[control.key];
    input.value = String(value);
    const times = control.times ? scene.data[control.times] : 1;
    shown.textContent = control.step < 1 ? value.toFixed(2) : String(value * times);
  };
  input.oninput = () => {
    scene.stop();
    scene.set({ [control.key]: Number(input.value) });
  };
  return { parts: [input, shown, ...(control.play ? [playButton(scene, control.key, high)] : [])], sync };
}

/** @param {AnyScene} scene @param {string} key @param {number} last */
function playButton(scene, key, last) {
  const button = make("button", "play", "Play");
  button.onclick = () => {
    if (scene.playing) return scene.stop();
    if (calm()) return scene.set({ [key]: last });
    const begun = performance.now();
    const tick = (/** @type {number} */ now) => {
      const frame = Math.min(last, Math.floor(((now - begun) / 1000 / TRAINING_SECONDS) * last));
      scene.set({ [key]: frame });
      if (frame < last) scene.playing = requestAnimationFrame(tick);
      else scene.stop();
    };
    button.textContent = "Pause";
    scene.playing = requestAnimationFrame(tick);
  };
  scene.stop = () => {
    cancelAnimationFrame(scene.playing ?? 0);
    scene.playing = 0;
    button.textContent = "Play";
  };
  return button;
}

/** @param {AnyScene} scene @param {ChooserControl} control */
function chooser(scene, control) {
  const select = make("select");
  for (const option of control.options(scene.data)) select.append(new Option(option, option));
  select.onchange = () => scene.set({ [control.key]: select.value });
  return { parts: [select], sync: () => (select.value = scene.state[control.key]) };
}

/** @param {HTMLElement} root @param {AnyScene} scene @param {Control[]} controls */
function buildControls(root, scene, controls) {
  const built = controls.map((control) => {
    const { parts, sync } = "options" in control ? chooser(scene, control) : slider(scene, control);
    const group = make("div", "control");
    const name = make("label", "", control.label);
    parts[0].id = `control-${scene.kind}-${control.key}`;
    name.htmlFor = parts[0].id;
    group.append(name, ...parts);
    return { group, sync };
  });
  partOf(root, ".controls").replaceChildren(...built.map((one) => one.group));
  scene.sync = () => built.forEach((one) => one.sync());
}

/** @param {HTMLElement} root @param {AnyScene} scene @param {Drawing} picture */
function buildTools(root, scene, picture) {
  const tools = partOf(root, ".tools");
  /** @type {(text: string, act: () => void) => HTMLElement} */
  const button = (text, act) => {
    const made = make("button", "plain", text);
    made.onclick = act;
    made.setAttribute("aria-label", `${text}: ${scene.data.picture.title}`);
    return made;
  };
  const colours = () => scene.data.light;
  const buttons = [
    button("Reset", () => {
      scene.stop();
      scene.set(structuredClone(scene.data.start));
    }),
    button("Save SVG", () => saveSvg(scene, scene.data.picture, colours())),
    button("Save PNG", () => savePng(scene, scene.data.picture, colours())),
  ];
  tools.replaceChildren(...buttons);
  partOf(root, "details").hidden = !picture.table;
}

/** @param {HTMLElement} root @param {Table} table */
function drawTable(root, { head, rows }) {
  const table = partOf(root, "table");
  /** @type {(cells: (string | number)[], tag: "th" | "td") => HTMLElement} */
  const row = (cells, tag) => {
    const line = make("tr");
    line.append(...cells.map((cell, i) => {
      const made = make(tag === "td" && i === 0 ? "th" : tag, "", String(cell));
      made.scope = tag === "th" ? "col" : "row";
      return made;
    }));
    return line;
  };
  table.replaceChildren(row(head, "th"), ...rows.map((cells) => row(cells, "td")));
}

/** @param {HTMLElement} root @param {AnyScene} scene */
function redraw(root, scene) {
  const held = focusedIn(root)?.getAttribute("data-key");
  // At presenter size a picture is drawn as always, and magnified: its texts grow with all others.
  const zoom = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  scene.room = partOf(root, ".paper").clientWidth;
  scene.width = Math.max(NARROWEST, Math.min(WIDEST, Math.floor(scene.room / zoom) || WIDEST));
  scene.svg.replaceChildren();
  scene.handles = {};
  const { draw, table } = PICTURES[scene.kind];
  scene.height = Math.ceil(draw(scene));
  const viewBox = `0 0 ${scene.width} ${scene.height}`;
  setAll(scene.svg, { viewBox, width: scene.width * zoom, height: scene.height * zoom });
  scene.sync();
  if (table) drawTable(root, table(scene));
  if (held) focusHandle(scene, held);
}

/** @param {AnyScene} scene @param {string} key */
function focusHandle(scene, key) {
  /** @type {SVGElement | null} */
  const handle = scene.svg.querySelector(`[data-key="${key}"]`);
  handle?.focus({ preventScroll: true });
}

/** @type {Record<string, Pair>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param {AnyScene} scene */
function wireHandles(scene) {
  /** @type {(key: string, point: Pair) => void} */
  const move = (key, point) => scene.set({ [key]: kept(point, scene.handles[key].limit) });
  const keyOf = (/** @type {Event} */ event) => partAt(event, ".handle")?.dataset.key;
  scene.svg.addEventListener("keydown", (event) => {
    const [key, by] = [keyOf(event), MOVES[event.key]];
    if (!key || !by) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.01 : 0.05;
    const [x, y] = scene.state[key];
    move(key, [x + step * by[0], y + step * by[1]]);
  });
  scene.svg.addEventListener("pointerdown", (event) => {
    scene.dragged = keyOf(event);
    if (!scene.dragged) return;
    event.preventDefault();
    scene.svg.setPointerCapture(event.pointerId);
    focusHandle(scene, scene.dragged);
  });
  scene.svg.addEventListener("pointermove", (event) => {
    if (!scene.dragged) return;
    const box = scene.svg.getBoundingClientRect();
    const shrunk = scene.width / box.width;
    move(scene.dragged, scene.handles[scene.dragged].view.back([(event.clientX - box.left) * shrunk, (event.clientY - box.top) * shrunk]));
  });
  for (const end of ["pointerup", "pointercancel"]) scene.svg.addEventListener(end, () => (scene.dragged = null));
}

/** @param {HTMLElement} root @param {AnyScene["data"]} data */
function build(root, data) {
  const picture = PICTURES[data.picture.kind];
  /** @type {AnyScene} */
  const scene = {
    kind: data.picture.kind, data, state: structuredClone(data.start), handles: {}, width: WIDEST, height: 0, room: 0,
    svg: /** @type {SVGSVGElement} */ (root.querySelector("svg")),
    set: (changed) => {
      Object.assign(scene.state, changed);
      redraw(root, scene);
    },
    say: (text) => {
      scene.said = text;
      partOf(root, ".said").textContent = text;
    },
    sync: () => {},
    stop: () => {},
  };
  scene.svg.setAttribute("role", ["ruler", "cells", "sides"].includes(scene.kind) ? "group" : "img");
  buildControls(root, scene, picture.controls);
  buildTools(root, scene, picture);
  wireHandles(scene);
  // Keys used here are not the page's: Streamlit would take r and c for its own, and arrows turn the presenter's pages.
  root.addEventListener("keydown", (event) => {
    const ours = partAt(event, "select") || (partAt(event, "input, .handle") && event.key.toLowerCase() !== "p");
    if (ours) event.stopPropagation();
  });
  const paper = partOf(root, ".paper");
  new ResizeObserver(() => paper.clientWidth !== scene.room && redraw(root, scene)).observe(paper);
  return scene;
}

/** @type {WeakMap<HTMLElement, AnyScene>} */
const scenes = new WeakMap();

/** @param {Args<AnyScene["data"]>} args */
export default function ({ data, parentElement }) {
  const root = partOf(parentElement, ".lesson");
  root.classList.toggle("dark", data.dark);
  const scene = scenes.get(root) ?? build(root, data);
  scenes.set(root, scene);
  scene.data = data;
  scene.svg.setAttribute("aria-label", data.picture.title);
  partOf(root, ".caption").textContent = data.picture.caption;
  partOf(root, ".source").textContent = `Source: ${data.picture.source}`;
  redraw(root, scene);
}
