/** What ArchitectureExplorer says. Pure computation, no DOM. */
import { sharesOf } from "./architecture_explorer_math.js";
import { layerSettings, layerTotals } from "./layer_list.js";

const ARCH_BYTES = 4;
const ARCH_UNITS = ["B", "kB", "MB", "GB", "TB"];
/** Counts from here on are said to three figures; those that a column of the list has no room for, already before. */
const ARCH_MOST_COUNT = 1e12;
const ARCH_MOST_LISTED = { parameters: 1e9, multiplyAdds: 1e11 };
const ARCH_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A whole number with commas, such as 61,706, and from `most` on as 4.21 · 10¹⁵; without a locale's table, which would
 * take milliseconds to load.
 */
export function countText(count, most = ARCH_MOST_COUNT) {
  if (count < most) return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
  const [factor, power] = count.toExponential(2).split("e+");
  return `${factor} · 10${power.replace(/\d/g, (digit) => ARCH_POWERS[digit])}`;
}

/** A shape as 16 × 10 × 10. */
export function shapeText(shape) {
  return shape.join(" × ");
}

/** Bytes of so many float32 values with a unit, to three figures, as `cnnlib.models.summary` writes them. */
export function bytesText(values) {
  let [count, unit] = [values * ARCH_BYTES, 0];
  for (; count >= 1000 && unit < ARCH_UNITS.length - 1; unit += 1) count /= 1000;
  return `${Number(count.toPrecision(3))} ${ARCH_UNITS[unit]}`;
}

/** A share as a percentage, whose sign stays on its line. */
export function percentText(share) {
  const percent = 100 * share;
  if (percent === 0 || percent >= 10) return `${Math.round(percent)}\u00a0%`;
  return percent < 0.1 ? "under 0.1\u00a0%" : `${percent.toFixed(1)}\u00a0%`;
}

/** The numbers of a row: output, parameters, multiply-adds, memory, field. */
export function rowCells(row) {
  const count = (name) => (row[name] ? archListed(row, name) : "–");
  return [
    shapeText(row.shape), count("parameters"), count("multiplyAdds"), bytesText(row.memory),
    row.field === null ? "all" : String(row.field),
  ];
}

/** The sums, in the columns of the rows. */
export function totalCells(rows) {
  const totals = layerTotals(rows);
  return ["", archListed(totals, "parameters"), archListed(totals, "multiplyAdds"), bytesText(totals.memory), ""];
}

function archListed(counts, name) {
  return countText(counts[name], ARCH_MOST_LISTED[name]);
}

/** Which layer is impossible, and why; nothing where all can be. */
export function reasonOf(names, rows) {
  const refused = rows.findIndex(({ refusal }) => refusal !== null);
  return refused < 0 ? "" : `${names[refused]} is impossible. ${rows[refused].refusal}.`;
}

/** Three sentences: about the chosen layer, or with −1 about the network. */
export function saysOf(layers, names, rows, inputShape, chosen) {
  if (chosen < 0) return archNetworkSays(names, rows);
  const row = rows[chosen];
  const given = chosen === 0 ? inputShape : rows[chosen - 1].shape;
  const name = names[chosen];
  if (given === null) return [`${name} comes after a layer that is impossible.`, "", ""];
  if (row.shape === null) return [`${name} cannot take ${shapeText(given)}.`, "The layers before it stand.", ""];
  const share = sharesOf(rows)[chosen];
  const shapes = `${shapeText(given)} → ${shapeText(row.shape)}`;
  const memory = `${countText(row.memory)} values (${bytesText(row.memory)} in float32)`;
  return [
    `${name}: ${shapes}, ${memory}. ${archSees(row)}`,
    archParameters(layerSettings(layers[chosen]), given, row, share.parameters),
    archWork(layerSettings(layers[chosen]), row, share.work),
  ];
}

function archSees({ field }) {
  return field === null ? "A unit sees the whole input." : `A unit sees ${field} × ${field} pixels.`;
}

function archNetworkSays(names, rows) {
  const { parameters, multiplyAdds, memory, fixed } = layerTotals(rows);
  const most = (name, key) => {
    const share = sharesOf(rows).map((each) => each[key]);
    const place = share.indexOf(Math.max(...share));
    return share[place] > 0 ? `; most in ${names[place]}, ${percentText(share[place])}` : "";
  };
  const stored = fixed ? ` and ${countText(fixed)} fixed numbers` : "";
  return [
    `${countText(parameters)} parameters${stored}${most("parameters", "parameters")}.`,
    `${countText(multiplyAdds)} multiply-adds for one example${most("multiplyAdds", "work")}.`,
    `In float32 the parameters take ${bytesText(parameters)}, all outputs ${bytesText(memory)}.`,
  ];
}

function archParameters(settings, given, row, share) {
  const biases = settings.bias ? (count) => ` + ${countText(count)}` : () => "";
  const said = (term) => `Parameters: ${term} = ${countText(row.parameters)}, ${percentText(share)} of all.`;
  switch (row.kind) {
    case "conv": {
      const { groups, out_channels: out, kernel_size: kernel, connections } = settings;
      const per = groups === 1 ? countText(given[0]) : `${given[0]}/${groups}`;
      const pairs = connections ? `${connections} pairs of maps` : `${per} · ${countText(out)}`;
      return said(`${kernel}² · ${pairs}${biases(out)}`);
    }
    case "linear":
      return said(`${countText(given[0])} · ${countText(settings.out_features)}${biases(settings.out_features)}`);
    case "subsampling":
      return said(`2 · ${row.shape[0]}, a coefficient and a bias for each map`);
    case "rbf":
      return `No parameters: its ${countText(row.fixed)} numbers are fixed.`;
    default:
      return "No parameters.";
  }
}

function archWork({ bias, out_channels: out }, row, share) {
  const said = (term) => `Multiply-adds: ${term} = ${countText(row.multiplyAdds)}, ${percentText(share)} of all.`;
  const [, height, width] = row.shape;
  switch (row.kind) {
    case "conv":
      return said(`${height} · ${width} places · ${countText(row.parameters - (bias ? out : 0))} weights`);
    case "linear":
      return `Multiply-adds: one for each weight, ${countText(row.multiplyAdds)}, ${percentText(share)} of all.`;
    case "subsampling":
      return `Multiply-adds: one for each window, ${countText(row.multiplyAdds)}, ${percentText(share)} of all.`;
    case "rbf":
      return `Multiply-adds: one for each square, ${countText(row.multiplyAdds)}, ${percentText(share)} of all.`;
    default:
      return "No multiply-adds: only products with parameters count.";
  }
}
