/** The fully connected layer in the browser: the numbers of `cnnlib.functional.linear`. Pure computation, no DOM. */
import { opsShow, opsValueError } from "./ops_checks.js";

/**
 * Multiply a batch of vectors by a matrix and add a bias: each output is a weighted sum of all inputs.
 * @param {Tensor} x  (batch, in_features)
 * @param {Tensor} weight  (out_features, in_features)
 * @param {?Tensor} [bias]  (out_features)
 * @returns {Tensor}  (batch, out_features), in the type of `x`
 */
export function linear(x, weight, bias = null) {
  const [[batch, inputs], [outputs]] = linearShapes("linear", x, weight);
  const out = new Float64Array(batch * outputs);
  const [rows, columns] = [x.data, weight.data].map((data) => new Float64Array(data));
  for (let row = 0; row < batch; row += 1) {
    if (bias !== null) out.set(bias.data, row * outputs);
    linearAddDots(out, row * outputs, outputs, rows, row * inputs, columns, inputs);
  }
  return { data: new x.data.constructor(out), shape: [batch, outputs] };
}

/**
 * Gradients of a loss with respect to the input, the weight and the bias of `linear`.
 * @param {Tensor} gradOutput  (batch, out_features)
 * @param {Tensor} x  (batch, in_features)
 * @param {Tensor} weight  (out_features, in_features)
 * @returns {Tensor[]}  gradX, gradWeight, gradBias
 */
export function linearBackward(gradOutput, x, weight) {
  const [[batch, inputs], [outputs]] = linearShapes("linear_backward", x, weight);
  const [gradX, gradWeight, gradBias] = [batch * inputs, outputs * inputs, outputs].map((n) => new Float64Array(n));
  const [rows, columns] = [x.data, weight.data].map((data) => new Float64Array(data));
  const deltas = gradOutput.data;
  for (let row = 0; row < batch; row += 1) {
    linearAddRows(gradX, row * inputs, deltas, row * outputs, 1, outputs, columns, inputs);
  }
  for (let o = 0; o < outputs; o += 1) {
    linearAddRows(gradWeight, o * inputs, deltas, o, outputs, batch, rows, inputs);
    for (let row = 0; row < batch; row += 1) gradBias[o] += deltas[row * outputs + o];
  }
  const found = [[gradX, x.shape], [gradWeight, weight.shape], [gradBias, [outputs]]];
  return found.map(([sums, shape]) => ({ data: new x.data.constructor(sums), shape }));
}

function linearShapes(op, { shape: input }, { shape: matrix }) {
  if (input.length !== 2 || matrix.length !== 2 || input[1] !== matrix[1]) {
    throw opsValueError(
      `${op}: x must have shape (batch, in_features) and weight (out_features, in_features), ` +
        `but they have ${opsShow(input)} and ${opsShow(matrix)}`,
    );
  }
  return [input, matrix];
}

/** Add to each output its weighted sum of one row of inputs: four at a time, since they share what is read. */
function linearAddDots(out, to, outputs, x, from, weight, inputs) {
  let o = 0;
  for (; o + 4 <= outputs; o += 4) {
    let a = 0, b = 0, c = 0, d = 0;
    const start = o * inputs;
    for (let i = 0, w = start; i < inputs; i += 1, w += 1) {
      const value = x[from + i];
      a += value * weight[w];
      b += value * weight[w + inputs];
      c += value * weight[w + 2 * inputs];
      d += value * weight[w + 3 * inputs];
    }
    out[to + o] += a;
    out[to + o + 1] += b;
    out[to + o + 2] += c;
    out[to + o + 3] += d;
  }
  for (; o < outputs; o += 1) {
    for (let i = 0; i < inputs; i += 1) out[to + o] += x[from + i] * weight[o * inputs + i];
  }
}

/**
 * Add to `sums[to…]` the rows of a matrix, each times its factor: `count` factors from `factors[from]` on, `step`
 * apart. Rows whose factor is 0 are left out; the others are added two at a time, so that the sums are read less often.
 */
function linearAddRows(sums, to, factors, from, step, count, matrix, length) {
  let waiting = -1;
  for (let row = 0; row < count; row += 1) {
    if (factors[from + row * step] === 0) continue;
    if (waiting < 0) {
      waiting = row;
    } else {
      const [a, b] = [factors[from + waiting * step], factors[from + row * step]];
      linearAddTwo(sums, to, a, waiting * length, b, row * length, matrix, length);
      waiting = -1;
    }
  }
  if (waiting >= 0) {
    linearAddTwo(sums, to, factors[from + waiting * step], waiting * length, 0, waiting * length, matrix, length);
  }
}

function linearAddTwo(sums, to, a, atA, b, atB, matrix, length) {
  for (let i = 0; i < length; i += 1) sums[to + i] += a * matrix[atA + i] + b * matrix[atB + i];
}
