/** What stands under the boards: the sum, the size formula, the two matrices, the line of PyTorch. */
import { make, makeCopyButton } from "./dom.js";
import { matrixRow, place, unfoldColumn, windowTerms } from "./conv_explorer_math.js";
import { MatrixCard } from "./conv_explorer_matrix.js";
import { equalsSign, formatFactor, formatNumber, usesText } from "./conv_explorer_text.js";
import { sizeFormula, sizeRemark, torchLine } from "./conv_explorer_text.js";

export class Views {
  /** @param {{signal: AbortSignal}} options */
  constructor({ signal }) {
    const named = (label) => ({ tabindex: "0", role: "group", "aria-label": label });
    this.sum = make("p", { class: "conv_explorer-sum cnn-number", ...named("The sum") });
    this.formula = make("div", { class: "conv_explorer-formula cnn-number" });
    this.matrix = new MatrixCard({ title: "Convolution matrix", kind: "weights", byRow: true, signal });
    this.columns = new MatrixCard({ title: "im2col matrix", kind: "columns", byRow: false, signal });
    this.code = make("code");
    const general = make("span", { class: "cnn-note" }, "⌊(m + p₁ + p₂ − d·(k − 1) − 1) / s⌋ + 1");
    const size = make("section", { class: "conv_explorer-card conv_explorer-size-card", "aria-label": "Output size" },
      make("div", { class: "conv_explorer-head" }, "Output size ", general), this.formula);
    const copy = makeCopyButton("Copy", () => this.code.textContent, signal);
    this.root = make("div", {}, this.sum, size,
      make("div", { class: "conv_explorer-cards" }, this.matrix.root, this.columns.root),
      make("div", { class: "conv_explorer-code" }, make("pre", named("In PyTorch"), this.code), copy));
  }

  /** Show a state: everything that does not depend on the position. */
  fill(layout, state) {
    this.layout = layout;
    this.formula.replaceChildren(...viewFormula(layout));
    const positions = layout.outputs.map((_, position) => position);
    this.matrix.fill(positions.map((position) => matrixRow(layout, position)));
    this.columns.fill(positions.map((position) => unfoldColumn(layout, position)));
    this.code.textContent = torchLine(state);
  }

  /** Paint the matrices in the size that the page gives them. */
  measure() {
    this.matrix.measure();
    this.columns.measure();
  }

  /** Show one output. */
  show(position) {
    this.position = position;
    this.showSum();
    this.matrix.show(position, this.layout.inputSize[1]);
    this.columns.show(position, this.layout.kernelSize[1]);
  }

  showSum() {
    const { layout, position } = this;
    const terms = windowTerms(layout, position);
    const sum = layout.outputs[position];
    const index = place(position, layout.outputSize[1]).join(", ");
    this.sum.replaceChildren(`y[${index}] = `, ...terms.flatMap(viewTerm), ` ${equalsSign(terms, sum)} `,
      make("b", { class: "conv_explorer-y" }, formatNumber(sum)));
  }

  /** Say which outputs use one input, in the place of the sum. */
  showUses(row, column) {
    this.sum.textContent = usesText(this.layout, row, column);
  }
}

function viewTerm(term, index) {
  const x = make("span", { class: term.inside ? "conv_explorer-x" : "conv_explorer-nil" }, formatFactor(term.x));
  const product = make("span", { class: "conv_explorer-product" }, x, "×",
    make("span", { class: "conv_explorer-w" }, formatFactor(term.w)));
  return index === 0 ? [product] : [" + ", product];
}

function viewFormula(layout) {
  const lines = [0, 1].map((axis) => {
    const { name, text } = sizeFormula(layout, axis);
    return make("p", {}, make("span", { class: "cnn-note conv_explorer-axis" }, name), text);
  });
  const remark = sizeRemark(layout);
  return remark ? [...lines, make("p", { class: "conv_explorer-remark" }, remark)] : lines;
}
