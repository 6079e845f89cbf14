/** A network that is used and trained in the page, from a list of layers. Pure computation, no DOM. */
import { layerRows, layerSettings } from "./layer_list.js";
import { NETWORK_LAYERS } from "./network_layers.js";
import { opsShow, opsValueError } from "./ops_checks.js";
import { randomSource } from "./random.js";

/**
 * @typedef {object} Network
 * @property {(x: Tensor, options?: {training?: boolean}) => Tensor} forward  from (batch, channels, height, width) to
 *   (batch, classes); keeps `outputs`
 * @property {(gradOutput: Tensor) => void} backward  after `forward`: fills each parameter's `grad`
 * @property {Tensor[]} outputs  of each layer, from the last `forward`
 * @property {{name: string, layer: number, value: Tensor, grad: ?Tensor}[]} parameters  such as "0.weight"
 * @property {(tensors: Tensor[]) => void} load  copies values into the parameters, in their order
 */

/**
 * Build a network; its random numbers come from the seed, for each layer from a source of its own.
 * @param {ListedLayer[]} layers  as `layer_list.js` has them
 * @param {number[]} inputShape  channels, height, width
 * @param {{seed?: number}} [options]
 * @returns {Network}
 * @throws {RangeError} if a layer cannot take what comes, or cannot be trained here
 */
export function networkOf(layers, inputShape, { seed = 0 } = {}) {
  const rows = layerRows(layers, inputShape);
  layers.forEach((layer, index) => networkCheck(layer, rows[index], index));
  const built = layers.map((layer, index) => {
    const shape = index === 0 ? inputShape : rows[index - 1].shape;
    return NETWORK_LAYERS[layer.kind](layerSettings(layer), shape, randomSource(seed, index));
  });
  return networkOfLayers(built);
}

function networkCheck({ kind, connections = null }, { refusal }, index) {
  if (refusal) throw opsValueError(`layers[${index}]: ${refusal}`);
  if (!Object.hasOwn(NETWORK_LAYERS, kind)) {
    const known = Object.keys(NETWORK_LAYERS).join(", ");
    throw opsValueError(`layers[${index}]: ${kind} cannot be trained in the page; there are ${known}`);
  }
  if (connections !== null) {
    throw opsValueError(`layers[${index}]: a table of connections cannot be trained in the page`);
  }
}

function networkOfLayers(built) {
  const parameters = built.flatMap((layer, index) =>
    layer.parameters.map((each) => Object.assign(each, { name: `${index}.${each.name}`, layer: index })),
  );
  const network = { parameters, outputs: [] };
  network.forward = (x, { training = false } = {}) => {
    network.outputs = [];
    return built.reduce((input, layer) => {
      network.outputs.push(layer.forward(input, training));
      return network.outputs.at(-1);
    }, x);
  };
  network.backward = (gradOutput) => {
    built.reduceRight((grad, layer, index) => (grad ? layer.backward(grad, index === 0) : grad), gradOutput);
  };
  network.load = (tensors) => networkLoad(parameters, tensors);
  return network;
}

function networkLoad(parameters, tensors) {
  const wanted = opsShow(parameters.map(({ value }) => value.shape));
  const given = opsShow(tensors.map(({ shape }) => shape));
  if (wanted !== given) throw opsValueError(`load: tensors must have the shapes ${wanted}, but have ${given}`);
  parameters.forEach(({ value }, each) => value.data.set(tensors[each].data));
}
