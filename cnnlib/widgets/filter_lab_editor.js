/** FilterLab's kernel editor: weights to drag, step and type, between the column and row that they factor into. */

import { make, writeText } from "./dom.js";
import { labNumber, labWeight } from "./filter_lab_dom.js";
import { parseWeight, weightStep, WEIGHT_LIMIT } from "./filter_lab_kernels.js";

const FILTER_LAB_PIXELS_PER_STEP = 4;

/**
 * Build the grid of weights.
 * @param {{
 *   present: () => number[][],
 *   onWeight: (row: number, column: number, value: number) => void,
 *   onRefusal: (words: string) => void,
 *   errorId: string,
 * }} options `present` gives the kernel of this moment, which may not be drawn yet
 */
export function buildEditor({ present, onWeight, onRefusal, errorId }) {
  const node = make("div", { class: "filter_lab-grid", role: "group", "aria-label": "Weights of the kernel" });
  const editor = { present, kernel: [[]], cells: [], column: [], row: [], onWeight, onRefusal, errorId };
  return {
    node,
    show(kernel, factors) {
      const isNewShape = kernel.length !== editor.cells.length || kernel[0].length !== editor.cells[0].length;
      editor.kernel = kernel;
      if (isNewShape) filterLabCells(node, editor, kernel);
      filterLabWrite(editor);
      filterLabMargins(editor, factors);
    },
  };
}

function filterLabCells(node, editor, kernel) {
  const margin = () => make("span", { class: "filter_lab-factor cnn-number", "aria-hidden": "true" });
  editor.column = kernel.map(margin);
  editor.row = kernel[0].map(margin);
  editor.cells = kernel.map((line, i) => line.map((_, j) => filterLabWeight(editor, i, j)));
  node.classList.toggle("filter_lab-dense", Math.max(kernel.length, kernel[0].length) > 5);
  node.style.setProperty("--filter_lab-columns", String(kernel[0].length));
  editor.corner = make("span", { "class": "filter_lab-corner", "aria-hidden": "true" });
  const lines = editor.cells.map((line, i) => [editor.column[i], ...line]);
  node.replaceChildren(editor.corner, ...editor.row, ...lines.flat());
}

function filterLabWeight(editor, i, j) {
  const input = make("input", {
    class: "filter_lab-weight cnn-number",
    inputmode: "decimal",
    autocomplete: "off",
    role: "spinbutton",
    "aria-label": `weight in row ${i + 1}, column ${j + 1}`,
    "aria-valuemin": String(-WEIGHT_LIMIT),
    "aria-valuemax": String(WEIGHT_LIMIT),
  });
  const set = (value) => {
    filterLabAccept(input, editor);
    editor.onWeight(i, j, filterLabTidy(value));
  };
  const current = () => editor.present()[i][j];
  filterLabDrag(input, editor, current, set);
  filterLabType(input, editor, current, set);
  return input;
}

/** Cut off the noise of adding steps, and stay within the limit. */
function filterLabTidy(value) {
  return Math.min(WEIGHT_LIMIT, Math.max(-WEIGHT_LIMIT, Number(value.toFixed(9))));
}

/** Up and down by pointer: the first pixels decide between a drag and a click that begins typing. */
function filterLabDrag(input, editor, current, set) {
  let start = null;
  input.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = { y: event.clientY, value: current(), step: weightStep(editor.present()), isDrag: false };
    input.setPointerCapture(event.pointerId);
  });
  input.addEventListener("pointermove", (event) => {
    if (!start) return;
    const steps = Math.trunc((start.y - event.clientY) / FILTER_LAB_PIXELS_PER_STEP);
    if (steps === 0 && !start.isDrag) return;
    start.isDrag = true;
    event.preventDefault();
    set(start.value + steps * start.step * (event.shiftKey ? 10 : 1));
  });
  const end = () => {
    if (start && !start.isDrag) input.select();
    start = null;
  };
  input.addEventListener("pointerup", end);
  input.addEventListener("pointercancel", end);
}

function filterLabType(input, editor, current, set) {
  const commit = () => {
    if (input.value.replace("−", "-") === input.dataset.shown?.replace("−", "-")) return filterLabAccept(input, editor);
    try {
      set(parseWeight(input.value));
    } catch (error) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", editor.errorId);
      editor.onRefusal(`${error.message} The weight stays ${labNumber(current())}.`);
    }
    return undefined;
  };
  input.addEventListener("change", commit);
  input.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction) {
      event.preventDefault();
      set(current() + direction * weightStep(editor.present()) * (event.shiftKey ? 10 : 1));
    } else if (event.key === "Escape") {
      input.value = input.dataset.shown;
      filterLabAccept(input, editor);
    }
  });
}

function filterLabAccept(input, editor) {
  if (!input.hasAttribute("aria-invalid")) return;
  input.removeAttribute("aria-invalid");
  input.removeAttribute("aria-describedby");
  editor.onRefusal("");
}

/** Write the weights that changed, tinted by sign and size. */
function filterLabWrite({ kernel, cells }) {
  const largest = Math.max(...kernel.flat().map(Math.abs)) || 1;
  cells.forEach((line, i) =>
    line.forEach((input, j) => {
      const weight = kernel[i][j];
      const shown = labWeight(weight, cells.length > 5 || line.length > 5);
      input.style.setProperty("--filter_lab-tint", `${Math.round((45 * Math.abs(weight)) / largest)}%`);
      input.classList.toggle("filter_lab-negative", weight < 0);
      if (input.dataset.value === String(weight) && input.value === shown) return;
      if (input.hasAttribute("aria-invalid") && input.dataset.value === String(weight)) return;
      input.dataset.value = String(weight);
      input.dataset.shown = shown;
      input.value = shown;
      input.setAttribute("aria-valuenow", String(weight));
      input.setAttribute("aria-valuetext", shown);
    }),
  );
}

/** Write column × row above and beside the weights, or nothing where a kernel has no such factors. */
function filterLabMargins({ cells, corner, column, row }, factors) {
  const isTight = cells.length > 5 || cells[0].length > 5;
  const written = (value) => (isTight ? labWeight(value, true) : labNumber(value, 2));
  writeText(corner, factors ? "×" : "");
  column.forEach((node, i) => writeText(node, factors ? written(factors.column[i]) : ""));
  row.forEach((node, j) => writeText(node, factors ? written(factors.row[j]) : ""));
}
