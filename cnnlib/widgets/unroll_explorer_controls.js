/** UnrollExplorer's settings: method, sizes, the slider that steps, and which map and channel are looked at. */
import { make, writeText } from "./dom.js";
import { tapPlace } from "./unroll_explorer_math.js";
import { UNROLL_SIZES } from "./unroll_explorer_costs.js";
import { UnrollRefusal } from "./unroll_explorer_refusal.js";
import { UNROLL_METHODS, UNROLL_RANGES, UNROLL_STAGES, unrollCounts } from "./unroll_explorer_words.js";

export const UNROLL_STEPS = { im2col: "position", shifted: "tap", fft: "stage" };
const UNROLL_STEP_LABELS = { im2col: "Column", shifted: "Tap", fft: "Step" };
const UNROLL_HINTS = { mouse: "Point at any board", touch: "Tap any board" };
const UNROLL_PAUSE = 900;

/** The settings. `act` has write(changes), propose(changes, field), forgive() and state(). */
export class UnrollControls {
  constructor(act, id, signal) {
    Object.assign(this, { act, signal });
    this.methods = Object.entries(UNROLL_METHODS).map(([method, label]) => {
      const button = this.makeButton(label, () => {
        this.pause();
        act.write({ method });
      });
      button.dataset.method = method;
      return button;
    });
    this.numbers = Object.fromEntries(UNROLL_SIZES.map(({ name, label }) => [name, this.makeNumber(name, label)]));
    const hint = UNROLL_HINTS[window.matchMedia("(hover: none)").matches ? "touch" : "mouse"];
    this.refusal = new UnrollRefusal(`${id}-note`);
    this.node = make("div", { class: "unroll_explorer-settings" },
      make("div", { "class": "unroll_explorer-methods", "role": "group", "aria-label": "Method" }, ...this.methods),
      make("div", { class: "unroll_explorer-fields" },
        ...Object.values(this.numbers).map((field) => field.parentElement)),
      make("div", { class: "unroll_explorer-either" },
        make("p", { class: "unroll_explorer-hint cnn-note" }, `${hint}; arrow keys work, too.`), this.refusal.note));
    this.stepper = this.makeStepper();
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  makeButton(label, click, attributes = {}) {
    const button = make("button", { type: "button", ...attributes }, label);
    button.addEventListener("click", click, { signal: this.signal });
    return button;
  }

  /** A whole number; what is refused stays in the field until the reader leaves it. */
  makeNumber(name, label) {
    const [min, max] = UNROLL_RANGES[name];
    const field = make("input", { type: "number", class: "cnn-number", min, max });
    const { act, signal } = this;
    field.addEventListener("input", () => {
      act.propose({ [name]: field.value === "" ? NaN : Number(field.value) }, field);
    }, { signal });
    field.addEventListener("blur", () => {
      if (field.getAttribute("aria-invalid") === "true") act.forgive();
    }, { signal });
    make("label", {}, make("span", {}, label), field);
    return field;
  }

  makeStepper() {
    this.slider = make("input", { "type": "range", "min": 0, "step": 1, "aria-label": "Step" });
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)), { signal: this.signal });
    this.back = this.makeButton("◀", () => this.go(this.slider.valueAsNumber - 1), { "aria-label": "One step back" });
    this.on = this.makeButton("▶", () => this.go(this.slider.valueAsNumber + 1), { "aria-label": "One step on" });
    this.play = this.makeButton("Play", () => (this.timer ? this.pause() : this.start()));
    this.where = make("span", { class: "unroll_explorer-where cnn-number" });
    this.filter = this.makeChoice("Map", (filter) => ({ filter }));
    this.channel = this.makeChoice("Channel", (channel) => {
      const { tap, kernel_size: kernelSize } = this.act.state();
      return { tap: channel * kernelSize ** 2 + (tap % kernelSize ** 2) };
    });
    return make("div", { class: "unroll_explorer-stepper" },
      make("div", { class: "unroll_explorer-steps" }, this.back, this.slider, this.on, this.play),
      make("div", { class: "unroll_explorer-looks" },
        this.where, this.filter.parentElement, this.channel.parentElement));
  }

  makeChoice(label, changes) {
    const select = make("select");
    select.addEventListener("change", () => this.act.write(changes(Number(select.value))), { signal: this.signal });
    make("label", {}, make("span", {}, label), select);
    return select;
  }

  go(step) {
    this.pause();
    this.step(step);
  }

  step(step) {
    this.act.write({ [UNROLL_STEPS[this.act.state().method]]: step });
  }

  /** Step on by itself, from the start if it stands at the end. */
  start() {
    if (this.slider.valueAsNumber === Number(this.slider.max)) this.step(0);
    const tick = () => {
      if (this.slider.valueAsNumber === Number(this.slider.max)) {
        this.pause();
        return;
      }
      this.timer = setTimeout(tick, UNROLL_PAUSE);
      this.step(this.slider.valueAsNumber + 1);
    };
    this.timer = setTimeout(tick, UNROLL_PAUSE / 2);
    writeText(this.play, "Pause");
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    writeText(this.play, "Play");
  }

  /** Show a state, with what the reader points at. */
  show(state) {
    for (const button of this.methods) {
      button.setAttribute("aria-pressed", String(button.dataset.method === state.method));
    }
    for (const [name, field] of Object.entries(this.numbers)) {
      const isRefused = field.getAttribute("aria-invalid") === "true";
      if (!isRefused && field.value !== String(state[name])) field.value = state[name];
    }
    const counts = unrollCounts(state);
    const name = UNROLL_STEPS[state.method];
    this.slider.max = counts[name] - 1;
    this.slider.value = state[name];
    this.back.disabled = state[name] === 0;
    this.on.disabled = state[name] === counts[name] - 1;
    const label = unrollStepText(state, counts);
    const named = name === "stage" ? `${label}: ${UNROLL_STAGES[state.stage]}` : label;
    if (this.slider.getAttribute("aria-valuetext") !== named) this.slider.setAttribute("aria-valuetext", named);
    writeText(this.where, label);
    unrollOptions(this.filter, state.filters, state.filter);
    unrollOptions(this.channel, state.channels, tapPlace(state.tap, state.kernel_size)[0]);
  }
}

function unrollStepText(state, counts) {
  const name = UNROLL_STEPS[state.method];
  const label = UNROLL_STEP_LABELS[state.method];
  if (name === "stage") return `Step ${state.stage + 1} of ${counts.stage}`;
  return `${label} ${state[name]} (of ${counts[name]})`;
}

function unrollOptions(select, count, value) {
  if (select.options.length !== count) {
    select.replaceChildren(...Array.from({ length: count }, (_, index) => make("option", {}, String(index))));
    select.disabled = count === 1;
  }
  select.value = String(value);
}
