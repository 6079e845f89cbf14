/** TrainLive's list of layers: a draft that becomes the network as soon as it is one. */
import { make, writeText } from "./dom.js";
import { LAYER_KINDS, layerListProblem, layerNames, layerRows, layerSettings } from "./layer_list.js";
import { TRAIN_INPUT, TRAIN_KINDS, trainProblem } from "./train_live_layers.js";
import { layersWords } from "./train_live_words.js";

/** What a layer begins with when its kind is chosen, where that is not the kind's default. */
const EDITOR_NEW = {
  conv: { out_channels: 16, kernel_size: 3, padding: 1 },
  max_pool: { kernel_size: 2, stride: 2 },
  avg_pool: { kernel_size: 2, stride: 2 },
  linear: { out_features: 84 },
  dropout: { p: 0.5 },
};

export class TrainEditor {
  /** @param {(layers: object[]) => void} write  of a draft that can be trained */
  constructor(write, id) {
    this.write = write;
    this.note = make("p", { id: `${id}-layers`, class: "train_live-note cnn-error", role: "alert" });
    this.list = make("ol", { "class": "train_live-layers", "aria-label": "Layers, from the input to the scores" });
    this.node = make("details", {}, make("summary", {}, "Layers of the network"), this.note, this.list);
  }

  /** Show the layers that are trained; a draft gives way. */
  show(layers) {
    this.draft = layers;
    this.build();
  }

  /** Take over a changed draft, and write it if it can be trained. */
  change(draft, focus = null) {
    this.draft = draft;
    this.build(focus);
    if (trainProblem(draft) === null) this.write(draft);
  }

  edit(place, changes) {
    this.change(this.draft.map((layer, at) => (at === place ? { ...layer, ...changes } : layer)));
  }

  choose(place, kind) {
    this.change(this.draft.map((layer, at) => (at === place ? { kind, ...EDITOR_NEW[kind] } : layer)), [place, "kind"]);
  }

  /** A new layer comes after another: ReLU, which fits everywhere. */
  insert(place) {
    const draft = [...this.draft];
    draft.splice(place + 1, 0, { kind: "relu" });
    this.change(draft, [place + 1, "kind"]);
  }

  move(place) {
    const draft = [...this.draft];
    draft.splice(place - 1, 0, ...draft.splice(place, 1));
    this.change(draft, [place - 1, "up"]);
  }

  remove(place) {
    this.change(this.draft.filter((_, at) => at !== place), [Math.max(0, place - 1), "kind"]);
  }

  /** Build the rows; they are few, and change only where the reader changes them. */
  build(focus = null) {
    const { draft } = this;
    const problem = trainProblem(draft);
    const names = layerNames(draft);
    const rows = editorRows(draft, problem);
    const held = this.list.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    writeText(this.note, layersWords(draft));
    this.list.replaceChildren(...draft.map((layer, place) => this.row(layer, place, names[place], rows[place])));
    if (problem?.place >= 0) this.mark(problem);
    const part = focus?.join("-") ?? held;
    if (part) this.list.querySelector(`[data-part="${part}"]`)?.focus();
  }

  /** Mark the row that is wrong, and in it the setting that is named, or else its kind. */
  mark({ place, words }) {
    const row = this.list.children[place];
    const field = row.querySelector(`[data-part="${place}-${words.split(" ")[0]}"]`) ?? row.querySelector("select");
    row.classList.add("train_live-wrong");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", this.note.id);
  }

  row(layer, place, name, row) {
    const kind = make("select", { "aria-label": `${name}, kind`, "data-part": `${place}-kind` },
      ...Object.keys(TRAIN_KINDS).map((value) => make("option", { value }, LAYER_KINDS[value].label)));
    kind.value = layer.kind;
    kind.addEventListener("change", () => this.choose(place, kind.value));
    const fields = TRAIN_KINDS[layer.kind].map((setting) => this.field(layer, place, name, setting));
    const shape = row?.shape ? `→ ${row.shape.join(" × ")}` : "";
    return make("li", { class: "train_live-row" }, kind, make("span", { class: "train_live-settings" }, ...fields),
      make("span", { class: "train_live-shape cnn-number" }, shape), this.tools(place, name));
  }

  field(layer, place, name, setting) {
    const { label, min, max, type } = LAYER_KINDS[layer.kind].settings[setting];
    const input = make("input", {
      "type": "number", min, max, "step": type === "real" ? "0.1" : "1", "class": "cnn-number",
      "aria-label": `${name}, ${label}`, "data-part": `${place}-${setting}`,
    });
    input.value = layerSettings(layer)[setting];
    input.addEventListener("change", () =>
      this.edit(place, { [setting]: input.value === "" ? NaN : Number(input.value) }));
    return make("label", {}, make("span", { "aria-hidden": "true" }, label), input);
  }

  tools(place, name) {
    const tool = (text, part, label, act, isOff = false) => {
      const attributes = { "type": "button", "aria-label": label, "data-part": `${place}-${part}`, "disabled": isOff };
      const button = make("button", attributes, text);
      button.addEventListener("click", act);
      return button;
    };
    return make("span", { class: "train_live-tools" },
      tool("↑", "up", `Move ${name} towards the input`, () => this.move(place), place === 0),
      tool("+", "add", `Insert a layer after ${name}`, () => this.insert(place)),
      tool("×", "remove", `Remove ${name}`, () => this.remove(place), this.draft.length === 1));
  }
}

/** What the layers put out, up to one that is refused. */
function editorRows(draft, problem) {
  const isGood = layerListProblem(draft) === null;
  return layerRows(isGood ? draft : draft.slice(0, Math.max(0, problem.place)), TRAIN_INPUT);
}
