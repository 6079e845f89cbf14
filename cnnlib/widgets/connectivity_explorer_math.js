/**
 * The arithmetic of ConnectivityExplorer: units, arrows, weights, what a unit sees and feeds. No DOM.
 *
 * @typedef {{units: number, layers: number, connection: "dense" | "local" | "shared", kernel_size: number,
 *   stride: number, dilation: number, padding: number}} State
 * @typedef {{from: number, to: number, weight: number}} Arrow  the weights of a layer count from 1
 * @typedef {{inputs: number, outputs: number, arrows: Arrow[]}} Step  what lies between two layers
 * @typedef {{widths: number[], steps: Step[]}} Network
 * @typedef {{units: number[][], arrows: number[][]}} Reach  places of units in each layer, of arrows in each step
 */
import { convOutputSize } from "./ops.js";

/**
 * The numbers of units, from the input on; throws the library's sentence where none would be left.
 * @param {State} state
 */
export function layerWidths(state) {
  const widths = [state.units];
  while (widths.length < state.layers) widths.push(nextWidth(widths.at(-1), state));
  return widths;
}

/** The number of units after a layer of `width` units. */
export function nextWidth(width, { connection, kernel_size: kernelSize, stride, dilation, padding }) {
  return connection === "dense" ? width : convOutputSize(width, kernelSize, { stride, padding, dilation });
}

/**
 * All units and arrows.
 * @param {State} state
 * @returns {Network}
 */
export function networkOf(state) {
  const widths = layerWidths(state);
  const steps = widths.slice(1).map((outputs, index) => {
    const inputs = widths[index];
    return { inputs, outputs, arrows: connectivityArrows(inputs, outputs, state) };
  });
  return { widths, steps };
}

/** The matrix of one step: the number of a weight where there is an arrow, else 0; a row for each output. */
export function weightMatrix({ inputs, outputs, arrows }) {
  const rows = Array.from({ length: outputs }, () => new Array(inputs).fill(0));
  for (const { from, to, weight } of arrows) rows[to][from] = weight;
  return rows;
}

/**
 * How many connections and different weights a step has; `cut` of its windows' places lie beyond the border.
 * @param {Step} step
 * @param {State} state
 */
export function countStep({ inputs, outputs, arrows }, { connection, kernel_size: kernelSize }) {
  const places = connection === "dense" ? inputs : kernelSize;
  const connections = arrows.length;
  const weights = new Set(arrows.map(({ weight }) => weight)).size;
  return { places, outputs, cut: places * outputs - connections, connections, weights };
}

/** Connections and weights of all steps together, or null where no unit would be left. */
export function countAll(state) {
  try {
    const counts = networkOf(state).steps.map((step) => countStep(step, state));
    const total = (name) => counts.reduce((sum, each) => sum + each[name], 0);
    return { connections: total("connections"), weights: total("weights") };
  } catch {
    return null;
  }
}

/**
 * What a unit sees: every unit and arrow from which a path leads to it.
 * @param {Network} network
 * @returns {Reach}
 */
export function seenBy(network, layer, unit) {
  const reach = connectivityStart(network, layer, unit);
  for (let step = layer - 1; step >= 0; step -= 1) {
    connectivitySpread(reach, network.steps[step], step, ["to", step + 1], ["from", step]);
  }
  return reach;
}

/**
 * What a unit feeds: every unit and arrow to which a path leads from it.
 * @param {Network} network
 * @returns {Reach}
 */
export function fedBy(network, layer, unit) {
  const reach = connectivityStart(network, layer, unit);
  for (let step = layer; step < network.steps.length; step += 1) {
    connectivitySpread(reach, network.steps[step], step, ["from", step], ["to", step + 1]);
  }
  return reach;
}

/**
 * The theoretical receptive field: unit i of the layer sees the `size` inputs from start + i · jump on, if all exist.
 * @param {State} state
 */
export function receptiveField(state, layer) {
  if (state.connection === "dense") return { size: layer === 0 ? 1 : state.units, jump: layer === 0 ? 1 : 0, start: 0 };
  const field = { size: 1, jump: 1, start: 0 };
  for (let step = 0; step < layer; step += 1) {
    field.size += state.dilation * (state.kernel_size - 1) * field.jump;
    field.start -= state.padding * field.jump;
    field.jump *= state.stride;
  }
  return field;
}

/**
 * The receptive field of one unit in numbers: how many inputs it sees, the field r, whether the border cuts it, and
 * whether it has gaps, inputs between the first and the last that no path starts from.
 */
export function fieldOf(state, network, layer, unit) {
  const seen = seenBy(network, layer, unit).units[0];
  const { size, jump, start } = receptiveField(state, layer);
  const first = start + unit * jump;
  const isCut = first < 0 || first + size > state.units;
  const span = seen.length === 0 ? 0 : seen.at(-1) - seen[0] + 1;
  return { seen: seen.length, size, first, isCut, hasGaps: seen.length < span };
}

/** Weights of a shared kernel that meet nothing but padding. */
export function idleWeights({ arrows }, { connection, kernel_size: kernelSize }) {
  if (connection !== "shared") return [];
  const used = new Set(arrows.map(({ weight }) => weight));
  return Array.from({ length: kernelSize }, (_, tap) => tap + 1).filter((weight) => !used.has(weight));
}

function connectivityArrows(inputs, outputs, state) {
  const arrows = [];
  for (let to = 0; to < outputs; to += 1) {
    connectivityWindow(to, inputs, state).forEach((from, tap) => {
      const weight = state.connection === "shared" ? tap + 1 : arrows.length + 1;
      if (from >= 0 && from < inputs) arrows.push({ from, to, weight });
    });
  }
  return arrows;
}

/** The places that one output looks at; with padding, some do not exist. */
function connectivityWindow(to, inputs, { connection, kernel_size: kernelSize, stride, dilation, padding }) {
  if (connection === "dense") return Array.from({ length: inputs }, (_, from) => from);
  return Array.from({ length: kernelSize }, (_, tap) => to * stride - padding + tap * dilation);
}

function connectivityStart({ widths, steps }, layer, unit) {
  return { units: widths.map((_, index) => (index === layer ? [unit] : [])), arrows: steps.map(() => []) };
}

function connectivitySpread(reach, { arrows }, step, [end, source], [start, target]) {
  const reached = new Set(reach.units[source]);
  const found = new Set();
  arrows.forEach((arrow, index) => {
    if (!reached.has(arrow[end])) return;
    reach.arrows[step].push(index);
    found.add(arrow[start]);
  });
  reach.units[target] = [...found].sort((a, b) => a - b);
}
