/**
 * The innermost loops of `conv2d` and of its gradient for kernels three or five wide, without gaps: a row of the
 * kernel slides along a line, and what neighboring outputs share is read once. They add in double precision, like
 * the general loops.
 */

/** The loop of `conv2d` for each width that has one. */
export const opsRowLoops = new Map([[3, opsSlideThree], [5, opsSlideFive]]);

/** The loop of the weight's gradient for each width that has one. */
export const opsRowSums = new Map([[3, opsSumThree], [5, opsSumFive]]);

/** Add `taps[at..at + 2]` times the pixels from `data[first]` on to every place of `row`. */
function opsSlideThree(row, data, first, taps, at) {
  const a = taps[at], b = taps[at + 1], c = taps[at + 2];
  let x0 = data[first], x1 = data[first + 1];
  let j = 0;
  for (let p = first + 2; j + 4 <= row.length; j += 4, p += 4) {
    const y0 = data[p], y1 = data[p + 1], y2 = data[p + 2], y3 = data[p + 3];
    row[j] += a * x0 + b * x1 + c * y0;
    row[j + 1] += a * x1 + b * y0 + c * y1;
    row[j + 2] += a * y0 + b * y1 + c * y2;
    row[j + 3] += a * y1 + b * y2 + c * y3;
    x0 = y2;
    x1 = y3;
  }
  for (let p = first + j; j < row.length; j += 1, p += 1) {
    row[j] += a * data[p] + b * data[p + 1] + c * data[p + 2];
  }
}

/** Add `taps[at..at + 4]` times the pixels from `data[first]` on to every place of `row`. */
function opsSlideFive(row, data, first, taps, at) {
  const a = taps[at], b = taps[at + 1], c = taps[at + 2], d = taps[at + 3], e = taps[at + 4];
  let x0 = data[first], x1 = data[first + 1], x2 = data[first + 2], x3 = data[first + 3];
  let j = 0;
  for (let p = first + 4; j + 4 <= row.length; j += 4, p += 4) {
    const y0 = data[p], y1 = data[p + 1], y2 = data[p + 2], y3 = data[p + 3];
    row[j] += a * x0 + b * x1 + c * x2 + d * x3 + e * y0;
    row[j + 1] += a * x1 + b * x2 + c * x3 + d * y0 + e * y1;
    row[j + 2] += a * x2 + b * x3 + c * y0 + d * y1 + e * y2;
    row[j + 3] += a * x3 + b * y0 + c * y1 + d * y2 + e * y3;
    x0 = y0;
    x1 = y1;
    x2 = y2;
    x3 = y3;
  }
  for (let p = first + j; j < row.length; j += 1, p += 1) {
    row[j] += a * data[p] + b * data[p + 1] + c * data[p + 2] + d * data[p + 3] + e * data[p + 4];
  }
}

/**
 * Add to `sums[at..at + 2]` what a plane of gradients gives to a row of three weights.
 * @param {{height: number, width: number, pitch: number}} plane  of the gradient, and pixels between its lines' windows
 */
function opsSumThree(sums, at, grad, from, data, first, { height, width, pitch }) {
  let a = 0, b = 0, c = 0;
  for (let line = 0; line < height; line += 1) {
    let p = first + line * pitch;
    let x0 = data[p], x1 = data[p + 1];
    p += 2;
    const start = from + line * width;
    for (let j = start; j < start + width; j += 1, p += 1) {
      const delta = grad[j], x2 = data[p];
      a += delta * x0;
      b += delta * x1;
      c += delta * x2;
      x0 = x1;
      x1 = x2;
    }
  }
  sums[at] += a;
  sums[at + 1] += b;
  sums[at + 2] += c;
}

/** The same for a row of five weights. */
function opsSumFive(sums, at, grad, from, data, first, { height, width, pitch }) {
  let a = 0, b = 0, c = 0, d = 0, e = 0;
  for (let line = 0; line < height; line += 1) {
    let p = first + line * pitch;
    let x0 = data[p], x1 = data[p + 1], x2 = data[p + 2], x3 = data[p + 3];
    p += 4;
    const start = from + line * width;
    for (let j = start; j < start + width; j += 1, p += 1) {
      const delta = grad[j], x4 = data[p];
      a += delta * x0;
      b += delta * x1;
      c += delta * x2;
      d += delta * x3;
      e += delta * x4;
      x0 = x1;
      x1 = x2;
      x2 = x3;
      x3 = x4;
    }
  }
  sums[at] += a;
  sums[at + 1] += b;
  sums[at + 2] += c;
  sums[at + 3] += d;
  sums[at + 4] += e;
}
