/** What EquivarianceLab says: its verdict, read off the numbers, and what is wrong with a state. */

import { labNumber } from "./filter_lab_dom.js";
import { equivariancePictures } from "./equivariance_lab_pictures.js";
import { stepOf } from "./equivariance_lab_math.js";

export const SHIFT_LIMIT = 48;
export const FACTORS = [0.5, 2];
export const STRIDES = [1, 2, 3, 4];
export const MOVED = { shift: "shifted", rotation: "rotated", scale: "scaled" };
const EQUIVARIANCE_CHOICES = {
  boundary: ["circular", "zeros"],
  stride: STRIDES,
  pooling: ["none", "max", "average"],
  transformation: Object.keys(MOVED),
};
/** Differing values that all lie within this share of the output's size from an edge lie "at the rim". */
const EQUIVARIANCE_RIM = 1 / 6;
/** A typical difference up to this share of the responses is called small. */
const EQUIVARIANCE_SMALL = 0.05;

/** A share as percent, never rounded to 0 or 100 % unless it is that. */
export function percent(share) {
  if (share === 0 || share === 1) return `${100 * share} %`;
  if (share < 0.001) return "< 0.1 %";
  if (share > 0.999 && share < 1) return "> 99.9 %";
  return `${(100 * share).toFixed(share < 0.0995 || (share > 0.99 && share < 1) ? 1 : 0)} %`;
}

/** A number in three digits, also a very small one. */
export function amount(value) {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(0).replace("-", "−");
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : labNumber(value);
}

/** A pair of steps: rows down, columns right. */
export function pairText(pair) {
  return `(${pair.map((each) => labNumber(each, 4)).join(",\u00a0")})`;
}

/**
 * Judge by the numbers whether the law holds.
 * @returns {{ kind: "equal" | "rim" | "broken", title: string, detail: string }}
 */
export function verdict(facts, size) {
  const { largest, response, typical, isEqual } = facts;
  if (largest === 0) return { kind: "equal", title: "Equal.", detail: "The difference is exactly 0 everywhere." };
  if (isEqual) {
    const detail = `Sums in another order: at most ${amount(largest)}, of responses up to ${amount(response)}.`;
    return { kind: "equal", title: "Equal to rounding.", detail };
  }
  if (facts.seam <= EQUIVARIANCE_RIM * size) {
    const title = `Equal except ${equivarianceReach(facts)}.`;
    return { kind: "rim", title, detail: "Elsewhere the difference is 0." };
  }
  const title = typical <= EQUIVARIANCE_SMALL ? "Broken, but by little." : "Broken.";
  return { kind: "broken", title, detail: `The difference is typically ${percent(typical)} of a response.` };
}

/** How near to an edge all differing values lie. */
function equivarianceReach({ rim, seam }) {
  const pixels = `within ${seam} ${seam === 1 ? "pixel" : "pixels"} of`;
  return rim === seam ? `${pixels} the border` : `${pixels} the border or the moved edge`;
}

/** Where the differing values lie, in few words. */
export function placeWords({ seam, isEqual }, size) {
  if (isEqual) return "nowhere";
  return seam <= EQUIVARIANCE_RIM * size ? `≤ ${seam} px off an edge` : "all over";
}

/** The numbers behind the verdict, in a sentence. */
export function numberWords({ largest, response, share, isEqual }) {
  if (isEqual) return "";
  const most = `${amount(largest)}, of responses up to ${amount(response)}`;
  return `${percent(share)} of the values differ, by up to ${most}. `;
}

/** Say what the output's own motion is, where that needs saying. */
export function stepWords(state, { exact, motion, isWhole }) {
  const step = stepOf(state);
  if (equivarianceIsAtRest(state)) return "Nothing is moved yet: drag the picture.";
  if (state.transformation !== "shift") {
    return `The output is ${MOVED[state.transformation]} likewise, by bilinear interpolation.`;
  }
  if (step === 1) return "The output is shifted by as many pixels.";
  const quotient = `${pairText(state.shift)} ÷ ${step} = ${pairText(exact)}`;
  if (isWhole) return `The output has 1 value for ${step} pixels a side: ${quotient}.`;
  return `${quotient} is no whole shift of the output: compared with the nearest, ${pairText(motion.shift)}.`;
}

function equivarianceIsAtRest({ transformation, shift, angle, factor }) {
  return { shift: shift.every((each) => each === 0), rotation: angle === 0, scale: factor === 1 }[transformation];
}

/** The motion in words: `shifted (3, −5)`. */
export function motionWords({ transformation, shift, angle, factor }) {
  if (transformation === "shift") return `shifted ${pairText(shift)}`;
  return transformation === "scale" ? `scaled ${labNumber(factor)}×` : `rotated ${labNumber(angle, 4)}°`;
}

/** What the layer does after the kernel: `stride 2 · ReLU · max 2×2`. */
function equivarianceLayer({ stride, relu, pooling }) {
  const pool = pooling === "none" ? "" : `${pooling}\u00a02×2`;
  return [stride > 1 ? `stride\u00a0${stride}` : "", relu ? "ReLU" : "", pool].filter(Boolean).join(" · ");
}

/** The whole result in words, for the live region. */
export function resultWords(state, titles, facts, size, step) {
  const beyond = state.boundary === "zeros" ? "zeros beyond" : "circular boundary";
  const layer = [titles.kernel, beyond, equivarianceLayer(state)];
  const parts = layer.filter(Boolean).join(", ");
  const { title, detail } = verdict(facts, size);
  return `${titles.picture} ${motionWords(state)}; filter ${parts}. ${title} ${detail} ${numberWords(facts)}${step}`;
}

/** What is wrong with a state that comes from an address, or null. */
export function stateProblem(state) {
  const { picture, kernel, relu, shift, angle, factor, menu, photographs, digits } = state;
  const pictures = equivariancePictures(photographs, digits).flatMap(([, pairs]) => pairs.map(([name]) => name));
  if (!pictures.includes(picture)) return `There is no picture named “${String(picture)}”.`;
  if (!menu.some(({ name }) => name === kernel)) return `There is no kernel named “${String(kernel)}”.`;
  for (const [name, choices] of Object.entries(EQUIVARIANCE_CHOICES)) {
    const given = state[name];
    if (!choices.includes(given)) return `The ${name} is one of ${choices.join(", ")}, not “${String(given)}”.`;
  }
  if (typeof relu !== "boolean") return "ReLU is true or false.";
  if (!Array.isArray(shift) || shift.length !== 2 || shift.some((each) => shiftProblem(each) !== null)) {
    return `The shift is two whole numbers from −${SHIFT_LIMIT} to ${SHIFT_LIMIT}.`;
  }
  if (!equivarianceIsWithin(angle, -180, 180)) return "The angle is a number from −180 to 180.";
  return equivarianceIsWithin(factor, ...FACTORS) ? null : `The factor is a number from ${FACTORS.join(" to ")}.`;
}

/** What is wrong with one part of a shift, or null. */
export function shiftProblem(value) {
  const isGood = Number.isInteger(value) && Math.abs(value) <= SHIFT_LIMIT;
  return isGood ? null : `A shift is a whole number from −${SHIFT_LIMIT} to ${SHIFT_LIMIT}.`;
}

function equivarianceIsWithin(value, low, high) {
  return typeof value === "number" && value >= low && value <= high;
}
