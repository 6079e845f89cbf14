/** ConvExplorer in words: numbers, the written sum, the size formula, the line of PyTorch. No DOM. */
import { matrixSize, place, usesOf, windowTerms } from "./conv_explorer_math.js";
import { resolvePadding } from "./ops.js";

const AXES = [{ name: "height", line: "row" }, { name: "width", line: "column" }];

/** A number for reading: whole numbers in full, others to `digits` significant digits; a true minus sign. */
export function formatNumber(value, digits = 6) {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(digits));
  const text = Math.abs(rounded) >= 1e7 ? rounded.toExponential(2).replace("e+", "e") : String(rounded);
  return text.replaceAll("-", "−");
}

/** A number as a factor: in parentheses where it is negative. */
export function formatFactor(value) {
  const text = formatNumber(value);
  return value < 0 ? `(${text})` : text;
}

/** "=" where the numbers of a sum are written in full, "≈" where any of them is rounded. */
export function equalsSign(terms, sum) {
  const written = terms.flatMap(({ x, w }) => [x, w]).concat(sum);
  const inFull = (value) => Math.abs(explorerWritten(value) - value) <= 1e-12 * Math.abs(value);
  return written.every(inFull) ? "=" : "≈";
}

/** The sum behind one output: `0×0 + 1×1 + 3×2 + 4×3 = 19`. */
export function sumText(layout, position) {
  const terms = windowTerms(layout, position);
  const sum = layout.outputs[position];
  const products = terms.map(({ x, w }) => `${formatFactor(x)}×${formatFactor(w)}`);
  return `${products.join(" + ")} ${equalsSign(terms, sum)} ${formatNumber(sum)}`;
}

/** One output in words, for the live region. */
export function outputSentence(layout, position) {
  return `Output [${place(position, layout.outputSize[1]).join(", ")}]: ${sumText(layout, position)}.`;
}

/** The outputs that use one input, each with the kernel's entry: `y[0, 1] through k[1, 0] = 2`. */
export function usesText(layout, row, column) {
  const uses = usesOf(layout, row, column);
  const [which, number] = [`Input x[${row}, ${column}]`, formatNumber(layout.input[row][column])];
  if (uses.length === 0) {
    return `${which} = ${number} is used by no output.`;
  }
  const list = uses.map(({ position, kernelRow, kernelColumn, w }) => {
    const [i, j] = place(position, layout.outputSize[1]);
    return `y[${i}, ${j}] through k[${kernelRow}, ${kernelColumn}] = ${formatNumber(w)}`;
  });
  return `${which} = ${number} is used by ${uses.length} output${uses.length > 1 ? "s" : ""}: ${list.join("; ")}.`;
}

/**
 * The size formula of one axis with the numbers in it.
 * @param {number} axis  0 for height, 1 for width
 */
export function sizeFormula(layout, axis) {
  const { inputSize, kernelSize, outputSize, stride, dilation, sides, paddedSize, span } = layout;
  const sum = `${[inputSize[axis], ...sides[axis]].join(" + ")} − ${dilation[axis]}·(${kernelSize[axis]} − 1) − 1`;
  const room = paddedSize[axis] - span[axis];
  return {
    name: AXES[axis].name,
    text: `⌊(${sum}) / ${stride[axis]}⌋ + 1 = ⌊${room} / ${stride[axis]}⌋ + 1 = ${outputSize[axis]}`,
  };
}

/** A remark where the division leaves a rest: the last lines of the input that no window reaches; else "". */
export function sizeRemark(layout) {
  const axes = [0, 1].filter((axis) => layout.rest[axis] > 0);
  if (axes.length === 0) {
    return "";
  }
  const exact = axes.map((axis) => {
    const room = layout.paddedSize[axis] - layout.span[axis];
    const size = formatNumber(room / layout.stride[axis] + 1, 3);
    return `${AXES[axis].name} ${room} / ${layout.stride[axis]} + 1 = ${size}`;
  });
  const padded = layout.sides.flat().some(Boolean) ? "padded " : "";
  const unread = axes.map((axis) => explorerLines(`${padded}${AXES[axis].line}`, layout.rest[axis]));
  const isOne = unread.length === 1 && layout.rest[axes[0]] === 1;
  const down = [...new Set(axes.map((axis) => layout.outputSize[axis]))].join(" and ");
  return `The division leaves a rest: ${exact.join(", ")}, rounded down to ${down}; `
    + `${unread.join(" and ")} ${isOne ? "is" : "are"} never read.`;
}

/**
 * Two lines of Python; the second gives the same numbers, to float32's seven digits.
 * @param {import("./conv_explorer_math.js").State} state
 */
export function torchLine({ input, kernel, stride, dilation, padding, flip }) {
  const weight = `torch.tensor([[${pythonList(kernel)}]])${flip ? ".flip(2, 3)" : ""}`;
  const image = `torch.tensor([[${pythonList(input)}]])`;
  const [x, argument] = torchPadding(image, padding, kernel, dilation);
  const options = [...pairArgument("stride", stride), ...argument, ...pairArgument("dilation", dilation)];
  return `import torch, torch.nn.functional as F\nF.conv2d(${[x, weight, ...options].join(", ")})[0, 0]`;
}

function explorerWritten(value) {
  return Number(formatNumber(value).replaceAll("−", "-"));
}

function explorerLines(line, count) {
  return count === 1 ? `the last ${line}` : `the last ${count} ${line}s`;
}

function torchPadding(image, padding, kernel, dilation) {
  if (padding === "valid") {
    return [image, []];
  }
  if (padding === "same") {
    return [image, ['padding="same"']];
  }
  const [[top, bottom], [left, right]] = resolvePadding(padding, matrixSize(kernel), { dilation });
  if (top !== bottom || left !== right) {
    return [`F.pad(${image}, (${left}, ${right}, ${top}, ${bottom}))`, []];
  }
  return [image, top + left === 0 ? [] : [`padding=(${top}, ${left})`]];
}

function pairArgument(name, [height, width]) {
  return height === 1 && width === 1 ? [] : [`${name}=(${height}, ${width})`];
}

function pythonList(matrix) {
  const number = (value) => (Number.isInteger(value) ? `${value}.` : String(value));
  return `[${matrix.map((row) => `[${row.map(number).join(", ")}]`).join(", ")}]`;
}
