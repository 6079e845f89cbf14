/**
 * A list of layers that is edited in place: a line of numbers for each, and below the chosen one its fields and
 * tools. Nothing but the layers is kept here; what an edit would make of them goes to the widget, which shows it.
 *
 * @typedef {object} LayerAct what the widget does
 * @property {(layers: ListedLayer[], chosen: number) => void} change the reader edited the list
 * @property {(place: number) => void} choose the reader chose a layer; −1 for none
 *
 * @typedef {object} LayerEditorOptions
 * @property {string[]} heads the headings of the numbers
 * @property {(row: LayerRow) => string[]} cells the numbers of a layer
 */
import { isShortcut, make, writeText } from "./dom.js";
import { LayerPanel } from "./layer_editor_panel.js";
import { LAYER_KINDS, MOST_LISTED_LAYERS, layerNames, layerSettings } from "./layer_list.js";

const EDITOR_STEPS = { ArrowUp: -1, ArrowDown: 1 };
const EDITOR_NEW = {
  conv: { out_channels: 16, kernel_size: 3, padding: 1 },
  max_pool: { kernel_size: 2, stride: 2 },
  avg_pool: { kernel_size: 2, stride: 2 },
  subsampling: { kernel_size: 2, stride: 2 },
  linear: { out_features: 10 },
  dropout: { p: 0.5 },
  rbf: { out_features: 10 },
};

const EDITOR_SAID = { bias: "no bias", connections: "table I" };

/** A layer of a kind, to begin with. */
export function newLayer(kind) {
  return { kind, ...EDITOR_NEW[kind] };
}

/** The settings of a layer in a few words, such as "5 × 5 → 16, stride 2". */
export function layerWords(layer) {
  const full = layerSettings(layer);
  const { kernel_size: kernel, out_channels: out = full.out_features } = full;
  const start = layer.kind === "conv" ? [] : [LAYER_KINDS[layer.kind].label];
  if (kernel !== undefined) start.push(`${kernel} × ${kernel}`);
  if (out !== undefined) start.push(`→ ${out}`);
  const said = Object.entries(LAYER_KINDS[layer.kind].settings)
    .filter(([name, setting]) => editorIsSaid(name, setting, full))
    .map(([name, { label }]) => EDITOR_SAID[name] ?? `${label} ${full[name]}`);
  return [start.join(" "), ...said].join(", ");
}

/** Whether a setting is said beside the sizes: where it is not the usual one. */
function editorIsSaid(name, setting, full) {
  if (["kernel_size", "out_channels", "out_features"].includes(name)) return false;
  if (name === "stride") return full.stride !== (setting.default ?? full.kernel_size);
  return name === "p" || full[name] !== setting.default;
}

export class LayerEditor {
  /**
   * @param {LayerAct} act
   * @param {LayerEditorOptions} options
   */
  constructor(act, { heads, cells }) {
    Object.assign(this, { act, heads, cells, lines: [] });
    this.panel = new LayerPanel(this);
    this.body = make("div", { class: "layer_editor-body", role: "rowgroup" });
    const titles = ["Layer", "Kind and settings", ...heads].map((title) =>
      make("span", { class: "layer_editor-cell", role: "columnheader" }, title));
    const line = make("div", { class: "layer_editor-line layer_editor-heads", role: "row" }, ...titles);
    const label = "Layers, from the input upwards";
    this.node = make("div", { "class": "layer_editor", "role": "table", "aria-label": label }, line, this.body);
    this.body.addEventListener("keydown", (event) => this.onKey(event));
  }

  /**
   * Show layers and what they cost; `chosen` is open, −1 for none.
   * @param {ListedLayer[]} layers
   * @param {LayerRow[]} rows
   */
  show(layers, rows, chosen) {
    const held = this.panel.node.contains(document.activeElement) ? document.activeElement : null;
    if (layers.length !== this.lines.length) this.build(layers.length);
    Object.assign(this, { layers, chosen });
    const names = layerNames(layers);
    layers.forEach((layer, place) => this.lines[place].show(layer, names[place], rows[place], place === chosen));
    this.open(names[chosen], held);
  }

  /** Scroll a window on the list so that the chosen layer and its fields are in it; the page stays. */
  reveal(scroller) {
    if (this.chosen < 0) return;
    const seen = scroller.getBoundingClientRect();
    const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(scroller);
    const line = this.lines[this.chosen].node.getBoundingClientRect();
    const panel = this.panel.node.getBoundingClientRect();
    const below = panel.bottom + parseFloat(scrollPaddingBottom) - seen.bottom;
    const above = seen.top + parseFloat(scrollPaddingTop) - line.top;
    if (above > 0) scroller.scrollTop -= above;
    else if (below > 0) scroller.scrollTop += below;
  }

  open(name, held) {
    const { node } = this.panel;
    if (this.chosen < 0) {
      node.remove();
      return;
    }
    this.panel.show(this.layers[this.chosen], name, this.chosen, this.layers.length);
    const { node: line } = this.lines[this.chosen];
    if (line.nextSibling === node) return;
    line.after(node);
    if (held) this.panel.focus(held);
  }

  build(count) {
    while (this.lines.length > count) this.lines.pop().node.remove();
    while (this.lines.length < count) {
      const line = editorLine(this, this.lines.length);
      this.lines.push(line);
      this.body.append(line.node);
    }
  }

  /** Up and down go from line to line, and open the next one where one is open. */
  onKey(event) {
    const place = this.lines.findIndex(({ button }) => button === event.target);
    const step = EDITOR_STEPS[event.key];
    if (place < 0 || !step || isShortcut(event)) return;
    event.preventDefault();
    const next = Math.min(this.lines.length - 1, Math.max(0, place + step));
    if (this.chosen >= 0) this.act.choose(next);
    this.lines[next].button.focus();
  }

  edit(changes) {
    const layers = this.layers.map((each, at) => (at === this.chosen ? { ...each, ...changes } : each));
    this.act.change(layers, this.chosen);
  }

  /** Another kind keeps the settings that it has too, and gets a name of its own. */
  turn(kind) {
    const old = layerSettings(this.layers[this.chosen]);
    const kept = Object.keys(newLayer(kind)).filter((name) => name in old && name !== "kind");
    const layer = { ...newLayer(kind), ...Object.fromEntries(kept.map((name) => [name, old[name]])) };
    this.act.change(this.layers.map((each, at) => (at === this.chosen ? layer : each)), this.chosen);
  }

  move(step) {
    const layers = [...this.layers];
    layers.splice(this.chosen + step, 0, ...layers.splice(this.chosen, 1));
    this.act.change(layers, this.chosen + step);
  }

  remove() {
    const layers = this.layers.filter((_, place) => place !== this.chosen);
    this.act.change(layers, Math.min(this.chosen, layers.length - 1));
  }

  duplicate() {
    const copy = { ...this.layers[this.chosen] };
    delete copy.name;
    this.insert(copy);
  }

  /** Put a layer after the chosen one, or at the end, and choose it; refused where the list is full. */
  insert(layer) {
    if (this.layers.length >= MOST_LISTED_LAYERS) return;
    const place = this.chosen < 0 ? this.layers.length : this.chosen + 1;
    this.act.change([...this.layers.slice(0, place), layer, ...this.layers.slice(place)], place);
  }
}

/** One layer: a button with its name, its settings in words, its numbers, and why it cannot be. */
function editorLine(editor, place) {
  const button = make("button", { type: "button", class: "layer_editor-name" });
  const words = make("span", { class: "layer_editor-cell layer_editor-words", role: "cell" });
  const cells = editor.heads.map(() => make("span", { class: "layer_editor-cell cnn-number", role: "cell" }));
  const refusal = make("span", { class: "layer_editor-refusal cnn-error", role: "cell", hidden: true });
  const node = make("div", { class: "layer_editor-line", role: "row" },
    make("span", { class: "layer_editor-cell", role: "rowheader" }, button), words, ...cells, refusal);
  const choose = () => editor.act.choose(editor.chosen === place ? -1 : place);
  node.addEventListener("click", choose);
  const show = (layer, name, row, isChosen) => {
    writeText(button, name);
    editorWords(words, layerWords(layer));
    button.setAttribute("aria-expanded", String(isChosen));
    node.classList.toggle("layer_editor-chosen", isChosen);
    node.classList.toggle("layer_editor-after", row.shape === null && row.refusal === null);
    node.classList.toggle("layer_editor-refused", row.refusal !== null);
    refusal.hidden = row.refusal === null;
    writeText(refusal, row.refusal ?? "");
    const texts = row.shape === null ? cells.map(() => "") : editor.cells(row);
    cells.forEach((cell, at) => writeText(cell, texts[at]));
  };
  return { node, button, show };
}

/** Write words that may be cut off, and whole where the pointer rests. */
function editorWords(node, words) {
  if (node.textContent === words) return;
  node.textContent = words;
  node.title = words;
}
