// Mouse, pen and fingers. A page can be scrolled past the disk: one finger scrolls, two move and zoom, unless the
// reader locks the disk or draws a lasso. Nothing is sent while a gesture lasts.

import { closeList, hideTip, hover, openList } from "./panels.js";
import { endLasso, HERE, REACH, rowsAt } from "./picking.js";
import { clampZoom, moveTo, placeAt, remember, settle, within, zoomAt } from "./view.js";
/** @import { Disk, Move, Press, Where } from "./contract.js" */

const STILL = 5; // pixels: less is a click

/** @param {Disk} disk */
export function listen(disk) {
  const { canvas } = disk;
  canvas.addEventListener("pointerdown", (event) => event.pointerType !== "touch" && begin(disk, event));
  canvas.addEventListener("pointermove", (event) => event.pointerType !== "touch" && hoverOrDrag(disk, event));
  canvas.addEventListener("pointerup", (event) => event.pointerType !== "touch" && end(disk));
  canvas.addEventListener("pointercancel", () => cancel(disk));
  canvas.addEventListener("pointerleave", () => hideTip(disk));
  canvas.addEventListener("click", (event) => onClick(disk, event));
  canvas.addEventListener("wheel", (event) => onWheel(disk, event), { passive: false });
  for (const kind of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
    canvas.addEventListener(kind, (event) => onTouch(disk, /** @type {TouchEvent} */ (event), kind), { passive: false });
  }
}

/** @param {Disk} disk @param {Press} event */
function begin(disk, event) {
  if (event.button !== 0 || !disk.ready) return;
  disk.canvas.focus({ preventScroll: true });
  try {
    disk.canvas.setPointerCapture(event.pointerId ?? -1);
  } catch {
    // a pointer that scripts made up cannot be captured, and need not be
  }
  cancelAnimationFrame(disk.flight);
  const w = placeAt(disk, event);
  const lassoing = Boolean(disk.lassoing || event.shiftKey || event.altKey);
  disk.grip = { x: event.clientX, y: event.clientY, place: disk.space.unseen(within(disk, w), disk.focus), moved: false, lassoing };
  if (lassoing) disk.lasso = [w];
}

/** @param {Disk} disk @param {Move} event */
function hoverOrDrag(disk, event) {
  const { grip } = disk;
  if (!grip) return hover(disk, event);
  if (!grip.moved && Math.hypot(event.clientX - grip.x, event.clientY - grip.y) < STILL) return undefined;
  if (!grip.moved) startMoving(disk);
  if (grip.lassoing) {
    grip.mode = event.altKey ? "remove" : event.shiftKey ? "add" : "replace";
    disk.lasso?.push(placeAt(disk, event));
  } else {
    disk.focus = disk.space.focusFor(grip.place, within(disk, placeAt(disk, event)));
    disk.focusName = null;
  }
  return disk.redraw();
}

/** @param {Disk} disk */
function startMoving(disk) {
  hideTip(disk);
  closeList(disk);
  if (disk.grip) disk.grip.moved = true;
  if (!disk.grip?.lassoing) {
    remember(disk);
    disk.moving = true;
  }
}

/** @param {Disk} disk */
function end(disk) {
  const { grip } = disk;
  disk.grip = null;
  if (!grip?.moved) {
    disk.lasso = null;
    return;
  }
  disk.justMoved = true; // the click that ends a drag is none
  setTimeout(() => (disk.justMoved = false));
  if (grip.lassoing) endLasso(disk, grip.mode ?? "replace");
  else settle(disk);
}

/** @param {Disk} disk */
function cancel(disk) {
  [disk.grip, disk.lasso] = [null, null];
  settle(disk);
}

/** @param {Disk} disk @param {WheelEvent} event */
function onWheel(disk, event) {
  event.preventDefault();
  if (!disk.ready) return;
  if (!disk.turning) remember(disk);
  disk.moving = true;
  const turn = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
  zoomAt(disk, placeAt(disk, event), Math.exp(-Math.max(-120, Math.min(turn, 120)) / 400));
  disk.redraw();
  clearTimeout(disk.turning);
  disk.turning = setTimeout(() => {
    disk.turning = undefined;
    settle(disk);
  }, 160);
}

/**
 * A click means the only point below it; where several lie, the reader chooses; where none does, one looks there.
 * @param {Disk} disk @param {Where} event
 */
function onClick(disk, event) {
  if (!disk.ready || disk.justMoved || disk.lassoing) return undefined;
  closeList(disk);
  const here = rowsAt(disk, event, HERE);
  if (here.length > 1) return openList(disk, event, here);
  const row = here[0] ?? rowsAt(disk, event, REACH)[0];
  if (row !== undefined) return disk.select(row);
  const w = placeAt(disk, event);
  const inRim = !disk.space.rim || Math.hypot(...w) < 0.999;
  return inRim ? moveTo(disk, disk.space.unseen(w, disk.focus)) : undefined;
}

/** @param {Where[]} fingers */
const middleOf = ([a, b]) => ({ clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 });
/** @param {Where[]} fingers */
const spreadOf = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

/** @param {Disk} disk @param {TouchEvent} event @param {string} kind */
function onTouch(disk, event, kind) {
  const fingers = [...event.targetTouches];
  const two = fingers.length === 2;
  const one = fingers.length === 1 && (disk.locked || disk.lassoing);
  if (!disk.ready || (!two && !one)) {
    disk.pinch = null;
    if (disk.grip) end(disk);
    else if (kind !== "touchstart" && disk.moving) settle(disk);
    return;
  }
  if (one) {
    const [finger] = fingers;
    if (kind === "touchstart") begin(disk, { button: 0, clientX: finger.clientX, clientY: finger.clientY });
    else if (disk.grip) hoverOrDrag(disk, finger);
    if (disk.grip?.moved) event.preventDefault();
    return;
  }
  event.preventDefault();
  pinch(disk, fingers);
}

/**
 * Two fingers carry what lies between them, and zoom by how far they are apart.
 * @param {Disk} disk @param {Where[]} fingers
 */
function pinch(disk, fingers) {
  const w = within(disk, placeAt(disk, middleOf(fingers)));
  if (!disk.pinch) {
    disk.grip = null;
    startMoving(disk);
    disk.pinch = { place: disk.space.unseen(w, disk.focus), spread: spreadOf(fingers), zoom: disk.zoom };
  }
  disk.zoom = clampZoom((disk.pinch.zoom * spreadOf(fingers)) / disk.pinch.spread);
  disk.focus = disk.space.focusFor(disk.pinch.place, within(disk, placeAt(disk, middleOf(fingers))));
  disk.focusName = null;
  disk.redraw();
}
