/** What ReceptiveField says. Pure computation, no DOM. */
import {
  FIELD_INPUT, fieldEnds, fieldProblem, isPaddingAlone, neededRegions, readLength, seenLength,
} from "./receptive_field_math.js";

const FIELD_PICTURES = ["china", "flower"];

/** A whole number with a true minus sign. */
export function wholeText(value) {
  return String(value).replace("-", "−");
}

/** The numbers of one layer. */
export function rowText({ size, field, jump, start }) {
  return `${size} × ${size} · field ${field} · jump ${jump} · start ${wholeText(start)}`;
}

/** How the field of a layer grew out of the one before. */
export function growthText(layer, before, row) {
  const { kernel_size: kernel, dilation } = layer;
  const factor = dilation === 1 ? "" : `${dilation}·`;
  return `field ${before.field} + ${factor}(${kernel} − 1)·${before.jump} = ${row.field}`;
}

/** What a unit of a layer sees, with what the border cuts off. */
export function unitText(layers, row, unit, layer) {
  const name = `Unit (${unit.join(", ")}) of layer ${layer + 1}`;
  const regions = unit.map((each) => neededRegions(layers.slice(0, layer + 1), each, FIELD_INPUT));
  if (regions.some(isPaddingAlone)) return `${name} sees padding alone.`;
  const [rows, columns] = unit.map((each) => seenLength(row, each));
  const [top, left] = unit.map((each) => fieldEnds(row, each)[0]);
  const read = readLength(layers.slice(0, layer + 1));
  const gaps = read < row.field ? `, with gaps: it reads ${read} × ${read} of them` : "";
  const whole = `${name} sees ${row.field} × ${row.field} pixels${gaps}`;
  if (rows === row.field && columns === row.field) {
    return `${whole}, from row ${top} and column ${left}.`;
  }
  return `${whole}; the border leaves ${rows} × ${columns} of the field.`;
}

/** What was measured so far; `side` is 0 where no gradient came through. */
export function measuredText(side, row, draws) {
  if (draws === 0) return "Measuring …";
  const networks = draws === 1 ? "1 random network" : `${draws} random networks`;
  if (side === 0) return `In ${networks} no gradient came through.`;
  const share = Math.round((100 * side ** 2) / row.field ** 2);
  const middle = `the middle ${side} × ${side}, ${share} % of the field`;
  return `Measured in ${networks}: 95 % of the squared gradient lies in ${middle}.`;
}

/** What is wrong with a state from an address, or null. */
export function checkFieldState({ layers, layer, place, picture }) {
  const problem = fieldProblem(layers);
  if (problem) return problem;
  if (layer !== null && !(Number.isInteger(layer) && layer >= 0 && layer < layers.length)) {
    return `layer must be null or a whole number from 0 to ${layers.length - 1}`;
  }
  const isPixel = (each) => Number.isInteger(each) && each >= 0 && each < FIELD_INPUT;
  if (!Array.isArray(place) || place.length !== 2 || !place.every(isPixel)) {
    return `place must be row and column, whole numbers from 0 to ${FIELD_INPUT - 1}`;
  }
  return FIELD_PICTURES.includes(picture) ? null : `picture must be one of ${FIELD_PICTURES.join(", ")}`;
}
