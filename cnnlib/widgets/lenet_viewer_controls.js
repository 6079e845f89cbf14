/** LeNetViewer's controls: digits to pick, what is done to the picture, the pooling. */
import { make, makeCopyButton, writeText } from "./dom.js";
import { LENET_POOLINGS, LENET_RANGES, lenetText } from "./lenet_viewer_words.js";

const LENET_LABELS = { max: "Max", average: "Average" };
const LENET_POOLING_NOTES = {
  max: "The weights were learned with it.",
  average: "But the weights were learned with max.",
};
const LENET_LINKED = "The link holds the picked digit and the settings, but no drawing";

/** What a slider shows of the state, and what it changes. */
const LENET_SLIDERS = [
  { label: "Down", trait: "shift", step: 1, read: (now) => now.shift[0], write: (to, now) => [to, now.shift[1]] },
  { label: "Right", trait: "shift", step: 1, read: (now) => now.shift[1], write: (to, now) => [now.shift[0], to] },
  { label: "Angle", trait: "angle", step: 1, read: (now) => now.angle, write: (to) => to, unit: "°" },
  { label: "Noise", trait: "noise", step: 0.01, read: (now) => now.noise, write: (to) => to },
];

export class LenetControls {
  /**
   * @param {{ read: () => object, write: (changes: object) => void, pickDigit: (digit: number) => void,
   *   undo: () => void, clear: () => void, reset: () => void, link: ?(() => string) }} act
   * @param {AbortSignal} signal
   */
  constructor(act, signal) {
    const button = (label, handle) => {
      const node = make("button", { type: "button" }, label);
      node.addEventListener("click", handle, { signal });
      return node;
    };
    this.digits = Array.from({ length: 10 }, (_, digit) => button(String(digit), () => act.pickDigit(digit)));
    this.poolings = LENET_POOLINGS.map((pooling) => button(LENET_LABELS[pooling], () => act.write({ pooling })));
    this.sliders = LENET_SLIDERS.map((slider) => lenetSlider(slider, act, signal));
    this.fit = make("input", { type: "checkbox" });
    this.fit.addEventListener("change", () => act.write({ fit: this.fit.checked }), { signal });
    this.note = make("p", { class: "lenet_viewer-pooling-note cnn-note" });
    this.undo = button("Undo", act.undo);
    this.arrange(button("Clear", act.clear), button("Reset", act.reset), act.link, signal);
  }

  arrange(clear, reset, link, signal) {
    const group = (name, label, ...parts) =>
      make("div", { "class": `lenet_viewer-${name}`, "role": "group", "aria-label": label }, ...parts);
    const copy = link ? [makeCopyButton("Copy link", link, signal)] : [];
    copy.forEach((each) => { each.title = LENET_LINKED; });
    this.tools = make("div", { class: "lenet_viewer-tools" },
      this.undo, clear, group("digits", "Pick a digit", ...this.digits));
    this.changes = make("div", { class: "lenet_viewer-changes" },
      make("label", { class: "lenet_viewer-fit" }, this.fit, make("span", {}, "Fit into MNIST’s frame")),
      ...this.sliders.map(({ node }) => node));
    this.bar = make("div", { class: "lenet_viewer-bar" },
      group("poolings", "Pooling", make("span", {}, "Pooling"), ...this.poolings), this.note,
      make("div", { class: "lenet_viewer-ends" }, ...copy, reset));
  }

  show(state, isDrawn, canUndo) {
    const press = (node, isPressed) => node.setAttribute("aria-pressed", String(isPressed));
    this.digits.forEach((each, digit) => press(each, !isDrawn && state.digit === digit));
    this.poolings.forEach((each, place) => press(each, state.pooling === LENET_POOLINGS[place]));
    this.sliders.forEach((each) => each.show(state));
    this.fit.checked = state.fit;
    this.undo.disabled = !canUndo;
    writeText(this.note, LENET_POOLING_NOTES[state.pooling]);
  }
}

function lenetSlider({ label, trait, step, read, write, unit = "" }, act, signal) {
  const [min, max] = LENET_RANGES[trait];
  const range = make("input", { type: "range", min, max, step });
  const output = make("span", { "class": "cnn-number", "aria-hidden": "true" });
  range.addEventListener("input", () => act.write({ [trait]: write(Number(range.value), act.read()) }), { signal });
  return {
    node: make("label", {}, make("span", {}, label), range, output),
    show(state) {
      const value = read(state);
      if (Number(range.value) !== value) range.value = value;
      const places = Number.isInteger(value) && step === 1 ? 0 : 2;
      const words = `${lenetText(value, places)}${unit}`;
      writeText(output, words);
      range.setAttribute("aria-valuetext", words);
    },
  };
}
