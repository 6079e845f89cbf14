/** Input ⋆ kernel = output: three boards in one size of cell, the window, and the marks that tie them together. */
import { Board } from "./conv_explorer_board.js";
import { makeButton } from "./conv_explorer_dom.js";
import { make, writeText } from "./dom.js";
import { usesOf, windowTerms } from "./conv_explorer_math.js";
import { formatNumber } from "./conv_explorer_text.js";

const STAGE_LARGEST_CELL = 58;
const STAGE_SMALLEST_CELL = 8;
const STAGE_STEPPER = 110;
const STAGE_SIGNS = 60;
const STAGE_ROOM_FOR_WEIGHT = 30;

export class Stage {
  /** @param {{signal: AbortSignal, on: Object, resize: Function}} options  `resize(name, axis, by, button)` */
  constructor({ signal, on, resize }) {
    this.input = new Board({ kind: "input", label: "Input", signal, on: on.input });
    this.kernel = new Board({ kind: "kernel", label: "Kernel", signal, on: on.kernel });
    this.output = new Board({ kind: "output", label: "Output", signal, on: on.output });
    this.frame = make("div", { class: "conv_explorer-frame", "aria-hidden": "true" });
    this.input.root.append(this.frame);
    this.sign = make("div", { class: "conv_explorer-sign" });
    this.sizes = {};
    this.linked = [];
    const steppers = (name) => this.makeSteppers(name, resize, signal);
    this.root = make("div", { class: "conv_explorer-stage" },
      this.makeFigure("Input", this.input, steppers("input")), this.sign,
      this.makeFigure("Kernel", this.kernel, steppers("kernel")), make("div", { class: "conv_explorer-sign" }, "="),
      this.makeFigure("Output", this.output));
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.root);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  makeFigure(title, board, ...foot) {
    const name = title.toLowerCase();
    this.sizes[name] = make("span", { class: "conv_explorer-size cnn-number" });
    const head = make("div", { class: "conv_explorer-title" }, make("b", {}, title), " ", this.sizes[name]);
    return make("div", { class: `conv_explorer-figure conv_explorer-figure-${name}` }, head, board.root, ...foot);
  }

  makeSteppers(name, resize, signal) {
    const steppers = ["row", "column"].map((line, axis) => {
      const step = (by) => (event) => resize(name, axis, by, event.currentTarget);
      return make("span", { class: "conv_explorer-stepper" },
        makeButton("−", `Remove a ${line} from the ${name}`, step(-1), signal), `${line}s`,
        makeButton("+", `Add a ${line} to the ${name}`, step(1), signal));
    });
    return make("div", { class: "conv_explorer-steppers" }, ...steppers);
  }

  /** Build the boards for other sizes. */
  shape(layout) {
    this.input.shape(layout.inputSize, layout.sides);
    this.kernel.shape(layout.kernelSize);
    this.output.shape(layout.outputSize);
    this.marked = new Map();
    this.linked = [];
    this.layout = layout;
    this.fit();
  }

  /** Write all numbers. */
  fill(layout, kernel) {
    this.layout = layout;
    this.input.fill(layout.input.flat());
    this.kernel.fill(kernel.flat());
    this.output.fill(layout.outputs);
    writeText(this.sign, layout.flip ? "∗" : "⋆");
    this.sign.classList.toggle("conv_explorer-star", !layout.flip);
    const padded = layout.sides.flat().some(Boolean) ? `, padded ${stageSize(layout.paddedSize)}` : "";
    writeText(this.sizes.input, stageSize(layout.inputSize) + padded);
    writeText(this.sizes.kernel, stageSize(layout.kernelSize) + (layout.flip ? " ↻" : ""));
    writeText(this.sizes.output, stageSize(layout.outputSize));
  }

  /** Choose the size of the cells so that everything fits the place that the style sheet reserves. */
  fit() {
    if (!this.layout || this.root.clientWidth === 0) return;
    const sizes = [this.layout.paddedSize, this.layout.kernelSize, this.layout.outputSize];
    const style = getComputedStyle(this.root);
    const [isRow, ...rooms] = ["--row", "--input-room", "--kernel-room", "--output-room"]
      .map((name) => Number.parseInt(style.getPropertyValue(name), 10));
    const [input, kernel, output] = sizes.map(([, columns]) => columns);
    const width = this.root.clientWidth - STAGE_SIGNS;
    const across = isRow
      ? Math.min(width / (input + kernel + output), (width - STAGE_STEPPER) / (input + output))
      : Math.min((width + STAGE_SIGNS) / input, width / output);
    const down = sizes.map(([rows], index) => rooms[index] / rows);
    const cell = Math.max(STAGE_SMALLEST_CELL, Math.floor(Math.min(across, ...down, STAGE_LARGEST_CELL)));
    this.root.style.setProperty("--cell", `${cell}px`);
    this.root.classList.toggle("conv_explorer-roomy", cell >= STAGE_ROOM_FOR_WEIGHT);
  }

  /** Mark the window of one output, write the weights into it, mark the output. */
  showWindow(position) {
    const terms = windowTerms(this.layout, position);
    this.markWindow(terms);
    this.moveFrame(terms[0]);
    this.output.cells[this.shown]?.classList.remove("conv_explorer-current");
    this.output.cells[this.shown]?.removeAttribute("aria-selected");
    this.shown = position;
    this.output.cells[position].classList.add("conv_explorer-current");
    this.output.cells[position].setAttribute("aria-selected", "true");
    this.output.makeCurrent(position);
  }

  /** Mark the window's cells; those that the last window had too are left alone. */
  markWindow(terms) {
    const last = this.marked;
    this.marked = new Map(terms.map((term) => [this.input.at(term.row, term.column), term.w]));
    for (const cell of last.keys()) {
      if (this.marked.has(cell)) continue;
      cell.classList.remove("conv_explorer-tap");
      delete cell.dataset.weight;
    }
    for (const [cell, w] of this.marked) {
      if (!last.has(cell)) cell.classList.add("conv_explorer-tap");
      if (last.get(cell) !== w) cell.dataset.weight = `×${formatNumber(w, 3)}`;
    }
  }

  moveFrame({ row, column }) {
    const { sides, span } = this.layout;
    const style = this.frame.style;
    style.setProperty("--down", row + sides[0][0]);
    style.setProperty("--right", column + sides[1][0]);
    style.setProperty("--span-rows", span[0]);
    style.setProperty("--span-columns", span[1]);
  }

  /** Mark the outputs that use one input, and the kernel's entries through which they do. */
  showUses(row, column) {
    this.clearUses();
    const uses = usesOf(this.layout, row, column);
    const columns = this.layout.kernelSize[1];
    this.linked = [
      this.input.at(row, column),
      ...uses.map((use) => this.output.cells[use.position]),
      ...uses.map((use) => this.kernel.cells[use.kernelRow * columns + use.kernelColumn]),
    ];
    for (const use of uses) this.output.cells[use.position].dataset.weight = `×${formatNumber(use.w, 3)}`;
    for (const cell of this.linked) cell.classList.add("conv_explorer-linked");
  }

  /** Mark the input that one entry of the kernel meets in the present window. */
  showPartner(row, column) {
    this.clearUses();
    const term = windowTerms(this.layout, this.shown)
      .find((each) => each.kernelRow === row && each.kernelColumn === column);
    this.linked = [this.kernel.at(row, column), this.input.at(term.row, term.column)];
    for (const cell of this.linked) cell.classList.add("conv_explorer-linked");
  }

  clearUses() {
    for (const cell of this.linked) {
      cell.classList.remove("conv_explorer-linked");
      if (this.output.indexOf(cell) >= 0) delete cell.dataset.weight;
    }
    this.linked = [];
  }

  /** While playing, outputs not reached yet are faint; null shows them all. */
  showReached(position) {
    this.output.cells.forEach((cell, index) => {
      cell.classList.toggle("conv_explorer-later", position !== null && index > position);
    });
  }
}

function stageSize([rows, columns]) {
  return `${rows} × ${columns}`;
}
