// The disk on the page: builds it once, takes what Python sends, tells Python what the reader did.
// Python's side of the contract, what each part of `data` means, is in __init__.py.

function build(parent) {
  const root = parent.querySelector(".hrq-disk");
  const stage = make("div", "stage");
  const canvas = document.createElement("canvas");
  canvas.dataset.hrq = "disk";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  const parts = { stage, tip: make("div", "tip"), list: make("div", "list"), keys: make("div", "keys"), legend: make("div", "legend") };
  parts.badge = make("div", "badge");
  parts.status = make("div", "status");
  parts.status.setAttribute("aria-live", "polite");
  for (const name of ["tip", "list", "keys"]) parts[name].hidden = true;
  const tools = make("div", "tools");
  stage.append(canvas, parts.tip, parts.list, parts.keys, parts.status);
  root.append(parts.badge, tools, stage, parts.legend);
  const disk = { root, canvas, parts, context: canvas.getContext("2d", { alpha: false }), pixels: new Pixels(), ...beginning() };
  addActions(disk);
  addTools(disk, tools);
  listen(disk);
  canvas.addEventListener("keydown", (event) => onKey(disk, event));
  parts.list.addEventListener("keydown", (event) => onListKey(disk, event));
  new ResizeObserver(() => resize(disk)).observe(stage);
  return disk;
}

function beginning() {
  return {
    view: { columns: {} }, columns: {}, space: BALL, extent: 1, unit: 1, n: 0, levels: 0, density: 1, ready: false,
    focus: [0, 0], zoom: 1, focusName: null, selected: -1, hovered: -1, picked: null, picks: null, solo: new Set(),
    past: [], future: [], labelled: new Set(), frames: 0, moving: false, writesAddress: true,
    showsLabels: true, showsEdges: true, showsCodewords: true, showsCells: false, showsPath: true,
  };
}

function addActions(disk) {
  disk.redraw = () => {
    disk.waiting ??= requestAnimationFrame(() => {
      disk.waiting = null;
      disk.draw();
    });
  };
  disk.draw = () => {
    if (!disk.ready || !disk.canvas.width) return;
    paintDisk(disk.context, disk);
    disk.frames += 1;
  };
  disk.isHidden = (row) => disk.solo.size > 0 && !disk.solo.has(disk.index?.[row]);
  disk.isDim = (row) => disk.paint[row] === 255;
  disk.recolour = () => recolour(disk);
  disk.say = (text) => (disk.parts.status.textContent = text);
  disk.pick = (picked) => {
    disk.picked = picked?.some(Boolean) ? picked : null;
    recolour(disk);
    drawLegend(disk);
    disk.redraw();
  };
  disk.select = (row, options) => select(disk, row, options);
  disk.canvas.hrq = { // for whoever scripts the page
    get frames() { return disk.frames; },
    get view() { return viewOf(disk); },
    get sight() { return { points: disk.sight?.count ?? 0, bundles: disk.sight?.bundles ?? 0, of: disk.n }; },
    pixelOf: (name) => pixelOf(disk, name),
    draw: (moving = false) => {
      disk.moving = moving;
      disk.draw();
    },
  };
}

/** Where a node is on the screen, in pixels of the window. */
function pixelOf(disk, name) {
  const box = disk.canvas.getBoundingClientRect();
  const frame = frameOf(disk);
  const [x, y] = disk.space.seen(placeOf(disk, disk.names.indexOf(name)), disk.focus);
  return [box.left + toX(frame, x) / disk.density, box.top + toY(frame, y) / disk.density];
}

/** Select a row: seen here at once, told to the server, which fills the other views. */
function select(disk, row, { move = true, note = true, patient = false } = {}) {
  if (row < 0 || row >= disk.n) return;
  if (note) remember(disk);
  disk.selected = row;
  mark(disk);
  if (move) moveTo(disk, placeOf(disk, row), { name: disk.names?.[row] ?? null, note: false });
  else disk.redraw();
  clearTimeout(disk.telling);
  const tell = () => {
    writeAddress(disk);
    disk.send({ act: "select", row });
  };
  if (patient) disk.telling = setTimeout(tell, 60); // a held arrow key passes many, 30 ms apart
  else tell();
}

function mark(disk) {
  const name = disk.names?.[disk.selected] ?? disk.view.name ?? "";
  disk.canvas.dataset.selected = name;
  disk.canvas.setAttribute("aria-label", `${disk.view.alt ?? "Disk"} Selected: ${name}. Arrows move, ? lists the keys.`);
}

function recolour(disk) {
  if (!disk.n) return;
  disk.ink = makeInk(disk);
  disk.paint = disk.index ? disk.index.slice() : new Uint8Array(disk.n);
  const { picked, paint, solo: only } = disk;
  disk.picks = picked && disk.legend ? disk.legend.counts.map(() => 0) : null;
  for (let i = 0; i < disk.n; i += 1) {
    if (disk.picks && picked[i]) disk.picks[paint[i]] += 1;
    if ((only.size && !only.has(paint[i])) || (picked && !picked[i])) paint[i] = 255;
  }
}

function resize(disk) {
  const width = disk.parts.stage.clientWidth;
  disk.density = Math.min(devicePixelRatio || 1, 2);
  const size = Math.round(width * disk.density);
  if (!size || disk.canvas.width === size) return;
  [disk.canvas.width, disk.canvas.height] = [size, size];
  disk.draw();
}

/** A new theme, a new colouring: everything but the places. */
function dress(disk) {
  const dark = isDark(disk.root);
  disk.look = { ...disk.looks[dark ? "dark" : "light"] };
  disk.look.font = getComputedStyle(disk.root).fontFamily || "sans-serif";
  recolour(disk);
  drawLegend(disk);
}

const instances = new WeakMap();

function mountElement({ data, parentElement, setTriggerValue }) {
  let disk = instances.get(parentElement);
  if (!disk) {
    disk = build(parentElement);
    instances.set(parentElement, disk);
    disk.heard = () => (disk.pending ? takeWhole(disk, disk.pending) : takeColumns(disk));
    disk.back = () => (disk.accepts = true);
    globalThis.addEventListener("hrq-column", disk.heard);
    globalThis.addEventListener("popstate", disk.back);
  }
  disk.send = (act) => setTriggerValue("act", { ...act, of: disk.view.run });
  takeWhole(disk, data);
  return () => {
    globalThis.removeEventListener("hrq-column", disk.heard);
    globalThis.removeEventListener("popstate", disk.back);
    instances.delete(parentElement);
  };
}
