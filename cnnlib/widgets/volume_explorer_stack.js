/** A stack of planes on a canvas: turned by dragging and keys or laid flat, pointed at, marked. */
import { isShortcut, make } from "./dom.js";
import { flatPlanes, planeUnder, projected, turnedPlanes } from "./volume_explorer_projection.js";

const STACK_LARGEST_CELL = 40;
const STACK_DEGREES_A_PIXEL = 0.4;
const STACK_DRAG_BEGINS = 4;
const STACK_FAINT = 0.12;
const STACK_TINT = 0.35;
const STACK_USUAL_TURN = [30, 15];

export class VolumeStack {
  /**
   * @param {{kind: string, label: string, signal: AbortSignal, on: {key: Function, turn: Function,
   *   point?: Function, resized: Function}}} options  `turn(aside, down)` gets degrees; `point({plane, row, column})`
   */
  constructor({ kind, label, signal, on }) {
    this.on = on;
    this.scene = null;
    const named = { "tabindex": "0", "role": "application", "aria-roledescription": "volume", "aria-label": label };
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.root = make("div", { class: `volume_explorer-stack volume_explorer-${kind}`, ...named },
      this.canvas);
    this.listen(signal);
    const observer = new ResizeObserver(() => this.measure());
    observer.observe(this.root);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  listen(signal) {
    const listen = (type, handle) => this.root.addEventListener(type, handle, { signal });
    listen("keydown", (event) => {
      if (!isShortcut(event) && this.on.key(event.key)) event.preventDefault();
    });
    listen("pointerdown", (event) => { this.start = [event.clientX, event.clientY]; });
    listen("pointermove", (event) => this.moved(event));
    listen("pointerup", (event) => this.released(event));
    listen("pointercancel", () => { this.start = this.drag = null; });
  }

  moved(event) {
    if (event.buttons === 0) this.start = this.drag = null;
    if (!this.start) {
      if (event.pointerType === "mouse") this.point(event);
      return;
    }
    const here = [event.clientX, event.clientY];
    if (!this.drag) {
      if (this.scene.isFlat || Math.hypot(...here.map((v, i) => v - this.start[i])) < STACK_DRAG_BEGINS) return;
      this.root.setPointerCapture(event.pointerId);
      this.drag = this.start;
    }
    const [aside, down] = here.map((value, axis) => (value - this.drag[axis]) * STACK_DEGREES_A_PIXEL);
    this.drag = here;
    this.on.turn(aside, -down);
  }

  released(event) {
    if (this.start && !this.drag) this.point(event);
    this.start = this.drag = null;
  }

  point(event) {
    if (!this.on.point || !this.arrangement) return;
    const box = this.root.getBoundingClientRect();
    const place = planeUnder(this.arrangement.planes, this.scene,
      event.clientX - box.left - this.root.clientLeft, event.clientY - box.top - this.root.clientTop);
    if (place) this.on.point(place);
  }

  /** Take the size that the page gives. */
  measure() {
    const [width, height, ratio] = [this.root.clientWidth, this.root.clientHeight, window.devicePixelRatio];
    if (width === 0 || (width === this.width && height === this.height && ratio === this.ratio)) return;
    Object.assign(this, { width, height, ratio });
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.on.resized();
  }

  /** The size in which to draw the cells of planes of numbers. */
  cellSize({ count, rows, columns }) {
    const { width, height } = this;
    const options = { count, rows, columns, width, height, largest: STACK_LARGEST_CELL };
    const scale = Math.max(flatPlanes(options).scale, turnedPlanes({ ...options, turn: STACK_USUAL_TURN }).scale);
    return Math.round(Math.max(10, scale) * this.ratio);
  }

  /**
   * Draw a scene.
   * @param {{count: number, rows: number, columns: number, bitmaps: HTMLCanvasElement[],
   *   marked: ?HTMLCanvasElement[], labels: string[], labelColor: string, isFlat: boolean, turn: number[],
   *   colors: Object, line: string, lit: ?number, isBox: boolean,
   *   mark: {planes: number[], top: number, left: number, height: number, width: number}}} scene
   */
  draw(scene) {
    this.scene = scene;
    if (!this.width) return;
    const { width, height } = this;
    const arrange = scene.isFlat ? flatPlanes : turnedPlanes;
    this.arrangement = arrange({ ...scene, width, height, largest: STACK_LARGEST_CELL });
    const context = this.context ??= this.canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.lineJoin = "round";
    for (let plane = scene.count - 1; plane >= 0; plane -= 1) this.drawPlane(context, plane);
    if (scene.isBox && !scene.isFlat) this.drawBox(context);
    for (let plane = scene.count - 1; plane >= 0; plane -= 1) this.drawLabel(context, plane);
  }

  drawPlane(context, plane) {
    const { bitmaps, rows, columns, lit, line, mark } = this.scene;
    context.globalAlpha = lit !== null && this.hides(plane, lit) ? STACK_FAINT : 1;
    this.place(context, bitmaps[plane], plane);
    context.globalAlpha = 1;
    context.strokeStyle = line;
    context.lineWidth = plane === lit ? 2.5 : 1;
    context.stroke(this.outline(plane, 0, 0, rows, columns));
    if (mark.planes.includes(plane)) this.drawMark(context, plane);
  }

  /** Whether a plane stands before another and covers part of it. */
  hides(plane, other) {
    const { planes } = this.arrangement;
    const aside = Math.abs(planes[plane][4] - planes[other][4]);
    return plane < other && !this.scene.isFlat && aside < planes[plane][0] * this.scene.columns;
  }

  /** Draw the picture of a plane in its place. */
  place(context, bitmap, plane) {
    const { rows, columns } = this.scene;
    const [a, b, c, d, e, f] = this.arrangement.planes[plane];
    const [x, y] = [columns / bitmap.width, rows / bitmap.height];
    context.save();
    context.transform(a * x, b * x, c * y, d * y, e, f);
    context.imageSmoothingEnabled = bitmap.width > 2 * columns;
    context.drawImage(bitmap, 0, 0);
    context.restore();
  }

  /** A rectangle of cells on a plane, as a path on the screen. */
  outline(plane, top, left, height, width) {
    const path = new Path2D();
    for (const [column, row] of [[0, 0], [width, 0], [width, height], [0, height]]) {
      path.lineTo(...projected(this.arrangement.planes[plane], left + column, top + row));
    }
    path.closePath();
    return path;
  }

  /** Mark the window on one plane: with the picture of the plane in the window's color, or a tint over pixels. */
  drawMark(context, plane) {
    const { mark: { top, left, height, width }, marked, colors } = this.scene;
    const path = this.outline(plane, top, left, height, width);
    context.save();
    if (marked) {
      context.clip(path);
      this.place(context, marked[plane], plane);
    } else {
      context.globalAlpha = STACK_TINT;
      context.fillStyle = colors.window;
      context.fill(path);
    }
    context.restore();
    context.strokeStyle = colors.window;
    context.lineWidth = 3;
    context.stroke(path);
  }

  /** The edges of the box through all planes, also where planes hide them. */
  drawBox(context) {
    const { mark: { planes, top, left, height, width }, colors } = this.scene;
    const corners = [[left, top], [left + width, top], [left + width, top + height], [left, top + height]];
    const edges = new Path2D();
    for (const corner of corners) {
      edges.moveTo(...projected(this.arrangement.planes[planes[0]], ...corner));
      edges.lineTo(...projected(this.arrangement.planes[planes.at(-1)], ...corner));
    }
    context.strokeStyle = colors.window;
    context.lineWidth = 1;
    context.stroke(edges);
    context.save();
    context.setLineDash([4, 3]);
    for (const plane of planes) context.stroke(this.outline(plane, top, left, height, width));
    context.restore();
  }

  drawLabel(context, plane) {
    const { labels, labelColor, colors, lit } = this.scene;
    const [x, y] = projected(this.arrangement.planes[plane], 0, 0);
    context.font = `${plane === lit ? "bold " : ""}12px ${colors.font}`;
    context.textBaseline = "bottom";
    context.lineWidth = 3;
    context.strokeStyle = colors.paper;
    context.fillStyle = labelColor;
    context.strokeText(labels[plane], x, y - 3);
    context.fillText(labels[plane], x, y - 3);
  }
}
