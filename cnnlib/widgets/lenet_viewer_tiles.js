/**
 * Where LeNetViewer draws which unit: the maps of a layer side by side, counted in cells, of which a pixel of the
 * largest maps takes one. Pure computation, no DOM.
 *
 * @typedef {{ shape: number[], columns: number, block: number, gap: number, width: number, height: number }} Tiles
 *   shape of the layer, maps in a row, cells along a unit and between maps, cells of the whole
 */

/** Maps in a row, cells along a unit, cells between maps. */
const LENET_ARRANGEMENTS = {
  Input: [1, 2, 0], C1: [6, 1, 2], S2: [6, 2, 2], C3: [8, 2, 2], S4: [8, 4, 2], C5: [40, 4, 0], F6: [42, 4, 0],
};

/** @returns {Tiles} of one of LENET_LAYERS */
export function lenetTiles({ name, shape }) {
  const [columns, block, gap] = LENET_ARRANGEMENTS[name];
  const [maps, rows, length] = shape;
  return {
    shape, columns, block, gap,
    width: columns * (length * block + gap) - gap,
    height: Math.ceil(maps / columns) * (rows * block + gap) - gap,
  };
}

/** First row and column of cells of a map. */
export function tileCorner({ shape: [, rows, length], columns, block, gap }, map) {
  return [Math.floor(map / columns) * (rows * block + gap), (map % columns) * (length * block + gap)];
}

/** The unit at a place in cells, or the nearest to it: map, row, column. */
export function unitAtCell({ shape: [maps, rows, length], columns, block, gap }, [down, right]) {
  const inside = (place, count) => Math.min(count - 1, Math.max(0, Math.floor(place)));
  const column = inside(right / (length * block + gap), columns);
  const line = inside(down / (rows * block + gap), Math.ceil(maps / columns));
  const map = Math.min(maps - 1, line * columns + column);
  const top = Math.floor(map / columns) * (rows * block + gap);
  return [map, inside((down - top) / block, rows), inside((right - column * (length * block + gap)) / block, length)];
}

/** The unit one step further; from the edge of a map on to its neighbor, and no further than the last map. */
export function stepUnit(tiles, [map, row, column], [down, right]) {
  const { shape: [maps, rows, length], columns } = tiles;
  const [i, j] = [row + down, column + right];
  if (i >= 0 && i < rows && j >= 0 && j < length) return [map, i, j];
  const neighbor = map + (i < 0 ? -columns : 0) + (i >= rows ? columns : 0) + (j < 0 ? -1 : 0) + (j >= length ? 1 : 0);
  const isBeyond = (j < 0 && map % columns === 0) || (j >= length && neighbor % columns === 0);
  if (isBeyond || neighbor < 0 || neighbor >= maps) return [map, row, column];
  return [neighbor, (i + rows) % rows, (j + length) % length];
}

/** An SVG path around some rows and columns of a map, cut off at its edges; `around` is a distance in cells. */
export function tilePath(tiles, map, [top, bottom], [left, right], around = 0) {
  const { shape: [, rows, length], block } = tiles;
  const [down, across] = tileCorner(tiles, map);
  const [first, last] = [Math.max(0, top), Math.min(rows - 1, bottom)];
  const [start, end] = [Math.max(0, left), Math.min(length - 1, right)];
  const [height, width] = [(last - first + 1) * block + 2 * around, (end - start + 1) * block + 2 * around];
  return `M${across + start * block - around} ${down + first * block - around}h${width}v${height}h${-width}z`;
}

/** An SVG path around all maps, or around the whole where maps are single units. */
export function framesPath(tiles) {
  const { shape: [maps, rows, length], columns, block, height } = tiles;
  if (length === 1) return `M0 0h${columns * block}v${height}h${-columns * block}z`;
  const map = (each) => tilePath(tiles, each, [0, rows - 1], [0, length - 1]);
  return Array.from({ length: maps }, (_, each) => map(each)).join("");
}

/**
 * Paint the values of a layer into pixels of the canvas, one a cell.
 * @param {Uint32Array} pixels  width × height of the tiles
 * @param {Tiles} tiles
 * @param {Float32Array} values
 * @param {Uint32Array} colors  for values from 0 to `most`
 * @param {number} most
 */
export function paintTiles(pixels, tiles, values, colors, most) {
  const { shape: [maps, rows, length], block, width } = tiles;
  const last = colors.length - 1;
  const scale = most > 0 ? last / most : 0;
  for (let map = 0, at = 0; map < maps; map += 1) {
    const [down, across] = tileCorner(tiles, map);
    for (let i = 0; i < rows; i += 1) {
      const start = (down + i * block) * width + across;
      for (let j = 0; j < length; j += 1, at += 1) {
        const color = colors[Math.min(last, Math.max(0, Math.round(values[at] * scale)))];
        pixels.fill(color, start + j * block, start + (j + 1) * block);
      }
      for (let line = 1; line < block; line += 1) {
        pixels.copyWithin(start + line * width, start, start + length * block);
      }
    }
  }
}
