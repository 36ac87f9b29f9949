// What the browser keeps: columns of numbers and texts, known by the hash of their content, sent once.
// A message is 16 letters of hash, one letter that says how the rest is packed (r raw, z deflated), and the rest.

const HASH = 16;
const PATIENCE = 2500; // milliseconds until a column that did not come is asked for again
const COLUMNS = (globalThis.hrqColumns ??= new Map()); // hash -> Uint8Array

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @param {Bytes} bytes */
async function unpack(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** @param {Bytes} message */
async function keepColumn(message) {
  const head = String.fromCharCode(...message.subarray(0, HASH + 1));
  const hash = head.slice(0, HASH);
  if (COLUMNS.has(hash)) return;
  const rest = message.slice(HASH + 1); // a copy, so that numbers are aligned
  COLUMNS.set(hash, head[HASH] === "z" ? await unpack(rest) : rest);
  globalThis.dispatchEvent(new CustomEvent("hrq-column", { detail: hash }));
}

// A column may arrive before this code does: then it waits.
globalThis.hrqKeep ??= keepColumn;
(globalThis.hrqWaiting ?? []).splice(0).forEach(keepColumn);

/** @param {Bytes} bytes */
const text = (bytes) => new TextDecoder().decode(bytes);
/** @satisfies {Record<string, (bytes: Bytes) => unknown>} */
const KINDS = {
  places: (bytes) => new Float64Array(bytes.buffer),
  numbers: (bytes) => new Float32Array(bytes.buffer),
  rows: (bytes) => new Int32Array(bytes.buffer),
  codes: (bytes) => new Uint16Array(bytes.buffer),
  bytes: (bytes) => bytes,
  lines: (bytes) => text(bytes).split("\n"),
  json: (bytes) => JSON.parse(text(bytes)),
};
/** @type {Record<string, keyof typeof KINDS>} */
const KIND_OF = {
  places: "places", names: "lines", texts: "lines", links: "rows", tree: "bytes", codes: "codes", depth: "bytes",
  weight: "bytes", colour: "bytes", picked: "bytes", margins: "numbers", books: "numbers", legend: "json",
  marks: "json", choices: "json", looks: "json", about: "json",
};

/**
 * The column of that name and hash as the kind of array that it holds; undefined while it is on its way.
 * @param {string} name @param {string} hash @returns {any}
 */
export function readColumn(name, hash) {
  const bytes = COLUMNS.get(hash);
  return bytes && KINDS[KIND_OF[name]](bytes);
}

/**
 * Draw with what is there whenever a column arrives; call what comes back when there is nothing more to draw.
 * @param {() => void} draw
 */
export function onColumn(draw) {
  globalThis.addEventListener("hrq-column", draw);
  return () => globalThis.removeEventListener("hrq-column", draw);
}

/**
 * In a moment, ask again for columns that were cut off on their way; gives the timer, to be cleared by the next.
 * @param {Record<string, string>} columns @param {(missing: string[]) => void} ask
 */
export function askForMissing(columns, ask) {
  return setTimeout(() => {
    const missing = Object.values(columns).filter((hash) => !COLUMNS.has(hash));
    if (missing.length) ask(missing);
  }, PATIENCE);
}
