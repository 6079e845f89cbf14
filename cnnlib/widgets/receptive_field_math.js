/** Receptive fields of a stack of layers, along one axis. Pure computation, no DOM. */
import { convOutputSize } from "./ops.js";

export const FIELD_INPUT = 256;
export const FIELD_MOST_LAYERS = 20;
export const FIELD_RANGES = { kernel_size: [1, 15], stride: [1, 8], padding: [0, 32], dilation: [1, 32] };
export const FIELD_KINDS = { conv: "Convolution", pool: "Max pooling" };

/**
 * @typedef {{kind: string, kernel_size: number, stride: number, padding: number, dilation: number}} FieldLayer
 * @typedef {{size: number, field: number, jump: number, start: number}} FieldRow
 *   size of the layer's output, what one of its units sees, inputs between neighbors, first input that unit 0 sees
 */

/** Size, field, jump and start after each layer; throws the library's sentence where no unit is left. */
export function fieldRows(layers, inputSize = FIELD_INPUT) {
  const rows = [{ size: inputSize, field: 1, jump: 1, start: 0 }];
  for (const { kernel_size: kernel, stride, padding, dilation } of layers) {
    const { size, field, jump, start } = rows.at(-1);
    rows.push({
      size: convOutputSize(size, kernel, { stride, padding, dilation }),
      field: field + dilation * (kernel - 1) * jump,
      jump: jump * stride,
      start: start - padding * jump,
    });
  }
  return rows.slice(1);
}

/** The unit of a layer whose field has its middle nearest to a place of the input. */
export function nearestUnit({ size, field, jump, start }, place) {
  const unit = Math.round((place - start - (field - 1) / 2) / jump);
  return Math.min(size - 1, Math.max(0, unit));
}

/** First and last input that a unit sees; they may lie outside. */
export function fieldEnds({ field, jump, start }, unit) {
  return [start + unit * jump, start + unit * jump + field - 1];
}

/** How many inputs of its field a unit reads along one axis: fewer than all where dilation or stride leaves gaps. */
export function readLength(layers) {
  let places = new Set([0]);
  for (const { kernel_size: kernel, stride, dilation } of [...layers].reverse()) {
    const taps = Array.from({ length: kernel }, (_, tap) => tap * dilation);
    places = new Set([...places].flatMap((place) => taps.map((tap) => place * stride + tap)));
  }
  return places.size;
}

/** How much of a unit's field, along one axis, lies inside of the input. */
export function seenLength(row, unit, inputSize = FIELD_INPUT) {
  const [first, last] = fieldEnds(row, unit);
  return Math.min(last, inputSize - 1) - Math.max(first, 0) + 1;
}

/**
 * What each layer needs of the one below so that one unit of the last can be computed: the first and last place and
 * how many padded zeros come before and after, from the input upwards.
 */
export function neededRegions(layers, unit, inputSize) {
  const sizes = [inputSize, ...fieldRows(layers, inputSize).map(({ size }) => size)];
  let [first, last] = [unit, unit];
  const regions = [];
  for (let layer = layers.length - 1; layer >= 0; layer -= 1) {
    const { kernel_size: kernel, stride, padding, dilation } = layers[layer];
    const [low, high] = [first * stride - padding, last * stride - padding + dilation * (kernel - 1)];
    [first, last] = [Math.max(0, low), Math.min(sizes[layer] - 1, high)];
    regions.unshift({ first, last, before: first - low, after: high - last });
  }
  return regions;
}

/** Whether a unit reads nothing of the layers below but padding, along one axis; `regions` from `neededRegions`. */
export function isPaddingAlone(regions) {
  return regions.some(({ first, last }) => last < first);
}

/** What is wrong with a layer's or the stack's numbers, or null. */
export function fieldProblem(layers, inputSize = FIELD_INPUT) {
  if (!Array.isArray(layers) || layers.length < 1 || layers.length > FIELD_MOST_LAYERS) {
    return `layers must be a list of 1 to ${FIELD_MOST_LAYERS} layers`;
  }
  for (const [place, layer] of layers.entries()) {
    const problem = fieldLayerProblem(layer);
    if (problem) return `layer ${place + 1}: ${problem}`;
  }
  for (const place of layers.keys()) {
    const refusal = fieldRefusal(layers.slice(0, place + 1), inputSize);
    if (refusal) return `layer ${place + 1}: ${refusal}`;
  }
  return null;
}

function fieldLayerProblem(layer) {
  if (!Object.hasOwn(FIELD_KINDS, layer?.kind)) return `kind must be one of ${Object.keys(FIELD_KINDS).join(", ")}`;
  for (const [name, [low, high]] of Object.entries(FIELD_RANGES)) {
    const value = layer[name];
    if (!Number.isInteger(value) || value < low || value > high) {
      return `${name} must be a whole number from ${low} to ${high}`;
    }
  }
  const { kind, kernel_size: kernel, padding } = layer;
  const isTooMuch = kind === "pool" && 2 * padding > kernel;
  return isTooMuch ? "padding of a pooling window must be at most half its size" : null;
}

function fieldRefusal(layers, inputSize) {
  try {
    fieldRows(layers, inputSize);
    return null;
  } catch (error) {
    return error.message;
  }
}
