/** BackpropExplorer's settings: example, operation, stride, padding, and, folded away, the sizes. */
import { makeButton } from "./conv_explorer_dom.js";
import { matrixSize } from "./conv_explorer_math.js";
import { resized } from "./conv_explorer_state.js";
import { make, makeCopyButton } from "./dom.js";
import {
  BACKPROP_EXAMPLES, BACKPROP_OPERATIONS, BACKPROP_RANGES, BACKPROP_SIDES, backpropExample, backpropExampleName,
} from "./backprop_explorer_state.js";

const BACKPROP_LINES = ["rows", "columns"];

export class BackpropControls {
  /**
   * @param {{signal: AbortSignal, propose: (change: Object, field: Element) => void,
   *   refuse: (field: Element, text: string) => void, reset: () => void, link: ?(() => string)}} options
   */
  constructor({ signal, propose, refuse, reset, link }) {
    Object.assign(this, { signal, propose, refuse, fields: {} });
    const copy = link ? [makeCopyButton("Copy link", link, signal)] : [];
    this.makeExamples();
    this.makeOperations();
    const steps = [this.makeStep("stride", "Stride"), this.makeStep("padding", "Padding")];
    this.root = make("div", { class: "backprop_explorer-controls" }, this.examples,
      make("div", { "class": "backprop_explorer-choice", "role": "group", "aria-label": "Operation" },
        ...this.operations),
      make("div", { class: "backprop_explorer-settings" }, ...steps, makeButton("Reset", "", reset, signal)));
    this.foot = make("div", { class: "backprop_explorer-foot" }, this.makeSizes(), ...copy);
  }

  makeExamples() {
    this.examples = make("select", { "aria-label": "Example" },
      make("option", { value: "", hidden: true }, "Your own numbers"),
      ...Object.keys(BACKPROP_EXAMPLES).map((name) => make("option", { value: name }, name)));
    const choose = () => this.propose(backpropExample(this.examples.value, this.state), this.examples);
    this.examples.addEventListener("change", choose, { signal: this.signal });
  }

  makeOperations() {
    this.operations = Object.entries(BACKPROP_OPERATIONS).map(([operation, label]) => {
      const press = (event) => this.propose(this.operationChange(operation), event.currentTarget);
      const button = makeButton(label, "", press, this.signal);
      button.dataset.operation = operation;
      return button;
    });
  }

  /** Another operation keeps the settings, but for padding wider than half of a pooling's window. */
  operationChange(operation) {
    const { padding, kernel_size: size } = this.state;
    return operation === "convolution" ? { operation }
      : { operation, padding: Math.min(padding, Math.floor(size / 2)) };
  }

  makeStep(name, label) {
    const [least, most] = BACKPROP_RANGES[name];
    return this.makeNumber(name, label, label, least, most, (value) => ({ [name]: value }));
  }

  makeSizes() {
    const sizeOf = (name, axis, value) =>
      matrixSize(this.state[name]).map((side, each) => (each === axis ? value : side));
    const lines = (name) => BACKPROP_LINES.map((line, axis) => {
      const [least, most] = BACKPROP_SIDES[name];
      const label = `${name[0].toUpperCase()}${name.slice(1)}, ${line}`;
      return this.makeNumber(`${name}-${axis}`, label, label, least, most, (value) =>
        ({ [name]: resized(this.state[name], sizeOf(name, axis, value)) }));
    });
    const [least, most] = BACKPROP_RANGES.kernel_size;
    const side = this.makeNumber("kernel_size", "Window", "Window of a pooling", least, most, (value) =>
      ({ kernel_size: value, padding: Math.min(this.state.padding, Math.floor(value / 2)) }));
    return make("details", { class: "backprop_explorer-sizes" }, make("summary", {}, "Sizes"),
      make("div", { class: "backprop_explorer-settings" }, ...lines("input"), ...lines("kernel"), side));
  }

  /** A whole number from `least` to `most`; `change(value)` is what it asks for. */
  makeNumber(name, text, label, least, most, change) {
    const field = make("input", { "type": "number", "class": "cnn-number", "min": least, "max": most, "step": 1,
      "aria-label": label });
    const read = () => {
      if (field.value === "" && !field.validity.badInput) return;
      const value = Number(field.value);
      const good = field.value !== "" && Number.isInteger(value) && value >= least && value <= most;
      if (good) this.propose(change(value), field);
      else this.refuse(field, `${label} must be a whole number from ${least} to ${most}.`);
    };
    field.addEventListener("input", read, { signal: this.signal });
    field.addEventListener("blur", () => this.restore(field), { signal: this.signal });
    this.fields[name] = field;
    return make("label", { class: "backprop_explorer-field" }, make("span", {}, text), field);
  }

  /** A field that is left shows what holds, whatever it refused; the refusal can still be read. */
  restore(field) {
    field.removeAttribute("aria-invalid");
    backpropWrite(field, field.dataset.shown);
  }

  /** Show a state in all fields. */
  show(state, { inputSize }) {
    this.state = state;
    const isConvolution = state.operation === "convolution";
    const kernel = matrixSize(state.kernel);
    const values = { stride: state.stride, padding: state.padding, kernel_size: state.kernel_size };
    for (const axis of [0, 1]) {
      values[`input-${axis}`] = inputSize[axis];
      values[`kernel-${axis}`] = kernel[axis];
    }
    for (const [name, value] of Object.entries(values)) backpropWrite(this.fields[name], value);
    for (const axis of [0, 1]) this.fields[`kernel-${axis}`].disabled = !isConvolution;
    this.fields.kernel_size.disabled = isConvolution;
    for (const button of this.operations) {
      button.setAttribute("aria-pressed", String(button.dataset.operation === state.operation));
    }
    this.examples.value = backpropExampleName(state);
  }
}

function backpropWrite(field, value) {
  field.dataset.shown = String(value);
  if (field.value !== String(value)) field.value = String(value);
}
