/** Where ConnectivityExplorer draws its units: in pixels, from the width that there is. No DOM. */
import { receptiveField } from "./connectivity_explorer_math.js";

const PLACES_MARGIN = { top: 26, bottom: 46, right: 8 };
const PLACES_WIDEST = { spacing: 104, row: 250, radius: 20, span: 1.8 };
const PLACES_NARROW = 460;

/**
 * Place all units: each over the middle of what it would see, the input at the bottom; where that would take too much
 * room, because windows lie in the padding alone, each layer evenly over the middle of the input.
 * @param {Object} state
 * @param {import("./connectivity_explorer_math.js").Network} network
 * @param {{width: number, height: number}} size
 */
export function placeUnits(state, network, { width, height }) {
  const left = width < PLACES_NARROW ? 31 : 74;
  const windows = network.widths.map((_, layer) => placesRow(state, network, layer));
  const isTooWide = placesSpan(windows) > PLACES_WIDEST.span * Math.max(...network.widths);
  const rows = isTooWide ? windows.map((row) => placesEven(row, state.units)) : windows;
  const all = [...rows.flatMap(({ units }) => units), ...rows[0].zeros];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = width - left - PLACES_MARGIN.right;
  const spacing = Math.min(PLACES_WIDEST.spacing, room / (most - least + 1));
  const start = left + (room - (most - least) * spacing) / 2;
  const across = (place) => start + (place - least) * spacing;
  const fits = (place) => place >= least && place <= most;
  const jumps = rows.map(({ jump }) => jump * spacing);
  const radius = Math.min(PLACES_WIDEST.radius, 0.36 * Math.min(...jumps), 0.4 * spacing);
  return {
    width, height, left, spacing, across, radius: Math.max(3, radius),
    rows: rows.map(({ units, zeros }, layer) => ({
      y: placesHeight(layer, rows.length, height),
      units: units.map(across),
      zeros: zeros.filter(fits).map(across),
    })),
  };
}

/** The line of an arrow between two units, from rim to rim, and its head, if it has one. */
export function arrowPath([x1, y1], [x2, y2], radius, hasHead = true) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [u, v] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = radius < 9 ? 5 : 8;
  const tip = radius + 2;
  const at = (distance, aside) => placesPoint(x2 - u * distance - v * aside, y2 - v * distance + u * aside);
  const start = placesPoint(x1 + u * (radius + 1), y1 + v * (radius + 1));
  return {
    line: `M${start}L${at(tip + head - 2, 0)}`,
    head: hasHead ? `M${at(tip, 0)}L${at(tip + head, head * 0.42)}L${at(tip + head, -head * 0.42)}Z` : "",
  };
}

function placesRow(state, { widths, steps }, layer) {
  const isDense = state.connection === "dense";
  const { size, jump, start } = isDense ? { size: 1, jump: 1, start: 0 } : receptiveField(state, layer);
  const middle = (unit) => start + (size - 1) / 2 + unit * jump;
  const units = Array.from({ length: widths[layer] }, (_, unit) => middle(unit));
  const zeros = isDense || layer === steps.length ? [] : placesZeros(state, steps[layer]).map(middle);
  return { units, zeros, jump };
}

function placesSpan(rows) {
  const all = rows.flatMap(({ units }) => units);
  return Math.max(...all) - Math.min(...all) + 1;
}

function placesEven({ units }, inputs) {
  const first = (inputs - units.length) / 2;
  return { units: units.map((_, unit) => first + unit), zeros: [], jump: 1 };
}

/** The places of the padding that a window touches. */
function placesZeros({ kernel_size: kernelSize, stride, dilation, padding }, { inputs, outputs }) {
  const touched = new Set();
  for (let to = 0; to < outputs; to += 1) {
    for (let tap = 0; tap < kernelSize; tap += 1) touched.add(to * stride - padding + tap * dilation);
  }
  return [...touched].filter((place) => place < 0 || place >= inputs);
}

function placesHeight(layer, layers, height) {
  const room = height - PLACES_MARGIN.top - PLACES_MARGIN.bottom;
  const row = Math.min(PLACES_WIDEST.row, room / (layers - 1));
  const bottom = height - PLACES_MARGIN.bottom - (room - row * (layers - 1)) / 2;
  return bottom - layer * row;
}

function placesPoint(x, y) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
