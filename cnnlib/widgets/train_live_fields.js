/** TrainLive's settings: fields that say what they refuse. */
import { make, writeText } from "./dom.js";
import { TRAIN_PRESETS } from "./train_live_layers.js";
import {
  TRAIN_NUMBERS, TRAIN_OPTIMIZERS, TRAIN_RATES, nearestRate, optimizerChanges, presetTitle,
  trainNumberProblem,
} from "./train_live_words.js";

export class TrainFields {
  /** @param {(changes: object) => void} write  of settings that are good */
  constructor(write, id) {
    this.write = write;
    this.note = make("p", { id: `${id}-refusal`, class: "train_live-note cnn-error", role: "alert" });
    const own = make("option", { value: "", hidden: true }, "Your own");
    this.network = fieldChoice([own, ...fieldOptions(Object.keys(TRAIN_PRESETS).map((title) => [title, title]))],
      (title) => write({ layers: TRAIN_PRESETS[title] }));
    this.optimizer = fieldChoice(fieldOptions(Object.entries(TRAIN_OPTIMIZERS)), (optimizer) =>
      write(optimizerChanges(optimizer, this.state)));
    this.rate = this.slider();
    this.numbers = ["momentum", "batch_size", "dropout", "seed"].map((name) => this.number(name));
    this.node = make("div", { "class": "train_live-fields", "role": "group", "aria-label": "Settings" },
      fieldLabel("Network", this.network), fieldLabel("Optimizer", this.optimizer),
      make("label", { class: "train_live-rate" }, make("span", {}, "Learning rate ", this.rate.shown), this.rate.input),
      ...this.numbers.map(({ name, input }) => fieldLabel(TRAIN_NUMBERS[name].label, input)));
  }

  /** The learning rate, on a logarithmic scale. */
  slider() {
    const shown = make("b", { class: "cnn-number" });
    const input = make("input", { type: "range", min: "0", max: String(TRAIN_RATES.length - 1), step: "1" });
    input.addEventListener("input", () => this.write({ lr: TRAIN_RATES[Number(input.value)] }));
    return { input, shown };
  }

  /** A number; the seed, by which the training begins anew, only when it is typed to its end. */
  number(name) {
    const { min, max, step, hint = "" } = TRAIN_NUMBERS[name];
    const input = make("input", { type: "number", class: "cnn-number", title: hint, min, max, step });
    const good = { name, input, value: "" };
    input.addEventListener(name === "seed" ? "change" : "input", () => this.propose(good));
    input.addEventListener("blur", () => this.forgive(good));
    return good;
  }

  propose({ name, input }) {
    const value = input.value === "" ? NaN : Number(input.value);
    const problem = trainNumberProblem(name, value);
    this.mark(input, problem ?? "");
    if (!problem) this.write({ [name]: value });
  }

  /** The reader leaves a field: the last good number comes back. */
  forgive({ input, value }) {
    if (input.getAttribute("aria-invalid") !== "true") return;
    input.value = value;
    this.mark(input, "");
  }

  mark(input, words) {
    writeText(this.note, words);
    input.setAttribute("aria-invalid", String(words !== ""));
    if (words) input.setAttribute("aria-describedby", this.note.id);
    else input.removeAttribute("aria-describedby");
  }

  show(state) {
    this.state = state;
    this.network.value = presetTitle(state.layers);
    this.optimizer.value = state.optimizer;
    this.rate.input.value = nearestRate(state.lr);
    this.rate.input.setAttribute("aria-valuetext", String(state.lr));
    writeText(this.rate.shown, String(state.lr));
    for (const each of this.numbers) {
      each.value = String(state[each.name]);
      if (document.activeElement !== each.input) each.input.value = each.value;
      if (each.name === "momentum") each.input.disabled = state.optimizer === "adam";
      if (each.name === "dropout") each.input.disabled = state.layers.every(({ kind }) => kind !== "linear");
    }
  }
}

function fieldOptions(entries) {
  return entries.map(([value, text]) => make("option", { value }, text));
}

function fieldChoice(options, choose) {
  const select = make("select", {}, ...options);
  select.addEventListener("change", () => choose(select.value));
  return select;
}

function fieldLabel(text, field) {
  return make("label", {}, make("span", {}, text), field);
}
