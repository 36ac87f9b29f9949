// What the browser keeps: columns of numbers and texts, known by the hash of their content, sent once.
// A message is 16 letters of hash, one letter that says how the rest is packed (r raw, z deflated), and the rest.

const HASH = 16;
const COLUMNS = (globalThis.hrqColumns ??= new Map()); // hash -> Uint8Array

async function unpack(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

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

const READERS = {
  places: (bytes) => new Float64Array(bytes.buffer),
  numbers: (bytes) => new Float32Array(bytes.buffer),
  rows: (bytes) => new Int32Array(bytes.buffer),
  codes: (bytes) => new Uint16Array(bytes.buffer),
  bytes: (bytes) => bytes,
  lines: (bytes) => new TextDecoder().decode(bytes).split("\n"),
  json: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
};
const KINDS = {
  places: "places", names: "lines", texts: "lines", links: "rows", codes: "codes", depth: "bytes",
  weight: "bytes", colour: "bytes", legend: "json", marks: "json", margins: "numbers", choices: "json", looks: "json", about: "json", picked: "bytes", tree: "bytes",
};

/** The column of that name and hash as the kind of array that it holds; undefined while it is on its way. */
function readColumn(name, hash) {
  const bytes = COLUMNS.get(hash);
  return bytes && READERS[KINDS[name]](bytes);
}
