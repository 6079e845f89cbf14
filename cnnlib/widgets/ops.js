/**
 * The windowed operations in the browser: the same arguments, numbers and error messages as `cnnlib.ops`.
 *
 * Pure computation, no DOM. Private names begin with `ops`, because the static page joins modules into one scope.
 *
 * @typedef {{data: Float32Array | Float64Array, shape: number[]}} Tensor  values in row-major order
 * @typedef {number | number[]} Sizes  one whole number, or a [height, width] pair
 * @typedef {Sizes | number[][] | "valid" | "same" | "full"} Padding
 */

/**
 * Join values and a shape; the values are not copied.
 * @param {Float32Array | Float64Array} data
 * @param {number[]} shape
 * @returns {Tensor}
 */
export function tensor(data, shape) {
  const size = shape.reduce((product, length) => product * length, 1);
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
  const out = new x.data.constructor(geometry.outputShape.reduce((product, length) => product * length, 1));
  const offsets = opsTapOffsets(padded.shape, weight.shape, geometry);
  const row = new Float64Array(width);
  for (let line = 0; line < out.length / width; line += 1) {
    const outChannel = Math.floor(line / height) % outChannels;
    const taps = weight.data.subarray(outChannel * offsets.length, (outChannel + 1) * offsets.length);
    const first = opsFirstPixel(line, padded.shape, weight.shape, geometry);
    row.fill(bias === null ? 0 : bias.data[outChannel]);
    opsAddTaps(row, padded.data, first, offsets, taps, geometry);
    out.set(row, line * width);
  }
  return tensor(out, geometry.outputShape);
}

/** How far each tap of a kernel lies from its first, in the flat data of the padded input. */
function opsTapOffsets([, , paddedHeight, paddedWidth], weightShape, { dilation }) {
  const [, channels, kernelHeight, kernelWidth] = weightShape;
  return Int32Array.from({ length: channels * kernelHeight * kernelWidth }, (_, tap) => {
    const v = tap % kernelWidth;
    const u = Math.floor(tap / kernelWidth) % kernelHeight;
    const channel = Math.floor(tap / (kernelWidth * kernelHeight));
    return (channel * paddedHeight + u * dilation[0]) * paddedWidth + v * dilation[1];
  });
}

/** Where the first window of a line of the output begins. */
function opsFirstPixel(line, [, inChannels, paddedHeight, paddedWidth], [, channels], geometry) {
  const [, outChannels, height] = geometry.outputShape;
  const outChannel = Math.floor(line / height) % outChannels;
  const image = Math.floor(line / (height * outChannels));
  const group = Math.floor((outChannel * geometry.groups) / outChannels);
  const plane = image * inChannels + group * channels;
  return (plane * paddedHeight + (line % height) * geometry.stride[0]) * paddedWidth;
}

/** Slide the kernel along one line, eight taps in each pass: `row` is then read and written less often. */
function opsAddTaps(row, data, first, offsets, taps, { stride: [, step] }) {
  let tap = 0;
  for (; tap + 8 <= taps.length; tap += 8) {
    const [a, b, c, d, e, f, g, h] = taps.subarray(tap, tap + 8);
    const [toA, toB, toC, toD, toE, toF, toG, toH] = offsets.subarray(tap, tap + 8);
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
function opsPad(x, [[top, bottom], [left, right]]) {
  if (top + bottom + left + right === 0) {
    return x;
  }
  const [batch, channels, height, width] = x.shape;
  const shape = [batch, channels, top + height + bottom, left + width + right];
  const data = new x.data.constructor(batch * channels * shape[2] * shape[3]);
  for (let plane = 0; plane < batch * channels; plane += 1) {
    for (let i = 0; i < height; i += 1) {
      const from = (plane * height + i) * width;
      data.set(x.data.subarray(from, from + width), (plane * shape[2] + top + i) * shape[3] + left);
    }
  }
  return { data, shape };
}

function opsConv2dGeometry(op, x, weight, bias, { stride, padding, dilation, groups }) {
  const [batch, inChannels, ...input] = opsFourAxes(op, "x", x.shape, "(batch, channels, height, width)");
  const weightAxes = "(out_channels, in_channels // groups, kernel_height, kernel_width)";
  const [outChannels, perGroup, ...kernel] = opsFourAxes(op, "weight", weight.shape, weightAxes);
  opsMatchChannels(op, inChannels, outChannels, perGroup, groups);
  if (bias !== null && (bias.shape.length !== 1 || bias.shape[0] !== outChannels)) {
    throw opsValueError(
      `${op}: bias must have shape (${outChannels},), one value for each output channel, ` +
        `but has shape ${opsShow(bias.shape)}`,
    );
  }
  const resolved = opsHyperparameters(op, kernel, stride, padding, dilation);
  const sizes = opsOutputSizes(op, input, kernel, resolved.stride, resolved.padding, resolved.dilation);
  return { ...resolved, groups, outputShape: [batch, outChannels, ...sizes] };
}

function opsHyperparameters(op, kernelSize, stride, padding, dilation) {
  const kernel = opsPair(op, "kernel_size", kernelSize);
  const steps = opsPair(op, "stride", stride);
  const dilations = opsPair(op, "dilation", dilation);
  const sides = opsPlanePadding(op, padding, kernel, steps, dilations);
  return { stride: steps, padding: sides, dilation: dilations };
}

function opsOutputSizes(op, input, kernel, stride, padding, dilation) {
  const names = input.length === 1 ? ["size"] : ["height", "width"];
  return input.map((m, axis) => {
    const [before, after] = padding[axis];
    const span = dilation[axis] * (kernel[axis] - 1) + 1;
    const room = m + before + after;
    if (span > room) {
      throw opsValueError(
        `${op}: kernel of ${names[axis]} ${kernel[axis]} with dilation ${dilation[axis]} spans ${span}, ` +
          `more than the padded input ${names[axis]} ${room} (${m} + ${before} + ${after})`,
      );
    }
    return Math.floor((room - span) / stride[axis]) + 1;
  });
}

function opsPlanePadding(op, padding, kernel, stride, dilation) {
  const forms = '"valid", "same", "full", a whole number, (height, width) or ((top, bottom), (left, right))';
  if (typeof padding === "string") {
    return opsNamedPadding(op, padding, forms, kernel, stride, dilation);
  }
  if (opsIsWhole(padding)) {
    return opsNotNegative(op, padding, [[padding, padding], [padding, padding]]);
  }
  if (opsIsPair(padding)) {
    return opsNotNegative(op, padding, padding.map((side) => [side, side]));
  }
  if (Array.isArray(padding) && padding.length === 2 && padding.every(opsIsPair)) {
    return opsNotNegative(op, padding, padding);
  }
  throw new TypeError(`${op}: padding must be ${forms}, but is ${opsShow(padding)}`);
}

function opsAxisPadding(op, padding, kernel, stride, dilation) {
  const forms = '"valid", "same", "full", a whole number or (before, after)';
  if (typeof padding === "string") {
    return opsNamedPadding(op, padding, forms, kernel, stride, dilation);
  }
  const side = opsIsWhole(padding) ? [padding, padding] : padding;
  if (!opsIsPair(side)) {
    throw new TypeError(`${op}: padding must be ${forms}, but is ${opsShow(padding)}`);
  }
  return opsNotNegative(op, padding, [side]);
}

function opsNamedPadding(op, name, forms, kernel, stride, dilation) {
  const reaches = kernel.map((size, axis) => dilation[axis] * (size - 1));
  const halves = reaches.map((reach) => [Math.floor(reach / 2), Math.ceil(reach / 2)]);
  switch (name) {
    case "valid":
      return reaches.map(() => [0, 0]);
    case "full":
      return reaches.map((reach) => [reach, reach]);
    case "same":
      opsRefuseStride(op, stride, halves);
      return halves;
    default:
      throw opsValueError(`${op}: padding must be ${forms}, but is ${opsShow(name)}`);
  }
}

function opsRefuseStride(op, stride, halves) {
  if (stride.every((step) => step === 1)) {
    return;
  }
  const [steps, numbers] = stride.length === 1 ? [stride[0], halves[0]] : [stride, halves];
  throw opsValueError(
    `${op}: padding="same" needs stride 1, but stride is ${opsShow(steps)}: ` +
      `pass padding=${opsShow(numbers)} for an output of ceil(input / stride)`,
  );
}

function opsNotNegative(op, padding, sides) {
  if (sides.some((side) => Math.min(...side) < 0)) {
    throw opsValueError(`${op}: padding must be at least 0, but is ${opsShow(padding)}`);
  }
  return sides;
}

function opsFourAxes(op, name, shape, axes) {
  if (shape.length !== 4) {
    throw opsValueError(`${op}: ${name} must have 4 axes ${axes}, but has shape ${opsShow(shape)}`);
  }
  if ((name === "x" ? shape.slice(1) : shape).includes(0)) {
    const rest = name === "x" ? "only the batch may be empty" : "no axis may be empty";
    throw opsValueError(`${op}: ${name} has shape ${opsShow(shape)}: ${rest}`);
  }
  return shape;
}

function opsMatchChannels(op, inChannels, outChannels, perGroup, groups) {
  opsWhole(op, "groups", groups);
  if (inChannels % groups !== 0) {
    throw opsValueError(`${op}: groups=${groups} does not divide the ${inChannels} channels of x`);
  }
  if (outChannels % groups !== 0) {
    throw opsValueError(`${op}: groups=${groups} does not divide the ${outChannels} output channels of weight`);
  }
  if (perGroup * groups !== inChannels) {
    throw opsValueError(
      `${op}: weight has ${perGroup} input channels per group but x has ${inChannels} channels and ` +
        `groups=${groups} (expected x.shape[1] == ${perGroup * groups})`,
    );
  }
}

function opsCheckTensors(op, tensors) {
  const entries = Object.entries(tensors);
  const [first, reference] = entries[0];
  for (const [name, value] of entries) {
    if (!ArrayBuffer.isView(value?.data) || !Array.isArray(value.shape)) {
      throw new TypeError(`${op}: ${name} must be a tensor, but is a ${value?.constructor?.name ?? value}`);
    }
    if (!["float32", "float64"].includes(opsDtype(value))) {
      throw new TypeError(
        `${op}: ${name} has dtype ${opsDtype(value)} (expected float32 or float64): convert it first, ` +
          `with ${name}.astype('float32') in NumPy or ${name}.float() in PyTorch`,
      );
    }
    if (opsDtype(value) !== opsDtype(reference)) {
      throw new TypeError(
        `${op}: ${name} has dtype ${opsDtype(value)} but ${first} has dtype ${opsDtype(reference)}: ` +
          "convert one of them",
      );
    }
  }
}

function opsDtype(value) {
  return value.data.constructor.name.replace("Array", "").replace("Big", "").toLowerCase();
}

function opsWhole(op, name, value) {
  if (!opsIsWhole(value)) {
    throw new TypeError(`${op}: ${name} must be a whole number, but is ${opsShow(value)}`);
  }
  if (value < 1) {
    throw opsValueError(`${op}: ${name} must be at least 1, but is ${opsShow(value)}`);
  }
  return value;
}

function opsPair(op, name, value) {
  const both = opsIsWhole(value) ? [value, value] : value;
  if (!opsIsPair(both)) {
    throw new TypeError(
      `${op}: ${name} must be a whole number or a (height, width) pair of them, but is ${opsShow(value)}`,
    );
  }
  if (Math.min(...both) < 1) {
    throw opsValueError(`${op}: ${name} must be at least 1, but is ${opsShow(value)}`);
  }
  return both;
}

function opsIsWhole(value) {
  return Number.isInteger(value);
}

function opsIsPair(value) {
  return Array.isArray(value) && value.length === 2 && value.every(opsIsWhole);
}

function opsValueError(message) {
  const error = new RangeError(message);
  error.name = "ValueError";
  return error;
}

/** Write a value as Python's error messages do. */
function opsShow(value) {
  if (Array.isArray(value)) {
    return `(${value.map(opsShow).join(", ")}${value.length === 1 ? "," : ""})`;
  }
  if (typeof value === "string") {
    return `'${value}'`;
  }
  const python = new Map([[true, "True"], [false, "False"], [null, "None"], [NaN, "nan"], [Infinity, "inf"]]);
  return python.get(value) ?? String(value);
}
