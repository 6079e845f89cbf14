/** TrainLive: a network that learns in the page, in a worker; its curves, its filters, and a pad to try it on. */
import { make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { TrainBoard } from "./train_live_board.js";
import { addNews, trainRun } from "./train_live_curves.js";
import { TrainEditor } from "./train_live_editor.js";
import { TrainFields } from "./train_live_fields.js";
import { shownSheets } from "./train_live_layers.js";
import { TrainThread } from "./train_live_thread.js";
import { checkTrainState, progressWords, runWords, spokenWords, stepWords } from "./train_live_words.js";

const TRAIN_ADDRESS = ["layers", "optimizer", "lr", "momentum", "batch_size", "dropout", "seed"];
/** How many earlier runs stay, and how long a reader with a screen reader is left alone between two epochs. */
const TRAIN_PAST = 3;
const TRAIN_QUIET = 5000;
const TRAIN_REST = 700;

class TrainView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.initial = this.read();
    this.past = [];
    this.build(el, uniqueName("train"));
    this.update = this.update.bind(this);
    for (const name of TRAIN_ADDRESS) model.on(`change:${name}`, this.update);
    document.addEventListener("visibilitychange", () => this.onVisibility(), { signal: this.abort.signal });
    this.theme = new MutationObserver(() => this.board.repaint(this.root));
    for (const each of [document.documentElement, document.body]) this.theme.observe(each, { attributes: true });
    this.board.repaint(this.root);
    this.update();
  }

  read() {
    return Object.fromEntries(TRAIN_ADDRESS.map((name) => [name, this.model.get(name)]));
  }

  build(el, id) {
    const { model, abort: { signal } } = this;
    const write = (changes) => this.write(changes);
    this.fields = new TrainFields(write, id);
    this.editor = new TrainEditor((layers) => write({ layers }));
    const look = (picture) => this.look(picture);
    const say = (words) => writeText(this.status, words);
    this.board = new TrainBoard(model.get("digits"), TRAIN_PAST, look, say, signal);
    this.go = trainButton("Train", () => this.toggle(), "train_live-go");
    const step = trainButton("Step", () => this.step());
    const reset = trainButton("Reset", () => this.restart());
    const defaults = trainButton("Default settings", () => this.giveBack());
    const link = model.get("_static") ? [makeCopyButton("Copy link", () => model.link(), signal)] : [];
    this.progress = make("p", { class: "train_live-progress cnn-number" });
    this.failure = make("p", { class: "train_live-note cnn-error", role: "alert" });
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.root = make("div", { "class": "cnn-widget train_live", "role": "group", "aria-label": "Training" },
      make("div", { class: "cnn-bar" }, this.go, step, reset, defaults, ...link), this.fields.node,
      make("div", { class: "train_live-notes" }, this.progress, this.fields.note, this.failure),
      this.board.node, this.editor.node, this.status);
    el.append(this.root);
  }

  write(changes) {
    this.isWriting = true;
    this.model.set(changes);
    this.isWriting = false;
    this.update();
    this.model.save_changes();
  }

  /** Back to the settings of the beginning; a list of layers that was no network goes, too. */
  giveBack() {
    this.write(this.initial);
    this.editor.show(this.initial.layers);
  }

  /** Another network or seed begins anew; other settings act from the next step on. */
  update() {
    const state = this.read();
    if (this.isWriting || checkTrainState(state)) return;
    this.fields.show(state);
    const [layers, seed, set] = [state.layers, state.seed, trainSettings(state)].map((each) => JSON.stringify(each));
    const { last } = this;
    this.last = { layers, seed, set };
    if (layers !== last?.layers) this.editor.show(state.layers);
    if (layers !== last?.layers || seed !== last?.seed) this.restart();
    else if (set !== last.set) this.turn(state);
  }

  /** A new worker with new weights; the run before stays as a pale curve. */
  restart() {
    if (this.news?.step) this.past = [this.run, ...this.past].slice(0, TRAIN_PAST);
    const state = this.read();
    this.run = trainRun(runWords(state));
    Object.assign(this, { news: null, isAsking: true, picture: null });
    this.want(false);
    writeText(this.progress, "Getting ready …");
    this.board.expect(shownSheets(state.layers));
    this.thread?.end();
    const fail = (words) => this.want(false, words);
    this.thread = new TrainThread(this.model.get("worker"), (message) => this.hear(message), fail);
    const [settings, digits, { picture }] = [trainSettings(state), this.model.get("digits"), this.board];
    this.post({ type: "start", layers: state.layers, seed: state.seed, settings, digits, picture });
  }

  /** Other settings for the run that has begun, or is about to. */
  turn(state) {
    this.run.words = runWords(state) + (this.news?.step ? ", changed on the way" : "");
    this.post({ type: "set", settings: trainSettings(state) });
  }

  post(message) {
    this.thread.post(message);
  }

  toggle() {
    clearTimeout(this.resting);
    this.want(!this.wants);
    this.post({ type: this.wants ? "run" : "pause" });
  }

  step() {
    this.want(false);
    this.post({ type: "step" });
  }

  /** Whether the reader wants it to train, which it may not: where the page is hidden, say. */
  want(isWanted, failure = "") {
    this.wants = isWanted;
    writeText(this.go, isWanted ? "Pause" : "Train");
    writeText(this.failure, failure);
  }

  /** Try a picture, and say what it is taken for once the reader rests. */
  look(picture) {
    this.picture = picture;
    if (!this.isAsking) this.ask();
    this.sayLater(() => this.board.answer);
  }

  /** Ask the worker what it makes of the picture; one that comes before the answer waits, and those before it go. */
  ask() {
    this.post({ type: "look", picture: this.picture });
    Object.assign(this, { isAsking: true, picture: null });
  }

  /** Say something once the reader rests. */
  sayLater(words) {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => writeText(this.status, words()), TRAIN_REST);
  }

  /** Nobody looks at a hidden page: the training rests until it is seen again. */
  onVisibility() {
    if (this.wants) this.post({ type: document.hidden ? "pause" : "run" });
  }

  hear(message) {
    if (message.type === "failed") this.want(false, message.words);
    else this.showNews(message);
  }

  showNews(news) {
    const before = this.news;
    Object.assign(this, { news, isAsking: false });
    if (this.picture) this.ask();
    if (before?.isRunning && news.rests) this.want(false);
    addNews(this.run, news);
    writeText(this.progress, progressWords(news));
    this.board.show(news, this.run, this.past);
    this.speak(before);
  }

  /** Say how it goes at the end of an epoch, if that is not too soon again, and where the training rests. */
  speak(before) {
    const { news, run } = this;
    const isOver = Math.floor(news.epochs) > Math.floor(before?.epochs ?? 0);
    const rests = before?.isRunning && !news.isRunning;
    const isQuiet = performance.now() - (this.spoken ?? -Infinity) > TRAIN_QUIET;
    const isStep = before && !before.isRunning && !news.isRunning && news.step > before.step;
    if (isStep) this.sayLater(() => stepWords(news));
    if (!rests && !(isOver && isQuiet)) return;
    this.spoken = performance.now();
    writeText(this.status, spokenWords(news, run.last));
  }

  remove() {
    clearTimeout(this.resting);
    this.thread.end();
    this.abort.abort();
    this.theme.disconnect();
    for (const name of TRAIN_ADDRESS) this.model.off(`change:${name}`, this.update);
    this.root.remove();
  }
}

function trainSettings({ optimizer, lr, momentum, batch_size, dropout }) {
  return { optimizer, lr, momentum, batch_size, dropout };
}

function trainButton(text, act, name = "") {
  const button = make("button", { type: "button", class: name }, text);
  button.addEventListener("click", act);
  return button;
}

function render({ model, el }) {
  const view = new TrainView(model, el);
  return () => view.remove();
}

export default { render, address: TRAIN_ADDRESS, check: checkTrainState };
