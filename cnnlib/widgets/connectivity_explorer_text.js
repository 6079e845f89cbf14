/** ConnectivityExplorer in words: names, counts as sums, what a unit sees and feeds. No DOM. */
import { countAll, fedBy, fieldOf, idleWeights } from "./connectivity_explorer_math.js";

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** A weight's name: w₁₂. */
export function weightName(weight) {
  return `w${[...String(weight)].map((digit) => SUBSCRIPTS[digit]).join("")}`;
}

/** A layer's name, counted from 0. */
export function layerName(layer, layers) {
  if (layer === 0) return "input";
  return layer === layers - 1 ? "output" : `hidden ${layer}`;
}

/** A unit's name, both counted from 0: "Output unit 3", "Unit 3 of hidden layer 1". */
export function unitName([layer, unit], layers) {
  if (layer === 0) return `Input unit ${unit + 1}`;
  return layer === layers - 1 ? `Output unit ${unit + 1}` : `Unit ${unit + 1} of hidden layer ${layer}`;
}

/** The connections of a step as their sum: 3·5 − 2 = 13. */
export function connectionSum({ places, outputs, cut, connections }) {
  return `${places}·${outputs}${cut > 0 ? ` − ${cut}` : ""} = ${connections}`;
}

/** The sum of several steps: 13 + 13 = 26, or 3·13 = 39. */
export function totalSum(numbers) {
  const total = numbers.reduce((sum, each) => sum + each, 0);
  const isOneNumber = numbers.length > 2 && numbers.every((each) => each === numbers[0]);
  return `${isOneNumber ? `${numbers.length}·${numbers[0]}` : numbers.join(" + ")} = ${total}`;
}

/** A number of things: 1 weight, 3 weights. */
export function counted(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** What a unit sees and feeds, as the direction says. */
export function unitText(state, network, [layer, unit]) {
  const name = unitName([layer, unit], state.layers);
  const isInput = layer === 0;
  const isOutput = layer === state.layers - 1;
  const parts = [];
  if (!isInput && state.direction !== "feeds") parts.push(connectivitySees(state, network, layer, unit));
  if (!isOutput && (state.direction !== "sees" || isInput)) parts.push(connectivityFeeds(network, layer, unit));
  if (parts.length === 0) parts.push("feeds nothing: it is an output.");
  return `${name} ${parts.join(" It ")}`;
}

/** The whole network in words, with what else has to be said of its weights. */
export function networkText(state, network) {
  const { connections, weights } = countAll(state);
  const kind = { dense: "Dense", local: "Local", shared: "Local, with shared weights" }[state.connection];
  const idle = idleWeights(network.steps[state.matrix - 1], state);
  const remark = idle.length === 0 ? ""
    : ` Here ${idle.map(weightName).join(", ")} ${idle.length > 1 ? "meet" : "meets"} only padding.`;
  return `${kind}: ${counted(connections, "connection")}, ${counted(weights, "weight")}.${remark}`;
}

/** A row of the matrix in words. */
export function rowText(row) {
  return row.map((weight) => (weight === 0 ? "0" : weightName(weight))).join(", ");
}

function connectivitySees(state, network, layer, unit) {
  const { seen, size, isCut, hasGaps } = fieldOf(state, network, layer, unit);
  const remarks = [...(isCut ? ["cut by the border"] : []), ...(hasGaps ? ["with gaps"] : [])];
  const all = seen === state.units ? `all ${seen} inputs` : `${seen} of ${state.units} inputs`;
  return `sees ${all}. Its receptive field is r = ${size}${remarks.length ? `, ${remarks.join(" and ")}` : ""}.`;
}

function connectivityFeeds(network, layer, unit) {
  const fed = fedBy(network, layer, unit).units.at(-1).length;
  const outputs = network.widths.at(-1);
  return `feeds ${fed === outputs ? `all ${counted(fed, "output")}` : `${fed} of ${counted(outputs, "output")}`}.`;
}
