/** EquivarianceLab's pictures: 96×96 whole numbers from 0 to 255, so that sums of them are exact. */

import { PATTERN_NAMES, digitPicture, grayPicture, pattern, photographPicture } from "./pictures.js";

/** 96 is divisible by every step of the lab: 1, 2, 3, 4, 6 and 8. */
export const EQUIVARIANCE_SIZE = 96;
const EQUIVARIANCE_LEFT_OUT = ["impulse", "text"];

/** The pictures in groups, for a drop-down list. */
export function equivariancePictures(photographs, digits) {
  const titled = (name) => [name, name[0].toUpperCase() + name.slice(1).replace("_", " ")];
  const patterns = PATTERN_NAMES.filter((name) => !EQUIVARIANCE_LEFT_OUT.includes(name));
  return [
    ["Photographs", Object.keys(photographs).map(titled)],
    ["Digits, enlarged", digits.map((_, digit) => titled(`digit_${digit}`))],
    ["Test patterns", patterns.map(titled)],
  ];
}

/** Load a picture by name. @returns {Promise<import("./equivariance_lab_math.js").Plane>} */
export async function equivariancePlane(name, photographs, digits) {
  if (name in photographs) return wholePlane(grayPicture(await photographPicture(photographs[name].url)));
  if (name.startsWith("digit_")) return wholePlane(digitPicture(digits[Number(name.slice(6))]));
  return wholePlane(pattern(name, EQUIVARIANCE_SIZE));
}

/** Where a picture comes from, in a sentence. */
export function equivarianceCredit(name, photographs) {
  if (name in photographs) return photographs[name].credit;
  if (!name.startsWith("digit_")) return "A test pattern, computed here.";
  return "One of scikit-learn's handwritten digits (E. Alpaydin & C. Kaynak 1998, UCI, CC BY 4.0).";
}

/**
 * Bring a square gray picture from 0..1 to 96×96 whole numbers from 0 to 255: means of what each pixel covers.
 * @param {{ height: number, data: Float32Array }} picture
 */
export function wholePlane({ height, data }, size = EQUIVARIANCE_SIZE) {
  const edge = (i) => (i * height) / size;
  const shares = Array.from({ length: size }, (_, i) => equivarianceShares(edge(i), edge(i + 1)));
  const whole = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      let sum = 0;
      for (const [row, part] of shares[i]) {
        for (const [column, share] of shares[j]) sum += part * share * data[row * height + column];
      }
      whole[i * size + j] = Math.round(255 * sum);
    }
  }
  return { height: size, width: size, data: whole };
}

/** The pixels between two places, each with its share of the way. */
function equivarianceShares(start, stop) {
  const first = Math.floor(start);
  const count = Math.ceil(stop - 1e-9) - first;
  return Array.from({ length: count }, (_, k) => {
    const [from, to] = [Math.max(start, first + k), Math.min(stop, first + k + 1)];
    return [first + k, (to - from) / (stop - start)];
  });
}
