/** What one unit really listens to: its gradient, measured with random weights. Pure computation, no DOM. */
import { conv2d, opsCrop, opsPad, tensor } from "./ops.js";
import { opsConv2dGeometry } from "./ops_checks.js";
import { opsInputGradient } from "./ops_gradients.js";
import { maxPool2d, maxPool2dBackward } from "./ops_pooling.js";
import { randomSource } from "./random.js";
import { isPaddingAlone, neededRegions } from "./receptive_field_math.js";

export const EFFECTIVE_CHANNELS = 4;

/**
 * Weights of every layer (`null` for pooling), for one draw: normal, with He's variance 2/n.
 * @param {import("./receptive_field_math.js").FieldLayer[]} layers
 * @param {number} draw
 */
export function drawnWeights(layers, draw) {
  let channels = 1;
  return layers.map(({ kind, kernel_size: kernel }, layer) => {
    if (kind === "pool") return null;
    const shape = [EFFECTIVE_CHANNELS, channels, kernel, kernel];
    const { normal } = randomSource(draw, layer);
    const scale = Math.sqrt(2 / (channels * kernel * kernel));
    channels = EFFECTIVE_CHANNELS;
    return tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => scale * normal()), shape);
  });
}

/**
 * Measure the gradient of one unit, channel 0 of the last layer, with respect to a picture. ReLU follows each
 * convolution but the last layer. A generator, so that a page can stay awake: it yields after each layer.
 * @param {{height: number, width: number, data: Float32Array}} picture  gray
 * @param {import("./receptive_field_math.js").FieldLayer[]} layers
 * @param {[number, number]} unit  row and column
 * @param {number} draw  of the weights
 * @returns {Generator<undefined, {top: number, left: number, height: number, width: number, data: Float32Array}>}
 *   the gradient and the place in the picture where it begins; of a unit that reads padding alone, an empty one
 */
export function* measureGradient(picture, layers, unit, draw) {
  const rows = neededRegions(layers, unit[0], picture.height);
  const columns = neededRegions(layers, unit[1], picture.width);
  if (isPaddingAlone(rows) || isPaddingAlone(columns)) {
    return { top: 0, left: 0, height: 0, width: 0, data: new Float32Array(0) };
  }
  const steps = effectiveSteps(layers, rows, columns, draw);
  let x = effectivePart(picture, rows[0], columns[0]);
  for (const step of steps) {
    x = effectiveForward(step, x);
    yield;
  }
  let gradient = tensor(new Float32Array(x.data.length), x.shape);
  gradient.data[0] = 1;
  for (const step of steps.reverse()) {
    gradient = effectiveBackward(step, gradient);
    yield;
  }
  const [, , height, width] = gradient.shape;
  return { top: rows[0].first, left: columns[0].first, height, width, data: gradient.data };
}

function effectiveSteps(layers, rows, columns, draw) {
  const weights = drawnWeights(layers, draw);
  return layers.map(({ kind, kernel_size: kernel, stride, dilation }, layer) => ({
    kind,
    kernel,
    weight: weights[layer],
    options: { stride, dilation },
    padding: [rows[layer], columns[layer]].map(({ before, after }) => [before, after]),
    hasRelu: kind === "conv" && layer < layers.length - 1,
  }));
}

function effectivePart({ width, data }, rows, columns) {
  const shape = [1, 1, rows.last - rows.first + 1, columns.last - columns.first + 1];
  const part = new Float32Array(shape[2] * shape[3]);
  for (let i = 0; i < shape[2]; i += 1) {
    const start = (rows.first + i) * width + columns.first;
    part.set(data.subarray(start, start + shape[3]), i * shape[3]);
  }
  return tensor(part, shape);
}

/** The layer's output; the step remembers what the way back needs. Padded zeros win over nothing that ReLU left. */
function effectiveForward(step, x) {
  step.x = x;
  if (step.kind === "pool") {
    step.padded = opsPad(x, step.padding);
    [step.out, step.indices] = maxPool2d(step.padded, step.kernel, step.options);
    return step.out;
  }
  step.out = conv2d(x, step.weight, null, { padding: step.padding, ...step.options });
  if (step.hasRelu) step.out.data.forEach((value, place, data) => { data[place] = Math.max(0, value); });
  return step.out;
}

function effectiveBackward({ kind, weight, options, padding, hasRelu, x, padded, out, indices }, gradient) {
  if (kind === "pool") {
    return opsCrop(maxPool2dBackward(gradient, indices, padded.shape), x.shape, padding, Float32Array);
  }
  const passed = hasRelu ? gradient.data.map((each, place) => (out.data[place] > 0 ? each : 0)) : gradient.data;
  const geometry = opsConv2dGeometry("conv2d", x, weight, null, { padding, groups: 1, ...options });
  return opsInputGradient(tensor(passed, gradient.shape), weight, x.shape, geometry);
}

/** Add a gradient's squares to a map of the whole picture. */
export function addSquares(total, width, { top, left, height, width: columns, data }) {
  for (let i = 0; i < height; i += 1) {
    for (let j = 0; j < columns; j += 1) total[(top + i) * width + left + j] += data[i * columns + j] ** 2;
  }
}

/**
 * Side of the smallest square about a place that holds a share of all squares; 0 where there are none.
 * @param {Float64Array} squares  height × width
 * @param {[number, number]} shape
 * @param {[number, number]} middle  row and column, whole or half
 * @param {number} share
 */
export function effectiveSide(squares, [height, width], [row, column], share = 0.95) {
  const reach = Math.ceil(Math.max(row, height - 1 - row, column, width - 1 - column));
  const rings = new Float64Array(reach + 1);
  for (let i = 0; i < height; i += 1) {
    for (let j = 0; j < width; j += 1) {
      rings[Math.ceil(Math.max(Math.abs(i - row), Math.abs(j - column)) - 1e-9)] += squares[i * width + j];
    }
  }
  const wanted = share * rings.reduce((sum, each) => sum + each, 0);
  if (wanted === 0) return 0;
  let sum = 0;
  const ring = rings.findIndex((each) => (sum += each) >= wanted);
  return Number.isInteger(row) ? 2 * ring + 1 : 2 * ring;
}
