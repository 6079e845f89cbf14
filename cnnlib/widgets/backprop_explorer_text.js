/** BackpropExplorer in words: what is sent, what is gathered, and what the finite differences say. No DOM. */
import { place } from "./conv_explorer_math.js";
import { formatFactor, formatNumber } from "./conv_explorer_text.js";
import {
  BACKPROP_STEP, gatheredByInput, gatheredByWeight, largestGap, meetings, unusedInputs,
} from "./backprop_explorer_math.js";
import { differenceText, shortened } from "./number_words.js";

/**
 * What a view shows, in one or two sentences and a sum.
 * @returns {{sum: string, why: string}}
 */
export function backpropWords(state, layout) {
  if (state.view === "weight") return weightWords(layout, state.weight_position);
  if (state.view === "input") return inputWords(layout, state.input_position);
  const { sum, why } = sendWords(layout, state.position);
  const come = state.position === 0 ? "output 0 has" : `outputs 0 to ${state.position} have`;
  const share = ` So far ${come} sent, of 0 to ${layout.outputs.length - 1}.`;
  return { sum, why: state.step_by_step ? `${why}${share}` : why };
}

/** What one output sends. */
export function sendWords(layout, position) {
  const delta = `δ${backpropIndex(position, layout.outputSize)} = ${formatNumber(layout.deltas[position])}`;
  const words = { convolution: convolutionSends, max: maximumSends, average: averageSends };
  return { sum: delta, ...words[layout.operation](layout, position) };
}

function convolutionSends(layout, position) {
  const delta = formatFactor(layout.deltas[position]);
  const cropped = croppedText(meetings(layout, position));
  return { why: `Each product w·x of this output hands δ to both factors: ${delta} times the window goes to dW, `
    + `${delta} times the kernel to dX${cropped}.` };
}

function maximumSends(layout, position) {
  const met = meetings(layout, position);
  const winner = met.find(({ w }) => w === 1);
  const rivals = met.filter(({ inside, x, w }) => inside && w === 0 && x === winner.x);
  const name = ({ row, column }) => `x[${row}, ${column}]`;
  const tie = rivals.length === 0 ? ""
    : ` ${rivals.map(name).join(", ")} ${rivals.length === 1 ? "is" : "are"} as large: the first, row by row, `
      + "takes all.";
  return { why: `All of it goes to the winner of its window, ${name(winner)} = ${formatNumber(winner.x)}; the rest `
    + `get 0.${tie}` };
}

function averageSends(layout, position) {
  const met = meetings(layout, position);
  const delta = layout.deltas[position];
  const share = `${formatFactor(delta)}/${met.length} ${backpropEquals(delta / met.length)}`;
  return { why: `Each of the ${met.length} places of its window gets ${share}${croppedText(met)}.` };
}

function croppedText(met) {
  const outside = met.filter(({ inside }) => !inside).length;
  if (outside === 0) return "";
  return outside === 1 ? "; 1 place in the padding is cropped" : `; ${outside} places in the padding are cropped`;
}

function weightWords(layout, index) {
  const { kernelSize, stride, padding } = layout;
  const where = backpropIndex(index, kernelSize);
  const terms = gatheredByWeight(layout, index).map(({ x, delta }) => `${formatFactor(x)}×${formatFactor(delta)}`);
  const spread = stride > 1 ? `, spread out by stride ${stride},` : "";
  const input = padding > 0 ? "padded input" : "input";
  return {
    sum: `dW${where} = ${shortened(terms)} ${backpropEquals(layout.gradWeight[index])}`,
    why: `Valid cross-correlation: δ${spread} lies on the ${input}, corner at ${where}, not flipped.`,
  };
}

function inputWords(layout, index) {
  const name = `dX${backpropIndex(index, layout.inputSize)}`;
  const terms = gatheredByInput(layout, index);
  if (terms.length === 0) return { sum: `${name} = 0`, why: "No window covers this input: J does not depend on it." };
  const words = { convolution: convolutionGathers, max: maximumGathers, average: averageGathers };
  const { sum, why } = words[layout.operation](layout, terms, index);
  return { sum: `${name}${sum && ` = ${sum}`} ${backpropEquals(layout.gradInput[index])}`, why };
}

function convolutionGathers({ kernelSize, stride, padding }, terms) {
  const products = terms.map(({ delta, w }) => `${formatFactor(delta)}×${formatFactor(w)}`);
  const zeros = [...new Set(kernelSize.map((side) => side - 1))].join(" and ");
  const around = `k − 1 = ${zeros} ${zeros === "1" ? "zero" : "zeros"} around it`;
  const spread = stride > 1 ? `spread out by stride ${stride}, ` : "";
  const rim = padding > 0 ? " The rim that the padding added is cropped." : "";
  return {
    sum: shortened(products),
    why: `Full convolution: δ, ${spread}${around}, under the flipped kernel.${rim}`,
  };
}

function maximumGathers(layout, terms) {
  const won = terms.filter(({ w }) => w === 1);
  const winners = new Set(terms.filter(({ w }) => w === 0).map(({ position }) => layout.winners[position]));
  const beaten = [...winners].map((winner) => {
    const name = `x${backpropIndex(winner, layout.inputSize)}`;
    return `${name} = ${formatNumber(layout.input.flat()[winner])}`;
  });
  return {
    sum: won.length < 2 ? "" : shortened(won.map(({ delta }) => formatFactor(delta))),
    why: `This input lies in ${terms.length} ${terms.length === 1 ? "window" : "windows"} and wins `
      + `${won.length || "none"}.${beaten.length > 0 ? ` It loses to ${beaten.join(" and ")}.` : ""}`,
  };
}

function averageGathers({ kernelSize }, terms) {
  const area = kernelSize[0] * kernelSize[1];
  const windows = terms.length === 1 ? "the one window" : `each of the ${terms.length} windows`;
  return {
    sum: `(${shortened(terms.map(({ delta }) => formatFactor(delta)))})/${area}`,
    why: `It gathers 1/${area} of the δ of ${windows} in which it lies: a full convolution with a kernel of `
      + `1/${area} everywhere.`,
  };
}

/**
 * What the central differences say of one entry, and of all: `kind` is "input" or "weight".
 * @returns {{entry: string, measured: string, all: string, mark: string}}
 */
export function checkWords(layout, differences, kind, index) {
  const [name, gradient, size] = kind === "input" ? ["dX", layout.gradInput, layout.inputSize]
    : ["dW", layout.gradWeight, layout.kernelSize];
  const found = differences[kind];
  const { gap, ties } = largestGap(gradient, found);
  const checked = gradient.length - ties;
  const agrees = Math.abs(gradient[index] - found[index].value) <= differences.tolerance;
  const within = checked > 0 ? `${checked} within ${differenceText(gap, 0)}` : "None checked";
  return {
    entry: `${name}${backpropIndex(index, size)} = ${formatNumber(gradient[index])},`,
    measured: `measured ${backpropFixed(found[index].value)}`,
    all: ties > 0 ? `${within}; ${ties} at ties` : `All ${within}`,
    mark: agrees ? "✓" : "≠",
  };
}

/** Why a measured slope and the gradient differ where an input ties for the largest of a window; else "". */
export function kinkText({ inputSize, gradInput }, { up, down, value, isTied }, index) {
  if (!isTied) return "";
  const [above, below, mean] = [up, down, value].map((slope) => formatNumber(slope, 4));
  return `x${backpropIndex(index, inputSize)} ties in a window, where a maximum has a kink. J’s slope is ${above} `
    + `upward, ${below} downward, ${mean} across both; by the rule, the first takes all: `
    + `${formatNumber(gradInput[index])}.`;
}

/** A number with four decimals; what is rounded to 0 has no sign. */
function backpropFixed(value) {
  return (Number(value.toFixed(4)) + 0).toFixed(4).replace("-", "−");
}

/** The present result for the live region. */
export function backpropSentence(state, layout) {
  const { sum, why } = backpropWords(state, layout);
  if (state.view !== "send") return `${sum}. ${why}`;
  const delta = layout.deltas[state.position];
  const met = meetings(layout, state.position);
  const list = (values) => values.map((value) => formatNumber(delta * value, 4)).join(", ");
  const weight = layout.gradWeight ? `dW gets ${list(met.map(({ x }) => x))}; ` : "";
  return `${sum}. ${why} ${weight}dX gets ${list(met.map(({ w }) => w))}.`;
}

/** How the finite differences are taken; they know nothing of steps that are still to come. */
export function checkTitle(isPartial) {
  return `Finite differences${isPartial ? ", at the end" : ""}: (J(+h) − J(−h))/2h, J = Σ δ·z, h = ${BACKPROP_STEP}`;
}

/** A remark on inputs without a window, or "". */
export function restText(layout) {
  const rest = unusedInputs(layout);
  if (rest === 0) return "";
  return rest === 1 ? "1 input lies in no window: its gradient is 0."
    : `${rest} inputs lie in no window: their gradient is 0.`;
}

function backpropIndex(index, size) {
  return `[${place(index, size[1]).join(", ")}]`;
}

function backpropEquals(value) {
  const text = formatNumber(value);
  return `${Math.abs(Number(text.replaceAll("−", "-")) - value) > 1e-9 ? "≈" : "="} ${text}`;
}
