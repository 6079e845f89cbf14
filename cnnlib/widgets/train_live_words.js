/** What TrainLive says, and what it refuses. Pure computation, no DOM. */
import { layerListProblem, layerNames, sameLayers } from "./layer_list.js";
import { TRAIN_PRESETS, trainProblem } from "./train_live_layers.js";

/** How many filters or maps are shown at most. */
export const TRAIN_MOST_TILES = 16;

export const TRAIN_OPTIMIZERS = { sgd: "SGD", adam: "Adam" };
const TRAIN_USUAL = { sgd: 0.02, adam: 0.002 };

/** The settings that are numbers: what they are called, from where to where they go, and in what steps. */
export const TRAIN_NUMBERS = {
  lr: { label: "Learning rate", min: 1e-5, max: 10 },
  momentum: { label: "Momentum", min: 0, max: 0.99, step: 0.05 },
  batch_size: { label: "Batch size", min: 1, max: 1500, step: 1 },
  dropout: {
    label: "Dropout", min: 0, max: 0.9, step: 0.1,
    hint: "How likely a value that goes into the last linear layer is dropped in training",
  },
  seed: { label: "Seed", min: 0, max: 9999, step: 1 },
};

/** Learning rates that the slider stops at. */
export const TRAIN_RATES = [-4, -3, -2, -1, 0].flatMap((power) =>
  [1, 1.5, 2, 3, 5, 7].map((step) => Number(`${step}e${power}`))).filter((rate) => rate <= 2);

/** What changes with the optimizer: Adam's usual rate is a tenth of SGD's, but a rate of the reader's own stays. */
export function optimizerChanges(optimizer, { optimizer: before, lr }) {
  return lr === TRAIN_USUAL[before] ? { optimizer, lr: TRAIN_USUAL[optimizer] } : { optimizer };
}

/** The stop of the slider that is nearest to a learning rate. */
export function nearestRate(lr) {
  const away = TRAIN_RATES.map((rate) => Math.abs(Math.log(rate / lr)));
  return away.indexOf(Math.min(...away));
}

/** What is wrong with a setting that is a number, or null. */
export function trainNumberProblem(name, value) {
  const { label, min, max, step } = TRAIN_NUMBERS[name];
  const isWhole = step === 1;
  const isGood = isWhole ? Number.isInteger(value) : Number.isFinite(value);
  if (isGood && value >= min && value <= max) return null;
  return `${label} must be a ${isWhole ? "whole " : ""}number from ${min} to ${max}.`;
}

/** What is wrong with a state, or null. */
export function checkTrainState({ layers, optimizer, ...numbers }) {
  const problem = layerListProblem(layers) ?? trainRefusal(layers);
  if (problem) return problem;
  if (!Object.hasOwn(TRAIN_OPTIMIZERS, optimizer)) {
    return `optimizer must be one of ${Object.keys(TRAIN_OPTIMIZERS).join(", ")}`;
  }
  return Object.keys(TRAIN_NUMBERS).map((name) => trainNumberProblem(name, numbers[name])).find(Boolean) ?? null;
}

function trainRefusal(layers) {
  const problem = trainProblem(layers);
  return problem && `layers${problem.place < 0 ? "" : `[${problem.place}]`}: ${problem.words}`;
}

/** What is wrong with a list of layers, with the layer's name, or an empty text. */
export function layersWords(layers) {
  const problem = trainProblem(layers);
  if (!problem) return "";
  const where = problem.place < 0 ? "This network" : layerNames(layers)[problem.place];
  return `${where}: ${problem.words}. Until that is mended, the network from before stays.`;
}

/** What a layer puts out and how much it learns, in the columns of the list. */
export function outputCells({ shape, parameters }) {
  return [shape.join(" × "), parameters ? parameters.toLocaleString("en") : "–"];
}

/** The title of a preset with these layers, or nothing. */
export function presetTitle(layers) {
  return Object.keys(TRAIN_PRESETS).find((title) => sameLayers(TRAIN_PRESETS[title], layers)) ?? "";
}

/** The settings of a run, short: those that a reader changes seldom only where they were changed. */
export function runWords({ layers, optimizer, lr, momentum, batch_size: batch, dropout, seed }) {
  const words = [presetTitle(layers) || "Your own", `${TRAIN_OPTIMIZERS[optimizer]} ${lr}`];
  if (optimizer === "sgd" && momentum !== 0.9) words.push(`momentum ${momentum}`);
  if (batch !== 32) words.push(`batch ${batch}`);
  if (dropout !== 0) words.push(`dropout ${dropout}`);
  if (seed !== 0) words.push(`seed ${seed}`);
  return words.join(", ");
}

/** A digit with its article. */
export const digitWords = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

const trainPercent = (part) => `${(100 * part).toFixed(1)} %`;

/** Where the training is. */
export function progressWords({ step, epochs, speed, isRunning, rests }) {
  const rate = speed ? ` · ${Math.round(speed).toLocaleString("en")} digits/s` : "";
  const paused = rests ? "Paused by itself; train on if you like" : "Paused";
  const state = isRunning ? "Training" : step ? paused : "Ready";
  const hint = state === "Ready" ? ". Train, and watch the curves grow." : "";
  return `${state} · epoch ${epochs.toFixed(1)} · step ${step}${rate}${hint}`;
}

/** What the held-out digits gave last. Where all get one answer, no unit may be alive that could change it. */
export function heldWords({ loss, accuracy, mistakes, step }) {
  const right = `Held out: ${trainPercent(accuracy)} right`;
  const answers = new Set(mistakes.map(([, answer]) => answer));
  if (step > 0 && accuracy < 0.2 && answers.size === 1) {
    const [answer] = answers;
    return `${right}, every digit is taken for ${digitWords(answer)}. If that stays so, begin anew with another rate.`;
  }
  return `${right}, ${mistakes.length} of 297 wrong, loss ${loss.toFixed(3)} (after step ${step}).`;
}

/** What is said aloud at the end of an epoch and when the training rests. */
export function spokenWords({ isRunning, epochs }, { accuracy, loss }) {
  const when = isRunning ? `Epoch ${Math.floor(epochs)} is over` : `Paused at epoch ${epochs.toFixed(1)}`;
  return `${when}: ${trainPercent(accuracy)} of the held-out digits are right, their loss is ${loss.toFixed(3)}.`;
}

/** What is said aloud after a single step. */
export function stepWords({ step, steps: { losses } }) {
  return `Step ${step}: the loss of its batch is ${losses.at(-1).toFixed(2)}.`;
}

/** What an earlier run came to. */
export function pastWords({ words, last, epochs }) {
  return `${trainPercent(last.accuracy)} after ${epochs.toFixed(1)}: ${words}`;
}

/** What the first tiles show. */
export function filterWords([count, ...rest]) {
  return `First layer: ${trainCount(count)} ${rest.length === 3 ? `${rest[1]} × ${rest[2]}` : `${rest[0]} weights`}`;
}

/** What a layer's tiles show. */
export function mapWords({ name, shape: [, count, ...rest] }) {
  return rest.length ? `${name}: ${trainCount(count)} ${rest.join(" × ")}` : `${name}: ${count} values`;
}

const trainCount = (count) => (count > TRAIN_MOST_TILES ? `${TRAIN_MOST_TILES} of ${count},` : `${count} of`);

/** What the network takes a picture for. */
export function answerWords(scores, label) {
  const answer = scores.indexOf(Math.max(...scores));
  const share = scores[answer] > 0.995 ? "> 99" : Math.round(100 * scores[answer]);
  const sure = `${digitWords(answer)}, with ${share}\u00a0%`;
  if (label === null) return `Taken for ${sure}.`;
  return answer === label ? `Right: ${sure}.` : `A${digitWords(label).slice(1)}, taken for ${sure}.`;
}
