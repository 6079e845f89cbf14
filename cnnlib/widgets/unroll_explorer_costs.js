/**
 * What a convolution costs, method by method: multiplications, and numbers held beside input, kernels and output.
 * Pure computation, no DOM; `unroll_explorer_costs.py` counts the same.
 *
 * @typedef {[number, number, number, number, number, number]} UnrollSizes  channels, size, kernel size, filters,
 *   stride, padding
 */
import { convOutputSize } from "./ops.js";

/** Names, limits and words of a layer's sizes, in their order. */
export const UNROLL_SIZES = [
  { name: "channels", label: "Channels", limits: [1, 512] },
  { name: "size", label: "Size", limits: [3, 224] },
  { name: "kernel_size", label: "Kernel", limits: [1, 11] },
  { name: "filters", label: "Filters", limits: [1, 512] },
  { name: "stride", label: "Stride", limits: [1, 4] },
  { name: "padding", label: "Padding", limits: [0, 5] },
];

/** Layers of well-known networks. */
export const UNROLL_LAYERS = {
  "LeNet-5, C1": [1, 32, 5, 6, 1, 0],
  "AlexNet, first": [3, 224, 11, 64, 4, 2],
  "AlexNet, second": [64, 27, 5, 192, 1, 2],
  "VGG-16, second": [64, 224, 3, 64, 1, 1],
  "VGG-16, last": [512, 14, 3, 512, 1, 1],
  "ResNet-50, a 1 × 1": [256, 56, 1, 64, 1, 0],
};

/**
 * Count what each method needs for one image.
 *
 * With h × h outputs, m = size + 2·padding and T = ⌈h/2⌉² tiles:
 * the direct sum, im2col and shifted sums take f·c·k²·h² multiplications; im2col holds c·k²·h² numbers.
 * FFT: c + f real transforms of m² points, each m²·log₂(m²) multiplications (of the 5/2·n·log₂ n operations that
 * FFTW's authors count for a real transform, two fifths are multiplications), and c·f products of m·(⌊m/2⌋ + 1) complex
 * numbers, 4 multiplications each. The kernels' spectra are made once: they are held, not counted.
 * Winograd's F(2×2, 3×3), for 3 × 3 kernels at stride 1: 16·c·f·T; its transforms only add and halve.
 * @param {UnrollSizes} sizes
 * @returns {Object<string, ?{multiplications: number, memory: number}>}  null for Winograd where it does not apply
 */
export function unrollCosts([channels, size, kernelSize, filters, stride, padding]) {
  const outputs = convOutputSize(size, kernelSize, { stride, padding }) ** 2;
  const multiplications = filters * channels * kernelSize ** 2 * outputs;
  return {
    direct: { multiplications, memory: 0 },
    im2col: { multiplications, memory: channels * kernelSize ** 2 * outputs },
    shifted: { multiplications, memory: 0 },
    fft: unrollFft(channels, filters, size + 2 * padding),
    winograd: kernelSize === 3 && stride === 1 ? unrollWinograd(channels, filters, Math.sqrt(outputs)) : null,
  };
}

function unrollFft(channels, filters, whole) {
  const pairs = channels * filters;
  const frequencies = whole * (Math.floor(whole / 2) + 1);
  const transform = whole ** 2 * Math.log2(whole ** 2);
  return {
    multiplications: Math.round((channels + filters) * transform + 4 * pairs * frequencies),
    memory: 2 * frequencies * (channels + filters + pairs),
  };
}

function unrollWinograd(channels, filters, side) {
  const tiles = Math.ceil(side / 2) ** 2;
  return {
    multiplications: 16 * channels * filters * tiles,
    memory: 16 * (channels * filters + (channels + filters) * tiles),
  };
}

/** What a layer costs with each kernel that fits into it. */
export function unrollKernelCosts([channels, size, , ...rest]) {
  const largest = Math.min(UNROLL_SIZES[2].limits[1], size + 2 * rest[2]);
  return Array.from({ length: largest }, (_, side) => unrollCosts([channels, size, side + 1, ...rest]));
}

/** The multiplications that the kernels' spectra take, once. */
export function kernelSpectraCost([channels, size, , filters, , padding]) {
  const points = (size + 2 * padding) ** 2;
  return Math.round(channels * filters * points * Math.log2(points));
}

/**
 * The smallest kernel from which on FFT takes fewer multiplications than the direct sum for as many outputs, or null
 * if there is none up to 11 × 11; with a larger kernel, the padded input has to be larger, too.
 */
export function fftCrossover([channels, size, kernelSize, filters, stride, padding]) {
  const outputs = convOutputSize(size, kernelSize, { stride, padding }) ** 2;
  const isFewer = (side) =>
    unrollFft(channels, filters, size + 2 * padding - kernelSize + side).multiplications
      < filters * channels * side ** 2 * outputs;
  const [least, largest] = UNROLL_SIZES[2].limits;
  let from = null;
  for (let side = largest; side >= least && isFewer(side); side -= 1) from = side;
  return from;
}

/**
 * A logarithmic axis of at least three decades that holds all values, as powers of ten.
 * @param {number[]} values  those that are 0 lie at its start
 * @returns {[number, number]}
 */
export function logAxis(values) {
  const above = values.filter((value) => value > 0);
  const end = Math.max(3, Math.ceil(Math.log10(Math.max(1, ...above))));
  const start = Math.min(end - 3, Math.floor(Math.log10(Math.min(10 ** end, ...above))));
  return [start, end];
}
