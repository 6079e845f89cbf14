/** BackpropExplorer's workings: what is multiplied with what, drawn with the zeros that the squares do not show. */
import { formatNumber } from "./conv_explorer_text.js";
import { make, writeText } from "./dom.js";
import { fullDelta, meetings, spreadDelta } from "./backprop_explorer_math.js";
import { backpropMove } from "./backprop_explorer_stage.js";
import { place } from "./conv_explorer_math.js";

/** A small square of numbers to look at. */
class BackpropPicture {
  constructor() {
    this.frame = make("div", { class: "backprop_explorer-frame" });
    this.cells = [];
    this.root = make("div", { class: "backprop_explorer-picture" }, this.frame);
  }

  /** Show `values`, null for one of the zeros between and around; `color` is that of a square. */
  fill([rows, columns], values, color, marks = []) {
    if (this.size !== `${rows},${columns}`) this.shape(rows, columns);
    this.root.style.setProperty("--tint", `var(--${color})`);
    const texts = values.map((value) => (typeof value === "string" ? value : formatNumber(value ?? 0, 4)));
    texts.forEach((text, index) => {
      const name = values[index] === null ? "backprop_explorer-zero" : (marks[index] ?? "");
      writeText(this.cells[index], text);
      if (this.cells[index].className !== name) this.cells[index].className = name;
    });
    this.root.style.setProperty("--longest", Math.max(2, ...texts.map(({ length }) => length)));
  }

  shape(rows, columns) {
    this.size = `${rows},${columns}`;
    this.root.style.setProperty("--rows", rows);
    this.root.style.setProperty("--columns", columns);
    this.cells = Array.from({ length: rows * columns }, (_, index) => {
      const cell = make("span");
      const [row, column] = place(index, columns);
      backpropMove(cell, row, column, [1, 1]);
      return cell;
    });
    this.root.replaceChildren(...this.cells, this.frame);
  }

  /** Frame a part, or nothing. */
  mark(corner, size) {
    this.frame.hidden = !corner;
    if (corner) backpropMove(this.frame, ...corner, size);
  }
}

/** One line: words, a square, a sign, a square, words. */
class BackpropLine {
  constructor() {
    this.left = new BackpropPicture();
    this.right = new BackpropPicture();
    [this.lead, this.sign, this.tail] = ["lead", "sign", "tail"].map((name) =>
      make("span", { class: `backprop_explorer-${name} cnn-number` }));
    this.title = make("p", { class: "backprop_explorer-line-title" });
    this.row = make("div", { class: "backprop_explorer-line-row" },
      this.lead, this.left.root, this.sign, this.right.root, this.tail);
    this.root = make("div", { class: "backprop_explorer-line" }, this.title, this.row);
  }

  write(title, lead, sign, tail, columns) {
    writeText(this.title, title);
    writeText(this.lead, lead);
    writeText(this.sign, sign);
    writeText(this.tail, tail);
    this.root.style.setProperty("--line-columns", columns);
    this.root.style.setProperty("--line-rows", Math.max(...[this.left, this.right].map(backpropRows)));
  }
}

function backpropRows({ root }) {
  return root.hidden ? 1 : Number(root.style.getPropertyValue("--rows"));
}

export class BackpropWorkings {
  constructor() {
    this.lines = [new BackpropLine(), new BackpropLine()];
    this.root = make("div", { "class": "backprop_explorer-workings", "aria-hidden": "true" },
      ...this.lines.map(({ root }) => root));
  }

  show(state, layout) {
    const [first, second] = this.lines;
    const isDouble = state.view === "send";
    second.root.hidden = !isDouble || !layout.gradWeight;
    first.root.classList.toggle("backprop_explorer-alone", second.root.hidden);
    for (const { left, right } of this.lines) {
      for (const picture of [left, right]) {
        picture.root.hidden = false;
        picture.mark(null);
      }
    }
    if (isDouble) this.showSent(layout, state.position);
    else if (state.view === "weight") this.showValid(first, layout, state.weight_position);
    else if (layout.weights) this.showFull(first, layout, state.input_position);
    else this.showWinners(first, layout, state.input_position);
  }

  showSent(layout, position) {
    const { kernelSize: size, deltas, gradWeight } = layout;
    const met = meetings(layout, position);
    const delta = deltas[position];
    const [weightLine, inputLine] = gradWeight ? this.lines : [null, this.lines[0]];
    const lead = `${formatNumber(delta)} ×`;
    weightLine?.left.fill(size, met.map(({ x }) => x), "input");
    weightLine?.right.fill(size, met.map(({ x }) => delta * x), "gradient");
    weightLine?.write("δ × window of x", lead, "=", "→ dW", 2 * size[1]);
    inputLine.right.fill(size, met.map(({ w }) => delta * w), "gradient");
    if (layout.winners) {
      const marks = met.map(({ w }) => (w === 1 ? "backprop_explorer-hit" : ""));
      inputLine.left.fill(size, met.map(({ x, inside }) => (inside ? x : "−∞")), "input", marks);
      inputLine.write("δ goes to the largest of its window", "", "→", "→ dX", 2 * size[1]);
    } else {
      inputLine.left.fill(size, met.map(({ w }) => w), gradWeight ? "kernel" : "window");
      inputLine.write(gradWeight ? "δ × kernel w" : "δ × equal shares", lead, "=", "→ dX", 2 * size[1]);
    }
  }

  /** The padded input under δ, spread out by the stride: the valid cross-correlation that gives dW. */
  showValid(line, layout, index) {
    const { input, paddedSize, padding, kernelSize, deltas, stride } = layout;
    const values = Array.from({ length: paddedSize[0] * paddedSize[1] }, (_, each) => {
      const [row, column] = place(each, paddedSize[1]);
      return input[row - padding]?.[column - padding] ?? null;
    });
    const spread = spreadDelta(layout);
    line.left.fill(paddedSize, values, "input");
    line.left.mark(place(index, kernelSize[1]), spread.size);
    line.right.fill(spread.size, spread.places.map((each) => (each === null ? null : deltas[each])), "gradient");
    const title = `dW = ${padding ? "padded " : ""}x ⋆ δ${stride > 1 ? " spread out" : ""}, valid`;
    line.write(title, "", "⋆", "→ dW", paddedSize[1] + spread.size[1]);
  }

  /** δ, spread out and padded, under the flipped kernel: the full convolution that gives dX. */
  showFull(line, layout, index) {
    const { inputSize, kernelSize, padding, deltas, weights, gradWeight, stride } = layout;
    const name = gradWeight ? "w" : "shares";
    const full = fullDelta(layout);
    line.left.fill(full.size, full.places.map((each) => (each === null ? null : deltas[each])), "gradient");
    line.left.mark(place(index, inputSize[1]).map((each) => each + padding), kernelSize);
    line.right.fill(kernelSize, weights.flat().reverse(), gradWeight ? "kernel" : "window");
    const title = `dX = δ${stride > 1 ? " spread out" : ""} ⋆ flipped ${name}, full`;
    line.write(title, "", "⋆", "→ dX", full.size[1] + kernelSize[1]);
  }

  /** The place of each window's winner: where it is the chosen input, that δ arrives. */
  showWinners(line, { winners, outputSize, inputSize }, index) {
    const names = winners.map((winner) => place(winner, inputSize[1]).join(","));
    const marks = winners.map((winner) => (winner === index ? "backprop_explorer-hit" : ""));
    line.left.fill(outputSize, names, "output", marks);
    line.right.root.hidden = true;
    line.write("Row and column of each window’s winner", "", "", "", outputSize[1]);
  }
}
