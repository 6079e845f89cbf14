/** PoolingLab's settings: example, size of the input, kind, window, stride, padding and the two switches. */
import { make } from "./dom.js";
import { POOL_LABELS } from "./pooling_lab_words.js";

const POOL_FIELDS = [
  ["rows", "Rows"], ["columns", "Columns"], ["kernel_size", "Window"], ["stride", "Stride"], ["padding", "Padding"],
];
const POOL_PLAIN = { kernel_size: 2, stride: 2, padding: 0, ceil_mode: false, position: 0 };
const POOL_EXAMPLES = {
  "The 4 × 4 of the book": { input: [[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]] },
  "0 to 8": { input: [[0, 1, 2], [3, 4, 5], [6, 7, 8]], stride: 1 },
  "Below zero, padded": {
    input: [[-5, -3, -4, -1], [-7, -2, -6, -3], [-4, -8, -1, -5], [-2, -3, -9, -4]], kernel_size: 3, padding: 1,
  },
};

/**
 * The settings. `act` has propose(changes, field), resize(axis, count, field), forgive() and random().
 * @param {string} id  what the names of the elements begin with
 */
export class PoolFields {
  constructor(act, id, note) {
    this.act = act;
    this.note = note;
    this.examples = make("select", { "aria-label": "Numbers" },
      make("option", { value: "", hidden: true }, "Your own numbers"),
      ...Object.keys(POOL_EXAMPLES).map((name) => make("option", { value: name }, name)));
    this.examples.addEventListener("change", () => this.choose());
    this.random = make("button", { type: "button" }, "Random");
    this.random.addEventListener("click", () => act.random());
    this.kinds = Object.entries(POOL_LABELS).map(([kind, label]) => this.makeKind(kind, label));
    this.numbers = Object.fromEntries(POOL_FIELDS.map(([name, label]) => [name, this.makeNumber(name, label)]));
    this.switches = ["ceil_mode", "count_include_pad"].map((name) => this.makeSwitch(name));
    this.why = make("span", { id: `${id}-why`, class: "pooling_lab-why cnn-note" });
    this.node = make("div", { class: "pooling_lab-settings" },
      make("div", { class: "cnn-bar" }, this.examples, this.random),
      make("div", { "class": "pooling_lab-kinds", "role": "group", "aria-label": "Kind" }, ...this.kinds),
      make("div", { class: "pooling_lab-fields" }, ...Object.values(this.numbers).map((field) => field.parentElement)),
      make("div", { class: "pooling_lab-switches" }, ...this.switches.map((field) => field.parentElement), this.why),
      note);
  }

  choose() {
    const example = POOL_EXAMPLES[this.examples.value];
    if (example) this.act.propose({ ...POOL_PLAIN, kind: "max", ...example }, this.examples);
  }

  makeKind(kind, label) {
    const button = make("button", { type: "button" }, label);
    button.dataset.kind = kind;
    const without = kind === "l2" ? { padding: 0 } : {};
    button.addEventListener("click", () => this.act.propose({ kind, ...without }, button));
    return button;
  }

  /** A whole number; what is refused stays in the field until the reader leaves it. */
  makeNumber(name, label) {
    const least = { rows: 2, columns: 2, padding: 0 }[name] ?? 1;
    const field = make("input", { type: "number", class: "cnn-number", min: least, max: 8 });
    field.addEventListener("input", () => {
      const value = field.value === "" ? NaN : Number(field.value);
      if (name === "rows" || name === "columns") this.act.resize(name === "rows" ? 0 : 1, value, field);
      else this.act.propose({ [name]: value }, field);
    });
    field.addEventListener("blur", () => {
      if (field.getAttribute("aria-invalid") === "true") this.act.forgive();
    });
    make("label", {}, make("span", {}, label), field);
    return field;
  }

  makeSwitch(name) {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => this.act.propose({ [name]: box.checked }, box));
    make("label", {}, box, make("code", {}, name));
    return box;
  }

  show(state, { size }) {
    const values = { ...state, rows: size[0], columns: size[1] };
    for (const [name, field] of Object.entries(this.numbers)) {
      if (field.getAttribute("aria-invalid") !== "true" && field.value !== String(values[name])) {
        field.value = values[name];
      }
    }
    for (const button of this.kinds) button.setAttribute("aria-pressed", String(button.dataset.kind === state.kind));
    const [ceil, count] = this.switches;
    ceil.checked = state.ceil_mode;
    count.checked = state.count_include_pad;
    this.showDisabled(state.kind, count);
    const chosen = Object.entries(POOL_EXAMPLES).find(([, { input }]) =>
      JSON.stringify(input) === JSON.stringify(state.input));
    this.examples.value = chosen?.[0] ?? "";
  }

  /** L2 has no padding, and only the average counts it. */
  showDisabled(kind, count) {
    if (kind === this.kind) return;
    this.kind = kind;
    const { padding } = this.numbers;
    padding.disabled = kind === "l2";
    count.disabled = kind !== "average";
    const reasons = {
      max: "Only the average counts padding.",
      average: "",
      l2: "PyTorch’s L2 pooling takes no padding.",
    };
    this.why.textContent = reasons[kind];
    for (const field of [padding, count]) {
      if (field.disabled) field.setAttribute("aria-describedby", this.why.id);
      else field.removeAttribute("aria-describedby");
    }
  }
}
