/**
 * The windowed operations in the browser: the same arguments, numbers and error messages as `cnnlib.ops`.
 *
 * Pure computation, no DOM. Private names begin with `ops`, because notebooks join modules into one scope.
 *
 * @typedef {{data: Float32Array | Float64Array, shape: number[]}} Tensor  values in row-major order
 * @typedef {number | number[]} Sizes  one whole number, or a [height, width] pair
 * @typedef {Sizes | number[][] | "valid" | "same" | "full"} Padding
 *
 * Gradients are in `ops_gradients.js`, pooling in `ops_pooling.js`, im2col in `ops_unfold.js`.
 */

import {
  opsAxisPadding,
  opsCheckTensors,
  opsConv2dGeometry,
  opsHyperparameters,
  opsOutputSizes,
  opsShow,
  opsValueError,
  opsWhole,
} from "./ops_checks.js";
import { opsRowLoops } from "./ops_rows.js";

/**
 * Join values and a shape; the values are not copied.
 * @param {Float32Array | Float64Array} data
 * @param {number[]} shape
 * @returns {Tensor}
 */
export function tensor(data, shape) {
  const size = opsSize(shape);
  if (size !== data.length) {
    throw opsValueError(`tensor: shape ${opsShow(shape)} needs ${size} values, but data has ${data.length}`);
  }
  return { data, shape };
}

/**
 * Size of a convolution's output along one axis: floor((m + before + after - d (k - 1) - 1) / s) + 1.
 * @param {number} inputSize
 * @param {number} kernelSize
 * @param {{stride?: number, padding?: number | number[] | string, dilation?: number}} [options]
 *   padding is a number for each side, [before, after], "valid", "same" or "full"
 * @returns {number}
 */
export function convOutputSize(inputSize, kernelSize, { stride = 1, padding = 0, dilation = 1 } = {}) {
  const op = "conv_output_size";
  const input = [opsWhole(op, "input_size", inputSize)];
  const kernel = [opsWhole(op, "kernel_size", kernelSize)];
  const steps = [opsWhole(op, "stride", stride)];
  const dilations = [opsWhole(op, "dilation", dilation)];
  const sides = opsAxisPadding(op, padding, kernel, steps, dilations);
  return opsOutputSizes(op, input, kernel, steps, sides, dilations)[0];
}

/**
 * Zeros on each side, [[top, bottom], [left, right]], that an argument `padding` stands for.
 * @param {Padding} padding
 * @param {Sizes} kernelSize
 * @param {{stride?: Sizes, dilation?: Sizes}} [options]
 * @returns {number[][]}
 */
export function resolvePadding(padding, kernelSize, { stride = 1, dilation = 1 } = {}) {
  return opsHyperparameters("resolve_padding", kernelSize, stride, padding, dilation).padding;
}

/**
 * Cross-correlate a batch of images with a bank of kernels.
 * @param {Tensor} x  (batch, in_channels, height, width)
 * @param {Tensor} weight  (out_channels, in_channels / groups, kernel_height, kernel_width)
 * @param {?Tensor} [bias]  (out_channels)
 * @param {{stride?: Sizes, padding?: Padding, dilation?: Sizes, groups?: number}} [options]
 * @returns {Tensor}  (batch, out_channels, output_height, output_width), in the type of `x`
 */
export function conv2d(x, weight, bias = null, { stride = 1, padding = 0, dilation = 1, groups = 1 } = {}) {
  opsCheckTensors("conv2d", bias === null ? { x, weight } : { x, weight, bias });
  const geometry = opsConv2dGeometry("conv2d", x, weight, bias, { stride, padding, dilation, groups });
  const [, outChannels, height, width] = geometry.outputShape;
  const padded = opsPad(x, geometry.padding);
  const out = new x.data.constructor(opsSize(geometry.outputShape));
  const offsets = opsTapOffsets(padded.shape, weight.shape, geometry);
  const addTaps = opsLineLoop(weight.shape[3], geometry);
  const row = new Float64Array(width);
  for (let line = 0; line < out.length / width; line += 1) {
    const outChannel = Math.floor(line / height) % outChannels;
    const first = opsFirstPixel(line, padded.shape, weight.shape, geometry);
    row.fill(bias === null ? 0 : bias.data[outChannel]);
    addTaps(row, padded.data, first, offsets, weight.data, outChannel * offsets.length);
    out.set(row, line * width);
  }
  return tensor(out, geometry.outputShape);
}

/** How far each tap of a kernel lies from its first, in the flat data of the padded input. */
export function opsTapOffsets([, , paddedHeight, paddedWidth], weightShape, { dilation }) {
  const [, channels, kernelHeight, kernelWidth] = weightShape;
  return Int32Array.from({ length: channels * kernelHeight * kernelWidth }, (_, tap) => {
    const v = tap % kernelWidth;
    const u = Math.floor(tap / kernelWidth) % kernelHeight;
    const channel = Math.floor(tap / (kernelWidth * kernelHeight));
    return (channel * paddedHeight + u * dilation[0]) * paddedWidth + v * dilation[1];
  });
}

/** Where the first window of a line of the output begins; shapes are read by index, since this runs for each line. */
export function opsFirstPixel(line, paddedShape, weightShape, { outputShape, groups, stride }) {
  const outChannels = outputShape[1];
  const height = outputShape[2];
  const outChannel = Math.floor(line / height) % outChannels;
  const image = Math.floor(line / (height * outChannels));
  const group = Math.floor((outChannel * groups) / outChannels);
  const plane = image * paddedShape[1] + group * weightShape[1];
  return (plane * paddedShape[2] + (line % height) * stride[0]) * paddedShape[3];
}

/** Choose the loop that slides a kernel along one line: `loop(row, data, first, offsets, weights, place)`. */
function opsLineLoop(kernelWidth, { stride: [, step], dilation: [, gap] }) {
  const slide = step === 1 && gap === 1 ? opsRowLoops.get(kernelWidth) : undefined;
  if (slide === undefined) {
    return (row, data, first, offsets, weights, place) => {
      opsAddTaps(row, data, first, offsets, weights.subarray(place, place + offsets.length), step);
    };
  }
  return (row, data, first, offsets, weights, place) => {
    for (let tap = 0; tap < offsets.length; tap += kernelWidth) {
      slide(row, data, first + offsets[tap], weights, place + tap);
    }
  };
}

/** Slide the kernel along one line, eight taps in each pass: `row` is then read and written less often. */
function opsAddTaps(row, data, first, offsets, taps, step) {
  let tap = 0;
  for (; tap + 8 <= taps.length; tap += 8) {
    const a = taps[tap], b = taps[tap + 1], c = taps[tap + 2], d = taps[tap + 3];
    const e = taps[tap + 4], f = taps[tap + 5], g = taps[tap + 6], h = taps[tap + 7];
    const toA = offsets[tap], toB = offsets[tap + 1], toC = offsets[tap + 2], toD = offsets[tap + 3];
    const toE = offsets[tap + 4], toF = offsets[tap + 5], toG = offsets[tap + 6], toH = offsets[tap + 7];
    for (let j = 0, p = first; j < row.length; j += 1, p += step) {
      row[j] += a * data[p + toA] + b * data[p + toB] + c * data[p + toC] + d * data[p + toD] +
        e * data[p + toE] + f * data[p + toF] + g * data[p + toG] + h * data[p + toH];
    }
  }
  for (; tap < taps.length; tap += 1) {
    const a = taps[tap];
    for (let j = 0, p = first + offsets[tap]; j < row.length; j += 1, p += step) {
      row[j] += a * data[p];
    }
  }
}

/** Copy `x` into a plane with real zeros around it, so that no loop needs to know of borders. */
export function opsPad(x, [[top, bottom], [left, right]]) {
  if (top + bottom + left + right === 0) {
    return x;
  }
  const [batch, channels, height, width] = x.shape;
  const shape = opsPaddedShape(x.shape, [[top, bottom], [left, right]]);
  const data = new x.data.constructor(opsSize(shape));
  for (let plane = 0; plane < batch * channels; plane += 1) {
    for (let i = 0; i < height; i += 1) {
      const from = (plane * height + i) * width;
      data.set(x.data.subarray(from, from + width), (plane * shape[2] + top + i) * shape[3] + left);
    }
  }
  return { data, shape };
}

/** Cut the padding off again: what is inside of the plane that `opsPad` made, as numbers of type `Numbers`. */
export function opsCrop(padded, shape, [[top], [left]], Numbers) {
  const [batch, channels, height, width] = shape;
  const [, , paddedHeight, paddedWidth] = padded.shape;
  const data = new Numbers(batch * channels * height * width);
  for (let line = 0; line < data.length / width; line += 1) {
    const plane = Math.floor(line / height);
    const from = (plane * paddedHeight + top + (line % height)) * paddedWidth + left;
    data.set(padded.data.subarray(from, from + width), line * width);
  }
  return { data, shape };
}

/** The shape of a batch of planes with padding around it. */
export function opsPaddedShape([batch, channels, height, width], [[top, bottom], [left, right]]) {
  return [batch, channels, top + height + bottom, left + width + right];
}

/** Product of the lengths of all axes. */
export function opsSize(shape) {
  return shape.reduce((product, length) => product * length, 1);
}
