/**
 * TrainLive's course of training: one step after the other, the same numbers for the same seed and settings, whether
 * it runs or is stepped. Pure computation, no DOM; it runs in a worker.
 *
 * @typedef {{optimizer: string, lr: number, momentum: number, batch_size: number, dropout: number}} TrainSettings
 */
import { networkOf } from "./network.js";
import { optimizerOf, softmaxCrossEntropy } from "./network_training.js";
import { TRAIN_COUNT, TRAIN_SIZE, trainBatch, trainOrder, trainSplit } from "./train_live_data.js";
import { shownLayers, trainedLayers } from "./train_live_layers.js";

const TRAIN_AREA = TRAIN_SIZE * TRAIN_SIZE;
/** Held-out digits are asked in batches of so many. */
const TRAIN_ASKED = 99;

export class TrainCourse {
  /**
   * @param {object[]} layers  a list that `trainProblem` finds nothing wrong with
   * @param {{images: Tensor, labels: Uint8Array}} digits  all, as `decodeDigits` returns them
   * @param {number} seed  of the weights, of what is dropped out and of the order of the digits
   * @param {TrainSettings} settings
   */
  constructor(layers, digits, seed, settings) {
    Object.assign(this, { listed: layers, digits, seed, settings, steps: 0, seen: 0, ...trainSplit() });
    this.build();
    this.keep();
  }

  build() {
    this.layers = trainedLayers(this.listed, this.settings.dropout);
    this.network = networkOf(this.layers, [1, TRAIN_SIZE, TRAIN_SIZE], { seed: this.seed });
    this.restartOptimizer();
  }

  /** A network with another dropout and the same weights. */
  rebuild() {
    const values = this.network.parameters.map(({ value }) => value);
    this.build();
    this.network.load(values);
  }

  /** Passes over the training digits so far; not whole amid one. */
  get epochs() {
    return this.seen / TRAIN_COUNT;
  }

  /** New settings: they act from the next step on. */
  set(settings) {
    const before = this.settings;
    this.settings = settings;
    if (settings.dropout !== before.dropout) this.rebuild();
    else if (settings.optimizer !== before.optimizer) this.restartOptimizer();
    this.optimizer.lr = settings.lr;
    this.optimizer.momentum = settings.momentum;
  }

  restartOptimizer() {
    const { optimizer, lr, momentum } = this.settings;
    this.optimizer = optimizerOf(optimizer, this.network.parameters, { lr, momentum });
  }

  /**
   * One step on the next batch.
   * @returns {{epochs: number, loss: number, accuracy: number}}  of the batch, before the weights change
   */
  step() {
    const indices = this.nextBatch();
    const { loss, grad, correct } = this.loss(indices, true);
    this.network.backward(grad);
    this.optimizer.step();
    this.steps += 1;
    this.seen += indices.length;
    return { epochs: this.epochs, loss, accuracy: correct / indices.length };
  }

  /** What comes next of this epoch's order; the last batch of an epoch takes what is left. */
  nextBatch() {
    const epoch = Math.floor(this.seen / TRAIN_COUNT);
    if (epoch !== this.ordered) this.order = trainOrder(this.trained, this.seed, epoch);
    this.ordered = epoch;
    const from = this.seen - epoch * TRAIN_COUNT;
    return this.order.slice(from, from + this.settings.batch_size);
  }

  loss(indices, training) {
    const logits = this.network.forward(this.batch(indices), { training });
    const result = softmaxCrossEntropy(logits, indices.map((index) => this.digits.labels[index]));
    if (!Number.isFinite(result.loss)) throw new RangeError(this.diverged());
    return result;
  }

  /** Pictures as a batch; the memory is used again while batches are of one size. */
  batch(indices) {
    const wanted = indices.length * TRAIN_AREA;
    if (this.memory?.length !== wanted) this.memory = new Float32Array(wanted);
    return trainBatch(this.digits.images, indices, this.memory);
  }

  diverged() {
    const { settings: { lr }, steps, kept } = this;
    return `The loss became infinite at step ${steps + 1}: the learning rate ${lr} is too large. ` +
      `Lower it: the weights of step ${kept.steps} are back.`;
  }

  /**
   * Ask the network all held-out digits.
   * @returns {{epochs: number, loss: number, accuracy: number, mistakes: number[][]}}
   *   mistakes: place among the held-out digits, and what it was taken for
   */
  evaluate() {
    const mistakes = [];
    let total = 0;
    for (let from = 0; from < this.held.length; from += TRAIN_ASKED) {
      const indices = this.held.slice(from, from + TRAIN_ASKED);
      const { loss, probabilities } = this.loss(indices, false);
      total += loss * indices.length;
      trainAnswers(probabilities, indices.length).forEach((answer, place) => {
        if (answer !== this.digits.labels[indices[place]]) mistakes.push([from + place, answer]);
      });
    }
    this.keep();
    const count = this.held.length;
    return { epochs: this.epochs, loss: total / count, accuracy: 1 - mistakes.length / count, mistakes };
  }

  /** Keep the weights, for the case that the next ones are no numbers. */
  keep() {
    const values = this.network.parameters.map(({ value }) => ({ data: value.data.slice(), shape: value.shape }));
    this.kept = { steps: this.steps, values };
  }

  /** Go back to the weights that were kept. */
  restore() {
    this.network.load(this.kept.values);
    this.restartOptimizer();
  }

  /**
   * What the network makes of one picture now.
   * @param {Float32Array} picture  28 × 28
   * @returns {{filters: Tensor, maps: (Tensor & {name: string})[], scores: Float32Array}}  copies; probabilities
   * @throws {RangeError}  if the weights have become so large that the scores are no numbers
   */
  look(picture) {
    const x = { data: picture, shape: [1, 1, TRAIN_SIZE, TRAIN_SIZE] };
    const logits = this.network.forward(x, { training: false });
    const { probabilities } = softmaxCrossEntropy(logits, [0]);
    if (!probabilities.every(Number.isFinite)) throw new RangeError(this.diverged());
    const maps = shownLayers(this.layers).map(({ name, place }) =>
      ({ name, ...trainCopy(this.network.outputs[place]) }));
    const [{ value }] = this.network.parameters;
    return { filters: trainCopy(value), maps, scores: probabilities };
  }
}

/** The class of the largest score in each row. */
function trainAnswers(probabilities, count) {
  const classes = probabilities.length / count;
  return Array.from({ length: count }, (_, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(Math.max(...scores));
  });
}

function trainCopy({ data, shape }) {
  return { data: data.slice(), shape };
}
