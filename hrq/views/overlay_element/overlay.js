// Draws curves and marks over a Plotly figure that is already on the screen, and keeps them in place while it is
// dragged, zoomed and resized. The figure itself never changes, so choosing a point keeps the zoom and costs the
// server a few hundred bytes. Texts arrive as data and are set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const STROKES = { dot: 0.8, square: 1.3, diamond: 1.3, ring: 3 };

/** The outline of a mark as a part of a path. */
function outline(mark, x, y) {
  const half = mark.size / 2;
  if (mark.shape === "diamond") {
    return `M${x} ${y - half}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`;
  }
  if (mark.shape === "square") {
    return `M${x - half} ${y - half}h${mark.size}v${mark.size}h${-mark.size}z`;
  }
  return `M${x - half} ${y}a${half} ${half} 0 1 0 ${mark.size} 0a${half} ${half} 0 1 0 ${-mark.size} 0z`;
}

/** Marks of one style as one path. */
function shape(marks, toX, toY) {
  const mark = marks[0];
  const node = document.createElementNS(SVG, "path");
  node.setAttribute("d", marks.map((one) => outline(one, toX(one.x), toY(one.y))).join(""));
  node.setAttribute("fill", mark.fill);
  node.setAttribute("stroke", mark.stroke);
  node.setAttribute("stroke-width", mark.size < 6 ? 0.6 : STROKES[mark.shape]);
  return node;
}

function label(mark, toX, toY) {
  const node = document.createElementNS(SVG, "text");
  node.textContent = mark.label;
  node.setAttribute("x", toX(mark.x));
  node.setAttribute("y", toY(mark.y));
  node.setAttribute("fill", mark.ink);
  node.setAttribute("text-anchor", "middle");
  node.setAttribute("dominant-baseline", "central");
  node.setAttribute("font-size", 10.5);
  node.setAttribute("font-weight", 600);
  return node;
}

/** Neighbours in the list that look alike and carry no label are drawn as one: thousands of them cost nothing. */
function together(marks) {
  const runs = [];
  for (const mark of marks) {
    const last = runs.at(-1)?.[0];
    if (last && last.style === mark.style && !last.label && !mark.label) {
      runs.at(-1).push(mark);
    } else {
      runs.push([mark]);
    }
  }
  return runs;
}

function markNode(marks, toX, toY) {
  const group = document.createElementNS(SVG, "g");
  group.dataset.shape = marks[0].shape;
  group.append(shape(marks, toX, toY));
  if (marks[0].label) {
    group.append(label(marks[0], toX, toY));
  }
  return group;
}

function curveNode(curve, toX, toY) {
  const node = document.createElementNS(SVG, "polyline");
  node.setAttribute("points", curve.places.map(([x, y]) => `${toX(x)},${toY(y)}`).join(" "));
  node.setAttribute("fill", "none");
  node.setAttribute("stroke", curve.colour);
  node.setAttribute("stroke-width", curve.width);
  node.setAttribute("stroke-dasharray", curve.dotted ? "3 4" : "none");
  return node;
}

/** From places to pixels of the plot, as the figure is zoomed now; null while it is being made. */
function scales(plot) {
  const { xaxis, yaxis } = plot._fullLayout ?? {};
  if (!xaxis || !yaxis) {
    return null;
  }
  const [left, right] = xaxis.range;
  const [low, high] = yaxis.range;
  return {
    xaxis,
    yaxis,
    toX: (x) => ((x - left) / (right - left)) * xaxis._length,
    toY: (y) => ((high - y) / (high - low)) * yaxis._length,
  };
}

/** The text of the mark below the pointer, or nothing. Marks take no events themselves: they would keep points from
 *  being clicked. */
function textAt(event, svg, plot, marks) {
  const scale = scales(plot);
  if (!scale) {
    return "";
  }
  const box = svg.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const near = (mark) => Math.max(Math.abs(scale.toX(mark.x) - x), Math.abs(scale.toY(mark.y) - y)) <= mark.size / 2 + 1;
  return marks.findLast((mark) => mark.text && near(mark))?.text ?? "";
}

function draw(svg, plot, layer) {
  const scale = scales(plot);
  if (!scale) {
    return;
  }
  const { xaxis, yaxis, toX, toY } = scale;
  Object.assign(svg.style, {
    left: `${xaxis._offset}px`,
    top: `${yaxis._offset}px`,
    width: `${xaxis._length}px`,
    height: `${yaxis._length}px`,
  });
  svg.replaceChildren(
    ...layer.curves.map((curve) => curveNode(curve, toX, toY)),
    ...layer.runs.map((marks) => markNode(marks, toX, toY)),
  );
}

/** Follow the figure inside `holder`, also when it is replaced by another one. Returns how to stop. */
function follow(holder, layer) {
  const svg = document.createElementNS(SVG, "svg");
  svg.dataset.overlay = layer.name;
  svg.setAttribute("aria-hidden", "true");
  Object.assign(svg.style, { position: "absolute", overflow: "hidden", pointerEvents: "none", zIndex: layer.order });
  const note = document.createElement("div");
  note.className = "hrq-overlay-note";
  const events = ["plotly_relayouting", "plotly_relayout", "plotly_afterplot"];
  let plot = null;
  const redraw = () => draw(svg, plot, layer);
  const explain = (event) => {
    note.textContent = textAt(event, svg, plot, layer.marks);
  };
  const attach = () => {
    const found = holder.querySelector(".js-plotly-plot");
    if (!found?.on || (found === plot && svg.parentElement === plot)) {
      return;
    }
    plot = found;
    plot.style.position = "relative";
    plot.append(svg, note);
    plot.addEventListener("pointermove", explain);
    events.forEach((event) => plot.on(event, redraw));
    redraw();
  };
  const watcher = new MutationObserver(attach);
  watcher.observe(holder, { childList: true, subtree: true });
  attach();
  return () => {
    watcher.disconnect();
    events.forEach((event) => plot?.removeListener?.(event, redraw));
    plot?.removeEventListener("pointermove", explain);
    svg.remove();
    note.remove();
  };
}

const running = new WeakMap();

export default function ({ data, parentElement }) {
  running.get(parentElement)?.();
  const holder = document.querySelector(`.st-key-${data.holder}`);
  if (!holder) {
    return undefined;
  }
  const marks = data.marks.map(([style, x, y, label = "", text = ""]) => ({
    ...data.styles[style], style, x, y, label, text,
  }));
  const stop = follow(holder, { ...data, marks, runs: together(marks) });
  running.set(parentElement, stop);
  return stop;
}
