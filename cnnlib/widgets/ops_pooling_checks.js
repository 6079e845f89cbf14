/** What `ops_pooling.js` refuses, in the words of `cnnlib.shapes.pooling`, and the sizes that follow. */

import {
  opsFourAxes,
  opsIsWhole,
  opsPair,
  opsShow,
  opsValueError,
} from "./ops_checks.js";

/** All the whole numbers of one pooling: {inputShape, outputShape, kernel, stride, padding, dilation}. */
export function opsPoolGeometry(op, shape, kernelSize, options, name = "x") {
  const { stride = null, padding = 0, dilation = 1, ceilMode = false } = options;
  const [batch, channels, ...input] = opsInputAxes(op, name, shape);
  const kernel = opsPair(op, "kernel_size", kernelSize);
  const steps = stride === null ? kernel : opsPair(op, "stride", stride);
  const sides = opsPair(op, "padding", padding, 0);
  const dilations = opsPair(op, "dilation", dilation);
  opsRefuseWidePadding(op, kernel, sides, padding);
  const ceil = opsFlag(op, "ceil_mode", ceilMode);
  const sizes = input.map((m, axis) =>
    opsWindowCount(op, ["height", "width"][axis], m, kernel[axis], steps[axis], sides[axis], dilations[axis], ceil),
  );
  return {
    inputShape: shape,
    outputShape: [batch, channels, ...sizes],
    kernel,
    stride: steps,
    padding: sides,
    dilation: dilations,
  };
}

function opsFlag(op, name, value) {
  if (typeof value !== "boolean") {
    throw new TypeError(`${op}: ${name} must be True or False, but is ${opsShow(value)}`);
  }
  return value;
}

function opsInputAxes(op, name, shape) {
  const axes = "(batch, channels, height, width)";
  if (name === "x") {
    return opsFourAxes(op, name, shape, axes);
  }
  if (!Array.isArray(shape) || !shape.every(opsIsWhole)) {
    throw new TypeError(`${op}: ${name} must be a tuple of whole numbers, but is ${opsShow(shape)}`);
  }
  if (shape.length !== 4) {
    throw opsValueError(`${op}: ${name} must have 4 axes ${axes}, but is ${opsShow(shape)}`);
  }
  if (Math.min(...shape) < 0) {
    throw opsValueError(`${op}: ${name} must be at least 0, but is ${opsShow(shape)}`);
  }
  if (shape.slice(1).includes(0)) {
    throw opsValueError(`${op}: ${name} is ${opsShow(shape)}: only the batch may be empty`);
  }
  return shape;
}

function opsRefuseWidePadding(op, kernel, sides, padding) {
  const halves = kernel.map((size) => Math.floor(size / 2));
  if (sides.some((side, axis) => side > halves[axis])) {
    throw opsValueError(
      `${op}: padding must be at most half the kernel size, ${opsShow(halves)}, but is ${opsShow(padding)}`,
    );
  }
}

function opsWindowCount(op, name, m, k, s, p, d, ceil) {
  const span = d * (k - 1) + 1;
  const room = m + 2 * p;
  const beyond = ceil ? s - 1 : 0;
  if (span > room + beyond) {
    const allowed = ceil ? `, and the ${beyond} beyond it that ceil_mode and stride ${s} allow` : "";
    throw opsValueError(
      `${op}: kernel of ${name} ${k} with dilation ${d} spans ${span}, more than the padded input ` +
        `${name} ${room} (${m} + ${p} + ${p})${allowed}`,
    );
  }
  const size = Math.floor((room + beyond - span) / s) + 1;
  const count = ceil && (size - 1) * s >= m + p ? size - 1 : size;
  opsRefuseEmptyWindows(op, name, m, s, p, d, count);
  return count;
}

function opsRefuseEmptyWindows(op, name, m, s, p, d, count) {
  for (let start = -p, left = count; left > 0 && start < 0; start += s, left -= 1) {
    const first = ((start % d) + d) % d;
    if (first >= m) {
      throw opsValueError(
        `${op}: dilation ${d} steps over the whole input ${name} ${m}: a window would hold padding alone`,
      );
    }
  }
}

export function opsCheckNormType(op, norm) {
  if (typeof norm !== "number") {
    throw new TypeError(`${op}: norm_type must be a number, but is ${opsShow(norm)}`);
  }
  if (!(Number.isFinite(norm) && norm > 0)) {
    throw opsValueError(
      `${op}: norm_type must be positive and finite, but is ${opsShow(norm)} ` +
        "(max_pool2d is the limit of large norms)",
    );
  }
}

/** What the sum of a window is divided by, as a function of its number: the places that it covers. */
export function opsDivisors(op, geometry, countIncludePad, divisorOverride) {
  const countPadding = opsFlag(op, "count_include_pad", countIncludePad);
  const override = opsNonzeroOrNull(op, "divisor_override", divisorOverride);
  const [, , rows, columns] = geometry.outputShape;
  const heights = opsLengths(geometry, 0, countPadding);
  const widths = opsLengths(geometry, 1, countPadding);
  return (window) => override ?? heights[Math.floor(window / columns) % rows] * widths[window % columns];
}

function opsNonzeroOrNull(op, name, value) {
  if (value !== null && !opsIsWhole(value)) {
    throw new TypeError(`${op}: ${name} must be None or a whole number, but is ${opsShow(value)}`);
  }
  if (value === 0) {
    throw opsValueError(`${op}: ${name} must not be 0`);
  }
  return value;
}

/** How many places each window covers along one axis; beyond the padding, where ceil_mode reaches, none count. */
function opsLengths({ inputShape, outputShape, kernel, stride, padding }, axis, countPadding) {
  const [m, margin] = [inputShape[2 + axis], countPadding ? padding[axis] : 0];
  return Array.from({ length: outputShape[2 + axis] }, (_, window) => {
    const start = window * stride[axis] - padding[axis];
    return Math.min(start + kernel[axis], m + margin) - Math.max(start, -margin);
  });
}

/** Check what `maxPool2dBackward` is given, except for the indices' values, and return `inputShape`. */
export function opsPooledInputShape(op, gradOutput, indices, inputShape) {
  if (!(indices?.data instanceof Int32Array)) {
    throw new TypeError(`${op}: indices must be a tensor of int32, as max_pool2d returns them`);
  }
  const { shape } = gradOutput;
  const [batch, channels] = opsInputAxes(op, "input_shape", inputShape);
  if (shape.length !== 4 || shape[0] !== batch || shape[1] !== channels) {
    throw opsValueError(
      `${op}: grad_output must have shape (${batch}, ${channels}, output_height, output_width), ` +
        `as input_shape ${opsShow(inputShape)} asks for, but has shape ${opsShow(shape)}`,
    );
  }
  if (opsShow(indices.shape) !== opsShow(shape)) {
    throw opsValueError(
      `${op}: indices must have the shape of grad_output, ${opsShow(shape)}, ` +
        `but has shape ${opsShow(indices.shape)}`,
    );
  }
  return inputShape;
}

export function opsCheckIndices(op, indices, inputShape) {
  const last = inputShape[2] * inputShape[3] - 1;
  const wrong = indices.data.find((index) => index < 0 || index > last);
  if (wrong !== undefined) {
    throw opsValueError(
      `${op}: indices must lie between 0 and ${last}, as input_shape ${opsShow(inputShape)} ` +
        `asks for, but one is ${wrong}`,
    );
  }
}
