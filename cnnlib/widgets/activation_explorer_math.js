/** Activation functions, and what many layers of one do to a signal and a gradient. Pure computation, no DOM. */
import { randomSource } from "./random.js";

export const WIDTH = 64;
export const BATCH = 32;
export const SMALL_SLOPE = 0.05;
export const BINS = 24;
export const REACH = 3;
const ACTIVATION_LEAK = 0.01;
const ACTIVATION_AMPLITUDE = 1.7159;
const ACTIVATION_STEEPNESS = 2 / 3;

const activationSigmoid = (x) => 1 / (1 + Math.exp(-x));

/** Label, formula, value and slope of each function, with names as in `cnnlib.functional`. */
export const ACTIVATIONS = {
  relu: {
    label: "ReLU",
    formula: "max(0, x)",
    value: (x) => Math.max(0, x),
    slope: (x) => Number(x > 0),
  },
  leaky_relu: {
    label: "Leaky ReLU",
    formula: "x, or x/100 where x < 0",
    value: (x) => (x > 0 ? x : ACTIVATION_LEAK * x),
    slope: (x) => (x > 0 ? 1 : ACTIVATION_LEAK),
  },
  sigmoid: {
    label: "Sigmoid",
    formula: "1 / (1 + e⁻ˣ)",
    value: activationSigmoid,
    slope: (x) => activationSigmoid(x) * activationSigmoid(-x),
  },
  tanh: {
    label: "tanh",
    formula: "(1 − e⁻²ˣ) / (1 + e⁻²ˣ)",
    value: Math.tanh,
    slope: (x) => 1 - Math.tanh(x) ** 2,
  },
  scaled_tanh: {
    label: "Scaled tanh",
    formula: "1.7159 tanh(2x/3)",
    value: (x) => ACTIVATION_AMPLITUDE * Math.tanh(ACTIVATION_STEEPNESS * x),
    slope: (x) => ACTIVATION_AMPLITUDE * ACTIVATION_STEEPNESS * (1 - Math.tanh(ACTIVATION_STEEPNESS * x) ** 2),
  },
  identity: {
    label: "None",
    formula: "x",
    value: (x) => x,
    slope: () => 1,
  },
};

/** Weights of all layers, the input and the gradient at the output: standard normal, the same for the same seed. */
export function randomStack(seed, layers) {
  const draw = (number, count) => {
    const { normal } = randomSource(seed, number);
    return Float64Array.from({ length: count }, normal);
  };
  const weights = Array.from({ length: layers }, (_, layer) => draw(layer, WIDTH * WIDTH));
  return {
    input: draw(-1, BATCH * WIDTH),
    gradient: draw(-2, BATCH * WIDTH),
    weights,
    transposed: weights.map(activationTransposed),
  };
}

/**
 * Send a batch through dense layers and a gradient back.
 * @param {ReturnType<typeof randomStack>} stack
 * @param {string} name  of the activation
 * @param {number} layers
 * @param {number} gain  the weights' standard deviation is gain / √width
 * @returns {{ signal: number[], gradient: number[], small: number[], spread: number[][] }}  for the input and each
 *   layer: the root of the mean square of the values and of the gradient there, the share of slopes below
 *   `SMALL_SLOPE`, and how many of the values fall into each of `BINS` equal bins from −REACH to REACH, the outer
 *   ones of which also take what lies beyond
 */
export function throughLayers(stack, name, layers, gain) {
  const { value, slope } = ACTIVATIONS[name];
  const scale = gain / Math.sqrt(WIDTH);
  const values = [stack.input];
  const slopes = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const sums = activationTimes(stack.weights[layer], values[layer], scale);
    slopes.push(sums.map(slope));
    values.push(sums.map(value));
  }
  const gradients = activationGradients(stack, slopes, scale);
  return {
    signal: values.map(activationSize),
    gradient: gradients.map(activationSize),
    small: [0, ...slopes.map(activationSmallShare)],
    spread: values.map(activationSpread),
  };
}

function activationGradients({ transposed, gradient }, slopes, scale) {
  const gradients = [gradient];
  for (let layer = slopes.length - 1; layer >= 0; layer -= 1) {
    const atSums = gradients[0].map((each, place) => each * slopes[layer][place]);
    gradients.unshift(activationTimes(transposed[layer], atSums, scale));
  }
  return gradients;
}

/**
 * Each of the batch's rows times the matrix: out[n, j] = scale · Σᵢ matrix[j, i] rows[n, i]; four rows at a time, as a
 * processor adds to four sums in the time that it takes to add to one.
 */
function activationTimes(matrix, rows, scale) {
  const out = new Float64Array(BATCH * WIDTH);
  for (let first = 0; first < out.length; first += 4 * WIDTH) {
    const [one, two, three, four] = [0, 1, 2, 3].map((row) =>
      rows.subarray(first + row * WIDTH, first + (row + 1) * WIDTH));
    for (let unit = 0; unit < WIDTH; unit += 1) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let i = 0; i < WIDTH; i += 1) {
        const weight = matrix[unit * WIDTH + i];
        a += weight * one[i];
        b += weight * two[i];
        c += weight * three[i];
        d += weight * four[i];
      }
      out[first + unit] = scale * a;
      out[first + WIDTH + unit] = scale * b;
      out[first + 2 * WIDTH + unit] = scale * c;
      out[first + 3 * WIDTH + unit] = scale * d;
    }
  }
  return out;
}

/** The matrix with rows for columns. */
function activationTransposed(matrix) {
  return matrix.map((_, place) => matrix[(place % WIDTH) * WIDTH + Math.floor(place / WIDTH)]);
}

function activationSize(values) {
  let sum = 0;
  for (const each of values) sum += each * each;
  return Math.sqrt(sum / values.length);
}

function activationSmallShare(slopes) {
  let count = 0;
  for (const each of slopes) count += Number(each < SMALL_SLOPE);
  return count / slopes.length;
}

function activationSpread(values) {
  const counts = Array(BINS).fill(0);
  for (const each of values) {
    const bin = Math.floor(((each + REACH) / (2 * REACH)) * BINS);
    counts[Math.min(BINS - 1, Math.max(0, bin))] += 1;
  }
  return counts;
}
