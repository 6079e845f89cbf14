/** Behind one output: for each channel window × filter = products, their sums, and the sum of all. */
import { make, writeText } from "./dom.js";
import { channelTerms, channelsSeen, outputValue } from "./volume_explorer_math.js";
import { VOLUME_MOST } from "./volume_explorer_numbers.js";
import { cellNumber, channelName, outputName, volumeEquals, volumeNumber, volumeTerm } from "./volume_explorer_text.js";

const SUM_BOARDS = ["window", "weights", "products"];

export class VolumeSum {
  constructor() {
    this.cards = Array.from({ length: VOLUME_MOST.channels }, sumCard);
    this.parts = Array.from({ length: VOLUME_MOST.channels }, () => make("span"));
    this.name = make("span");
    this.bias = make("span", { class: "volume_explorer-bias", title: "bias" });
    this.equals = make("span");
    this.value = make("b", { class: "volume_explorer-value" });
    const named = (label) => ({ "role": "group", "aria-label": label });
    const cards = { "class": "volume_explorer-cards", "tabindex": "0", ...named("Windows, filters, products") };
    this.list = make("div", cards, ...this.cards.map(({ root }) => root));
    this.note = make("span", { class: "cnn-note" });
    this.line = make("p", { class: "volume_explorer-line cnn-number", tabindex: "0", ...named("The sum") },
      this.name, ...this.parts, " + ", this.bias, this.equals, this.value);
    this.root = make("div", { class: "volume_explorer-sum" }, this.list,
      make("div", { class: "volume_explorer-total" }, this.line, this.note));
  }

  /** Show other sizes. */
  shape(layout) {
    this.layout = layout;
    this.terms = [];
    this.list.style.setProperty("--k", layout.k);
    this.list.style.setProperty("--cards", channelsSeen(layout, 0).length);
    for (const card of this.cards) card.shape(layout.k);
    writeText(this.note, layout.isDepthwise
      ? "the channel’s own sum + bias: nothing is added across channels" : "one sum for each channel + bias");
  }

  /** Show one output. */
  show(filter, position) {
    const { layout } = this;
    const terms = channelTerms(layout, filter, position);
    const sums = terms.map(({ sum }) => sum);
    const value = outputValue(layout, filter, position);
    this.cards.forEach((card, index) => card.show(layout, terms[index]));
    this.parts.forEach((part, index) => {
      const text = index < sums.length ? `${index > 0 ? " + " : ""}${volumeTerm(sums[index], index)}` : "";
      writeText(part, text);
    });
    writeText(this.name, `${outputName(layout, filter, position)} = `);
    writeText(this.bias, volumeTerm(layout.bias[filter], 1));
    writeText(this.equals, ` ${volumeEquals([...sums, layout.bias[filter]], value)} `);
    writeText(this.value, volumeNumber(value));
  }
}

/** One channel: three boards of numbers whose cells stay in the page. */
function sumCard() {
  const [title, sum] = [make("span"), make("b", { class: "cnn-number" })];
  const boards = SUM_BOARDS.map((name) => make("div", { class: `volume_explorer-board volume_explorer-${name}` }));
  const head = make("div", { class: "volume_explorer-card-head" }, title,
    make("span", { class: "volume_explorer-partial" }, "sum ", sum));
  const row = make("div", { class: "volume_explorer-product" },
    make("div", {}, boards[0], "×", boards[1]), make("div", {}, "=", boards[2]));
  const root = make("section", { class: "volume_explorer-card" }, head, row);
  let cells = [];
  const shape = (k) => {
    if (cells[0]?.length === k * k) return;
    cells = boards.map((board) => {
      const nodes = Array.from({ length: k * k }, () => make("span", {}, "0"));
      board.replaceChildren(...nodes);
      return nodes;
    });
  };
  const show = (layout, terms) => {
    root.hidden = !terms;
    if (!terms) return;
    writeText(title, `channel ${channelName(layout, terms.channel)}`);
    root.setAttribute("aria-label", title.textContent);
    writeText(sum, volumeNumber(terms.sum));
    SUM_BOARDS.forEach((name, board) => writeBoard(cells[board], terms[name], terms.inside));
  };
  return { root, shape, show };
}

/** Write numbers into cells; zeros of the padding, and products with them, are faint. */
function writeBoard(cells, values, inside) {
  values.forEach((value, index) => {
    writeCell(cells[index], cellNumber(value));
    const name = inside[index] ? "" : "volume_explorer-nil";
    if (cells[index].className !== name) cells[index].className = name;
  });
}

/** Change the text of a cell in place: no node is made, so that only the cell is laid out again. */
function writeCell(cell, text) {
  if (cell.firstChild.data !== text) cell.firstChild.data = text;
}
