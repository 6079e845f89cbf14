/**
 * LeNetViewer's picture: a pen on 28×28 pixels, MNIST's frame, shift, rotation, noise. Pure computation, no DOM.
 *
 * Pictures are Float32Arrays of 784 values, row by row: 0 for paper, 1 for ink. Places are [row, column]; (0, 0) is
 * the center of the first pixel.
 */
import { randomSource } from "./random.js";

export const LENET_SIDE = 28;
/** A digit of MNIST fits into a square of so many pixels. */
const LENET_BOX = 20;
/** Ink that is fainter than this does not count when the frame is fitted. */
const LENET_FAINT = 0.2;
/** A dot is not blown up to a ball. */
const LENET_LARGEST = 2;
/** The pen: full ink up to this distance from its middle, none from the next on. */
const LENET_PEN = [0.8, 2];

const LENET_MIDDLE = (LENET_SIDE - 1) / 2;

/**
 * Draw a straight piece of a line with the soft pen.
 * @param {Float32Array} picture  is changed
 * @param {number[]} from  a place
 * @param {number[]} to  the same place for a dot
 */
export function drawStroke(picture, from, to) {
  const [full, none] = LENET_PEN;
  const [rows, columns] = [0, 1].map((axis) => [
    Math.max(0, Math.ceil(Math.min(from[axis], to[axis]) - none)),
    Math.min(LENET_SIDE - 1, Math.floor(Math.max(from[axis], to[axis]) + none)),
  ]);
  for (let i = rows[0]; i <= rows[1]; i += 1) {
    for (let j = columns[0]; j <= columns[1]; j += 1) {
      const ink = Math.min(1, (none - lenetDistance([i, j], from, to)) / (none - full));
      if (ink > picture[i * LENET_SIDE + j]) picture[i * LENET_SIDE + j] = ink;
    }
  }
}

/** How far a place is from a piece of a line. */
function lenetDistance([row, column], from, to) {
  const [down, right] = [to[0] - from[0], to[1] - from[1]];
  const square = down * down + right * right;
  const along = square === 0 ? 0 : ((row - from[0]) * down + (column - from[1]) * right) / square;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(row - from[0] - share * down, column - from[1] - share * right);
}

/**
 * What puts a picture into MNIST's frame: its ink's longer side becomes 20 pixels, its center of mass the middle.
 * @param {Float32Array} picture
 * @returns {{ scale: number, center: number[] }}
 */
export function mnistFrame(picture) {
  const low = [LENET_SIDE, LENET_SIDE];
  const high = [-1, -1];
  const moment = [0, 0];
  let mass = 0;
  for (let i = 0, at = 0; i < LENET_SIDE; i += 1) {
    for (let j = 0; j < LENET_SIDE; j += 1, at += 1) {
      const ink = picture[at];
      mass += ink;
      moment[0] += ink * i;
      moment[1] += ink * j;
      if (ink < LENET_FAINT) continue;
      [low[0], low[1]] = [Math.min(low[0], i), Math.min(low[1], j)];
      [high[0], high[1]] = [Math.max(high[0], i), Math.max(high[1], j)];
    }
  }
  const side = Math.max(high[0] - low[0], high[1] - low[1]) + 1;
  if (side <= 0) return { scale: 1, center: [LENET_MIDDLE, LENET_MIDDLE] };
  return { scale: Math.min(LENET_BOX / side, LENET_LARGEST), center: moment.map((each) => each / mass) };
}

/**
 * What the network gets: the picture in MNIST's frame if wanted, then rotated, shifted, all in one resampling, as
 * `cnnlib.datasets.augmentation.warp_affine` does it; then noise, cut off at paper and ink.
 * @param {Float32Array} picture
 * @param {{ fit: boolean, shift: number[], angle: number, noise: number }} state
 *   shift: rows down, columns to the right; angle: degrees counterclockwise; noise: its standard deviation
 * @returns {Float32Array}
 */
export function framedPicture(picture, { fit, shift, angle, noise }) {
  const { scale, center } = fit ? mnistFrame(picture) : { scale: 1, center: [LENET_MIDDLE, LENET_MIDDLE] };
  const turn = (angle * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  const out = new Float32Array(LENET_SIDE * LENET_SIDE);
  for (let i = 0, at = 0; i < LENET_SIDE; i += 1) {
    for (let j = 0; j < LENET_SIDE; j += 1, at += 1) {
      const [down, right] = [i - LENET_MIDDLE - shift[0], j - LENET_MIDDLE - shift[1]];
      out[at] = lenetRead(picture, center[0] + cosine * down + sine * right, center[1] - sine * down + cosine * right);
    }
  }
  if (noise > 0) lenetAddNoise(out, noise);
  return out;
}

/** The picture's value between four pixels; beyond the border is paper. */
function lenetRead(picture, row, column) {
  if (!(row > -1 && row < LENET_SIDE && column > -1 && column < LENET_SIDE)) return 0;
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const pixel = (i, j) => (i < 0 || j < 0 || i >= LENET_SIDE || j >= LENET_SIDE ? 0 : picture[i * LENET_SIDE + j]);
  const upper = (1 - right) * pixel(top, left) + right * pixel(top, left + 1);
  const lower = (1 - right) * pixel(top + 1, left) + right * pixel(top + 1, left + 1);
  return (1 - down) * upper + down * lower;
}

let lenetNormals = null;

/** Add the same normal numbers each time: the picture stays still while it is drawn. */
function lenetAddNoise(picture, noise) {
  if (lenetNormals === null) {
    const { normal } = randomSource(0, 0);
    lenetNormals = Float64Array.from(picture, normal);
  }
  for (let at = 0; at < picture.length; at += 1) {
    picture[at] = Math.min(1, Math.max(0, picture[at] + noise * lenetNormals[at]));
  }
}
