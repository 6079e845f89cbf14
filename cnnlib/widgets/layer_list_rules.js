/** What a layer of each kind makes of a shape, and what it refuses, in the words of `cnnlib.layers`. Pure, no DOM. */
import { opsFourAxes, opsHyperparameters, opsOutputSizes, opsShow, opsValueError } from "./ops_checks.js";
import { opsPoolGeometry } from "./ops_pooling_checks.js";

/** Which of 6 maps each of 16 maps sees in the third layer of LeNet-5: table I of LeCun and others (1998). */
export const LENET_TABLE = layerTable();

function layerTable() {
  const starts = [0, 1, 2, 3, 4, 5];
  const threes = starts.map((first) => [0, 1, 2].map((step) => first + step));
  const fours = starts.map((first) => [0, 1, 2, 3].map((step) => first + step));
  const split = starts.slice(0, 3).map((first) => [0, 1, 3, 4].map((step) => first + step));
  return [...threes, ...fours, ...split, starts].map((maps) => {
    const seen = new Set(maps.map((map) => map % 6));
    return starts.map((map) => seen.has(map));
  });
}

/** For each kind: settings, shape and title → the shape that comes out, what it costs, and the window if any. */
export const LAYER_RULES = {
  conv: layerConv,
  relu: layerSame,
  tanh: layerSame,
  scaled_tanh: layerSame,
  sigmoid: layerSame,
  max_pool: layerPool,
  avg_pool: layerPool,
  subsampling: layerSubsampling,
  lrn: layerNormalization,
  flatten: (settings, shape) => ({ shape: [shape.reduce((product, size) => product * size)] }),
  linear: layerLinear,
  dropout: layerSame,
  rbf: layerRbf,
};

function layerSame(settings, shape) {
  return { shape };
}

function layerConv(settings, given, title) {
  const [channels, ...sizes] = layerMaps(title, given);
  const { out_channels: out, kernel_size: kernel, stride, padding, dilation, groups, bias, connections } = settings;
  layerCheckGroups(title, channels, out, groups);
  if (connections !== null) layerCheckTable(title, channels, out, groups);
  const window = opsHyperparameters(title, kernel, stride, padding, dilation);
  const [height, width] =
    opsOutputSizes(title, sizes, [kernel, kernel], window.stride, window.padding, window.dilation);
  const weights = (connections ?? (channels / groups) * out) * kernel ** 2;
  const parameters = weights + (bias ? out : 0);
  const places = height * width;
  return {
    shape: [out, height, width], parameters, connections: places * parameters, multiplyAdds: places * weights,
    window: settings,
  };
}

function layerMaps(title, shape) {
  if (shape.length === 1) {
    throw opsValueError(`${layerShapeWords(title, shape)}: put it before the Flatten, where there are maps`);
  }
  return shape;
}

function layerShapeWords(title, shape) {
  try {
    return opsFourAxes(title, "x", [1, ...shape], "(batch, channels, height, width)");
  } catch (error) {
    return error.message;
  }
}

function layerCheckGroups(title, channels, out, groups) {
  for (const [name, count] of [["in_channels", channels], ["out_channels", out]]) {
    if (count % groups) throw opsValueError(`${title}: groups=${groups} does not divide ${name}=${count}`);
  }
}

function layerCheckTable(title, channels, out, groups) {
  if (groups !== 1) throw opsValueError(`${title}: connections and groups=${groups} exclude each other`);
  const shape = [LENET_TABLE.length, LENET_TABLE[0].length];
  if (out !== shape[0] || channels !== shape[1]) {
    throw opsValueError(
      `${title}: connections must have shape (out_channels, in_channels), ${opsShow([out, channels])}, ` +
        `but has shape ${opsShow(shape)}: LeNet’s table joins 16 maps to 6`,
    );
  }
}

function layerPool(settings, given, title) {
  const maps = layerMaps(title, given);
  const { kernel_size: kernel, stride, padding = 0 } = settings;
  const [, ...shape] = opsPoolGeometry(title, [1, ...maps], kernel, { stride, padding }).outputShape;
  return { shape, connections: shape[0] * shape[1] * shape[2] * kernel ** 2, window: settings };
}

function layerSubsampling(settings, given, title) {
  const pooled = layerPool(settings, given, title);
  const [channels, height, width] = pooled.shape;
  const windows = channels * height * width;
  return { ...pooled, parameters: 2 * channels, connections: pooled.connections + windows, multiplyAdds: windows };
}

function layerNormalization(settings, shape, title) {
  return { shape: layerMaps(title, shape) };
}

function layerLinear({ out_features: out, bias }, shape, title) {
  const features = layerFeatures(title, shape);
  const parameters = features * out + (bias ? out : 0);
  return { shape: [out], parameters, connections: parameters, multiplyAdds: features * out };
}

function layerRbf({ out_features: out }, shape, title) {
  const numbers = layerFeatures(title, shape) * out;
  return { shape: [out], fixed: numbers, connections: numbers, multiplyAdds: numbers };
}

function layerFeatures(title, shape) {
  if (shape.length === 1) return shape[0];
  const features = shape.reduce((product, size) => product * size);
  throw opsValueError(
    `${title}: x must have shape (batch, ${features}), but has shape ${opsShow([1, ...shape])}: ` +
      "put a Flatten before it",
  );
}
