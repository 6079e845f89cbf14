/** VolumeExplorer: a filter as deep as its input makes one map; several filters make a stack of maps. */
import { make, makeCopyButton, writeText } from "./dom.js";
import { VolumeControls } from "./volume_explorer_controls.js";
import { volumeLayout } from "./volume_explorer_math.js";
import { VolumeStage } from "./volume_explorer_stage.js";
import { VOLUME_LIMITS, VOLUME_TRAITS, settledVolume, turnedTo, volumeRefusal } from "./volume_explorer_state.js";
import { VolumeSum } from "./volume_explorer_sum.js";
import { VOLUME_FACTS, volumeSentence, volumeTorchLines } from "./volume_explorer_text.js";

const VOLUME_PAUSE_BEFORE_SPEAKING = 400;
const VOLUME_FIRST_TURN = [35, 20];
const VOLUME_STEP = 5;
const VOLUME_TURNS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const VOLUME_MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const VOLUME_FILTER_KEYS = { PageUp: -1, PageDown: 1 };
const VOLUME_HINTS = {
  mouse: "Point at a value of the maps for its window and its sum. Drag either volume to turn both.",
  touch: "Tap a value of the maps for its window and its sum. Drag either volume sideways to turn both.",
};

class VolumeView {
  constructor(model, el) {
    this.model = model;
    this.stopper = new AbortController();
    this.build(this.stopper.signal);
    this.follow();
    this.state = this.initial = this.read();
    this.draw();
    el.append(this.root);
    this.stage.input.measure();
    this.stage.output.measure();
  }

  build(signal) {
    this.controls = new VolumeControls({
      signal,
      propose: (change) => this.propose(change),
      reset: () => this.propose(this.initial),
      renew: () => this.propose({ seed: (this.state.seed + 1) % (VOLUME_LIMITS.seed[1] + 1) }),
      link: this.model.get("_static") ? () => this.model.link() : null,
    });
    this.stage = new VolumeStage({ signal, on: this.handlers() });
    this.sum = new VolumeSum();
    const hint = VOLUME_HINTS[window.matchMedia("(hover: none)").matches ? "touch" : "mouse"];
    this.live = make("p", { class: "cnn-hidden", role: "status", "aria-live": "polite" });
    const label = { "role": "group", "aria-label": "Convolution of a volume" };
    this.root = make("div", { class: "cnn-widget volume_explorer", ...label }, this.controls.root, this.stage.root,
      make("p", { class: "cnn-note volume_explorer-hint" }, hint), this.sum.root, this.makeFacts(),
      this.makeCode(signal), this.live);
  }

  handlers() {
    return {
      turn: (aside, down) => this.turn([aside, down]),
      turnKey: (key) => this.turnKey(key),
      placeKey: (key) => this.placeKey(key),
      point: ({ plane, row, column }) => this.go({ filter: plane, position: row * this.columns() + column }),
      view: (view) => this.look({ view }),
      straighten: () => this.look({ turn: VOLUME_FIRST_TURN }),
      filter: (filter) => this.go({ filter }),
    };
  }

  makeFacts() {
    this.facts = VOLUME_FACTS.map(([name, write]) => ({ name, write, value: make("dd") }));
    return make("dl", { class: "volume_explorer-facts cnn-number" },
      ...this.facts.map(({ name, value }) => make("div", {}, make("dt", { class: "cnn-note" }, name), value)));
  }

  makeCode(signal) {
    this.code = make("code");
    const pre = make("pre", { "tabindex": "0", "role": "group", "aria-label": "In PyTorch" }, this.code);
    return make("div", { class: "volume_explorer-code" }, pre,
      makeCopyButton("Copy", () => this.code.textContent, signal));
  }

  /** Follow the kernel or the page's address, in which several traits may change at once, and the theme. */
  follow() {
    const { signal } = this.stopper;
    const events = VOLUME_TRAITS.map((name) => `change:${name}`);
    const listen = () => {
      if (this.isWriting || this.isWaiting) return;
      this.isWaiting = true;
      queueMicrotask(() => this.take());
    };
    for (const event of events) this.model.on(event, listen);
    const theme = new MutationObserver(() => this.stage.repaint());
    for (const element of [document.documentElement, document.body]) theme.observe(element, { attributes: true });
    signal.addEventListener("abort", () => {
      for (const event of events) this.model.off(event, listen);
      theme.disconnect();
      cancelAnimationFrame(this.stage.frame);
      clearTimeout(this.speaking);
    });
  }

  read() {
    return Object.fromEntries(VOLUME_TRAITS.map((name) => [name, this.model.get(name)]));
  }

  take() {
    this.isWaiting = false;
    const state = this.read();
    if (this.stopper.signal.aborted || volumeRefusal(state)) return;
    this.state = state;
    this.draw();
  }

  /** Change settings; filter and position stay within what there is. */
  propose(change) {
    this.state = settledVolume({ ...this.state, ...change });
    this.write(this.state);
    this.draw();
  }

  /** Show another output. */
  go(change) {
    if (Object.entries(change).every(([name, value]) => this.state[name] === value)) return;
    this.state = { ...this.state, ...change };
    this.write(change);
    this.showPlace();
  }

  /** Look at the volumes in another way. */
  look(change) {
    this.state = { ...this.state, ...change };
    this.write(change);
    this.stage.show(this.state);
  }

  write(values) {
    this.isWriting = true;
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.isWriting = false;
    this.model.save_changes();
  }

  turn(by) {
    const exact = this.exact?.map(Math.round).join() === this.state.turn.join() ? this.exact : this.state.turn;
    this.exact = exact.map((angle, axis) => angle + by[axis]);
    const turn = turnedTo(this.exact);
    if (turn.join() !== this.state.turn.join()) this.look({ turn });
  }

  turnKey(key) {
    if (key === "Home") this.look({ turn: VOLUME_FIRST_TURN });
    else if (key in VOLUME_TURNS) this.turn(VOLUME_TURNS[key].map((sign) => sign * VOLUME_STEP));
    else return false;
    return true;
  }

  placeKey(key) {
    if (key in VOLUME_MOVES) this.step(...VOLUME_MOVES[key]);
    else if (key in VOLUME_FILTER_KEYS) {
      const last = this.layout.outputShape[0] - 1;
      this.go({ filter: Math.max(0, Math.min(last, this.state.filter + VOLUME_FILTER_KEYS[key])) });
    } else return false;
    return true;
  }

  step(down, right) {
    const [, rows, columns] = this.layout.outputShape;
    const [row, column] = [Math.floor(this.state.position / columns) + down, (this.state.position % columns) + right];
    if (row >= 0 && row < rows && column >= 0 && column < columns) this.go({ position: row * columns + column });
  }

  columns() {
    return this.layout.outputShape[2];
  }

  draw() {
    this.layout = volumeLayout(this.state, this.model.get("photographs"));
    this.controls.show(this.state);
    this.stage.fill(this.layout);
    this.sum.shape(this.layout);
    for (const { write, value } of this.facts) writeText(value, write(this.layout));
    writeText(this.code, volumeTorchLines(this.layout));
    this.showPlace();
  }

  showPlace() {
    this.stage.show(this.state);
    this.sum.show(this.state.filter, this.state.position);
    this.say();
  }

  /** Tell the live region once the reader rests; what it holds from the start is not spoken. */
  say() {
    const speak = () => {
      this.live.textContent = volumeSentence(this.layout, this.state.filter, this.state.position);
    };
    clearTimeout(this.speaking);
    if (!this.root.isConnected) speak();
    else this.speaking = setTimeout(speak, VOLUME_PAUSE_BEFORE_SPEAKING);
  }
}

function render({ model, el }) {
  const view = new VolumeView(model, el);
  return () => {
    view.stopper.abort();
    view.root.remove();
  };
}

export default { render, address: VOLUME_TRAITS, check: volumeRefusal };
