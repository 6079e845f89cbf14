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
    const cards = { "class": "volume_explorer-cards", "tabindex": "0", ...named("Products, channel by channel") };
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
    this.list.style.setProperty("--k", layout.k);
    this.list.style.setProperty("--cards", channelsSeen(layout, 0).length);
    sumWidths(layout).forEach((width, board) => this.list.style.setProperty(`--wide-${SUM_BOARDS[board]}`, width));
    writeText(this.note, layout.isDepthwise
      ? "the sum of its one channel + bias" : "one sum for each channel + bias");
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

/** One channel: three boards of numbers. */
function sumCard() {
  const [title, sum] = [make("span"), make("b", { class: "cnn-number" })];
  const boards = SUM_BOARDS.map((name) => make("div", { class: `volume_explorer-board volume_explorer-${name}` }));
  const head = make("div", { class: "volume_explorer-card-head" }, title, make("span", {}, "sum ", sum));
  const row = make("div", { class: "volume_explorer-product" },
    make("div", {}, boards[0], "×", boards[1]), make("div", {}, "=", boards[2]));
  const root = make("section", { class: "volume_explorer-card" }, head, row);
  const show = (layout, terms) => {
    root.hidden = !terms;
    if (!terms) return;
    writeText(title, `channel ${channelName(layout, terms.channel)}`);
    root.setAttribute("aria-label", title.textContent);
    writeText(sum, volumeNumber(terms.sum));
    const widths = sumWidths(layout);
    SUM_BOARDS.forEach((name, board) => writeText(boards[board], sumLines(terms[name], layout.k, widths[board])));
  };
  return { root, show };
}

/** How many characters a number takes in window, filter and products. */
function sumWidths({ isPhotograph }) {
  return isPhotograph ? [4, 5, 6] : [3, 4, 5];
}

/** The rows of a board as lines of text: one text for 25 numbers is laid out and painted faster than 25. */
function sumLines(values, k, width) {
  const entry = (value) => {
    const text = cellNumber(value);
    return text.padEnd(text.length + Math.floor((width - text.length) / 2)).padStart(width);
  };
  const line = (row) => values.slice(row * k, (row + 1) * k).map(entry).join("");
  return Array.from({ length: k }, (_, row) => line(row)).join("\n");
}
