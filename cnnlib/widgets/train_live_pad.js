/** TrainLive's pad: a digit of the data set, or strokes that are drawn in its place. */
import { DrawingPad } from "./drawing_pad.js";
import { inkPicture } from "./train_live_ink.js";

const TRAIN_PAD_SIDE = 16;
const TRAIN_PAD_PIXELS = 336;
const TRAIN_PAD_PEN = 26;

export class TrainPad {
  /**
   * @param {(strokes: number[][][]) => void} act  called with the strokes, lists of [x, y], when they change
   * @param {(words: string) => void} say  what the pen does, where it is led by keys
   */
  constructor(act, say, signal) {
    Object.assign(this, { act, strokes: [], text: null });
    const pen = {
      remember: () => this.begin(), stroke: (from, to) => this.extend(to), undo: () => this.undo(), say,
    };
    const { node, canvas } = new DrawingPad(TRAIN_PAD_SIDE, TRAIN_PAD_PIXELS, pen, signal);
    this.node = node;
    this.context = canvas.getContext("2d");
  }

  /** A stroke begins; the first one takes the place of the digit that was shown. */
  begin() {
    this.text = null;
    this.strokes.push([]);
  }

  extend([row, column]) {
    this.strokes.at(-1).push([column + 0.5, row + 0.5]);
    this.change();
  }

  undo() {
    if (this.strokes.pop()) this.change();
  }

  clear() {
    this.show(null);
    this.act(this.strokes);
  }

  change() {
    this.draw();
    this.act(this.strokes);
  }

  /** Show a digit of the data set, or nothing, instead of strokes. */
  show(text) {
    Object.assign(this, { text, strokes: [] });
    this.draw();
  }

  /** Draw in a color, by default that of last time. */
  draw(color = this.color) {
    this.color = color;
    const { context } = this;
    context.clearRect(0, 0, TRAIN_PAD_PIXELS, TRAIN_PAD_PIXELS);
    if (!color) return;
    if (this.text) this.drawPicture();
    Object.assign(context, { strokeStyle: color, lineWidth: TRAIN_PAD_PEN, lineCap: "round", lineJoin: "round" });
    const scale = TRAIN_PAD_PIXELS / TRAIN_PAD_SIDE;
    for (const stroke of this.strokes) {
      context.beginPath();
      for (const [x, y] of [stroke[0], ...stroke]) context.lineTo(x * scale, y * scale);
      context.stroke();
    }
  }

  drawPicture() {
    const size = 28;
    const picture = inkPicture(this.text, size);
    const side = TRAIN_PAD_PIXELS / size;
    this.context.fillStyle = this.color;
    picture.forEach((value, at) => {
      this.context.globalAlpha = value;
      this.context.fillRect((at % size) * side, Math.floor(at / size) * side, side, side);
    });
    this.context.globalAlpha = 1;
  }
}
