/** A board of UnrollExplorer: planes of numbers drawn as cells, with frames laid over them. */
import { isShortcut, make, writeText } from "./dom.js";

const UNROLL_MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const UNROLL_GAP = 8;
const UNROLL_LARGEST_CELL = 36;
const UNROLL_SMALLEST_TYPE = 8;
const UNROLL_EDGE = 3;
const UNROLL_TINTS = [0.06, 0.5];
const UNROLL_GRAY = 0.35;

/**
 * @typedef {{planes?: number, rows: number, columns: number, values: ArrayLike<number>, range: [number, number],
 *   write: (value: number) => string, isGray?: (index: number) => boolean, isFaint?: (index: number) => boolean,
 *   isStretched?: boolean, isLogarithmic?: boolean}} UnrollPicture  a stretched picture's cells need not be square; a
 *   logarithmic one shades by the digits of values that are not below 0
 * @typedef {{kind: string, plane?: number, row: number, column: number, rows?: number, columns?: number}} UnrollFrame
 */
export class UnrollBoard {
  /**
   * `act` has point(place or null), pick(place) and move(down, right); a place is [plane, row, column].
   * Without `act`, it is a picture alone.
   * @param {{name: string, tint: string, label: string}} texts  `tint` is the name of a color
   */
  constructor({ name, tint, label }, act, signal) {
    Object.assign(this, { tint, label, act, frames: [], marks: [], size: [0, 0] });
    this.canvas = make("canvas");
    this.layer = make("div", { class: "unroll_explorer-frames" });
    const role = act ? { tabindex: "0", role: "application" } : { role: "img" };
    this.room = make("div", { class: "unroll_explorer-room", ...role }, this.canvas, this.layer);
    this.title = make("p", { class: "unroll_explorer-title" });
    this.node = make("div", { class: `unroll_explorer-board unroll_explorer-${name}` }, this.title, this.room);
    if (act) this.listen(signal);
  }

  listen(signal) {
    const on = (type, handle) => this.room.addEventListener(type, handle, { signal });
    on("pointermove", (event) => {
      if (event.pointerType === "mouse") this.act.point(this.place(event));
    });
    on("pointerleave", () => this.act.point(null));
    on("click", (event) => {
      const place = this.place(event);
      if (place) this.act.pick(place);
    });
    on("keydown", (event) => {
      if (isShortcut(event) || !(event.key in UNROLL_MOVES)) return;
      event.preventDefault();
      this.act.move(...UNROLL_MOVES[event.key]);
    });
  }

  /** Show a picture under a title; it is drawn again only if it is another. */
  show(title, picture, colors) {
    writeText(this.title, title);
    const { planes = 1, rows, columns } = picture;
    const size = `${planes > 1 ? `${planes} of ` : ""}${rows} × ${columns}`;
    const label = `${this.label}: ${size}${this.act ? "; arrow keys move" : ""}`;
    if (this.room.getAttribute("aria-label") !== label) this.room.setAttribute("aria-label", label);
    Object.assign(this, { picture: { planes: 1, ...picture }, colors });
    this.arrange();
    this.draw();
  }

  /** The room has another size. */
  resize(width, height) {
    if (this.size[0] === width && this.size[1] === height) return;
    this.size = [width, height];
    if (!this.picture) return;
    this.arrange();
    this.draw();
    this.frame(this.marks);
  }

  /** Find the largest cells that the room has: planes lie side by side or in rows. */
  arrange() {
    const { planes, rows, columns, isStretched } = this.picture;
    const fit = (across) => {
      const down = Math.ceil(planes / across);
      const room = [across * columns, down * rows].map((cells, axis) => {
        const gaps = ([across, down][axis] - 1) * UNROLL_GAP + 2 * UNROLL_EDGE;
        return Math.min(UNROLL_LARGEST_CELL, (this.size[axis] - gaps) / cells);
      });
      const cell = Math.min(...room);
      return { across, cell: isStretched ? room : [cell, cell], gap: cell > 5 ? 1 : 0, least: cell };
    };
    const choices = Array.from({ length: planes }, (_, index) => fit(planes - index));
    this.grid = choices.reduce((best, each) => (each.least > best.least + 0.5 ? each : best));
  }

  /** Left and top of a plane, in pixels. */
  corner(plane) {
    const { across, cell } = this.grid;
    const { rows, columns } = this.picture;
    return [
      UNROLL_EDGE + (plane % across) * (columns * cell[0] + UNROLL_GAP),
      UNROLL_EDGE + Math.floor(plane / across) * (rows * cell[1] + UNROLL_GAP),
    ];
  }

  /** The cell under a pointer, or null. */
  place({ clientX, clientY }) {
    if (!this.grid) return null;
    const { left, top } = this.room.getBoundingClientRect();
    const { planes, rows, columns } = this.picture;
    for (let plane = 0; plane < planes; plane += 1) {
      const [x, y] = this.corner(plane);
      const column = Math.floor((clientX - left - x) / this.grid.cell[0]);
      const row = Math.floor((clientY - top - y) / this.grid.cell[1]);
      if (row >= 0 && row < rows && column >= 0 && column < columns) return [plane, row, column];
    }
    return null;
  }

  draw() {
    const [width, height] = this.size;
    if (width === 0 || height === 0) return;
    const scale = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    const context = this.canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    this.drawCells(context);
    this.drawEdges(context);
    this.drawNumbers(context);
  }

  drawCells(context) {
    const { values, isGray = () => false, isFaint = () => false } = this.picture;
    const { cell, gap } = this.grid;
    const tint = this.tinting();
    let last = null;
    for (let index = 0; index < values.length; index += 1) {
      const [x, y] = this.cellCorner(index);
      const fill = isGray(index) ? this.colors.line : this.colors[this.tint];
      if (fill !== last) context.fillStyle = fill;
      last = fill;
      context.globalAlpha = (isGray(index) ? UNROLL_GRAY : tint(values[index])) * (isFaint(index) ? 0.35 : 1);
      context.fillRect(x, y, cell[0] - gap, cell[1] - gap);
    }
  }

  /** How dense a value is drawn. */
  tinting() {
    const scaled = this.picture.isLogarithmic ? Math.log1p : Number;
    const [low, high] = this.picture.range.map(scaled);
    const [least, most] = UNROLL_TINTS;
    if (low === high) return () => (least + most) / 2;
    return (value) => least + (most - least) * Math.min(1, Math.max(0, (scaled(value) - low) / (high - low)));
  }

  drawEdges(context) {
    const { planes, rows, columns } = this.picture;
    const { cell, gap } = this.grid;
    context.globalAlpha = 0.6;
    context.strokeStyle = this.colors[this.tint];
    for (let plane = 0; plane < planes; plane += 1) {
      const [x, y] = this.corner(plane);
      context.strokeRect(x - 0.5, y - 0.5, columns * cell[0] + 1 - gap, rows * cell[1] + 1 - gap);
    }
    context.globalAlpha = 1;
  }

  /** Write the numbers if all of them can be read. */
  drawNumbers(context) {
    const { values, write, isFaint = () => false } = this.picture;
    const [width, height] = this.grid.cell;
    const highest = Math.min(height * 0.62, 15);
    if (highest < UNROLL_SMALLEST_TYPE || width < UNROLL_SMALLEST_TYPE) return;
    const texts = Array.from(values, (value) => write(value));
    const longest = Math.max(2, ...texts.map((text) => text.length));
    const type = Math.min(highest, (1.3 * width) / longest);
    if (type < UNROLL_SMALLEST_TYPE) return;
    context.font = `${type}px ${this.colors.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    texts.forEach((text, index) => {
      const [x, y] = this.cellCorner(index);
      context.fillStyle = isFaint(index) ? this.colors["soft-ink"] : this.colors.ink;
      context.fillText(text, x + width / 2, y + height * 0.53);
    });
  }

  cellCorner(index) {
    const { rows, columns } = this.picture;
    const plane = Math.floor(index / (rows * columns));
    const inside = index % (rows * columns);
    const [x, y] = this.corner(plane);
    return [x + (inside % columns) * this.grid.cell[0], y + Math.floor(inside / columns) * this.grid.cell[1]];
  }

  /**
   * Lay frames over the cells in the place of those before.
   * @param {UnrollFrame[]} marks
   */
  frame(marks) {
    this.marks = marks;
    if (!this.grid || this.size[0] === 0) return;
    while (this.frames.length < marks.length) {
      this.frames.push(make("i"));
      this.layer.append(this.frames.at(-1));
    }
    this.frames.forEach((frame, index) => {
      frame.hidden = index >= marks.length;
      if (!frame.hidden) this.lay(frame, marks[index]);
    });
  }

  lay(frame, { kind, plane = 0, row, column, rows = 1, columns = 1 }) {
    const { cell, gap } = this.grid;
    const [x, y] = this.corner(plane);
    frame.className = `unroll_explorer-${kind}`;
    frame.style.cssText = `left:${x + column * cell[0]}px;top:${y + row * cell[1]}px;`
      + `width:${columns * cell[0] - gap}px;height:${rows * cell[1] - gap}px`;
  }
}
