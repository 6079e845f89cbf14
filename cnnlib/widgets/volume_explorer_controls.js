/** The settings of VolumeExplorer. Each is a choice among what can be shown, so that nothing need be refused. */
import { make, makeCopyButton } from "./dom.js";
import { VOLUME_PIXELS, volumeSizes } from "./volume_explorer_math.js";
import { VOLUME_LIMITS } from "./volume_explorer_state.js";

const CONTROL_PICTURES = [["numbers", "Numbers"], ["china", "Photograph: china"], ["flower", "Photograph: flower"]];
const CONTROL_GROUPS = [["all", "all channels"], ["depthwise", "depthwise"]];
const CONTROL_NUMBERS = [
  ["channels", "Channels"], ["size", "Size"], ["filters", "Filters"], ["kernel_size", "Kernel size"],
  ["stride", "Stride"], ["padding", "Padding"],
];

export class VolumeControls {
  /**
   * @param {{signal: AbortSignal, propose: (change: Object) => void, reset: () => void, renew: () => void,
   *   link: ?(() => string)}} options
   */
  constructor({ signal, propose, reset, renew, link }) {
    this.fields = {};
    const choose = (name, label, options, parse = String) => this.choice(name, label, options, (value) =>
      propose({ [name]: parse(value) }), signal);
    this.renew = volumeButton("New numbers", renew, signal);
    const end = [...(link ? [makeCopyButton("Copy link", link, signal)] : []), volumeButton("Reset", reset, signal)];
    const numbers = CONTROL_NUMBERS.map(([name, label]) => {
      const [least, most] = VOLUME_LIMITS[name];
      const values = Array.from({ length: most - least + 1 }, (_, index) => String(least + index));
      return choose(name, label, values.map((value) => [value, value]), Number);
    });
    this.fields.size.append(make("option", { value: String(VOLUME_PIXELS), hidden: true }, String(VOLUME_PIXELS)));
    this.root = make("div", { class: "volume_explorer-controls" },
      make("div", { class: "cnn-bar" }, choose("picture", "Input", CONTROL_PICTURES), this.renew,
        make("span", { class: "volume_explorer-end" }, ...end)),
      make("div", { class: "cnn-bar" }, ...numbers, choose("groups", "Each filter sees", CONTROL_GROUPS)));
  }

  choice(name, label, options, chosen, signal) {
    const field = make("select", {}, ...options.map(([value, text]) => make("option", { value }, text)));
    field.addEventListener("change", () => chosen(field.value), { signal });
    this.fields[name] = field;
    return make("label", { class: "volume_explorer-choice" }, `${label} `, field);
  }

  /** Show a state; what a photograph or depthwise filters decide is shown and cannot be chosen. */
  show(state) {
    const { isPhotograph, isDepthwise, depth, side, count } = volumeSizes(state);
    for (const [name, field] of Object.entries(this.fields)) field.value = String(state[name]);
    this.fix("channels", isPhotograph, depth);
    this.fix("size", isPhotograph, side);
    this.fix("filters", isDepthwise, count);
    this.renew.disabled = isPhotograph;
  }

  fix(name, isFixed, value) {
    this.fields[name].disabled = isFixed;
    this.fields[name].value = String(value);
  }
}

/** A button that is pressed with mouse, touch or key. */
export function volumeButton(text, press, signal, attributes = {}) {
  const button = make("button", { type: "button", ...attributes }, text);
  button.addEventListener("click", press, { signal });
  return button;
}
