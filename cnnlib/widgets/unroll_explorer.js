/** UnrollExplorer: one small convolution as a matrix product, as shifted sums and through frequencies. */
import { make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { differenceText } from "./number_words.js";
import { UnrollBoard } from "./unroll_explorer_board.js";
import { UnrollControls } from "./unroll_explorer_controls.js";
import { UNROLL_SETTINGS, largestDifference, shiftedSums, unrollNumbers } from "./unroll_explorer_math.js";
import { UnrollPanel } from "./unroll_explorer_panel.js";
import { UnrollColumns, UnrollShifts, UnrollWaves, unrollRange } from "./unroll_explorer_stages.js";
import {
  UNROLL_STAGES, checkUnrollState, outputPlace, settledPlaces, sizesOf, unrollCounts, unrollProblem, unrollText,
  unrollWords,
} from "./unroll_explorer_words.js";

const UNROLL_PLACES = ["position", "filter", "tap", "stage", "frequency"];
const UNROLL_ADDRESS = ["method", ...UNROLL_SETTINGS, ...UNROLL_PLACES, "layer"];
const UNROLL_PAUSE_BEFORE_SPEAKING = 400;
const UNROLL_COLORS = ["input", "kernel", "output", "ink", "line", "soft-ink"];

class UnrollView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.initial = this.read();
    this.build(el, uniqueName("unroll"));
    this.receive = this.receive.bind(this);
    for (const name of UNROLL_ADDRESS) model.on(`change:${name}`, this.receive);
    this.watch();
    this.repaint();
  }

  read() {
    return Object.fromEntries(UNROLL_ADDRESS.map((name) => [name, this.model.get(name)]));
  }

  build(el, id) {
    const { model, abort: { signal } } = this;
    const act = this.makeAct();
    this.controls = new UnrollControls(act, id, signal);
    this.stages = {
      im2col: new UnrollColumns(act, signal), shifted: new UnrollShifts(act, signal), fft: new UnrollWaves(act, signal),
    };
    this.output = this.makeOutput(act, signal);
    this.panel = new UnrollPanel(act, id, signal);
    this.says = [make("p"), make("p", { class: "unroll_explorer-sum cnn-number" })];
    this.check = make("p", { class: "unroll_explorer-check cnn-note cnn-number" });
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.root = make("div", { "class": "cnn-widget unroll_explorer", "role": "group", "aria-label": "Unrolling" },
      this.controls.node,
      make("div", { class: "unroll_explorer-stages" }, ...Object.values(this.stages).map(({ node }) => node)),
      this.controls.stepper,
      make("div", { class: "unroll_explorer-result" },
        make("div", { class: "unroll_explorer-words" }, ...this.says), this.output.node),
      this.check, this.makeTools(model, signal), this.panel.node, this.status);
    el.append(this.root);
  }

  /** What the parts may ask for. */
  makeAct() {
    return {
      point: (changes) => this.point(changes),
      pick: (changes) => this.pick(changes),
      write: (changes) => this.write(changes),
      propose: (changes, field) => this.propose(changes, field),
      forgive: () => this.forgive(),
      cost: (layer) => this.write({ layer }),
      state: () => this.read(),
      numbers: () => this.numbers,
    };
  }

  makeTools(model, signal) {
    const seed = make("button", { type: "button" }, "Other numbers");
    seed.addEventListener("click", () => this.write({ seed: (this.read().seed + 1) % 10_000 }), { signal });
    const reset = make("button", { type: "button" }, "Reset");
    reset.addEventListener("click", () => {
      this.controls.pause();
      this.write({ ...this.initial });
    }, { signal });
    const link = model.get("_static") ? [makeCopyButton("Copy link", () => model.link(), signal)] : [];
    return make("div", { class: "cnn-bar" }, seed, ...link, reset);
  }

  makeOutput(act, signal) {
    const changesOf = ([filter, row, column]) => ({ filter, position: row * this.numbers.side + column });
    return new UnrollBoard({ name: "output", tint: "output", label: "Output" }, {
      point: (place) => act.point(place && changesOf(place)),
      pick: (place) => act.pick(changesOf(place)),
      move: (down, right) => act.pick(this.outputMoved(down, right)),
    }, signal);
  }

  /** The next output by an arrow key; beyond the left or right edge lies the next map. */
  outputMoved(down, right) {
    const { position, filter, filters } = this.read();
    const { side } = this.numbers;
    const [i, j] = outputPlace(this.numbers, position);
    const row = Math.min(side - 1, Math.max(0, i + down));
    const column = filter * side + j + right;
    if (column < 0 || column >= filters * side) return {};
    return { filter: Math.floor(column / side), position: row * side + (column % side) };
  }

  /** Draw anew where there is more or less room, or another theme. */
  watch() {
    const boards = [...Object.values(this.stages).flatMap((stage) => stage.boards), this.output];
    const ofRoom = new Map(boards.map((board) => [board.room, board]));
    const sizes = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) ofRoom.get(target).resize(contentRect.width, contentRect.height);
    });
    for (const room of ofRoom.keys()) sizes.observe(room);
    const themes = new MutationObserver(() => this.repaint());
    const attributes = { attributeFilter: ["data-theme", "theme", "data-jp-theme-light", "class"] };
    for (const node of [document.documentElement, document.body]) themes.observe(node, attributes);
    this.observers = [sizes, themes];
  }

  repaint() {
    const style = getComputedStyle(this.root);
    const colors = UNROLL_COLORS.map((name) => [name, style.getPropertyValue(`--${name}`)]);
    this.colors = { ...Object.fromEntries(colors), font: style.fontFamily };
    this.drawn = {};
    this.update();
  }

  /** A change of the sizes: written if the kernel fits, else refused beside its field. */
  propose(changes, field) {
    this.controls.pause();
    const next = { ...this.read(), ...changes };
    const problem = unrollProblem(next);
    if (problem) {
      this.controls.refusal.show(problem, field);
      return;
    }
    this.write({ ...changes, ...settledPlaces(next) });
  }

  forgive() {
    this.controls.refusal.clear();
    this.controls.show(this.read());
  }

  /** Traits change together: what is drawn is drawn once, from all of them. */
  write(changes) {
    this.controls.refusal.clear();
    this.pointed = null;
    this.isWriting = true;
    this.model.set(changes);
    this.isWriting = false;
    this.update();
    this.model.save_changes();
  }

  /** Follow a change by the kernel or the page's address; what is pointed at may be there no more. */
  receive() {
    if (this.isWriting) return;
    this.controls.pause();
    this.pointed = null;
    this.update();
  }

  point(changes) {
    if (JSON.stringify(changes) === JSON.stringify(this.pointed)) return;
    this.pointed = changes;
    this.update();
  }

  /** Choose what is looked at; a step beyond the edge stays there. */
  pick(changes) {
    const state = this.read();
    const counts = unrollCounts(state);
    const kept = Object.entries(changes).map(([name, place]) =>
      [name, Math.min(counts[name] - 1, Math.max(0, place))]);
    if (kept.some(([name, place]) => place !== state[name])) this.write(Object.fromEntries(kept));
  }

  update() {
    const state = this.read();
    if (checkUnrollState(state)) return;
    const settings = UNROLL_SETTINGS.map((name) => state[name]).join();
    if (settings !== this.settings) this.compute(state);
    this.settings = settings;
    const shown = { ...state, ...this.pointed };
    this.controls.show(shown);
    this.showStage(shown);
    this.showOutput(shown);
    this.showCosts(state);
    this.say(shown);
  }

  compute(state) {
    this.numbers = unrollNumbers(state);
    const { direct, product, sums, waves } = this.numbers;
    const [columns, shifts, frequencies] = [product, sums, waves.output].map((each) =>
      differenceText(largestDifference(each, direct), 1));
    writeText(this.check, "Largest difference from the direct sum: "
      + `im2col ${columns}, shifted sums ${shifts}, FFT ${frequencies}.`);
  }

  showStage(shown) {
    for (const [method, { node }] of Object.entries(this.stages)) {
      node.classList.toggle("unroll_explorer-hidden", method !== shown.method);
    }
    const stage = this.stages[shown.method];
    const key = stage.key(shown);
    if (key !== this.drawn[shown.method]) stage.show(this.numbers, shown, this.colors);
    this.drawn[shown.method] = key;
    stage.mark(this.numbers, shown);
  }

  showOutput(shown) {
    const { side, direct, product, waves, columns } = this.numbers;
    const { method, filters, tap, filter, position } = shown;
    const isSum = method === "shifted";
    const key = [this.settings, method, isSum && tap].join();
    if (key !== this.drawn.output) {
      const values = { im2col: product, fft: waves.output }[method] ?? shiftedSums(this.numbers, shown, tap + 1);
      const maps = filters === 1 ? "1 map" : `${filters} maps`;
      const title = isSum ? `Sums of ${tap + 1} of ${columns.shape[1]} taps: ${maps} of ${side} × ${side}`
        : `Output: ${maps} of ${side} × ${side}`;
      this.output.show(title, {
        planes: filters, rows: side, columns: side, values, range: unrollRange(direct), write: unrollText,
      }, this.colors);
    }
    const isLater = method === "fft" && shown.stage < UNROLL_STAGES.length - 1;
    this.output.node.classList.toggle("unroll_explorer-later", isLater);
    this.drawn.output = key;
    const [row, column] = outputPlace(this.numbers, position);
    this.output.frame([{ kind: "window", plane: filter, row, column }]);
  }

  showCosts(state) {
    const key = JSON.stringify([state.layer, sizesOf(state)]);
    if (key !== this.drawn.costs) {
      this.panel.show(state);
      this.isCostNew = ![undefined, key].includes(this.costs);
    }
    this.drawn.costs = this.costs = key;
  }

  /** Say it in words at once, and to a screen reader when the reader's hand rests; not what was there at first. */
  say(shown) {
    const words = unrollWords(this.numbers, shown);
    words.forEach((text, index) => writeText(this.says[index], text));
    clearTimeout(this.timer);
    const speak = () => {
      const costs = this.isCostNew ? this.panel.words.map(({ textContent }) => textContent) : [];
      this.isCostNew = false;
      writeText(this.status, [...words, ...costs].join(" "));
    };
    if (this.status.textContent === "") speak();
    else this.timer = setTimeout(speak, UNROLL_PAUSE_BEFORE_SPEAKING);
  }

  remove() {
    clearTimeout(this.timer);
    this.abort.abort();
    for (const observer of this.observers) observer.disconnect();
    for (const name of UNROLL_ADDRESS) this.model.off(`change:${name}`, this.receive);
    this.root.remove();
  }
}

function render({ model, el }) {
  const view = new UnrollView(model, el);
  return () => view.remove();
}

export default { render, address: UNROLL_ADDRESS, check: checkUnrollState };
