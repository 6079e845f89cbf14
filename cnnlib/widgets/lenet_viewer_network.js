/** LeNetViewer's network: the shipped weights, what a unit sees, the sum behind it. Pure computation, no DOM. */
import { LAYER_PRESETS } from "./layer_list.js";
import { networkOf } from "./network.js";
import { decodeWeights } from "./network_weights.js";

/**
 * The layers that are shown, from the picture up. A dense layer is a convolution whose kernel covers all that lies
 * below, so that C5, F6 and the output have maps of one unit. `output` is the place in the network's `outputs`, and
 * `weight` that of the weights in its `parameters`.
 */
export const LENET_LAYERS = [
  { name: "Input", shape: [1, 28, 28] },
  { name: "C1", shape: [6, 28, 28], kernel: 5, stride: 1, padding: 2, output: 1, weight: 0 },
  { name: "S2", shape: [6, 14, 14], kernel: 2, stride: 2, padding: 0, output: 2 },
  { name: "C3", shape: [16, 10, 10], kernel: 5, stride: 1, padding: 0, output: 4, weight: 2 },
  { name: "S4", shape: [16, 5, 5], kernel: 2, stride: 2, padding: 0, output: 5 },
  { name: "C5", shape: [120, 1, 1], kernel: 5, stride: 1, padding: 0, output: 8, weight: 4 },
  { name: "F6", shape: [84, 1, 1], kernel: 1, stride: 1, padding: 0, output: 10, weight: 6 },
  { name: "Output", shape: [10, 1, 1], kernel: 1, stride: 1, padding: 0, output: 11, weight: 8 },
];
export const LENET_OUTPUT = LENET_LAYERS.length - 1;

/**
 * The network with the shipped weights, which are decoded once, and each of two poolings.
 * @param {string} encoded
 * @returns {{ max: Network, average: Network }}
 */
export function shippedNetworks(encoded) {
  const networks = { max: lenetNetwork("max_pool"), average: lenetNetwork("avg_pool") };
  const tensors = decodeWeights(encoded, networks.max.parameters.map(({ value }) => value.shape));
  for (const network of Object.values(networks)) network.load(tensors);
  return networks;
}

function lenetNetwork(pooling) {
  const { layers, inputShape } = LAYER_PRESETS.lenet5;
  return networkOf(layers.map((each) => (each.kind === "max_pool" ? { ...each, kind: pooling } : each)), inputShape);
}

/**
 * Send a picture through the network.
 * @returns {Float32Array[]} the values of each of LENET_LAYERS, the picture first
 */
export function shownOutputs(network, picture) {
  network.forward({ data: picture, shape: [1, 1, 28, 28] });
  return LENET_LAYERS.map(({ output }) => (output === undefined ? picture : network.outputs[output].data));
}

/** The softmax of the scores. */
export function lenetProbabilities(scores) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((total, each) => total + each, 0);
  return powers.map((each) => each / sum);
}

/**
 * What a unit sees of every layer below, from the layer next to it down to the input, also where that is padding.
 * @param {number} layer  of LENET_LAYERS
 * @param {number[]} unit  map, row, column
 * @returns {{ layer: number, map: ?number, rows: number[], columns: number[] }[]} first and last row and column;
 *   `map` is null where the unit sees all maps
 */
export function fieldsBelow(layer, [map, row, column]) {
  const fields = [];
  let seen = { map, rows: [row, row], columns: [column, column] };
  for (let at = layer; at > 0; at -= 1) {
    const { kernel, stride, padding, weight } = LENET_LAYERS[at];
    const widened = ([first, last]) => [first * stride - padding, last * stride - padding + kernel - 1];
    seen = {
      layer: at - 1,
      map: weight === undefined ? seen.map : null,
      rows: widened(seen.rows),
      columns: widened(seen.columns),
    };
    fields.push(seen);
  }
  return fields;
}

/**
 * The computation behind one unit.
 * @param {object} network
 * @param {Float32Array[]} values  as `shownOutputs` gives them
 * @param {"max" | "average"} pooling
 * @param {number} layer  of LENET_LAYERS, above the input
 * @param {number[]} unit  map, row, column
 * @returns {{ side: number, sees: Float32Array, weights: ?Float32Array, sums: number[], bias: number, before: number,
 *   value: number, winner: ?number }} windows of side × side, one for each map that the unit sees: values, weights
 *   and the sum of their products, which with the bias make `before`; the winner is the place of a maximum in its
 *   window, and a maximum has no weights
 */
export function unitSum(network, values, pooling, layer, unit) {
  const { shape, kernel, weight } = LENET_LAYERS[layer];
  const [{ map, rows, columns }] = fieldsBelow(layer, unit);
  const below = LENET_LAYERS[layer - 1].shape;
  const maps = map === null ? Array.from({ length: below[0] }, (_, each) => each) : [map];
  const sees = lenetWindows(values[layer - 1], below, maps, rows[0], columns[0], kernel);
  const value = values[layer][(unit[0] * shape[1] + unit[1]) * shape[2] + unit[2]];
  const found = { side: kernel, sees, value, bias: 0, winner: null };
  if (weight === undefined && pooling === "max") {
    return { ...found, weights: null, sums: [value], before: value, winner: sees.indexOf(value) };
  }
  const weights = weight === undefined
    ? new Float32Array(kernel ** 2).fill(1 / kernel ** 2)
    : network.parameters[weight].value.data.subarray(unit[0] * sees.length, (unit[0] + 1) * sees.length);
  const bias = weight === undefined ? 0 : network.parameters[weight + 1].value.data[unit[0]];
  const sums = lenetSums(sees, weights, kernel ** 2);
  return { ...found, weights, sums, bias, before: sums.reduce((total, each) => total + each, bias) };
}

/** Cut the same window out of several maps; outside of a map are zeros. */
function lenetWindows(data, [, height, width], maps, top, left, side) {
  const out = new Float32Array(maps.length * side * side);
  let at = 0;
  for (const map of maps) {
    for (let i = top; i < top + side; i += 1) {
      for (let j = left; j < left + side; j += 1, at += 1) {
        if (i >= 0 && i < height && j >= 0 && j < width) out[at] = data[(map * height + i) * width + j];
      }
    }
  }
  return out;
}

function lenetSums(sees, weights, area) {
  const sums = Array(sees.length / area).fill(0);
  for (let at = 0; at < sees.length; at += 1) sums[Math.floor(at / area)] += sees[at] * weights[at];
  return sums;
}
