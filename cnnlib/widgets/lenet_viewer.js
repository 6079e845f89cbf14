/** LeNetViewer: draw a digit, and watch every map of a trained LeNet-5 up to its answer. */
import { decodeDigits } from "./digits.js";
import { make, writeText } from "./dom.js";
import { DrawingPad } from "./drawing_pad.js";
import { lenetColors } from "./lenet_viewer_colors.js";
import { LenetControls } from "./lenet_viewer_controls.js";
import { LenetMaps } from "./lenet_viewer_maps.js";
import {
  LENET_LAYERS, LENET_OUTPUT, fieldsBelow, lenetProbabilities, shippedNetworks, shownOutputs, unitSum,
} from "./lenet_viewer_network.js";
import { LENET_SIDE, drawStroke, framedPicture } from "./lenet_viewer_picture.js";
import { LenetScores } from "./lenet_viewer_scores.js";
import { lenetSheet } from "./lenet_viewer_sheet.js";
import { lenetTiles, paintTiles } from "./lenet_viewer_tiles.js";
import { LenetUnit } from "./lenet_viewer_unit.js";
import {
  checkLenetState, sumWords, traitOfUnit, unitOfTrait, unitWords, verdictWords,
} from "./lenet_viewer_words.js";

const LENET_ADDRESS = ["digit", "pooling", "fit", "shift", "angle", "noise", "unit"];
const LENET_UNDOS = 50;
const LENET_PAUSE = 500;
const LENET_PIXELS = LENET_SIDE * LENET_SIDE;

/** One LeNetViewer on the page. Changes are collected and drawn once a frame. */
class LenetView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.initial = this.read();
    this.digits = decodeDigits(model.get("digits"), LENET_SIDE).images.data;
    this.networks = shippedNetworks(model.get("weights"));
    this.history = [];
    this.pointed = null;
    this.build(el);
    this.listen();
    this.loadDigit();
    this.isNewPicture = true;
    this.draw();
  }

  read() {
    return Object.fromEntries(LENET_ADDRESS.map((name) => [name, this.model.get(name)]));
  }

  build(el) {
    const { model, abort: { signal } } = this;
    const act = (...names) => Object.fromEntries(names.map((name) => [name, this[name].bind(this)]));
    const link = model.get("_static") ? () => model.link() : null;
    this.pad = new DrawingPad(LENET_SIDE, LENET_SIDE, act("remember", "stroke", "undo", "say"), signal);
    this.padSheet = lenetSheet(this.pad.canvas);
    const acts = act("read", "write", "pickDigit", "undo", "clear", "reset");
    this.controls = new LenetControls({ ...acts, link }, signal);
    const units = act("point", "pick");
    this.maps = LENET_LAYERS.slice(0, LENET_OUTPUT).map((_, layer) => new LenetMaps(layer, units, signal));
    this.scores = new LenetScores(units, signal);
    this.layers = [...this.maps, this.scores];
    this.unit = new LenetUnit();
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.arrange(el);
  }

  arrange(el) {
    const [input, ...above] = this.maps.map(({ node }) => node);
    const { tools, changes, bar } = this.controls;
    this.root = make("div", { "class": "cnn-widget lenet_viewer", "role": "group", "aria-label": "LeNet-5" },
      make("div", { class: "lenet_viewer-inside" },
        make("div", { class: "lenet_viewer-drawing" }, this.pad.node, tools),
        this.scores.node, bar,
        make("div", { class: "lenet_viewer-network" },
          make("div", { class: "lenet_viewer-input" }, input, changes), ...above),
        this.unit.node),
      this.status);
    el.append(this.root);
  }

  listen() {
    const changed = (name) => () => this.changed(name);
    this.listeners = LENET_ADDRESS.map((name) => [`change:${name}`, changed(name)]);
    this.listeners.forEach(([event, listener]) => this.model.on(event, listener));
    this.theme = new MutationObserver(() => {
      this.colors = null;
      this.due();
    });
    for (const each of [document.documentElement, document.body]) this.theme.observe(each, { attributes: true });
  }

  remove() {
    this.abort.abort();
    this.theme.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.listeners.forEach(([event, listener]) => this.model.off(event, listener));
    this.root.remove();
  }

  /** A trait changed, by the reader or by Python. */
  changed(name) {
    if (name === "digit" && !this.isWriting) this.loadDigit();
    this.due(name !== "unit");
    if (name !== "unit") this.sayVerdict();
  }

  /** Set traits and let the kernel, if there is one, know. */
  write(changes) {
    this.isWriting = true;
    this.model.set(changes);
    this.isWriting = false;
    this.model.save_changes();
  }

  loadDigit() {
    const digit = this.model.get("digit");
    this.picture = digit === null ? new Float32Array(LENET_PIXELS)
      : this.digits.slice(digit * LENET_PIXELS, (digit + 1) * LENET_PIXELS);
    this.isDrawn = false;
  }

  /** Keep the picture as it is, to come back to. */
  remember() {
    const { picture, isDrawn } = this;
    this.history.push({ picture: picture.slice(), isDrawn, digit: this.model.get("digit") });
    if (this.history.length > LENET_UNDOS) this.history.shift();
  }

  stroke(from, to) {
    drawStroke(this.picture, from, to);
    this.isDrawn = true;
    this.due();
    this.sayVerdict();
  }

  undo() {
    const last = this.history.pop();
    if (!last) return;
    const { digit, ...before } = last;
    Object.assign(this, before);
    this.write({ digit });
    this.due();
    this.sayVerdict();
  }

  pickDigit(digit) {
    this.remember();
    this.write({ digit });
    this.loadDigit();
    this.due();
    this.sayVerdict();
  }

  clear() {
    this.pickDigit(null);
  }

  reset() {
    this.pickDigit(this.initial.digit);
    this.write(this.initial);
  }

  point(layer, unit) {
    this.pointed = unit && { layer, unit };
    this.due(false);
  }

  pick(layer, unit) {
    this.pointed = null;
    this.write({ unit: traitOfUnit(layer, unit) });
    this.due(false);
    this.say(() => `${unitWords(layer, unit)}. ${sumWords(layer, this.sumOf({ layer, unit }))}`);
  }

  /** Ask for the next frame to show the unit that is looked at, and before it the picture if that has changed. */
  due(isNewPicture = true) {
    this.isNewPicture ||= isNewPicture;
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = null;
    const state = this.read();
    if (checkLenetState(state) !== null) return;
    this.colors ??= lenetColors(this.root);
    if (this.isNewPicture) this.showPicture(state);
    this.isNewPicture = false;
    this.controls.show(state, this.isDrawn, this.history.length > 0);
    this.showUnit(this.pointed ?? unitOfTrait(state.unit));
  }

  showPicture(state) {
    this.network = this.networks[state.pooling];
    this.values = shownOutputs(this.network, framedPicture(this.picture, state));
    paintTiles(this.padSheet.pixels, LENET_PAD_TILES, this.picture, this.colors.ink, 1);
    this.padSheet.show();
    this.maps.forEach((each, layer) => each.show(this.values[layer], layer ? this.colors.maps : this.colors.ink));
    this.showScores();
  }

  showScores() {
    const scores = this.values[LENET_OUTPUT];
    const probabilities = lenetProbabilities(scores);
    const isBlank = !this.picture.some(Boolean);
    this.pad.node.classList.toggle("lenet_viewer-blank", isBlank);
    this.words = verdictWords(probabilities, isBlank);
    this.scores.show(scores, probabilities, this.words);
  }

  sumOf({ layer, unit }) {
    return unitSum(this.network, this.values, this.model.get("pooling"), layer, unit);
  }

  /** Show a unit's sum, and frame it and what it sees of the layers below. */
  showUnit(looked) {
    const found = this.sumOf(looked);
    this.unit.show(looked.layer, looked.unit, found, this.colors);
    this.layers.forEach((each, layer) => {
      if (layer > looked.layer) each.unmark();
    });
    this.layers[looked.layer].markUnit(looked.unit);
    fieldsBelow(looked.layer, looked.unit).forEach((field, depth) =>
      this.layers[field.layer].markField(field, depth === 0, depth === 0 ? found.winner : null));
  }

  sayVerdict() {
    this.say(() => `${this.words}.`);
  }

  /** Speak after a pause, so that a stroke is not read out piece by piece. */
  say(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => writeText(this.status, typeof words === "string" ? words : words()), LENET_PAUSE);
  }
}

const LENET_PAD_TILES = { ...lenetTiles(LENET_LAYERS[0]), block: 1, width: LENET_SIDE, height: LENET_SIDE };

function render({ model, el }) {
  const view = new LenetView(model, el);
  return () => view.remove();
}

export default { render, address: LENET_ADDRESS, check: checkLenetState };
