/** The gradients of `conv2d`, in the browser: each product hands the gradient of its output to both its factors. */

import { opsCrop, opsFirstPixel, opsPad, opsPaddedShape, opsSize, opsTapOffsets } from "./ops.js";
import { opsCheckTensors, opsConv2dGeometry, opsShow, opsValueError } from "./ops_checks.js";

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

/** Add every output's gradient, times the kernel, to the window that it came from. */
export function opsInputGradient(gradOutput, weight, inputShape, geometry) {
  const shape = opsPaddedShape(inputShape, geometry.padding);
  const padded = { data: new Float64Array(opsSize(shape)), shape };
  const step = geometry.stride[1];
  opsEachLine(gradOutput, weight.shape, shape, geometry, (grad, first, offsets, place) => {
    for (let tap = 0; tap < offsets.length; tap += 1) {
      const value = weight.data[place + tap];
      for (let j = 0, p = first + offsets[tap]; j < grad.length; j += 1, p += step) {
        padded.data[p] += value * grad[j];
      }
    }
  });
  return opsCrop(padded, inputShape, geometry.padding, gradOutput.data.constructor);
}

function opsWeightGradient(gradOutput, padded, weightShape, geometry) {
  const sums = new Float64Array(opsSize(weightShape));
  const step = geometry.stride[1];
  opsEachLine(gradOutput, weightShape, padded.shape, geometry, (grad, first, offsets, place) => {
    for (let tap = 0; tap < offsets.length; tap += 1) {
      let sum = 0;
      for (let j = 0, p = first + offsets[tap]; j < grad.length; j += 1, p += step) {
        sum += grad[j] * padded.data[p];
      }
      sums[place + tap] += sum;
    }
  });
  return { data: gradOutput.data.constructor.from(sums), shape: weightShape };
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
  return { data: data.constructor.from(sums), shape: [channels] };
}

/** Call `visit(gradients, first pixel, offsets of the taps, place of the kernel)` for each line of the output. */
function opsEachLine(gradOutput, weightShape, paddedShape, geometry, visit) {
  const [, outChannels, height, width] = geometry.outputShape;
  const offsets = opsTapOffsets(paddedShape, weightShape, geometry);
  for (let line = 0; line < gradOutput.data.length / width; line += 1) {
    const outChannel = Math.floor(line / height) % outChannels;
    const first = opsFirstPixel(line, paddedShape, weightShape, geometry);
    const grad = gradOutput.data.subarray(line * width, (line + 1) * width);
    visit(grad, first, offsets, outChannel * offsets.length);
  }
}
