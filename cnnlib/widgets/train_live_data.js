/** TrainLive's digits: which of them train, which are held out, and in what order they come. Pure computation. */
import { randomSource } from "./random.js";

export const TRAIN_SIZE = 28;
export const TRAIN_COUNT = 1500;
const TRAIN_ALL = 1797;
const TRAIN_SPLIT_SEED = 0;

/** Which digits train and which are held out: drawn once, the same for every seed, so that runs can be compared. */
export function trainSplit() {
  const order = randomSource(TRAIN_SPLIT_SEED, 0).shuffled(Array.from({ length: TRAIN_ALL }, (_, each) => each));
  return { trained: order.slice(0, TRAIN_COUNT), held: order.slice(TRAIN_COUNT) };
}

/** The order of one epoch: the trained digits shuffled anew. */
export function trainOrder(trained, seed, epoch) {
  return randomSource(seed, epoch + 1).shuffled(trained);
}

/** Copy pictures, by their numbers, into a batch of shape (count, 1, size, size). */
export function trainBatch(images, indices, data) {
  const area = images.shape[2] * images.shape[3];
  indices.forEach((index, place) => {
    data.set(images.data.subarray(index * area, (index + 1) * area), place * area);
  });
  return { data, shape: [indices.length, ...images.shape.slice(1)] };
}
