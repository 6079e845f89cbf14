/** The pictures of VolumeExplorer's planes: numbers in cells, or pixels, drawn once and then only placed. */
import { cellNumber } from "./volume_explorer_text.js";

const PLANE_TINT = 0.13;
const PLANE_LARGEST_TINT = 0.5;

/**
 * A plane of numbers in cells.
 * @param {{rows: number, columns: number, values: ArrayLike<number>, padding: number, cell: number,
 *   color: string, colors: Object, strength: (value: number) => number}} plane  `cell` is a cell's size in pixels
 */
export function numberPlane({ rows, columns, values, padding, cell, color, colors, strength }) {
  const [canvas, context] = planeCanvas(columns * cell, rows * cell);
  const longest = Math.max(2, ...Array.from(values, (value) => cellNumber(value).length));
  context.fillStyle = colors.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = `${Math.min(cell * 0.46, (cell * 1.3) / longest)}px ${colors.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let index = 0; index < values.length; index += 1) {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const isInside = planeIsInside(index, rows, columns, padding);
    planeCell(context, [column * cell, row * cell, cell], isInside ? color : colors.line, strength(values[index]));
    context.globalAlpha = 1;
    context.fillStyle = isInside ? colors.ink : colors.softInk;
    context.fillText(cellNumber(values[index]), (column + 0.5) * cell, (row + 0.54) * cell);
  }
  return canvas;
}

function planeCell(context, [x, y, cell], color, strength) {
  context.fillStyle = color;
  context.globalAlpha = PLANE_TINT + (PLANE_LARGEST_TINT - PLANE_TINT) * strength;
  context.fillRect(x, y, cell, cell);
  context.globalAlpha = 0.5;
  context.strokeStyle = color;
  context.strokeRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
}

/**
 * A plane of pixels, one for each value; those of the padding are half seen through.
 * @param {{rows: number, columns: number, values: ArrayLike<number>, padding: number,
 *   paint: (value: number) => number[]}} plane  `paint` gives red, green and blue from 0 to 255
 */
export function pixelPlane({ rows, columns, values, padding, paint }) {
  const [canvas, context] = planeCanvas(columns, rows);
  const image = context.createImageData(columns, rows);
  for (let index = 0; index < values.length; index += 1) {
    const alpha = planeIsInside(index, rows, columns, padding) ? 255 : 90;
    image.data.set([...paint(values[index]), alpha], 4 * index);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function planeIsInside(index, rows, columns, padding) {
  const [row, column] = [Math.floor(index / columns), index % columns];
  return Math.min(row, column, rows - 1 - row, columns - 1 - column) >= padding;
}

function planeCanvas(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  return [canvas, canvas.getContext("2d")];
}
