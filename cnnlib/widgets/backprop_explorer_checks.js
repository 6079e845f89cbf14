/** BackpropExplorer's live check: each gradient beside the slope that running forward twice gives. */
import { finiteDifferences } from "./backprop_explorer_math.js";
import { checkWords, kinkText, stepText } from "./backprop_explorer_text.js";
import { make, writeText } from "./dom.js";

export class BackpropChecks {
  constructor() {
    this.parts = Object.fromEntries(["input", "weight"].map((kind) => {
      const [mark, entry, all] = ["mark", "entry", "all"].map((name) =>
        make("span", { class: `backprop_explorer-${name}` }));
      const root = make("p", { class: "backprop_explorer-check cnn-number" }, mark, entry, all);
      return [kind, { mark, entry, all, root }];
    }));
    this.root = make("section", { "class": "backprop_explorer-checks", "aria-label": "Finite differences" },
      make("p", { class: "backprop_explorer-step" }, make("b", {}, "Finite differences: "), stepText()),
      ...Object.values(this.parts).map(({ root }) => root));
  }

  /** Take the differences of all entries anew. */
  fill(state, layout) {
    this.layout = layout;
    this.differences = finiteDifferences(state, layout);
  }

  /** Say what they are at the entries that the reader points at. */
  show({ input_position: input, weight_position: weight }) {
    this.showPart("input", input);
    if (this.differences.weight) this.showPart("weight", weight);
    this.parts.weight.root.hidden = !this.differences.weight;
  }

  showPart(kind, index) {
    const { entry, all, good } = checkWords(this.layout, this.differences, kind, index);
    const part = this.parts[kind];
    writeText(part.mark, good ? "✓" : "✗");
    writeText(part.entry, entry);
    writeText(part.all, all);
  }

  /** What there is to say of the input that the reader points at, or "". */
  kink(index) {
    return kinkText(this.layout, this.differences.input[index], index);
  }

  text() {
    const shown = Object.values(this.parts).filter(({ root }) => !root.hidden);
    return shown.map(({ entry, all }) => `${entry.textContent}. ${all.textContent}.`).join(" ");
  }
}
