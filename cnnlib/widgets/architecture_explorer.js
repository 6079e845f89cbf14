/** ArchitectureExplorer: a network as a list of layers, drawn to scale, with what each layer costs. */
import { torchCode } from "./architecture_explorer_code.js";
import { ArchitectureInput } from "./architecture_explorer_input.js";
import { checkArchitecture, networkOfState, presetOf, stateOfNetwork } from "./architecture_explorer_math.js";
import { ArchitecturePicture } from "./architecture_explorer_picture.js";
import { reasonOf, rowCells, saysOf, totalCells } from "./architecture_explorer_words.js";
import { make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { LayerEditor, newLayer } from "./layer_editor.js";
import { LAYER_KINDS, LAYER_PRESETS, MOST_LISTED_LAYERS, layerNames, layerRows } from "./layer_list.js";

const ARCH_ADDRESS = ["preset", "layers", "input_shape", "layer"];
const ARCH_REASON_WIDTH = 230;
const ARCH_HEADS = ["Output", "Parameters", "Multiply-adds", "Memory", "Field"];

class ArchitectureView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.initial = this.state;
    this.build(uniqueName("architecture"));
    el.append(this.root);
    this.update = this.update.bind(this);
    for (const name of ARCH_ADDRESS) model.on(`change:${name}`, this.update);
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this.frame);
    this.width = this.frame.clientWidth;
    this.update();
  }

  get state() {
    return Object.fromEntries(ARCH_ADDRESS.map((name) => [name, this.model.get(name)]));
  }

  build(id) {
    this.buildNetwork();
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    const says = make("div", { class: "architecture_explorer-says cnn-number" }, ...this.words);
    this.root = make("div", {
      "class": "cnn-widget architecture_explorer", "role": "group", "aria-label": "Architecture explorer",
    }, this.buildBar(id), this.frame, this.buildKey(), says, this.scroller, this.buildTools(), this.status);
  }

  buildNetwork() {
    const act = {
      change: (layers, chosen) => this.change(layers, this.network.inputShape, chosen),
      choose: (place) => this.write({ layer: place < 0 ? null : place }),
    };
    this.picture = new ArchitecturePicture(act.choose, this.abort.signal);
    this.reason = make("p", { class: "architecture_explorer-reason cnn-error" });
    this.frame = make("div", { class: "architecture_explorer-frame" }, this.picture.node, this.reason);
    this.editor = new LayerEditor(act, { heads: ARCH_HEADS, cells: rowCells });
    this.sums = ARCH_HEADS.map(() => make("span", { class: "layer_editor-cell cnn-number", role: "cell" }));
    const starts = [["rowheader", "Sum"], ["cell", ""]].map(([role, text]) =>
      make("span", { class: "layer_editor-cell", role }, text));
    this.editor.node.append(make("div", { class: "architecture_explorer-sum", role: "rowgroup" },
      make("div", { class: "layer_editor-line", role: "row" }, ...starts, ...this.sums)));
    this.scroller = make("div", { class: "architecture_explorer-list" }, this.editor.node);
    this.words = [0, 1, 2].map(() => make("p"));
  }

  buildBar(id) {
    const { signal } = this.abort;
    this.presets = make("select", { "aria-label": "Network" },
      make("option", { value: "", hidden: true }, "Your own"),
      ...Object.entries(LAYER_PRESETS).map(([value, { title }]) => make("option", { value }, title)));
    this.presets.addEventListener("change", () =>
      this.write({ preset: this.presets.value, layers: null, input_shape: null, layer: null }), { signal });
    this.input = new ArchitectureInput(id, (shape) => this.change(this.network.layers, shape, this.chosen));
    const reset = make("button", { type: "button" }, "Reset");
    reset.addEventListener("click", () => this.write(this.initial), { signal });
    return make("div", { class: "architecture_explorer-head" },
      make("div", { class: "cnn-bar" }, this.presets, reset, this.input.node), this.input.note);
  }

  buildKey() {
    const part = (name, text) =>
      make("span", {}, make("i", { class: `architecture_explorer-key-${name}` }), text);
    return make("p", { class: "architecture_explorer-key cnn-note" },
      make("span", {}, "Maps to scale, depth √channels."), " ",
      make("span", {}, "Shares: ", part("parameters", "parameters"), " ", part("work", "multiply-adds")));
  }

  buildTools() {
    const { model, abort: { signal } } = this;
    const kinds = make("select", { "aria-label": "Kind of the new layer" },
      ...Object.entries(LAYER_KINDS).map(([value, { label }]) => make("option", { value }, label)));
    this.add = make("button", { type: "button" }, "Add");
    this.add.addEventListener("click", () => this.editor.insert(newLayer(kinds.value)), { signal });
    const copies = [makeCopyButton("Copy code", () => this.code, signal)];
    if (model.get("_static")) copies.push(makeCopyButton("Copy link", () => model.link(), signal));
    this.listing = make("pre", { tabindex: 0, role: "region", "aria-label": "PyTorch code" });
    this.details = make("details", {}, make("summary", {}, "PyTorch code"), this.listing);
    this.details.addEventListener("toggle", () => this.list(), { signal });
    const bars = [[kinds, this.add], copies].map((parts) => make("div", { class: "cnn-bar" }, ...parts));
    return make("div", {}, make("div", { class: "architecture_explorer-tools" }, ...bars), this.details);
  }

  get code() {
    return torchCode(this.network.layers, this.network.inputShape);
  }

  /** The reader changed the network. */
  change(layers, inputShape, chosen) {
    const layer = chosen < 0 ? null : chosen;
    this.write({ ...stateOfNetwork(layers, inputShape, this.model.get("preset")), layer });
  }

  /** Write several traits, and show them once. */
  write(changes) {
    this.isWriting = true;
    this.model.set(changes);
    this.isWriting = false;
    this.update();
    this.model.save_changes();
  }

  update() {
    if (this.isWriting) return;
    const { state } = this;
    this.network = networkOfState(state);
    const { layers, inputShape } = this.network;
    this.rows = layerRows(layers, inputShape);
    this.chosen = Math.min(state.layer ?? -1, layers.length - 1);
    this.presets.value = presetOf(this.network) ?? "";
    this.input.show(inputShape);
    this.add.disabled = layers.length >= MOST_LISTED_LAYERS;
    this.editor.show(layers, this.rows, this.chosen);
    totalCells(this.rows).forEach((text, at) => writeText(this.sums[at], text));
    this.reveal();
    this.say();
    this.draw();
    this.list();
  }

  /** Bring the chosen layer into the list's window, or with another preset its start, without moving the page. */
  reveal() {
    const { value } = this.presets;
    if (value !== this.listed && value !== "") this.scroller.scrollTop = 0;
    else if (this.revealed === this.chosen) return;
    this.listed = value;
    this.revealed = this.chosen;
    this.editor.reveal(this.scroller);
  }

  measure() {
    const { clientWidth } = this.frame;
    if (clientWidth === this.width) return;
    this.width = clientWidth;
    this.draw();
  }

  /** Draw the network; why a layer is impossible stands at its right, or above it where there is no room. */
  draw() {
    const { width } = this;
    if (width === 0) return;
    const drawing = { rows: this.rows, inputShape: this.network.inputShape, chosen: this.chosen, width };
    this.picture.show(drawing);
    if (this.reason.textContent === "") return;
    const left = Math.ceil(this.picture.end) + 8;
    const isBeside = left + ARCH_REASON_WIDTH <= width;
    this.reason.style.left = isBeside ? `${left}px` : "0";
    if (!isBeside) this.picture.show({ ...drawing, above: this.reason.offsetHeight });
  }

  /** Write the code where it can be seen. */
  list() {
    if (this.details.open) writeText(this.listing, this.code);
  }

  say() {
    const { layers, inputShape } = this.network;
    const names = layerNames(layers);
    const says = saysOf(layers, names, this.rows, inputShape, this.chosen);
    const reason = reasonOf(names, this.rows);
    this.words.forEach((node, at) => writeText(node, says[at]));
    writeText(this.reason, reason);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => writeText(this.status, [reason, ...says].join(" ").trim()), 600);
  }

  detach() {
    clearTimeout(this.saying);
    this.abort.abort();
    this.sizes.disconnect();
    for (const name of ARCH_ADDRESS) this.model.off(`change:${name}`, this.update);
    this.root.remove();
  }
}

function render({ model, el }) {
  const view = new ArchitectureView(model, el);
  return () => view.detach();
}

export default { render, address: ARCH_ADDRESS, check: checkArchitecture };
