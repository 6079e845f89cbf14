/** The transposed convolution in the browser: the input gradient of `conv2d`, computed forward. */

import { opsInputGradient } from "./ops_gradients.js";
import {
  opsCheckTensors,
  opsFourAxes,
  opsHyperparameters,
  opsPair,
  opsShow,
  opsValueError,
  opsWhole,
} from "./ops_checks.js";

/**
 * Spread every input, times the kernel, over the window of the output that it belongs to.
 * @param {Tensor} x  (batch, in_channels, height, width)
 * @param {Tensor} weight  (in_channels, out_channels / groups, kernel_height, kernel_width)
 * @param {?Tensor} [bias]  (out_channels)
 * @param {{stride?: Sizes, padding?: Padding, outputPadding?: Sizes, dilation?: Sizes, groups?: number}} [options]
 * @returns {Tensor}  (batch, out_channels, output_height, output_width)
 */
export function convTranspose2d(x, weight, bias = null, options = {}) {
  const op = "conv_transpose2d";
  opsCheckTensors(op, bias === null ? { x, weight } : { x, weight, bias });
  const geometry = opsTransposeGeometry(op, x, weight, bias, options);
  const out = opsInputGradient(x, weight, geometry.inputShape, geometry);
  if (bias !== null) {
    const [, channels, height, width] = out.shape;
    out.data.forEach((value, p) => {
      out.data[p] = value + bias.data[Math.floor(p / (height * width)) % channels];
    });
  }
  return out;
}

/** The sizes of the convolution that is transposed: its output is `x`, its input the output here. */
function opsTransposeGeometry(op, x, weight, bias, options) {
  const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
  const [batch, inChannels, ...input] = opsFourAxes(op, "x", x.shape, "(batch, channels, height, width)");
  const weightAxes = "(in_channels, out_channels // groups, kernel_height, kernel_width)";
  const [rows, perGroup, ...kernel] = opsFourAxes(op, "weight", weight.shape, weightAxes);
  opsMatchRows(op, inChannels, rows, opsWhole(op, "groups", groups));
  const outChannels = perGroup * groups;
  if (bias !== null && (bias.shape.length !== 1 || bias.shape[0] !== outChannels)) {
    throw opsValueError(
      `${op}: bias must have shape (${outChannels},), one value for each output channel, ` +
        `but has shape ${opsShow(bias.shape)}`,
    );
  }
  const steps = opsPair(op, "stride", stride);
  const gaps = opsPair(op, "dilation", dilation);
  const rests = opsOutputPadding(op, outputPadding, steps, gaps);
  opsRefuseSame(op, padding, kernel, steps, gaps);
  const resolved = opsHyperparameters(op, kernel, steps, padding, gaps);
  const sizes = opsStretchedSizes(op, input, kernel, rests, resolved);
  return { ...resolved, groups, outputShape: x.shape, inputShape: [batch, outChannels, ...sizes] };
}

function opsMatchRows(op, inChannels, rows, groups) {
  if (inChannels % groups !== 0) {
    throw opsValueError(`${op}: groups=${groups} does not divide the ${inChannels} channels of x`);
  }
  if (rows !== inChannels) {
    throw opsValueError(
      `${op}: weight has ${rows} input channels but x has ${inChannels} channels (expected x.shape[1] == ${rows})`,
    );
  }
}

function opsOutputPadding(op, outputPadding, stride, dilation) {
  const rests = opsPair(op, "output_padding", outputPadding, 0);
  const limit = stride.map((step, axis) => Math.max(step, dilation[axis]));
  if (rests.some((rest, axis) => rest >= limit[axis])) {
    throw opsValueError(
      `${op}: output_padding must be smaller than the stride or the dilation, ${opsShow(limit)}, ` +
        `but is ${opsShow(outputPadding)}`,
    );
  }
  return rests;
}

/** Refuse "same" with a stride, and name the numbers that are meant. */
function opsRefuseSame(op, padding, kernel, stride, dilation) {
  if (padding !== "same" || stride.every((step) => step === 1)) {
    return;
  }
  const rests = kernel.map((size, axis) => dilation[axis] * (size - 1) + 1 - stride[axis]);
  const cut = rests.map((rest) => Math.max(rest, 0));
  const sides = cut.map((rest) => [Math.floor(rest / 2), Math.ceil(rest / 2)]);
  const added = rests.map((rest) => Math.max(-rest, 0));
  throw opsValueError(
    `${op}: padding="same" needs stride 1, but stride is ${opsShow(stride)}: pass padding=${opsShow(sides)} ` +
      `and output_padding=${opsShow(added)} for an output of input * stride`,
  );
}

function opsStretchedSizes(op, input, kernel, rests, { stride, padding, dilation }) {
  return input.map((m, axis) => {
    const [before, after] = padding[axis];
    const full = stride[axis] * (m - 1) + dilation[axis] * (kernel[axis] - 1) + 1 + rests[axis];
    if (full <= before + after) {
      throw opsValueError(
        `${op}: padding cuts off ${before} + ${after}, the whole output ${["height", "width"][axis]} of ${full}: ` +
          "at least 1 must be left",
      );
    }
    return full - before - after;
  });
}
