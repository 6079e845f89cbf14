/** Whether a kernel is a column times a row, and which. */

/**
 * Singular value decomposition, `matrix = Σ values[r] · left[r] ⊗ right[r]`, by one-sided Jacobi rotations
 * (Hestenes 1958).
 * @returns {{ values: number[], left: number[][], right: number[][] }} largest first
 */
export function singularParts(matrix) {
  const columns = matrix[0].map((_, j) => matrix.map((row) => row[j]));
  const basis = columns.map((_, j) => columns.map((__, i) => Number(i === j)));
  let sweeps = 0;
  while (filterLabSweep(columns, basis) && sweeps < 60) sweeps += 1;
  const lengths = columns.map((each) => Math.hypot(...each));
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b] - lengths[a]);
  const kept = order.slice(0, Math.min(matrix.length, columns.length));
  return {
    values: kept.map((index) => lengths[index]),
    left: kept.map((index) => columns[index].map((each) => each / (lengths[index] || 1))),
    right: kept.map((index) => basis[index]),
  };
}

/** Turn each pair of columns until it is orthogonal; return whether any had to be turned. */
function filterLabSweep(columns, basis) {
  let isTurned = false;
  for (let p = 0; p < columns.length; p += 1) {
    for (let q = p + 1; q < columns.length; q += 1) {
      const turn = filterLabTurn(columns[p], columns[q]);
      if (turn === null) continue;
      isTurned = true;
      filterLabRotate(columns[p], columns[q], turn);
      filterLabRotate(basis[p], basis[q], turn);
    }
  }
  return isTurned;
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
  const pivot = kernel.reduce((best, line) => (magnitude(line) > magnitude(best) ? line : best));
  const place = pivot.reduce((best, each, j) => (Math.abs(each) > Math.abs(pivot[best]) ? j : best), 0);
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
