/** A pad to draw on: a pen led by mouse, finger, stylus or arrow keys. It tells where the pen goes; widgets draw. */
import { isShortcut, make } from "./dom.js";

const DRAWING_ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const DRAWING_LEAP = 4;
const DRAWING_LABEL = "Drawing pad. Draw with the pointer, or move the pen with the arrow keys; the space bar puts "
  + "it down and lifts it, Backspace takes back the last stroke";

export class DrawingPad {
  /**
   * @param {number} side  squares along a side, of whose middles the pen's places are: [row, column]
   * @param {number} pixels  of the canvas along a side
   * @param {{ remember: () => void, stroke: (from: number[], to: number[]) => void, undo: () => void,
   *   say: (words: string) => void }} act  a stroke begins, goes on from place to place, is taken back
   * @param {AbortSignal} signal
   */
  constructor(side, pixels, act, signal) {
    Object.assign(this, { side, act, pen: [side / 2, side / 2], isDown: false, last: null });
    this.canvas = make("canvas", { width: pixels, height: pixels });
    this.marker = make("div", { class: "drawing_pad-pen" });
    this.node = make("div", {
      "class": "drawing_pad", "tabindex": "0", "role": "application", "aria-label": DRAWING_LABEL,
    }, this.canvas, this.marker);
    const on = (type, handle) => this.node.addEventListener(type, handle.bind(this), { signal });
    on("pointerdown", this.press);
    on("pointermove", this.move);
    for (const type of ["pointerup", "pointercancel"]) on(type, this.release);
    on("keydown", this.key);
    on("blur", () => this.lift());
    this.showPen();
  }

  place(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const scale = [this.side / height, this.side / width];
    return [(event.clientY - top) * scale[0] - 0.5, (event.clientX - left) * scale[1] - 0.5];
  }

  press(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    this.node.setPointerCapture(event.pointerId);
    this.node.classList.add("drawing_pad-hand");
    this.last = this.place(event);
    this.act.remember();
    this.act.stroke(this.last, this.last);
  }

  /** All places since the last event, also those that the browser has not sent one by one. */
  move(event) {
    if (!this.last || !event.isPrimary) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const each of coalesced.length ? coalesced : [event]) {
      const place = this.place(each);
      this.act.stroke(this.last, place);
      this.last = place;
    }
  }

  release(event) {
    if (event.isPrimary) this.last = null;
  }

  key(event) {
    if (isShortcut(event)) return;
    const step = DRAWING_ARROWS[event.key];
    if (step) this.step(step, event.shiftKey ? DRAWING_LEAP : 1);
    else if (event.key === " ") this.togglePen();
    else if (event.key === "Backspace") this.takeBack();
    else return;
    this.node.classList.remove("drawing_pad-hand");
    event.preventDefault();
  }

  step(direction, reach) {
    const before = this.pen;
    const inside = (place) => Math.min(this.side - 1, Math.max(0, place));
    this.pen = before.map((each, axis) => inside(each + reach * direction[axis]));
    if (this.isDown) this.act.stroke(before, this.pen);
    else this.act.say(`Pen at row ${this.pen[0]}, column ${this.pen[1]}`);
    this.showPen();
  }

  togglePen() {
    this.isDown = !this.isDown;
    if (this.isDown) {
      this.act.remember();
      this.act.stroke(this.pen, this.pen);
    }
    this.act.say(this.isDown ? "Pen down" : "Pen lifted");
    this.showPen();
  }

  /** Lift the pen, so that what follows is a stroke of its own. */
  takeBack() {
    this.lift();
    this.act.undo();
  }

  lift() {
    this.isDown = false;
    this.showPen();
  }

  showPen() {
    const [top, left] = this.pen.map((each) => `${(100 * (each + 0.5)) / this.side}%`);
    Object.assign(this.marker.style, { top, left });
    this.marker.classList.toggle("drawing_pad-down", this.isDown);
  }
}
