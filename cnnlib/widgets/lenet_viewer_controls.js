/** LeNetViewer's controls: digits to pick, what is done to the picture, the pooling. */
import { make, makeCopyButton, writeText } from "./dom.js";
import { LENET_POOLINGS, LENET_RANGES, lenetText } from "./lenet_viewer_words.js";

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

/**
 * @param {{ read: () => object, write: (changes: object) => void, pickDigit: (digit: number) => void,
 *   undo: () => void, clear: () => void, reset: () => void, link: ?(() => string) }} act
 * @param {AbortSignal} signal
 */
export function lenetControls(act, signal) {
  const button = (label, handle, attributes = {}) => {
    const node = make("button", { type: "button", ...attributes }, label);
    node.addEventListener("click", handle, { signal });
    return node;
  };
  const digits = Array.from({ length: 10 }, (_, digit) => button(String(digit), () => act.pickDigit(digit)));
  const poolings = LENET_POOLINGS.map((pooling) =>
    button(pooling === "max" ? "Max" : "Average", () => act.write({ pooling })));
  const sliders = LENET_SLIDERS.map((slider) => lenetSlider(slider, act, signal));
  const fit = make("input", { type: "checkbox" });
  fit.addEventListener("change", () => act.write({ fit: fit.checked }), { signal });
  const note = make("p", { class: "lenet_viewer-pooling-note cnn-note" });
  const undo = button("Undo", act.undo);
  const link = act.link ? [makeCopyButton("Copy link", act.link, signal)] : [];
  link.forEach((each) => { each.title = LENET_LINKED; });
  return {
    tools: make("div", { class: "lenet_viewer-tools" }, undo, button("Clear", act.clear),
      make("div", { "class": "lenet_viewer-digits", "role": "group", "aria-label": "Pick a digit" }, ...digits)),
    changes: make("div", { class: "lenet_viewer-changes" },
      make("label", { class: "lenet_viewer-fit" }, fit, make("span", {}, "Fit into MNIST’s frame")),
      ...sliders.map(({ node }) => node)),
    bar: make("div", { class: "lenet_viewer-bar" },
      make("div", { "class": "lenet_viewer-poolings", "role": "group", "aria-label": "Pooling" },
        make("span", {}, "Pooling"), ...poolings),
      note, make("div", { class: "lenet_viewer-ends" }, ...link, button("Reset", act.reset))),
    show(state, isDrawn, canUndo) {
      digits.forEach((each, digit) => each.setAttribute("aria-pressed", String(!isDrawn && state.digit === digit)));
      poolings.forEach((each, place) =>
        each.setAttribute("aria-pressed", String(state.pooling === LENET_POOLINGS[place])));
      sliders.forEach((each) => each.show(state));
      fit.checked = state.fit;
      undo.disabled = !canUndo;
      writeText(note, LENET_POOLING_NOTES[state.pooling]);
    },
  };
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
