/** ActivationExplorer's three charts: the function, the sizes layer by layer, the values layer by layer. */
import { ACTIVATIONS, BINS, REACH } from "./activation_explorer_math.js";

const CHART_NAMESPACE = "http://www.w3.org/2000/svg";
const CURVE = { width: 320, height: 220, scale: 36, middle: 160, zero: 138 };
const DEPTH = { left: 42, right: 350, top: 10, bottom: 168, lowest: -8, highest: 4 };
const SPREAD = { top: 8, bottom: 92 };

/** An SVG element with attributes and children. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(CHART_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const curveAt = (x, y) => [CURVE.middle + CURVE.scale * x, CURVE.zero - CURVE.scale * y];
const chartPath = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;

/** The value of x under a pointer over the chart of the function. */
export function curvePlace(svg, event) {
  const { left, width } = svg.getBoundingClientRect();
  const place = ((event.clientX - left) / width) * CURVE.width;
  return Math.round(((place - CURVE.middle) / CURVE.scale) * 20) / 20;
}

/** The function, its slope, and a point with its tangent. */
export function curveChart() {
  const value = draw("path", { class: "activation_explorer-value" });
  const slope = draw("path", { class: "activation_explorer-slope" });
  const tangent = draw("path", { class: "activation_explorer-tangent" });
  const point = draw("circle", { class: "activation_explorer-point", r: 6 });
  const slopePoint = draw("circle", { class: "activation_explorer-slope-point", r: 4 });
  const svg = draw(
    "svg", { "viewBox": `0 0 ${CURVE.width} ${CURVE.height}`, "aria-hidden": "true" },
    ...curveAxes(), slope, value, tangent, slopePoint, point,
  );
  const showFunction = (name) => {
    const xs = Array.from({ length: 161 }, (_, i) => -4 + i / 20);
    const line = (f) => chartPath(xs.map((x) => curveAt(x, Math.min(5, f(x)))));
    value.setAttribute("d", line(ACTIVATIONS[name].value));
    slope.setAttribute("d", line(ACTIVATIONS[name].slope));
  };
  const showPoint = (name, x) => {
    const [y, steepness] = [ACTIVATIONS[name].value(x), ACTIVATIONS[name].slope(x)];
    const reach = 1 / Math.hypot(1, steepness);
    const end = (sign) => curveAt(x + sign * reach, y + sign * reach * steepness);
    tangent.setAttribute("d", chartPath([end(-1), end(1)]));
    chartPut(point, curveAt(x, y));
    chartPut(slopePoint, curveAt(x, steepness));
  };
  return { svg, showFunction, showPoint };
}

function chartPut(circle, [x, y]) {
  circle.setAttribute("cx", x.toFixed(1));
  circle.setAttribute("cy", y.toFixed(1));
}

function curveAxes() {
  const line = ([x1, y1], [x2, y2]) => draw("line", { class: "activation_explorer-axis", x1, y1, x2, y2 });
  const across = [-4, -2, 2, 4].map((x) => chartLabel(`${x}`.replace("-", "−"), ...curveAt(x, 0), 0, 15));
  const up = [-2, -1, 1, 2, 3].map((y) => chartLabel(`${y}`.replace("-", "−"), ...curveAt(0, y), -12, 4));
  return [line(curveAt(-4.4, 0), curveAt(4.4, 0)), line(curveAt(0, -2.2), curveAt(0, 3.7)), ...across, ...up];
}

function chartLabel(text, x, y, right, down, side = "middle") {
  return draw("text", { "x": x + right, "y": y + down, "text-anchor": side }, text);
}

const depthAt = (layer, layers) => DEPTH.left + 12 + ((DEPTH.right - DEPTH.left - 24) * layer) / layers;

/** The layer under a pointer over one of the charts of all layers. */
export function depthPlace(svg, event, layers) {
  const { left, width } = svg.getBoundingClientRect();
  const place = ((event.clientX - left) / width) * 360;
  const span = DEPTH.right - DEPTH.left - 24;
  return Math.min(layers, Math.max(0, Math.round(((place - DEPTH.left - 12) / span) * layers)));
}

function sizeAt(value) {
  const power = Math.min(DEPTH.highest, Math.max(DEPTH.lowest, Math.log10(value)));
  return DEPTH.bottom - ((DEPTH.bottom - DEPTH.top) * (power - DEPTH.lowest)) / (DEPTH.highest - DEPTH.lowest);
}

/** Sizes of the signal and of the gradient, layer by layer, on a logarithmic scale. */
export function depthChart() {
  const mark = draw("line", { class: "activation_explorer-mark", y1: DEPTH.top, y2: DEPTH.bottom });
  const lines = ["signal", "gradient"].map((name) => draw("path", { class: `activation_explorer-${name}` }));
  const dots = ["signal", "gradient"].map((name) => draw("path", { class: `activation_explorer-${name}-dots` }));
  const ticks = draw("g");
  const svg = draw(
    "svg", { "viewBox": "0 0 360 190", "aria-hidden": "true" }, ...depthAxis(), ticks, mark, ...lines, ...dots,
  );
  const show = ({ signal, gradient }, chosen) => {
    const layers = signal.length - 1;
    [signal, gradient].forEach((sizes, which) => {
      const points = sizes.map((size, layer) => [depthAt(layer, layers), sizeAt(size)]);
      lines[which].setAttribute("d", chartPath(points));
      dots[which].setAttribute("d", points.map(which ? chartSquare : chartDisc).join(""));
    });
    showMark(mark, chosen, layers);
    ticks.replaceChildren(...depthTicks(layers));
  };
  return { svg, show };
}

const chartDisc = ([x, y]) => `M${x - 3.2} ${y}a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0`;
const chartSquare = ([x, y]) => `M${x - 2.6} ${y - 2.6}h5.2v5.2h-5.2z`;

function showMark(mark, chosen, layers) {
  for (const name of ["x1", "x2"]) mark.setAttribute(name, depthAt(chosen, layers));
}

function depthAxis() {
  const names = { [-8]: "10⁻⁸", [-4]: "10⁻⁴", 0: "1", 4: "10⁴" };
  return [-8, -4, 0, 4].flatMap((power) => {
    const y = sizeAt(10 ** power);
    const line = { class: "activation_explorer-axis", x1: DEPTH.left, x2: DEPTH.right, y1: y, y2: y };
    return [draw("line", line), chartLabel(names[power], DEPTH.left, y, -6, 4, "end")];
  });
}

function depthTicks(layers) {
  const step = layers > 10 ? 5 : layers > 5 ? 2 : 1;
  const shown = Array.from({ length: layers + 1 }, (_, layer) => layer).filter((layer) => layer % step === 0);
  return shown.map((layer) => chartLabel(layer === 0 ? "in" : `${layer}`, depthAt(layer, layers), DEPTH.bottom, 0, 16));
}

/** How the values of each layer are spread, from −REACH to REACH. */
export function spreadChart() {
  const mark = draw("line", { class: "activation_explorer-mark", y1: SPREAD.top, y2: SPREAD.bottom });
  const shapes = draw("path", { class: "activation_explorer-spread" });
  const svg = draw("svg", { "viewBox": "0 0 360 100", "aria-hidden": "true" }, ...spreadAxis(), mark, shapes);
  const show = ({ spread }, chosen) => {
    const layers = spread.length - 1;
    const room = Math.min(24, (depthAt(1, layers) - depthAt(0, layers)) * 0.85);
    shapes.setAttribute("d", spread.map((counts, layer) => spreadShape(counts, depthAt(layer, layers), room)).join(""));
    showMark(mark, chosen, layers);
  };
  return { svg, show };
}

function spreadAxis() {
  return [-REACH, 0, REACH].flatMap((value) => {
    const y = (SPREAD.top + SPREAD.bottom) / 2 - (value / REACH) * ((SPREAD.bottom - SPREAD.top) / 2);
    const line = { class: "activation_explorer-axis", x1: DEPTH.left, x2: DEPTH.right, y1: y, y2: y };
    return [draw("line", line), chartLabel(`${value}`.replace("-", "−"), DEPTH.left, y, -6, 4, "end")];
  });
}

/** Bars to both sides of a layer's place, one for each bin, as wide as the bin is full. */
function spreadShape(counts, middle, room) {
  const step = (SPREAD.bottom - SPREAD.top) / BINS;
  const most = Math.max(...counts);
  const bar = (count, bin) => {
    const width = room * (count / most);
    const corner = [middle - width / 2, SPREAD.bottom - (bin + 1) * step].map((each) => each.toFixed(1));
    return `M${corner.join(" ")}h${width.toFixed(1)}v${step.toFixed(1)}h${(-width).toFixed(1)}z`;
  };
  return counts.map((count, bin) => (count ? bar(count, bin) : "")).join("");
}
