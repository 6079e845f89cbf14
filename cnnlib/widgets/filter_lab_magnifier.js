/** FilterLab's magnifier: the numbers under the window, their products with the weights, and the sum. */

import { make, writeText } from "./dom.js";
import { labShort, labWeight } from "./filter_lab_dom.js";

/** Signs of a number that is not unusually long, like −0.75: shorter ones do not change the size of the type. */
const FILTER_LAB_USUAL = 5;

/**
 * Build the magnifier.
 * @param {HTMLElement} channels the choice of a channel, set below the sum
 */
export function buildMagnifier(channels) {
  const patch = filterLabTable("patch", "window on the picture");
  const weights = filterLabTable("weights", "kernel as it lies there");
  const products = filterLabTable("products", "products");
  const sum = make("span", { class: "filter_lab-sum cnn-number" });
  const place = make("span", { class: "filter_lab-place cnn-note" });
  const sign = (text) => make("span", { "class": "filter_lab-sign", "aria-hidden": "true" }, text);
  const node = make(
    "div",
    { class: "filter_lab-magnifier", role: "group", "aria-label": "One pixel of the result" },
    ...[patch.figure, sign("×"), weights.figure, sign("="), products.figure, sign("→")],
    make("div", { class: "filter_lab-total" }, make("div", { class: "filter_lab-said" }, "sum", sum, place), channels),
  );
  return {
    node,
    /** @param {ReturnType<import("./filter_lab_math.js").magnify>} look */
    show(look, words) {
      const size = Math.max(look.weights.length, look.weights[0].length);
      const short = (value) => labShort(value, size > 5);
      filterLabFill(patch, look.patch, short, (value, i, j) => filterLabShade(value, look.inside[i][j]));
      const largest = Math.max(...look.weights.flat().map(Math.abs)) || 1;
      const tint = (value) => filterLabTint(value / largest);
      filterLabFill(weights, look.weights, (value) => labWeight(value, size > 4), tint);
      filterLabFill(products, look.products, short, tint);
      writeText(sum, labShort(look.sum));
      writeText(place, words);
    },
  };
}

function filterLabTable(name, caption) {
  const names = `filter_lab-numbers filter_lab-${name} cnn-number`;
  const grid = make("div", { class: names, "aria-hidden": "true" });
  const figure = make("figure", {}, grid, make("figcaption", {}, caption));
  return { grid, figure, cells: [], shape: "", longest: 0 };
}

/** Write numbers into a grid; its cells are made anew only if the shape is another. */
function filterLabFill(table, numbers, write, styleOf) {
  const shape = `${numbers.length}×${numbers[0].length}`;
  if (table.shape !== shape) {
    table.shape = shape;
    table.cells = numbers.map((line) => line.map(() => make("span")));
    table.grid.replaceChildren(...table.cells.flat());
    table.grid.style.setProperty("--filter_lab-columns", String(numbers[0].length));
    table.grid.style.setProperty("--filter_lab-count", String(Math.max(numbers.length, numbers[0].length)));
  }
  const texts = numbers.map((line) => line.map((value) => write(value)));
  filterLabLongest(table, Math.max(FILTER_LAB_USUAL, ...texts.flat().map((text) => text.length)));
  table.cells.forEach((line, i) =>
    line.forEach((cell, j) => {
      const text = texts[i][j];
      const { className, tint } = styleOf(numbers[i][j], i, j);
      writeText(cell, text);
      if (cell.className !== className) cell.className = className;
      cell.style.setProperty("--filter_lab-tint", tint);
    }),
  );
}

/** Let the numbers be as small as the longest asks for. */
function filterLabLongest(table, longest) {
  if (table.longest === longest) return;
  table.longest = longest;
  table.grid.style.setProperty("--filter_lab-longest", String(longest));
}

/** A pixel of the window in its own gray, with ink that can be read on it. */
function filterLabShade(value, isInside) {
  const gray = Math.round(255 * Math.min(1, Math.max(0, value)));
  const names = [gray > 120 ? "filter_lab-bright" : "filter_lab-dark", isInside ? "" : "filter_lab-beyond"];
  return { className: names.filter(Boolean).join(" "), tint: `rgb(${gray} ${gray} ${gray})` };
}

function filterLabTint(share) {
  const className = share < 0 ? "filter_lab-negative" : "";
  return { className, tint: `${Math.round(45 * Math.min(1, Math.abs(share)))}%` };
}
