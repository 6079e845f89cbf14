/** PoolingLab: numbers pooled window by window, and a row of detectors pooled before and after a shift. */
import { make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { PoolInput, PoolOutput } from "./pooling_lab_board.js";
import { PoolFields } from "./pooling_lab_fields.js";
import { poolNumbers } from "./pooling_lab_math.js";
import { PoolShift } from "./pooling_lab_shift.js";
import {
  checkPoolState, keptText, poolNumberProblem, poolProblem, sizeText, torchCall, torchLines, windowText,
} from "./pooling_lab_words.js";

const POOL_NUMBERS = [
  "input", "kind", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "position",
];
const POOL_ADDRESS = [...POOL_NUMBERS, "detectors", "detector_window", "detector_stride", "shift"];

class PoolView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.initial = this.read();
    this.build(el, uniqueName("pooling"));
    this.update = this.update.bind(this);
    for (const name of POOL_ADDRESS) model.on(`change:${name}`, this.update);
    this.update();
  }

  read() {
    return Object.fromEntries(POOL_ADDRESS.map((name) => [name, this.model.get(name)]));
  }

  build(el, id) {
    const { model, abort: { signal } } = this;
    this.note = make("p", { id: `${id}-note`, class: "pooling_lab-note cnn-error", role: "alert" });
    this.input = new PoolInput(this, signal);
    this.output = new PoolOutput(this, signal);
    this.fields = new PoolFields(this, id, this.note);
    this.shift = new PoolShift((changes) => this.write(changes), signal);
    this.call = make("code", { class: "pooling_lab-call" });
    const code = makeCopyButton("Copy PyTorch", () => torchLines(this.read()), signal);
    const link = model.get("_static") ? [makeCopyButton("Copy link", () => model.link(), signal)] : [];
    const reset = make("button", { type: "button" }, "Reset");
    reset.addEventListener("click", () => this.write({ ...this.initial }), { signal });
    this.says = ["sum", "kept", "size"].map((name) => make("p", { class: `pooling_lab-${name} cnn-number` }));
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.root = make("div", { "class": "cnn-widget pooling_lab", "role": "group", "aria-label": "Pooling" },
      make("section", { "class": "pooling_lab-numbers", "aria-label": "Numbers" },
        make("div", { class: "pooling_lab-stage" },
          poolSquare("Input", this.input.node), poolSquare("Output", this.output.node)),
        make("div", { class: "pooling_lab-words" }, ...this.says),
        make("div", { class: "pooling_lab-side" }, this.fields.node,
          this.call, make("div", { class: "cnn-bar" }, code, ...link, reset))),
      this.shift.node, this.status);
    el.append(this.root);
  }

  /** A change of the numbers or their settings: written if it can be pooled, else refused beside its field. */
  propose(changes, field) {
    const next = { ...this.read(), ...changes };
    const problem = poolProblem(next);
    if (problem) {
      this.refuse(problem, field);
      this.showFields();
    } else {
      const last = poolNumbers(next).outputs.length - 1;
      this.write({ ...changes, position: Math.min(next.position, last) });
    }
  }

  resize(axis, count, field) {
    const { input } = this.read();
    const size = [input.length, input[0].length].map((side, each) => (each === axis ? count : side));
    const isCount = Number.isInteger(count) && count >= 0 && count <= 99;
    const grown = isCount ? Array.from({ length: size[0] }, (_, i) =>
      Array.from({ length: size[1] }, (__, j) => input[i]?.[j] ?? 0)) : [];
    this.propose({ input: grown }, field);
  }

  /** Random numbers in the place of all. */
  random() {
    const number = () => Math.floor(100 * Math.random());
    this.propose({ input: this.read().input.map((row) => row.map(number)) }, this.fields.random);
  }

  /** What was typed into a cell; an empty one, or a sign alone, waits for more. */
  type(index, text) {
    const field = this.input.cells[index];
    if (["", "-", "−"].includes(text)) return;
    const problem = poolNumberProblem(text);
    if (problem) {
      this.refuse(problem, field);
      return;
    }
    const { input } = this.read();
    const columns = input[0].length;
    const value = Number(text.replace("−", "-")) + 0;
    const changed = input.map((row, i) => row.map((old, j) => (i * columns + j === index ? value : old)));
    this.propose({ input: changed }, field);
  }

  restore() {
    this.refuse("", null);
    this.input.show(this.read(), this.layout);
  }

  forgive() {
    this.refuse("", null);
    this.showFields();
  }

  showFields() {
    this.fields.show(this.read(), this.layout);
  }

  /** Say why, and mark the field; the one that was marked before is free again. */
  refuse(words, field) {
    writeText(this.note, words);
    if (this.refused !== field) {
      this.refused?.removeAttribute("aria-invalid");
      this.refused?.removeAttribute("aria-describedby");
    }
    this.refused = words ? field : null;
    this.refused?.setAttribute("aria-invalid", "true");
    this.refused?.setAttribute("aria-describedby", this.note.id);
  }

  /** Traits change together: what is drawn is drawn once, from all of them. */
  write(changes) {
    this.refuse("", null);
    this.isWriting = true;
    this.model.set(changes);
    this.isWriting = false;
    this.update();
    this.model.save_changes();
  }

  point(index) {
    this.pointed = index;
    this.mark();
  }

  pick(index) {
    if (index !== this.model.get("position")) this.write({ position: index });
  }

  update() {
    const state = this.read();
    if (this.isWriting || poolProblem(state)) return;
    const wanted = JSON.stringify(POOL_NUMBERS.slice(0, -1).map((name) => state[name]));
    if (wanted !== this.drawn) this.showNumbers(state);
    this.drawn = wanted;
    const ring = JSON.stringify([state.kind, ...POOL_ADDRESS.slice(POOL_NUMBERS.length).map((name) => state[name])]);
    if (ring !== this.ring) this.changes = this.shift.show(state);
    this.ring = ring;
    this.mark();
  }

  showNumbers(state) {
    this.layout = poolNumbers(state);
    this.pointed = null;
    this.input.show(state, this.layout);
    this.output.show(this.layout);
    this.fields.show(state, this.layout);
    writeText(this.says[1], keptText(this.layout));
    writeText(this.says[2], sizeText(state, this.layout));
    writeText(this.call, torchCall(state));
  }

  /** Show the window of the output that is pointed at, or else of the one that was picked. */
  mark() {
    const state = this.read();
    const last = this.layout.outputs.length - 1;
    const position = Math.min(this.pointed ?? state.position, last);
    this.input.mark(state, this.layout, position);
    this.output.mark(position);
    writeText(this.says[0], windowText(state, this.layout, position));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(position), 400);
  }

  say(position) {
    const columns = this.layout.outputSize[1];
    const place = `[${Math.floor(position / columns)}, ${position % columns}]`;
    const says = this.says.map(({ textContent }) => textContent);
    writeText(this.status, `Output ${place}: ${says[0]}. ${says[1]} ${this.changes}`);
  }

  remove() {
    clearTimeout(this.timer);
    this.abort.abort();
    for (const name of POOL_ADDRESS) this.model.off(`change:${name}`, this.update);
    this.root.remove();
  }
}

function poolSquare(title, board) {
  return make("div", { class: "pooling_lab-square" }, make("p", { class: "pooling_lab-title" }, make("b", {}, title)),
    make("div", { class: "pooling_lab-area" }, board));
}

function render({ model, el }) {
  const view = new PoolView(model, el);
  return () => view.remove();
}

export default { render, address: POOL_ADDRESS, check: checkPoolState };
