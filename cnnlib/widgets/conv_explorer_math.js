/**
 * The arithmetic of ConvExplorer: windows, products, and the two matrices in which a convolution hides. No DOM.
 *
 * @typedef {{input: number[][], kernel: number[][], stride: number[], dilation: number[],
 *   padding: string | number[][], flip: boolean, position: number}} State
 * @typedef {{row: number, column: number, inside: boolean, x: number, w: number, kernelRow: number,
 *   kernelColumn: number}} Term  one product of a window: `inside` is false where x is a zero of the padding
 */
import { conv2d, resolvePadding, tensor } from "./ops.js";

/**
 * Work out all sizes and the output; throws the library's sentence where there is no output.
 * @param {State} state
 */
export function layOut(state) {
  const { input, kernel, stride, dilation, padding, flip } = state;
  const weights = flip ? turned(kernel) : kernel;
  const out = conv2d(imageTensor(input), imageTensor(weights), null, { stride, padding, dilation });
  const sides = resolvePadding(padding, matrixSize(kernel), { stride, dilation });
  const kernelSize = matrixSize(kernel);
  const paddedSize = matrixSize(input).map((m, axis) => m + sides[axis][0] + sides[axis][1]);
  const span = kernelSize.map((k, axis) => dilation[axis] * (k - 1) + 1);
  return {
    input, weights, stride, dilation, padding, flip, sides, kernelSize, paddedSize, span,
    inputSize: matrixSize(input),
    outputSize: out.shape.slice(2),
    rest: paddedSize.map((size, axis) => (size - span[axis]) % stride[axis]),
    outputs: Array.from(out.data),
  };
}

/** Height and width of nested lists. */
export function matrixSize(matrix) {
  return [matrix.length, matrix[0].length];
}

/** The kernel turned by 180°, as a convolution slides it. */
export function turned(kernel) {
  return kernel.map((row) => [...row].reverse()).reverse();
}

/** Row and column of an index that counts in row-major order. */
export function place(index, columns) {
  return [Math.floor(index / columns), index % columns];
}

/**
 * The products whose sum is one output, in the order of the window.
 * @returns {Term[]}
 */
export function windowTerms(layout, position) {
  const terms = [];
  explorerVisit(layout, position, (row, column, u, v) => terms.push(explorerTerm(layout, row, column, u, v)));
  return terms;
}

/**
 * The outputs whose window covers one input, each with the kernel's entry that it meets there.
 * @returns {{position: number, kernelRow: number, kernelColumn: number, w: number}[]}
 */
export function usesOf(layout, row, column) {
  const [rows, columns] = [explorerMeetings(layout, 0, row), explorerMeetings(layout, 1, column)];
  return rows.flatMap(([i, u]) => columns.map(([j, v]) => {
    const { kernelRow, kernelColumn, w } = explorerTerm(layout, row, column, u, v);
    return { position: i * layout.outputSize[1] + j, kernelRow, kernelColumn, w };
  }));
}

/** Along one axis, the outputs whose window covers `line`, each with the tap that lies there: k − 1 … 0. */
function explorerMeetings({ kernelSize, stride, dilation, sides, outputSize }, axis, line) {
  return Array.from({ length: kernelSize[axis] }, (_, tap) => kernelSize[axis] - 1 - tap)
    .map((tap) => [(line + sides[axis][0] - tap * dilation[axis]) / stride[axis], tap])
    .filter(([output]) => Number.isInteger(output) && output >= 0 && output < outputSize[axis]);
}

/** The row of the convolution matrix that makes one output: a weight for each input, 0 for those not used. */
export function matrixRow(layout, position) {
  const [height, width] = layout.inputSize;
  const line = new Array(height * width).fill(0);
  explorerVisit(layout, position, (row, column, u, v) => {
    const isInside = row >= 0 && row < height && column >= 0 && column < width;
    if (isInside) line[row * width + column] = layout.weights[u][v];
  });
  return line;
}

/** The column of the im2col matrix that makes one output: the window's inputs, zeros of the padding included. */
export function unfoldColumn(layout, position) {
  const line = [];
  explorerVisit(layout, position, (row, column) => line.push(layout.input[row]?.[column] ?? 0));
  return line;
}

/** Call `visit(row, column, u, v)` for each tap of the window behind one output, in the window's order. */
function explorerVisit({ kernelSize, stride, dilation, sides, outputSize }, position, visit) {
  const [top, left] = place(position, outputSize[1]).map((i, axis) => i * stride[axis] - sides[axis][0]);
  for (let u = 0; u < kernelSize[0]; u += 1) {
    for (let v = 0; v < kernelSize[1]; v += 1) visit(top + u * dilation[0], left + v * dilation[1], u, v);
  }
}

function explorerTerm({ input, weights, flip, kernelSize }, row, column, u, v) {
  const x = input[row]?.[column];
  return {
    row,
    column,
    inside: x !== undefined,
    x: x ?? 0,
    w: weights[u][v],
    kernelRow: flip ? kernelSize[0] - 1 - u : u,
    kernelColumn: flip ? kernelSize[1] - 1 - v : v,
  };
}

function imageTensor(matrix) {
  return tensor(Float64Array.from(matrix.flat()), [1, 1, ...matrixSize(matrix)]);
}
