/** ArchitectureExplorer's state, and where each layer of a network is drawn. Pure computation, no DOM. */
import { LAYER_PRESETS, inputShapeProblem, layerListProblem, sameLayers } from "./layer_list.js";

const ARCH_OWN_INPUT = [1, 32, 32];
/** How far one unit of a map's width goes to the right and up. */
const ARCH_SLANT = [0.3, 0.22];
const ARCH_PLATES = ["relu", "tanh", "scaled_tanh", "sigmoid", "lrn", "dropout"];
const ARCH_PLATE = 2;
const ARCH_LEAST = 3;
const ARCH_MOST = { depth: 8, gap: 14, bar: 14, scale: 8 };

/**
 * @typedef {{preset: string, layers: ListedLayer[] | null, input_shape: MapShape | null}} ArchState
 *   without layers those of the preset are meant, and without an input's shape the preset's
 */

/** The network that a state means. */
export function networkOfState({ preset, layers, input_shape: shape }) {
  const known = LAYER_PRESETS[preset];
  const own = layers === null ? known.inputShape : ARCH_OWN_INPUT;
  return { layers: layers ?? known.layers, inputShape: shape ?? own };
}

/** The shortest state that means a network; `preset` is where the reader began. */
export function stateOfNetwork(layers, inputShape, preset) {
  const known = presetOf({ layers, inputShape });
  if (known !== null) return { preset: known, layers: null, input_shape: null };
  return { preset, layers, input_shape: inputShape };
}

/** The preset that a network is, or null. */
export function presetOf({ layers, inputShape }) {
  const isSame = ([, each]) => sameLayers(layers, each.layers) && String(inputShape) === String(each.inputShape);
  return Object.entries(LAYER_PRESETS).find(isSame)?.[0] ?? null;
}

/** What is wrong with a state from an address, or null. */
export function checkArchitecture({ preset, layers, input_shape: shape, layer }) {
  const names = Object.keys(LAYER_PRESETS);
  if (!names.includes(preset)) return `preset must be one of ${names.join(", ")}`;
  const problem = (layers && layerListProblem(layers)) ?? (shape && inputShapeProblem(shape));
  if (problem) return problem;
  if (layers !== null && !Array.isArray(layers)) return "layers must be null or a list of layers";
  if (shape !== null && !Array.isArray(shape)) return "input_shape must be null or channels, height and width";
  const last = (layers ?? LAYER_PRESETS[preset].layers).length - 1;
  const isPlace = layer === null || (Number.isInteger(layer) && layer >= 0 && layer <= last);
  return isPlace ? null : `layer must be null or a whole number from 0 to ${last}`;
}

/** Channels, height and width of a shape; the features of a vector are channels of a map of 1 × 1. */
export function volumeOf(shape) {
  return shape.length === 1 ? [shape[0], 1, 1] : shape;
}

/** Whether a layer changes numbers one by one, so that its output has the shape of its input. */
function archIsPlate(row) {
  return ARCH_PLATES.includes(row.kind);
}

/**
 * Where the input and each layer's output are drawn, in pixels, from left to right.
 *
 * Heights and widths of maps have one scale, `scale` pixels a unit; depths are `unit` times the root of the channels,
 * and layers that change numbers one by one are thin plates on the box before. Nothing is thinner than two pixels.
 *
 * @param {LayerRow[]} rows
 * @param {MapShape} inputShape
 * @param {{width: number, height: number}} space
 * @returns {{boxes: object[], scale: number, unit: number}} a box for the input, then one for each row: `kind`,
 *   left `x` and `y` of the side that faces the reader, `depth`, `height`, the slant `dx`, `dy`; a refused layer has
 *   the size of the box before and `isRefused`; those after it are null
 */
export function placeBoxes(rows, inputShape, { width, height }) {
  const things = archThings(rows, inputShape);
  const shown = things.filter((each) => each !== null);
  const volumes = shown.map(({ volume }) => volume);
  const tallest = Math.max(...volumes.map(([, h, w]) => h + ARCH_SLANT[1] * w));
  const widest = Math.max(...volumes.map(([, , w]) => w));
  const scale = Math.min(ARCH_MOST.scale, (height - 4) / tallest, (0.25 * width) / (ARCH_SLANT[0] * widest));
  const solid = shown.filter(({ isPlate }) => !isPlate);
  const gap = Math.min(ARCH_MOST.gap, (0.3 * width) / solid.length);
  const margin = 2 + (ARCH_SLANT[0] * widest * scale) / 2;
  const room = width - 2 * margin - gap * (solid.length - 1) - ARCH_PLATE * (shown.length - solid.length);
  const unit = Math.min(ARCH_MOST.depth, archUnit(solid.map(({ volume }) => Math.sqrt(volume[0])), room));
  return { boxes: archPlaced(things, { scale, unit, gap, margin, height }), scale, unit };
}

/** The unit of depth with which boxes, none too thin to see, fill the room. */
function archUnit(roots, room) {
  const unit = room / roots.reduce((sum, root) => sum + root, 0);
  const thick = roots.filter((root) => unit * root >= ARCH_LEAST);
  const isDone = thick.length === roots.length || thick.length === 0;
  return isDone ? Math.max(0, unit) : archUnit(thick, room - ARCH_LEAST * (roots.length - thick.length));
}

/** Volumes to draw: the input, and each row's output; null after a refused layer. */
function archThings(rows, inputShape) {
  let volume = inputShape;
  const things = rows.map((row) => {
    if (row.shape === null && row.refusal === null) return null;
    if (row.shape !== null) volume = volumeOf(row.shape);
    const isRefused = row.refusal !== null;
    return { kind: row.kind, volume, isRefused, isPlate: !isRefused && archIsPlate(row) };
  });
  return [{ kind: "input", volume: inputShape, isRefused: false, isPlate: false }, ...things];
}

function archPlaced(things, { scale, unit, gap, margin, height }) {
  let end = margin - gap;
  return things.map((thing) => {
    if (thing === null) return null;
    const [channels, h, w] = thing.volume;
    const depth = thing.isPlate ? ARCH_PLATE : Math.max(ARCH_LEAST, unit * Math.sqrt(channels));
    const tall = Math.max(ARCH_LEAST, h * scale);
    const [dx, dy] = ARCH_SLANT.map((slant) => Math.max(1, w * scale) * slant);
    const left = end + (thing.isPlate ? 0 : gap);
    end = left + depth;
    const y = (height - tall + dy) / 2;
    return { ...thing, depth, height: tall, dx, dy, middle: left + depth / 2, x: left - dx / 2, y };
  });
}

/** Of each row its share of the parameters and of the multiply-adds, from 0 to 1. */
export function sharesOf(rows) {
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0) || 1;
  const [parameters, work] = [sum("parameters"), sum("multiplyAdds")];
  return rows.map((row) => ({ parameters: row.parameters / parameters, work: row.multiplyAdds / work }));
}

/** The bars of the shares: for each row x and width, and how high both are, in pixels. */
export function placeBars(rows, boxes, height) {
  const shares = sharesOf(rows);
  const most = Math.max(...shares.flatMap(({ parameters, work }) => [parameters, work])) || 1;
  const middles = rows.flatMap((row, place) => (row.multiplyAdds ? [boxes[place + 1].middle] : []));
  const steps = middles.slice(1).map((middle, place) => middle - middles[place]);
  const width = Math.max(ARCH_LEAST, Math.min(ARCH_MOST.bar, ...steps.map((step) => step - 1)));
  return shares.map(({ parameters, work }, place) => {
    const box = boxes[place + 1];
    if (box === null || box.isRefused) return null;
    const [up, down] = [parameters, work].map((share) => (height * share) / most);
    return { x: box.middle - width / 2, width, up, down, upShare: parameters, downShare: work };
  });
}
