/** The gradients of `conv2d`, in the browser: each product hands the gradient of its output to both its factors. */

import { conv2d, opsCrop, opsFirstPixel, opsPad, opsPaddedShape, opsSize, opsTapOffsets } from "./ops.js";
import { opsCheckTensors, opsConv2dGeometry, opsShow, opsValueError } from "./ops_checks.js";
import { opsRowSums } from "./ops_rows.js";

/** Up to this share of gradients that are not 0, it is quicker to take them one by one. */
const OPS_FEW = 0.25;

/**
 * Gradients of a loss with respect to the input, the weight and the bias of `conv2d`.
 * @param {Tensor} gradOutput  (batch, out_channels, output_height, output_width)
 * @param {Tensor} x  (batch, in_channels, height, width)
 * @param {Tensor} weight  (out_channels, in_channels / groups, kernel_height, kernel_width)
 * @param {{stride?: Sizes, padding?: Padding, dilation?: Sizes, groups?: number}} [options]
 * @returns {Tensor[]}  gradX, gradWeight, gradBias
 */
export function conv2dBackward(
  gradOutput,
  x,
  weight,
  { stride = 1, padding = 0, dilation = 1, groups = 1 } = {},
) {
  const op = "conv2d_backward";
  opsCheckTensors(op, { x, weight, grad_output: gradOutput });
  const geometry = opsConv2dGeometry(op, x, weight, null, { stride, padding, dilation, groups });
  opsCheckGradient(op, gradOutput, geometry.outputShape);
  return [
    opsInputGradient(gradOutput, weight, x.shape, geometry),
    opsWeightGradient(gradOutput, opsPad(x, geometry.padding), weight.shape, geometry),
    opsBiasGradient(gradOutput),
  ];
}

/** Refuse a gradient that has not the shape of the output. */
export function opsCheckGradient(op, gradOutput, outputShape) {
  if (opsShow(gradOutput.shape) !== opsShow(outputShape)) {
    throw opsValueError(
      `${op}: grad_output must have the shape of the output, ${opsShow(outputShape)}, ` +
        `but has shape ${opsShow(gradOutput.shape)}`,
    );
  }
}

/** Gradient of the input: each output's gradient, times the kernel, added to the window that it came from. */
export function opsInputGradient(gradOutput, weight, inputShape, geometry) {
  return opsGathers(gradOutput, weight.shape, geometry)
    ? opsGatheredGradient(gradOutput, weight, geometry)
    : opsScatteredGradient(gradOutput, weight, inputShape, geometry);
}

/** Whether `conv2d` itself finds the input's gradient, and sooner: its quick loops, padding within the kernel. */
function opsGathers(gradOutput, [, , ...kernel], geometry) {
  const isWithin = geometry.padding.every((sides, axis) => sides.every((side) => side < kernel[axis]));
  return isWithin && geometry.stride[0] === 1 && geometry.dilation[0] === 1 && opsIsQuick(gradOutput, kernel, geometry);
}

/** Whether the loops for whole rows are the quickest: where a pooling's losers get nothing, few gradients are left. */
function opsIsQuick({ data }, kernel, { stride, dilation }) {
  if (stride[1] !== 1 || dilation[1] !== 1 || !opsRowSums.has(kernel[1])) return false;
  let count = 0;
  for (let i = 0; i < data.length && count <= OPS_FEW * data.length; i += 1) count += data[i] === 0 ? 0 : 1;
  return count > OPS_FEW * data.length;
}

/** The full convolution of the gradient with the kernel: the kernel, turned by half a turn, slides over it. */
function opsGatheredGradient(gradOutput, weight, { padding, groups }) {
  const kernel = weight.shape.slice(2);
  const around = padding.map((sides, axis) => sides.map((side) => kernel[axis] - 1 - side));
  return conv2d(gradOutput, opsTurned(weight, groups), null, { padding: around, groups });
}

/** The weight with inputs and outputs exchanged in each group, and each kernel turned by half a turn. */
export function opsTurned({ data, shape: [outChannels, channels, height, width] }, groups) {
  const turned = new data.constructor(data.length);
  const [area, perGroup] = [height * width, outChannels / groups];
  for (let from = 0; from < outChannels * channels; from += 1) {
    const channel = from % channels;
    const outChannel = (from - channel) / channels;
    const within = outChannel % perGroup;
    const to = ((outChannel - within) / perGroup) * channels + channel;
    for (let tap = 0; tap < area; tap += 1) {
      turned[(to * perGroup + within + 1) * area - 1 - tap] = data[from * area + tap];
    }
  }
  return { data: turned, shape: [channels * groups, perGroup, height, width] };
}

function opsScatteredGradient(gradOutput, weight, inputShape, geometry) {
  const shape = opsPaddedShape(inputShape, geometry.padding);
  const padded = { data: new Float64Array(opsSize(shape)), shape };
  opsEachPlane(gradOutput, weight.shape, shape, geometry, (deltas, offsets, place) => {
    for (let tap = 0; tap < offsets.length; tap += 1) {
      opsSpreadDeltas(padded.data, offsets[tap], deltas, weight.data[place + tap]);
    }
  });
  return opsCrop(padded, inputShape, geometry.padding, gradOutput.data.constructor);
}

/** Add gradients, times one weight, to the pixels that it lay on. */
function opsSpreadDeltas(pixels, offset, { count, values, places }, value) {
  for (let each = 0; each < count; each += 1) {
    pixels[places[each] + offset] += values[each] * value;
  }
}

/** Gradient of the weight: the valid cross-correlation of each input plane with each plane of the gradient. */
export function opsWeightGradient(gradOutput, padded, weightShape, geometry) {
  const sums = new Float64Array(opsSize(weightShape));
  if (opsIsQuick(gradOutput, weightShape.slice(2), geometry)) {
    opsAddRows(sums, gradOutput, padded, weightShape, geometry);
  } else {
    opsAddTapSums(sums, gradOutput, padded, weightShape, geometry);
  }
  return { data: new gradOutput.data.constructor(sums), shape: weightShape };
}

/** For each row of a kernel: the products of a plane of gradients with all pixels below its taps. */
function opsAddRows(sums, gradOutput, padded, weightShape, geometry) {
  const addRow = opsRowSums.get(weightShape[3]);
  const [, , height, width] = gradOutput.shape;
  const plane = { height, width, pitch: geometry.stride[0] * padded.shape[3] };
  opsEachKernelRow(gradOutput.shape, padded.shape, weightShape, geometry, (at, from, first) => {
    addRow(sums, at, gradOutput.data, from, padded.data, first, plane);
  });
}

/** For each tap of a kernel: the products of a plane's gradients, but those that are 0, with the pixels below it. */
function opsAddTapSums(sums, gradOutput, padded, weightShape, geometry) {
  opsEachPlane(gradOutput, weightShape, padded.shape, geometry, (deltas, offsets, place) => {
    for (let tap = 0; tap < offsets.length; tap += 1) {
      sums[place + tap] += opsProduct(padded.data, offsets[tap], deltas);
    }
  });
}

function opsProduct(pixels, offset, { count, values, places }) {
  let sum = 0;
  for (let each = 0; each < count; each += 1) {
    sum += values[each] * pixels[places[each] + offset];
  }
  return sum;
}

/** Call `visit(place in the weight, in the gradient, in the padded input)` for each row of each kernel and image. */
function opsEachKernelRow([batch, outChannels, height, width], paddedShape, weightShape, geometry, visit) {
  const [, inChannels, paddedHeight, paddedWidth] = paddedShape;
  const [, channels, kernelHeight, kernelWidth] = weightShape;
  for (let plane = 0; plane < batch * outChannels; plane += 1) {
    const outChannel = plane % outChannels;
    const group = Math.floor((outChannel * geometry.groups) / outChannels);
    const input = ((plane - outChannel) / outChannels) * inChannels + group * channels;
    for (let row = 0; row < channels * kernelHeight; row += 1) {
      const u = row % kernelHeight;
      const channel = (row - u) / kernelHeight;
      const first = ((input + channel) * paddedHeight + u * geometry.dilation[0]) * paddedWidth;
      visit((outChannel * channels * kernelHeight + row) * kernelWidth, plane * height * width, first);
    }
  }
}

/** Sum the gradient over batch and positions. */
export function opsBiasGradient({ data, shape: [batch, channels, height, width] }) {
  const sums = new Float64Array(channels);
  const area = height * width;
  for (let plane = 0; plane < batch * channels; plane += 1) {
    for (let p = plane * area; p < (plane + 1) * area; p += 1) {
      sums[plane % channels] += data[p];
    }
  }
  return { data: new data.constructor(sums), shape: [channels] };
}

/**
 * Call `visit(gradients, offsets of the taps, place of the kernel)` for each plane of the output: its gradients but
 * those that are 0, and where in the padded input their windows begin.
 */
function opsEachPlane(gradOutput, weightShape, paddedShape, geometry, visit) {
  const [batch, outChannels, height, width] = geometry.outputShape;
  const offsets = opsTapOffsets(paddedShape, weightShape, geometry);
  const deltas = { count: 0, values: new Float64Array(height * width), places: new Int32Array(height * width) };
  for (let plane = 0; plane < batch * outChannels; plane += 1) {
    deltas.count = 0;
    for (let line = plane * height; line < (plane + 1) * height; line += 1) {
      const first = opsFirstPixel(line, paddedShape, weightShape, geometry);
      opsKeepDeltas(deltas, gradOutput.data, line * width, width, first, geometry.stride[1]);
    }
    visit(deltas, offsets, (plane % outChannels) * offsets.length);
  }
}

function opsKeepDeltas(deltas, grad, start, width, first, step) {
  for (let j = 0; j < width; j += 1) {
    const delta = grad[start + j];
    if (delta !== 0) {
      deltas.values[deltas.count] = delta;
      deltas.places[deltas.count] = first + j * step;
      deltas.count += 1;
    }
  }
}
