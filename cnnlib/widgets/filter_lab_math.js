/** FilterLab's arithmetic: borders, filtering, what a result looks like, what one pixel is made of. */

import { conv2d, resolvePadding, tensor } from "./ops.js";

/**
 * @typedef {{ channels: number, height: number, width: number, data: Float32Array }} Picture channel after channel
 * @typedef {"zero" | "reflect" | "circular"} Boundary
 * @typedef {{ flip: boolean, boundary: Boundary }} Rule
 */

const filterLabKept = new WeakMap();

/** Turn a kernel by half a turn: what true convolution does before it slides. */
export function flipped(kernel) {
  return kernel.map((row) => [...row].reverse()).reverse();
}

/** The weights as they lie over the picture: flipped for convolution, as they are for cross-correlation. */
export function laidOver(kernel, flip) {
  return flip ? flipped(kernel) : kernel;
}

/**
 * Return the place in `0..size - 1` that stands in for `index`, or -1 where the border is zero.
 * Reflection does not repeat the rim: -1 becomes 1.
 */
export function borderIndex(index, size, boundary) {
  if (index >= 0 && index < size) return index;
  if (boundary === "zero") return -1;
  const period = boundary === "circular" ? size : Math.max(1, 2 * (size - 1));
  const place = ((index % period) + period) % period;
  return place < size ? place : period - place;
}

/**
 * Slide a kernel over every channel; the result has the picture's size, as with padding "same".
 * @param {Picture} picture
 * @param {number[][]} kernel
 * @param {Rule} rule
 * @returns {Picture}
 */
export function filterPicture(picture, kernel, { flip, boundary }) {
  const size = [kernel.length, kernel[0].length];
  const { channels, height, width } = picture;
  const extended = filterLabExtended(picture, resolvePadding("same", size), boundary);
  const x = tensor(extended.data, [channels, 1, extended.height, extended.width]);
  const weight = tensor(Float32Array.from(laidOver(kernel, flip).flat()), [1, 1, ...size]);
  return { channels, height, width, data: conv2d(x, weight).data };
}

/** The extended picture, kept with its picture: a weight is turned many times before any of this changes. */
function filterLabExtended(picture, padding, boundary) {
  const way = `${boundary} ${padding}`;
  const kept = filterLabKept.get(picture);
  if (kept?.way === way) return kept.extended;
  const extended = filterLabExtend(picture, padding, boundary);
  filterLabKept.set(picture, { way, extended });
  return extended;
}

/** Write out what the boundary puts around a picture. */
function filterLabExtend({ channels, height, width, data }, [[top, bottom], [left, right]], boundary) {
  const rows = filterLabSources(height, top, bottom, boundary);
  const columns = filterLabSources(width, left, right, boundary);
  const out = new Float32Array(channels * rows.length * columns.length);
  let place = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    for (const i of rows) {
      const start = (channel * height + i) * width;
      for (const j of columns) out[place++] = i < 0 || j < 0 ? 0 : data[start + j];
    }
  }
  return { channels, height: rows.length, width: columns.length, data: out };
}

function filterLabSources(size, before, after, boundary) {
  return Array.from({ length: before + size + after }, (_, i) => borderIndex(i - before, size, boundary));
}

/**
 * Return the smallest and the largest value, and which shares of all values a plain view would clip.
 * @param {Picture} picture
 */
export function extent({ data }) {
  let [low, high, below, above] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i];
    if (value < low) low = value;
    if (value > high) high = value;
    if (value < -1e-6) below += 1;
    else if (value > 1 + 1e-6) above += 1;
  }
  return { low, high, below: below / data.length, above: above / data.length };
}

/**
 * The magnitude that a view shows at full brightness: 1 when clipped, else one that 99 % of the values stay
 * below, lest a bright border dim all the rest. Small pictures keep their extremes.
 */
export function viewScale(view, { data }, { low, high }) {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (view === "clipped" || largest === 0) return 1;
  if (data.length < 10_000) return largest;
  const bins = new Uint32Array(256);
  const gain = 255 / largest;
  for (let i = 0; i < data.length; i += 1) bins[Math.floor(Math.abs(data[i]) * gain)] += 1;
  let above = bins[255];
  let bin = 255;
  while (bin > 1 && above <= data.length / 100) above += bins[--bin];
  return (bin + 1) / gain < largest ? (bin + 1) / gain : largest;
}

/**
 * Write a picture as pixels. "clipped" shows 0..1, "signed" puts zero at middle gray, "absolute" drops the sign.
 * @param {Picture} picture
 * @param {Uint8ClampedArray} rgba 4 entries a pixel; it rounds and clips by itself
 */
export function paintPixels({ channels, data }, rgba, view, scale) {
  const count = data.length / channels;
  const gain = (view === "signed" ? 127.5 : 255) / scale;
  const middle = view === "signed" ? 127.5 : 0;
  const isAbsolute = view === "absolute";
  for (let channel = 0; channel < channels; channel += 1) {
    const start = channel * count;
    for (let i = 0; i < count; i += 1) {
      const value = data[start + i];
      rgba[4 * i + channel] = (isAbsolute && value < 0 ? -value : value) * gain + middle;
    }
  }
  for (let i = 0; i < rgba.length; i += 4) {
    if (channels === 1) rgba[i + 2] = rgba[i + 1] = rgba[i];
    rgba[i + 3] = 255;
  }
}

/**
 * Everything that goes into one pixel of the result.
 * @param {Picture} picture
 * @param {Rule} rule
 * @returns {{ patch: number[][], inside: boolean[][], weights: number[][], products: number[][], sum: number }}
 */
export function magnify({ height, width, data }, kernel, { flip, boundary }, [row, column], channel) {
  const weights = laidOver(kernel, flip);
  const [[top], [left]] = resolvePadding("same", [weights.length, weights[0].length]);
  const over = (make) => weights.map((line, a) => line.map((_, b) => make(a, b)));
  const patch = over((a, b) => {
    const i = borderIndex(row - top + a, height, boundary);
    const j = borderIndex(column - left + b, width, boundary);
    return i < 0 || j < 0 ? 0 : data[(channel * height + i) * width + j];
  });
  const within = (index, size) => index >= 0 && index < size;
  const inside = over((a, b) => within(row - top + a, height) && within(column - left + b, width));
  const products = over((a, b) => weights[a][b] * patch[a][b]);
  return { patch, inside, weights, products, sum: products.flat().reduce((total, each) => total + each, 0) };
}
