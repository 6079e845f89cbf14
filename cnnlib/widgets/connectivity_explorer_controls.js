/** The settings of ConnectivityExplorer, and the counts that follow from them. */
import { make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { countAll, countStep } from "./connectivity_explorer_math.js";
import { CONNECTIVITY_CHOICES, CONNECTIVITY_RANGES } from "./connectivity_explorer_state.js";
import { rangeRefusal, settingTitle } from "./connectivity_explorer_state.js";
import { connectionSum, counted, layerName, totalSum } from "./connectivity_explorer_text.js";

const DIRECTION_TITLES = { sees: "Sees", feeds: "Feeds", both: "Both" };

export class Controls {
  /**
   * @param {{signal: AbortSignal, propose: (change: Object, field: Element) => void, reset: () => void,
   *   link: ?(() => string)}} options
   */
  constructor({ signal, propose, reset, link }) {
    Object.assign(this, { signal, propose });
    const look = { class: "cnn-error connectivity_explorer-refusal", role: "alert", hidden: true };
    this.error = make("p", { ...look, id: uniqueName("connectivity_explorer-refusal") });
    this.kinds = this.makeChoice("connection", "Connections", (kind) => [
      make("span", { class: "connectivity_explorer-kind" }, settingTitle(kind)), make("span"), make("span"),
    ]);
    this.directions = this.makeChoice("direction", "What is lit of a unit", (name) => [
      make("span", { class: `connectivity_explorer-swatch connectivity_explorer-${name}` }), DIRECTION_TITLES[name],
    ]);
    this.fields = Object.entries(CONNECTIVITY_RANGES).map(([name, range]) => this.makeNumber(name, range));
    this.root = make("div", { class: "connectivity_explorer-settings" }, this.kinds.root,
      make("div", { class: "connectivity_explorer-fields" }, ...this.fields.map(({ parentElement }) => parentElement)),
      this.error);
    const again = make("button", { type: "button" }, "Reset");
    again.addEventListener("click", reset, { signal });
    const copy = link ? [makeCopyButton("Copy link", link, signal)] : [];
    this.foot = make("div", { class: "cnn-bar connectivity_explorer-foot" }, this.directions.root,
      make("span", { class: "connectivity_explorer-push" }, ...copy, again));
    this.table = new Counts();
  }

  /** Buttons of which one is pressed; `content(value)` is what stands on them. */
  makeChoice(name, label, content) {
    const buttons = CONNECTIVITY_CHOICES[name].map((value) => {
      const button = make("button", { "type": "button", "data-value": value }, ...content(value));
      button.addEventListener("click", () => this.propose({ [name]: value }, button), { signal: this.signal });
      return button;
    });
    const look = { role: "group", class: `connectivity_explorer-choice connectivity_explorer-${name}s` };
    return { buttons, root: make("div", { ...look, "aria-label": label }, ...buttons) };
  }

  makeNumber(name, [least, most]) {
    const field = make("input", { class: "cnn-number", type: "number", inputmode: "numeric", min: least, max: most });
    const read = () => {
      if (field.value === "" && !field.validity.badInput) return;
      const problem = field.value === "" ? rangeRefusal(name, null, [least, most]).replace(", but is null", "")
        : rangeRefusal(name, Number(field.value), [least, most]);
      if (problem) this.refuse(field, problem);
      else this.propose({ [name]: Number(field.value) }, field);
    };
    const restore = () => { field.value = field.dataset.shown; };
    field.addEventListener("input", read, { signal: this.signal });
    field.addEventListener("blur", restore, { signal: this.signal });
    field.name = name;
    make("label", { class: "connectivity_explorer-field" }, settingTitle(name), field);
    return field;
  }

  /** Say beside a field why it cannot have what it asks for. */
  refuse(field, text) {
    this.accept();
    this.refused = field;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", this.error.id);
    this.error.textContent = text;
    this.error.hidden = false;
    const [root, place] = [this.root, field].map((element) => element.getBoundingClientRect());
    const most = root.width - this.error.offsetWidth;
    this.error.style.left = `${Math.max(0, Math.min(place.left - root.left, most))}px`;
    this.error.style.top = `${place.bottom - root.top + 4}px`;
  }

  accept() {
    this.refused?.removeAttribute("aria-invalid");
    this.refused?.removeAttribute("aria-describedby");
    this.error.hidden = true;
  }

  show(state, network) {
    this.accept();
    for (const field of this.fields) {
      field.dataset.shown = String(state[field.name]);
      if (Number(field.value) !== state[field.name] || field.value === "") field.value = field.dataset.shown;
    }
    for (const button of this.kinds.buttons) this.showKind(button, state);
    for (const button of this.directions.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.value === state.direction));
    }
    this.table.show(state, network);
  }

  showKind(button, state) {
    const connection = button.dataset.value;
    button.setAttribute("aria-pressed", String(connection === state.connection));
    const counts = countAll({ ...state, connection });
    const texts = counts ? [counted(counts.connections, "connection"), counted(counts.weights, "weight")]
      : ["no unit left", "–"];
    [...button.children].slice(1).forEach((line, index) => writeText(line, texts[index]));
  }
}

/** The counts of each step as small sums, and of all together. */
class Counts {
  constructor() {
    const titles = ["Layers", "Connections", "Weights"].map((text) => make("th", { scope: "col" }, text));
    this.lines = Array.from({ length: CONNECTIVITY_RANGES.layers[1] }, () => {
      const numbers = [make("td", { class: "cnn-number" }), make("td", { class: "cnn-number" })];
      const cells = [make("th", { scope: "row" }), ...numbers];
      return { cells, line: make("tr", {}, ...cells) };
    });
    const body = make("tbody", {}, ...this.lines.map(({ line }) => line));
    this.root = make("div", { class: "connectivity_explorer-counts" },
      make("table", {}, make("thead", {}, make("tr", {}, ...titles)), body));
  }

  show(state, network) {
    const counts = network.steps.map((step) => countStep(step, state));
    const name = (layer) => layerName(layer, state.layers);
    const rows = counts.map((each, step) =>
      [`${name(step)} → ${name(step + 1)}`, connectionSum(each), String(each.weights)]);
    const total = (key) => totalSum(counts.map((each) => each[key]));
    if (rows.length > 1) rows.push(["together", total("connections"), total("weights")]);
    this.lines.forEach(({ line, cells }, index) => {
      line.hidden = index >= rows.length;
      cells.forEach((cell, i) => writeText(cell, rows[index]?.[i] ?? ""));
    });
  }
}
