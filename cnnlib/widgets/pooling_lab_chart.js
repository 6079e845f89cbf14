/** PoolingLab's chart: how much the row changes with the shift, without pooling and with each kind. */
import { POOL_SHIFTS } from "./pooling_lab_math.js";

const POOL_NAMESPACE = "http://www.w3.org/2000/svg";
const POOL_CHART = { width: 360, height: 268, left: 34, right: 286, top: 12, bottom: 234 };
const POOL_CURVES = { none: "no pooling", max: "max", average: "average", l2: "L2" };
const POOL_APART = 14;

export class InvarianceChart {
  constructor() {
    this.mark = poolDraw("line", { class: "pooling_lab-mark", y1: POOL_CHART.top, y2: POOL_CHART.bottom });
    const each = (tag, attributes = () => ({})) => Object.fromEntries(
      Object.keys(POOL_CURVES).map((kind) => [kind, poolDraw(tag, attributes(kind))]));
    this.lines = each("polyline", (kind) => ({ class: `pooling_lab-line pooling_lab-line-${kind}` }));
    this.dots = each("circle", (kind) => ({ class: `pooling_lab-dot pooling_lab-line-${kind}`, r: 4 }));
    this.labels = each("text", (kind) => ({ class: `pooling_lab-label-${kind}`, x: POOL_CHART.right + 8 }));
    for (const [kind, name] of Object.entries(POOL_CURVES)) this.labels[kind].textContent = name;
    this.levels = [0, 0.5, 1].map(() => poolDraw("text", { "x": POOL_CHART.left - 6, "text-anchor": "end" }));
    const { width, height } = POOL_CHART;
    this.svg = poolDraw("svg", { "viewBox": `0 0 ${width} ${height}`, "aria-hidden": "true" }, ...poolAxes(),
      ...this.levels, this.mark, ...[this.lines, this.dots, this.labels].flatMap(Object.values));
  }

  /** Draw the curves, the same scale for all, and mark a shift. */
  show(curves, shift) {
    const most = Math.max(0.5, Math.ceil(2 * Math.max(...Object.values(curves).flat())) / 2);
    const up = (value) => POOL_CHART.bottom - ((POOL_CHART.bottom - POOL_CHART.top) * value) / most;
    this.levels.forEach((level, which) => {
      const value = (most * which) / 2;
      level.setAttribute("y", up(value) + 4);
      level.textContent = String(value);
    });
    this.mark.setAttribute("x1", poolAcross(shift));
    this.mark.setAttribute("x2", poolAcross(shift));
    for (const [kind, curve] of Object.entries(curves)) {
      const points = curve.map((value, at) => `${poolAcross(at)},${up(value).toFixed(1)}`);
      this.lines[kind].setAttribute("points", points.join(" "));
      this.dots[kind].setAttribute("cx", poolAcross(shift));
      this.dots[kind].setAttribute("cy", up(curve[shift]).toFixed(1));
    }
    this.placeLabels(curves, up);
  }

  /** Each name beside the end of its line, but no two closer than a line of text. */
  placeLabels(curves, up) {
    const ends = Object.entries(curves).map(([kind, curve]) => ({ kind, y: up(curve.at(-1)) }));
    ends.sort((one, other) => one.y - other.y);
    for (let place = 1; place < ends.length; place += 1) {
      ends[place].y = Math.max(ends[place].y, ends[place - 1].y + POOL_APART);
    }
    const over = Math.max(0, ends.at(-1).y - POOL_CHART.bottom);
    for (const { kind, y } of ends) this.labels[kind].setAttribute("y", (y - over + 4).toFixed(1));
  }
}

const poolAcross = (shift) =>
  POOL_CHART.left + 6 + ((POOL_CHART.right - POOL_CHART.left - 6) * shift) / POOL_SHIFTS;

function poolAxes() {
  const { left, right, top, bottom } = POOL_CHART;
  const lines = [bottom, (top + bottom) / 2, top].map((y) =>
    poolDraw("line", { class: "pooling_lab-axis", x1: left, x2: right, y1: y, y2: y }));
  const ticks = Array.from({ length: POOL_SHIFTS + 1 }, (_, shift) =>
    poolLabel(poolAcross(shift), bottom + 16, String(shift)));
  return [...lines, ...ticks, poolLabel((left + right) / 2, bottom + 31, "shift")];
}

function poolLabel(x, y, text) {
  return poolDraw("text", { x, y, "text-anchor": "middle" }, text);
}

function poolDraw(tag, attributes, ...children) {
  const element = document.createElementNS(POOL_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
