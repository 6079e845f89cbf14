/** What `ops.js` refuses, in the words of `cnnlib.shapes` and `cnnlib.padding`, and the sizes that follow. */

export function opsConv2dGeometry(op, x, weight, bias, { stride, padding, dilation, groups }) {
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

export function opsHyperparameters(op, kernelSize, stride, padding, dilation) {
  const kernel = opsPair(op, "kernel_size", kernelSize);
  const steps = opsPair(op, "stride", stride);
  const dilations = opsPair(op, "dilation", dilation);
  const sides = opsPlanePadding(op, padding, kernel, steps, dilations);
  return { stride: steps, padding: sides, dilation: dilations };
}

export function opsOutputSizes(op, input, kernel, stride, padding, dilation) {
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

export function opsAxisPadding(op, padding, kernel, stride, dilation) {
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

export function opsFourAxes(op, name, shape, axes) {
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

export function opsCheckTensors(op, tensors) {
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

export function opsWhole(op, name, value) {
  if (!opsIsWhole(value)) {
    throw new TypeError(`${op}: ${name} must be a whole number, but is ${opsShow(value)}`);
  }
  if (value < 1) {
    throw opsValueError(`${op}: ${name} must be at least 1, but is ${opsShow(value)}`);
  }
  return value;
}

export function opsPair(op, name, value, minimum = 1) {
  const both = opsIsWhole(value) ? [value, value] : value;
  if (!opsIsPair(both)) {
    throw new TypeError(
      `${op}: ${name} must be a whole number or a (height, width) pair of them, but is ${opsShow(value)}`,
    );
  }
  if (Math.min(...both) < minimum) {
    throw opsValueError(`${op}: ${name} must be at least ${minimum}, but is ${opsShow(value)}`);
  }
  return both;
}

export function opsIsWhole(value) {
  return Number.isInteger(value);
}

export function opsIsPair(value) {
  return Array.isArray(value) && value.length === 2 && value.every(opsIsWhole);
}

export function opsValueError(message) {
  const error = new RangeError(message);
  error.name = "ValueError";
  return error;
}

/** Write a value as Python's error messages do. */
export function opsShow(value) {
  if (Array.isArray(value)) {
    return `(${value.map(opsShow).join(", ")}${value.length === 1 ? "," : ""})`;
  }
  if (typeof value === "string") {
    return `'${value}'`;
  }
  const python = new Map([[true, "True"], [false, "False"], [null, "None"], [NaN, "nan"], [Infinity, "inf"]]);
  return python.get(value) ?? String(value);
}
