/** TrainLive's list of layers: a draft that becomes the network as soon as it can be trained. */
import { make, writeText } from "./dom.js";
import { LayerEditor, newLayer } from "./layer_editor.js";
import { LAYER_KINDS, MOST_LISTED_LAYERS } from "./layer_list.js";
import { TRAIN_KINDS, trainProblem, trainRows } from "./train_live_layers.js";
import { layersWords, outputCells } from "./train_live_words.js";

export class TrainEditor {
  /** @param {(layers: object[]) => void} write  of a draft that can be trained */
  constructor(write) {
    this.write = write;
    const act = { change: (draft, chosen) => this.change(draft, chosen), choose: (chosen) => this.choose(chosen) };
    this.list = new LayerEditor(act, { heads: ["Output", "Parameters"], cells: outputCells });
    for (const option of [...this.list.panel.kind.options]) if (!TRAIN_KINDS.includes(option.value)) option.remove();
    this.list.node.addEventListener("change", () => this.commit());
    this.note = make("p", { class: "train_live-note cnn-error", role: "alert" });
    this.node = make("details", {}, make("summary", {}, "Layers of the network"), this.note, this.list.node,
      make("div", { class: "cnn-bar" }, ...this.adder()));
  }

  /** A new layer of some kind comes after the chosen one, or at the end. */
  adder() {
    const kinds = make("select", { "aria-label": "Kind of the new layer" },
      ...TRAIN_KINDS.map((value) => make("option", { value }, LAYER_KINDS[value].label)));
    this.add = make("button", { type: "button" }, "Add");
    this.add.addEventListener("click", () => this.list.insert(newLayer(kinds.value)));
    return [kinds, this.add];
  }

  /** Show the layers that are trained; a draft gives way. */
  show(layers) {
    this.draw(layers, Math.min(this.list.chosen ?? -1, layers.length - 1));
  }

  choose(chosen) {
    this.draw(this.draft, chosen);
  }

  /** Take over a changed draft; while a number is typed the network waits for its last digit. */
  change(draft, chosen) {
    this.draw(draft, chosen);
    const { activeElement } = document;
    if (activeElement?.type !== "number" || !this.list.node.contains(activeElement)) this.commit();
  }

  commit() {
    if (trainProblem(this.draft) === null) this.write(this.draft);
  }

  draw(draft, chosen) {
    this.draft = draft;
    const problem = trainProblem(draft);
    writeText(this.note, layersWords(draft));
    // The line of a layer that is wrong says why itself.
    this.note.classList.toggle("cnn-hidden", problem?.place >= 0);
    this.add.disabled = draft.length >= MOST_LISTED_LAYERS;
    this.list.show(draft, trainRows(draft), chosen);
  }
}
