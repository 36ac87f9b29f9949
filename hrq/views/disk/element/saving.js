// Pictures to keep: what is seen, with its legend and a line that says where it comes from. Made here, in the browser.

const LINE = 20; // pixels of the page

/** What stands below a saved picture: lines of entries {colour?, text}. */
function captionLines(disk, width) {
  const lines = [[{ text: disk.legend?.title ?? "", strong: true }]];
  const entries = (disk.legend?.labels ?? []).map((label, i) => ({
    colour: entryColour(disk.legend, disk.look, i),
    text: `${label} (${disk.legend.counts[i].toLocaleString("en")})`,
  }));
  let line = [];
  let used = 0;
  for (const entry of entries) {
    const room = textWidth(disk, entry.text, false) + 34;
    if (used + room > width && line.length) {
      lines.push(line);
      [line, used] = [[], 0];
    }
    line.push({ ...entry, at: used });
    used += room;
  }
  if (line.length) lines.push(line);
  const words = disk.view.source.split(" · ");
  let text = "";
  for (const word of words) {
    const longer = text ? `${text} · ${word}` : word;
    if (textWidth(disk, longer, false) > width && text) {
      lines.push([{ text, soft: true }]);
      text = word;
    } else text = longer;
  }
  lines.push([{ text, soft: true }]);
  return lines;
}

function drawCaption(pen, disk, frame, lines, top) {
  const { density } = frame;
  pen.fillStyle = disk.look.ground;
  pen.fillRect(0, top, frame.width, (lines.length + 1) * LINE * density);
  lines.forEach((line, i) => {
    const y = top + (i + 0.8) * LINE * density;
    for (const { colour, text, at = 0, strong, soft } of line) {
      const x = (10 + at) * density;
      if (colour) {
        pen.fillStyle = colour;
        pen.fillRect(x, y - 5 * density, 10 * density, 10 * density);
      }
      const style = { font: fontOf(frame, 12, strong ? 600 : 400), colour: soft ? disk.look.muted : disk.look.text, align: "left" };
      haloText(pen, text, x + (colour ? 15 * density : 0), y, style);
    }
  });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const heightOf = (disk, lines) => disk.canvas.width + Math.ceil((lines.length + 1) * LINE * disk.density);

function savePng(disk) {
  const canvas = document.createElement("canvas");
  const lines = captionLines(disk, disk.canvas.width / disk.density - 20);
  [canvas.width, canvas.height] = [disk.canvas.width, heightOf(disk, lines)];
  const context = canvas.getContext("2d");
  paintDisk(context, disk);
  drawCaption(context, disk, frameOf(disk), lines, canvas.width);
  canvas.toBlob((blob) => save(blob, `${disk.view.file}.png`));
}

function saveSvg(disk) {
  const lines = captionLines(disk, disk.canvas.width / disk.density - 20);
  const pen = new SvgPen(disk.canvas.width, heightOf(disk, lines));
  drawCaption(pen, disk, drawDisk(pen, disk, dotPoints), lines, disk.canvas.width);
  save(new Blob([pen.toString(disk.look.font)], { type: "image/svg+xml" }), `${disk.view.file}.svg`);
}
