/** LeNetViewer's look into one unit: what it sees, its weights, what each part adds to its sum. */
import { make, writeText } from "./dom.js";
import { LENET_LAYERS } from "./lenet_viewer_network.js";
import { lenetSheet } from "./lenet_viewer_sheet.js";
import { framesPath, paintTiles, tilePath } from "./lenet_viewer_tiles.js";
import { fieldWords, lenetText, partsWords, sumWords, unitWords } from "./lenet_viewer_words.js";
import { draw } from "./svg.js";

/** Cells of the two pictures, and of the chart below them. */
const LENET_PICTURE = [200, 44];
const LENET_CHART = 48;
/** By the maps that a unit sees: how many stand in a row, cells along a value, cells between maps. */
const LENET_WINDOWS = { 1: [1, 8, 0], 6: [6, 6, 4], 16: [8, 4, 4], 120: [40, 5, 0], 84: [42, 4, 0] };
/** So many sums have room to be written below their bars. */
const LENET_WRITTEN = 6;

export class LenetUnit {
  constructor() {
    const line = (name, tag = "p") => make(tag, { class: `lenet_viewer-${name} cnn-number` });
    [this.title, this.sum, this.parts, this.field] = ["name", "sum", "parts", "sees"].map((name) => line(name));
    [this.seen, this.weights] = ["seen", "weights"].map(() => lenetPicture());
    this.chart = lenetChart();
    this.weightsTitle = make("p", { class: "cnn-note" });
    this.chartTitle = make("p", { class: "cnn-note" });
    this.node = make("section", { "class": "lenet_viewer-unit-panel", "aria-label": "One unit" },
      this.title, this.sum,
      make("div", { class: "lenet_viewer-pair" },
        make("p", { class: "lenet_viewer-short cnn-note" }, "What it sees"), this.seen.node,
        this.weightsTitle, this.weights.node),
      this.chartTitle, this.chart.node, this.parts, this.field);
  }

  /**
   * Show one unit.
   * @param {number} layer
   * @param {number[]} unit
   * @param {ReturnType<typeof import("./lenet_viewer_network.js").unitSum>} found
   * @param {ReturnType<typeof import("./lenet_viewer_colors.js").lenetColors>} colors
   */
  show(layer, unit, found, colors) {
    const tiles = lenetWindowTiles(found);
    const ramp = layer === 1 ? colors.ink : colors.maps;
    this.seen.paint(tiles, found.sees, ramp, layer === 1 ? 1 : lenetMost(found.sees), found.winner);
    this.weights.paint(tiles, found.weights, colors.signed, found.weights && lenetMost(found.weights));
    this.chart.show(tiles, found.sums);
    const { name } = LENET_LAYERS[layer - 1];
    const each = found.sums.length === 1 ? "" : `, one for each ${found.side === 1 ? "unit" : "map"} of ${name}`;
    writeText(this.weightsTitle, found.weights
      ? `Weights, blue −${lenetText(lenetMost(found.weights))} to orange +${lenetText(lenetMost(found.weights))}`
      : "A maximum has no weights");
    writeText(this.chartTitle, found.weights ? `Sums of products${each}` : "The largest goes on");
    writeText(this.title, `${unitWords(layer, unit)}: ${lenetText(found.value)}`);
    writeText(this.sum, sumWords(layer, found));
    writeText(this.parts, partsWords(layer, unit, found));
    writeText(this.field, fieldWords(layer, unit));
  }
}

function lenetWindowTiles({ sees, side }) {
  const maps = sees.length / side ** 2;
  const [columns, block, gap] = LENET_WINDOWS[maps];
  const size = side === 2 ? 2 * block : block;
  const height = Math.ceil(maps / columns) * (side * size + gap) - gap;
  return { shape: [maps, side, side], columns, block: size, gap, width: LENET_PICTURE[0], height };
}

function lenetMost(values) {
  return values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}

/** A picture of windows, each in its frame; of signed values, the middle of the colors is zero. */
function lenetPicture() {
  const [width, height] = LENET_PICTURE;
  const canvas = make("canvas", { width, height });
  const sheet = lenetSheet(canvas);
  const [frames, winner] = ["frames", "winner"].map((name) => draw("path", { class: `lenet_viewer-${name}` }));
  const lines = draw("svg", { viewBox: `0 0 ${width} ${height}` }, frames, winner);
  return {
    node: make("div", { "class": "lenet_viewer-windows", "aria-hidden": "true" }, canvas, lines),
    paint(tiles, values, colors, most, place = null) {
      sheet.pixels.fill(0);
      if (values) {
        const isSigned = colors.length % 2 === 1;
        const shown = isSigned ? values.map((each) => (each + most) / 2) : values;
        paintTiles(sheet.pixels, tiles, shown, colors, most);
      }
      sheet.show();
      lenetDraw(frames, values ? framesPath(tiles) : "");
      lenetDraw(winner, place === null ? "" : lenetWinner(tiles, place));
    },
  };
}

/** The frame of the value that won, in a window two values wide. */
const lenetWinner = (tiles, place) => tilePath(tiles, 0, Array(2).fill(place >> 1), Array(2).fill(place % 2));

function lenetDraw(path, d) {
  if (path.getAttribute("d") !== d) path.setAttribute("d", d);
}

/** A bar for each sum, below its map where maps stand in one row; up and orange if it is positive. */
function lenetChart() {
  const [width] = LENET_PICTURE;
  const [positive, negative] = ["positive", "negative"].map((kind) =>
    draw("path", { class: `lenet_viewer-${kind}` }));
  const zero = draw("path", { class: "lenet_viewer-zero", d: `M0 ${LENET_CHART / 2}h${width}` });
  const texts = Array.from({ length: LENET_WRITTEN }, () => draw("text", { y: LENET_CHART + 10 }));
  const node = draw("svg", { "viewBox": `0 0 ${width} ${LENET_CHART + 12}`, "aria-hidden": "true" },
    positive, negative, zero, ...texts);
  return { node, show: (tiles, sums) => lenetShowBars([positive, negative], texts, tiles, sums) };
}

function lenetShowBars(paths, texts, tiles, sums) {
  const most = lenetMost(sums) || 1;
  const middle = LENET_CHART / 2;
  const isWritten = sums.length <= LENET_WRITTEN;
  const step = isWritten ? tiles.shape[2] * tiles.block + tiles.gap : LENET_PICTURE[0] / sums.length;
  const wide = isWritten ? step - tiles.gap : 0.8 * step;
  const bars = sums.map((sum, place) => {
    const high = (middle - 1) * (Math.abs(sum) / most);
    const [left, width, up] = [place * step, wide, sum > 0 ? -high : high].map((each) => each.toFixed(2));
    return `M${left} ${middle}h${width}v${up}h-${width}z`;
  });
  paths[0].setAttribute("d", bars.filter((_, place) => sums[place] > 0).join(""));
  paths[1].setAttribute("d", bars.filter((_, place) => sums[place] < 0).join(""));
  texts.forEach((text, place) => {
    text.setAttribute("x", place * step + wide / 2);
    writeText(text, isWritten && place < sums.length ? lenetText(sums[place]) : "");
  });
}
