/** ArchitectureExplorer's picture: the network drawn to scale, below it what each layer's share of the costs is. */
import { placeBars, placeBoxes } from "./architecture_explorer_math.js";
import { percentText } from "./architecture_explorer_words.js";
import { change, draw, keepCount } from "./svg.js";

const ARCH_BOXES_HEIGHT = 138;
const ARCH_BAR_HEIGHT = 34;
const ARCH_LABEL_HEIGHT = 13;
const ARCH_AXIS = ARCH_BOXES_HEIGHT + ARCH_LABEL_HEIGHT + ARCH_BAR_HEIGHT;
const ARCH_HEIGHT = ARCH_AXIS + ARCH_BAR_HEIGHT + ARCH_LABEL_HEIGHT;
const ARCH_STEM = "architecture_explorer";

export class ArchitecturePicture {
  /** `choose(place)` is called with the layer that the reader points at, −1 for the input or nothing. */
  constructor(choose, signal) {
    this.boxes = draw("g", { class: `${ARCH_STEM}-boxes` });
    this.bars = draw("g");
    this.axis = draw("path", { class: `${ARCH_STEM}-axis` });
    this.labels = ["up", "down"].map((way) => draw("text", { "class": `${ARCH_STEM}-label`, "data-way": way }));
    const label = "The layers drawn to scale, with their shares; the list below has the numbers";
    const attributes = { "class": `${ARCH_STEM}-drawing`, "role": "img", "aria-label": label, "height": ARCH_HEIGHT };
    this.node = draw("svg", attributes, this.axis, this.bars, ...this.labels, this.boxes);
    this.node.addEventListener("click", (event) => choose(this.placeOf(event)), { signal });
  }

  /** Show a network, `width` pixels wide, with room `above` its boxes; afterwards `end` is where the last one ends. */
  show({ rows, inputShape, chosen, width, above = 0 }) {
    const { boxes } = placeBoxes(rows, inputShape, { width, height: ARCH_BOXES_HEIGHT - above });
    this.places = boxes;
    const last = boxes.findLast((box) => box !== null);
    this.end = last.x + last.depth + last.dx;
    change(this.node, { viewBox: `0 0 ${width} ${ARCH_HEIGHT}` });
    change(this.axis, { d: `M0 ${ARCH_AXIS}H${width}` });
    change(this.boxes, { transform: `translate(0 ${above})` });
    const isChosen = (at) => at > 0 && at - 1 === chosen;
    keepCount(this.boxes, boxes.length, archBox).forEach((node, at) => showBox(node, boxes[at], isChosen(at)));
    const bars = placeBars(rows, boxes, ARCH_BAR_HEIGHT);
    keepCount(this.bars, bars.length, archBars).forEach((node, at) => showBars(node, bars[at], at === chosen));
    archLabel(this.labels[0], bars, "up", width);
    archLabel(this.labels[1], bars, "down", width);
  }

  /** The layer under the pointer, or the one whose box is nearest. */
  placeOf(event) {
    const held = event.target.closest("[data-place]");
    if (held) return Number(held.dataset.place);
    const x = event.clientX - this.node.getBoundingClientRect().left;
    const away = this.places.map((box) => (box ? Math.abs(box.middle - x) : Infinity));
    return away.indexOf(Math.min(...away)) - 1;
  }
}

function archBox(at) {
  return draw("g", { "data-place": at - 1 },
    ...["side", "top", "end"].map((face) => draw("path", { class: `${ARCH_STEM}-${face}` })));
}

function archBars(at) {
  const bars = ["up", "down"].map((way) => draw("rect", { class: `${ARCH_STEM}-${way}` }));
  return draw("g", { "data-place": at }, ...bars);
}

/** Three faces of a box: the one that faces the reader, the one on top, and the map at its right end. */
function showBox(node, box, isChosen) {
  if (box === null) {
    change(node, { class: `${ARCH_STEM}-nothing` });
    return;
  }
  const { x, y, depth, height, dx, dy, kind, isPlate, isRefused } = box;
  const [left, right, top, bottom] = [x, x + depth, y, y + height].map(archRound);
  const [over, up] = [archRound(dx), archRound(dy)];
  const faces = [
    `M${left} ${top}H${right}V${bottom}H${left}Z`,
    `M${left} ${top}l${over} ${-up}H${archRound(right + over)}L${right} ${top}Z`,
    `M${right} ${top}l${over} ${-up}V${archRound(bottom - up)}L${right} ${bottom}Z`,
  ];
  faces.forEach((d, face) => change(node.children[face], { d }));
  const looks = { input: kind === "input", plate: isPlate, refused: isRefused, chosen: isChosen };
  const names = Object.keys(looks).filter((look) => looks[look]);
  change(node, { class: ["box", ...names].map((name) => `${ARCH_STEM}-${name}`).join(" ") });
}

function showBars(node, bar, isChosen) {
  const { x = 0, width = 0, up = 0, down = 0 } = bar ?? {};
  const [above, below] = node.children;
  change(above, { x: archRound(x), width: archRound(width), y: archRound(ARCH_AXIS - up), height: archRound(up) });
  change(below, { x: archRound(x), width: archRound(width), y: ARCH_AXIS, height: archRound(down) });
  change(node, { class: isChosen ? `${ARCH_STEM}-chosen` : `${ARCH_STEM}-bars` });
}

/** The largest share of one kind, beside its bar. */
function archLabel(node, bars, way, width) {
  const sizes = bars.map((bar) => bar?.[way] ?? 0);
  const most = sizes.indexOf(Math.max(...sizes));
  const bar = bars[most];
  if (!bar || sizes[most] === 0) {
    node.replaceChildren();
    return;
  }
  const y = way === "up" ? ARCH_AXIS - bar.up - 3 : ARCH_AXIS + bar.down + 11;
  const x = Math.min(width - 16, Math.max(16, bar.x + bar.width / 2));
  change(node, { x: archRound(x), y: archRound(y) });
  const text = percentText(bar[`${way}Share`]);
  if (node.textContent !== text) node.textContent = text;
}

function archRound(value) {
  return Math.round(value * 10) / 10;
}
