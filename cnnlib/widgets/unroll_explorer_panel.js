/** UnrollExplorer's costs: sliders for the sizes of a layer, a bar for each method on a logarithmic axis, words. */
import { make, writeText } from "./dom.js";
import { UNROLL_LAYERS, UNROLL_SIZES, logAxis, unrollCosts, unrollKernelCosts } from "./unroll_explorer_costs.js";
import { UnrollRefusal } from "./unroll_explorer_refusal.js";
import {
  UNROLL_NAMES, countText, crossoverText, fewestText, layerProblem, layerText, sizesOf,
} from "./unroll_explorer_words.js";

const UNROLL_MEASURES = { multiplications: "Multiplications", memory: "Extra numbers held" };
const UNROLL_STOPS = {
  channels: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512],
  size: [3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 16, 20, 24, 27, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224],
};
const UNROLL_FORMULAS = [
  ["Direct sum, im2col, shifted sums", "f·c·k²·h² multiplications. The columns of im2col are c·k²·h² numbers; "
    + "the other two, which add in place, hold nothing."],
  ["FFT", "(c + f) transforms of m² points, m²·log₂ m² multiplications each, and c·f products of m·(⌊m/2⌋ + 1) complex "
    + "numbers, 4 multiplications each. Held are the spectra, 2·m·(⌊m/2⌋ + 1)·(c + f + c·f) numbers. A real transform "
    + "of n points counts 5⁄2·n·log₂ n operations, as FFTW’s authors do (Frigo and Johnson, 2005); in the radix-2 "
    + "algorithm two fifths of them are multiplications."],
  ["Winograd F(2×2, 3×3)", "16·c·f·T multiplications for T = ⌈h/2⌉² tiles (Lavin and Gray, 2016), for 3 × 3 kernels "
    + "at stride 1; its transforms only add and halve. Held are 16·(c·f + c·T + f·T) numbers."],
  ["Sizes", "c channels, f filters of k × k, outputs of h × h, m = size + 2·padding. Extra numbers are those held "
    + "beside input, kernels and output. Additions are not counted, and a count is no time: memory has to be read and "
    + "written, too."],
];

/** The costs. `act` has cost(layer or null). */
export class UnrollPanel {
  constructor(act, id, signal) {
    Object.assign(this, { act, signal });
    this.sliders = UNROLL_SIZES.map((each, index) => this.makeSlider(each, index));
    this.layers = make("select", { "aria-label": "Layer" },
      make("option", { value: "" }, "The convolution above"),
      ...Object.keys(UNROLL_LAYERS).map((name) => make("option", { value: name }, name)),
      make("option", { value: "own", hidden: true }, "Your own layer"));
    this.layers.addEventListener("change", () => act.cost(UNROLL_LAYERS[this.layers.value] ?? null), { signal });
    this.refusal = new UnrollRefusal(`${id}-cost-note`);
    this.of = make("p", { class: "unroll_explorer-of" });
    this.rows = Object.fromEntries(Object.keys(UNROLL_NAMES).map((name) => [name, unrollBars(name)]));
    this.axes = Object.fromEntries(Object.keys(UNROLL_MEASURES).map((name) => [name, make("div", {
      "class": "unroll_explorer-axis", "aria-hidden": "true",
    })]));
    this.words = [make("p"), make("p")];
    this.node = this.build();
  }

  build() {
    const heads = Object.values(UNROLL_MEASURES).map((text) => make("span", { role: "columnheader" }, text));
    const rows = Object.values(this.rows).map(({ node }) => node);
    return make("section", { "class": "unroll_explorer-costs", "aria-label": "Costs" },
      make("div", { class: "cnn-bar" }, make("b", {}, "What it costs"), this.layers),
      this.makeUnfold(),
      make("div", { class: "unroll_explorer-sliders" }, ...this.sliders.map(({ label }) => label)),
      make("div", { class: "unroll_explorer-either" }, this.of, this.refusal.note),
      make("div", { "class": "unroll_explorer-chart", "role": "table", "aria-label": "Costs of the methods" },
        make("div", { class: "unroll_explorer-row unroll_explorer-heads", role: "row" },
          make("span", { class: "cnn-hidden", role: "columnheader" }, "Method"), ...heads),
        ...rows),
      make("div", { class: "unroll_explorer-row unroll_explorer-axes" }, ...Object.values(this.axes)),
      make("div", { class: "unroll_explorer-said" }, ...this.words),
      make("details", {}, make("summary", {}, "How this is counted"),
        ...UNROLL_FORMULAS.map(([name, text]) => make("p", {}, make("b", {}, `${name}: `), text))));
  }

  /** Where there is little room, the sliders are folded away. */
  makeUnfold() {
    const button = make("button", { "type": "button", "class": "unroll_explorer-unfold", "aria-expanded": "false" },
      "Other sizes");
    const turn = () => button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false"));
    button.addEventListener("click", turn, { signal: this.signal });
    return button;
  }

  makeSlider({ name, label, limits }, index) {
    const stops = UNROLL_STOPS[name === "filters" ? "channels" : name]
      ?? Array.from({ length: limits[1] - limits[0] + 1 }, (_, step) => limits[0] + step);
    const field = make("input", { type: "range", min: 0, max: stops.length - 1, step: 1 });
    const value = make("b", { class: "cnn-number" });
    field.addEventListener("input", () => this.propose(index, stops[Number(field.value)]), { signal: this.signal });
    // What was refused goes back to the last good size; the reason stays to be read.
    field.addEventListener("change", () => this.showSliders(), { signal: this.signal });
    return { field, stops, value, label: make("label", {}, make("span", {}, `${label} `, value), field) };
  }

  /** A size of the layer: taken if the kernel fits, else refused beside its slider. */
  propose(index, value) {
    const layer = this.sizes.map((each, at) => (at === index ? value : each));
    const problem = layerProblem(layer);
    if (problem) {
      this.refusal.show(problem, this.sliders[index].field);
      return;
    }
    this.refusal.clear();
    this.act.cost(layer);
  }

  /** Show the costs of a state's layer, or else of its own convolution. */
  show(state) {
    this.refusal.clear();
    this.sizes = state.layer ?? sizesOf(state);
    const known = Object.entries(UNROLL_LAYERS).find(([, sizes]) => sizes.join() === this.sizes.join());
    this.layers.value = state.layer === null ? "" : known?.[0] ?? "own";
    this.showSliders();
    writeText(this.of, layerText(this.sizes));
    const costs = [unrollCosts(this.sizes), unrollKernelCosts(this.sizes)];
    for (const measure of Object.keys(UNROLL_MEASURES)) this.showMeasure(measure, ...costs);
    writeText(this.words[0], fewestText(this.sizes));
    writeText(this.words[1], crossoverText(this.sizes));
  }

  showSliders() {
    this.sliders.forEach(({ field, stops, value }, index) => {
      const size = this.sizes[index];
      const after = stops.findIndex((stop) => stop >= size);
      const place = String(after < 0 ? stops.length - 1 : after);
      if (field.value !== place) field.value = place;
      if (field.getAttribute("aria-valuetext") !== String(size)) field.setAttribute("aria-valuetext", size);
      writeText(value, String(size));
    });
  }

  /** Show a bar for each method, on an axis for all kernels: a bar that keeps its value keeps its length. */
  showMeasure(measure, costs, kernelCosts) {
    const values = (each) => Object.values(each).flatMap((cost) => (cost === null ? [] : cost[measure]));
    const [start, end] = logAxis(kernelCosts.flatMap(values));
    const fewest = Math.min(...values(costs));
    for (const [name, cost] of Object.entries(costs)) {
      const { bar, text } = this.rows[name][measure];
      const value = cost?.[measure] ?? 0;
      const share = value > 0 ? Math.max(0.005, (Math.log10(value) - start) / (end - start)) : 0;
      bar.style.transform = `scaleX(${share})`;
      text.classList.toggle("unroll_explorer-fewest", cost !== null && value === fewest);
      writeText(text, cost === null ? "not here" : value === 0 ? "none" : countText(value));
    }
    this.showAxis(measure, start, end);
  }

  showAxis(measure, start, end) {
    const axis = this.axes[measure];
    const key = `${start},${end}`;
    if (axis.dataset.key === key) return;
    axis.dataset.key = key;
    const step = end - start > 4 ? 2 : 1;
    const ticks = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
    axis.replaceChildren(...ticks.map((power) => {
      const tick = make("span", {}, "10", make("sup", {}, String(power)));
      tick.style.left = `${(100 * (power - start)) / (end - start)}%`;
      return tick;
    }));
    for (const row of Object.values(this.rows)) row[measure].track.style.setProperty("--decades", end - start);
  }
}

function unrollBars(name) {
  const parts = Object.fromEntries(Object.keys(UNROLL_MEASURES).map((measure) => {
    const bar = make("i", { class: "unroll_explorer-bar" });
    const text = make("span", { class: "cnn-number" });
    const track = make("span", { class: "unroll_explorer-track" }, bar);
    return [measure, { bar, text, track, cell: make("span", { role: "cell" }, track, text) }];
  }));
  const cells = Object.values(parts).map(({ cell }) => cell);
  const node = make("div", { class: "unroll_explorer-row", role: "row" },
    make("span", { role: "rowheader" }, UNROLL_NAMES[name]), ...cells);
  return { ...parts, node };
}
