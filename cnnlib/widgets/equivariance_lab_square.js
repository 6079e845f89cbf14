/** EquivarianceLab's square: six pictures, the arrows between them, and a hand that moves them. */

import { make, writeText } from "./dom.js";

const EQUIVARIANCE_NAMES = {
  picture: "the picture",
  filtered: "the picture, filtered",
  upper: "filtered, then moved",
  moved: "the picture, moved",
  lower: "moved, then filtered",
  difference: "the difference of the two",
};
/** Arrows: where they stand, and what they do. */
const EQUIVARIANCE_ARROWS_DRAWN = [
  ["top", "filter"], ["onward", "move"], ["side", "move"], ["bottom", "filter"], ["down", "plus"], ["across", "minus"],
];
/** Below zero and above it, as red, green, blue: the book's colors of signed values. */
const EQUIVARIANCE_SIGNED = [[0, 114, 178], [213, 94, 0]];

/**
 * Build the square.
 * @param {{ onGrab: () => void, onDrag: (from: number[], to: number[]) => void,
 *   onKey: (event: KeyboardEvent) => void }} listeners
 */
export function buildSquare(listeners) {
  const sheets = Object.fromEntries(Object.keys(EQUIVARIANCE_NAMES).map((name) => [name, equivarianceSheet(name)]));
  const arrows = EQUIVARIANCE_ARROWS_DRAWN.map(([place, deed]) => equivarianceArrow(place, deed));
  const node = make("div", { class: "equivariance_lab-square" },
    ...Object.values(sheets).map(({ figure }) => figure), ...arrows.map(({ arrow }) => arrow));
  for (const name of ["picture", "moved"]) equivarianceHand(sheets[name].frame, listeners);
  const { frame } = sheets.moved;
  const handle = { "tabindex": "0", "role": "application", "aria-roledescription": "movable picture" };
  for (const [name, value] of Object.entries(handle)) frame.setAttribute(name, value);
  sheets.moved.canvas.setAttribute("aria-hidden", "true");
  frame.append(make("span", { "class": "equivariance_lab-chip", "aria-hidden": "true" }, "drag"));
  frame.addEventListener("keydown", listeners.onKey);
  return {
    node,
    sheets,
    tell: (name, caption) => writeText(sheets[name].caption, caption),
    /** Name what the arrows do: `{ filter: "filter", move: "shift" }`. */
    label: (deeds) => arrows.forEach(({ deed, text }) => writeText(text, deeds[deed])),
    describe: (words) => frame.setAttribute("aria-label", words),
  };
}

function equivarianceSheet(name) {
  const canvas = make("canvas", { role: "img", "aria-label": EQUIVARIANCE_NAMES[name], width: "1", height: "1" });
  const frame = make("div", { class: "equivariance_lab-frame" }, canvas);
  const caption = make("figcaption");
  const figure = make("figure", { class: `equivariance_lab-${name}` }, frame, caption);
  return { figure, frame, canvas, caption, context: canvas.getContext("2d"), pixels: null };
}

function equivarianceArrow(place, deed) {
  const text = make("span");
  const kind = `equivariance_lab-arrow equivariance_lab-${place}`;
  const arrow = make("div", { "class": kind, "data-deed": deed, "aria-hidden": "true" }, text);
  return { arrow, text, deed };
}

/** Tell a hand's way over a picture as shares of its size. */
function equivarianceHand(frame, { onGrab, onDrag }) {
  let from = null;
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    return [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
  };
  const letGo = () => {
    from = null;
    frame.classList.remove("equivariance_lab-held");
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || from) return;
    from = at(event);
    frame.setPointerCapture(event.pointerId);
    frame.classList.add("equivariance_lab-held");
    onGrab();
  });
  frame.addEventListener("pointermove", (event) => from && onDrag(from, at(event)));
  frame.addEventListener("pointerup", letGo);
  frame.addEventListener("pointercancel", letGo);
}

/** Paint a plane of gray values: `low` is black and `high` is white. */
export function paintGray(sheet, plane, low, high) {
  const gain = 255 / (high - low);
  equivariancePaint(sheet, plane, (rgba, place, value) => {
    const gray = (value - low) * gain;
    rgba[place] = gray;
    rgba[place + 1] = gray;
    rgba[place + 2] = gray;
    rgba[place + 3] = 255;
  });
}

/** Paint signed values over the paper: what is 0 is not inked, what has magnitude `scale` in full. */
export function paintSigned(sheet, plane, scale) {
  equivariancePaint(sheet, plane, (rgba, place, value) => {
    const [red, green, blue] = EQUIVARIANCE_SIGNED[value < 0 ? 0 : 1];
    rgba[place] = red;
    rgba[place + 1] = green;
    rgba[place + 2] = blue;
    rgba[place + 3] = (255 * Math.abs(value)) / scale;
  });
}

function equivariancePaint(sheet, { height, width, data }, ink) {
  if (sheet.pixels?.width !== width || sheet.pixels.height !== height) {
    [sheet.canvas.width, sheet.canvas.height] = [width, height];
    sheet.pixels = new ImageData(width, height);
  }
  for (let place = 0; place < data.length; place += 1) ink(sheet.pixels.data, 4 * place, data[place]);
  sheet.context.putImageData(sheet.pixels, 0, 0);
}
