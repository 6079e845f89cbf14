/** Kernels as numbers and text: parsing, sizing, and whether one is a column times a row. */

export const KERNEL_LIMIT = 7;
export const WEIGHT_LIMIT = 1000;

/** Read one weight: a decimal number or a fraction such as `1/9`. Throws a sentence for the reader. */
export function parseWeight(text) {
  const plain = text.trim().replace(/[−–]/g, "-");
  if (/^[+-]?\d*,\d+$/.test(plain)) throw new RangeError(`Write ${plain.replace(",", ".")}, with a point.`);
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\s*\/\s*(\d+\.?\d*))?$/i.exec(plain);
  if (!match) throw new RangeError(`“${plain}” is not a number. Try 2, −0.5 or 1/9.`);
  const value = Number(match[1]) / Number(match[2] ?? 1);
  if (!Number.isFinite(value)) throw new RangeError(`“${plain}” has no finite value.`);
  if (Math.abs(value) > WEIGHT_LIMIT) {
    throw new RangeError(`${plain} is too large: weights go from −${WEIGHT_LIMIT} to ${WEIGHT_LIMIT}.`);
  }
  return value;
}

/** Read a whole kernel: rows parted by `;` or line ends or written as nested lists, weights by space or comma. */
export function parseKernel(text) {
  const rows = text
    .replace(/\]\s*,?\s*\[/g, ";")
    .replace(/[[\]]/g, " ")
    .split(/[;\n]/)
    .map((row) => row.trim())
    .filter((row) => row !== "");
  const kernel = rows.map((row) => row.split(/[\s,]+/).filter((each) => each !== "").map(parseWeight));
  const problem = kernelProblem(kernel);
  if (problem) throw new RangeError(problem);
  return kernel;
}

/** Return what is wrong with a kernel, as a sentence, or null. */
export function kernelProblem(kernel) {
  if (!Array.isArray(kernel) || !kernel.every(Array.isArray)) return "A kernel is a list of rows of weights.";
  const [height, width] = [kernel.length, kernel[0]?.length ?? 0];
  if (height === 0 || width === 0) return "A kernel needs at least one weight.";
  const odd = kernel.findIndex((row) => row.length !== width);
  if (odd > 0) return `Row ${odd + 1} has ${kernel[odd].length} weights but row 1 has ${width}.`;
  if (Math.max(height, width) > KERNEL_LIMIT) {
    return `This kernel is ${height}×${width}: at most ${KERNEL_LIMIT}×${KERNEL_LIMIT} fits.`;
  }
  const isWeight = (each) => Number.isFinite(each) && Math.abs(each) <= WEIGHT_LIMIT;
  if (!kernel.flat().every(isWeight)) {
    return `Each weight must be a number from −${WEIGHT_LIMIT} to ${WEIGHT_LIMIT}.`;
  }
  return null;
}

/** Write a kernel so that `parseKernel` reads it back: `1 0 -1; 2 0 -2; 1 0 -1`. */
export function kernelText(kernel) {
  return kernel.map((row) => row.map((each) => String(Number(each.toPrecision(12)))).join(" ")).join("; ");
}

/** Cut a kernel down to, or set it in zeros up to, `size` rows and columns around its middle. */
export function resizedKernel(kernel, size) {
  const offset = (length) => Math.floor((size - 1) / 2) - Math.floor((length - 1) / 2);
  const [down, right] = [offset(kernel.length), offset(kernel[0].length)];
  const line = Array.from({ length: size }, (_, index) => index);
  return line.map((i) => line.map((j) => kernel[i - down]?.[j - right] ?? 0));
}

/**
 * Divide by the sum of the weights or, where that is zero, by the sum of their magnitudes.
 * @returns {?{ kernel: number[][], divisor: number, isSum: boolean }} null if all weights are zero
 */
export function normalizedKernel(kernel) {
  const weights = kernel.flat();
  const sum = weights.reduce((total, each) => total + each, 0);
  const magnitude = weights.reduce((total, each) => total + Math.abs(each), 0);
  if (magnitude === 0) return null;
  const isSum = Math.abs(sum) > 1e-9 * magnitude;
  const divisor = isSum ? sum : magnitude;
  return { kernel: kernel.map((row) => row.map((each) => each / divisor)), divisor, isSum };
}

/** The step by which dragging and arrow keys change a weight: a tenth of the largest weight's power of ten. */
export function weightStep(kernel) {
  const largest = Math.max(...kernel.flat().map(Math.abs));
  return largest === 0 ? 0.1 : 10 ** Math.min(0, Math.floor(Math.log10(largest) + 1e-9)) / 10;
}

/** Whether two kernels have the same weights, but for rounding. */
export function sameKernel(first, second) {
  return (
    first.length === second.length &&
    first.every(
      (row, i) =>
        row.length === second[i].length && row.every((each, j) => Math.abs(each - second[i][j]) < 1e-9),
    )
  );
}
