/**
 * The arithmetic of VolumeExplorer: the volume, its filters, windows, products, sums and counts. No DOM.
 *
 * @typedef {{picture: string, channels: number, size: number, filters: number, kernel_size: number, stride: number,
 *   padding: number, groups: string, seed: number, filter: number, position: number, view: string,
 *   turn: number[]}} State
 * @typedef {{channel: number, window: number[], weights: number[], products: number[], sum: number}} ChannelTerms
 */
import { conv2d, opsPad, tensor } from "./ops.js";
import { photographFilterNames, photographFilters, seededFilters, seededVolume } from "./volume_explorer_numbers.js";

/** Height and width of a photograph. */
export const VOLUME_PIXELS = 32;

/** Whole numbers from 0 to 255: red, then green, then blue, from their bytes in base 64. */
export function photographVolume(encoded) {
  return Float64Array.from(atob(encoded), (character) => character.charCodeAt(0));
}

/** How many channels, filters and pixels a side there are: a photograph and depthwise filters leave no choice. */
export function volumeSizes({ picture, channels, size, filters, groups }) {
  const isPhotograph = picture !== "numbers";
  const depth = isPhotograph ? 3 : channels;
  const isDepthwise = groups === "depthwise";
  return {
    isPhotograph, isDepthwise, depth,
    side: isPhotograph ? VOLUME_PIXELS : size,
    count: isDepthwise ? depth : filters,
  };
}

/**
 * All of a state that does not depend on the place: input, filters, maps.
 * @param {State} state
 * @param {Object<string, string>} photographs  their bytes in base 64, by name
 */
export function volumeLayout(state, photographs) {
  const { isPhotograph, isDepthwise, depth, side, count } = volumeSizes(state);
  const { kernel_size: k, stride, padding, picture, seed } = state;
  const numbers = isPhotograph ? photographVolume(photographs[picture]) : seededVolume(seed, depth, side);
  const seen = isDepthwise ? 1 : depth;
  const { weight, bias } = isPhotograph
    ? photographFilters(count, k, isDepthwise) : seededFilters(seed, count, seen, k);
  const x = tensor(numbers, [1, depth, side, side]);
  const weightShape = [count, seen, k, k];
  const options = { stride, padding, groups: isDepthwise ? depth : 1 };
  const out = conv2d(x, tensor(weight, weightShape), tensor(bias, [count]), options);
  return {
    isPhotograph, isDepthwise, k, stride, padding, weight, bias, weightShape, picture,
    input: numbers,
    inputShape: [depth, side, side],
    padded: opsPad(x, [[padding, padding], [padding, padding]]).data,
    paddedSide: side + 2 * padding,
    output: out.data,
    outputShape: out.shape.slice(1),
    names: isPhotograph ? photographFilterNames(count, isDepthwise) : [],
  };
}

/** Row and column, in the padded input, where the window of an output begins. */
export function volumeCorner({ outputShape, stride }, position) {
  return [Math.floor(position / outputShape[2]) * stride, (position % outputShape[2]) * stride];
}

/** The channels that a filter sees: all of them, or depthwise its own. */
export function channelsSeen({ isDepthwise, inputShape }, filter) {
  return isDepthwise ? [filter] : Array.from({ length: inputShape[0] }, (_, channel) => channel);
}

/**
 * What each channel adds to one output: window, weights, products and their sum.
 * @returns {ChannelTerms[]}
 */
export function channelTerms(layout, filter, position) {
  const { weight, weightShape: [, seen], k } = layout;
  const area = k * k;
  return channelsSeen(layout, filter).map((channel, index) => {
    const first = (filter * seen + index) * area;
    const weights = Array.from(weight.subarray(first, first + area));
    const window = volumeWindow(layout, channel, volumeCorner(layout, position));
    const products = window.map((x, tap) => x * weights[tap]);
    return { channel, window, weights, products, sum: products.reduce((sum, each) => sum + each, 0) };
  });
}

function volumeWindow({ padded, paddedSide, k }, channel, [top, left]) {
  return Array.from({ length: k * k }, (_, tap) =>
    padded[(channel * paddedSide + top + Math.floor(tap / k)) * paddedSide + left + (tap % k)]);
}

/** The value of one output. */
export function outputValue({ output, outputShape: [, height, width] }, filter, position) {
  return output[filter * height * width + position];
}

/** How many weights, biases and multiply-adds the layer has; products with padding's zeros count. */
export function volumeCounts({ weightShape: [count, seen, k], outputShape: [, height, width] }) {
  const weights = count * seen * k * k;
  return { weights, biases: count, multiplyAdds: height * width * weights };
}
