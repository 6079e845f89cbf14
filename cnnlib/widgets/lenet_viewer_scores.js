/** LeNetViewer's result: ten classes, the probability of each as a bar, its score. */
import { isShortcut, make, writeText } from "./dom.js";
import { LENET_OUTPUT } from "./lenet_viewer_network.js";
import { lenetShare, lenetText } from "./lenet_viewer_words.js";

const LENET_SCORE_KEYS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

export class LenetScores {
  /** `act` as that of LenetMaps. */
  constructor(act, signal) {
    this.unit = 0;
    this.chosen = 0;
    this.rows = Array.from({ length: 10 }, (_, digit) => lenetScoreRow(digit));
    this.stage = make("div", {
      "class": "lenet_viewer-classes", "tabindex": "0", "role": "application",
      "aria-label": "Output; arrow keys go from class to class",
    }, ...this.rows.map(({ node }) => node));
    this.verdict = make("p", { class: "lenet_viewer-verdict cnn-number" });
    this.node = make("section", { "class": "lenet_viewer-scores", "aria-label": "Output" }, this.verdict,
      make("p", { class: "lenet_viewer-heads cnn-note" },
        ...["class and probability", "score"].map((each) => make("span", {}, each))),
      this.stage);
    this.listen(act, signal);
  }

  listen(act, signal) {
    const on = (type, handle) => this.stage.addEventListener(type, handle, { signal });
    const at = (event) => this.rows.findIndex(({ node }) => node.contains(event.target));
    on("pointerover", (event) => {
      if (event.pointerType === "mouse" && at(event) >= 0) act.point(LENET_OUTPUT, [at(event), 0, 0]);
    });
    on("pointerleave", () => act.point(LENET_OUTPUT, null));
    // The next key may come before the frame that marks the class.
    const pick = (digit) => {
      this.chosen = digit;
      act.pick(LENET_OUTPUT, [digit, 0, 0]);
    };
    on("click", (event) => {
      if (at(event) >= 0) pick(at(event));
    });
    on("keydown", (event) => {
      const step = LENET_SCORE_KEYS[event.key];
      if (!step || isShortcut(event)) return;
      event.preventDefault();
      pick(Math.min(9, Math.max(0, this.chosen + step)));
    });
  }

  show(scores, probabilities, words) {
    const winner = probabilities.indexOf(Math.max(...probabilities));
    this.rows.forEach(({ node, bar, texts }, digit) => {
      bar.style.transform = `scaleX(${probabilities[digit].toFixed(4)})`;
      writeText(texts[0], lenetShare(probabilities[digit]));
      writeText(texts[1], lenetText(scores[digit]));
      node.classList.toggle("lenet_viewer-winner", digit === winner);
    });
    writeText(this.verdict, words);
  }

  markUnit([digit]) {
    this.unmark();
    this.unit = digit;
    this.chosen = digit;
    this.rows[digit].node.classList.add("lenet_viewer-looked");
  }

  unmark() {
    this.rows[this.unit].node.classList.remove("lenet_viewer-looked");
  }
}

function lenetScoreRow(digit) {
  const bar = make("i");
  const texts = [0, 1].map(() => make("span", { class: "cnn-number" }));
  const node = make("div", { class: "lenet_viewer-class" },
    make("b", {}, String(digit)), make("span", {}, bar), ...texts);
  return { node, bar, texts };
}
