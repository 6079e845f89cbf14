/** Windows written out as columns (im2col), and columns added up to windows, in the browser. */

import { opsCrop, opsPad, opsPaddedShape, opsSize } from "./ops.js";
import {
  opsCheckTensors,
  opsFourAxes,
  opsHyperparameters,
  opsOutputSizes,
  opsPair,
  opsShow,
  opsValueError,
} from "./ops_checks.js";

/**
 * Write out every window as a column.
 * @param {Tensor} x  (batch, channels, height, width)
 * @param {Sizes} kernelSize
 * @param {{stride?: Sizes, padding?: Padding, dilation?: Sizes}} [options]
 * @returns {Tensor}  (batch, channels * kernel_height * kernel_width, windows)
 */
export function unfold(x, kernelSize, { stride = 1, padding = 0, dilation = 1 } = {}) {
  opsCheckTensors("unfold", { x });
  const [batch, channels, ...input] = opsFourAxes("unfold", "x", x.shape, "(batch, channels, height, width)");
  const geometry = opsUnfoldGeometry("unfold", input, kernelSize, stride, padding, dilation);
  const padded = opsPad(x, geometry.padding);
  const shape = opsColumnsShape(batch, channels, geometry);
  const data = new x.data.constructor(opsSize(shape));
  opsEachPair(padded.shape, geometry, (place, pixel) => {
    data[place] = padded.data[pixel];
  });
  return { data, shape };
}

/**
 * Add every column to the window that `unfold` would have copied it from.
 * @param {Tensor} columns  (batch, channels * kernel_height * kernel_width, windows)
 * @param {Sizes} outputSize  height and width of the images
 * @param {Sizes} kernelSize
 * @param {{stride?: Sizes, padding?: Padding, dilation?: Sizes}} [options]
 * @returns {Tensor}  (batch, channels, height, width)
 */
export function fold(columns, outputSize, kernelSize, { stride = 1, padding = 0, dilation = 1 } = {}) {
  opsCheckTensors("fold", { columns });
  const [batch, rows, windows] = opsThreeAxes("fold", columns.shape);
  const size = opsPair("fold", "output_size", outputSize);
  const geometry = opsUnfoldGeometry("fold", size, kernelSize, stride, padding, dilation);
  const channels = opsMatchColumns("fold", rows, windows, size, geometry);
  const shape = [batch, channels, ...size];
  const padded = { shape: opsPaddedShape(shape, geometry.padding) };
  padded.data = new Float64Array(opsSize(padded.shape));
  opsEachPair(padded.shape, geometry, (place, pixel) => {
    padded.data[pixel] += columns.data[place];
  });
  return opsCrop(padded, shape, geometry.padding, columns.data.constructor);
}

function opsUnfoldGeometry(op, input, kernelSize, stride, padding, dilation) {
  const kernel = opsPair(op, "kernel_size", kernelSize);
  const resolved = opsHyperparameters(op, kernel, stride, padding, dilation);
  const sizes = opsOutputSizes(op, input, kernel, resolved.stride, resolved.padding, resolved.dilation);
  return { ...resolved, kernel, sizes };
}

function opsColumnsShape(batch, channels, { kernel, sizes }) {
  return [batch, channels * kernel[0] * kernel[1], sizes[0] * sizes[1]];
}

function opsThreeAxes(op, shape) {
  if (shape.length !== 3) {
    const axes = "(batch, channels * kernel_height * kernel_width, windows)";
    throw opsValueError(`${op}: columns must have 3 axes ${axes}, but has shape ${opsShow(shape)}`);
  }
  if (shape.slice(1).includes(0)) {
    throw opsValueError(`${op}: columns has shape ${opsShow(shape)}: only the batch may be empty`);
  }
  return shape;
}

/** Refuse columns that are not those of images of this size; return the number of channels. */
function opsMatchColumns(op, rows, windows, size, { kernel: [k_h, k_w], sizes: [height, width] }) {
  if (rows % (k_h * k_w) !== 0) {
    throw opsValueError(
      `${op}: columns has ${rows} rows, but a kernel of ${k_h} x ${k_w} needs ` +
        `a multiple of ${k_h * k_w}, channels * kernel_height * kernel_width`,
    );
  }
  if (windows !== height * width) {
    throw opsValueError(
      `${op}: columns has ${windows} columns, but output_size ${opsShow(size)} has ${height * width} windows ` +
        `(${height} x ${width}; expected columns.shape[2] == ${height * width})`,
    );
  }
  return rows / (k_h * k_w);
}

/** Call `visit(place in the columns, pixel of the padded input)` for each tap of each window. */
function opsEachPair([batch, channels, paddedHeight, paddedWidth], { kernel, sizes, stride, dilation }, visit) {
  let place = 0;
  for (let plane = 0; plane < batch * channels; plane += 1) {
    for (let u = 0; u < kernel[0]; u += 1) {
      for (let v = 0; v < kernel[1]; v += 1) {
        const first = (plane * paddedHeight + u * dilation[0]) * paddedWidth + v * dilation[1];
        for (let i = 0; i < sizes[0]; i += 1) {
          for (let j = 0, pixel = first + i * stride[0] * paddedWidth; j < sizes[1]; j += 1, pixel += stride[1]) {
            visit(place, pixel);
            place += 1;
          }
        }
      }
    }
  }
}
