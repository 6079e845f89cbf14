/** Trained weights in the page: float16 numbers, end to end in base64, become tensors. Pure computation, no DOM. */
import { opsShow, opsValueError } from "./ops_checks.js";

/** The value of each of the 65,536 half-precision numbers. */
function weightsTable() {
  return Float32Array.from({ length: 1 << 16 }, (_, bits) => {
    const sign = bits >> 15 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return exponent ? sign * 2 ** (exponent - 25) * (1024 + fraction) : sign * 2 ** -24 * fraction;
  });
}

/**
 * @param {string} text  base64 of little-endian float16 numbers
 * @param {number[][]} shapes  of the tensors, in order
 * @returns {Tensor[]}  float32
 */
export function decodeWeights(text, shapes) {
  const bytes = atob(text);
  const sizes = shapes.map((shape) => shape.reduce((product, length) => product * length, 1));
  const wanted = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes.length !== 2 * wanted) {
    throw opsValueError(
      `decodeWeights: shapes ${opsShow(shapes)} need ${wanted} numbers, but text has ${bytes.length / 2}`,
    );
  }
  const table = weightsTable();
  const values = Float32Array.from({ length: wanted }, (_, at) =>
    table[bytes.charCodeAt(2 * at) | (bytes.charCodeAt(2 * at + 1) << 8)],
  );
  let from = 0;
  return sizes.map((size, index) => {
    from += size;
    return { data: values.slice(from - size, from), shape: shapes[index] };
  });
}
