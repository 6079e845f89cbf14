/** What UnrollExplorer says, and what it refuses. Pure computation, no DOM. */
import { powerText, shortened } from "./number_words.js";
import { UNROLL_SIZES, fftCrossover, kernelSpectraCost, unrollCosts } from "./unroll_explorer_costs.js";
import { shiftedInput, shiftedSums, tapPlace } from "./unroll_explorer_math.js";

export const UNROLL_METHODS = { im2col: "im2col", shifted: "Shifted sums", fft: "FFT" };
export const UNROLL_STAGES = ["pad", "transform", "multiply", "transform back", "cut out"];
export const UNROLL_RANGES = {
  channels: [1, 3], size: [3, 8], kernel_size: [1, 5], filters: [1, 4], stride: [1, 3], padding: [0, 2],
};
export const UNROLL_NAMES = {
  direct: "Direct sum", im2col: "im2col", shifted: "Shifted sums", fft: "FFT", winograd: "Winograd",
};
const UNROLL_SEEDS = [0, 9999];

/** A number with at most two decimals and a true minus sign. */
export function unrollText(value, decimals = 2) {
  return String(Number(value.toFixed(decimals)) + 0).replace("-", "−");
}

/** A count: to the last digit below ten million, else three digits and a power of ten. */
export function countText(count) {
  return count < 1e7 ? String(count).replace(/\B(?=(\d{3})+$)/g, ",") : powerText(count, 2);
}

/** Row and column of an output. */
export function outputPlace({ side }, position) {
  return [Math.floor(position / side), position % side];
}

/**
 * Two sentences for what is looked at: where it lies, and its arithmetic.
 * @returns {[string, string]}
 */
export function unrollWords(numbers, state) {
  return { im2col: columnWords, shifted: shiftWords, fft: waveWords }[state.method](numbers, state);
}

function columnWords(numbers, state) {
  const { columns, weight, product, side } = numbers;
  const { position, filter, kernel_size: kernelSize, stride, padding } = state;
  const [i, j] = outputPlace(numbers, position);
  const span = (name, start) => (kernelSize === 1 ? `${name} ${unrollText(start)}`
    : `${name}s ${unrollText(start)} to ${unrollText(start + kernelSize - 1)}`);
  const [rows, places] = [span("row", i * stride - padding), span("column", j * stride - padding)];
  const [taps, count] = columns.shape.slice(1);
  const terms = Array.from({ length: taps }, (_, tap) =>
    unrollTerm(weight.data[filter * taps + tap], columns.data[tap * count + position]));
  return [
    `The window over ${rows} and ${places} is column ${position}. `
      + `Times row ${filter} of the kernel matrix, it is output [${i}, ${j}] of map ${filter}:`,
    `${shortened(terms)} = ${unrollText(product[filter * side ** 2 + position])}`,
  ];
}

function shiftWords(numbers, state) {
  const { weight, side, columns } = numbers;
  const { tap, filter, position, kernel_size: kernelSize, stride } = state;
  const [channel, u, v] = tapPlace(tap, kernelSize);
  const taps = columns.shape[1];
  const step = stride > 1 ? ` and taken every ${stride === 2 ? "second" : "third"} row and column` : "";
  const [before, after] = [tap, tap + 1].map((count) =>
    shiftedSums(numbers, state, count)[filter * side ** 2 + position]);
  const term = unrollTerm(weight.data[filter * taps + tap], shiftedInput(numbers, state, tap)[position]);
  const [i, j] = outputPlace(numbers, position);
  return [
    `Tap ${tap}: channel ${channel} shifted up by ${u} and left by ${v}${step}. `
      + `That is row ${tap} of the im2col matrix, never written down. Map ${filter}, at [${i}, ${j}]:`,
    `${unrollText(before)} + ${term} = ${unrollText(after)}`,
  ];
}

function waveWords(numbers, state) {
  const { whole, side, waves } = numbers;
  const { stage, stride, frequency, filter, kernel_size: kernelSize, tap, channels } = state;
  const [channel] = tapPlace(tap, kernelSize);
  const discarded = Math.round(100 * (1 - (side / (whole - kernelSize + 1)) ** 2));
  const kept = stride === 1 ? "are the output"
    : `came out as at stride 1; the stride keeps ${side} × ${side} of them and throws ${discarded} % of the work away`;
  const valid = `${whole - kernelSize + 1} × ${whole - kernelSize + 1}`;
  const wave = `[${Math.floor(frequency / whole)}, ${frequency % whole}]`;
  const [x, w, y] = [waves.inputs[channel], waves.weights[filter * channels + channel], waves.products[filter]];
  const sum = channels > 1 ? ", summed over the channels," : "";
  return [
    [
      `Input and kernel get zeros until both are ${whole} × ${whole}.`,
      `Each becomes ${whole ** 2} frequencies, complex numbers. Shown is how large each is; [0, 0] is the sum of all.`,
      `At every frequency, X times the conjugate of W${sum} is Y. Without the conjugate the kernel would be flipped.`,
      `Transformed back, Y has ${whole} × ${whole} numbers. ${wrapWords(kernelSize)}`,
      `The ${valid} windows that do not wrap ${kept}.`,
    ][stage],
    `At ${wave}: X = ${complexText(x, frequency)}, W = ${complexText(w, frequency)}, Y = ${complexText(y, frequency)}`,
  ];
}

function wrapWords(kernelSize) {
  if (kernelSize === 1) return "A 1 × 1 window wraps around no edge.";
  const last = kernelSize === 2 ? "last row and column" : `last ${kernelSize - 1} rows and columns`;
  return `In the ${last}, windows wrap around to the other side.`;
}

function complexText({ re, im }, at) {
  const [real, imaginary] = [re[at], im[at]].map((value) => Number(value.toFixed(1)) + 0);
  return `${unrollText(real, 1)} ${imaginary < 0 ? "−" : "+"} ${unrollText(Math.abs(imaginary), 1)}i`;
}

function unrollTerm(weight, value) {
  const factor = unrollText(weight);
  return `${weight < 0 ? `(${factor})` : factor}·${unrollText(value)}`;
}

/** Which method takes the fewest multiplications, and how many times fewer than the direct sum. */
export function fewestText(sizes) {
  const { direct, fft, winograd } = unrollCosts(sizes);
  const rivals = [["FFT", fft], ["Winograd", winograd]].filter(([, cost]) => cost !== null);
  const [name, best] = rivals.reduce((a, b) => (b[1].multiplications < a[1].multiplications ? b : a));
  const times = direct.multiplications / best.multiplications;
  if (times <= 1) return "The direct sum takes the fewest; im2col and shifted sums take as many.";
  return `${name} takes the fewest multiplications, ${unrollText(times)} times fewer than the direct sum.`;
}

/** From which kernel on FFT takes fewer multiplications, what a stride wastes, and what spectra cost once. */
export function crossoverText(sizes) {
  const from = fftCrossover(sizes);
  const when = from === null ? "For as many outputs, FFT takes more than the direct sum up to 11 × 11 kernels"
    : `For as many outputs, FFT takes fewer than the direct sum from ${from} × ${from} kernels on`;
  const wasted = sizes[4] > 1 ? ` It computes what stride 1 would give and keeps one of ${sizes[4] ** 2}.` : "";
  return `${when}.${wasted} The kernels’ spectra, made once, take ${countText(kernelSpectraCost(sizes))} more.`;
}

/** A layer's sizes in words: `64 channels of 56 × 56, 64 filters of 3 × 3, stride 1, padding 1`. */
export function layerText([channels, size, kernelSize, filters, stride, padding]) {
  const many = (count, name) => `${count} ${name}${count === 1 ? "" : "s"}`;
  return `${many(channels, "channel")} of ${size} × ${size}, ${many(filters, "filter")} of `
    + `${kernelSize} × ${kernelSize}, stride ${stride}, padding ${padding}`;
}

/** The sizes of the convolution that is shown, in the order of a layer's. */
export function sizesOf(state) {
  return UNROLL_SIZES.map(({ name }) => state[name]);
}

/** What is wrong with six sizes, or null. `limits` are theirs, in their order. */
export function sizesProblem(sizes, limits) {
  for (const [index, { label }] of UNROLL_SIZES.entries()) {
    const [low, high] = limits[index];
    if (!isUnrollWhole(sizes[index], low, high)) return `${label} must be a whole number from ${low} to ${high}.`;
  }
  const [, size, kernelSize, , , padding] = sizes;
  if (kernelSize <= size + 2 * padding) return null;
  const whole = size + 2 * padding;
  return `Kernels of ${kernelSize} × ${kernelSize} do not fit into ${whole} × ${whole}.`;
}

/** What is wrong with the convolution of a state, or null. */
export function unrollProblem(state) {
  return sizesProblem(sizesOf(state), UNROLL_SIZES.map(({ name }) => UNROLL_RANGES[name]));
}

/** What is wrong with the sizes of a layer, or null. */
export function layerProblem(layer) {
  if (layer === null) return null;
  if (!Array.isArray(layer) || layer.length !== UNROLL_SIZES.length) return "layer must be six whole numbers.";
  return sizesProblem(layer, UNROLL_SIZES.map(({ limits }) => limits));
}

/** How many positions, maps, taps and frequencies there are. */
export function unrollCounts(state) {
  const { channels, size, kernel_size: kernelSize, filters, stride, padding } = state;
  const side = Math.floor((size + 2 * padding - kernelSize) / stride) + 1;
  return {
    position: side ** 2, filter: filters, tap: channels * kernelSize ** 2, stage: UNROLL_STAGES.length,
    frequency: (size + 2 * padding) ** 2,
  };
}

/** The traits that point at something, moved to the last there is where they point beyond it. */
export function settledPlaces(state) {
  const counts = Object.entries(unrollCounts(state));
  return Object.fromEntries(counts.map(([name, count]) => [name, Math.min(state[name], count - 1)]));
}

/** What is wrong with a state from an address, or null. */
export function checkUnrollState(state) {
  if (!Object.hasOwn(UNROLL_METHODS, state.method)) return "method must be im2col, shifted or fft";
  if (!isUnrollWhole(state.seed, ...UNROLL_SEEDS)) return `seed must be a whole number from 0 to ${UNROLL_SEEDS[1]}`;
  const problem = unrollProblem(state) ?? layerProblem(state.layer);
  if (problem) return problem;
  for (const [name, count] of Object.entries(unrollCounts(state))) {
    if (!isUnrollWhole(state[name], 0, count - 1)) return `${name} must be a whole number from 0 to ${count - 1}`;
  }
  return null;
}

function isUnrollWhole(value, low, high) {
  return Number.isInteger(value) && value >= low && value <= high;
}
