/** What FilterLab says: names of pictures and kernels, the verdict on separability, the result in words. */

import { kernelProblem, sameKernel } from "./filter_lab_kernels.js";
import { labNumber, labShort } from "./filter_lab_dom.js";
import { PATTERN_NAMES } from "./pictures.js";

export const VIEWS = ["clipped", "signed", "absolute"];
export const BOUNDARIES = ["zero", "reflect", "circular"];

/** `sobel_left` as people write it: `Sobel left`. */
export function plainName(name) {
  const words = name.replaceAll("_", " ").replace(/ gaussian$/, " Gaussian");
  return words[0].toUpperCase() + words.slice(1);
}

/** The kernels by name in groups, for a drop-down list: what they do follows from the sum of their weights. */
export function kernelGroups(menu) {
  const groups = { Averages: [], Accents: [], Differences: [] };
  for (const { name, kernels } of menu) {
    const weights = kernels[0].flat();
    const sum = weights.reduce((total, each) => total + each, 0);
    const group = Math.abs(sum) < 1e-9 ? "Differences" : weights.some((each) => each < 0) ? "Accents" : "Averages";
    groups[group].push([name, plainName(name)]);
  }
  return Object.entries(groups);
}

/** The entry of the menu that a kernel is, or undefined. */
export function knownKernel(menu, kernel) {
  return menu.find(({ kernels }) => kernels.some((each) => sameKernel(each, kernel)));
}

/** The pictures that have names, in groups, for a drop-down list. */
export function pictureGroups(photographs, digits) {
  return [
    ["Photographs", Object.keys(photographs).map((name) => [name, plainName(name)])],
    ["Digits, 8×8", digits.map((_, digit) => [`digit_${digit}`, `Digit ${digit}`])],
    ["Test patterns", PATTERN_NAMES.map((name) => [name, plainName(name)])],
  ];
}

/** What is wrong with a state that comes from an address, or null. */
export function stateProblem({ picture, kernel, color, flip, view, boundary, photographs, digits }) {
  const names = pictureGroups(photographs, digits).flatMap(([, pairs]) => pairs.map(([name]) => name));
  if (!names.includes(picture)) return `There is no picture named “${String(picture)}”.`;
  if (!VIEWS.includes(view)) return `There is no view named “${String(view)}”.`;
  if (!BOUNDARIES.includes(boundary)) return `There is no boundary named “${String(boundary)}”.`;
  if (typeof color !== "boolean" || typeof flip !== "boolean") return "Color and flip are true or false.";
  return kernelProblem(kernel);
}

/** How many multiplications a pixel takes directly, and as `rank` pairs of a column and a row. */
export function multiplications(kernel, rank) {
  const [height, width] = [kernel.length, kernel[0].length];
  return { direct: height * width, parted: rank * (height + width) };
}

/**
 * Say whether a kernel is separable and what that saves.
 * @returns {[string, string]} the verdict, and its consequence
 */
export function separableWords(kernel, { rank, share }, { channels, height, width }) {
  const { direct, parted } = multiplications(kernel, rank);
  if (rank === 0) return ["All weights are zero.", "The result is zero everywhere."];
  const samples = channels * height * width;
  const count = (each) => (each * samples).toLocaleString("en-US");
  const cost =
    `${parted} multiplications a value instead of ${direct}; ` +
    `for this picture ${count(parted)} instead of ${count(direct)}${parted < direct ? "" : ": nothing is saved"}.`;
  if (rank === 1) return ["Separable: column × row.", `Two thin passes take ${cost}`];
  const kept = `The nearest column × row keeps ${filterLabShare(share)} of the squared weights.`;
  return [`Not separable: rank ${rank}.`, `${rank} pairs of thin passes take ${cost} ${kept}`];
}

function filterLabShare(share) {
  return `${Math.min(99.9, 100 * share).toFixed(1)} %`;
}

/** One pixel of the result in words: its products, if they are few, and their sum. */
export function probeWords({ patch, weights, sum }, [row, column]) {
  const factors = patch.flat().map((value, index) => [value, weights.flat()[index]]);
  const used = factors.filter(([, weight]) => weight !== 0);
  const terms = used.map(([value, weight]) => `${labShort(value)} × ${labNumber(weight)}`).join(" + ");
  const written = used.length > 0 && used.length <= 9 ? terms : `the sum of ${used.length} products`;
  return `Row ${row}, column ${column}: ${written} = ${labShort(sum)}.`;
}

/** The result in words, for the live region. */
export function resultWords({ kernelName, size, flip, pictureName, color, view, extent, separable }) {
  const rule = flip ? "Convolution" : "Cross-correlation";
  const subject = `${rule} of ${pictureName} in ${color ? "color" : "gray"} with ${kernelName}, ${size.join("×")}.`;
  const range = `The result goes from ${labNumber(extent.low)} to ${labNumber(extent.high)}`;
  const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`;
  const hidden = [
    extent.below > 0 ? `; ${percent(extent.below)} lies below 0 and shows black` : "",
    extent.above > 0 ? `; ${percent(extent.above)} lies above 1 and shows white` : "",
  ];
  return `${subject} ${range}${view === "clipped" ? hidden.join("") : ""}. ${separable}`;
}
