/** ConvExplorer: a convolution of small numbers, held in the hand. */
import { Controls } from "./conv_explorer_controls.js";
import { Refusal } from "./conv_explorer_dom.js";
import { make } from "./dom.js";
import { Editor } from "./conv_explorer_editor.js";
import { layOut, matrixSize, place } from "./conv_explorer_math.js";
import { Player } from "./conv_explorer_player.js";
import { Stage } from "./conv_explorer_stage.js";
import { LARGEST, TRAITS, parseNumber, refusal, resized, settled, withEntry } from "./conv_explorer_state.js";
import { outputSentence, usesText } from "./conv_explorer_text.js";
import { Views } from "./conv_explorer_views.js";

const EXPLORER_PAUSE_BEFORE_SPEAKING = 400;
const EXPLORER_HINTS = {
  turned: "The kernel is turned by 180° before it slides: the window shows how.",
  mouse: "Point at an output for its window, at an input for its uses. Click a number to change it.",
  touch: "Tap an output for its window, an input for its uses. Tap a number twice to change it.",
};

class Explorer {
  constructor(model, el) {
    this.model = model;
    this.stopper = new AbortController();
    const label = { role: "group", "aria-label": "Convolution, step by step" };
    this.root = make("div", { class: "cnn-widget conv_explorer", ...label });
    this.build(this.stopper.signal);
    this.follow();
    this.state = this.initial = explorerState(model);
    this.draw();
    el.append(this.root);
    this.stage.fit();
    this.views.measure();
  }

  build(signal) {
    this.refusal = new Refusal(this.root, signal);
    this.controls = new Controls({
      signal,
      propose: (change, field) => this.propose(change, field),
      refuse: (field, text) => this.refusal.show(field, text),
      reset: () => this.reset(),
      link: this.model.get("_static") ? () => this.model.link() : null,
    });
    this.stage = new Stage({ signal, on: this.handlers(), resize: (...change) => this.resize(...change) });
    this.player = new Player({ signal, go: (position) => this.go(position), changed: () => this.played() });
    this.views = new Views({ signal });
    const [commit, cancel] = [(...typed) => this.commit(...typed), () => this.refusal.clear()];
    this.editor = new Editor({ signal, commit, cancel });
    this.hint = make("p", { class: "cnn-note conv_explorer-hint" });
    this.live = make("p", { class: "cnn-hidden", role: "status", "aria-live": "polite" });
    this.root.prepend(this.controls.root, this.stage.root, this.hint, this.player.root, this.views.root, this.live);
  }

  handlers() {
    const leave = () => this.showWindow();
    const whilePaused = (show) => (index) => { if (!this.player.playing) show(index); };
    const uses = whilePaused((index) => this.showUses(...place(index, this.layout.inputSize[1])));
    const partner = whilePaused((index) => this.stage.showPartner(...place(index, this.layout.kernelSize[1])));
    const edit = (name) => (index, typed) => this.edit(name, index, typed);
    return {
      input: { point: uses, pick: uses, leave, edit: edit("input") },
      kernel: { point: partner, pick: partner, leave, edit: edit("kernel") },
      output: { point: whilePaused((index) => this.go(index)), pick: (index) => this.choose(index), leave: () => {} },
    };
  }

  edit(name, index, typed) {
    this.player.pause();
    this.editor.open(this.stage[name], index, this.state[name].flat()[index], typed);
  }

  /** Follow changes that come from the kernel or the page's address; several may come one after the other. */
  follow() {
    const events = TRAITS.map((name) => `change:${name}`);
    const listen = () => {
      if (this.writing || this.waiting) return;
      this.waiting = true;
      queueMicrotask(() => this.read());
    };
    for (const event of events) this.model.on(event, listen);
    this.stopper.signal.addEventListener("abort", () => {
      for (const event of events) this.model.off(event, listen);
      clearTimeout(this.speaking);
    });
  }

  read() {
    this.waiting = false;
    const state = explorerState(this.model);
    if (this.stopper.signal.aborted || refusal(state)) return;
    this.player.pause();
    this.state = state;
    this.draw();
  }

  /** Show a changed state if it can be shown, else say beside `field` why not. */
  propose(change, field, accept = () => {}) {
    const next = settled({ ...this.state, ...change });
    const problem = refusal(next);
    if (problem) {
      this.refusal.show(field, problem);
      return;
    }
    accept();
    this.player.pause();
    this.state = next;
    this.write();
    this.draw();
  }

  write() {
    this.writing = true;
    for (const name of TRAITS) this.model.set(name, this.state[name]);
    this.writing = false;
    this.model.save_changes();
  }

  reset() {
    this.propose(this.initial, this.controls.presets);
  }

  resize(name, axis, by, button) {
    const size = matrixSize(this.state[name]).map((length, i) => length + (i === axis ? by : 0));
    const line = ["row", "column"][axis];
    const most = LARGEST[name];
    if (size[axis] < 1) this.refusal.show(button, `The ${name} must keep one ${line}.`);
    else if (size[axis] > most) this.refusal.show(button, `The ${name} can have up to ${most} ${line}s.`);
    else this.propose({ [name]: resized(this.state[name], size) }, button);
  }

  /** Take what was typed into a cell. */
  commit(text, accept) {
    const { board, index, field } = this.editor;
    const name = board === this.stage.input ? "input" : "kernel";
    const parsed = parseNumber(text);
    if (parsed.problem) {
      this.refusal.show(field, parsed.problem);
      return;
    }
    const [row, column] = place(index, board.size[1]);
    this.propose({ [name]: withEntry(this.state[name], row, column, parsed.value) }, field, accept);
  }

  choose(position) {
    if (position === this.state.position && !this.player.playing) return;
    this.player.pause();
    this.go(position);
  }

  go(position) {
    this.state = { ...this.state, position };
    this.write();
    this.showPosition();
  }

  draw() {
    this.refusal.clear();
    const layout = layOut(this.state);
    const shape = JSON.stringify([layout.inputSize, layout.kernelSize, layout.outputSize, layout.sides]);
    this.layout = layout;
    if (shape !== this.shape) this.stage.shape(layout);
    this.shape = shape;
    this.stage.fill(layout, this.state.kernel);
    this.controls.show(this.state, layout);
    this.hint.textContent = EXPLORER_HINTS[layout.flip ? "turned" : explorerPointer()];
    this.views.fill(layout, this.state);
    this.showPosition();
  }

  showPosition() {
    const { position } = this.state;
    const { outputs, outputSize } = this.layout;
    this.stage.showWindow(position);
    this.player.show(position, outputs.length, place(position, outputSize[1]));
    this.views.show(position);
    if (this.player.playing) this.stage.showReached(position);
    else this.say(() => outputSentence(this.layout, position));
  }

  played() {
    this.stage.showReached(this.player.playing ? this.state.position : null);
    if (!this.player.playing) this.say(() => outputSentence(this.layout, this.state.position));
  }

  showUses(row, column) {
    this.stage.showUses(row, column);
    this.views.showUses(row, column);
    this.say(() => usesText(this.layout, row, column));
  }

  showWindow() {
    this.stage.clearUses();
    this.views.showSum();
  }

  /** Tell the live region once the reader rests; what it holds from the start is not spoken. */
  say(sentence) {
    clearTimeout(this.speaking);
    if (!this.root.isConnected) this.live.textContent = sentence();
    this.speaking = setTimeout(() => { this.live.textContent = sentence(); }, EXPLORER_PAUSE_BEFORE_SPEAKING);
  }
}

function explorerState(model) {
  return Object.fromEntries(TRAITS.map((name) => [name, model.get(name)]));
}

function explorerPointer() {
  return window.matchMedia("(hover: none)").matches ? "touch" : "mouse";
}

function render({ model, el }) {
  const explorer = new Explorer(model, el);
  return () => {
    explorer.stopper.abort();
    explorer.root.remove();
  };
}

export default { render, address: TRAITS, check: refusal };
