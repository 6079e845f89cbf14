/** What training in the page needs beside the network: the loss and the optimizers. Pure computation, no DOM. */

/**
 * Softmax and cross-entropy, averaged over the batch: the loss is the mean of -log p of the right class.
 * @param {Tensor} logits  (batch, classes)
 * @param {ArrayLike<number>} labels  the right class of each row
 * @returns {{loss: number, grad: Tensor, correct: number, probabilities: Float32Array}}  `grad` is that of the loss
 *   with respect to the logits, (p - y) / batch
 */
export function softmaxCrossEntropy({ data, shape: [batch, classes] }, labels) {
  const probabilities = new Float32Array(data.length);
  const grad = new Float32Array(data.length);
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < batch; row += 1) {
    const scores = data.subarray(row * classes, (row + 1) * classes);
    const { largest, total, winner } = trainingSums(scores);
    loss += largest + Math.log(total) - scores[labels[row]];
    correct += winner === labels[row] ? 1 : 0;
    for (let k = 0; k < classes; k += 1) {
      const share = Math.exp(scores[k] - largest) / total;
      probabilities[row * classes + k] = share;
      grad[row * classes + k] = (share - (k === labels[row] ? 1 : 0)) / batch;
    }
  }
  return { loss: loss / batch, grad: { data: grad, shape: [batch, classes] }, correct, probabilities };
}

/** The largest score and its class, and the sum of the exponentials after the largest is taken off. */
function trainingSums(scores) {
  const largest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
  return { largest, total, winner: scores.indexOf(largest) };
}

const TRAINING_OPTIMIZERS = { sgd: trainingSgd, adam: trainingAdam };

/**
 * @param {"sgd" | "adam"} kind
 * @param {{value: Tensor, grad: Tensor}[]} parameters  of a network
 * @param {{lr: number, momentum?: number, weightDecay?: number}} options  momentum is SGD's, as in `cnnlib.optim.SGD`;
 *   Adam's averages forget as its paper says, β₁ = 0.9 and β₂ = 0.999
 * @returns {{step: () => void, lr: number, momentum: number, weightDecay: number}}  `step` changes the values by their
 *   gradients; the numbers may be set between steps
 */
export function optimizerOf(kind, parameters, { lr, momentum = 0, weightDecay = 0 }) {
  const optimizer = { lr, momentum, weightDecay };
  const update = TRAINING_OPTIMIZERS[kind](parameters, optimizer);
  let steps = 0;
  optimizer.step = () => {
    steps += 1;
    parameters.forEach(({ value, grad }, each) => update(value.data, grad.data, each, steps));
  };
  return optimizer;
}

function trainingBuffers(parameters) {
  return parameters.map(({ value }) => new Float32Array(value.data.length));
}

/** Velocity v ← μ v + g, value ← value - lr v. */
function trainingSgd(parameters, optimizer) {
  const velocities = trainingBuffers(parameters);
  return (values, grads, each) => {
    const velocity = velocities[each];
    const { lr, momentum, weightDecay } = optimizer;
    for (let i = 0; i < values.length; i += 1) {
      velocity[i] = momentum * velocity[i] + grads[i] + weightDecay * values[i];
      values[i] -= lr * velocity[i];
    }
  };
}

/** Mean m ← β₁ m + (1-β₁) g, square s ← β₂ s + (1-β₂) g², value ← value - lr m̂ / (√ŝ + ε), both corrected. */
function trainingAdam(parameters, optimizer, [beta1, beta2] = [0.9, 0.999], epsilon = 1e-8) {
  const means = trainingBuffers(parameters);
  const squares = trainingBuffers(parameters);
  return (values, grads, each, steps) => {
    const [mean, square] = [means[each], squares[each]];
    const { lr, weightDecay } = optimizer;
    const rate = lr / (1 - beta1 ** steps);
    const scale = 1 / (1 - beta2 ** steps);
    for (let i = 0; i < values.length; i += 1) {
      const gradient = grads[i] + weightDecay * values[i];
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient;
      square[i] = beta2 * square[i] + (1 - beta2) * gradient * gradient;
      values[i] -= (rate * mean[i]) / (Math.sqrt(square[i] * scale) + epsilon);
    }
  };
}
