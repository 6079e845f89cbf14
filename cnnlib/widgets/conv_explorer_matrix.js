/** A matrix as a picture with one of its lines marked, and that line in numbers. */
import { make, writeText } from "./dom.js";
import { formatNumber } from "./conv_explorer_text.js";

const MATRIX_LARGEST_CELL = 26;
const MATRIX_ROOM_FOR_NUMBER = 15;

export class MatrixCard {
  /** @param {{title: string, kind: string, byRow: boolean, signal: AbortSignal}} options  `byRow`: rows are marked */
  constructor({ title, kind, byRow, signal }) {
    Object.assign(this, { kind, byRow });
    this.canvas = make("canvas", { class: "conv_explorer-picture", role: "img" });
    this.mark = make("div", { class: "conv_explorer-mark" });
    this.caption = make("span", { class: "cnn-note cnn-number" });
    this.numbers = make("p", { class: "conv_explorer-numbers cnn-number", tabindex: "0", role: "group" });
    this.numbers.setAttribute("aria-label", `${title}: the marked ${byRow ? "row" : "column"}`);
    this.box = make("div", { class: "conv_explorer-matrix" }, this.canvas, this.mark);
    this.root = make("section", { class: `conv_explorer-card conv_explorer-${kind}`, "aria-label": title },
      make("div", { class: "conv_explorer-head" }, title, " ", this.caption), this.box, this.numbers);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.box);
    this.themes = new MutationObserver(() => this.measure());
    for (const each of [document.documentElement, document.body]) this.themes.observe(each, { attributes: true });
    signal.addEventListener("abort", () => { this.observer.disconnect(); this.themes.disconnect(); });
  }

  /** @param {number[][]} lines  the rows of the matrix, or its columns */
  fill(lines) {
    if (this.lines && matrixSame(lines, this.lines)) return;
    this.lines = lines;
    this.size = this.byRow ? [lines.length, lines[0].length] : [lines[0].length, lines.length];
    writeText(this.caption, `${this.size[0]} × ${this.size[1]}`);
    this.draw();
  }

  /** Take size and colors from the page; to read them at each change would cost a layout each time. */
  measure() {
    this.room = [this.box.clientWidth, this.box.clientHeight];
    const style = getComputedStyle(this.root);
    const [tint, ink] = ["--tint", "--ink"].map((name) => style.getPropertyValue(name));
    this.theme = { tint, ink, font: style.fontFamily };
    this.draw();
  }

  draw() {
    if (!this.lines || !this.room?.[0]) return;
    const [rows, columns] = this.size;
    this.cell = [this.room[0] / columns, this.room[1] / rows].map((size) => Math.min(size, MATRIX_LARGEST_CELL));
    const [width, height] = [this.cell[0] * columns, this.cell[1] * rows];
    const scale = window.devicePixelRatio || 1;
    matrixResize(this.canvas, width, height, scale);
    const context = this.canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.paint(context);
    this.place();
  }

  paint(context) {
    const most = Math.max(...this.lines.map((line) => Math.max(...line.map(Math.abs))), Number.MIN_VALUE);
    this.hasNumbers = Math.min(...this.cell) >= MATRIX_ROOM_FOR_NUMBER;
    context.fillStyle = this.theme.tint;
    context.globalAlpha = 0.05;
    context.fillRect(0, 0, this.cell[0] * this.size[1], this.cell[1] * this.size[0]);
    this.each((value, x, y) => {
      if (value === 0) return;
      const gap = this.hasNumbers ? 1 : 0;
      context.globalAlpha = 0.2 + 0.6 * Math.abs(value) / most;
      context.fillRect(x, y, this.cell[0] - gap, this.cell[1] - gap);
    });
    if (this.hasNumbers) this.write(context);
  }

  write(context) {
    const [width, height] = this.cell;
    Object.assign(context, { fillStyle: this.theme.ink, textAlign: "center", textBaseline: "middle" });
    context.font = `${Math.min(width, height) * 0.5}px ${this.theme.font}`;
    this.each((value, x, y) => {
      context.globalAlpha = value === 0 ? 0.45 : 1;
      context.fillText(formatNumber(value, 3), x + (width - 1) / 2, y + height / 2, width - 2);
    });
  }

  /** Call `visit(value, x, y)` for each entry, with the place of its cell. */
  each(visit) {
    const [width, height] = this.cell;
    this.lines.forEach((line, i) => line.forEach((value, j) => {
      visit(value, (this.byRow ? j : i) * width, (this.byRow ? i : j) * height);
    }));
  }

  /** Mark one line and write its numbers; a bar stands after every `group` of them. */
  show(index, group) {
    this.marked = index;
    const [rows, columns] = this.size;
    const line = this.byRow ? "row" : "column";
    const sentence = `A matrix of ${rows} rows and ${columns} columns; ${line} ${index} is marked.`;
    this.canvas.setAttribute("aria-label", sentence);
    this.place();
    this.numbers.replaceChildren(...matrixParts(`${line} ${index}:`, this.lines[index], group));
  }

  place() {
    if (!this.cell || this.marked === undefined) return;
    const [width, height] = [this.cell[0] * this.size[1], this.cell[1] * this.size[0]];
    const axis = this.byRow ? 1 : 0;
    const start = this.marked * this.cell[axis];
    const size = Math.max(this.cell[axis], 3);
    const box = this.byRow ? [width, size] : [size, height];
    ["width", "height"].forEach((name, i) => { this.mark.style[name] = `${box[i]}px`; });
    this.mark.style.transform = `translate${this.byRow ? "Y" : "X"}(${start}px)`;
  }
}

function matrixSame(lines, others) {
  const same = (line, other) => line.length === other.length && line.every((value, j) => value === other[j]);
  return lines.length === others.length && lines.every((line, i) => same(line, others[i]));
}

/** Give a canvas its size; to give it the one that it has would clear it and cost a layout. */
function matrixResize(canvas, width, height, scale) {
  const pixels = [width, height].map((length) => Math.ceil(length * scale));
  if (canvas.width !== pixels[0]) [canvas.width] = pixels;
  if (canvas.height !== pixels[1]) [, canvas.height] = pixels;
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
}

/** A line of a matrix as texts and, in `<b>`, its numbers other than 0; a bar stands after every `group`. */
function matrixParts(start, line, group) {
  const parts = [start];
  line.forEach((value, i) => {
    parts[parts.length - 1] += (i > 0 && i % group === 0 ? " | " : " ") + (value === 0 ? "0" : "");
    if (value !== 0) parts.push(make("b", {}, formatNumber(value, 4)), "");
  });
  return parts;
}
