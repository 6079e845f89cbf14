/** EquivarianceLab's arithmetic: what moves a picture, what a layer makes of it, how far apart two results are. */

import { conv2d, resolvePadding, tensor } from "./ops.js";
import { avgPool2d, maxPool2d } from "./ops_pooling.js";

/**
 * @typedef {{ height: number, width: number, data: Float64Array }} Plane
 * @typedef {"circular" | "zeros"} Boundary
 * @typedef {{ matrix: number[], shift: number[] }} Motion
 *   place (i, j) gets what was at matrix · (i − c, j − c) + c − shift; the matrix is given row by row
 * @typedef {{ kernel: number[][], boundary: Boundary, stride: number, relu: boolean, pooling: string }} Layer
 */

/** Differences up to this share of the largest response are rounding. */
const EQUIVARIANCE_CLOSE = 1e-9;
const EQUIVARIANCE_QUARTERS = [[1, 0], [0, 1], [-1, 0], [0, -1]];

/**
 * Return a shift (rows down, columns right), a rotation (degrees counterclockwise) or a scaling.
 * @returns {Motion}
 */
export function motionOf({ transformation, shift, angle, factor }) {
  if (transformation === "shift") return { matrix: [1, 0, 0, 1], shift };
  if (transformation === "scale") return { matrix: [1 / factor, 0, 0, 1 / factor], shift: [0, 0] };
  const [cosine, sine] = equivarianceTurn(angle);
  return { matrix: [cosine, sine, -sine, cosine], shift: [0, 0] };
}

/** Cosine and sine, exact at multiples of 90 degrees. */
function equivarianceTurn(angle) {
  if (angle % 90 === 0) return EQUIVARIANCE_QUARTERS[(((angle / 90) % 4) + 4) % 4];
  return [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
}

/** How many pixels of the input lie between neighbors of the output. */
export function stepOf({ stride, pooling }) {
  return pooling === "none" ? stride : 2 * stride;
}

/**
 * Return how a layer's output has to move if its input moves: by the shift over the step, rounded to the nearest
 * whole number where that is none, and about the place that corresponds to the input's middle.
 * @param {Motion} motion
 * @param {Layer} layer
 * @param {number} size rows and columns of the input
 * @returns {{ motion: Motion, center: number, exact: number[], isWhole: boolean }}
 */
export function outputMotion(motion, layer, size) {
  const step = stepOf(layer);
  const origin = layer.pooling === "none" ? 0 : layer.stride / 2;
  const exact = motion.shift.map((each) => each / step);
  const nearest = exact.map((each) => Math.floor(each + 0.5));
  return {
    motion: { matrix: motion.matrix, shift: nearest },
    center: ((size - 1) / 2 - origin) / step,
    exact,
    isWhole: exact.every(Number.isInteger),
  };
}

/** Return the place in the source that the place (i, j) of a moved picture shows. */
function equivarianceSource({ matrix: [a, b, c, d], shift: [down, right] }, [row, column]) {
  return (i, j) => [
    a * (i - row) + b * (j - column) + row - down,
    c * (i - row) + d * (j - column) + column - right,
  ];
}

/**
 * Move a picture, by bilinear interpolation between its pixels.
 * @param {Plane} plane
 * @param {Motion} motion
 * @param {Boundary} boundary what comes in from beyond the border
 * @param {number} [center] the fixed row and column of rotation and scale; the middle by default
 * @returns {Plane}
 */
export function movePlane(plane, motion, boundary, center) {
  const { height, width } = plane;
  const middle = center === undefined ? [(height - 1) / 2, (width - 1) / 2] : [center, center];
  const source = equivarianceSource(motion, middle);
  const read = equivarianceReader(plane, boundary);
  const data = new Float64Array(height * width);
  for (let place = 0, i = 0; i < height; i += 1) {
    for (let j = 0; j < width; j += 1, place += 1) {
      const [row, column] = source(i, j);
      data[place] = equivarianceBetween(read, row, column);
    }
  }
  return { height, width, data };
}

/** The value between four pixels. */
function equivarianceBetween(read, row, column) {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const mix = (a, b, share) => a + share * (b - a);
  const upper = mix(read(top, left), read(top, left + 1), column - left);
  const lower = mix(read(top + 1, left), read(top + 1, left + 1), column - left);
  return mix(upper, lower, row - top);
}

function equivarianceReader({ height, width, data }, boundary) {
  const isInside = (i, j) => i >= 0 && i < height && j >= 0 && j < width;
  const wrap = (index, size) => ((index % size) + size) % size;
  if (boundary === "zeros") return (i, j) => (isInside(i, j) ? data[i * width + j] : 0);
  return (i, j) => data[isInside(i, j) ? i * width + j : wrap(i, height) * width + wrap(j, width)];
}

/**
 * Apply a layer: cross-correlate with padding "same" of zeros or of the other end, ReLU, pool 2×2 by steps of 2.
 * @param {Plane} plane
 * @param {Layer} layer
 * @returns {Plane}
 */
export function applyLayer(plane, { kernel, boundary, stride, relu, pooling }) {
  const size = [kernel.length, kernel[0].length];
  const weight = tensor(Float64Array.from(kernel.flat()), [1, 1, ...size]);
  const out = conv2d(equivarianceExtended(plane, resolvePadding("same", size), boundary), weight, null, { stride });
  if (relu) out.data.forEach((each, place) => { if (each < 0) out.data[place] = 0; });
  const pooled = { none: () => out, max: () => maxPool2d(out, 2)[0], average: () => avgPool2d(out, 2) }[pooling]();
  const [, , height, width] = pooled.shape;
  return { height, width, data: pooled.data };
}

function equivarianceExtended(plane, [[top, bottom], [left, right]], boundary) {
  const height = top + plane.height + bottom;
  const width = left + plane.width + right;
  const read = equivarianceReader(plane, boundary);
  const data = new Float64Array(height * width);
  for (let place = 0, i = -top; i < plane.height + bottom; i += 1) {
    for (let j = -left; j < plane.width + right; j += 1, place += 1) data[place] = read(i, j);
  }
  return tensor(data, [1, 1, height, width]);
}

/**
 * Compare two results.
 * @param {Plane} upper filtered, then moved
 * @param {Plane} lower moved, then filtered
 * @param {{ motion: Motion, center: number }} likewise how `upper` was moved
 * @returns {{ difference: Float64Array, largest: number, response: number, typical: number, share: number,
 *   rim: number, seam: number, isEqual: boolean }} the difference `upper − lower`; its largest magnitude; the largest
 *   response; the root mean square of the difference over that of the responses; the share of values that differ;
 *   how many pixels from the border they lie at most; the same from the border or the moved picture's edge
 */
export function comparePlanes(upper, lower, { motion, center }) {
  const difference = upper.data.map((each, place) => each - lower.data[place]);
  const largest = equivarianceLargest(difference);
  const response = Math.max(equivarianceLargest(upper.data), equivarianceLargest(lower.data));
  const energy = Math.max(equivarianceEnergy(upper.data), equivarianceEnergy(lower.data));
  const typical = energy === 0 ? 0 : Math.sqrt(equivarianceEnergy(difference) / energy);
  const close = EQUIVARIANCE_CLOSE * response;
  const where = equivarianceDepths(difference, upper, close, equivarianceSource(motion, [center, center]));
  return { difference, largest, response, typical, ...where, isEqual: largest <= close };
}

function equivarianceLargest(data) {
  let largest = 0;
  for (const each of data) if (Math.abs(each) > largest) largest = Math.abs(each);
  return largest;
}

function equivarianceEnergy(data) {
  let sum = 0;
  for (const each of data) sum += each * each;
  return sum;
}

/** How deep the differing values lie; the outermost pixels are 1 deep. */
function equivarianceDepths(difference, { height, width }, close, source) {
  let [count, rim, seam] = [0, 0, 0];
  for (let place = 0; place < difference.length; place += 1) {
    if (Math.abs(difference[place]) <= close) continue;
    const [i, j] = [Math.floor(place / width), place % width];
    const depth = equivarianceDepth(i, j, height, width);
    count += 1;
    rim = Math.max(rim, depth);
    if (depth > seam) seam = Math.max(seam, Math.min(depth, equivarianceDepth(...source(i, j), height, width)));
  }
  return { share: count / difference.length, rim, seam: Math.ceil(seam) };
}

/** Distance to the edge of a picture in pixels, from inside or from outside. */
function equivarianceDepth(row, column, height, width) {
  const inside = Math.min(row, height - 1 - row, column, width - 1 - column) + 1;
  return inside > 0 ? inside : 1 - inside;
}

/**
 * The magnitude to show at full brightness: 99 % of the values stay below it, lest a bright border dim all the rest.
 * @param {Plane} plane
 */
export function brightness({ data }) {
  const sorted = data.map(Math.abs).sort();
  const bright = sorted[Math.floor(0.99 * (sorted.length - 1))];
  return bright || sorted[sorted.length - 1] || 1;
}
