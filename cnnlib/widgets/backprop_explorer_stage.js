/** BackpropExplorer's six squares: input, kernel, output, and under each of them its gradient. */
import { Board } from "./conv_explorer_board.js";
import { place } from "./conv_explorer_math.js";
import { formatNumber } from "./conv_explorer_text.js";
import { isShortcut, make, writeText } from "./dom.js";
import { gatheredByInput, gatheredByWeight, meetings, scattered } from "./backprop_explorer_math.js";

const BACKPROP_BOARDS = {
  x: ["input", "Input x"], w: ["kernel", "Kernel w"], z: ["output", "Output z"],
  dX: ["gradient", "dX"], dW: ["gradient", "dW"], delta: ["gradient", "δ"],
};
const BACKPROP_ROOMY = 9;

/**
 * A board in which the first press chooses a cell, and only a second one opens its field. Arrow keys choose too, but
 * the focus alone does not: a reader who passes through with the Tab key keeps what is shown.
 */
class ChoosingBoard extends Board {
  focused(index) {
    if (index >= 0) this.makeCurrent(index);
  }

  key(event) {
    const isEnter = event.key === " " || (event.key === "Enter" && !this.on.edit);
    const isOwn = this.indexOf(event.target) >= 0 && !isShortcut(event);
    const chooses = isEnter || this.target(event.key) !== null;
    super.key(event);
    if (!isOwn || !chooses) return;
    event.preventDefault();
    this.on.pick(this.current);
  }

  click(event) {
    const index = this.indexOf(event.target);
    if (index < 0) return;
    this.cells[index].focus();
    this.on.pick(index);
    if (this.second) this.on.edit?.(index);
  }
}

export class BackpropStage {
  /**
   * @param {{signal: AbortSignal, on: {edit: Function, choose: Function}}} options  `edit(board, index, typed)` where
   *   a number is to change, `choose(view, index)` where an entry is to be explained
   */
  constructor({ signal, on }) {
    const handlers = {
      x: { edit: true }, w: { edit: true }, z: { view: "send" },
      dX: { view: "input" }, dW: { view: "weight" }, delta: { view: "send", edit: true },
    };
    this.sizes = {};
    this.frames = {};
    this.marked = new Map();
    for (const [name, each] of Object.entries(handlers)) this[name] = this.makeBoard(name, each, on, signal);
    this.none = make("p", { class: "cnn-note backprop_explorer-none" }, "No weights, so no dW.");
    const figures = Object.keys(BACKPROP_BOARDS).map((name) => this.makeFigure(name));
    this.dW.root.after(this.none);
    this.root = make("div", { class: "backprop_explorer-scroll" },
      make("div", { class: "backprop_explorer-stage" }, ...figures));
  }

  makeBoard(name, { view, edit }, on, signal) {
    const [kind, label] = BACKPROP_BOARDS[name];
    const own = { point: () => {}, leave: () => {}, pick: (index) => { if (view) on.choose(view, index); } };
    if (edit) own.edit = (index, typed) => on.edit(name, index, typed);
    const board = new ChoosingBoard({ kind, label, signal, on: own });
    board.root.classList.add(`backprop_explorer-${name}`);
    return board;
  }

  makeFigure(name) {
    const [kind, label] = BACKPROP_BOARDS[name];
    this.sizes[name] = make("span", { class: "backprop_explorer-size cnn-number" });
    if (name === "x" || name === "dX") {
      this.frames[name] = make("div", { "class": "backprop_explorer-frame", "aria-hidden": "true" });
      this[name].root.append(this.frames[name]);
    }
    const title = make("p", { class: `backprop_explorer-title backprop_explorer-of-${kind}` },
      make("b", {}, label), " ", this.sizes[name]);
    const area = make("div", { class: "backprop_explorer-area" }, this[name].root);
    return make("div", { class: "backprop_explorer-figure" }, title, area);
  }

  /** Build the boards for other sizes. */
  shape({ inputSize, paddedSize, kernelSize, outputSize, padding }) {
    const sides = [[padding, padding], [padding, padding]];
    for (const name of ["x", "dX"]) this[name].shape(inputSize, sides);
    for (const name of ["w", "dW"]) this[name].shape(kernelSize);
    for (const name of ["z", "delta"]) this[name].shape(outputSize);
    const across = paddedSize[1] + kernelSize[1] + outputSize[1];
    const sizes = { across, beside: across - kernelSize[1], first: paddedSize[1], down: paddedSize[0] };
    for (const [name, size] of Object.entries(sizes)) this.root.style.setProperty(`--${name}`, size);
    this.root.classList.toggle("backprop_explorer-roomy", across <= BACKPROP_ROOMY && paddedSize[0] <= 6);
    this.marked = new Map();
  }

  /** Write the numbers of the forward run, and δ. */
  fill(layout) {
    this.layout = layout;
    const { input, weights, outputs, deltas, operation, padding } = layout;
    this.x.fill(input.flat());
    if (weights) this.w.fill(weights.flat());
    this.z.fill(outputs);
    this.delta.fill(deltas);
    for (const zero of this.x.zeros.values()) writeText(zero, operation === "max" ? "−∞" : "0");
    const isConvolution = operation === "convolution";
    this.w.root.hidden = !weights;
    this.dW.root.hidden = !isConvolution;
    this.none.hidden = isConvolution;
    this.w.grid.setAttribute("aria-readonly", String(!isConvolution));
    this.writeSizes(layout, padding);
  }

  writeSizes({ inputSize, kernelSize, outputSize, operation }, padding) {
    const size = (sides) => sides.join(" × ");
    const padded = padding ? `, padded by ${padding}` : "";
    const kernel = { convolution: size(kernelSize), max: "none", average: "fixed" }[operation];
    const texts = { x: size(inputSize) + padded, w: kernel, z: size(outputSize) };
    Object.assign(texts, { dX: padding ? "∂J/∂x, rim cropped" : "∂J/∂x", dW: "∂J/∂w", delta: "∂J/∂z" });
    for (const [name, text] of Object.entries(texts)) writeText(this.sizes[name], text);
  }

  /** Show what a state points at: marks, frames, and the gradients as far as they have come. */
  show(state) {
    const { layout } = this;
    const isSend = state.view === "send";
    const until = state.step_by_step && isSend ? state.position + 1 : layout.outputs.length;
    this.writeGradients(scattered(layout, until));
    const marks = { send: () => this.sendMarks(state), weight: () => this.weightMarks(state),
      input: () => this.inputMarks(state) }[state.view]();
    if (state.step_by_step) for (const cell of this.later(state)) marks.set(cell, { kind: "later" });
    this.mark(marks);
    for (const frame of Object.values(this.frames)) frame.hidden = !isSend;
    if (isSend) this.moveFrames(state.position);
    this.select(state);
  }

  writeGradients({ weight, padded }) {
    const { padding, paddedSize, inputSize } = this.layout;
    const at = (index) => {
      const [row, column] = place(index, inputSize[1]);
      return padded[(row + padding) * paddedSize[1] + column + padding];
    };
    this.dX.fill(this.dX.cells.map((_, index) => at(index)));
    this.dW.fill(weight);
    for (const [key, cell] of this.dX.zeros) {
      const [row, column] = key.split(",").map((each) => Number(each) + padding);
      writeText(cell, formatNumber(padded[row * paddedSize[1] + column], 4));
    }
    const texts = [...this.dX.cells, ...this.dX.zeros.values()].map(({ textContent }) => textContent.length);
    this.dX.root.style.setProperty("--longest", Math.max(...texts));
  }

  sendMarks({ position }) {
    const { layout } = this;
    const marks = new Map([[this.z.cells[position], { kind: "current" }]]);
    const delta = layout.deltas[position];
    const note = (value) => `${delta * value < 0 ? "" : "+"}${formatNumber(delta * value, 3)}`;
    for (const { row, column, tap, x, w } of meetings(layout, position)) {
      const isWinner = layout.winners && w === 1;
      marks.set(this.x.at(row, column), { kind: isWinner ? "winner" : "tap" });
      if (!layout.winners || isWinner) marks.set(this.dX.at(row, column), { kind: "tap", note: note(w) });
      if (layout.gradWeight) marks.set(this.dW.cells[tap], { kind: "tap", note: note(x) });
      if (layout.gradWeight) marks.set(this.w.cells[tap], { kind: "tap" });
    }
    return marks.set(this.delta.cells[position], { kind: "current" });
  }

  weightMarks({ weight_position: index }) {
    const marks = new Map();
    for (const { position, row, column, delta } of gatheredByWeight(this.layout, index)) {
      marks.set(this.x.at(row, column), { kind: "tap", note: `×${formatNumber(delta, 3)}` });
      marks.set(this.delta.cells[position], { kind: "tap" });
    }
    return marks.set(this.w.cells[index], { kind: "linked" }).set(this.dW.cells[index], { kind: "current" });
  }

  inputMarks({ input_position: index }) {
    const { weights, winners } = this.layout;
    const marks = new Map();
    for (const { position, tap, w } of gatheredByInput(this.layout, index)) {
      const kind = winners && w === 0 ? "loser" : "tap";
      marks.set(this.delta.cells[position], { kind, note: winners ? "" : `×${formatNumber(w, 3)}` });
      if (weights) marks.set(this.w.cells[tap], { kind: "tap" });
    }
    return marks.set(this.x.cells[index], { kind: "linked" }).set(this.dX.cells[index], { kind: "current" });
  }

  /** The cells that the steps have not come to: outputs' δ, or entries of the gradient. */
  later({ view, position, weight_position: weight, input_position: input }) {
    const { delta, dW, dX } = this;
    const [board, reached] = { send: [delta, position], weight: [dW, weight], input: [dX, input] }[view];
    return board.cells.slice(reached + 1);
  }

  /** Mark cells; those that were marked alike are left alone. */
  mark(marks) {
    for (const [cell, old] of this.marked) {
      if (marks.get(cell)?.kind !== old.kind) cell.classList.remove(`backprop_explorer-${old.kind}`);
      if (old.note && !marks.get(cell)?.note) delete cell.dataset.note;
    }
    for (const [cell, { kind, note }] of marks) {
      if (this.marked.get(cell)?.kind !== kind) cell.classList.add(`backprop_explorer-${kind}`);
      if (note && cell.dataset.note !== note) cell.dataset.note = note;
    }
    this.marked = marks;
  }

  moveFrames(position) {
    const { outputSize, stride, kernelSize } = this.layout;
    const [row, column] = place(position, outputSize[1]).map((each) => each * stride);
    for (const frame of Object.values(this.frames)) backpropMove(frame, row, column, kernelSize);
  }

  select({ view, position, weight_position: weight, input_position: input }) {
    const wanted = { z: position, delta: position, dW: weight, dX: input };
    const shown = { send: ["z", "delta"], weight: ["dW"], input: ["dX"] }[view];
    for (const [name, index] of Object.entries(wanted)) {
      const board = this[name];
      const selected = shown.includes(name) ? board.cells[index] : null;
      if (board.selected !== selected) {
        board.selected?.removeAttribute("aria-selected");
        selected?.setAttribute("aria-selected", "true");
        board.selected = selected;
      }
      if (selected) board.makeCurrent(index);
    }
  }
}

/** Lay a frame of a size at a row and a column of its board. */
export function backpropMove(frame, row, column, [rows, columns]) {
  frame.style.gridArea = `${row + 1} / ${column + 1} / ${row + 1 + rows} / ${column + 1 + columns}`;
}
