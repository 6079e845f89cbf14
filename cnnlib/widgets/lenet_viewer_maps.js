/** LeNetViewer's layers: the maps of each as one picture, its units to point at, the fields of a unit above. */
import { isShortcut, make, writeText } from "./dom.js";
import { lenetSheet } from "./lenet_viewer_sheet.js";
import { LENET_LAYERS } from "./lenet_viewer_network.js";
import { framesPath, lenetTiles, paintTiles, stepUnit, tilePath, unitAtCell } from "./lenet_viewer_tiles.js";
import { lenetText } from "./lenet_viewer_words.js";
import { draw } from "./svg.js";

const LENET_STEP_KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** What a layer holds, and how it comes about, for which a phone has no room. */
const LENET_TITLES = {
  Input: ["", ""],
  C1: ["6 maps of 28 × 28", ": kernels 5 × 5, ReLU"],
  S2: ["6 maps of 14 × 14", ": pooling 2 × 2"],
  C3: ["16 maps of 10 × 10", ": kernels 5 × 5, ReLU"],
  S4: ["16 maps of 5 × 5", ": pooling 2 × 2"],
  C5: ["120 units", ": all of S4, ReLU"],
  F6: ["84 units", ": all of C5, ReLU"],
};

export class LenetMaps {
  /**
   * @param {number} layer  of LENET_LAYERS
   * @param {{ point: (layer: number, unit: ?number[]) => void, pick: (layer: number, unit: number[]) => void }} act
   *   a unit is pointed at, or none any more; one is picked
   * @param {AbortSignal} signal
   */
  constructor(layer, act, signal) {
    const { shape } = LENET_LAYERS[layer];
    this.layer = layer;
    this.tiles = lenetTiles(LENET_LAYERS[layer]);
    this.unit = [0, Math.floor(shape[1] / 2), Math.floor(shape[2] / 2)];
    this.build();
    if (layer > 0) this.listen(act, signal);
  }

  build() {
    const { name } = LENET_LAYERS[this.layer];
    const [holds, how] = LENET_TITLES[name];
    const { width, height } = this.tiles;
    const canvas = make("canvas", { width, height });
    this.sheet = lenetSheet(canvas);
    this.marks = lenetMarks(this.tiles);
    this.stage = make("div", { class: "lenet_viewer-stage" }, canvas, this.marks.node);
    this.stage.style.setProperty("--width", width);
    this.stage.style.setProperty("--height", height);
    this.most = make("span", { class: "cnn-number" });
    this.node = make("div", { class: "lenet_viewer-layer" },
      make("p", { class: "lenet_viewer-title" },
        make("span", {}, make("b", {}, name), " ", make("span", { class: "cnn-note" }, holds,
          make("span", { class: "lenet_viewer-how" }, how))),
        make("span", { "class": "lenet_viewer-scale", "aria-hidden": "true" }, "0", make("i"), this.most)),
      this.stage);
  }

  listen(act, signal) {
    const { name } = LENET_LAYERS[this.layer];
    Object.entries({ "tabindex": "0", "role": "application", "aria-label": `${name}; arrow keys go from unit to unit` })
      .forEach(([key, value]) => this.stage.setAttribute(key, value));
    const on = (type, handle) => this.stage.addEventListener(type, handle, { signal });
    on("pointermove", (event) => {
      if (event.pointerType === "mouse") act.point(this.layer, this.unitAt(event));
    });
    on("pointerleave", () => act.point(this.layer, null));
    // The next key may come before the frame that marks the unit.
    const pick = (unit) => {
      this.unit = unit;
      act.pick(this.layer, unit);
    };
    on("click", (event) => pick(this.unitAt(event)));
    on("keydown", (event) => {
      const step = LENET_STEP_KEYS[event.key];
      if (!step || isShortcut(event)) return;
      event.preventDefault();
      pick(stepUnit(this.tiles, this.unit, step));
    });
  }

  unitAt(event) {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    const [down, right] = [(event.clientY - top) / height, (event.clientX - left) / width];
    return unitAtCell(this.tiles, [down * this.tiles.height, right * this.tiles.width]);
  }

  /** Show the values of the layer; the largest gets the strongest color, unless all are faint. */
  show(values, colors) {
    const most = values.reduce((a, b) => Math.max(a, b), 1);
    paintTiles(this.sheet.pixels, this.tiles, values, colors, most);
    this.sheet.show();
    writeText(this.most, most === 1 ? "1" : lenetText(most));
  }

  /** Frame a unit of this layer. */
  markUnit(unit) {
    this.unit = unit;
    const [map, row, column] = unit;
    this.marks.show(tilePath(this.tiles, map, [row, row], [column, column], 0.75), "unit");
  }

  /** Frame what a unit above sees of this layer; `isNext` if that unit is of the layer next above. */
  markField({ map, rows, columns }, isNext, winner = null) {
    const maps = map === null ? Array.from({ length: this.tiles.shape[0] }, (_, each) => each) : [map];
    const isStrip = this.tiles.shape[2] === 1;
    const paths = isStrip ? [framesPath(this.tiles)] : maps.map((each) => tilePath(this.tiles, each, rows, columns));
    if (winner !== null) {
      const [row, column] = [rows[0] + Math.floor(winner / 2), columns[0] + (winner % 2)];
      paths.push(tilePath(this.tiles, map, [row, row], [column, column], -0.25));
    }
    this.marks.show(paths.join(""), isNext ? "next" : "field");
  }

  unmark() {
    this.marks.show("", "none");
  }
}

/** Lines over a layer: thin ones around its maps, and a path that marks units or fields. */
function lenetMarks(tiles) {
  const path = draw("path");
  const node = draw("svg", { "viewBox": `0 0 ${tiles.width} ${tiles.height}`, "aria-hidden": "true" },
    draw("path", { d: framesPath(tiles), class: "lenet_viewer-frames" }), path);
  return {
    node,
    show(d, kind) {
      path.setAttribute("d", d);
      path.setAttribute("class", `lenet_viewer-${kind}`);
    },
  };
}
