// One node, as Python describes it. Python's side of the contract is `inspector.about`.

import { carried } from "../../js/carried.js";
import { isDark } from "../../js/colours.js";
import { askForMissing, onColumn, readColumn } from "../../js/columns.js";
import { make, partOf } from "../../js/dom.js";
import { saveText } from "../../js/files.js";
import { count, grouped } from "../../js/words.js";
import { learnTexts, nodeButton, table, titled } from "./parts.js";
import { stepPictures } from "./steps.js";
/** @import { Args } from "../../js/carried.js" */
/** @import { Data, Said, Send, State, Steps } from "./contract.js" */

/** @param {Said} said */
function meaning(said) {
  const part = make("p", "gloss");
  part.append(make("b", "", said.words), " ", said.gloss);
  return part;
}

/**
 * The code, token after token; each beginning of it is a button that says what it stands for, and who shares it.
 * @param {Said} said @param {Send} send
 */
function codeSection(said, send) {
  const chips = make("div", "chips");
  const rows = said.prefixes.map((prefix, i) => {
    const chip = make("button", i + 1 === said.level ? "chip chosen" : "chip", prefix.text);
    chip.type = "button";
    chip.title = `Select the prefix ${prefix.text} on every page`;
    chip.onclick = () => send("prefix", prefix.text);
    const line = make("div", "prefix");
    const others = prefix.nodes.flatMap((node) => [nodeButton(send, node), " "]);
    const more = prefix.count - 1 - prefix.nodes.length;
    const end = prefix.count === 1 ? "no other node" : more > 0 ? `and ${grouped(more)} more` : "";
    line.append(chip, make("span", "soft", `${prefix.meaning ? `≈ ${prefix.meaning} · ` : ""}${count(prefix.count, "node")}: `), ...others, end);
    return line;
  });
  chips.append(...rows);
  const code = said.prefixes[said.prefixes.length - 1].text;
  const section = titled(`Code ${code}`, chips);
  if (said.moved) section.append(make("p", "soft", said.moved));
  return section;
}

/** @param {number} number */
const three = (number) => (Math.abs(number) < 0.01 && number ? number.toPrecision(3) : number.toFixed(3));

/** @param {Said} said @param {Steps} steps @param {HTMLElement} root @param {Send} send */
function stepsSection(said, steps, root, send) {
  const levels = steps.codeword.map((_, i) => `level ${i + 1}`);
  const rows = [
    ["codeword", ...steps.codeword.map(String)],
    ["its distance", ...steps.distance.map(three)],
    ["runner-up", ...steps.runnerUp.map(String)],
    ["its distance", ...steps.runnerUpDistance.map(three)],
    ["margin", ...steps.margin.map((one) => (one < 0 ? "" : "+") + three(one))],
    ["residual left", ...steps.residual.map(three)],
    ["error so far", ...steps.error.map(three)],
  ];
  const numbers = readColumn("books", said.columns.books);
  const sizes = said.sizes;
  const picture = numbers ? stepPictures(root, steps, sizes, numbers) : make("div", "steps");
  const note = make("p", "soft", `Before any level the residual is ${three(steps.start)} long. ${said.help}`);
  const section = titled("Level by level", picture, table(["", ...levels], rows, said.level), note);
  section.append(swapSection(said, levels, send), pathButton(said.name, steps));
  return section;
}

/**
 * The path as a table to keep, every number as it was sent.
 * @param {string} name @param {Steps} steps
 */
function pathButton(name, steps) {
  const columns = [steps.codeword, steps.distance, steps.runnerUp, steps.runnerUpDistance, steps.margin, steps.residual, steps.error];
  const head = ["name", "level", "codeword", "distance", "runner_up", "runner_up_distance", "margin", "residual", "error"];
  const lines = steps.codeword.map((_, i) => [`"${name.replaceAll('"', '""')}"`, i + 1, ...columns.map((column) => column[i])].join(","));
  const part = make("button", "chip", "Path (CSV)");
  part.type = "button";
  part.onclick = () => saveText([head.join(","), ...lines, ""].join("\n"), "text/csv", `${name}-path.csv`);
  return part;
}

/**
 * What if the runner-up had won?
 * @param {Said} said @param {string[]} levels @param {Send} send
 */
function swapSection(said, levels, send) {
  const part = make("div", "swap");
  const now = said.swapped?.level;
  part.append(make("span", "", "What if the runner-up had won at "));
  levels.forEach((level, i) => {
    const choice = make("button", "chip", level);
    choice.type = "button";
    choice.setAttribute("aria-pressed", String(now === i + 1));
    choice.onclick = () => send("swap", now === i + 1 ? 0 : i + 1);
    part.append(choice, " ");
  });
  if (!said.swapped) return part;
  const { code, error, own, nodes, holders } = said.swapped;
  const taken = holders.length ? ["It is the code of ", ...holders.flatMap((node) => [nodeButton(send, node), " "])] : ["No node has it."];
  const answer = make("p", "answer");
  answer.append(make("b", "", code), ` — error ${three(error)} instead of ${three(own)}. `, ...taken, " Nearest to what it decodes to: ");
  nodes.forEach(([row, far]) => answer.append(nodeButton(send, row, far), " "));
  part.append(answer);
  return part;
}

/** @param {Said} said @param {Send} send */
function pathsSection(said, send) {
  const { ways, more } = said.paths;
  if (!ways.length) return undefined;
  const lines = ways.map(({ nodes, left_out: left, after }) => {
    const line = make("div", "way");
    nodes.forEach((node, i) => {
      if (i) line.append(make("span", "soft", " › "));
      if (left && i === after) line.append(make("span", "soft", `… ${grouped(left)} more … › `));
      line.append(nodeButton(send, node, undefined, i === nodes.length - 1));
    });
    return line;
  });
  if (more) lines.push(make("p", "soft", `There are more than ${ways.length} ways up; the first ones are shown.`));
  return titled(ways.length === 1 ? "Hypernyms" : `Hypernyms (${ways.length} ways up)`, ...lines);
}

/** @param {Said} said @param {Send} send */
function neighboursSection(said, send) {
  const { groups, shared } = said.neighbours;
  const columns = make("div", "near");
  for (const { title, unit, nodes } of groups) {
    const column = make("div");
    column.append(make("h5", "", title), make("div", "soft", nodes.length ? unit : "none"));
    nodes.forEach(([row, number]) => column.append(nodeButton(send, row, number)));
    columns.append(column);
  }
  const words = shared.map(([i, j, both]) => `${groups[i].title} and ${groups[j].title}: ${both}`);
  return titled("Neighbours", columns, make("p", "soft", words.length ? `In common: ${words.join(" · ")}.` : ""));
}

/** @param {State} state @param {Said} said */
function draw({ root, send }, said) {
  root.style.setProperty("--accent", isDark(root) ? said.accents.dark : said.accents.light);
  const parts = [
    meaning(said),
    codeSection(said, send),
    said.steps && stepsSection(said, said.steps, root, send),
    pathsSection(said, send),
    neighboursSection(said, send),
  ];
  root.replaceChildren(...parts.filter((part) => part !== undefined));
  root.dataset.node = said.name;
  root.removeAttribute("aria-busy");
}

/**
 * Draw once what lasts beyond a click is there; where it was cut off on its way, ask for it again.
 * @param {State} state
 */
function drawWhole(state) {
  const { root, data } = state;
  const about = readColumn("about", data.columns.about);
  if (about) {
    learnTexts(data.columns.texts);
    state.run = about.run;
    draw(state, { ...about, ...data });
  }
  clearTimeout(state.asking);
  state.asking = askForMissing(data.columns, (missing) => root.isConnected && state.send("need", missing));
}

/** @type {WeakMap<HTMLElement, State>} */
const states = new WeakMap();

/** @param {Args<Data>} args */
function mountElement({ data, parentElement, setTriggerValue }) {
  const root = partOf(parentElement, ".hrq-inspector");
  const state = states.get(parentElement) ?? first(parentElement, { root, data, send: () => {}, deaf: () => {} });
  state.data = data;
  state.send = (act, value) => {
    root.setAttribute("aria-busy", "true");
    setTriggerValue("act", { act, value, of: state.run });
  };
  drawWhole(state);
  return () => {
    state.deaf();
    states.delete(parentElement);
  };
}

/** @param {HTMLElement} parent @param {State} state */
function first(parent, state) {
  states.set(parent, state);
  state.deaf = onColumn(() => drawWhole(state));
  return state;
}

export default carried("hrq_inspector", mountElement);
