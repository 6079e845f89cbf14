/**
 * The layers of a network that is trained in the page. Pure computation, no DOM.
 *
 * @typedef {object} NetworkLayer
 * @property {(x: Tensor, training: boolean) => Tensor} forward  keeps what `backward` needs
 * @property {(gradOutput: Tensor, isFirst: boolean) => ?Tensor} backward  fills the parameters' gradients; the
 *   gradient of the input, which the first layer of a network may leave out (null): below it nothing learns
 * @property {NetworkParameter[]} parameters
 *
 * @typedef {{name: string, value: Tensor, grad: ?Tensor}} NetworkParameter
 */
import { conv2d, opsPad } from "./ops.js";
import { opsConv2dGeometry } from "./ops_checks.js";
import { opsBiasGradient, opsInputGradient, opsWeightGradient } from "./ops_gradients.js";
import { linear, linearBackward } from "./ops_linear.js";
import { avgPool2d, avgPool2dBackward, maxPool2d, maxPool2dBackward } from "./ops_pooling.js";

const NETWORK_TANH_SCALE = 1.7159;

/** Of each activation its value, and its slope where the value is `y`. */
const NETWORK_ACTIVATIONS = {
  relu: { value: (x) => (x < 0 ? 0 : x), slope: (y) => (y > 0 ? 1 : 0) },
  tanh: { value: Math.tanh, slope: (y) => 1 - y * y },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (y) => y * (1 - y) },
  scaled_tanh: {
    value: (x) => NETWORK_TANH_SCALE * Math.tanh((2 / 3) * x),
    slope: (y) => (2 / 3) * (NETWORK_TANH_SCALE - (y * y) / NETWORK_TANH_SCALE),
  },
};

/**
 * For each kind of layer that can be trained here, what builds it from its settings, the shape of one example that
 * comes in, and a source of random numbers.
 */
export const NETWORK_LAYERS = {
  conv: networkConv,
  linear: networkLinear,
  max_pool: networkMaxPool,
  avg_pool: networkAvgPool,
  flatten: networkFlatten,
  dropout: networkDropout,
  ...Object.fromEntries(Object.keys(NETWORK_ACTIVATIONS).map((kind) => [kind, () => networkActivation(kind)])),
};

function networkConv(settings, [channels], random) {
  const { out_channels: out, kernel_size: k, stride, padding, dilation, groups } = settings;
  const options = { stride, padding, dilation, groups };
  const [weight, bias] = networkParameters([out, channels / groups, k, k], settings.bias, random);
  let x;
  const forward = (input) => {
    x = input;
    return conv2d(x, weight.value, bias?.value, options);
  };
  const backward = (gradOutput, isFirst) => {
    const geometry = opsConv2dGeometry("conv2d_backward", x, weight.value, null, options);
    weight.grad = opsWeightGradient(gradOutput, opsPad(x, geometry.padding), weight.value.shape, geometry);
    if (bias) bias.grad = opsBiasGradient(gradOutput);
    return isFirst ? null : opsInputGradient(gradOutput, weight.value, x.shape, geometry);
  };
  return { parameters: bias ? [weight, bias] : [weight], forward, backward };
}

function networkLinear({ out_features: out, bias: hasBias }, [features], random) {
  const [weight, bias] = networkParameters([out, features], hasBias, random);
  let x;
  const forward = (input) => {
    x = input;
    return linear(x, weight.value, bias?.value);
  };
  const backward = (gradOutput) => {
    const [gradX, gradWeight, gradBias] = linearBackward(gradOutput, x, weight.value);
    weight.grad = gradWeight;
    if (bias) bias.grad = gradBias;
    return gradX;
  };
  return { parameters: bias ? [weight, bias] : [weight], forward, backward };
}

function networkMaxPool({ kernel_size: k, stride, padding }) {
  let indices;
  let shape;
  const forward = (x) => {
    let out;
    shape = x.shape;
    [out, indices] = maxPool2d(x, k, { stride, padding });
    return out;
  };
  return { parameters: [], forward, backward: (gradOutput) => maxPool2dBackward(gradOutput, indices, shape) };
}

function networkAvgPool({ kernel_size: k, stride, padding }) {
  const options = { stride, padding };
  let shape;
  const forward = (x) => {
    shape = x.shape;
    return avgPool2d(x, k, options);
  };
  return { parameters: [], forward, backward: (gradOutput) => avgPool2dBackward(gradOutput, shape, k, options) };
}

function networkFlatten() {
  let shape;
  const forward = (x) => {
    shape = x.shape;
    return { data: x.data, shape: [shape[0], x.data.length / shape[0]] };
  };
  return { parameters: [], forward, backward: ({ data }) => ({ data, shape }) };
}

/** Inverted dropout: what stays is scaled up, so that nothing need be scaled when the network is used. */
function networkDropout({ p }, inputShape, random) {
  let mask = null;
  const masked = ({ data, shape }) => ({ data: data.map((value, each) => value * mask[each]), shape });
  const forward = (x, training) => {
    mask = training ? x.data.map(() => (random.fraction() < p ? 0 : 1 / (1 - p))) : null;
    return mask ? masked(x) : x;
  };
  return { parameters: [], forward, backward: (gradOutput) => (mask ? masked(gradOutput) : gradOutput) };
}

function networkActivation(kind) {
  const { value, slope } = NETWORK_ACTIVATIONS[kind];
  let out;
  const forward = ({ data, shape }) => {
    out = { data: new Float32Array(data.length), shape };
    for (let i = 0; i < data.length; i += 1) out.data[i] = value(data[i]);
    return out;
  };
  const backward = ({ data, shape }) => {
    const gradX = new Float32Array(data.length);
    for (let i = 0; i < data.length; i += 1) gradX[i] = data[i] * slope(out.data[i]);
    return { data: gradX, shape };
  };
  return { parameters: [], forward, backward };
}

/** Kaiming's uniform weights, for layers that ReLU follows; fan_in is the product of all axes but the first. */
function networkParameters(shape, hasBias, random) {
  const fanIn = shape.slice(1).reduce((product, length) => product * length, 1);
  const bound = Math.sqrt(6 / fanIn);
  const data = Float32Array.from({ length: shape[0] * fanIn }, () => bound * (2 * random.fraction() - 1));
  const weight = { name: "weight", value: { data, shape }, grad: null };
  const zeros = { data: new Float32Array(shape[0]), shape: [shape[0]] };
  return hasBias ? [weight, { name: "bias", value: zeros, grad: null }] : [weight];
}
