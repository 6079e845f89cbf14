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

/**
 * Singular value decomposition by one-sided Jacobi rotations (Hestenes 1958): `matrix = Σ values[r] · left[r] ⊗ right[r]`.
 * @returns {{ values: number[], left: number[][], right: number[][] }} largest first
 */
export function singularParts(matrix) {
  const columns = matrix[0].map((_, j) => matrix.map((row) => row[j]));
  const basis = columns.map((_, j) => columns.map((__, i) => Number(i === j)));
  for (let sweep = 0, isTurning = true; isTurning && sweep < 60; sweep += 1) {
    isTurning = false;
    for (let p = 0; p < columns.length; p += 1) {
      for (let q = p + 1; q < columns.length; q += 1) {
        const turn = filterLabTurn(columns[p], columns[q]);
        if (turn === null) continue;
        isTurning = true;
        filterLabRotate(columns[p], columns[q], turn);
        filterLabRotate(basis[p], basis[q], turn);
      }
    }
  }
  const lengths = columns.map((each) => Math.hypot(...each));
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b] - lengths[a]);
  const kept = order.slice(0, Math.min(matrix.length, columns.length));
  return {
    values: kept.map((index) => lengths[index]),
    left: kept.map((index) => columns[index].map((each) => each / (lengths[index] || 1))),
    right: kept.map((index) => basis[index]),
  };
}

/** Cosine and sine of the rotation that makes two vectors orthogonal, or null if they are. */
function filterLabTurn(first, second) {
  const dot = (a, b) => a.reduce((total, each, i) => total + each * b[i], 0);
  const [across, squared, other] = [dot(first, second), dot(first, first), dot(second, second)];
  if (Math.abs(across) <= 1e-15 * Math.sqrt(squared * other)) return null;
  const slope = (other - squared) / (2 * across);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(1, slope));
  const cosine = 1 / Math.hypot(1, tangent);
  return [cosine, cosine * tangent];
}

function filterLabRotate(first, second, [cosine, sine]) {
  first.forEach((each, i) => {
    [first[i], second[i]] = [cosine * each - sine * second[i], sine * each + cosine * second[i]];
  });
}

/**
 * How many column-times-row kernels make up `kernel`, and what the first of them is.
 * @returns {{ rank: number, values: number[], share: number, column: number[], row: number[] }}
 *   `share` is the part of the squared weights that the nearest separable kernel `column` × `row` keeps
 */
export function separability(kernel) {
  const { values, left, right } = singularParts(kernel);
  const rank = values.filter((each) => each > 1e-9 * values[0]).length;
  const energy = values.reduce((total, each) => total + each * each, 0);
  const share = energy === 0 ? 1 : values[0] ** 2 / energy;
  const [column, row] = rank === 1 ? filterLabFactors(kernel) : filterLabBalanced(left[0], right[0], values[0]);
  return { rank, values, share, column, row };
}

/** The column and row nearest to a kernel, of equal length, the column's largest entry positive. */
function filterLabBalanced(left, right, value) {
  const largest = left.reduce((best, each) => (Math.abs(each) > Math.abs(best) + 1e-12 ? each : best), 0);
  const scale = Math.sqrt(value) * (largest < 0 ? -1 : 1);
  return [left.map((each) => each * scale), right.map((each) => each * scale)];
}

/** Column and row of a separable kernel: in whole numbers if it is, else with equal sums of magnitudes. */
function filterLabFactors(kernel) {
  const total = (line) => line.reduce((sum, each) => sum + each, 0);
  const magnitude = (line) => total(line.map(Math.abs));
  const pivot = kernel.find((line) => magnitude(line) > 0);
  const place = pivot.findIndex((each) => each !== 0);
  const ratios = kernel.map((line) => line[place] / pivot[place]);
  const divisor = kernel.flat().every(Number.isInteger)
    ? pivot.reduce(filterLabDivisor, 0)
    : Math.sqrt(magnitude(pivot) / magnitude(ratios));
  const scale = total(pivot) < 0 ? -divisor : divisor;
  return [ratios.map((each) => each * scale || 0), pivot.map((each) => each / scale || 0)];
}

/** Greatest common divisor. */
function filterLabDivisor(a, b) {
  return b === 0 ? Math.abs(a) : filterLabDivisor(b, a % b);
}
