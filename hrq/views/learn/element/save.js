// A picture to take along: on a light ground, with its title, what it says, caption and source, as SVG or PNG.

const EDGE = 24;
const FONT = "system-ui, Helvetica, Arial, sans-serif"; // not the page's own: other programs have not got it
const ruler = document.createElement("canvas").getContext("2d");

function wrapped(text, width, size, weight) {
  const lines = [""];
  ruler.font = `${weight} ${size}px ${FONT}`;
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && ruler.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.filter(Boolean).map((line) => [line, size, weight]);
}

// The palette's names become colours: programs that are no browsers know no var().
const inColours = (text, colours) => text.replace(/var\(--([a-z0-9]+)\)/g, (_, name) => colours[name]);

function pictureText(scene, picture, colours) {
  const width = scene.width;
  const above = wrapped(picture.title, width, 17, 600);
  const below = [
    ...wrapped(scene.said ?? "", width, 13, 600),
    ...wrapped(picture.caption, width, 13, 400),
    ...wrapped(`${picture.credit} · ${picture.source}`, width, 11, 400),
  ];
  const top = EDGE + above.length * 24;
  const whole = document.createElementNS(SVG, "svg");
  const write = (rows, y) => {
    for (const [text, size, weight] of rows) {
      y += size * 1.45;
      const fill = size < 12 ? "muted" : "text";
      add(whole, "text", { x: EDGE, y: round(y) }, { fill, "font-size": `${size}px`, "font-weight": weight }, text);
    }
    return y;
  };
  const inner = scene.svg.cloneNode(true);
  inner.querySelectorAll(".reach").forEach((one) => one.remove());
  for (const [name, value] of Object.entries({ x: EDGE, y: top, width, height: scene.height })) inner.setAttribute(name, value);
  const ground = add(whole, "rect", { width: "100%", height: "100%" }, { fill: "ground" });
  write(above, EDGE - 8);
  whole.append(inner);
  const height = Math.ceil(write(below, top + scene.height + 8) + EDGE);
  const size = { width: width + 2 * EDGE, height };
  for (const [name, value] of Object.entries({ xmlns: SVG, ...size, viewBox: `0 0 ${size.width} ${height}`, "font-family": FONT })) {
    whole.setAttribute(name, value);
  }
  ground.setAttribute("height", height);
  return { text: inColours(new XMLSerializer().serializeToString(whole), colours), ...size };
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function saveSvg(scene, picture, colours) {
  const { text } = pictureText(scene, picture, colours);
  download(new Blob([text], { type: "image/svg+xml" }), `hrq-lesson-${picture.kind}.svg`);
}

function savePng(scene, picture, colours, times = 3) {
  const { text, width, height } = pictureText(scene, picture, colours);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * times, height * times];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => download(blob, `hrq-lesson-${picture.kind}.png`));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
