/** The two volumes of VolumeExplorer, what goes in and what comes out, turned together. */
import { make, writeText } from "./dom.js";
import { volumeButton } from "./volume_explorer_controls.js";
import { channelsSeen, volumeCorner } from "./volume_explorer_math.js";
import { VOLUME_MOST } from "./volume_explorer_numbers.js";
import { numberPlane, pixelPlane } from "./volume_explorer_planes.js";
import { VolumeStack } from "./volume_explorer_stack.js";
import { VOLUME_COLOR_NAMES, filterName } from "./volume_explorer_text.js";

const STAGE_NARROW = 420;
const STAGE_MARKED = 0.75;
const STAGE_PALETTE = {
  ink: "--ink", softInk: "--soft-ink", paper: "--paper", line: "--line", input: "--input", output: "--output",
  window: "--window",
};

export class VolumeStage {
  /**
   * @param {{signal: AbortSignal, on: {turn: Function, turnKey: Function, placeKey: Function, point: Function,
   *   view: Function, straighten: Function, filter: (filter: number) => void}}} options
   */
  constructor({ signal, on }) {
    const resized = () => this.redraw();
    this.input = new VolumeStack({
      kind: "input", signal, on: { key: on.turnKey, turn: on.turn, resized },
      label: "Input volume. Arrow keys turn it, Home puts it back.",
    });
    this.output = new VolumeStack({
      kind: "output", signal, on: { key: on.placeKey, turn: on.turn, point: on.point, resized },
      label: "Output maps. Arrow keys move the place, Page Up and Page Down choose the filter.",
    });
    this.sizes = { input: make("span", { class: "cnn-number" }), output: make("span", { class: "cnn-number" }) };
    this.note = make("p", { class: "volume_explorer-name cnn-note" });
    this.name = make("p", { class: "volume_explorer-name" });
    this.root = make("div", { class: "volume_explorer-stage" },
      this.makeFigure("Input", "input", this.makeViews(on, signal)),
      this.makeFigure("Output", "output", this.makeFilters(on, signal)));
  }

  makeFigure(title, kind, tools) {
    const head = make("div", { class: "volume_explorer-head" }, make("b", {}, title), " ", this.sizes[kind]);
    const note = kind === "output" ? this.name : this.note;
    return make("div", { class: `volume_explorer-figure volume_explorer-figure-${kind}` },
      head, this[kind].root, tools, note);
  }

  makeViews(on, signal) {
    this.views = [["volume", "Stack"], ["flat", "Flat"]].map(([view, text]) =>
      Object.assign(volumeButton(text, () => on.view(view), signal), { view }));
    this.straighten = volumeButton("Reset view", on.straighten, signal);
    return make("div", { "class": "volume_explorer-tools", "role": "group", "aria-label": "View" },
      "View", ...this.views, this.straighten);
  }

  makeFilters(on, signal) {
    this.filters = Array.from({ length: VOLUME_MOST.filters }, (_, filter) =>
      volumeButton(String(filter), () => on.filter(filter), signal, { "aria-label": `Filter ${filter}` }));
    return make("div", { "class": "volume_explorer-tools", "role": "group", "aria-label": "Filter" },
      "Filter", ...this.filters);
  }

  /** Show a layout: everything that neither turning nor the place changes. */
  fill(layout) {
    this.layout = layout;
    this.bitmaps = null;
    const [depth, side] = layout.inputShape;
    const [count, height, width] = layout.outputShape;
    const padded = layout.padding > 0 ? `, padded ${layout.paddedSide} × ${layout.paddedSide}` : "";
    writeText(this.sizes.input, `${side} × ${side} × ${depth}${padded}`);
    writeText(this.sizes.output, `${height} × ${width} × ${count}`);
    writeText(this.note, layout.isPhotograph
      ? "values 0 to 255; in the maps, gray is 0" : "whole numbers from 0 to 5");
    this.filters.forEach((button, filter) => { button.hidden = filter >= count; });
  }

  /** Show the state: filter, place, turn, view. */
  show(state) {
    this.state = state;
    this.filters.forEach((button, filter) =>
      button.setAttribute("aria-pressed", String(filter === state.filter)));
    writeText(this.name, filterName(this.layout, state.filter));
    this.redraw();
  }

  /** Draw at the next frame, however many changes come before. */
  redraw() {
    if (this.frame || !this.state) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  isFlat() {
    const { view } = this.state;
    return view === "auto" ? this.root.clientWidth < STAGE_NARROW : view === "flat";
  }

  /** The theme changed, or the size: pictures of planes are drawn anew. */
  repaint() {
    this.bitmaps = null;
    this.redraw();
  }

  draw() {
    if (!this.input.width || !this.output.width) return;
    const size = [this.input.width, this.input.height, this.output.width, this.input.ratio].join();
    if (!this.bitmaps || size !== this.size) this.paint();
    this.size = size;
    const isFlat = this.isFlat();
    for (const button of this.views) {
      button.setAttribute("aria-pressed", String((button.view === "flat") === isFlat));
    }
    this.straighten.disabled = isFlat;
    this.input.draw(this.inputScene(isFlat));
    this.output.draw(this.outputScene(isFlat));
  }

  inputScene(isFlat) {
    const { layout, colors, state } = this;
    const { k, paddedSide: side } = layout;
    const [top, left] = volumeCorner(layout, state.position);
    const names = Array.from({ length: layout.inputShape[0] }, (_, channel) =>
      (layout.isPhotograph ? VOLUME_COLOR_NAMES[channel] : `channel ${channel}`));
    return {
      count: names.length, rows: side, columns: side, ...this.bitmaps.input, labels: names,
      turn: state.turn, isFlat, colors, line: colors.input, labelColor: colors.ink, lit: null, isBox: true,
      mark: { planes: channelsSeen(layout, state.filter), top, left, height: k, width: k },
    };
  }

  outputScene(isFlat) {
    const { layout, colors, state } = this;
    const [count, rows, columns] = layout.outputShape;
    const [row, column] = [Math.floor(state.position / columns), state.position % columns];
    const names = Array.from({ length: count }, (_, filter) => `map ${filter}`);
    return {
      count, rows, columns, ...this.bitmaps.output, labels: names, turn: state.turn, isFlat, colors,
      line: colors.output, labelColor: colors.ink, lit: state.filter, isBox: false,
      mark: { planes: [state.filter], top: row, left: column, height: 1, width: 1 },
    };
  }

  /** Draw the pictures of all planes. */
  paint() {
    const style = getComputedStyle(this.root);
    this.colors = { font: style.fontFamily };
    for (const [name, variable] of Object.entries(STAGE_PALETTE)) {
      this.colors[name] = style.getPropertyValue(variable).trim();
    }
    const { layout } = this;
    const { inputShape: [depth], paddedSide, outputShape: [count, height, width] } = layout;
    this.bitmaps = {
      input: this.paintPlanes(this.input, layout.padded, [depth, paddedSide, paddedSide], layout.padding, "input"),
      output: this.paintPlanes(this.output, layout.output, [count, height, width], 0, "output"),
    };
  }

  /** Pictures of planes as they are, and of planes of numbers also as they are in the window. */
  paintPlanes(stack, data, [count, rows, columns], padding, kind) {
    const { layout: { isPhotograph }, colors } = this;
    const values = Array.from({ length: count }, (_, plane) =>
      data.subarray(plane * rows * columns, (plane + 1) * rows * columns));
    const size = { rows, columns, padding };
    if (isPhotograph) {
      const paint = (plane) => (kind === "input" ? stageTone(plane) : stageGray(values[plane]));
      const bitmaps = values.map((each, plane) => pixelPlane({ ...size, values: each, paint: paint(plane) }));
      return { bitmaps, marked: null };
    }
    const cell = stack.cellSize({ count, rows, columns });
    const most = Math.max(1, ...data.map(Math.abs));
    const draw = (color, strength) =>
      values.map((each) => numberPlane({ ...size, values: each, cell, color, colors, strength }));
    return {
      bitmaps: draw(colors[kind], (value) => Math.abs(value) / most),
      marked: draw(colors.window, () => STAGE_MARKED),
    };
  }
}

/** Red, green or blue alone. */
function stageTone(channel) {
  return (value) => [0, 1, 2].map((each) => (each === channel ? value : 0));
}

/** Gray, with 0 in the middle; the value of the largest size is black or white. */
function stageGray(values) {
  const most = Math.max(1e-9, ...values.map(Math.abs));
  return (value) => {
    const gray = Math.round(127.5 * (1 + value / most));
    return [gray, gray, gray];
  };
}
