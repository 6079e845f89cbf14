/**
 * Reads a typed answer and judges it. Pure computation, no DOM.
 *
 * An answer is a list of numbers. Its kind says how it is written: "number" (12), "side" (28 or 28 × 28: height
 * and width are equal), "pair" (12 × 14), "list" (1 3 3 1), "grid" (4 3; 2 1).
 *
 * @typedef {{kind: string, value: number[], rows?: number}} Answer
 * @typedef {{value: number[], says: string}} Mistake
 * @typedef {{verdict: "right" | "wrong" | "refused", says: string}} Judgment
 */
import { numberText } from "./drill_terms.js";

const DRILL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(\/\d+)?$/;
const DRILL_THOUSANDS = /^[+-]?\d{1,3}([, ]\d{3})+$/;
const DRILL_FORMS = {
  number: "One number is asked for, such as 12, −3, 2.5 or 7/2.",
  side: "Height and width are equal here: write one number, such as 28, or 28 × 28.",
  pair: "Height and width are asked for: write two numbers, such as 12 × 14.",
  list: "Write the values one after the other, such as 1 3 3 1.",
};

/** A square by its side. */
export function squareText(side) {
  return `${side} × ${side}`;
}

/**
 * An answer as it is printed.
 * @param {Answer} answer
 * @returns {string}
 */
export function answerText({ kind, value, rows = 1 }) {
  const texts = value.map(numberText);
  if (kind === "side") return squareText(texts[0]);
  if (kind === "pair") return texts.join(" × ");
  const width = texts.length / rows;
  return Array.from({ length: rows }, (_, row) => texts.slice(row * width, (row + 1) * width).join(" ")).join("; ");
}

/**
 * Read a typed answer.
 * @param {string} text
 * @param {Answer} answer  the right one, for its kind and form
 * @returns {{value?: number[], refusal?: string}}
 */
export function readAnswer(text, answer) {
  const plain = text.normalize("NFKC").replace(/[−–]/g, "-").replace("⁄", "/").trim();
  if (plain === "") return { refusal: "Type your answer first." };
  const parts = drillParts(plain, answer.kind);
  if (!parts.every((part) => DRILL_NUMBER.test(part))) {
    return { refusal: `“${plain.slice(0, 24)}” cannot be read as an answer. ${drillForm(answer)}` };
  }
  const value = parts.map(drillNumber);
  if (!value.every(Number.isFinite)) return { refusal: "A fraction cannot have 0 below the line." };
  return drillFits(value, answer) ? { value: drillFolded(value, answer) } : { refusal: drillForm(answer) };
}

/**
 * Judge a typed answer; what cannot be read is refused and does not count as wrong.
 * @param {{answer: Answer, mistakes: Mistake[], near?: string}} question
 * @param {string} text
 * @returns {Judgment}
 */
export function judge({ answer, mistakes, near }, text) {
  const { value, refusal } = readAnswer(text, answer);
  if (refusal) return { verdict: "refused", says: refusal };
  if (drillSame(value, answer.value)) return { verdict: "right", says: `Right: ${answerText(answer)}.` };
  const known = mistakes.find((mistake) => drillSame(value, mistake.value));
  if (known) return { verdict: "wrong", says: known.says };
  return { verdict: "wrong", says: drillUnknown(value, answer, near) };
}

function drillParts(plain, kind) {
  if (kind === "number" && DRILL_THOUSANDS.test(plain)) return [plain.replace(/[, ]/g, "")];
  return plain.replace(/[[\](){}]/g, " ").replace(/[x×,;*]|\bby\b/gi, " ").trim().split(/\s+/);
}

function drillNumber(part) {
  const [above, below = "1"] = part.split("/");
  return Number(above) / Number(below);
}

function drillForm({ kind, rows, value }) {
  if (kind !== "grid") return DRILL_FORMS[kind];
  return `Write the ${value.length} values row by row, ${rows} rows of ${value.length / rows}, such as 4 3; 2 1.`;
}

function drillFits(value, { kind, value: right }) {
  if (kind === "list") return true;
  if (kind === "side") return value.length === 1 || (value.length === 2 && value[0] === value[1]);
  return value.length === right.length;
}

function drillFolded(value, { kind }) {
  return kind === "side" ? value.slice(0, 1) : value;
}

/** Whether what was typed is `wanted`; a wanted fraction, such as a factor of 45/14, may be rounded. */
function drillSame(typed, wanted) {
  const isSame = (each, place) => Math.abs(typed[place] - each) < (Number.isInteger(each) ? 1e-9 : 0.05);
  return typed.length === wanted.length && wanted.every(isSame);
}

function drillUnknown(value, answer, near) {
  if (value.length !== answer.value.length) {
    return `You wrote ${drillCount(value.length)}, but the result has ${answer.value.length}.`;
  }
  if (near && Math.abs(value[0] - answer.value[0]) === 1) return near;
  const given = answerText({ ...answer, value });
  return `${given} is not it. Go through it once more, or show the solution.`;
}

function drillCount(count) {
  return count === 1 ? "1 value" : `${count} values`;
}
