/** The embedded digits in the page: decoded, and enlarged as `cnnlib.datasets.digits` enlarges them. */

const DIGIT_SIZE = 8;

/**
 * @param {{pixels: string, labels: string}} encoded  what `encoded_digits` wrote
 * @param {number} [size]  rows and columns, 8 or more, by bilinear interpolation
 * @returns {{images: Tensor, labels: Uint8Array}}  images (count, 1, size, size), 0 for paper, 1 for ink
 */
export function decodeDigits({ pixels, labels }, size = DIGIT_SIZE) {
  const count = labels.length;
  const data = new Float32Array(count * size * size);
  const weights = digitsBilinear(size);
  for (let each = 0; each < count; each += 1) {
    const area = DIGIT_SIZE * DIGIT_SIZE;
    const one = Float64Array.from(pixels.slice(each * area, (each + 1) * area), (level) => parseInt(level, 17) / 16);
    data.set(digitsEnlarged(one, weights), each * size * size);
  }
  return { images: { data, shape: [count, 1, size, size] }, labels: Uint8Array.from(labels, Number) };
}

/** For each new pixel along one axis, the old pixel before it and how much of the one after it is seen. */
function digitsBilinear(size) {
  return Array.from({ length: size }, (_, place) => {
    const middle = ((place + 0.5) * DIGIT_SIZE) / size - 0.5;
    const position = Math.min(DIGIT_SIZE - 1, Math.max(0, middle));
    const before = Math.min(DIGIT_SIZE - 2, Math.floor(position));
    return [before, position - before];
  });
}

function digitsEnlarged(one, weights) {
  return weights.flatMap(([row, below]) =>
    weights.map(([column, right]) => {
      const at = row * DIGIT_SIZE + column;
      const upper = one[at] * (1 - right) + one[at + 1] * right;
      const lower = one[at + DIGIT_SIZE] * (1 - right) + one[at + DIGIT_SIZE + 1] * right;
      return upper * (1 - below) + lower * below;
    }),
  );
}
