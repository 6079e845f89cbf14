/** What LeNetViewer says, and what it refuses. Pure computation, no DOM. */
import { LENET_LAYERS, LENET_OUTPUT, fieldsBelow } from "./lenet_viewer_network.js";

export const LENET_RANGES = { shift: [-6, 6], angle: [-45, 45], noise: [0, 0.5] };
export const LENET_POOLINGS = ["max", "average"];

/** A number with so many decimals and a true minus sign. */
export function lenetText(value, decimals = 2) {
  return String((Number(value.toFixed(decimals)) + 0).toFixed(decimals)).replace("-", "−");
}

/** A probability in whole percent, never rounded to a certainty. */
export function lenetPercent(probability) {
  if (probability > 0.995) return "> 99 %";
  return probability < 0.005 ? "< 1 %" : `${Math.round(100 * probability)} %`;
}

/** A probability beside its bar, to a tenth of a percent, never rounded to a certainty. */
export function lenetShare(probability) {
  return probability > 0.9995 ? "> 99.9 %" : `${(100 * probability).toFixed(1)} %`;
}

/** Which class wins, and with how much; also for a picture without ink. */
export function verdictWords(probabilities, isBlank) {
  const winner = probabilities.indexOf(Math.max(...probabilities));
  const reads = `${winner} with ${lenetPercent(probabilities[winner])}`;
  return isBlank ? `Blank paper, read as ${reads}` : `The network reads ${reads}`;
}

/** A unit's name, such as `C3, map 7, row 4, column 6`. */
export function unitWords(layer, [map, row, column]) {
  const { name, shape } = LENET_LAYERS[layer];
  if (layer === LENET_OUTPUT) return `Output, class ${map}`;
  return shape[1] === 1 ? `${name}, unit ${map}` : `${name}, map ${map}, row ${row}, column ${column}`;
}

/** The sum or the maximum behind a unit. */
export function sumWords(layer, { weights, sees, bias, before, value }) {
  const { weight, name } = LENET_LAYERS[layer];
  if (weight === undefined) {
    const terms = Array.from(sees, (each) => lenetText(each));
    if (weights === null) return `max(${terms.join(", ")}) = ${lenetText(value)}`;
    return lenetEquation(`(${terms.join(" + ")})/${terms.length}`, terms.reduce(lenetAdd, 0) / terms.length, value);
  }
  const products = before - bias;
  const parts = [products, bias].map((each) => lenetText(each));
  const left = `Σ products ${parts[0]} + bias ${parts[1].replace(/^−.*/, "($&)")}`;
  const sum = lenetEquation(left, parts.reduce(lenetAdd, 0), before);
  return name === "Output" ? `${sum}, its score` : `${sum}; ReLU → ${lenetText(value)}`;
}

const lenetAdd = (total, text) => total + Number(text.replace("−", "-"));

/** An equation whose left side is rounded: `≈` where the rounded numbers do not give the rounded result. */
function lenetEquation(left, rounded, value) {
  return `${left} ${lenetText(rounded) === lenetText(value) ? "=" : "≈"} ${lenetText(value)}`;
}

/** Which maps or units below speak loudest for a unit and against it, or which of them a maximum comes from. */
export function partsWords(layer, unit, { sums, sees, winner }) {
  const { name, shape } = LENET_LAYERS[layer - 1];
  if (winner !== null) {
    const [{ map, rows, columns }] = fieldsBelow(layer, unit);
    const place = `row ${rows[0] + Math.floor(winner / 2)}, column ${columns[0] + (winner % 2)}`;
    const isTie = sees.indexOf(sees[winner], winner + 1) > 0;
    return `From ${name}, map ${map}, ${place}${isTie ? ", the first of equals." : "."}`;
  }
  if (sums.length === 1) return "";
  const noun = shape[1] === 1 ? "unit" : "map";
  const most = sums.indexOf(Math.max(...sums));
  const least = sums.indexOf(Math.min(...sums));
  const says = [];
  if (sums[most] > 0) says.push(`Most for: ${noun} ${most} of ${name}, +${lenetText(sums[most])}.`);
  if (sums[least] < 0) says.push(`Most against: ${noun} ${least}, ${lenetText(sums[least])}.`);
  return says.join(" ");
}

/** Which pixels of the input a unit sees. */
export function fieldWords(layer, unit) {
  const { rows, columns } = fieldsBelow(layer, unit).at(-1);
  const side = LENET_LAYERS[0].shape[1];
  const size = rows[1] - rows[0] + 1;
  if (size >= side) return "It sees the whole input.";
  const cut = ([first, last]) => [Math.max(0, first), Math.min(side - 1, last)];
  const isCut = [rows, columns].some((ends) => cut(ends).join() !== ends.join());
  const range = (ends) => cut(ends).join("–");
  return `It sees ${size} × ${size} of the input: rows ${range(rows)}, columns ${range(columns)}`
    + `${isCut ? ", the rest is padding." : "."}`;
}

/** Read a unit from its trait, `["C3", 7, 4, 6]` or `["F6", 12]`; null if there is none of that name. */
export function unitOfTrait(trait) {
  if (!Array.isArray(trait)) return null;
  const layer = LENET_LAYERS.findIndex(({ name }, at) => at > 0 && name === trait[0]);
  if (layer < 0) return null;
  const { shape } = LENET_LAYERS[layer];
  const places = shape[1] === 1 ? [...trait.slice(1), 0, 0] : trait.slice(1);
  const isPlace = (each, axis) => Number.isInteger(each) && each >= 0 && each < shape[axis];
  return places.length === 3 && places.every(isPlace) ? { layer, unit: places } : null;
}

/** Write a unit as its trait. */
export function traitOfUnit(layer, unit) {
  const { name, shape } = LENET_LAYERS[layer];
  return [name, ...(shape[1] === 1 ? unit.slice(0, 1) : unit)];
}

const lenetWithin = (value, [low, high]) => Number.isFinite(value) && value >= low && value <= high;
const lenetStep = (value) => Number.isInteger(value) && lenetWithin(value, LENET_RANGES.shift);

/** What each trait has to be, as a test and as the sentence that refuses it. */
const LENET_RULES = [
  ["digit", (value) => value === null || (Number.isInteger(value) && lenetWithin(value, [0, 9])),
    "digit must be a whole number from 0 to 9, or null for blank paper"],
  ["pooling", (value) => LENET_POOLINGS.includes(value), "pooling must be max or average"],
  ["fit", (value) => typeof value === "boolean", "fit must be true or false"],
  ["shift", (value) => Array.isArray(value) && value.length === 2 && value.every(lenetStep),
    "shift must be two whole numbers from −6 to 6, rows down and columns right"],
  ["angle", (value) => lenetWithin(value, LENET_RANGES.angle), "angle must be a number from −45 to 45"],
  ["noise", (value) => lenetWithin(value, LENET_RANGES.noise), "noise must be a number from 0 to 0.5"],
  ["unit", (value) => unitOfTrait(value) !== null,
    'unit must be a layer, a map, a row and a column, such as ["C3", 7, 4, 6], or ["F6", 12]'],
];

/** What is wrong with a state from an address, or null. */
export function checkLenetState(state) {
  return LENET_RULES.find(([name, isGood]) => !isGood(state[name]))?.[2] ?? null;
}
