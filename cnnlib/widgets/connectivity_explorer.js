/** ConnectivityExplorer: units of a few layers, the arrows between them, and the same as a matrix. */
import { Controls } from "./connectivity_explorer_controls.js";
import { make, writeText } from "./dom.js";
import { fedBy, fieldOf, networkOf, seenBy } from "./connectivity_explorer_math.js";
import { Matrix } from "./connectivity_explorer_matrix.js";
import { Picture } from "./connectivity_explorer_picture.js";
import { CONNECTIVITY_SHAPE, CONNECTIVITY_TRAITS, refusal, settled } from "./connectivity_explorer_state.js";
import { networkText, unitText } from "./connectivity_explorer_text.js";

const CONNECTIVITY_PAUSE_BEFORE_SPEAKING = 400;
const CONNECTIVITY_HINT = "Point at a unit or a row, or tap it, and its paths light up.";
const CONNECTIVITY_FIRST_SIZE = { width: 640, height: 400 };

class Connectivity {
  constructor(model, el) {
    this.model = model;
    this.stopper = new AbortController();
    const label = { "role": "group", "aria-label": "Units, connections and weights" };
    this.root = make("div", { class: "cnn-widget connectivity_explorer", ...label });
    this.size = CONNECTIVITY_FIRST_SIZE;
    this.build(this.stopper.signal);
    this.follow();
    this.state = this.initial = connectivityState(model);
    this.draw();
    el.append(this.root);
    if (this.measure()) this.draw();
  }

  build(signal) {
    const point = (unit) => this.showUnit({ hovered: unit });
    const focus = (unit) => this.showUnit({ focused: unit });
    const pick = (unit) => this.hold(unit);
    this.controls = new Controls({
      signal,
      propose: (change, field) => this.propose(change, field),
      reset: () => this.propose(this.initial),
      link: this.model.get("_static") ? () => this.model.link() : null,
    });
    this.picture = new Picture({ signal, point, focus, pick });
    this.matrix = new Matrix({ signal, point, pick, choose: (matrix) => this.propose({ matrix }) });
    this.sentence = make("p", { class: "connectivity_explorer-sentence" });
    this.live = make("p", { class: "cnn-hidden", role: "status", "aria-live": "polite" });
    this.root.append(this.controls.root, make("div", { class: "connectivity_explorer-views" },
      make("div", {}, this.picture.root, this.sentence, this.controls.foot),
      make("div", { class: "connectivity_explorer-aside" }, this.matrix.root, this.controls.table.root)), this.live);
  }

  /** Follow changes that come from the kernel or the page's address, and of the widget's width. */
  follow() {
    const events = CONNECTIVITY_TRAITS.map((name) => `change:${name}`);
    const listen = () => {
      if (this.writing || this.waiting) return;
      this.waiting = true;
      queueMicrotask(() => this.read());
    };
    for (const event of events) this.model.on(event, listen);
    const resized = new ResizeObserver(() => { if (this.measure()) this.draw(); });
    resized.observe(this.picture.board);
    this.stopper.signal.addEventListener("abort", () => {
      for (const event of events) this.model.off(event, listen);
      resized.disconnect();
      clearTimeout(this.speaking);
    });
  }

  /** Take the picture's size; returns whether it is another than before. */
  measure() {
    const { width, height } = this.picture.board.getBoundingClientRect();
    if (width === 0 || (width === this.size.width && height === this.size.height)) return false;
    this.size = { width, height };
    return true;
  }

  read() {
    this.waiting = false;
    const state = connectivityState(this.model);
    if (this.stopper.signal.aborted || refusal(state)) return;
    this.state = state;
    this.draw();
  }

  /** Show a changed state if it can be shown, else say beside `field` why not. */
  propose(change, field) {
    const next = settled({ ...this.state, ...change });
    const problem = refusal(next);
    if (problem) {
      this.controls.refuse(field, problem);
      return;
    }
    this.state = next;
    this.write();
    this.draw();
  }

  write() {
    this.writing = true;
    for (const name of CONNECTIVITY_TRAITS) this.model.set(name, this.state[name]);
    this.writing = false;
    this.model.save_changes();
  }

  draw() {
    this.network = networkOf(this.state);
    this.controls.show(this.state, this.network);
    this.drawPicture();
    this.drawMatrix();
    this.showUnit({ hovered: null, focused: this.picture.focused() });
  }

  /** Draw the units anew unless they are the same in the same place. */
  drawPicture() {
    const drawn = JSON.stringify([...CONNECTIVITY_SHAPE.map((name) => this.state[name]), this.size]);
    if (drawn === this.drawnPicture) return;
    this.drawnPicture = drawn;
    this.picture.shape(this.state, this.network, this.size);
  }

  drawMatrix() {
    const drawn = JSON.stringify([...CONNECTIVITY_SHAPE, "matrix"].map((name) => this.state[name]));
    if (drawn === this.drawnMatrix) return;
    this.drawnMatrix = drawn;
    this.matrix.shape(this.state, this.network);
  }

  /** Keep a unit lit, with the matrix that makes it; to hold it again, or nothing, lets it go. */
  hold(unit) {
    const isHeld = JSON.stringify(unit) === JSON.stringify(this.state.unit);
    const kept = unit === null || isHeld ? [] : unit;
    if (kept.length === 0 && this.state.unit.length === 0) return;
    this.state = { ...this.state, unit: kept, matrix: connectivityMatrix(kept, this.state.matrix) };
    this.write();
    this.drawMatrix();
    if (unit) this.picture.setActive(unit);
    this.showUnit({});
  }

  /** Light the unit under the pointer, else the one with the focus, else the one held. */
  showUnit(change) {
    this.pointing = { ...this.pointing, ...change };
    const held = this.state.unit.length > 0 ? this.state.unit : null;
    const unit = this.pointing.hovered ?? this.pointing.focused ?? held;
    this.picture.light(unit && this.lightOf(unit));
    this.matrix.light(unit);
    const text = unit ? unitText(this.state, this.network, unit) : networkText(this.state, this.network);
    writeText(this.sentence, unit ? text : `${text} ${CONNECTIVITY_HINT}`);
    if (this.live.textContent === "") this.live.textContent = text;
    else this.say(text);
  }

  lightOf(unit) {
    const { direction } = this.state;
    const [isInput, isOutput] = [unit[0] === 0, unit[0] === this.state.layers - 1];
    const sees = direction !== "feeds" && !isInput;
    const feeds = !isOutput && (direction !== "sees" || isInput);
    return {
      unit,
      sees: sees ? seenBy(this.network, ...unit) : null,
      feeds: feeds ? fedBy(this.network, ...unit) : null,
      field: sees ? fieldOf(this.state, this.network, ...unit) : null,
    };
  }

  /** Tell the live region once the reader rests; what it holds from the start is not spoken. */
  say(text) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => writeText(this.live, text), CONNECTIVITY_PAUSE_BEFORE_SPEAKING);
  }
}

/** The matrix to show with a unit: the one at hand if the unit is its row or column, else the one that makes it. */
function connectivityMatrix(unit, matrix) {
  const isPartOf = unit.length === 0 || unit[0] === matrix || unit[0] === matrix - 1;
  return isPartOf ? matrix : Math.max(1, unit[0]);
}

function connectivityState(model) {
  return Object.fromEntries(CONNECTIVITY_TRAITS.map((name) => [name, model.get(name)]));
}

function render({ model, el }) {
  const connectivity = new Connectivity(model, el);
  return () => {
    connectivity.stopper.abort();
    connectivity.root.remove();
  };
}

export default { render, address: CONNECTIVITY_TRAITS, check: refusal };
