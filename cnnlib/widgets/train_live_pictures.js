/** TrainLive's pictures of numbers: filters, maps, digits, side by side on one small canvas that CSS enlarges. */
import { make, writeText } from "./dom.js";
import { TRAIN_MOST_TILES } from "./train_live_words.js";

const TRAIN_ACROSS = 8;
const TRAIN_SHEETS = { digit: "A digit", filters: "Filters of the first layer", maps: "Maps" };

/** A canvas of up to 16 tiles, each a little picture of numbers. */
export class TrainTiles {
  /** @param {"digit" | "filters" | "maps"} kind  says the colors */
  constructor(kind) {
    this.kind = kind;
    const nothing = { "role": "img", "aria-label": `${TRAIN_SHEETS[kind]}: nothing yet` };
    this.canvas = make("canvas", { "class": `train_live-tiles train_live-${kind}`, ...nothing });
    this.title = make("p", { class: "train_live-title" });
    this.node = make("div", { class: "train_live-sheet" }, this.title, this.canvas);
  }

  /** Show the first tiles of a tensor (count, height, width), eight in a row, and what they are. */
  show({ data, shape: [count, height, width] }, colors, words) {
    writeText(this.title, words);
    if (this.canvas.getAttribute("aria-label") !== words) this.canvas.setAttribute("aria-label", words);
    const shown = Math.min(count, TRAIN_MOST_TILES);
    const columns = Math.min(shown, TRAIN_ACROSS);
    const gap = Math.max(1, Math.round(width / 12));
    const size = [columns * (width + gap) - gap, Math.ceil(shown / columns) * (height + gap) - gap];
    const { canvas } = this;
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
    const context = canvas.getContext("2d");
    const image = context.createImageData(...size);
    const pixels = new Uint32Array(image.data.buffer);
    const paint = trainPaint(data.subarray(0, shown * height * width), colors[this.kind]);
    for (let tile = 0; tile < shown; tile += 1) {
      const corner = Math.floor(tile / columns) * (height + gap) * size[0] + (tile % columns) * (width + gap);
      for (let at = 0; at < height * width; at += 1) {
        const place = corner + Math.floor(at / width) * size[0] + (at % width);
        pixels[place] = paint(data[tile * height * width + at]);
      }
    }
    context.putImageData(image, 0, 0);
  }
}

/** A function from a number to a color, the largest number the strongest. */
function trainPaint(data, { none, more, less }) {
  const most = data.reduce((largest, each) => Math.max(largest, Math.abs(each)), 1e-12);
  return (value) => {
    const part = Math.abs(value) / most;
    const to = value < 0 ? less : more;
    const [red, green, blue] = none.map((from, at) => Math.round(from + part * (to[at] - from)));
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  };
}

/** What the first layer with weights multiplies by, as tiles: kernels, or a linear layer's weights as pictures. */
export function filterTiles({ data, shape }) {
  const [count, ...rest] = shape;
  if (rest.length === 3) return { data, shape: [count * rest[0], rest[1], rest[2]] };
  const side = Math.sqrt(rest[0]);
  return { data, shape: Number.isInteger(side) ? [count, side, side] : [count, 1, rest[0]] };
}

/** What a layer put out for one picture, as tiles: maps, or the values of a linear layer in rows of 16. */
export function mapTiles({ data, shape: [, ...rest] }) {
  if (rest.length === 3) return { data, shape: rest };
  const width = Math.min(16, rest[0]);
  const height = Math.ceil(rest[0] / width);
  const filled = new Float32Array(height * width);
  filled.set(data);
  return { data: filled, shape: [1, height, width] };
}

/** The colors of the theme as numbers. */
export function trainColors(root) {
  const probe = make("canvas", { width: "1", height: "1" }).getContext("2d", { willReadFrequently: true });
  const style = getComputedStyle(root);
  const color = (name) => {
    probe.fillStyle = style.getPropertyValue(`--${name}`).trim();
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const [none, input, kernel, output] = ["raised", "input", "kernel", "output"].map(color);
  return {
    filters: { none, more: kernel, less: input },
    maps: { none, more: output, less: kernel },
    digit: { none, more: input, less: input },
  };
}
