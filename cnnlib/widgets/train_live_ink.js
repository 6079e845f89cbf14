/**
 * From strokes to a digit as the data set has them: fitted into a bitmap of 32 × 32, of which each 4 × 4 are counted
 * to one of 8 × 8 pixels, 0 to 16 (E. Alpaydin & C. Kaynak 1998). Pure computation, no DOM.
 */
import { decodeDigits } from "./digits.js";

const INK_BITMAP = 32;
const INK_BLOCK = 4;
/** Half the width of the pen on the bitmap, about that of the data set's digits. */
const INK_PEN = 2.6;

/**
 * @param {number[][][]} strokes  each a list of [x, y], in any unit
 * @returns {string}  64 characters from 0 to g; all 0 if there is no stroke
 */
export function inkText(strokes) {
  const counts = new Uint8Array((INK_BITMAP / INK_BLOCK) ** 2);
  inkCovered(inkFitted(strokes.filter((stroke) => stroke.length))).forEach((isCovered, at) => {
    const [x, y] = [at % INK_BITMAP, Math.floor(at / INK_BITMAP)].map((each) => Math.floor(each / INK_BLOCK));
    counts[y * (INK_BITMAP / INK_BLOCK) + x] += isCovered;
  });
  return Array.from(counts, (count) => count.toString(17)).join("");
}

/** The picture of a digit of the data set, given as text: 28 × 28 numbers. */
export function inkPicture(text, size) {
  return decodeDigits({ pixels: text, labels: "0" }, size).images.data;
}

/** Move and stretch strokes, as much along as across, so that they with the pen's width fill the bitmap. */
function inkFitted(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return [];
  const [low, high] = [Math.min, Math.max].map((extreme) => [0, 1].map((axis) =>
    points.reduce((found, point) => extreme(found, point[axis]), points[0][axis])));
  const extent = Math.max(high[0] - low[0], high[1] - low[1]);
  const scale = extent > 0 ? (INK_BITMAP - 2 * INK_PEN) / extent : 0;
  const fit = (point) => point.map((each, axis) => INK_BITMAP / 2 + scale * (each - (low[axis] + high[axis]) / 2));
  return strokes.map((stroke) => stroke.map(fit));
}

/** Which points of the bitmap, 0 or 1, the pen covers when it is led along the strokes. */
function inkCovered(strokes) {
  const covered = new Uint8Array(INK_BITMAP ** 2);
  for (const stroke of strokes) stroke.forEach((end, at) => inkCover(covered, stroke[Math.max(0, at - 1)], end));
  return covered;
}

/** Cover what is near the straight line between two points. */
function inkCover(covered, start, end) {
  const [[left, right], [top, bottom]] = [0, 1].map((axis) => [
    Math.max(0, Math.floor(Math.min(start[axis], end[axis]) - INK_PEN)),
    Math.min(INK_BITMAP, Math.ceil(Math.max(start[axis], end[axis]) + INK_PEN)),
  ]);
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (inkDistance([x + 0.5, y + 0.5], start, end) <= INK_PEN) covered[y * INK_BITMAP + x] = 1;
    }
  }
}

/** Distance of a point from the straight line between two others. */
function inkDistance([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const part = length ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy);
}
