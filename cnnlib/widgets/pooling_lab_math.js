/** What PoolingLab computes: windows over numbers, and a ring of detectors pooled. Pure computation, no DOM. */
import { avgPool2d, lpPool2d, maxPool2d } from "./ops_pooling.js";

export const POOL_OPS = { max: "max_pool2d", average: "avg_pool2d", l2: "lp_pool2d" };
export const POOL_SHIFTS = 5;
export const POOL_TOLERANCE = 1e-9;

/**
 * @typedef {{input: number[][], kind: string, kernel_size: number, stride: number, padding: number,
 *   ceil_mode: boolean, count_include_pad: boolean, position: number}} PoolState
 * @typedef {{size: number[], outputSize: number[], drawn: number[], outputs: number[], winners: ?number[],
 *   unread: number}} PoolLayout  `drawn` is the size with padding and with what windows reach beyond it; `winners`
 *   has, of the maximum, the place of each in the input; `unread` counts the inputs that lie in no window
 */

/** Pool a tensor by kind; L2 has no padding. */
function poolTensor(kind, x, kernelSize, { countIncludePad = true, padding = 0, ...options }) {
  if (kind === "max") return maxPool2d(x, kernelSize, { ...options, padding });
  if (kind === "average") return [avgPool2d(x, kernelSize, { ...options, padding, countIncludePad })];
  return [lpPool2d(x, 2, kernelSize, options)];
}

/**
 * Pool the numbers of a state.
 * @param {PoolState} state
 * @returns {PoolLayout}
 */
export function poolNumbers(state) {
  const { input, kind, kernel_size: kernel, stride, padding } = state;
  const size = [input.length, input[0].length];
  const x = { data: Float64Array.from(input.flat()), shape: [1, 1, ...size] };
  const options = { stride, padding, ceilMode: state.ceil_mode, countIncludePad: state.count_include_pad };
  const [out, winners] = poolTensor(kind, x, kernel, options);
  const outputSize = out.shape.slice(2);
  const starts = outputSize.map((count) => Array.from({ length: count }, (_, i) => i * stride - padding));
  const drawn = size.map((side, axis) =>
    Math.max(side + 2 * padding, starts[axis].at(-1) + kernel + padding));
  const read = size.map((side, axis) => poolCovered(side, starts[axis], kernel));
  return {
    size,
    outputSize,
    drawn,
    outputs: [...out.data],
    winners: winners ? [...winners.data] : null,
    unread: size[0] * size[1] - read[0] * read[1],
  };
}

function poolCovered(side, starts, kernel) {
  const isRead = (place) => starts.some((start) => start <= place && place < start + kernel);
  return Array.from({ length: side }, (_, place) => place).filter(isRead).length;
}

/** First row and column of an output's window, counted in the input, so that padding lies below 0. */
export function windowCorner({ stride, padding }, { outputSize }, position) {
  return [Math.floor(position / outputSize[1]), position % outputSize[1]].map((place) => place * stride - padding);
}

/**
 * What a window holds, row by row: its numbers, with null for a place in the padding, and how many it covers beyond.
 * @returns {{terms: (?number)[], beyond: number}}
 */
export function windowTerms(state, layout, position) {
  const [top, left] = windowCorner(state, layout, position);
  const { input, kernel_size: kernel, padding } = state;
  const terms = [];
  for (let row = top; row < Math.min(top + kernel, layout.size[0] + padding); row += 1) {
    for (let column = left; column < Math.min(left + kernel, layout.size[1] + padding); column += 1) {
      terms.push(input[row]?.[column] ?? null);
    }
  }
  return { terms, beyond: kernel ** 2 - terms.length };
}

/** A row moved along its ring, to the right if `by` is positive. */
export function shiftRing(row, by) {
  return row.map((_, place) => row[(((place - by) % row.length) + row.length) % row.length]);
}

/** Pool a row whose ends meet; a window of odd size stands with its middle over its unit. "none" keeps the row. */
export function poolRing(row, kind, window, stride) {
  if (kind === "none") return [...row];
  const before = Math.floor((window - 1) / 2);
  const places = Array.from({ length: row.length + window - 1 }, (_, place) => place - before);
  const ring = Float64Array.from(places, (place) => row[(place + row.length) % row.length]);
  const [out] = poolTensor(kind, { data: ring, shape: [1, 1, 1, ring.length] }, [1, window], { stride: [1, stride] });
  return [...out.data];
}

/** Which values differ by more than rounding does. */
export function changedPlaces(before, after) {
  return before.map((value, place) => Math.abs(after[place] - value) > POOL_TOLERANCE);
}

/** How much a row has changed: mean absolute change over mean absolute value, 0 for a row of zeros. */
export function relativeChange(before, after) {
  let [change, whole] = [0, 0];
  before.forEach((value, place) => {
    change += Math.abs(after[place] - value);
    whole += Math.abs(value);
  });
  return whole === 0 ? 0 : change / whole;
}

/**
 * The relative change of the pooled row after shifts of 0 to `POOL_SHIFTS`, for each kind.
 * @param {number[]} row
 * @param {number} window
 * @param {number} stride
 * @param {1 | -1} direction  of the shift
 * @returns {Object<string, number[]>}
 */
export function invarianceCurves(row, window, stride, direction) {
  const curve = (kind) => {
    const still = poolRing(row, kind, window, stride);
    return Array.from({ length: POOL_SHIFTS + 1 }, (_, shift) =>
      relativeChange(still, poolRing(shiftRing(row, direction * shift), kind, window, stride)));
  };
  return Object.fromEntries(["none", ...Object.keys(POOL_OPS)].map((kind) => [kind, curve(kind)]));
}
