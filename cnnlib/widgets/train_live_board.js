/** TrainLive's pictures of a training: the charts, the digit that is tried, filters, maps, scores and mistakes. */
import { make, writeText } from "./dom.js";
import { TrainMistakes, TrainScores } from "./train_live_answers.js";
import { TrainChart } from "./train_live_charts.js";
import { TRAIN_SIZE, trainSplit } from "./train_live_data.js";
import { inkPicture, inkText } from "./train_live_ink.js";
import { TrainPad } from "./train_live_pad.js";
import { TrainTiles, filterTiles, mapTiles, trainColors } from "./train_live_pictures.js";
import { answerWords, digitWords, filterWords, heldWords, mapWords, pastWords } from "./train_live_words.js";

const BOARD_PIXELS = 64;
/** The held-out digit to begin with: a plain 3. */
const BOARD_FIRST = 3;

export class TrainBoard {
  /**
   * @param {{pixels: string, labels: string}} digits
   * @param {number} past  how many earlier runs are shown
   * @param {(picture: Float32Array) => void} look  called when another picture is to be tried
   * @param {(words: string) => void} say  what the pen of the pad does
   */
  constructor(digits, past, look, say, signal) {
    Object.assign(this, { digits, look, held: trainSplit().held });
    this.charts = ["loss", "accuracy"].map((name) => new TrainChart(name, past));
    this.pad = new TrainPad((strokes) => this.drawn(strokes), say, signal);
    this.seen = new TrainTiles("digit");
    this.filters = new TrainTiles("filters");
    this.maps = [new TrainTiles("maps"), new TrainTiles("maps")];
    this.scores = new TrainScores();
    this.mistakes = new TrainMistakes((place) => this.choose(place));
    [this.heldWords, this.answerWords] = ["held", "answer"].map((name) =>
      make("p", { class: `train_live-${name}-words cnn-number` }));
    this.pastWords = this.charts[0].past.map(() => make("li", { hidden: true }));
    this.build();
    this.choose(BOARD_FIRST, false);
    writeText(this.heldWords, "Here the course is told in numbers.");
  }

  build() {
    this.node = make("div", { class: "train_live-board train_live-waiting" },
      make("div", { class: "train_live-charts" }, ...this.charts.map(({ svg }) => svg)),
      make("div", { class: "train_live-legend" },
        make("div", {},
          make("p", { "class": "train_live-key", "aria-hidden": "true" },
            make("span", { class: "train_live-key-held" }, "held out"),
            make("span", { class: "train_live-key-batch" }, "training batches")),
          this.heldWords),
        make("ol", { "class": "train_live-runs cnn-number", "aria-label": "Runs before" }, ...this.pastWords)),
      make("div", { class: "train_live-try" },
        make("div", { class: "train_live-draw" }, this.pad.node, this.picker()),
        make("div", { class: "train_live-said" }, this.scores.node, this.answerWords),
        make("div", { class: "train_live-inside" },
          this.seen.node, this.filters.node, ...this.maps.map(({ node }) => node))),
      this.mistakes.node);
  }

  /** Buttons that go from one held-out digit to the next, or empty the pad. */
  picker() {
    const button = (text, label, act) => {
      const made = make("button", { "type": "button", "aria-label": label }, text);
      made.addEventListener("click", act);
      return made;
    };
    const go = (way) => this.choose((this.place + way + this.held.length) % this.held.length);
    this.name = make("span", { class: "train_live-name cnn-number" });
    return make("div", { class: "train_live-pick" },
      button("‹", "Held-out digit before", () => go(-1)), this.name, button("›", "Next held-out digit", () => go(1)),
      button("Clear, then draw", "Clear, then draw", () => this.pad.clear()));
  }

  /** What the picture is taken for, in words. */
  get answer() {
    return this.answerWords.textContent;
  }

  /** A digit of those held out. */
  digit(place) {
    const index = this.held[place];
    const text = this.digits.pixels.slice(BOARD_PIXELS * index, BOARD_PIXELS * (index + 1));
    return { text, label: Number(this.digits.labels[index]) };
  }

  /** Try a held-out digit. */
  choose(place, isAsked = true) {
    this.place = place;
    const { text, label } = this.digit(place);
    this.pad.show(text);
    this.try(text, label, `held out ${place}: ${digitWords(label)}`, isAsked);
  }

  drawn(strokes) {
    const isEmpty = strokes.length === 0;
    this.try(inkText(strokes), null, isEmpty ? "Draw a digit" : "Your own");
  }

  try(text, label, name, isAsked = true) {
    this.label = label;
    this.picture = inkPicture(text, TRAIN_SIZE);
    writeText(this.name, name);
    if (this.colors) this.paintSeen();
    if (isAsked) this.look(this.picture);
  }

  /** Say what a network's sheets will show, as soon as it is known. */
  expect({ filters, maps }) {
    this.filters.title.textContent = filterWords(filters.shape);
    this.maps.forEach((tiles, which) => {
      tiles.node.classList.toggle("train_live-missing", !maps[which]);
      if (maps[which]) tiles.title.textContent = mapWords(maps[which]);
    });
  }

  show(news, run, past) {
    this.node.classList.remove("train_live-waiting");
    Object.assign(this, { news, run, past });
    this.charts.forEach((chart) => chart.show(run, past));
    writeText(this.heldWords, heldWords(run.last));
    this.pastWords.forEach((node, which) => {
      node.hidden = !past[which];
      if (past[which]) writeText(node, pastWords(past[which]));
      node.title = node.textContent;
    });
    writeText(this.answerWords, answerWords(news.scores, this.label));
    this.scores.show(news.scores, this.label);
    if (this.missed !== run.last) this.showMistakes();
    this.paint();
  }

  showMistakes() {
    this.missed = this.run.last;
    this.mistakes.show(this.missed.mistakes, (place) => this.digit(place), this.colors);
  }

  paintSeen() {
    this.seen.show({ data: this.picture, shape: [1, TRAIN_SIZE, TRAIN_SIZE] }, this.colors, "It sees");
  }

  paint() {
    const { news: { filters, maps }, colors } = this;
    this.filters.show(filterTiles(filters), colors, filterWords(filters.shape));
    this.maps.forEach((tiles, which) => {
      tiles.node.classList.toggle("train_live-missing", !maps[which]);
      if (maps[which]) tiles.show(mapTiles(maps[which]), colors, mapWords(maps[which]));
    });
  }

  /** The theme changed, or is known for the first time. */
  repaint(root) {
    this.colors = trainColors(root);
    this.pad.draw(getComputedStyle(root).getPropertyValue("--input"));
    this.paintSeen();
    if (!this.news) return;
    this.paint();
    this.showMistakes();
  }
}
