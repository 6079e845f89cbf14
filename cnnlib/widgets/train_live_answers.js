/** What the network learned here says: the scores of one picture, and the held-out digits that it misses. */
import { make, writeText } from "./dom.js";
import { inkPicture } from "./train_live_ink.js";
import { digitWords } from "./train_live_words.js";

const ANSWER_SIDE = 8;
const MOST_MISTAKES = 14;
/** On a narrow page half of them have room. */
const FEW_MISTAKES = 7;

/** Ten bars. */
export class TrainScores {
  constructor() {
    this.bars = Array.from({ length: 10 }, () => make("i"));
    this.shares = this.bars.map(() => make("span", { class: "cnn-number" }));
    this.rows = this.bars.map((bar, digit) => make("li", {},
      make("b", {}, String(digit)), make("span", { class: "train_live-track" }, bar), this.shares[digit]));
    this.node = make("ol", { "class": "train_live-scores", "aria-label": "Score of each digit" }, ...this.rows);
  }

  /** @param {Float32Array} scores  probabilities; @param {?number} label  what it is, if that is known */
  show(scores, label) {
    const answer = scores.indexOf(Math.max(...scores));
    scores.forEach((score, digit) => {
      this.bars[digit].style.width = `${(100 * score).toFixed(1)}%`;
      writeText(this.shares[digit], `${Math.round(100 * score)} %`);
      this.rows[digit].classList.toggle("train_live-answer", digit === answer);
      this.rows[digit].classList.toggle("train_live-label", digit === label);
    });
  }
}

/** Small pictures of held-out digits that were taken for others; to press one is to look at it. */
export class TrainMistakes {
  constructor(look) {
    this.buttons = Array.from({ length: MOST_MISTAKES }, (_, which) => this.button(which, look));
    this.title = make("span", {}, "Held-out digits that it misses");
    this.cuts = [MOST_MISTAKES, FEW_MISTAKES].map((most) =>
      make("span", { class: `train_live-first-${most}`, hidden: true }, `, the first ${most}`));
    this.node = make("div", { class: "train_live-mistakes" },
      make("p", { class: "train_live-title" }, this.title, ...this.cuts),
      make("div", { class: "train_live-mistaken" }, ...this.buttons.map(({ node }) => node)));
  }

  button(which, look) {
    const canvas = make("canvas", { width: String(ANSWER_SIDE), height: String(ANSWER_SIDE) });
    const words = make("span", { class: "cnn-number" });
    const node = make("button", { type: "button", hidden: true }, canvas, words);
    node.addEventListener("click", () => look(this.shown[which][0]));
    return { canvas, node, words };
  }

  /**
   * @param {number[][]} mistakes  place among the held-out digits, and what it was taken for
   * @param {(place: number) => {text: string, label: number}} digit
   */
  show(mistakes, digit, colors) {
    this.shown = mistakes;
    writeText(this.title, `Held-out digits that it misses: ${mistakes.length}`);
    [MOST_MISTAKES, FEW_MISTAKES].forEach((most, at) => { this.cuts[at].hidden = mistakes.length <= most; });
    this.buttons.forEach(({ canvas, node, words }, which) => {
      node.hidden = which >= mistakes.length;
      if (node.hidden) return;
      const [place, answer] = mistakes[which];
      const { text, label } = digit(place);
      const [is, was] = [label, answer].map(digitWords);
      node.setAttribute("aria-label", `Look at held-out digit ${place}: ${is}, taken for ${was}`);
      writeText(words, `${label}→${answer}`);
      answerDraw(canvas, text, colors);
    });
  }
}

/** A digit of 8 × 8 as it is, opaque where there is ink. */
function answerDraw(canvas, text, { digit: { more } }) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(ANSWER_SIDE, ANSWER_SIDE);
  inkPicture(text, ANSWER_SIDE).forEach((value, at) => image.data.set([...more, 255 * value], 4 * at));
  context.putImageData(image, 0, 0);
}
