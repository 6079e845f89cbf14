/** What ConnectivityExplorer can show, and the sentence that says why it cannot show the rest. No DOM. */
import { layerWidths, nextWidth } from "./connectivity_explorer_math.js";

export const CONNECTIVITY_RANGES = {
  units: [2, 12],
  layers: [2, 5],
  kernel_size: [1, 7],
  stride: [1, 4],
  dilation: [1, 4],
  padding: [0, 6],
};
export const CONNECTIVITY_CHOICES = {
  connection: ["dense", "local", "shared"],
  direction: ["sees", "feeds", "both"],
};
export const CONNECTIVITY_SHAPE = [...Object.keys(CONNECTIVITY_RANGES), "connection"];
export const CONNECTIVITY_TRAITS = [...CONNECTIVITY_SHAPE, "direction", "matrix", "unit"];

/**
 * Say what is wrong with a state, or return null if it can be shown.
 * @param {Object} state  anything, from the page's address for one
 * @returns {?string}
 */
export function refusal(state) {
  const wrong = (entries, refuse) => entries.map(([name, allowed]) => refuse(name, state[name], allowed)).find(Boolean);
  return wrong(Object.entries(CONNECTIVITY_RANGES), rangeRefusal)
    ?? wrong(Object.entries(CONNECTIVITY_CHOICES), choiceRefusal)
    ?? widthRefusal(state) ?? rangeRefusal("matrix", state.matrix, [1, state.layers - 1]) ?? unitRefusal(state);
}

/** Say why a number is none of those that a setting can have, or return null. */
export function rangeRefusal(name, value, [least, most]) {
  const isGood = Number.isInteger(value) && value >= least && value <= most;
  const range = least === most ? `${least}` : `a whole number from ${least} to ${most}`;
  return isGood ? null : `${settingTitle(name)} must be ${range}, but is ${JSON.stringify(value)}.`;
}

/** The state with a matrix that exists, and without a unit that does not. */
export function settled(state) {
  const matrix = Math.min(state.matrix, state.layers - 1);
  return { ...state, matrix, unit: unitRefusal(state) ? [] : state.unit };
}

/** The name of a setting, as a sentence begins with it. */
export function settingTitle(name) {
  return `${name[0].toUpperCase()}${name.slice(1).replace("_", " ")}`;
}

function choiceRefusal(name, value, choices) {
  return choices.includes(value) ? null
    : `${settingTitle(name)} must be one of ${choices.join(", ")}, but is ${JSON.stringify(value)}.`;
}

function widthRefusal(state) {
  const { kernel_size: kernelSize, dilation, padding } = state;
  const span = dilation * (kernelSize - 1) + 1;
  const most = CONNECTIVITY_RANGES.units[1];
  let width = state.units;
  for (let layer = 2; layer <= state.layers && state.connection !== "dense"; layer += 1) {
    const room = width + 2 * padding;
    if (span > room) {
      return `No unit would be left in layer ${layer}: the kernel spans ${span} places, but layer ${layer - 1} `
        + `has ${room}, padding included.`;
    }
    width = nextWidth(width, state);
    if (width > most) return `Layer ${layer} would have ${width} units; the picture holds up to ${most}.`;
  }
  return null;
}

function unitRefusal(state) {
  const { unit } = state;
  if (Array.isArray(unit) && unit.length === 0) return null;
  const isPair = Array.isArray(unit) && unit.length === 2 && unit.every((each) => Number.isInteger(each) && each >= 0);
  if (isPair && unit[0] < state.layers && widthRefusal(state) === null && unit[1] < layerWidths(state)[unit[0]]) {
    return null;
  }
  return `Unit must be a layer and a place in it, both counted from 0, or nothing, but is ${JSON.stringify(unit)}.`;
}
