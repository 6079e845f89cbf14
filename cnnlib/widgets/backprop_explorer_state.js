/** What BackpropExplorer can show, its examples, and the sentence that says why it cannot show the rest. No DOM. */
import { matrixSize } from "./conv_explorer_math.js";
import { backpropOutputSize } from "./backprop_explorer_math.js";

export const BACKPROP_TRAITS = [
  "operation", "input", "kernel", "grad_output", "stride", "padding", "kernel_size", "view", "position",
  "weight_position", "input_position", "step_by_step",
];
export const BACKPROP_OPERATIONS = { convolution: "Convolution", max: "Max pooling", average: "Average pooling" };
export const BACKPROP_VIEWS = ["send", "weight", "input"];
export const BACKPROP_RANGES = { stride: [1, 3], padding: [0, 3], kernel_size: [1, 4] };
export const BACKPROP_SIDES = { input: [2, 7], kernel: [1, 4] };
const BACKPROP_LARGEST = 999;
const BACKPROP_PLAIN = {
  operation: "convolution", stride: 1, padding: 0, kernel_size: 2, view: "send", position: 0, weight_position: 0,
  input_position: 0, step_by_step: false,
};
const BACKPROP_INPUT = [[1, 2, 0, 1], [3, 1, 2, 0], [0, 2, 1, 3], [1, 0, 2, 1]];
const BACKPROP_INPUT_5 = [[1, 0, 2, 1, 0], [2, 3, 0, 1, 1], [0, 1, 4, 2, 0], [1, 2, 0, 3, 1], [2, 0, 1, 1, 2]];
const BACKPROP_HILLS = [[1, 3, 2, 0], [4, 6, 5, 1], [2, 8, 7, 3], [0, 1, 2, 9]];
const BACKPROP_DELTAS = [2, -1, 1, 3, 1, -2, 0];

/** The book's examples by name, each what it changes of a plain convolution. */
export const BACKPROP_EXAMPLES = {
  "Stride 1, no padding": { input: BACKPROP_INPUT, kernel: [[1, 2], [-1, 0]] },
  "Stride 2, padding 1": {
    input: BACKPROP_INPUT_5, kernel: [[1, 0, -1], [2, 1, 0], [0, -1, 1]], stride: 2, padding: 1,
  },
  "Stride 2 leaves a rest": { input: BACKPROP_INPUT_5, kernel: [[1, 2], [-1, 0]], stride: 2 },
  "Max pooling": { operation: "max", input: BACKPROP_HILLS, stride: 2 },
  "Max pooling, overlapping": { operation: "max", input: BACKPROP_HILLS },
  "Max pooling, ties": { operation: "max", input: BACKPROP_INPUT },
  "Average pooling": { operation: "average", input: BACKPROP_HILLS, stride: 2 },
};

/** The whole state of an example; a pooling keeps the kernel that there was. */
export function backpropExample(name, { kernel }) {
  return backpropSettled({ kernel, grad_output: [], ...BACKPROP_PLAIN, ...BACKPROP_EXAMPLES[name] });
}

/** The δ that an output has by default: small whole numbers, the same at a place whatever the size. */
export function backpropDelta(row, column) {
  return BACKPROP_DELTAS[(3 * row + column) % BACKPROP_DELTAS.length];
}

/** The name of the example that a state shows, whatever it points at; else "". */
export function backpropExampleName(state) {
  const names = ["operation", "input", "grad_output", "stride", "padding"];
  const own = [...names, state.operation === "convolution" ? "kernel" : "kernel_size"];
  return Object.keys(BACKPROP_EXAMPLES).find((name) => {
    const example = backpropExample(name, state);
    return own.every((each) => JSON.stringify(example[each]) === JSON.stringify(state[each]));
  }) ?? "";
}

/**
 * A state made whole: δ in the size of the output, what is pointed at within its square, and a view that the
 * operation has.
 */
export function backpropSettled(state) {
  let size;
  try {
    size = backpropOutputSize(state);
  } catch {
    return state;
  }
  const deltas = Array.from({ length: size[0] }, (_, i) =>
    Array.from({ length: size[1] }, (__, j) => state.grad_output[i]?.[j] ?? backpropDelta(i, j)));
  const view = state.operation !== "convolution" && state.view === "weight" ? "send" : state.view;
  const places = Object.entries(backpropLasts(state, size)).map(([name, last]) => [name, Math.min(state[name], last)]);
  return { ...state, view, grad_output: deltas, ...Object.fromEntries(places) };
}

function backpropLasts({ input, kernel }, [rows, columns]) {
  const [x, w] = [input, kernel].map((matrix) => matrix.flat().length - 1);
  return { position: rows * columns - 1, weight_position: w, input_position: x };
}

/**
 * Say what is wrong with a state, or return null if it can be shown.
 * @param {Object} state  anything, from the page's address for one
 * @returns {?string}
 */
export function backpropProblem(state) {
  if (!Object.hasOwn(BACKPROP_OPERATIONS, state.operation)) return "The operation must be convolution, max or average.";
  if (!BACKPROP_VIEWS.includes(state.view)) return "The view must be send, weight or input.";
  if (typeof state.step_by_step !== "boolean") return "step_by_step must be true or false.";
  return backpropNumbersProblem(state) ?? backpropLayoutProblem(state);
}

function backpropNumbersProblem(state) {
  for (const [name, [least, most]] of Object.entries(BACKPROP_RANGES)) {
    const value = state[name];
    if (!Number.isInteger(value) || value < least || value > most) {
      return `${backpropName(name)} must be a whole number from ${least} to ${most}.`;
    }
  }
  return backpropMatrixProblem("input", state.input) ?? backpropMatrixProblem("kernel", state.kernel);
}

function backpropName(name) {
  return name === "kernel_size" ? "Window" : `${name[0].toUpperCase()}${name.slice(1)}`;
}

function backpropMatrixProblem(name, matrix) {
  const [least, most] = BACKPROP_SIDES[name];
  if (!backpropIsMatrix(matrix)) {
    return `The ${name} must be rows of equal length of numbers from −${BACKPROP_LARGEST} to ${BACKPROP_LARGEST}.`;
  }
  const good = matrixSize(matrix).every((side) => side >= least && side <= most);
  return good ? null : `The ${name} must have ${least} to ${most} rows and columns.`;
}

function backpropIsMatrix(matrix) {
  const isNumber = (value) => Number.isFinite(value) && Math.abs(value) <= BACKPROP_LARGEST;
  return Array.isArray(matrix) && matrix.length > 0 && matrix.every((row) =>
    Array.isArray(row) && row.length > 0 && row.length === matrix[0].length && row.every(isNumber));
}

function backpropLayoutProblem(state) {
  const { grad_output: deltas, view, operation } = state;
  if (!backpropIsMatrix(deltas)) {
    return `δ must be rows of equal length of numbers from −${BACKPROP_LARGEST} to ${BACKPROP_LARGEST}.`;
  }
  if (view === "weight" && operation !== "convolution") return "A pooling has no weights.";
  const problem = backpropFitProblem(state);
  if (problem) return problem;
  const size = backpropOutputSize(state);
  if (matrixSize(deltas).join() !== size.join()) {
    return `δ must have the output’s size, ${size.join(" × ")}, but has ${matrixSize(deltas).join(" × ")}.`;
  }
  return backpropPlaceProblem(state, size);
}

function backpropFitProblem({ operation, input, kernel, kernel_size: k, padding }) {
  const isConvolution = operation === "convolution";
  const most = Math.floor(k / 2);
  if (!isConvolution && padding > most) return `Padding must be at most half the window of ${k} × ${k}: ${most}.`;
  const [name, size] = isConvolution ? ["kernel", matrixSize(kernel)] : ["window", [k, k]];
  const whole = matrixSize(input).map((side) => side + 2 * padding);
  if (size.every((side, axis) => side <= whole[axis])) return null;
  const around = padding > 0 ? "padded input" : "input";
  return `A ${name} of ${size.join(" × ")} does not fit into the ${around} of ${whole.join(" × ")}.`;
}

function backpropPlaceProblem(state, size) {
  for (const [name, last] of Object.entries(backpropLasts(state, size))) {
    const value = state[name];
    if (!Number.isInteger(value) || value < 0 || value > last) return `${name} must be from 0 to ${last}.`;
  }
  return null;
}
