/** TrainLive's pad, on which a digit is drawn with the mouse, a finger or the arrow keys. */
import { isShortcut, make } from "./dom.js";
import { inkPicture } from "./train_live_ink.js";

const PAD_SIDE = 336;
const PAD_PEN = 26;
const PAD_STEP = 1 / 16;
const PAD_MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const PAD_LABEL = "Drawing pad. Arrow keys move the pen, Space puts it down and lifts it, Delete clears.";

export class TrainPad {
  /** @param {(strokes: number[][][]) => void} act  called with the strokes, from 0 to 1, when they change */
  constructor(act, signal) {
    Object.assign(this, { act, strokes: [], pen: [0.5, 0.25], isDown: false, text: null });
    this.canvas = make("canvas", {
      "class": "train_live-pad", "width": String(PAD_SIDE), "height": String(PAD_SIDE), "tabindex": "0",
      "role": "application", "aria-label": PAD_LABEL,
    });
    this.context = this.canvas.getContext("2d");
    this.listen(signal);
  }

  listen(signal) {
    const on = (type, act) => this.canvas.addEventListener(type, act, { signal });
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.begin(this.place(event));
    });
    on("pointermove", (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) this.extend(this.place(event));
    });
    on("pointerup", () => { this.isDown = false; });
    on("keydown", (event) => this.onKey(event));
    on("focus", () => this.draw());
    on("blur", () => this.draw());
  }

  place(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const inside = (part) => Math.min(1, Math.max(0, part));
    return [inside((event.clientX - left) / width), inside((event.clientY - top) / height)];
  }

  onKey(event) {
    if (isShortcut(event)) return;
    const move = PAD_MOVES[event.key];
    if (move) this.go(move);
    else if (event.key === " ") this.toggle();
    else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else return;
    event.preventDefault();
  }

  go(move) {
    const next = this.pen.map((each, axis) => Math.min(1, Math.max(0, each + move[axis] * PAD_STEP)));
    if (this.isDown) this.extend(next);
    else this.pen = next;
    this.draw();
  }

  toggle() {
    if (this.isDown) this.isDown = false;
    else this.begin(this.pen);
    this.canvas.setAttribute("aria-label", `${PAD_LABEL} The pen is ${this.isDown ? "down" : "up"}.`);
    this.draw();
  }

  /** A stroke begins; the first one takes the place of the digit that was shown. */
  begin(point) {
    if (this.text) this.strokes = [];
    this.text = null;
    this.strokes.push([point]);
    Object.assign(this, { pen: point, isDown: true });
    this.change();
  }

  extend(point) {
    this.strokes.at(-1).push(point);
    this.pen = point;
    this.change();
  }

  clear() {
    Object.assign(this, { strokes: [], text: null, isDown: false });
    this.change();
  }

  change() {
    this.draw();
    this.act(this.strokes);
  }

  /** Show a digit of the data set instead of strokes. */
  show(text) {
    Object.assign(this, { text, strokes: [], isDown: false });
    this.draw();
  }

  /** Draw in the colors of the theme, which are asked for anew where they are given. */
  draw(colors = this.colors) {
    this.colors = colors;
    const { context } = this;
    context.clearRect(0, 0, PAD_SIDE, PAD_SIDE);
    if (!colors) return;
    if (this.text) this.drawPicture();
    context.strokeStyle = colors.input;
    Object.assign(context, { lineWidth: PAD_PEN, lineCap: "round", lineJoin: "round" });
    for (const stroke of this.strokes) {
      context.beginPath();
      for (const [x, y] of [stroke[0], ...stroke]) context.lineTo(x * PAD_SIDE, y * PAD_SIDE);
      context.stroke();
    }
    if (this.canvas.matches(":focus-visible")) this.drawPen();
  }

  drawPicture() {
    const size = 28;
    const picture = inkPicture(this.text, size);
    const side = PAD_SIDE / size;
    this.context.fillStyle = this.colors.input;
    picture.forEach((value, at) => {
      this.context.globalAlpha = value;
      this.context.fillRect((at % size) * side, Math.floor(at / size) * side, side, side);
    });
    this.context.globalAlpha = 1;
  }

  drawPen() {
    const { context, pen: [x, y], colors } = this;
    context.beginPath();
    context.arc(x * PAD_SIDE, y * PAD_SIDE, PAD_PEN / 2 + 1, 0, 2 * Math.PI);
    Object.assign(context, { strokeStyle: colors.window, lineWidth: this.isDown ? 10 : 4 });
    context.stroke();
  }
}
