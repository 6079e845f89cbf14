/** The open part of a list of layers: the chosen layer's kind, its settings as fields, and what can be done with it. */
import { make, uniqueName, writeText } from "./dom.js";
import { LAYER_KINDS, MOST_LISTED_LAYERS, layerSettings, settingProblem } from "./layer_list.js";

const PANEL_CHOICES = { connections: { null: "all to all", 60: "LeNet’s table I" } };

/** `editor` has edit(changes), turn(kind), move(step), duplicate() and remove(). */
export class LayerPanel {
  constructor(editor) {
    this.editor = editor;
    this.note = make("p", { id: uniqueName("layer-note"), class: "layer_editor-note cnn-error", role: "alert" });
    this.kind = make("select", { "aria-label": "Kind" },
      ...Object.entries(LAYER_KINDS).map(([value, { label }]) => make("option", { value }, label)));
    this.kind.addEventListener("change", () => editor.turn(this.kind.value));
    this.fields = Object.fromEntries(Object.entries(LAYER_KINDS).map(([kind, { settings }]) =>
      [kind, Object.entries(settings).map(([name, setting]) => panelField(this, name, setting))]));
    this.places = make("span", { class: "layer_editor-fields" });
    this.makeTools();
    const tools = make("span", { class: "layer_editor-tools" }, ...Object.values(this.tools));
    this.node = make("div", { class: "layer_editor-panel", role: "row" },
      make("div", { class: "layer_editor-open", role: "cell" }, this.kind, this.places, tools, this.note));
  }

  makeTools() {
    const { editor } = this;
    const tool = (sign, act) => {
      const button = make("button", { type: "button" }, sign);
      button.addEventListener("click", act);
      return button;
    };
    this.tools = {
      up: tool("↑", () => editor.move(-1)),
      down: tool("↓", () => editor.move(1)),
      copy: tool("⧉", () => editor.duplicate()),
      remove: tool("×", () => editor.remove()),
    };
  }

  /** Show a layer's settings; what was typed and refused stays until the reader leaves the field. */
  show(layer, name, place, count) {
    if (this.place !== place || this.shown !== layer.kind) this.turn(layer.kind, place);
    const full = layerSettings(layer);
    for (const field of this.fields[layer.kind]) field.show(full[field.name]);
    if (this.name === name && this.count === count && this.labeled === place) return;
    Object.assign(this, { name, count, labeled: place });
    this.label();
  }

  /** Another layer, or another kind: other fields, and nothing is refused any more. */
  turn(kind, place) {
    this.refuse("");
    if (this.shown !== kind) {
      this.kind.value = kind;
      this.places.replaceChildren(...this.fields[kind].map(({ node }) => node));
    }
    Object.assign(this, { shown: kind, place });
  }

  label() {
    const { tools: { up, down, copy, remove }, name, place, count } = this;
    const says = [
      [up, `Move ${name} towards the input`], [down, `Move ${name} towards the output`],
      [copy, `Duplicate ${name}`], [remove, `Remove ${name}`],
    ];
    for (const [button, words] of says) button.setAttribute("aria-label", words);
    for (const [button, words] of says) button.title = words;
    up.disabled = place === 0;
    down.disabled = place === count - 1;
    copy.disabled = count >= MOST_LISTED_LAYERS;
    remove.disabled = count === 1;
    this.kind.setAttribute("aria-label", `${name}, kind`);
    for (const field of this.fields[this.shown]) field.label(name);
  }

  /** Say why a field was refused; without words nothing is refused any more. */
  refuse(words, name = null) {
    writeText(this.note, words);
    for (const field of this.fields[this.shown] ?? []) field.refuse(words !== "" && field.name === name, this.note.id);
  }

  /** Give the focus back to a part that had it, or to its neighbor where it can no longer have it. */
  focus(part) {
    if (this.node.contains(part) && !part.disabled) part.focus();
    else this.kind.focus();
  }

  /** Take what was typed, or refuse it. */
  take(name, setting, value) {
    const problem = settingProblem(setting, value);
    this.refuse(problem ? `${setting.label} ${problem}` : "", name);
    if (!problem) this.editor.edit({ [name]: value });
  }
}

function panelField(panel, name, setting) {
  const { input, read, write } = PANEL_INPUTS[setting.type](name, setting);
  let good = "";
  const isRefused = () => input.getAttribute("aria-invalid") === "true";
  input.addEventListener(setting.type === "choice" ? "change" : "input", () => panel.take(name, setting, read()));
  input.addEventListener("blur", () => {
    if (!isRefused()) return;
    panel.refuse("");
    write(good);
  });
  const show = (value) => {
    good = value;
    if (!isRefused() && read() !== value) write(value);
  };
  const refuse = (isWrong, note) => {
    if (isWrong === isRefused()) return;
    input.setAttribute("aria-invalid", String(isWrong));
    if (isWrong) input.setAttribute("aria-describedby", note);
    else input.removeAttribute("aria-describedby");
  };
  const label = (layer) => input.setAttribute("aria-label", `${layer}, ${setting.label}`);
  const node = make("label", { class: `layer_editor-${setting.type}` },
    make("span", { "aria-hidden": "true" }, setting.label), input);
  return { node, name, input, show, refuse, label };
}

const PANEL_INPUTS = {
  whole: (name, { min, max }) => panelNumber({ min, max, step: 1 }),
  real: (name, { min, max }) => panelNumber({ min, max, step: 0.05 }),
  flag: () => {
    const input = make("input", { type: "checkbox" });
    return { input, read: () => input.checked, write: (value) => { input.checked = value; } };
  },
  choice: (name, { choices }) => {
    const options = choices.map((value) => make("option", { value: String(value) }, PANEL_CHOICES[name][value]));
    const input = make("select", {}, ...options);
    const read = () => choices[input.selectedIndex];
    return { input, read, write: (value) => { input.value = String(value); } };
  },
};

function panelNumber(limits) {
  const input = make("input", { type: "number", class: "cnn-number", ...limits });
  const read = () => (input.value === "" ? NaN : Number(input.value));
  return { input, read, write: (value) => { input.value = value; } };
}
