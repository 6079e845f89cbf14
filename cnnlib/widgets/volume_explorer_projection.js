/**
 * Where the planes of a volume stand on the screen: turned in parallel projection, or side by side. No DOM.
 *
 * @typedef {number[]} Placement  [a, b, c, d, e, f] as in `setTransform`: from columns and rows to pixels
 * @typedef {{scale: number, planes: Placement[]}} Arrangement
 */

const PROJECTION_MARGIN = 6;
const PROJECTION_LABEL = 18;
const PROJECTION_GAP = 14;

/** How far apart two neighboring planes of a stack stand, in columns. */
export function planeDistance(count, columns) {
  return count < 2 ? 0 : columns * Math.min(0.8, 1.8 / (count - 1));
}

/**
 * A stack of planes in parallel projection, the first in front, as large as fits.
 * @param {{count: number, rows: number, columns: number, turn: number[], width: number, height: number,
 *   largest: number}} options  `largest` is the most pixels that a cell can have
 * @returns {Arrangement}
 */
export function turnedPlanes({ count, rows, columns, turn, width, height, largest }) {
  const [yaw, pitch] = turn.map((angle) => (angle * Math.PI) / 180);
  const across = [Math.cos(yaw), Math.sin(yaw) * Math.sin(pitch)];
  const down = [0, Math.cos(pitch)];
  const away = [Math.sin(yaw), -Math.cos(yaw) * Math.sin(pitch)];
  const depth = planeDistance(count, columns) * (count - 1);
  const extent = [0, 1].map((axis) =>
    Math.abs(across[axis]) * columns + Math.abs(down[axis]) * rows + Math.abs(away[axis]) * depth);
  const room = [width - 2 * PROJECTION_MARGIN, height - 2 * PROJECTION_MARGIN - PROJECTION_LABEL];
  const scale = Math.min(room[0] / extent[0], room[1] / extent[1], largest);
  const middle = [width / 2, height / 2 + PROJECTION_LABEL / 2];
  const planes = Array.from({ length: count }, (_, index) => {
    const z = planeDistance(count, columns) * (index - (count - 1) / 2);
    const [e, f] = [0, 1].map((axis) => middle[axis]
      + scale * (z * away[axis] - (across[axis] * columns + down[axis] * rows) / 2));
    return [scale * across[0], scale * across[1], scale * down[0], scale * down[1], e, f];
  });
  return { scale, planes };
}

/** The same planes side by side, in as many rows as make them largest. */
export function flatPlanes({ count, rows, columns, width, height, largest }) {
  const cellOf = (across) => {
    const lines = Math.ceil(count / across);
    return Math.min((width - 2 - PROJECTION_GAP * (across - 1)) / (across * columns),
      (height - 2 - lines * PROJECTION_LABEL - PROJECTION_GAP * (lines - 1)) / (lines * rows), largest);
  };
  const choices = Array.from({ length: count }, (_, index) => index + 1);
  const across = choices.reduce((best, each) => (cellOf(each) > cellOf(best) + 1e-9 ? each : best));
  const lines = Math.ceil(count / across);
  const scale = cellOf(across) > 12 ? Math.floor(cellOf(across)) : cellOf(across);
  const step = [columns * scale + PROJECTION_GAP, rows * scale + PROJECTION_GAP + PROJECTION_LABEL];
  const left = Math.round((width - across * step[0] + PROJECTION_GAP) / 2);
  const top = Math.round((height - lines * step[1] + PROJECTION_GAP) / 2) + PROJECTION_LABEL;
  const planes = choices.map((_, index) =>
    [scale, 0, 0, scale, left + (index % across) * step[0], top + Math.floor(index / across) * step[1]]);
  return { scale, planes };
}

/** A place on a plane, in columns and rows, on the screen. */
export function projected([a, b, c, d, e, f], column, row) {
  return [a * column + c * row + e, b * column + d * row + f];
}

/**
 * What lies under a point of the screen: the first plane from the front, with row and column there, or null.
 * @param {Placement[]} planes
 */
export function planeUnder(planes, { rows, columns }, x, y) {
  for (const [plane, [a, b, c, d, e, f]] of planes.entries()) {
    const area = a * d - b * c;
    const column = Math.floor((d * (x - e) - c * (y - f)) / area);
    const row = Math.floor((a * (y - f) - b * (x - e)) / area);
    if (row >= 0 && row < rows && column >= 0 && column < columns) return { plane, row, column };
  }
  return null;
}
