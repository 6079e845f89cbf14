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
  let largest = -Infinity;
  let place = -1;
  opsEachWindow(
    geometry,
    (p, plane) => {
      const value = x.data[p];
      if (place < 0 || value > largest || Number.isNaN(value)) {
        [largest, place] = [value, p - plane];
      }
    },
    (window) => {
      [out.data[window], indices.data[window]] = [largest, place];
      [largest, place] = [-Infinity, -1];
    },
  );
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
  gradOutput.data.forEach((delta, window) => {
    const plane = Math.floor(window / (height * width)) * shape[2] * shape[3];
    sums[plane + indices.data[window]] += delta;
  });
  return { data: gradOutput.data.constructor.from(sums), shape };
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
  return { data: gradOutput.data.constructor.from(sums), shape: inputShape };
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

function opsSums(values, geometry, Numbers, finish) {
  const out = opsOutput(geometry, Numbers);
  let sum = 0;
  opsEachWindow(
    geometry,
    (p) => {
      sum += values[p];
    },
    (window) => {
      out.data[window] = finish(sum, window);
      sum = 0;
    },
  );
  return out;
}

/** Give every pixel the sum of `share(window)` over the windows that it lies in. */
function opsSpread(geometry, share) {
  const sums = new Float64Array(opsSize(geometry.inputShape));
  const places = [];
  opsEachWindow(
    geometry,
    (p) => {
      places.push(p);
    },
    (window) => {
      const each = share(window);
      for (const p of places) {
        sums[p] += each;
      }
      places.length = 0;
    },
  );
  return sums;
}

function opsOutput({ outputShape }, Numbers) {
  return { data: new Numbers(opsSize(outputShape)), shape: outputShape };
}

/** Visit the pixels of each window, `visit(pixel, first pixel of its plane)`, then call `done(window)`. */
function opsEachWindow(geometry, visit, done) {
  const [batch, channels, outputHeight, outputWidth] = geometry.outputShape;
  const [, , height, width] = geometry.inputShape;
  const rows = opsTaps(geometry, 0);
  const columns = opsTaps(geometry, 1);
  let window = 0;
  for (let plane = 0; plane < batch * channels * height * width; plane += height * width) {
    for (let i = 0; i < outputHeight; i += 1) {
      for (let j = 0; j < outputWidth; j += 1, window += 1) {
        for (const row of rows[i]) {
          for (const column of columns[j]) {
            visit(plane + row * width + column, plane);
          }
        }
        done(window);
      }
    }
  }
}

/** For each window along one axis, the places in the input that it looks at. */
function opsTaps({ inputShape, outputShape, kernel, stride, padding, dilation }, axis) {
  const taps = Array.from({ length: kernel[axis] }, (_, tap) => tap * dilation[axis] - padding[axis]);
  return Array.from({ length: outputShape[2 + axis] }, (_, window) =>
    taps.map((tap) => window * stride[axis] + tap).filter((place) => place >= 0 && place < inputShape[2 + axis]),
  );
}
