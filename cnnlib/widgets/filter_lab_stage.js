/** FilterLab's stage: the picture before and after, a divider to swipe, a window to look through. */

import { make } from "./dom.js";
import { paintPixels } from "./filter_lab_math.js";

const FILTER_LAB_SLACK = 4;
const FILTER_LAB_ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * Build the stage.
 * @param {{ onDivider: (share: number) => void, onProbe: (place: number[], isSaid: boolean) => void }} listeners
 */
export function buildStage({ onDivider, onProbe }) {
  const before = filterLabSheet("before");
  const after = filterLabSheet("after");
  const probe = make("div", { class: "filter_lab-probe", "aria-hidden": "true" });
  const divider = make("div", {
    class: "filter_lab-divider",
    role: "slider",
    tabindex: "0",
    "aria-label": "Divider between before and after",
    "aria-valuemin": "0",
    "aria-valuemax": "100",
  });
  const surface = make(
    "div",
    { class: "filter_lab-surface", role: "application", tabindex: "0", "aria-roledescription": "picture" },
    before.canvas,
    after.canvas,
    probe,
  );
  const frame = make("div", { class: "filter_lab-frame" }, surface, divider);
  frame.append(
    make("span", { "class": "filter_lab-chip filter_lab-chip-before", "aria-hidden": "true" }, "before"),
    make("span", { "class": "filter_lab-chip filter_lab-chip-after", "aria-hidden": "true" }, "after"),
  );
  const stage = { size: [1, 1], place: [0, 0], share: 0.5, isPinned: false };
  const move = (place, isSaid) => {
    stage.place = filterLabInside(place, stage.size);
    onProbe(stage.place, isSaid);
  };
  filterLabPointer(frame, surface, stage, { onDivider, move });
  filterLabKeys(surface, divider, stage, { onDivider, move });

  return {
    node: make("div", { class: "filter_lab-stage" }, frame),
    frame,
    /** Fit the stage to a picture. */
    resize({ height, width }) {
      stage.size = [height, width];
      for (const { canvas } of [before, after]) [canvas.width, canvas.height] = [width, height];
      for (const sheet of [before, after]) sheet.pixels = new ImageData(width, height);
      frame.style.setProperty("--filter_lab-ratio", String(width / height));
      frame.classList.toggle("filter_lab-coarse", Math.max(height, width) < 100);
    },
    showBefore: (picture) => filterLabPaint(before, picture, "clipped", 1),
    showAfter: (picture, view, scale) => filterLabPaint(after, picture, view, scale),
    showDivider(share) {
      stage.share = share;
      frame.style.setProperty("--filter_lab-share", `${100 * share}%`);
      divider.setAttribute("aria-valuenow", String(Math.round(100 * share)));
      divider.setAttribute("aria-valuetext", `before on the left ${Math.round(100 * share)} percent, then after`);
    },
    showProbe([row, column], [top, left], [rows, columns], label) {
      stage.place = [row, column];
      const [height, width] = stage.size;
      const percent = (part, whole) => `${(100 * part) / whole}%`;
      probe.style.top = percent(row - top, height);
      probe.style.left = percent(column - left, width);
      probe.style.height = percent(rows, height);
      probe.style.width = percent(columns, width);
      surface.setAttribute("aria-label", label);
    },
  };
}

function filterLabSheet(name) {
  const canvas = make("canvas", { class: `filter_lab-${name}`, width: "1", height: "1" });
  return { canvas, pixels: null, context: canvas.getContext("2d") };
}

function filterLabPaint({ pixels, context }, picture, view, scale) {
  paintPixels(picture, pixels.data, view, scale);
  context.putImageData(pixels, 0, 0);
}

function filterLabInside([row, column], [height, width]) {
  const clip = (value, size) => Math.min(size - 1, Math.max(0, Math.floor(value)));
  return [clip(row, height), clip(column, width)];
}

/** Hover looks, a tap or click holds the look, a sideways drag moves the divider. */
function filterLabPointer(frame, surface, stage, { onDivider, move }) {
  let start = null;
  const at = (event) => {
    const box = surface.getBoundingClientRect();
    return [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
  };
  const look = (event, isSaid) => move(at(event).map((part, axis) => part * stage.size[axis]), isSaid);
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = { x: event.clientX, isDrag: event.target.closest("[role=slider]") !== null };
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (start && Math.abs(event.clientX - start.x) > FILTER_LAB_SLACK) start.isDrag = true;
    if (start?.isDrag) onDivider(Math.min(1, Math.max(0, at(event)[1])));
    else if (!start && event.pointerType !== "touch" && !stage.isPinned) look(event, false);
  });
  frame.addEventListener("pointerup", (event) => {
    if (start && !start.isDrag) {
      stage.isPinned = event.pointerType !== "touch" && !stage.isPinned;
      look(event, true);
    }
    start = null;
  });
  frame.addEventListener("pointercancel", () => {
    start = null;
  });
}

function filterLabKeys(surface, divider, stage, { onDivider, move }) {
  surface.addEventListener("keydown", (event) => {
    const step = FILTER_LAB_ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    stage.isPinned = true;
    const reach = event.shiftKey ? 10 : 1;
    move(stage.place.map((each, axis) => each + reach * step[axis]), true);
  });
  divider.addEventListener("keydown", (event) => {
    const share = filterLabSlid(event, stage.share);
    if (share === null) return;
    event.preventDefault();
    onDivider(Math.min(1, Math.max(0, share)));
  });
}

/** Where a key moves the divider to, or null if it is no key of a slider. */
function filterLabSlid({ key, shiftKey }, share) {
  if (key === "Home") return 0;
  if (key === "End") return 1;
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
  if (!(key in steps)) return null;
  return Math.round(100 * share + steps[key] * (shiftKey ? 10 : 1)) / 100;
}
