/** The sum behind one output, written out: its parts stay in the page, only their texts change. */
import { make, writeText } from "./dom.js";
import { place, windowTerms } from "./conv_explorer_math.js";
import { equalsSign, formatFactor, formatNumber } from "./conv_explorer_text.js";

export class SumLine {
  constructor() {
    this.products = [];
    this.index = make("span");
    this.sign = make("span");
    this.result = make("b", { class: "conv_explorer-y" });
    const label = { "tabindex": "0", "role": "group", "aria-label": "The sum" };
    this.root = make("p", { class: "conv_explorer-sum cnn-number", ...label });
  }

  /** Write the sum of one output. */
  show(layout, position) {
    const terms = windowTerms(layout, position);
    const sum = layout.outputs[position];
    this.shape(terms.length);
    terms.forEach((term, index) => this.products[index].write(term));
    writeText(this.index, `y[${place(position, layout.outputSize[1]).join(", ")}] = `);
    writeText(this.sign, ` ${equalsSign(terms, sum)} `);
    writeText(this.result, formatNumber(sum));
  }

  /** Write a sentence in the place of the sum. */
  tell(text) {
    this.root.textContent = text;
  }

  /** Put as many products into the page as there are terms, unless they stand there. */
  shape(count) {
    if (this.products.length === count && this.root.contains(this.result)) return;
    if (this.products.length !== count) this.products = Array.from({ length: count }, sumProduct);
    const parts = this.products.flatMap(({ element }, index) => (index === 0 ? [element] : [" + ", element]));
    this.root.replaceChildren(this.index, ...parts, this.sign, this.result);
  }
}

function sumProduct() {
  const [x, w] = [make("span"), make("span", { class: "conv_explorer-w" })];
  const element = make("span", { class: "conv_explorer-product" }, x, "×", w);
  const write = (term) => {
    x.className = term.inside ? "conv_explorer-x" : "conv_explorer-nil";
    writeText(x, formatFactor(term.x));
    writeText(w, formatFactor(term.w));
  };
  return { element, write };
}
