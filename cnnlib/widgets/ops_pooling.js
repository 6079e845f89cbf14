/**
 * Pooling in the browser: the largest value, the average or the norm of each window, and their gradients.
 *
 * The arguments, numbers and error messages are those of `cnnlib.ops`.
 *
 * @typedef {{stride?: ?Sizes, padding?: Sizes, dilation?: Sizes, ceilMode?: boolean}} PoolOptions
 *   a stride of null is the kernel's size
 */

import { opsSize } from "./ops.js";
import { opsCheckGradient } from "./ops_gradients.js";
import { opsCheckTensors } from "./ops_checks.js";
import {
  opsCheckIndices,
  opsCheckNormType,
  opsDivisors,
  opsPoolGeometry,
  opsPooledInputShape,
} from "./ops_pooling_checks.js";

/**
 * Keep the largest value of each window, and where it was: the first of equals, the last NaN.
 * @param {Tensor} x  (batch, channels, height, width)
 * @param {Sizes} kernelSize
 * @param {PoolOptions} [options]
 * @returns {Tensor[]}  out, and indices: row * width + column of each maximum in its plane
 */
export function maxPool2d(x, kernelSize, options = {}) {
  opsCheckTensors("max_pool2d", { x });
  const geometry = opsPoolGeometry("max_pool2d", x.shape, kernelSize, options);
  const [out, indices] = [x.data.constructor, Int32Array].map((Numbers) => opsOutput(geometry, Numbers));
  const largest = opsLargest(x.data, opsSteps(geometry));
  opsEachWindow(geometry, (window, plane, top, bottom, left, right) => {
    const place = largest(plane + top, plane + bottom, left, right);
    out.data[window] = x.data[place];
    indices.data[window] = place - plane;
  });
  return [out, indices];
}

/**
 * Gradient with respect to the input of `maxPool2d`: to each window's winner.
 * @param {Tensor} gradOutput
 * @param {Tensor} indices  as `maxPool2d` returned them
 * @param {number[]} inputShape
 * @returns {Tensor}
 */
export function maxPool2dBackward(gradOutput, indices, inputShape) {
  const op = "max_pool2d_backward";
  opsCheckTensors(op, { grad_output: gradOutput });
  const shape = opsPooledInputShape(op, gradOutput, indices, inputShape);
  opsCheckIndices(op, indices, shape);
  const sums = new Float64Array(opsSize(shape));
  const [, , height, width] = gradOutput.shape;
  const area = height * width;
  for (let window = 0; window < gradOutput.data.length; window += 1) {
    const plane = Math.floor(window / area) * shape[2] * shape[3];
    sums[plane + indices.data[window]] += gradOutput.data[window];
  }
  return { data: new gradOutput.data.constructor(sums), shape };
}

/**
 * Average each window.
 * @param {Tensor} x  (batch, channels, height, width)
 * @param {Sizes} kernelSize
 * @param {PoolOptions & {countIncludePad?: boolean, divisorOverride?: ?number}} [options]
 * @returns {Tensor}
 */
export function avgPool2d(x, kernelSize, { countIncludePad = true, divisorOverride = null, ...options } = {}) {
  opsCheckTensors("avg_pool2d", { x });
  const geometry = opsPoolGeometry("avg_pool2d", x.shape, kernelSize, options);
  const divisors = opsDivisors("avg_pool2d", geometry, countIncludePad, divisorOverride);
  return opsSums(x.data, geometry, x.data.constructor, (sum, window) => sum / divisors(window));
}

/**
 * Gradient with respect to the input of `avgPool2d`: an equal share to each pixel of the window.
 * @param {Tensor} gradOutput
 * @param {number[]} inputShape
 * @param {Sizes} kernelSize
 * @param {PoolOptions & {countIncludePad?: boolean, divisorOverride?: ?number}} [options]
 * @returns {Tensor}
 */
export function avgPool2dBackward(
  gradOutput,
  inputShape,
  kernelSize,
  { countIncludePad = true, divisorOverride = null, ...options } = {},
) {
  const op = "avg_pool2d_backward";
  opsCheckTensors(op, { grad_output: gradOutput });
  const geometry = opsPoolGeometry(op, inputShape, kernelSize, options, "input_shape");
  const divisors = opsDivisors(op, geometry, countIncludePad, divisorOverride);
  opsCheckGradient(op, gradOutput, geometry.outputShape);
  const sums = opsSpread(geometry, (window) => gradOutput.data[window] / divisors(window));
  return { data: new gradOutput.data.constructor(sums), shape: inputShape };
}

/**
 * Take the p-norm of each window, without the absolute values, as PyTorch does.
 * @param {Tensor} x  (batch, channels, height, width)
 * @param {number} normType  the exponent p
 * @param {Sizes} kernelSize
 * @param {{stride?: ?Sizes, ceilMode?: boolean}} [options]
 * @returns {Tensor}
 */
export function lpPool2d(x, normType, kernelSize, options = {}) {
  opsCheckTensors("lp_pool2d", { x });
  opsCheckNormType("lp_pool2d", normType);
  const geometry = opsPoolGeometry("lp_pool2d", x.shape, kernelSize, options);
  const powers = Float64Array.from(x.data, (value) => value ** normType);
  const scale = opsScale(geometry);
  const root = (sum, window) => (sum * scale(window)) ** (1 / normType);
  return opsSums(powers, geometry, x.data.constructor, root);
}

/**
 * Gradient with respect to the input of `lpPool2d`; a window whose sum is 0 hands on none.
 * @param {Tensor} gradOutput
 * @param {Tensor} x  (batch, channels, height, width)
 * @param {number} normType
 * @param {Sizes} kernelSize
 * @param {{stride?: ?Sizes, ceilMode?: boolean}} [options]
 * @returns {Tensor}
 */
export function lpPool2dBackward(gradOutput, x, normType, kernelSize, options = {}) {
  const op = "lp_pool2d_backward";
  opsCheckTensors(op, { x, grad_output: gradOutput });
  opsCheckNormType(op, normType);
  const geometry = opsPoolGeometry(op, x.shape, kernelSize, options);
  opsCheckGradient(op, gradOutput, geometry.outputShape);
  const powers = Float64Array.from(x.data, (value) => value ** normType);
  const scale = opsScale(geometry);
  const sums = opsSums(powers, geometry, Float64Array, (sum, window) => sum * scale(window)).data;
  const slope = (window) => gradOutput.data[window] * sums[window] ** (1 / normType - 1) * scale(window);
  const shares = opsSpread(geometry, (window) => (sums[window] === 0 ? 0 : slope(window)));
  const data = x.data.map((value, p) => shares[p] * value ** (normType - 1));
  return { data, shape: x.shape };
}

/** What a window's sum is multiplied by: the size of a whole window over its own. */
function opsScale(geometry) {
  const own = opsDivisors("lp_pool2d", geometry, false, null);
  const whole = geometry.kernel[0] * geometry.kernel[1];
  return (window) => whole / own(window);
}

/** Find where a window's largest value is: the first of equals, the last NaN. */
function opsLargest(values, [down, across]) {
  return (top, bottom, left, right) => {
    let place = top + left;
    let largest = values[place];
    for (let line = top; line <= bottom; line += down) {
      for (let p = line + left; p <= line + right; p += across) {
        const value = values[p];
        if (value > largest || Number.isNaN(value)) {
          largest = value;
          place = p;
        }
      }
    }
    return place;
  };
}

function opsSums(values, geometry, Numbers, finish) {
  const out = opsOutput(geometry, Numbers);
  const [down, across] = opsSteps(geometry);
  opsEachWindow(geometry, (window, plane, top, bottom, left, right) => {
    let sum = 0;
    for (let line = plane + top; line <= plane + bottom; line += down) {
      for (let p = line + left; p <= line + right; p += across) sum += values[p];
    }
    out.data[window] = finish(sum, window);
  });
  return out;
}

/** Give every pixel the sum of `share(window)` over the windows that it lies in. */
function opsSpread(geometry, share) {
  const sums = new Float64Array(opsSize(geometry.inputShape));
  const [down, across] = opsSteps(geometry);
  opsEachWindow(geometry, (window, plane, top, bottom, left, right) => {
    const each = share(window);
    for (let line = plane + top; line <= plane + bottom; line += down) {
      for (let p = line + left; p <= line + right; p += across) sums[p] += each;
    }
  });
  return sums;
}

function opsOutput({ outputShape }, Numbers) {
  return { data: new Numbers(opsSize(outputShape)), shape: outputShape };
}

/** Call `visit(window, first pixel of its plane, first and last row, first and last column)` for each window. */
function opsEachWindow(geometry, visit) {
  const [batch, channels, outputHeight, outputWidth] = geometry.outputShape;
  const [, , height, width] = geometry.inputShape;
  const [tops, bottoms] = opsEnds(geometry, 0, width);
  const [lefts, rights] = opsEnds(geometry, 1, 1);
  let window = 0;
  for (let plane = 0; plane < batch * channels * height * width; plane += height * width) {
    for (let i = 0; i < outputHeight; i += 1) {
      for (let j = 0; j < outputWidth; j += 1, window += 1) {
        visit(window, plane, tops[i], bottoms[i], lefts[j], rights[j]);
      }
    }
  }
}

/** Pixels from one tap of a window to the next, down and across. */
function opsSteps({ inputShape, dilation }) {
  return [dilation[0] * inputShape[3], dilation[1]];
}

/** For each window along one axis, the first and the last place of the input that it looks at, times `pitch`. */
function opsEnds({ inputShape, outputShape, kernel, stride, padding, dilation }, axis, pitch) {
  const ends = [new Int32Array(outputShape[2 + axis]), new Int32Array(outputShape[2 + axis])];
  for (let window = 0; window < outputShape[2 + axis]; window += 1) {
    const start = window * stride[axis] - padding[axis];
    const taps = Array.from({ length: kernel[axis] }, (_, tap) => start + tap * dilation[axis]);
    const inside = taps.filter((place) => place >= 0 && place < inputShape[2 + axis]);
    ends[0][window] = inside[0] * pitch;
    ends[1][window] = inside.at(-1) * pitch;
  }
  return ends;
}
