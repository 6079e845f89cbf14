/**
 * What UnrollExplorer computes: one small convolution in three ways. Pure computation, no DOM.
 *
 * The transform is a plain product with the Fourier matrix: of at most 12 × 12 numbers, an FFT would save nothing.
 *
 * @typedef {{method: string, size: number, kernel_size: number, channels: number, filters: number, stride: number,
 *   padding: number, seed: number, position: number, filter: number, tap: number, stage: number,
 *   frequency: number, layer: ?number[]}} UnrollState
 * @typedef {{side: number, whole: number, x: Tensor, weight: Tensor, padded: Tensor, columns: Tensor,
 *   isPadding: Float64Array, direct: Float64Array, product: Float64Array, sums: Float64Array,
 *   waves: ReturnType<typeof unrollWaves>}} UnrollNumbers  `side` is that of the output, `whole` that of the padded
 *   input; `isPadding` tells which entries of the columns are none of the input
 * @typedef {{re: Float64Array, im: Float64Array}} Spectrum  m × m complex numbers, row by row
 */
import { conv2d, opsPad } from "./ops.js";
import { unfold } from "./ops_unfold.js";
import { seededWholes } from "./volume_explorer_numbers.js";

/** The traits that the numbers depend on. */
export const UNROLL_SETTINGS = ["size", "kernel_size", "channels", "filters", "stride", "padding", "seed"];
export const UNROLL_INPUT_RANGE = [0, 5];
export const UNROLL_WEIGHT_RANGE = [-2, 2];
const UNROLL_MOST_INPUT = [3, 8, 8];
const UNROLL_MOST_WEIGHT = [4, 3, 5, 5];

/** The input of whole numbers from 0 to 5; a larger one holds the smaller ones of its seed. */
export function unrollInput(seed, channels, size) {
  return unrollSeeded(seed, 0, UNROLL_MOST_INPUT, [channels, size, size], UNROLL_INPUT_RANGE);
}

/** The kernels, whole numbers from −2 to 2. */
export function unrollWeight(seed, filters, channels, kernelSize) {
  const shape = [filters, channels, kernelSize, kernelSize];
  return unrollSeeded(seed, 1, UNROLL_MOST_WEIGHT, shape, UNROLL_WEIGHT_RANGE);
}

/** The corner of the largest array of a seed. */
function unrollSeeded(seed, stream, most, shape, [low, high]) {
  const numbers = seededWholes(seed, stream, most.reduce((a, b) => a * b), low, high);
  const data = new Float64Array(shape.reduce((a, b) => a * b));
  for (let index = 0; index < data.length; index += 1) {
    let [rest, place, step] = [index, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      place += (rest % shape[axis]) * step;
      rest = Math.floor(rest / shape[axis]);
      step *= most[axis];
    }
    data[index] = numbers[place];
  }
  return data;
}

/**
 * Everything that the widget shows of a state.
 * @param {UnrollState} state
 * @returns {UnrollNumbers}
 */
export function unrollNumbers(state) {
  const { seed, channels, size, filters, kernel_size: kernelSize, stride, padding } = state;
  const x = { data: unrollInput(seed, channels, size), shape: [1, channels, size, size] };
  const weight = {
    data: unrollWeight(seed, filters, channels, kernelSize), shape: [filters, channels, kernelSize, kernelSize],
  };
  const options = { stride, padding };
  const direct = conv2d(x, weight, null, options);
  const columns = unfold(x, kernelSize, options);
  const ones = { data: new Float64Array(x.data.length).fill(1), shape: x.shape };
  const around = [[padding, padding], [padding, padding]];
  const padded = opsPad(x, around);
  const taps = channels * kernelSize ** 2;
  const known = { side: direct.shape[2], whole: size + 2 * padding, x, weight, padded };
  return {
    ...known,
    columns,
    isPadding: unfold(ones, kernelSize, options).data.map((one) => 1 - one),
    direct: direct.data,
    product: matrixProduct(weight.data, columns.data, filters, taps),
    sums: shiftedSums(known, state, taps),
    waves: unrollWaves(known, state),
  };
}

/**
 * Multiply two matrices that lie in row-major order.
 * @param {Float64Array} left  rows × inner
 * @param {Float64Array} right  inner × columns
 * @param {number} rows
 * @param {number} inner
 */
export function matrixProduct(left, right, rows, inner) {
  const columns = right.length / inner;
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i += 1) {
    for (let k = 0; k < inner; k += 1) {
      for (let j = 0; j < columns; j += 1) out[i * columns + j] += left[i * inner + k] * right[k * columns + j];
    }
  }
  return out;
}

/** Channel, row and column of a tap; taps are counted as the rows of the im2col matrix are. */
export function tapPlace(tap, kernelSize) {
  const area = kernelSize ** 2;
  return [Math.floor(tap / area), Math.floor((tap % area) / kernelSize), tap % kernelSize];
}

/** What a tap meets: every `stride`-th number of its channel, from its own row and column on. */
export function shiftedInput({ padded, side, whole }, { kernel_size: kernelSize, stride }, tap) {
  const [channel, u, v] = tapPlace(tap, kernelSize);
  const pick = (_, place) => {
    const row = Math.floor(place / side) * stride + u;
    return padded.data[(channel * whole + row) * whole + (place % side) * stride + v];
  };
  return Float64Array.from({ length: side ** 2 }, pick);
}

/** Sums of the first `count` taps, in all maps: each weight times its shifted input. */
export function shiftedSums(numbers, state, count) {
  const { weight, side } = numbers;
  const area = side ** 2;
  const sums = new Float64Array(state.filters * area);
  for (let tap = 0; tap < count; tap += 1) {
    const shifted = shiftedInput(numbers, state, tap);
    for (let index = 0; index < sums.length; index += 1) {
      sums[index] += weight.data[Math.floor(index / area) * (weight.data.length / state.filters) + tap]
        * shifted[index % area];
    }
  }
  return sums;
}

/**
 * The convolution through frequencies: spectra of the input's channels and of the padded kernels, their products
 * summed over the channels, the products transformed back, and what is kept of them.
 */
export function unrollWaves({ padded, weight, whole, side }, { channels, filters, kernel_size: kernelSize, stride }) {
  const area = whole ** 2;
  const planes = (data, count) =>
    Array.from({ length: count }, (_, plane) => data.slice(plane * area, (plane + 1) * area));
  const kernels = planes(paddedKernels(weight.data, kernelSize, whole), filters * channels);
  const inputs = planes(padded.data, channels).map((plane) => fourier({ re: plane }, whole));
  const weights = kernels.map((plane) => fourier({ re: plane }, whole));
  const products = Array.from({ length: filters }, (_, filter) =>
    correlatedSpectra(inputs, weights.slice(filter * channels, (filter + 1) * channels)));
  const circular = products.map((product) => inverseFourier(product, whole));
  const pick = (plane) => (_, place) =>
    plane[Math.floor(place / side) * stride * whole + (place % side) * stride];
  const kept = circular.map((plane) => Float64Array.from({ length: side ** 2 }, pick(plane)));
  return { kernels, inputs, weights, products, circular, output: Float64Array.from(kept.flatMap((map) => [...map])) };
}

/** Kernels with zeros to the right and below, until they are as large as the padded input. */
function paddedKernels(data, kernelSize, whole) {
  const out = new Float64Array((data.length / kernelSize ** 2) * whole ** 2);
  data.forEach((value, index) => {
    const [plane, u, v] = tapPlace(index, kernelSize);
    out[(plane * whole + u) * whole + v] = value;
  });
  return out;
}

/**
 * Discrete Fourier transform in two dimensions: rows, then columns, each a product with the Fourier matrix.
 * @param {{re: Float64Array, im?: Float64Array}} plane  m × m numbers
 * @param {number} m
 * @returns {Spectrum}  unscaled, as `numpy.fft.fft2`
 */
export function fourier({ re, im = new Float64Array(re.length) }, m) {
  const circle = Array.from({ length: m }, (_, place) => (-2 * Math.PI * place) / m);
  const wave = { cosines: Float64Array.from(circle, Math.cos), sines: Float64Array.from(circle, Math.sin) };
  return fourierRows(fourierRows({ re, im }, m, wave), m, wave);
}

/** Transform each row and turn the picture over its diagonal, so that twice makes rows and columns. */
function fourierRows({ re, im }, m, { cosines, sines }) {
  const out = { re: new Float64Array(m * m), im: new Float64Array(m * m) };
  for (let row = 0; row < m; row += 1) {
    for (let frequency = 0; frequency < m; frequency += 1) {
      let [real, imaginary] = [0, 0];
      for (let place = 0, from = row * m; place < m; place += 1, from += 1) {
        const turn = (frequency * place) % m;
        real += re[from] * cosines[turn] - im[from] * sines[turn];
        imaginary += re[from] * sines[turn] + im[from] * cosines[turn];
      }
      out.re[frequency * m + row] = real;
      out.im[frequency * m + row] = imaginary;
    }
  }
  return out;
}

/** The real part of the inverse transform: real and imaginary parts change places on the way in and out. */
export function inverseFourier({ re, im }, m) {
  return fourier({ re: im, im: re }, m).im.map((value) => value / (m * m));
}

/** Σ over channels of X times the conjugate of W, frequency by frequency: cross-correlation, not convolution. */
export function correlatedSpectra(inputs, weights) {
  const length = inputs[0].re.length;
  const out = { re: new Float64Array(length), im: new Float64Array(length) };
  inputs.forEach((x, channel) => {
    const w = weights[channel];
    for (let at = 0; at < length; at += 1) {
      out.re[at] += x.re[at] * w.re[at] + x.im[at] * w.im[at];
      out.im[at] += x.im[at] * w.re[at] - x.re[at] * w.im[at];
    }
  });
  return out;
}

/** Sizes of complex numbers. */
export function magnitudes({ re, im }) {
  return re.map((real, at) => Math.hypot(real, im[at]));
}

/** The largest difference between two arrays, entry by entry. */
export function largestDifference(a, b) {
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0);
}
