/** What stands under the boards: the sum, the size formula, the two matrices, the line of PyTorch. */
import { make, makeCopyButton, writeText } from "./dom.js";
import { matrixRow, unfoldColumn } from "./conv_explorer_math.js";
import { MatrixCard } from "./conv_explorer_matrix.js";
import { SumLine } from "./conv_explorer_sum.js";
import { sizeFormula, sizeRemark, torchLine, usesText } from "./conv_explorer_text.js";

export class Views {
  /** @param {{signal: AbortSignal}} options */
  constructor({ signal }) {
    const named = (label) => ({ tabindex: "0", role: "group", "aria-label": label });
    this.sum = new SumLine();
    this.sizes = [make("span"), make("span")];
    this.remark = make("p", { class: "conv_explorer-remark" });
    const axes = ["height", "width"].map((name, axis) =>
      make("p", {}, make("span", { class: "cnn-note conv_explorer-axis" }, name), this.sizes[axis]));
    this.formula = make("div", { class: "conv_explorer-formula cnn-number" }, ...axes, this.remark);
    this.matrix = new MatrixCard({ title: "Convolution matrix", kind: "weights", byRow: true, signal });
    this.columns = new MatrixCard({ title: "im2col matrix", kind: "columns", byRow: false, signal });
    this.code = make("code");
    const general = make("span", { class: "cnn-note" }, "⌊(m + p₁ + p₂ − d·(k − 1) − 1) / s⌋ + 1");
    const size = make("section", { class: "conv_explorer-card conv_explorer-size-card", "aria-label": "Output size" },
      make("div", { class: "conv_explorer-head" }, "Output size ", general), this.formula);
    const copy = makeCopyButton("Copy", () => this.code.textContent, signal);
    this.root = make("div", {}, this.sum.root, size,
      make("div", { class: "conv_explorer-cards" }, this.matrix.root, this.columns.root),
      make("div", { class: "conv_explorer-code" }, make("pre", named("In PyTorch"), this.code), copy));
  }

  /** Show a state: everything that does not depend on the position. */
  fill(layout, state) {
    this.layout = layout;
    this.showFormula(layout);
    const positions = layout.outputs.map((_, position) => position);
    this.matrix.fill(positions.map((position) => matrixRow(layout, position)));
    this.columns.fill(positions.map((position) => unfoldColumn(layout, position)));
    writeText(this.code, torchLine(state));
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
    this.sum.show(this.layout, this.position);
  }

  /** Say which outputs use one input, in the place of the sum. */
  showUses(row, column) {
    this.sum.tell(usesText(this.layout, row, column));
  }

  /** Write the size formula of both axes and the remark on them, which is hidden where it is empty. */
  showFormula(layout) {
    [0, 1].forEach((axis) => writeText(this.sizes[axis], sizeFormula(layout, axis).text));
    writeText(this.remark, sizeRemark(layout));
    this.remark.hidden = this.remark.textContent === "";
  }
}
