/**
 * The numbers of VolumeExplorer, the same as in `volume_explorer_numbers.py`: seeded volumes and filters, and a
 * photograph's filters with their names. Pure computation, no DOM.
 */

/** How much of everything there can be. */
export const VOLUME_MOST = { channels: 4, size: 7, filters: 6, kernelSize: 5 };

// Rounded, so that the products can be read.
const VOLUME_LUMA = [0.3, 0.6, 0.1];
const VOLUME_COLORS = new Map([
  ["red minus green", [1, -1, 0]],
  ["vertical edges", VOLUME_LUMA],
  ["blue minus yellow", [-1, -1, 2]],
  ["horizontal edges", VOLUME_LUMA],
  ["box blur", [1 / 3, 1 / 3, 1 / 3]],
  ["center minus surround", VOLUME_LUMA],
]);
const VOLUME_DEPTHWISE = ["vertical edges", "horizontal edges", "center minus surround"];
const VOLUME_STREAMS = { volume: 0, weight: 1, bias: 2 };

/** Mix 32 bits: Chris Wellons' lowbias32. */
function volumeMixed(number) {
  let mixed = number >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * Whole numbers from `low` to `high` that depend on seed, stream and place alone.
 * @returns {number[]}
 */
export function seededWholes(seed, stream, count, low, high) {
  const start = volumeMixed(seed * 3 + stream + 1);
  return Array.from({ length: count }, (_, place) =>
    low + (volumeMixed(start + Math.imul(place, 0x9e3779b1)) % (high - low + 1)));
}

/** A volume of whole numbers from 0 to 5, in row-major order of (channels, size, size). */
export function seededVolume(seed, channels, size) {
  const most = VOLUME_MOST.size;
  const numbers = seededWholes(seed, VOLUME_STREAMS.volume, VOLUME_MOST.channels * most * most, 0, 5);
  return volumeCut(numbers, most, channels, size);
}

/**
 * Weights from −2 to 2, in row-major order of (filters, channels, kernel size, kernel size), and biases from −3 to 3.
 * @returns {{weight: Float64Array, bias: Float64Array}}
 */
export function seededFilters(seed, filters, channels, kernelSize) {
  const { channels: deep, kernelSize: wide, filters: many } = VOLUME_MOST;
  const each = deep * wide * wide;
  const numbers = seededWholes(seed, VOLUME_STREAMS.weight, many * each, -2, 2);
  const weight = new Float64Array(filters * channels * kernelSize * kernelSize);
  const length = weight.length / filters;
  for (let n = 0; n < filters; n += 1) {
    weight.set(volumeCut(numbers.slice(n * each, (n + 1) * each), wide, channels, kernelSize), n * length);
  }
  return { weight, bias: Float64Array.from(seededWholes(seed, VOLUME_STREAMS.bias, many, -3, 3).slice(0, filters)) };
}

/** The names of a photograph's filters. */
export function photographFilterNames(filters, isDepthwise) {
  return isDepthwise ? VOLUME_DEPTHWISE : [...VOLUME_COLORS.keys()].slice(0, filters);
}

/**
 * Filters for red, green and blue: what each weighs of the colors, times what it weighs of the places.
 * @returns {{weight: Float64Array, bias: Float64Array}}  weight of (filters, 3, k, k), or (3, 1, k, k) if depthwise
 */
export function photographFilters(filters, kernelSize, isDepthwise) {
  const names = photographFilterNames(filters, isDepthwise);
  const weight = names.flatMap((name) => {
    const places = volumePlaces(name, kernelSize);
    return isDepthwise ? places : VOLUME_COLORS.get(name).flatMap((color) => places.map((value) => color * value));
  });
  return { weight: Float64Array.from(weight), bias: new Float64Array(names.length) };
}

/** The weights of the places of a k×k window; of a single place, 1. */
function volumePlaces(name, k) {
  const sign = (place) => Math.sign(2 * place - (k - 1));
  const middle = (k - 1) >> 1;
  const values = {
    "vertical edges": (u, v) => sign(v),
    "horizontal edges": (u) => sign(u),
    "box blur": () => 1 / (k * k),
    "center minus surround": (u, v) => (u === middle && v === middle ? k * k - 1 : -1),
  };
  const value = (k > 1 && values[name]) || (() => 1);
  return Array.from({ length: k * k }, (_, place) => value(Math.floor(place / k), place % k));
}

/** The first `size` rows and columns of the first `channels` planes, each of `stride` rows and columns. */
function volumeCut(numbers, stride, channels, size) {
  return Float64Array.from({ length: channels * size * size }, (_, index) => {
    const [channel, inside] = [Math.floor(index / (size * size)), index % (size * size)];
    return numbers[(channel * stride + Math.floor(inside / size)) * stride + (inside % size)];
  });
}
