/** ActivationExplorer: a function, its slope, and what many layers of it do to a signal and to a gradient. */
import { make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { ACTIVATIONS, randomStack, throughLayers } from "./activation_explorer_math.js";
import { curveChart, curvePlace, depthChart, depthPlace, spreadChart } from "./activation_explorer_charts.js";
import {
  ACTIVATION_RANGES, checkActivationState, curveText, layerText, stateText,
} from "./activation_explorer_words.js";

const ACTIVATION_ADDRESS = ["function", "layers", "gain", "x", "seed"];
const GAIN_STEPS = 100;
const GAIN_PRESETS = [
  [0.5, "½", "Weights half as large as LeCun's"],
  [1, "1", "LeCun's and, for layers of equal size, Xavier's initialization: variance 1/n"],
  [Math.SQRT2, "√2", "He's initialization: variance 2/n"],
  [5 / 3, "5/3", "PyTorch's gain for tanh"],
  [3, "3", "Weights three times as large as LeCun's"],
];

class ActivationView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.initial = Object.fromEntries(ACTIVATION_ADDRESS.map((name) => [name, model.get(name)]));
    this.chosen = null;
    this.build(el, uniqueName("activation"));
    this.listen();
    this.update = this.update.bind(this);
    for (const name of ACTIVATION_ADDRESS) model.on(`change:${name}`, this.update);
    this.update();
  }

  build(el, id) {
    this.curve = curveChart();
    this.depth = depthChart();
    this.spread = spreadChart();
    this.menu = make("select", { id: `${id}-function` },
      ...Object.entries(ACTIVATIONS).map(([value, { label }]) => make("option", { value }, label)));
    this.formula = make("span", { class: "activation_explorer-formula cnn-number" });
    this.place = activationSlider(id, "x", ...ACTIVATION_RANGES.x, 0.05);
    this.layers = activationSlider(id, "Layers", ...ACTIVATION_RANGES.layers, 1);
    this.gain = activationSlider(id, "Gain", 0, GAIN_STEPS, 1);
    this.layer = activationSlider(id, "Look at layer", 0, 1, 1);
    this.presets = GAIN_PRESETS.map(([, text, title]) => make("button", { type: "button", title }, text));
    this.weights = make("button", { type: "button", title: "Draw other random weights" }, "Other weights");
    this.reset = make("button", { type: "button" }, "Reset");
    this.curveWords = make("p", { class: "activation_explorer-words cnn-number" });
    this.layerWords = make("p", { class: "activation_explorer-words cnn-number" });
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.root = make("div", { "class": "cnn-widget activation_explorer", "role": "group", "aria-label": "Activations" },
      make("div", { class: "activation_explorer-panels" }, this.curvePanel(id), this.depthPanel()), this.status);
    el.append(this.root);
  }

  curvePanel(id) {
    const link = this.model.get("_static")
      ? [makeCopyButton("Copy link", () => this.model.link(), this.abort.signal)] : [];
    return make("section", { "class": "activation_explorer-panel", "aria-label": "Curve" },
      make("div", { class: "cnn-bar" }, make("label", { for: `${id}-function` }, "Function"), this.menu, this.formula),
      this.curve.svg,
      activationKey([["value", "function"], ["slope", "its slope"]]),
      this.place.node, this.curveWords,
      make("div", { class: "cnn-bar activation_explorer-actions" }, this.weights, ...link, this.reset));
  }

  depthPanel() {
    const presets = make("span", { "class": "activation_explorer-presets", "role": "group", "aria-label": "Gains" },
      ...this.presets);
    return make("section", { "class": "activation_explorer-panel", "aria-label": "Through the stack" },
      make("div", { class: "activation_explorer-fields" }, this.layers.node, this.gain.node, presets),
      activationKey([["signal", "size of the signal"], ["gradient", "size of the gradient"]]),
      this.depth.svg,
      make("p", { class: "activation_explorer-title" }, "How the values of each layer are spread"),
      this.spread.svg, this.layer.node, this.layerWords);
  }

  listen() {
    const { signal } = this.abort;
    const on = (target, type, act) => target.addEventListener(type, act, { signal });
    on(this.menu, "change", () => this.write({ function: this.menu.value }));
    on(this.place.input, "input", () => this.write({ x: Number(this.place.input.value) }));
    on(this.layers.input, "input", () => this.write({ layers: Number(this.layers.input.value) }));
    on(this.gain.input, "input", () => this.write({ gain: activationGain(Number(this.gain.input.value)) }));
    on(this.layer.input, "input", () => this.look(Number(this.layer.input.value)));
    this.presets.forEach((button, i) => on(button, "click", () => this.write({ gain: GAIN_PRESETS[i][0] })));
    on(this.weights, "click", () => this.write({ seed: (this.model.get("seed") + 1) % 2 ** 31 }));
    on(this.reset, "click", () => { this.chosen = null; this.write(this.initial); this.showLayer(); });
    const move = (event) => this.write({ x: activationWithin(curvePlace(this.curve.svg, event)) });
    activationDrag(this.curve.svg, on, move);
    for (const { svg } of [this.depth, this.spread]) {
      const look = (event) => this.look(depthPlace(svg, event, this.model.get("layers")));
      on(svg, "pointermove", look);
      on(svg, "pointerdown", look);
    }
  }

  write(changes) {
    this.model.set(changes);
    this.model.save_changes();
  }

  look(layer) {
    if (layer === this.chosen) return;
    this.chosen = layer;
    this.showLayer();
  }

  /** Several traits may change at once: only what a change concerns is computed and drawn anew. */
  update() {
    const [name, layers, gain, x, seed] = ACTIVATION_ADDRESS.map((each) => this.model.get(each));
    if (this.drawnName !== name) this.showFunction(name);
    this.showPoint(name, x);
    const wanted = [name, layers, gain, seed].join();
    if (this.drawn !== wanted) this.showLayers(name, layers, gain, seed);
    this.drawn = wanted;
    this.say();
  }

  showFunction(name) {
    this.drawnName = name;
    this.menu.value = name;
    writeText(this.formula, `f(x) = ${ACTIVATIONS[name].formula}`);
    this.curve.showFunction(name);
  }

  showPoint(name, x) {
    this.curve.showPoint(name, x);
    this.place.show(x, x.toFixed(2).replace("-", "−"));
    writeText(this.curveWords, curveText(name, x));
  }

  showLayers(name, layers, gain, seed) {
    this.layers.show(layers, String(layers));
    this.gain.show(activationStep(gain), gain.toFixed(2));
    this.presets.forEach((button, i) =>
      button.setAttribute("aria-pressed", String(Math.abs(gain - GAIN_PRESETS[i][0]) < 1e-9)));
    if (this.stackSeed !== seed) this.stack = randomStack(seed, ACTIVATION_RANGES.layers[1]);
    this.stackSeed = seed;
    this.result = throughLayers(this.stack, name, layers, gain);
    this.showLayer();
  }

  showLayer() {
    const layers = this.result.signal.length - 1;
    const chosen = Math.min(this.chosen ?? layers, layers);
    this.depth.show(this.result, chosen);
    this.spread.show(this.result, chosen);
    this.layer.input.max = layers;
    this.layer.show(chosen, chosen === 0 ? "input" : `${chosen}`);
    writeText(this.layerWords, layerText(this.result, chosen));
  }

  say() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const [name, gain, x] = ["function", "gain", "x"].map((each) => this.model.get(each));
      writeText(this.status, `${stateText(name, gain, this.result)} ${curveText(name, x)}.`);
    }, 300);
  }

  remove() {
    clearTimeout(this.timer);
    this.abort.abort();
    for (const name of ACTIVATION_ADDRESS) this.model.off(`change:${name}`, this.update);
    this.root.remove();
  }
}

const activationWithin = (x) => Math.min(ACTIVATION_RANGES.x[1], Math.max(ACTIVATION_RANGES.x[0], x));

/** The gain at a step of its slider, whose steps are equal factors. */
function activationGain(step) {
  const [low, high] = ACTIVATION_RANGES.gain;
  return Number((low * (high / low) ** (step / GAIN_STEPS)).toPrecision(3));
}

function activationStep(gain) {
  const [low, high] = ACTIVATION_RANGES.gain;
  return Math.round((GAIN_STEPS * Math.log(gain / low)) / Math.log(high / low));
}

/** A slider with its name and its value in words. */
function activationSlider(id, name, min, max, step) {
  const own = `${id}-${name.replaceAll(" ", "-").toLowerCase()}`;
  const input = make("input", { id: own, type: "range", min, max, step });
  const shown = make("output", { class: "cnn-number", for: own });
  const show = (value, text) => {
    if (Number(input.value) !== value) input.value = value;
    input.setAttribute("aria-valuetext", text);
    writeText(shown, text);
  };
  const head = make("span", { class: "activation_explorer-head" }, make("label", { for: own }, name), shown);
  return { node: make("div", { class: "activation_explorer-slider" }, head, input), input, show };
}

function activationKey(entries) {
  const entry = ([name, text]) =>
    make("span", {}, make("i", { class: `activation_explorer-key-${name}` }), text);
  return make("p", { "class": "activation_explorer-key", "aria-hidden": "true" }, ...entries.map(entry));
}

/** Act at each place to which a pressed pointer moves. */
function activationDrag(svg, on, act) {
  on(svg, "pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    act(event);
  });
  on(svg, "pointermove", (event) => {
    if (svg.hasPointerCapture(event.pointerId)) act(event);
  });
}

function render({ model, el }) {
  const view = new ActivationView(model, el);
  return () => view.remove();
}

export default { render, address: ACTIVATION_ADDRESS, check: checkActivationState };
