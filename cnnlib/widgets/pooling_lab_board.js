/** PoolingLab's two boards: the input, whose cells are fields amid the padding, and the output. */
import { isShortcut, make, writeText } from "./dom.js";
import { windowCorner } from "./pooling_lab_math.js";
import { poolText } from "./pooling_lab_words.js";

const POOL_MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Cells in a grid of which one is a tab stop; arrow keys go from one to the next. */
class PoolGrid {
  constructor(kind, label) {
    this.size = [0, 0];
    this.current = 0;
    this.grid = make("div", { "class": "pooling_lab-layer", "role": "grid", "aria-label": label });
    this.frame = make("div", { class: "pooling_lab-frame" });
    this.margin = make("div", { "class": "pooling_lab-layer", "aria-hidden": "true" });
    this.node = make("div", { class: `pooling_lab-board pooling_lab-${kind}` }, this.margin, this.grid, this.frame);
  }

  /** Put the cells in their places, `padding` from the edge; there are other cells only for another size. */
  arrange(size, drawn, padding, cell) {
    this.node.style.setProperty("--rows", drawn[0]);
    this.node.style.setProperty("--columns", drawn[1]);
    if (size.join() !== this.size.join()) this.build(size, cell);
    this.boxes.forEach((box, index) =>
      poolPut(box, Math.floor(index / size[1]) + padding, (index % size[1]) + padding));
    this.stop(Math.min(this.current, this.cells.length - 1));
  }

  /** Make the cells anew; `cell(row, column)` gives the one that can be focused. */
  build(size, cell) {
    this.size = size;
    const rows = Array.from({ length: size[0] }, (_, row) =>
      Array.from({ length: size[1] }, (__, column) => cell(row, column)));
    this.cells = rows.flat();
    const boxes = rows.map((cells) => cells.map((each) => {
      const box = each.matches("input") ? make("div", { role: "gridcell" }, each) : each;
      box.classList.add("pooling_lab-cell");
      return box;
    }));
    this.grid.replaceChildren(...boxes.map((row) =>
      make("div", { class: "pooling_lab-layer", role: "row" }, ...row)));
    this.boxes = boxes.flat();
  }

  /** Give the tab stop to one cell. */
  stop(index) {
    if (this.cells[this.current]) this.cells[this.current].tabIndex = -1;
    this.current = index;
    this.cells[index].tabIndex = 0;
  }

  /** Write texts, all in the size that the longest of them needs. */
  fill(texts, write) {
    texts.forEach((text, index) => write(this.cells[index], text));
    this.node.style.setProperty("--longest", Math.max(2, ...texts.map((text) => text.length)));
  }

  /** Move the focus by an arrow key; returns whether the key was one. */
  move(event) {
    if (isShortcut(event) || !(event.key in POOL_MOVES)) return false;
    event.preventDefault();
    const [down, right] = POOL_MOVES[event.key];
    const row = Math.floor(this.current / this.size[1]) + down;
    const column = (this.current % this.size[1]) + right;
    if (row >= 0 && row < this.size[0] && column >= 0 && column < this.size[1]) {
      this.cells[row * this.size[1] + column].focus({ preventScroll: true });
    }
    return true;
  }
}

/** The input. `act` has type(index, text) and restore(); a window is marked by a frame, a winner by its box. */
export class PoolInput extends PoolGrid {
  constructor(act, signal) {
    super("input", "input");
    this.act = act;
    const on = (type, handle) => this.grid.addEventListener(type, handle, { signal });
    on("input", (event) => act.type(this.cells.indexOf(event.target), event.target.value.trim()));
    on("focusin", (event) => {
      this.stop(this.cells.indexOf(event.target));
      event.target.select();
    });
    on("focusout", () => act.restore());
    on("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.key === "Enter") this.move({ key: "ArrowDown", preventDefault: () => event.preventDefault() });
    else this.move(event);
  }

  show(state, layout) {
    const { padding, kind } = state;
    const shape = JSON.stringify([layout.size, layout.drawn, padding, kind]);
    if (shape !== this.shape) this.rearrange(state, layout);
    this.shape = shape;
    this.fill(state.input.flat().map(poolText), (field, text) => {
      if (field.getAttribute("aria-invalid") !== "true" && field.value !== text) field.value = text;
    });
  }

  rearrange({ padding, kind }, { size, drawn }) {
    this.arrange(size, drawn, padding, (row, column) =>
      make("input", { "type": "text", "autocomplete": "off", "aria-label": `row ${row}, column ${column}` }));
    const places = poolOutside(size, drawn, padding);
    const old = [...this.margin.children];
    for (const extra of old.slice(places.length)) extra.remove();
    this.margin.append(...places.slice(old.length).map(() => make("div")));
    places.forEach(([row, column, isPadding], index) => {
      const place = poolPut(this.margin.children[index], row, column);
      place.className = isPadding ? "pooling_lab-padding" : "pooling_lab-beyond";
      writeText(place, isPadding ? (kind === "max" ? "−∞" : "0") : "");
    });
  }

  /** Frame an output's window and mark its winner. */
  mark(state, layout, position) {
    const [top, left] = windowCorner(state, layout, position).map((place) => place + state.padding + 1);
    const span = state.kernel_size;
    this.frame.style.gridArea = `${top} / ${left} / ${top + span} / ${left + span}`;
    const winner = layout.winners ? this.boxes[layout.winners[position]] : null;
    if (winner === this.winner) return;
    this.winner?.classList.remove("pooling_lab-winner");
    winner?.classList.add("pooling_lab-winner");
    this.winner = winner;
  }
}

/** The output. `act` has point(index or null) for a pointer that hovers and pick(index). */
export class PoolOutput extends PoolGrid {
  constructor(act, signal) {
    super("output", "output");
    this.grid.setAttribute("aria-readonly", "true");
    const on = (type, handle) => this.grid.addEventListener(type, handle, { signal });
    const picked = (event) => {
      const index = this.cells.indexOf(event.target);
      if (index < 0) return;
      this.stop(index);
      act.pick(index);
    };
    on("pointerover", (event) => {
      const index = this.cells.indexOf(event.target);
      if (event.pointerType === "mouse" && index >= 0) act.point(index);
    });
    this.node.addEventListener("pointerleave", () => act.point(null), { signal });
    on("focusin", picked);
    on("click", (event) => event.target.focus({ preventScroll: true }));
    on("keydown", (event) => this.move(event));
  }

  show({ outputs, outputSize }) {
    if (outputSize.join() !== this.size.join()) {
      this.arrange(outputSize, outputSize, 0, () => make("div", { role: "gridcell", tabindex: "-1" }));
    }
    this.fill(outputs.map(poolText), writeText);
  }

  mark(position) {
    const [row, column] = [Math.floor(position / this.size[1]) + 1, (position % this.size[1]) + 1];
    this.frame.style.gridArea = `${row} / ${column}`;
  }
}

/** Rows and columns around the input, each with whether it is padding or lies beyond. */
function poolOutside(size, drawn, padding) {
  const places = [];
  for (let row = 0; row < drawn[0]; row += 1) {
    for (let column = 0; column < drawn[1]; column += 1) {
      const [i, j] = [row - padding, column - padding];
      const isInput = i >= 0 && i < size[0] && j >= 0 && j < size[1];
      if (!isInput) places.push([row, column, i < size[0] + padding && j < size[1] + padding]);
    }
  }
  return places;
}

function poolPut(element, row, column) {
  element.style.gridArea = `${row + 1} / ${column + 1}`;
  return element;
}
