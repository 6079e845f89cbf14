/** How a hand or a key moves EquivarianceLab's picture. */

import { isShortcut } from "./dom.js";
import { FACTORS, SHIFT_LIMIT } from "./equivariance_lab_words.js";

const EQUIVARIANCE_ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** Nearer to the middle than this share of the picture a hand neither turns nor scales. */
const EQUIVARIANCE_HUB = 0.04;
export const AT_REST = { shift: [0, 0], angle: 0, factor: 1 };

/**
 * Return how a drag changes a motion.
 * @param {{ transformation: string, shift: number[], angle: number, factor: number }} start the motion at its start
 * @param {number[]} from row and column where the hand took hold, as shares of the picture
 * @param {number[]} to where it is now
 * @param {number} size rows and columns of the picture
 */
export function dragged({ transformation, shift, angle, factor }, from, to, size) {
  if (transformation === "shift") {
    return { shift: shift.map((each, axis) => equivarianceStep(each + Math.round((to[axis] - from[axis]) * size))) };
  }
  const [before, after] = [from, to].map(([row, column]) => [0.5 - row, column - 0.5]);
  const [near, far] = [before, after].map((each) => Math.hypot(...each));
  if (near < EQUIVARIANCE_HUB || far < EQUIVARIANCE_HUB) return {};
  if (transformation === "scale") return { factor: equivarianceFactor((factor * far) / near) };
  const turn = Math.atan2(...after) - Math.atan2(...before);
  return { angle: equivarianceAngle(Math.round(angle + (turn * 180) / Math.PI)) };
}

/** Return how a key changes a motion, or null if it is none of the lab's keys. */
export function keyed({ transformation, shift, angle, factor }, event) {
  const { key, shiftKey } = event;
  if (isShortcut(event)) return null;
  if (key === "Home") return AT_REST;
  const arrow = EQUIVARIANCE_ARROWS[key];
  if (!arrow) return null;
  const reach = shiftKey ? 10 : 1;
  if (transformation === "shift") {
    return { shift: shift.map((each, axis) => equivarianceStep(each + reach * arrow[axis])) };
  }
  const sense = arrow[1] - arrow[0];
  if (transformation === "scale") return { factor: equivarianceFactor(factor + 0.01 * reach * sense) };
  return { angle: equivarianceAngle(angle + (shiftKey ? 15 : 1) * sense) };
}

/** An angle from −179 to 180 degrees. */
export function equivarianceAngle(degrees) {
  return degrees - 360 * Math.ceil((degrees - 180) / 360);
}

function equivarianceStep(pixels) {
  return Math.max(-SHIFT_LIMIT, Math.min(SHIFT_LIMIT, pixels));
}

function equivarianceFactor(factor) {
  return Math.max(FACTORS[0], Math.min(FACTORS[1], Math.round(100 * factor) / 100));
}
