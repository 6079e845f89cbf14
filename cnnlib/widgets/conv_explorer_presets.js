/** The worked examples of the book, each a whole state of ConvExplorer. */

const COUNT_3 = presetCount(3, 0);
const COUNT_4 = presetCount(4, 1);
const COUNT_7 = presetCount(7, 1);
const SMALL = [[0, 1], [2, 3]];
const SLANTED = [[-1, 1], [0, 1]];
const ONES_3 = [[1, 1, 1], [1, 1, 1], [1, 1, 1]];
const SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]];
const STEP = Array.from({ length: 6 }, () => [0, 0, 0, 9, 9, 9]);

const LARGEST_INPUT = Array.from({ length: 9 }, (_, i) => Array.from({ length: 9 }, (__, j) => (i * j) % 5));
const PYRAMID = [[0, 0, 1, 0, 0], [0, 1, 2, 1, 0], [1, 2, 3, 2, 1], [0, 1, 2, 1, 0], [0, 0, 1, 0, 0]];

/** @type {{name: string, state: Object}[]} */
export const PRESETS = [
  presetOf("3×3 ⋆ 2×2, by hand", COUNT_3, SMALL),
  presetOf("4×4, cross-correlation", COUNT_4, SLANTED),
  presetOf("4×4, true convolution", COUNT_4, SLANTED, { flip: true }),
  presetOf("Padded by 1", COUNT_3, SMALL, { padding: [[1, 1], [1, 1]] }),
  presetOf("Stride 3 down, 2 across", COUNT_3, SMALL, { padding: [[1, 1], [1, 1]], stride: [3, 2] }),
  presetOf("7×7, stride 2: fits", COUNT_7, ONES_3, { stride: [2, 2] }),
  presetOf("7×7, stride 3: does not fit", COUNT_7, ONES_3, { stride: [3, 3] }),
  presetOf("Dilation 2: 3×3 spans 5×5", COUNT_7, ONES_3, { dilation: [2, 2] }),
  presetOf("Same, even kernel", presetCount(5, 1), presetConstant(4, 1), { padding: "same" }),
  presetOf("Full convolution", COUNT_3, SMALL, { padding: "full", flip: true }),
  presetOf("An edge and Sobel’s kernel", STEP, SOBEL),
  presetOf("The largest: 9×9, 5×5, full", LARGEST_INPUT, PYRAMID, { padding: "full" }),
];

function presetOf(name, input, kernel, settings = {}) {
  const plain = { stride: [1, 1], dilation: [1, 1], padding: "valid", flip: false, position: 0 };
  return { name, state: { input, kernel, ...plain, ...settings } };
}

function presetCount(size, first) {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => first + i * size + j));
}

function presetConstant(size, value) {
  return Array.from({ length: size }, () => new Array(size).fill(value));
}
