/** What PoolingLab says, and what it refuses. Pure computation, no DOM. */
import { shortened } from "./number_words.js";
import { POOL_OPS, poolNumbers, windowTerms } from "./pooling_lab_math.js";

export const POOL_LABELS = { max: "Max", average: "Average", l2: "L2" };
export const POOL_SIDES = [2, 8];
export const POOL_LARGEST = { number: 999, step: 8 };
const POOL_COUNTS = [8, 12];
const POOL_RING_RANGES = { detector_window: [2, 5], detector_stride: [1, 2], shift: [-3, 3] };

/** A number with at most two decimals and a true minus sign. */
export function poolText(value) {
  return String(Number(value.toFixed(2)) + 0).replace("-", "−");
}

/** The sum, the maximum or the norm behind one output: `max(29, 15, 0, 100) = 100`. */
export function windowText(state, layout, position) {
  const value = layout.outputs[position];
  const sign = Math.abs(Number(value.toFixed(2)) - value) < 1e-9 ? "=" : "≈";
  return `${poolFormula(state, windowTerms(state, layout, position))} ${sign} ${poolText(value)}`;
}

function poolFormula({ kind, count_include_pad: counts }, { terms, beyond }) {
  if (kind === "max") {
    return `max(${shortened(terms.map((each) => (each === null ? "−∞" : poolText(each))), ", ")})`;
  }
  const factor = (each) => (each < 0 ? `(${poolText(each)})` : poolText(each));
  if (kind === "average") {
    const counted = counts ? terms : terms.filter((each) => each !== null);
    return `(${shortened(counted.map((each) => factor(each ?? 0)), " + ")})/${counted.length}`;
  }
  const squares = shortened(terms.map((each) => `${factor(each)}²`), " + ");
  return beyond ? `√(${terms.length + beyond}/${terms.length} · (${squares}))` : `√(${squares})`;
}

/** How many numbers are kept: `4 numbers from 16: 75 % discarded`. */
export function keptText({ size, outputs, unread }) {
  const [many, kept] = [size[0] * size[1], outputs.length];
  const share = Math.round(100 * (1 - kept / many));
  const lost = share > 0 ? `${share} % discarded` : "none discarded";
  const rest = unread ? `, ${unread} ${unread === 1 ? "input lies" : "inputs lie"} in no window` : "";
  return `${kept} ${kept === 1 ? "number" : "numbers"} from ${many}: ${lost}${rest}.`;
}

/** The formula of the output's size with its numbers, for one axis or for both. */
export function sizeText(state, layout) {
  const [height, width] = [0, 1].map((axis) => poolSide(state, layout, axis));
  return height === width ? `Height and width: ${height}` : `Height: ${height}; width: ${width}`;
}

function poolSide({ kernel_size: kernel, stride, padding, ceil_mode: up }, { size, outputSize }, axis) {
  const room = size[axis] + 2 * padding - kernel;
  const whole = (up ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
  const [open, close] = up ? ["⌈", "⌉"] : ["⌊", "⌋"];
  const dropped = whole > outputSize[axis] ? ` − 1 that would begin beyond the input = ${outputSize[axis]}` : "";
  return `${open}(${size[axis]} + 2·${padding} − ${kernel})/${stride}${close} + 1 = ${whole}${dropped}`;
}

/** The call in PyTorch; `x` stands for the input. */
export function torchCall({ kind, kernel_size: kernel, stride, padding, ...state }) {
  const options = [kind === "l2" ? `x, 2, ${kernel}` : `x, ${kernel}`, `stride=${stride}`];
  if (padding) options.push(`padding=${padding}`);
  if (state.ceil_mode) options.push("ceil_mode=True");
  if (kind === "average" && !state.count_include_pad) options.push("count_include_pad=False");
  return `F.${POOL_OPS[kind]}(${options.join(", ")})`;
}

/** Three lines of Python that give the same numbers. */
export function torchLines(state) {
  const rows = state.input.map((row) => `[${row.map((value) => `${value}.`).join(", ")}]`);
  const tensor = `x = torch.tensor([[[${rows.join(", ")}]]])`;
  return `import torch, torch.nn.functional as F\n${tensor}\n${torchCall(state)}[0, 0]`;
}

/** What a shift has changed: `All 10 inputs changed, 4 of 10 outputs (by more than 10⁻⁹).` */
export function changesText(inputs, outputs) {
  const count = (marks) => {
    const many = marks.filter(Boolean).length;
    return many === marks.length ? `all ${many}` : `${many || "none"} of ${marks.length}`;
  };
  const words = `${count(inputs)} inputs changed, ${count(outputs)} outputs (by more than 10⁻⁹)`;
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}

/** The values of all curves at a shift. */
export function curvesText(curves, shift) {
  const names = { none: "no pooling", max: "max", average: "average", l2: "L2" };
  const values = Object.entries(names).map(([kind, name]) => `${name} ${curves[kind][shift].toFixed(2)}`);
  return `Relative change at a shift of ${shift}: ${values.join(", ")}.`;
}

/** What is wrong with the numbers or the settings, in the library's words where it refuses them; else null. */
export function poolProblem(state) {
  const { input, kernel_size: kernel, stride, padding } = state;
  const broken = poolInputProblem(input);
  if (broken) return broken;
  if (!Object.hasOwn(POOL_OPS, state.kind)) return "kind must be max, average or l2";
  const op = POOL_OPS[state.kind];
  if (state.kind === "l2" && padding !== 0) return `${op}: there is no padding, but padding is ${padding}`;
  for (const [name, value] of Object.entries({ kernel_size: kernel, stride, padding })) {
    if (typeof value !== "number") return `PoolingLab: ${name} must be a whole number`;
    const most = POOL_LARGEST.step;
    if (value > most) return `PoolingLab: ${name} must be at most ${most}, but is ${value}`;
  }
  if (typeof state.count_include_pad !== "boolean") return "PoolingLab: count_include_pad must be true or false";
  try {
    poolNumbers(state);
    return null;
  } catch (error) {
    return error.message;
  }
}

/** What is wrong with a number that was typed into the input, or null. */
export function poolNumberProblem(text) {
  const most = POOL_LARGEST.number;
  if (/^[-−]?\d{1,3}$/.test(text)) return null;
  return `“${text}” is not a whole number from −${most} to ${most}.`;
}

function poolInputProblem(input) {
  const [low, high] = POOL_SIDES;
  const isSide = (count) => count >= low && count <= high;
  const isRow = (row) => Array.isArray(row) && row.length === input[0].length && row.every(isNumber);
  const isNumber = (value) => Number.isInteger(value) && Math.abs(value) <= POOL_LARGEST.number;
  const good = Array.isArray(input) && isSide(input.length) && Array.isArray(input[0]) && isSide(input[0].length)
    && input.every(isRow);
  return good ? null : `input must have ${low} to ${high} rows and columns of whole numbers from `
    + `−${POOL_LARGEST.number} to ${POOL_LARGEST.number}`;
}

/** What is wrong with a state from an address, or null. */
export function checkPoolState(state) {
  return poolProblem(state) ?? poolPlaceProblem(state) ?? poolRingProblem(state);
}

function poolPlaceProblem(state) {
  const count = poolNumbers(state).outputs.length;
  const exists = Number.isInteger(state.position) && state.position >= 0 && state.position < count;
  return exists ? null : `position must be from 0 to ${count - 1}`;
}

function poolRingProblem(state) {
  const { detectors } = state;
  const isValue = (value) => Number.isFinite(value) && value >= 0 && value <= 1;
  const [least, most] = POOL_COUNTS;
  if (!Array.isArray(detectors) || detectors.length < least || detectors.length > most || !detectors.every(isValue)) {
    return `detectors must be ${least} to ${most} numbers from 0 to 1`;
  }
  for (const [name, [low, high]] of Object.entries(POOL_RING_RANGES)) {
    const value = state[name];
    if (!Number.isInteger(value) || value < low || value > high) {
      return `${name} must be a whole number from ${low} to ${high}`;
    }
  }
  return null;
}
