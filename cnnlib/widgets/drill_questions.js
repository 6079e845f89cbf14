/**
 * The questions of the drill: which topic comes when, with which numbers. Pure computation, no DOM.
 *
 * @typedef {{topic: string, label: string, text: string, facts: any[][], grids: any[][], answer: object, near?: string,
 *   mistakes: {value: number[], says: string}[], steps: string[][]}} Question
 */
import { randomSource } from "./random.js";
import { SIZE_TOPICS } from "./drill_sizes.js";
import { COUNT_TOPICS } from "./drill_counts.js";
import { VALUE_TOPICS } from "./drill_values.js";
import { LAYER_TOPICS } from "./drill_layers.js";
import { CHANNEL_TOPICS } from "./drill_channels.js";
import { STAGE_TOPICS } from "./drill_stage.js";
import { BACKWARD_TOPICS } from "./drill_backward.js";
import { MACHINE_TOPICS } from "./drill_machine.js";

const DRILL_TOPICS = [
  ...SIZE_TOPICS,
  ...VALUE_TOPICS,
  ...COUNT_TOPICS,
  ...LAYER_TOPICS,
  ...CHANNEL_TOPICS,
  ...STAGE_TOPICS,
  ...BACKWARD_TOPICS,
  ...MACHINE_TOPICS,
];
const DRILL_FEWEST_MISTAKES = 2;

/**
 * Names and labels of all topics, in order.
 * @returns {Object<string, string>}
 */
export function topicLabels() {
  return Object.fromEntries(DRILL_TOPICS.map(({ name, label }) => [name, label]));
}

/**
 * A question with given numbers, or null where too few of the topic's mistakes differ from the right answer.
 * @param {string} name
 * @param {object} numbers  as drawn by the topic's `numbers`
 * @returns {?Question}
 */
export function questionWith(name, numbers) {
  const topic = DRILL_TOPICS.find((each) => each.name === name);
  const asked = topic.ask(numbers);
  const mistakes = drillDistinct(asked.answer, asked.mistakes);
  const kept = new Set(mistakes.map(({ says }) => says));
  const essential = asked.mistakes.slice(0, topic.essential ?? 0);
  if (mistakes.length < DRILL_FEWEST_MISTAKES || !essential.every(([, says]) => kept.has(says))) return null;
  return { facts: [], grids: [], ...asked, mistakes, numbers, topic: name, label: topic.label };
}

/**
 * Question `number` of the endless row that a seed gives. Each round has every topic once, in an order of its own.
 * @param {string[]} names  the topics
 * @param {number} seed  whole, 0 or more
 * @param {number} number  from 1
 * @returns {Question}
 */
export function question(names, seed, number) {
  const round = Math.floor((number - 1) / names.length);
  const order = randomSource(seed, -1 - round).shuffled(names);
  const name = order[(number - 1) % names.length];
  const topic = DRILL_TOPICS.find((each) => each.name === name);
  const random = randomSource(seed, number);
  let drawn = null;
  while (!drawn) drawn = questionWith(name, topic.numbers(random));
  return drawn;
}

/** The mistakes that somebody could make here: their answers differ from the right one and from those before them. */
function drillDistinct({ kind, value: right }, mistakes) {
  const isSize = kind === "side" || kind === "pair";
  const isPossible = (each) => Number.isFinite(each) && (each > 0 || !isSize);
  const taken = new Set([String(right)]);
  return mistakes.flatMap(([answer, says]) => {
    const value = [answer].flat();
    if (taken.has(String(value)) || !value.every(isPossible)) return [];
    taken.add(String(value));
    return [{ value, says }];
  });
}
