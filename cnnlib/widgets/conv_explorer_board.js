/** A grid of numbers: one tab stop, arrow keys, hover and tap; a field opens in the cell where it can be edited. */
import { make, writeText } from "./dom.js";
import { formatNumber } from "./conv_explorer_text.js";

const BOARD_MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Board {
  /**
   * @param {{kind: string, label: string, signal: AbortSignal, on: {point: Function, leave: Function,
   *   pick: Function, edit?: Function}}} options  `point` and `pick` get a cell's index
   */
  constructor({ kind, label, signal, on }) {
    this.on = on;
    this.label = label;
    this.current = 0;
    this.size = [0, 0];
    this.ring = make("div", { class: "conv_explorer-layer", "aria-hidden": "true" });
    this.grid = make("div", { class: "conv_explorer-layer", role: "grid", "aria-label": label });
    if (!on.edit) this.grid.setAttribute("aria-readonly", "true");
    this.root = make("div", { class: `conv_explorer-board conv_explorer-${kind}` }, this.ring, this.grid);
    this.listen(signal);
  }

  listen(signal) {
    const listen = (type, handle) => this.grid.addEventListener(type, handle, { signal });
    listen("pointerover", (event) => {
      const index = this.indexOf(event.target);
      if (event.pointerType === "mouse" && index >= 0) this.on.point(index);
    });
    this.root.addEventListener("pointerleave", () => this.on.leave(), { signal });
    listen("pointerdown", (event) => { this.second = event.target === document.activeElement; });
    listen("click", (event) => this.click(event));
    listen("focusin", (event) => this.focused(this.indexOf(event.target)));
    listen("focusout", () => this.on.leave());
    listen("keydown", (event) => this.key(event));
  }

  /** Rebuild the cells; `sides` are the zeros around them. */
  shape(size, sides = [[0, 0], [0, 0]]) {
    this.size = size;
    this.sides = sides;
    const [rows, columns] = size;
    const [height, width] = size.map((m, axis) => m + sides[axis][0] + sides[axis][1]);
    this.root.style.setProperty("--rows", height);
    this.root.style.setProperty("--columns", width);
    const lines = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (__, j) => this.cell(i, j)));
    this.cells = lines.flat();
    this.grid.replaceChildren(...lines.map((cells) =>
      make("div", { class: "conv_explorer-layer", role: "row" }, ...cells)));
    this.zeros = this.makeZeros(height, width);
    this.ring.replaceChildren(...this.zeros.values());
    this.makeCurrent(Math.min(this.current, this.cells.length - 1));
  }

  cell(row, column) {
    const cell = make("div", { class: "conv_explorer-cell", role: "gridcell", tabindex: "-1" });
    return this.put(cell, row, column);
  }

  makeZeros(height, width) {
    const zeros = new Map();
    const [[top], [left]] = this.sides;
    for (let row = -top; row < height - top; row += 1) {
      for (let column = -left; column < width - left; column += 1) {
        const inside = row >= 0 && row < this.size[0] && column >= 0 && column < this.size[1];
        const zero = make("div", { class: "conv_explorer-cell conv_explorer-zero" }, "0");
        if (!inside) zeros.set(`${row},${column}`, this.put(zero, row, column));
      }
    }
    return zeros;
  }

  put(cell, row, column) {
    cell.style.gridArea = `${row + this.sides[0][0] + 1} / ${column + this.sides[1][0] + 1}`;
    return cell;
  }

  /** Write the numbers, all in the size that the longest of them needs. */
  fill(values) {
    const texts = values.map((value) => formatNumber(value, 4));
    texts.forEach((text, index) => writeText(this.cells[index], text));
    this.root.style.setProperty("--longest", Math.max(...texts.map((text) => text.length)));
  }

  /** The cell at a place, which may lie in the padding. */
  at(row, column) {
    const [rows, columns] = this.size;
    const inside = row >= 0 && row < rows && column >= 0 && column < columns;
    return inside ? this.cells[row * columns + column] : this.zeros.get(`${row},${column}`);
  }

  /** Give the tab stop to one cell. */
  makeCurrent(index) {
    if (this.cells[this.current]) this.cells[this.current].tabIndex = -1;
    this.current = index;
    this.cells[index].tabIndex = 0;
  }

  indexOf(element) {
    return this.cells.indexOf(element);
  }

  focused(index) {
    if (index < 0) return;
    this.makeCurrent(index);
    this.on.pick(index);
  }

  click(event) {
    const index = this.indexOf(event.target);
    if (index < 0) return;
    this.cells[index].focus();
    this.on.pick(index);
    if (event.pointerType === "mouse" || this.second) this.on.edit?.(index);
  }

  key(event) {
    if (this.indexOf(event.target) < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = this.target(event.key);
    if (target !== null) {
      this.cells[target].focus();
    } else if (this.on.edit && (event.key === "Enter" || event.key === "F2")) {
      this.on.edit(this.current);
    } else if (this.on.edit && /^[\d.−+-]$/.test(event.key)) {
      this.on.edit(this.current, event.key);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The cell that a key leads to, or null. */
  target(key) {
    const [rows, columns] = this.size;
    const [row, column] = [Math.floor(this.current / columns), this.current % columns];
    if (key === "Home") return row * columns;
    if (key === "End") return (row + 1) * columns - 1;
    if (!(key in BOARD_MOVES)) return null;
    const [down, right] = BOARD_MOVES[key];
    const [i, j] = [row + down, column + right];
    return i >= 0 && i < rows && j >= 0 && j < columns ? i * columns + j : this.current;
  }
}
