// Names beside points: the most important first, none over another. What had a label keeps it while it can, so that
// nothing flickers while one moves.

const LABEL = 12; // pixels
const LONGEST = 26; // letters

/** How much a label is wanted, as a whole number: large subtrees, what is near the middle, what had one before. */
function importance(disk, k) {
  const i = disk.sight.rows[k];
  const near = disk.space.rim ? Math.max(0, 1 - disk.sight.x[k] ** 2 - disk.sight.y[k] ** 2) : 0.5;
  return Math.round((disk.weight ? disk.weight[i] : 0) + 120 * near + (disk.labelled.has(i) ? 25 : 0));
}

/** The `most` most important of what is seen, best first. */
function mostImportant(disk, most) {
  const { sight } = disk;
  const edge = disk.space.rim ? 0.9 : Infinity;
  const counts = new Int32Array(512);
  const scores = new Int16Array(sight.count);
  for (let k = 0; k < sight.count; k += 1) {
    const shown = Math.abs(sight.x[k]) < edge && Math.hypot(sight.x[k], sight.y[k]) < edge && !disk.isDim(sight.rows[k]);
    scores[k] = shown ? Math.min(importance(disk, k), 511) : -1;
    if (shown) counts[scores[k]] += 1;
  }
  let cut = 511;
  for (let sum = counts[511]; cut > 0 && sum < most; sum += counts[cut]) cut -= 1;
  const found = [];
  for (let k = 0; k < sight.count && found.length < 4 * most; k += 1) if (scores[k] >= cut) found.push(k);
  return found.sort((a, b) => scores[b] - scores[a]);
}

function shortLabel(disk, row) {
  const text = disk.labels?.[row] ?? disk.names[row];
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function overlaps(box, boxes) {
  return boxes.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1]);
}

/** Write the labels; `taken` are boxes where there is no room left. */
function drawLabels(pen, disk, frame, taken) {
  if (!disk.names || !disk.showsLabels) return;
  const room = Math.round(frame.width / frame.density / (disk.moving ? 22 : 15));
  const always = [disk.selected, disk.hovered].filter((row) => row >= 0 && disk.sight.at[row] >= 0);
  const wanted = [...always.map((row) => disk.sight.at[row]), ...mostImportant(disk, 4 * room)];
  const [shown, boxes] = [new Set(), [...taken]];
  for (const k of wanted) {
    const row = disk.sight.rows[k];
    if (shown.size >= room) break;
    if (!shown.has(row) && placeLabel(pen, disk, frame, row, k, boxes)) shown.add(row);
  }
  disk.labelled = shown;
}

function placeLabel(pen, disk, frame, row, k, boxes) {
  const chosen = row === disk.selected;
  const text = shortLabel(disk, row);
  const height = LABEL * frame.density * 1.25;
  const width = textWidth(disk, text, chosen) * frame.density;
  const [x, y] = [toX(frame, disk.sight.x[k]), toY(frame, disk.sight.y[k]) - 11 * frame.density];
  const box = [x - width / 2 - 2, y - height / 2, x + width / 2 + 2, y + height / 2];
  const off = box[0] < 0 || box[2] > frame.width || box[1] < 0 || box[3] > frame.width;
  if (off || (overlaps(box, boxes) && !chosen)) return false;
  boxes.push(box);
  const { look } = disk;
  const style = { font: fontOf(frame, LABEL, chosen ? 700 : 500), ground: look.ground, halo: 3.5 * frame.density };
  haloText(pen, text, x, y, { ...style, colour: chosen ? look.accent : look.text });
  return true;
}

const widths = new Map();

function textWidth(disk, text, bold) {
  const key = `${bold ? "*" : ""}${text}`;
  if (!widths.has(key)) {
    const { context } = disk;
    context.font = `${bold ? 700 : 500} ${LABEL}px ${disk.look.font}`;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}
