/** The same connections as a matrix: a row for each output, a column for each input, zeros left blank. */
import { make } from "./dom.js";
import { weightMatrix } from "./connectivity_explorer_math.js";
import { draw, layerClass, weightLook, withUnit } from "./connectivity_explorer_svg.js";
import { layerName, rowText, weightName } from "./connectivity_explorer_text.js";

const MATRIX_BOX = { side: 300, head: 24, most: 60 };
const MATRIX_FONT = { least: 7.5, most: 15, share: 1.5 };

export class Matrix {
  /**
   * @param {{signal: AbortSignal, point: (unit: ?number[]) => void, pick: (unit: ?number[]) => void,
   *   choose: (matrix: number) => void}} options
   */
  constructor({ signal, point, pick, choose }) {
    this.choice = make("select", { "aria-label": "Matrix of the weights from" });
    this.choice.addEventListener("change", () => choose(Number(this.choice.value)), { signal });
    this.row = draw("rect", { class: "connectivity_explorer-row" });
    this.column = draw("rect", { class: "connectivity_explorer-column" });
    this.cells = draw("g");
    const side = MATRIX_BOX.head + MATRIX_BOX.side + 3;
    const look = { class: "connectivity_explorer-matrix", role: "img", viewBox: `0 0 ${side} ${side}` };
    this.board = draw("svg", look, this.cells, this.column, this.row);
    const listen = (type, act) => this.board.addEventListener(type, act, { signal });
    listen("pointerover", withUnit((unit, event) => event.pointerType === "touch" || point(unit)));
    listen("pointerleave", () => point(null));
    listen("click", withUnit(pick));
    const title = make("p", { class: "connectivity_explorer-title" },
      make("span", { "aria-hidden": "true" }, "Matrix W,"), this.choice);
    this.root = make("div", {}, title, this.board);
  }

  /** Draw the matrix that the state chooses. */
  shape(state, network) {
    Object.assign(this, { state, network });
    this.showChoices();
    this.rows = weightMatrix(network.steps[state.matrix - 1]);
    const [height, width] = [this.rows.length, this.rows[0].length];
    this.size = Math.min(MATRIX_BOX.most, MATRIX_BOX.side / Math.max(height, width));
    this.left = MATRIX_BOX.head + (MATRIX_BOX.side - width * this.size) / 2;
    const heads = this.rows[0].map((_, column) => this.makeHead(column, state.matrix - 1, this.spot(-1, column)));
    const lines = this.rows.map((row, index) => this.makeRow(row, index));
    this.cells.replaceChildren(draw("g", {}, ...heads), ...lines);
    const most = this.rows.map((row, index) => `row ${index + 1}: ${rowText(row)}`).slice(0, 3).join("; ");
    this.board.setAttribute("aria-label", `Matrix W of ${height} rows and ${width} columns; ${most}`);
    this.light(null);
  }

  showChoices() {
    const { layers, matrix } = this.state;
    const name = (layer) => layerName(layer, layers);
    const options = Array.from({ length: layers - 1 }, (_, step) =>
      make("option", { value: step + 1 }, `${name(step)} → ${name(step + 1)}`));
    this.choice.replaceChildren(...options);
    this.choice.value = String(matrix);
    this.choice.disabled = layers === 2;
  }

  makeRow(row, index) {
    const unit = JSON.stringify([this.state.matrix, index]);
    const cells = row.map((weight, column) => this.makeCell(weight, index, column));
    return draw("g", { "data-unit": unit, "class": "connectivity_explorer-line-of-cells" },
      this.makeHead(index, this.state.matrix, this.spot(index, -1)), ...cells);
  }

  makeHead(index, layer, [x, y]) {
    const font = Math.min(13, this.size * 0.6);
    const isColumn = layer < this.state.matrix;
    const [dx, dy] = isColumn ? [this.size / 2, this.size - 6] : [this.size - 10, this.size / 2 + font * 0.35];
    const look = { "class": `connectivity_explorer-index ${layerClass(layer, this.state.layers)}`, "font-size": font };
    return draw("text", { x: x + dx, y: y + dy, ...look }, index + 1);
  }

  makeCell(weight, row, column) {
    const [x, y] = this.spot(row, column);
    const box = draw("rect", { x, y, width: this.size, height: this.size });
    if (weight === 0) return draw("g", { class: "connectivity_explorer-blank" }, box);
    const name = weightName(weight);
    const font = Math.min(MATRIX_FONT.most, this.size * MATRIX_FONT.share / name.length);
    const look = { "x": x + this.size / 2, "y": y + this.size / 2 + font * 0.33, "font-size": font };
    const parts = font < MATRIX_FONT.least ? [box] : [box, draw("text", look, name)];
    const { style } = weightLook(weight, this.state);
    return draw("g", { class: "connectivity_explorer-weight connectivity_explorer-cell", style }, ...parts);
  }

  /** Light the row of a unit that the matrix makes, the column of one that it takes from. */
  light(unit) {
    const { matrix } = this.state;
    const [height, width] = [this.rows.length, this.rows[0].length];
    matrixPlace(this.row, unit?.[0] === matrix, this.spot(unit?.[1], 0), [width * this.size, this.size]);
    matrixPlace(this.column, unit?.[0] === matrix - 1, this.spot(0, unit?.[1]), [this.size, height * this.size]);
  }

  spot(row, column) {
    return [this.left + column * this.size, MATRIX_BOX.head + row * this.size];
  }
}

function matrixPlace(box, isShown, [x, y], [width, height]) {
  box.setAttribute("visibility", isShown ? "visible" : "hidden");
  if (!isShown) return;
  for (const [name, value] of Object.entries({ x, y, width, height })) box.setAttribute(name, value);
}
