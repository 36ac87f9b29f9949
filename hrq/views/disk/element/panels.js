// What stands around the canvas: tools, the tip below the pointer, the list where a click is ambiguous, the legend.
// Texts are set as texts, never as markup: a gloss may be anybody's.

const MOST_HERE = 8;
const GLOSS = 90;

function make(tag, look = "", text = "") {
  const part = document.createElement(tag);
  part.className = look;
  part.textContent = text;
  return part;
}

function button(text, title, onclick, look = "") {
  const part = make("button", look, text);
  part.type = "button";
  part.title = title;
  // Who says what is written must be understood; a button without a text of its own is named by what it will hold.
  if (text) part.setAttribute("aria-label", title.startsWith(text) ? title : `${text}: ${title}`);
  part.onclick = onclick;
  return part;
}

const pressed = (part, on) => part.setAttribute("aria-pressed", String(on));

/** What is known of a row, as lines: its name, what it means, its code, depth and smallest margin. */
function linesAbout(disk, row) {
  const gloss = disk.glosses?.[row] ?? "";
  const facts = [];
  if (disk.codes) facts.push(`code ${codeOf(disk, row)}`);
  if (disk.depth) facts.push(`depth ${disk.depth[row]}`);
  if (disk.margins) facts.push(`margin ${disk.margins[row].toFixed(3)}`);
  return [gloss.length > GLOSS ? `${gloss.slice(0, GLOSS - 1)}…` : gloss, facts.join(" · ")].filter(Boolean);
}

const codeOf = (disk, row) => disk.codes.subarray(row * disk.levels, (row + 1) * disk.levels).join("-");

function hover(disk, event) {
  if (!disk.ready || disk.moving) return;
  const [row, ...others] = rowsAt(disk, event, REACH);
  const mark = row === undefined ? markAt(disk, event) : undefined;
  const before = disk.hovered;
  disk.hovered = row ?? -1;
  if (before !== disk.hovered) disk.redraw();
  disk.canvas.style.cursor = disk.lassoing ? "crosshair" : row === undefined ? "grab" : "pointer";
  if (mark?.[3]) showTip(disk, event, mark[3].split("\n"));
  else if (row === undefined || !disk.names) hideTip(disk);
  else {
    const here = rowsAt(disk, event, HERE).length - 1;
    const more = here > 0 && others.length ? [`+${here} here: a click offers them`] : [];
    showTip(disk, event, [disk.names[row], ...linesAbout(disk, row), ...more]);
  }
}

function showTip(disk, event, lines) {
  const { tip } = disk.parts;
  tip.replaceChildren(...lines.map((line, i) => make("div", i ? "" : "strong", line)));
  tip.hidden = false;
  putBeside(disk, tip, event);
}

/** Beside the pointer, and never out of the picture. */
function putBeside(disk, part, event) {
  const box = disk.parts.stage.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const { offsetWidth: width, offsetHeight: height } = part;
  part.style.left = `${Math.max(4, Math.min(x + 14, box.width - width - 4))}px`;
  part.style.top = `${Math.max(4, y + 18 + height > box.height ? y - height - 12 : y + 18)}px`;
}

function hideTip(disk) {
  disk.parts.tip.hidden = true;
  if (disk.hovered >= 0) {
    disk.hovered = -1;
    disk.redraw();
  }
}

/** Several points lie below a click: offer the nearest, and the way to see them apart. */
function openList(disk, event, rows) {
  hideTip(disk);
  const { list } = disk.parts;
  const choose = (row) => () => {
    closeList(disk);
    disk.canvas.focus({ preventScroll: true });
    disk.select(row);
  };
  const items = rows.slice(0, MOST_HERE).map((row) => {
    const item = button("", `Select ${disk.names?.[row] ?? row}`, choose(row), "choice");
    const gloss = disk.glosses?.[row] ?? "";
    item.append(make("b", "", disk.names?.[row] ?? `row ${row}`), make("span", "", gloss.length > 70 ? `${gloss.slice(0, 69)}…` : gloss));
    return item;
  });
  const apart = button(`Spread the ${rows.length} out`, "Put this place in the middle, where there is room", () => {
    closeList(disk);
    centreOn(disk, rows[0]);
  }, "apart");
  list.replaceChildren(make("div", "strong", `${rows.length} nodes here`), ...items, apart);
  list.hidden = false;
  putBeside(disk, list, event);
  items[0].focus({ preventScroll: true });
}

function closeList(disk) {
  disk.parts.list.hidden = true;
}

function toggleLasso(disk) {
  disk.lassoing = !disk.lassoing;
  pressed(disk.parts.lasso, disk.lassoing);
  disk.canvas.style.touchAction = disk.lassoing || disk.locked ? "none" : "";
  disk.say(disk.lassoing ? "Draw around points. Shift adds, Alt takes away." : "");
}

function clearLasso(disk) {
  disk.pick(null);
  disk.send({ act: "lasso", mode: "clear" });
}

function toggleLock(disk) {
  disk.locked = !disk.locked;
  pressed(disk.parts.lock, disk.locked);
  disk.canvas.style.touchAction = disk.lassoing || disk.locked ? "none" : "";
}

/** An entry of the legend: its colour, its name, how many are picked of how many there are. A click shows only it. */
function legendEntry(disk, entry) {
  const { legend, look, picks } = disk;
  const line = button("", "Show only these; click again to show all", () => solo(disk, entry), "entry");
  const sign = make("i", "");
  sign.style.background = entryColour(legend, look, entry);
  const count = legend.counts[entry].toLocaleString("en");
  const share = picks ? `${picks[entry].toLocaleString("en")} / ${count}` : count;
  line.append(sign, make("span", "", legend.labels[entry]), make("small", "", share));
  pressed(line, disk.solo.has(entry));
  return line;
}

function entryColour(legend, look, entry) {
  const last = entry === legend.labels.length - 1;
  if (legend.kind === "category") return last && legend.other ? look.other : look.categories[entry];
  return legend.unknown && last ? look.other : along(look.sequential, entry, legend.labels.length - (legend.unknown ? 1 : 0));
}

/** The colour at place `index` of `count` along a scale. */
function along(scale, index, count) {
  const at = count < 2 ? 0 : (index * (scale.length - 1)) / (count - 1);
  const [low, high] = [scale[Math.floor(at)], scale[Math.min(Math.floor(at) + 1, scale.length - 1)]];
  const mix = (place) => {
    const [a, b] = [low, high].map((one) => parseInt(one.slice(place, place + 2), 16));
    return Math.round(a + (b - a) * (at % 1)).toString(16).padStart(2, "0");
  };
  return `#${mix(1)}${mix(3)}${mix(5)}`;
}

function drawLegend(disk) {
  const { legend, parts, n } = disk;
  if (!legend) return;
  const shown = disk.solo.size ? [...disk.solo].reduce((sum, entry) => sum + legend.counts[entry], 0) : n;
  const parts_ = [`${shown.toLocaleString("en")} of ${n.toLocaleString("en")} shown`];
  if (disk.picks) parts_.unshift(`${disk.picks.reduce((a, b) => a + b, 0).toLocaleString("en")} picked`);
  parts.legend.replaceChildren(
    make("div", "title", legend.title),
    ...legend.labels.map((_, entry) => legendEntry(disk, entry)),
    make("div", "sum", parts_.join(" · ")),
  );
}

function solo(disk, entry) {
  if (disk.solo.has(entry)) disk.solo.delete(entry);
  else disk.solo.add(entry);
  disk.recolour();
  drawLegend(disk);
  settle(disk);
}
