/** TrainLive's two charts: the loss and the accuracy over the epochs, of this run and, pale, of those before. */
import { writeText } from "./dom.js";
import { axisEnd } from "./train_live_curves.js";

const TRAIN_NAMESPACE = "http://www.w3.org/2000/svg";
const TRAIN_CHART = { width: 300, height: 152, left: 46, right: 292, top: 24, bottom: 132 };
const TRAIN_SCALES = {
  loss: { title: "Loss", most: 3, ticks: [0, 1, 2, 3], say: (value) => value.toFixed(2), label: String },
  accuracy: { title: "Accuracy", most: 1, ticks: [0, 0.5, 1], say: trainShare, label: trainShare },
};

/** The chart of "loss" or "accuracy"; `past` is how many earlier runs it can show. */
export class TrainChart {
  constructor(name, past) {
    this.name = name;
    this.scale = TRAIN_SCALES[name];
    this.past = Array.from({ length: past }, () => trainDraw("path", { class: "train_live-past" }));
    this.batch = trainDraw("path", { class: "train_live-batch" });
    this.held = trainDraw("path", { class: "train_live-held" });
    this.end = trainDraw("circle", { class: "train_live-end" });
    this.numbers = [0, 0.5, 1].map((part) =>
      trainText(trainAcross(part, 1), TRAIN_CHART.bottom + 16, "middle", String(part)));
    this.title = trainText(0, 12, "start", this.titleWords(0));
    const { width, height } = TRAIN_CHART;
    this.svg = trainDraw("svg", {
      "viewBox": `0 0 ${width} ${height}`, "role": "img", "aria-label": `${this.scale.title}: nothing yet.`,
    }, ...trainAxes(this.scale), ...this.numbers, ...this.past, this.batch, this.held, this.end, this.title);
  }

  /** What the chart is of, and where its curves are cut off. */
  titleWords(largest) {
    const { title, most } = this.scale;
    return `${title} over epochs${largest > most ? `; above ${most} along the top` : ""}`;
  }

  /** The curve of the held-out digits in words: where it begins and where it is. */
  describe([[, first]], [epochs, last]) {
    const { title, say } = this.scale;
    const ends = `${say(first)} at first, ${say(last)} after ${epochs.toFixed(1)} epochs`;
    const words = `${title} of the held-out digits: ${ends}.`;
    if (this.svg.getAttribute("aria-label") !== words) this.svg.setAttribute("aria-label", words);
  }

  /** Draw the curves of the present run and of those before, the latest first; what is as it was stays. */
  show(run, past) {
    const end = axisEnd(Math.max(...[run, ...past].map(({ epochs }) => epochs)));
    if (end !== this.reach || past !== this.before) this.showPast(past, end);
    const [batch, held] = [run.batch, run.held].map((curves) => curves[this.name]);
    this.batch.setAttribute("d", this.path(batch));
    this.held.setAttribute("d", this.path(held));
    const [x, y] = this.place(held.points.at(-1));
    const spot = { cx: x.toFixed(1), cy: y.toFixed(1), r: 3.5 };
    for (const [name, value] of Object.entries(spot)) this.end.setAttribute(name, value);
    const curves = [batch, held, ...past.map((each) => each.held[this.name])];
    writeText(this.title, this.titleWords(Math.max(...curves.map(({ most }) => most))));
    this.describe(held.points, held.points.at(-1));
  }

  showPast(past, end) {
    Object.assign(this, { reach: end, before: past });
    this.numbers.forEach((node, at) => { node.textContent = String((end * at) / 2); });
    this.past.forEach((node, at) => node.setAttribute("d", past[at] ? this.path(past[at].held[this.name]) : ""));
  }

  path({ points }) {
    return points.length ? `M${points.map((point) => this.place(point).map((each) => each.toFixed(1))).join("L")}` : "";
  }

  place([x, y]) {
    return [trainAcross(x, this.reach), this.up(y)];
  }

  /** Height of a value; what is larger than the axis runs along its top. */
  up(value) {
    const { top, bottom } = TRAIN_CHART;
    return bottom - ((bottom - top) * Math.min(value, this.scale.most)) / this.scale.most;
  }
}

function trainShare(value) {
  return `${Math.round(100 * value)} %`;
}

const trainAcross = (x, end) => TRAIN_CHART.left + ((TRAIN_CHART.right - TRAIN_CHART.left) * x) / end;

function trainAxes({ most, ticks, label }) {
  const { left, right, top, bottom } = TRAIN_CHART;
  return ticks.flatMap((value) => {
    const y = bottom - ((bottom - top) * value) / most;
    return [
      trainDraw("line", { class: "train_live-axis", x1: left, x2: right, y1: y, y2: y }),
      trainText(left - 6, y + 4, "end", label(value)),
    ];
  });
}

function trainText(x, y, anchor, text) {
  return trainDraw("text", { x, y, "text-anchor": anchor }, text);
}

function trainDraw(tag, attributes, ...children) {
  const element = document.createElementNS(TRAIN_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
