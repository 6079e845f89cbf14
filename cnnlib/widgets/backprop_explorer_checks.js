/** BackpropExplorer's live check: each gradient beside the slope that running forward twice gives. */
import { finiteDifferences } from "./backprop_explorer_math.js";
import { checkTitle, checkWords, kinkText } from "./backprop_explorer_text.js";
import { make, writeText } from "./dom.js";

export class BackpropChecks {
  constructor() {
    this.parts = Object.fromEntries(["input", "weight"].map((kind) => {
      const [mark, entry, measured, all] = ["mark", "entry", "entry", "all"].map((name) =>
        make("span", { class: `backprop_explorer-${name}` }));
      const marked = make("span", { class: "backprop_explorer-entry" }, mark, entry);
      const root = make("p", { class: "backprop_explorer-check cnn-number" }, marked, " ", measured, all);
      return [kind, { mark, entry, measured, all, root }];
    }));
    this.title = make("p", { class: "backprop_explorer-step" });
    this.root = make("section", { "class": "backprop_explorer-checks", "aria-label": "Finite differences" }, this.title,
      ...Object.values(this.parts).map(({ root }) => root));
  }

  /** Take the differences of all entries anew. */
  fill(state, layout) {
    this.layout = layout;
    this.differences = finiteDifferences(state, layout);
  }

  /** Say what they are at the entries that the reader points at. */
  show({ input_position: input, weight_position: weight, view, step_by_step: isStepped }) {
    writeText(this.title, checkTitle(isStepped && view === "send"));
    this.showPart("input", input);
    if (this.differences.weight) this.showPart("weight", weight);
    this.parts.weight.root.hidden = !this.differences.weight;
  }

  showPart(kind, index) {
    const part = this.parts[kind];
    const words = checkWords(this.layout, this.differences, kind, index);
    for (const [name, text] of Object.entries(words)) writeText(part[name], text);
    part.mark.classList.toggle("backprop_explorer-off", words.mark !== "✓");
  }

  /** What there is to say of the input that the reader points at, or "". */
  kink(index) {
    return kinkText(this.layout, this.differences.input[index], index);
  }

  text() {
    const shown = Object.values(this.parts).filter(({ root }) => !root.hidden);
    return shown.map((part) => `${["entry", "measured"].map((name) => part[name].textContent).join(" ")}. `
      + `${part.all.textContent}.`).join(" ");
  }
}
