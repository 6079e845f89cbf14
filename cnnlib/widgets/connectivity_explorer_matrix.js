/** The same connections as a matrix: a row for each output, a column for each input, zeros left blank. */
import { make, writeText } from "./dom.js";
import { weightMatrix } from "./connectivity_explorer_math.js";
import { layerClass, weightLook, withUnit } from "./connectivity_explorer_svg.js";
import { layerName, rowText, weightName } from "./connectivity_explorer_text.js";
import { change, draw, keepCount } from "./svg.js";

const MATRIX_BOX = { side: 300, head: 24, most: 60 };
// Letters grow in steps: a browser lays out 144 names anew if their size changes, but only moves them if it does not.
const MATRIX_FONT = { most: 15, share: 1.5, step: 5, head: 13 };

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
    this.heads = draw("g");
    const side = MATRIX_BOX.head + MATRIX_BOX.side + 3;
    this.middle = side / 2;
    this.cells = make("div", { class: "connectivity_explorer-cells", style: `--side: ${side}` });
    const lines = draw("svg", { viewBox: `0 0 ${side} ${side}` }, this.heads, this.column, this.row);
    this.board = make("div", { class: "connectivity_explorer-matrix", role: "img" }, this.cells, lines);
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
    this.showHeads(height, width);
    this.showCells(width);
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

  /** Number the rows, then the columns. */
  showHeads(height, width) {
    const { matrix, layers } = this.state;
    const aside = [this.size - 10, this.size / 2 + MATRIX_FONT.head * 0.35];
    const above = [this.size / 2, this.size - 6];
    keepCount(this.heads, height + width, () => draw("text")).forEach((head, index) => {
      const isRow = index < height;
      const place = isRow ? index : index - height;
      const [x, y] = isRow ? this.spot(place, -1) : this.spot(-1, place);
      const [dx, dy] = isRow ? aside : above;
      const color = layerClass(isRow ? matrix : matrix - 1, layers);
      change(head, { "x": x + dx, "y": y + dy, "class": `connectivity_explorer-index ${color}` });
      writeText(head, String(place + 1));
    });
  }

  showCells(width) {
    const length = (units) => `calc(var(--unit) * ${units})`;
    const [x, y] = this.spot(0, 0);
    change(this.cells, { style: `--side: ${2 * this.middle}; left: calc(50cqi + ${length(x - this.middle)}); `
      + `top: calc(50% + ${length(y - this.middle)}); grid: auto-flow ${length(this.size)} / `
      + `repeat(${width}, ${length(this.size)})` });
    const weights = this.rows.flat();
    keepCount(this.cells, weights.length, () => make("div")).forEach((cell, index) =>
      this.showCell(cell, weights[index], Math.floor(index / width)));
  }

  showCell(cell, weight, row) {
    const unit = JSON.stringify([this.state.matrix, row]);
    if (weight === 0) {
      change(cell, { "class": "connectivity_explorer-blank", "data-unit": unit, "style": "" });
      writeText(cell, "");
      return;
    }
    const name = weightName(weight);
    const size = this.size - (this.size % MATRIX_FONT.step);
    const font = Math.min(MATRIX_FONT.most, (size * MATRIX_FONT.share) / name.length);
    const look = { "class": "connectivity_explorer-weight connectivity_explorer-cell", "data-unit": unit };
    change(cell, { ...look, style: `${weightLook(weight, this.state).style}; --font: ${font}` });
    writeText(cell, name);
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
  change(box, { visibility: isShown ? "visible" : "hidden" });
  if (isShown) change(box, { x, y, width, height });
}
