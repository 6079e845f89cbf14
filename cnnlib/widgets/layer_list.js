/**
 * Networks as lists of layers, for every widget that edits one: what kinds there are, what each layer puts out and
 * costs, which networks to begin with. Pure computation, no DOM; `layer_list.py` is the same in Python.
 *
 * @typedef {{kind: string, name?: string}} ListedLayer with settings as LAYER_KINDS[kind].settings names them
 * @typedef {[number, number, number]} MapShape channels, height, width
 * @typedef {object} LayerRow
 * @property {string} kind
 * @property {MapShape | [number] | null} shape of the output of one example; null from the first refused layer on
 * @property {number} parameters numbers that are learned
 * @property {number} fixed numbers that are stored but not learned
 * @property {number} connections weights as often as they are used, and biases, as LeNet-5's paper counts
 * @property {number} multiplyAdds products with parameters
 * @property {number} memory values of the output
 * @property {number | null} field side of the square of input that a unit sees; null where it sees everything
 * @property {number | null} jump inputs between two neighbors
 * @property {string | null} refusal why the layer cannot take what comes, in the words of `cnnlib`
 */
import { LAYER_RULES } from "./layer_list_rules.js";

export const MOST_LISTED_LAYERS = 40;
export const INPUT_RANGES = { channels: [1, 1024], height: [1, 1024], width: [1, 1024] };

const layerWhole = (label, min, max, preset) => ({ type: "whole", label, min, max, default: preset });
const LAYER_KERNEL = layerWhole("kernel", 1, 15, 3);
const LAYER_STRIDE = layerWhole("stride", 1, 8, 1);
const LAYER_PADDING = layerWhole("padding", 0, 15, 0);
const LAYER_BIAS = { type: "flag", label: "bias", default: true };
/** A stride that is left out is the size of the window. */
const LAYER_STEP = { ...LAYER_STRIDE, default: null };
const LAYER_POOL = { kernel_size: { ...LAYER_KERNEL, default: 2 }, stride: LAYER_STEP, padding: LAYER_PADDING };

/** Of each kind its label, the stem of its names, its class in `cnnlib.layers` and its settings. */
export const LAYER_KINDS = {
  conv: {
    label: "Convolution", stem: "conv", title: "Conv2d",
    settings: {
      out_channels: layerWhole("channels", 1, 4096, 16),
      kernel_size: LAYER_KERNEL,
      stride: LAYER_STRIDE,
      padding: LAYER_PADDING,
      dilation: layerWhole("dilation", 1, 15, 1),
      groups: layerWhole("groups", 1, 4096, 1),
      bias: LAYER_BIAS,
      connections: { type: "choice", label: "connected", choices: [null, 60], default: null },
    },
  },
  relu: { label: "ReLU", stem: "relu", title: "ReLU", settings: {} },
  tanh: { label: "tanh", stem: "tanh", title: "Tanh", settings: {} },
  scaled_tanh: { label: "Scaled tanh", stem: "tanh", title: "ScaledTanh", settings: {} },
  sigmoid: { label: "Sigmoid", stem: "sigmoid", title: "Sigmoid", settings: {} },
  max_pool: { label: "Max pooling", stem: "pool", title: "MaxPool2d", settings: LAYER_POOL },
  avg_pool: { label: "Average pooling", stem: "pool", title: "AvgPool2d", settings: LAYER_POOL },
  subsampling: {
    label: "Subsampling", stem: "sub", title: "Subsampling",
    settings: { kernel_size: LAYER_POOL.kernel_size, stride: LAYER_STEP },
  },
  lrn: { label: "Response norm.", stem: "lrn", title: "LocalResponseNorm", settings: {} },
  flatten: { label: "Flatten", stem: "flat", title: "Flatten", settings: {} },
  linear: {
    label: "Linear", stem: "fc", title: "Linear",
    settings: { out_features: layerWhole("features", 1, 16384, 10), bias: LAYER_BIAS },
  },
  dropout: {
    label: "Dropout", stem: "drop", title: "Dropout",
    settings: { p: { type: "real", label: "p", min: 0, max: 0.95, default: 0.5 } },
  },
  rbf: {
    label: "RBF (fixed)", stem: "rbf", title: "RadialBasis",
    settings: { out_features: layerWhole("classes", 1, 16384, 10) },
  },
};

/** A layer with all its settings. */
export function layerSettings(layer) {
  const { settings } = LAYER_KINDS[layer.kind];
  const presets = Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default]));
  const full = { ...presets, ...layer };
  if (full.stride === null) full.stride = full.kernel_size;
  return full;
}

/** Whether two lists are the same network: settings that are left out, their order and names do not matter. */
export function sameLayers(one, other) {
  return layerCanon(one) === layerCanon(other);
}

function layerCanon(layers) {
  return JSON.stringify(layers.map((layer) => {
    const full = layerSettings(layer);
    return [layer.kind, ...Object.keys(LAYER_KINDS[layer.kind].settings).map((name) => full[name])];
  }));
}

/** A name for each layer: its own, or that of its kind with the next free number. */
export function layerNames(layers) {
  const taken = new Set(layers.map(({ name }) => name));
  return layers.map(({ kind, name }) => {
    if (name !== undefined) return name;
    const { stem } = LAYER_KINDS[kind];
    let number = 1;
    while (taken.has(`${stem}${number}`)) number += 1;
    taken.add(`${stem}${number}`);
    return `${stem}${number}`;
  });
}

/**
 * What each layer puts out and costs, for one example.
 *
 * @param {ListedLayer[]} layers checked by `layerListProblem`
 * @param {MapShape} inputShape
 * @returns {LayerRow[]}
 */
export function layerRows(layers, inputShape) {
  let before = { shape: inputShape, field: 1, jump: 1 };
  return layers.map((layer) => {
    const row = layerRow(layer, before);
    before = row;
    return row;
  });
}

/** The sums over all layers that can be computed. */
export function layerTotals(rows) {
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  const names = ["parameters", "fixed", "connections", "multiplyAdds", "memory"];
  return Object.fromEntries(names.map((name) => [name, sum(name)]));
}

const LAYER_NOTHING = { parameters: 0, fixed: 0, connections: 0, multiplyAdds: 0, memory: 0, field: null, jump: null };

function layerRow(layer, { shape, field, jump }) {
  const blank = { kind: layer.kind, shape: null, ...LAYER_NOTHING, refusal: null };
  if (shape === null) return blank;
  const settings = layerSettings(layer);
  try {
    const { window = null, ...found } = LAYER_RULES[layer.kind](settings, shape, LAYER_KINDS[layer.kind].title);
    const memory = found.shape.reduce((product, size) => product * size);
    return { ...blank, ...found, memory, ...layerField(found.shape, window, field, jump) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...blank, refusal: error.message };
  }
}

function layerField(shape, window, field, jump) {
  if (shape.length === 1) return { field: null, jump: null };
  if (window === null) return { field, jump };
  const { kernel_size: kernel, stride, dilation = 1 } = window;
  return { field: field + dilation * (kernel - 1) * jump, jump: jump * stride };
}

/** What is wrong with a list, whatever its layers are given: null or a sentence that names the layer by its index. */
export function layerListProblem(layers) {
  if (!Array.isArray(layers) || layers.length < 1 || layers.length > MOST_LISTED_LAYERS) {
    return `layers must be a list of 1 to ${MOST_LISTED_LAYERS} layers`;
  }
  for (const [place, layer] of layers.entries()) {
    const problem = layerProblem(layer);
    if (problem) return `layers[${place}]: ${problem}`;
  }
  return null;
}

/** What is wrong with an input's shape, or null. */
export function inputShapeProblem(shape) {
  const ranges = Object.entries(INPUT_RANGES);
  if (!Array.isArray(shape) || shape.length !== 3) return "input_shape must be channels, height and width";
  const wrong = ranges.findIndex(([, [min, max]], axis) => !layerIsWhole(shape[axis], min, max));
  if (wrong < 0) return null;
  const [name, [min, max]] = ranges[wrong];
  return `input_shape: ${name} must be a whole number from ${min} to ${max}`;
}

function layerProblem(layer) {
  if (!Object.hasOwn(LAYER_KINDS, layer?.kind)) return `kind must be one of ${Object.keys(LAYER_KINDS).join(", ")}`;
  const { settings } = LAYER_KINDS[layer.kind];
  for (const [name, value] of Object.entries(layer)) {
    if (name === "kind") continue;
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    const problem = name === "name" ? layerNameProblem(value) : settingProblem(setting, value);
    if (problem) return `${name} ${problem}`;
  }
  return null;
}

function layerNameProblem(name) {
  const isName = typeof name === "string" && /^[A-Za-z]\w{0,11}$/.test(name);
  return isName ? null : "must be a letter and up to 11 letters, digits or _";
}

/** What is wrong with the value of a setting, such as "must be a whole number from 1 to 15", or null. */
export function settingProblem(setting, value) {
  if (setting === undefined) return "is no setting of this kind";
  const { type, min, max, choices } = setting;
  switch (type) {
    case "whole":
      return layerIsWhole(value, min, max) ? null : `must be a whole number from ${min} to ${max}`;
    case "real":
      return Number.isFinite(value) && value >= min && value <= max ? null : `must be a number from ${min} to ${max}`;
    case "flag":
      return typeof value === "boolean" ? null : "must be true or false";
    default:
      return choices.includes(value) ? null : `must be one of ${choices.map(String).join(", ")}`;
  }
}

function layerIsWhole(value, min, max) {
  return Number.isInteger(value) && value >= min && value <= max;
}

const listConv = (out, kernel, more = {}) => ({ kind: "conv", out_channels: out, kernel_size: kernel, ...more });
const listPool = (kernel, more = {}) => ({ kind: "max_pool", kernel_size: kernel, stride: 2, ...more });
const listLinear = (out, more = {}) => ({ kind: "linear", out_features: out, ...more });
const LIST_RELU = { kind: "relu" };
const LIST_TANH = { kind: "scaled_tanh" };
const listSubsampling = (name) => ({ kind: "subsampling", kernel_size: 2, stride: 2, name });

/** Networks to begin with: title, shape of the input, layers. */
export const LAYER_PRESETS = {
  "lenet5-published": {
    title: "LeNet-5, as published",
    inputShape: [1, 32, 32],
    layers: [
      listConv(6, 5, { name: "C1" }), LIST_TANH, listSubsampling("S2"), LIST_TANH,
      listConv(16, 5, { connections: 60, name: "C3" }), LIST_TANH, listSubsampling("S4"), LIST_TANH,
      listConv(120, 5, { name: "C5" }), LIST_TANH, { kind: "flatten" },
      listLinear(84, { name: "F6" }), LIST_TANH, { kind: "rbf", out_features: 10, name: "output" },
    ],
  },
  "lenet5": {
    title: "LeNet-5, modern",
    inputShape: [1, 28, 28],
    layers: [
      listConv(6, 5, { padding: 2 }), LIST_RELU, listPool(2), listConv(16, 5), LIST_RELU, listPool(2),
      { kind: "flatten" }, listLinear(120), LIST_RELU, listLinear(84), LIST_RELU, listLinear(10),
    ],
  },
  "alexnet-grouped": { title: "AlexNet, grouped", inputShape: [3, 227, 227], layers: listAlexnet({ groups: 2 }) },
  "alexnet": { title: "AlexNet, not grouped", inputShape: [3, 227, 227], layers: listAlexnet({}) },
  "alexnet-torchvision": {
    title: "AlexNet, torchvision’s",
    inputShape: [3, 224, 224],
    layers: listAlexnet({ channels: [64, 192, 384, 256, 256], padding: 2, hasNorm: false }),
  },
  "vgg16-head": {
    title: "VGG-16, convolutions",
    inputShape: [3, 224, 224],
    layers: [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]].flatMap((block) =>
      [...block.flatMap((out) => [listConv(out, 3, { padding: 1 }), LIST_RELU]), listPool(2)]),
  },
};

function listAlexnet({ channels = [96, 256, 384, 384, 256], groups = 1, padding = 0, hasNorm = true }) {
  const [one, two, three, four, five] = channels;
  const grouped = groups === 1 ? {} : { groups };
  const normed = hasNorm ? [{ kind: "lrn" }] : [];
  const drop = (name) => ({ kind: "dropout", p: 0.5, name });
  const first = padding === 0 ? { stride: 4 } : { stride: 4, padding };
  return [
    listConv(one, 11, first), LIST_RELU, ...normed, listPool(3),
    listConv(two, 5, { padding: 2, ...grouped }), LIST_RELU, ...normed, listPool(3),
    listConv(three, 3, { padding: 1 }), LIST_RELU, listConv(four, 3, { padding: 1, ...grouped }), LIST_RELU,
    listConv(five, 3, { padding: 1, ...grouped }), LIST_RELU, listPool(3, { name: "pool5" }),
    { kind: "flatten" },
    drop("drop6"), listLinear(4096, { name: "fc6" }), LIST_RELU,
    drop("drop7"), listLinear(4096, { name: "fc7" }), LIST_RELU,
    listLinear(1000, { name: "fc8" }),
  ];
}
