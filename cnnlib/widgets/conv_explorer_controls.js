/** The bar of settings: example, kind, stride, dilation, padding. */
import { makeButton } from "./conv_explorer_dom.js";
import { make, makeCopyButton, uniqueName } from "./dom.js";
import { PRESETS } from "./conv_explorer_presets.js";
import { LARGEST, PADDINGS } from "./conv_explorer_state.js";

const CONTROL_AXES = [["height", "↕"], ["width", "↔"]];
const CONTROL_SIDES = [["top", "↑"], ["bottom", "↓"], ["left", "←"], ["right", "→"]];
const CONTROL_OWN = "own";

export class Controls {
  /**
   * @param {{signal: AbortSignal, propose: (change: Object, field: Element) => void,
   *   refuse: (field: Element, text: string) => void, reset: () => void, link: ?(() => string)}} options
   */
  constructor({ signal, propose, refuse, reset, link }) {
    Object.assign(this, { signal, propose, refuse });
    const copy = link ? [makeCopyButton("Copy link", link, signal)] : [];
    this.root = make("div", { class: "conv_explorer-controls" },
      make("div", { class: "cnn-bar" }, this.makePresets(), this.makeKind(),
        make("span", { class: "conv_explorer-push conv_explorer-wide" }, ...copy,
          makeButton("Reset", "", reset, signal))),
      make("div", { class: "cnn-bar" }, this.makePair("stride"), this.makePair("dilation"), this.makePadding()));
  }

  makePresets() {
    const options = PRESETS.map(({ name }, index) => make("option", { value: String(index) }, name));
    const own = make("option", { value: CONTROL_OWN, hidden: true }, "Your own numbers");
    this.presets = this.makeSelect("Example", [own, ...options], (value) => PRESETS[value].state);
    this.presets.parentElement.classList.add("conv_explorer-wide");
    return this.presets.parentElement;
  }

  makeKind() {
    this.kinds = [["Cross-correlation ⋆", false], ["Convolution ∗", true]].map(([text, flip]) => {
      const press = (event) => this.propose({ flip }, event.currentTarget);
      return Object.assign(makeButton(text, "", press, this.signal), { flip });
    });
    const label = { role: "group", "aria-label": "Operation" };
    return make("span", { class: "conv_explorer-kinds conv_explorer-wide", ...label }, ...this.kinds);
  }

  makePair(name) {
    const changed = (index, value) => this.state[name].map((old, i) => (i === index ? value : old));
    this[name] = CONTROL_AXES.map(([axis, sign], index) =>
      this.makeNumber(`${name}, ${axis}`, sign, 1, LARGEST[name], (value) => ({ [name]: changed(index, value) })));
    return this.makeGroup(name, this[name].map((field) => field.parentElement));
  }

  makePadding() {
    const options = [...PADDINGS, CONTROL_OWN].map((name) =>
      make("option", { value: name }, name === CONTROL_OWN ? "by side" : name));
    this.padding = this.makeSelect("Padding", options, (value) =>
      ({ padding: value === CONTROL_OWN ? this.layout.sides : value }));
    this.sides = CONTROL_SIDES.map(([side, sign], index) =>
      this.makeNumber(`padding, ${side}`, sign, 0, LARGEST.padding,
        (value) => ({ padding: controlSides(this.layout.sides, index, value) })));
    const label = { role: "group", "aria-label": "Padding" };
    return make("span", { class: "conv_explorer-group conv_explorer-wide", ...label }, this.padding.parentElement,
      make("span", { class: "conv_explorer-sides" }, ...this.sides.map((field) => field.parentElement)));
  }

  makeGroup(name, parts) {
    const title = name[0].toUpperCase() + name.slice(1);
    return make("span", { class: "conv_explorer-group", role: "group", "aria-label": title },
      make("span", { class: "conv_explorer-name" }, title), ...parts);
  }

  /** A list of choices; `change(value)` is what a choice asks for. */
  makeSelect(label, options, change) {
    const select = make("select", { id: uniqueName("conv_explorer-choice") }, ...options);
    select.addEventListener("change", () => this.propose(change(select.value), select), { signal: this.signal });
    this.restoreWhenLeft(select);
    make("span", { class: "conv_explorer-group" }, make("label", { for: select.id }, label), select);
    return select;
  }

  /** A whole number from `least` to `most`; `change(value)` is what it asks for. */
  makeNumber(name, sign, least, most, change) {
    const label = `${name[0].toUpperCase()}${name.slice(1)}`;
    const range = { min: least, max: most, step: 1, required: true };
    const kind = { "class": "cnn-number", "type": "number", "inputmode": "numeric", "aria-label": label };
    const field = make("input", { ...kind, ...range });
    const read = (event) => {
      const isEmpty = field.value === "" && !field.validity.badInput;
      if (event.type === "input" ? isEmpty : field.value === field.dataset.shown) return;
      const value = Number(field.value);
      const good = field.value !== "" && Number.isInteger(value) && value >= least && value <= most;
      if (good) this.propose(change(value), field);
      else this.refuse(field, `${label} must be a whole number from ${least} to ${most}.`);
    };
    for (const type of ["input", "change"]) field.addEventListener(type, read, { signal: this.signal });
    field.addEventListener("click", () => field.select(), { signal: this.signal });
    this.restoreWhenLeft(field);
    make("label", { class: "conv_explorer-field", title: label }, make("span", { "aria-hidden": "true" }, sign), field);
    return field;
  }

  /** A field that is left shows what holds, whatever it refused; the refusal can still be read. */
  restoreWhenLeft(field) {
    const restore = () => {
      controlWrite(field, field.dataset.shown);
      field.removeAttribute("aria-invalid");
    };
    field.addEventListener("blur", restore, { signal: this.signal });
  }

  /** Show a state in all fields. */
  show(state, layout) {
    Object.assign(this, { state, layout });
    for (const name of ["stride", "dilation"]) {
      this[name].forEach((field, axis) => controlWrite(field, state[name][axis]));
    }
    this.sides.forEach((field, index) => controlWrite(field, layout.sides.flat()[index]));
    controlWrite(this.padding, typeof state.padding === "string" ? state.padding : CONTROL_OWN);
    const index = PRESETS.findIndex((preset) => controlSame(preset.state, state));
    controlWrite(this.presets, index < 0 ? CONTROL_OWN : index);
    for (const button of this.kinds) button.setAttribute("aria-pressed", String(button.flip === state.flip));
  }
}

function controlWrite(field, value) {
  field.dataset.shown = String(value);
  if (field.value !== String(value)) field.value = String(value);
}

function controlSame(preset, state) {
  return Object.entries(preset).every(([name, value]) =>
    name === "position" || JSON.stringify(value) === JSON.stringify(state[name]));
}

function controlSides(sides, index, value) {
  const flat = sides.flat().map((old, i) => (i === index ? value : old));
  return [flat.slice(0, 2), flat.slice(2)];
}
