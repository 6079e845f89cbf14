/**
 * The arithmetic of BackpropExplorer: an operation forward, its gradients, what one output sends and what one
 * entry of a gradient gathers. No DOM.
 *
 * @typedef {{operation: "convolution" | "max" | "average", input: number[][], kernel: number[][],
 *   grad_output: number[][], stride: number, padding: number, kernel_size: number}} BackpropState
 * @typedef {{row: number, column: number, tap: number, inside: boolean, x: number, w: number}} Meeting
 *   of one output with one place of its window; `w` is what the output's slope is there, 0 or 1 for the maximum
 */
import { matrixSize, place } from "./conv_explorer_math.js";
import { conv2d, tensor } from "./ops.js";
import { conv2dBackward } from "./ops_gradients.js";
import { avgPool2d, avgPool2dBackward, maxPool2d, maxPool2dBackward } from "./ops_pooling.js";

export const BACKPROP_STEP = 0.001;

/**
 * Run an operation forward and backward; throws the library's sentence where it refuses.
 * @param {BackpropState} state
 */
export function backpropLayout(state) {
  const { operation, input, stride, padding } = state;
  const weights = backpropWeights(state);
  const [z, winners = null] = backpropForward(state, input.flat(), weights?.flat());
  const outputSize = z.shape.slice(2);
  const inputSize = matrixSize(input);
  const kernelSize = operation === "convolution" ? matrixSize(weights) : [state.kernel_size, state.kernel_size];
  const paddedSize = inputSize.map((side) => side + 2 * padding);
  const layout = {
    operation, input, weights, stride, padding, inputSize, kernelSize, outputSize, paddedSize,
    deltas: state.grad_output.flat(),
    outputs: [...z.data],
    winners: winners && [...winners.data],
    rest: paddedSize.map((side, axis) => (side - kernelSize[axis]) % stride),
  };
  return { ...layout, ...backpropGradients(layout, winners) };
}

/** Height and width of the output; throws the library's sentence where there is none. */
export function backpropOutputSize(state) {
  return backpropForward(state, state.input.flat(), state.kernel.flat())[0].shape.slice(2);
}

/** What slides over the input: the kernel, or an average's equal shares; a maximum has none. */
function backpropWeights({ operation, kernel, kernel_size: k }) {
  if (operation === "max") return null;
  return operation === "convolution" ? kernel : Array.from({ length: k }, () => new Array(k).fill(1 / k ** 2));
}

function backpropForward(state, input, weights) {
  const { operation, stride, padding, kernel_size: kernelSize } = state;
  const x = backpropTensor(input, matrixSize(state.input));
  if (operation === "max") return maxPool2d(x, kernelSize, { stride, padding });
  if (operation === "average") return [avgPool2d(x, kernelSize, { stride, padding })];
  return [conv2d(x, backpropTensor(weights, matrixSize(state.kernel)), null, { stride, padding })];
}

function backpropGradients({ operation, input, weights, inputSize, kernelSize, ...layout }, winners) {
  const { stride, padding } = layout;
  const shape = [1, 1, ...inputSize];
  const delta = backpropTensor(layout.deltas, layout.outputSize);
  if (operation === "max") return { gradInput: [...maxPool2dBackward(delta, winners, shape).data], gradWeight: null };
  if (operation === "average") {
    const options = { stride, padding };
    return { gradInput: [...avgPool2dBackward(delta, shape, kernelSize, options).data], gradWeight: null };
  }
  const [x, weight] = [backpropTensor(input.flat(), inputSize), backpropTensor(weights.flat(), kernelSize)];
  const [gradInput, gradWeight] = conv2dBackward(delta, x, weight, { stride, padding });
  return { gradInput: [...gradInput.data], gradWeight: [...gradWeight.data] };
}

function backpropTensor(values, size) {
  return tensor(Float64Array.from(values), [1, 1, ...size]);
}

/**
 * What one output meets in its window, in row-major order: rows and columns count in the input, so that those of
 * the padding lie outside of it.
 * @returns {Meeting[]}
 */
export function meetings(layout, position) {
  const { kernelSize, stride, padding, outputSize, input, weights, winners, inputSize } = layout;
  const [top, left] = place(position, outputSize[1]).map((each) => each * stride - padding);
  return Array.from({ length: kernelSize[0] * kernelSize[1] }, (_, tap) => {
    const [u, v] = place(tap, kernelSize[1]);
    const [row, column] = [top + u, left + v];
    const x = input[row]?.[column];
    const inside = x !== undefined;
    const isWinner = inside && winners?.[position] === row * inputSize[1] + column;
    return { row, column, tap, inside, x: x ?? 0, w: weights ? weights[u][v] : Number(isWinner) };
  });
}

/**
 * The sums of what the first `count` outputs send: to the weights, and to the padded input, rim included.
 * @returns {{weight: number[], padded: number[]}}
 */
export function scattered(layout, count) {
  const { deltas, kernelSize, paddedSize, padding } = layout;
  const weight = new Array(kernelSize[0] * kernelSize[1]).fill(0);
  const padded = new Array(paddedSize[0] * paddedSize[1]).fill(0);
  for (let position = 0; position < count; position += 1) {
    for (const { row, column, tap, x, w } of meetings(layout, position)) {
      weight[tap] += deltas[position] * x;
      padded[(row + padding) * paddedSize[1] + column + padding] += deltas[position] * w;
    }
  }
  return { weight, padded };
}

/**
 * What one weight gathers: the input that it met at each output, and that output's δ.
 * @returns {{position: number, row: number, column: number, inside: boolean, x: number, delta: number}[]}
 */
export function gatheredByWeight({ kernelSize, outputSize, stride, padding, input, deltas }, tap) {
  const corner = place(tap, kernelSize[1]).map((each) => each - padding);
  return deltas.map((delta, position) => {
    const [row, column] = place(position, outputSize[1]).map((each, axis) => corner[axis] + each * stride);
    const x = input[row]?.[column];
    return { position, row, column, inside: x !== undefined, x: x ?? 0, delta };
  });
}

/**
 * What one input gathers: the δ of each output whose window covers it, and the weight that it met there.
 * @returns {{position: number, tap: number, w: number, delta: number}[]}
 */
export function gatheredByInput(layout, index) {
  const { inputSize, outputSize, deltas } = layout;
  const [rows, columns] = place(index, inputSize[1]).map((line, axis) => backpropCovering(layout, axis, line));
  return rows.flatMap(([i, u]) => columns.map(([j, v]) => {
    const position = i * outputSize[1] + j;
    return { position, tap: u * layout.kernelSize[1] + v, w: backpropSlope(layout, position, u, v, index),
      delta: deltas[position] };
  }));
}

/** Along one axis, the outputs whose window covers a line of the input, each with the tap that lies there. */
function backpropCovering({ kernelSize, outputSize, stride, padding }, axis, line) {
  return Array.from({ length: outputSize[axis] }, (_, output) => [output, line + padding - output * stride])
    .filter(([, tap]) => tap >= 0 && tap < kernelSize[axis]);
}

function backpropSlope({ weights, winners }, position, u, v, index) {
  return weights ? weights[u][v] : Number(winners[position] === index);
}

/**
 * δ with `stride` − 1 zeros between neighbors, and a rim of zeros around it.
 * @param {number[]} rim  zeros before, and after, along each axis
 * @returns {{size: number[], places: (?number)[]}}  of each place the output whose δ stands there, or null for a 0
 */
export function spreadDelta({ outputSize, stride }, [before, after] = [[0, 0], [0, 0]]) {
  const size = outputSize.map((count, axis) => before[axis] + (count - 1) * stride + 1 + after[axis]);
  const places = new Array(size[0] * size[1]).fill(null);
  for (let position = 0; position < outputSize[0] * outputSize[1]; position += 1) {
    const [row, column] = place(position, outputSize[1]).map((each, axis) => before[axis] + each * stride);
    places[row * size[1] + column] = position;
  }
  return { size, places };
}

/** δ spread out and padded by k − 1, as the full convolution reads it; where windows left a rest, by as much more. */
export function fullDelta(layout) {
  const before = layout.kernelSize.map((side) => side - 1);
  return spreadDelta(layout, [before, before.map((zeros, axis) => zeros + layout.rest[axis])]);
}

/** How many inputs lie in no window. */
export function unusedInputs(layout) {
  const [rows, columns] = layout.inputSize;
  const used = [rows, columns].map((side, axis) => Array.from({ length: side }, (_, line) => line)
    .filter((line) => backpropCovering(layout, axis, line).length > 0).length);
  return rows * columns - used[0] * used[1];
}

/**
 * Central differences of J = Σ δ·z, an entry of the input and of the kernel at a time: the operation is run anew.
 * @returns {{input: Difference[], weight: ?Difference[], tolerance: number}}
 * @typedef {{value: number, up: number, down: number, isTied: boolean}} Difference  with the slopes to either side
 */
export function finiteDifferences(state, layout) {
  const { deltas, weights, gradWeight } = layout;
  const [x, w] = [state.input.flat(), weights?.flat() ?? []];
  const sum = (input, kernel) => backpropForward(state, input, kernel)[0].data
    .reduce((total, z, position) => total + deltas[position] * z, 0);
  const size = (values) => values.reduce((total, value) => total + Math.abs(value), 1);
  const tolerance = 1e-11 * size(deltas) * Math.max(1, ...x.map(Math.abs)) * size(w);
  const here = sum(x, w);
  const tied = tiedInputs(layout);
  const input = x.map((_, index) =>
    ({ ...backpropSlopes(x, index, (values) => sum(values, w), here), isTied: tied.has(index) }));
  const weight = gradWeight && w.map((_, index) =>
    ({ ...backpropSlopes(w, index, (values) => sum(x, values), here), isTied: false }));
  return { input, weight, tolerance };
}

/** The inputs that a step reaches a tie with, for the largest of a window: J has a kink there. */
function tiedInputs(layout) {
  const tied = new Set();
  if (!layout.winners) return tied;
  layout.outputs.forEach((largest, position) => {
    const met = meetings(layout, position).filter(({ inside }) => inside);
    const near = met.filter(({ x }) => largest - x <= BACKPROP_STEP);
    if (near.length < 2 || layout.deltas[position] === 0) return;
    for (const { row, column } of near) tied.add(row * layout.inputSize[1] + column);
  });
  return tied;
}

function backpropSlopes(entries, index, total, here) {
  const h = BACKPROP_STEP;
  const at = (by) => total(entries.map((value, each) => (each === index ? value + by : value)));
  const [below, above] = [at(-h), at(h)];
  return { value: (above - below) / (2 * h), up: (above - here) / h, down: (here - below) / h };
}

/** The largest gap between a gradient and its differences, ties left out, and how many those are. */
export function largestGap(gradient, differences) {
  const gaps = gradient.map((value, index) => Math.abs(value - differences[index].value));
  const ties = differences.filter(({ isTied }) => isTied).length;
  return { gap: Math.max(0, ...gaps.filter((_, index) => !differences[index].isTied)), ties };
}
