/** What ConvExplorer can show, and the sentence that says why it cannot show the rest. No DOM. */
import { layOut } from "./conv_explorer_math.js";

export const TRAITS = ["input", "kernel", "stride", "dilation", "padding", "flip", "position"];
export const LARGEST = { input: 9, kernel: 5, number: 999, stride: 9, dilation: 9, padding: 9, padded: 21 };
export const PADDINGS = ["valid", "same", "full"];

/**
 * Say what is wrong with a state, or return null if it can be shown.
 * @param {Object} state  anything, from the page's address for one
 * @returns {?string}
 */
export function refusal(state) {
  return matrixRefusal(state, "input") ?? matrixRefusal(state, "kernel") ?? pairRefusal(state, "stride")
    ?? pairRefusal(state, "dilation") ?? paddingRefusal(state.padding) ?? flipRefusal(state.flip)
    ?? layoutRefusal(state);
}

/**
 * Read what a reader typed into a cell: a number, or a fraction such as 1/9.
 * @returns {{value: number} | {problem: string}}
 */
export function parseNumber(text) {
  const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
  const match = text.trim().replaceAll("−", "-").match(new RegExp(`^(${number})(?:/(${number}))?$`, "i"));
  if (!match) {
    return { problem: `“${text.trim()}” is not a number. Write one like 3, −0.5 or 1/9.` };
  }
  const value = Number(match[1]) / Number(match[2] ?? 1) + 0;
  const problem = numberRefusal(value);
  return problem ? { problem } : { value };
}

/** The matrix with another number of rows and columns; new entries are 0. */
export function resized(matrix, [rows, columns]) {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => matrix[i]?.[j] ?? 0));
}

/** The matrix with one entry replaced. */
export function withEntry(matrix, row, column, value) {
  return matrix.map((line, i) => line.map((entry, j) => (i === row && j === column ? value : entry)));
}

/** The state with its position moved into the output, if there is an output. */
export function settled(state) {
  try {
    return { ...state, position: Math.min(state.position, layOut(state).outputs.length - 1) };
  } catch {
    return state;
  }
}

function matrixRefusal(state, name) {
  const matrix = state[name];
  const isMatrix = Array.isArray(matrix) && matrix.length > 0 && matrix.every(Array.isArray);
  if (!isMatrix || matrix[0].length === 0 || matrix.some((row) => row.length !== matrix[0].length)) {
    return `The ${name} must be rows of equal length.`;
  }
  const most = LARGEST[name];
  if (Math.max(matrix.length, matrix[0].length) > most) {
    return `The ${name} can have up to ${most} rows and columns, but has ${matrix.length} × ${matrix[0].length}.`;
  }
  const wrong = matrix.flat().map(numberRefusal).find(Boolean);
  return wrong ? `In the ${name}: ${wrong}` : null;
}

function numberRefusal(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return `“${value}” is not a finite number.`;
  }
  const size = LARGEST.number;
  return Math.abs(value) > size ? `${value} is too large: numbers go from −${size} to ${size}.` : null;
}

function pairRefusal(state, name) {
  const pair = state[name];
  const most = LARGEST[name];
  const good = (value) => Number.isInteger(value) && value >= 1 && value <= most;
  if (Array.isArray(pair) && pair.length === 2 && pair.every(good)) {
    return null;
  }
  return `The ${name} must be a whole number from 1 to ${most} along each axis, but is ${JSON.stringify(pair)}.`;
}

function paddingRefusal(padding) {
  const good = (value) => Number.isInteger(value) && value >= 0 && value <= LARGEST.padding;
  const isPair = (pair) => Array.isArray(pair) && pair.length === 2;
  if (PADDINGS.includes(padding) || (isPair(padding) && padding.every(isPair) && padding.flat().every(good))) {
    return null;
  }
  return `The padding must be a whole number from 0 to ${LARGEST.padding} on each side, or one of `
    + `${PADDINGS.join(", ")}, but is ${JSON.stringify(padding)}.`;
}

function flipRefusal(flip) {
  return typeof flip === "boolean" ? null : `Flip must be true or false, but is ${JSON.stringify(flip)}.`;
}

function layoutRefusal(state) {
  let layout;
  try {
    layout = layOut(state);
  } catch (error) {
    const sentence = error.message.replace(/^conv2d: /, "");
    return `${sentence[0].toUpperCase()}${sentence.slice(1)}.`;
  }
  const [height, width] = layout.paddedSize;
  const most = LARGEST.padded;
  if (Math.max(height, width) > most) {
    return `The padded input would be ${height} × ${width}; this figure holds up to ${most} × ${most}.`;
  }
  const count = layout.outputs.length;
  const { position } = state;
  const exists = Number.isInteger(position) && position >= 0 && position < count;
  return exists ? null
    : `There are ${count} outputs, 0 to ${count - 1}, but the position is ${JSON.stringify(position)}.`;
}
