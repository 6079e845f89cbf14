/** TrainLive's networks: those to begin with, what can be trained in a page, and which layers are shown. Pure. */
import { LAYER_PRESETS, layerListProblem, layerNames, layerRows, layerSettings, layerTotals } from "./layer_list.js";

export const TRAIN_INPUT = [1, 28, 28];
export const TRAIN_CLASSES = 10;
/** More than so many multiply-adds an example, or parameters, would be too slow in a page. */
export const TRAIN_MOST_WORK = 10e6;
export const TRAIN_MOST_PARAMETERS = 1e6;

const trainConv = (channels) => ({ kind: "conv", out_channels: channels, kernel_size: 3, padding: 1 });
const trainLinear = (features) => ({ kind: "linear", out_features: features });
const TRAIN_ACTIVATIONS = ["relu", "tanh", "scaled_tanh", "sigmoid"];
const TRAIN_POOL = { kind: "max_pool", kernel_size: 2, stride: 2 };
const TRAIN_RELU = { kind: "relu" };
const TRAIN_FLATTEN = { kind: "flatten" };

/** Networks to begin with, by their titles; `train_live_layers.py` has the same. */
export const TRAIN_PRESETS = {
  "LeNet-5": LAYER_PRESETS.lenet5.layers,
  "Small CNN": [
    trainConv(8), TRAIN_RELU, TRAIN_POOL, trainConv(16), TRAIN_RELU, TRAIN_POOL, TRAIN_FLATTEN, trainLinear(10),
  ],
  "Only dense": [TRAIN_FLATTEN, trainLinear(128), TRAIN_RELU, trainLinear(10)],
};

/** The kinds of layers that are trained here. */
export const TRAIN_KINDS = ["conv", ...TRAIN_ACTIVATIONS, "max_pool", "avg_pool", "flatten", "linear", "dropout"];

/**
 * What is wrong with a list of layers, or null.
 * @returns {{place: number, words: string} | null}  place is −1 where no single layer is to blame
 */
export function trainProblem(layers) {
  const [, place, words] = /^(?:layers\[(\d+)\]: )?(.*)$/s.exec(layerListProblem(layers) ?? "");
  if (words) return { place: Number(place ?? -1), words };
  const other = layers.findIndex(({ kind, connections }) => !TRAIN_KINDS.includes(kind) || connections);
  if (other >= 0) {
    const what = layers[other].connections ? "table of connections" : `layer of kind ${layers[other].kind}`;
    return { place: other, words: `a ${what} is not trained here` };
  }
  const rows = layerRows(layers, TRAIN_INPUT);
  const refused = rows.findIndex(({ refusal }) => refusal);
  return refused < 0 ? trainWholeProblem(rows) : { place: refused, words: rows[refused].refusal };
}

/** What is wrong with the network as a whole, or null. */
function trainWholeProblem(rows) {
  const { shape } = rows.at(-1);
  if (shape.length !== 1 || shape[0] !== TRAIN_CLASSES) {
    const words = `the last layer must give 10 scores, one for each digit, but gives ${shape.join(" × ")}`;
    return { place: rows.length - 1, words };
  }
  const { parameters, multiplyAdds } = layerTotals(rows);
  if (parameters === 0) return { place: -1, words: "without weights there is nothing to learn" };
  if (parameters <= TRAIN_MOST_PARAMETERS && multiplyAdds <= TRAIN_MOST_WORK) return null;
  const [many, work] = [parameters, multiplyAdds].map((each) => each.toLocaleString("en"));
  const words = `${many} parameters and ${work} multiply-adds for each digit are too much for a page; ` +
    "it takes 1 million and 10 million";
  return { place: -1, words };
}

/** What each layer of a draft puts out and costs; the one that keeps it from being trained says why. */
export function trainRows(layers) {
  const problem = trainProblem(layers);
  return layerRows(layers, TRAIN_INPUT).map((row, place) => {
    if (place !== problem?.place) return row;
    return { ...row, refusal: `${problem.words}. Until that is mended, the network from before stays.` };
  });
}

/** The layers that are trained: with dropout on the values that go into the last linear layer. */
export function trainedLayers(layers, p) {
  const last = layers.findLastIndex(({ kind }) => kind === "linear");
  const dropout = { kind: "dropout", p };
  return last < 0 ? [...layers] : [...layers.slice(0, last), dropout, ...layers.slice(last)];
}

/**
 * The layers whose maps are shown: the first two with weights but the last, after their activation.
 * @returns {{name: string, place: number}[]}  the layer's name and its activation's, the place of the output
 */
export function shownLayers(layers) {
  const names = layerNames(layers);
  return trainWeighted(layers).slice(0, -1).slice(0, 2).map((first) => {
    const place = first + Number(TRAIN_ACTIVATIONS.includes(layers[first + 1].kind));
    return { name: names.slice(first, place + 1).join(", "), place };
  });
}

/** What is shown of a network, before it is: the shapes of the first layer's weights and of the maps, as of tensors. */
export function shownSheets(layers) {
  const rows = layerRows(layers, TRAIN_INPUT);
  const [first] = trainWeighted(layers);
  const [channels, ...rest] = rows[first - 1]?.shape ?? TRAIN_INPUT;
  const { kind, kernel_size: side, groups, out_channels: out, out_features: features } = layerSettings(layers[first]);
  const shape = kind === "conv" ? [out, channels / groups, side, side] : [features, channels, ...rest];
  const maps = shownLayers(layers).map(({ name, place }) => ({ name, shape: [1, ...rows[place].shape] }));
  return { filters: { shape }, maps };
}

/** The places of the layers with weights. */
function trainWeighted(layers) {
  return [...layers.keys()].filter((place) => ["conv", "linear"].includes(layers[place].kind));
}
