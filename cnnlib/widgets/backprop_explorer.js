/** BackpropExplorer: a convolution, or a pooling, forward and backward, one δ or one gradient at a time. */
import { BackpropChecks } from "./backprop_explorer_checks.js";
import { BackpropControls } from "./backprop_explorer_controls.js";
import { backpropLayout } from "./backprop_explorer_math.js";
import { BackpropStage } from "./backprop_explorer_stage.js";
import { BACKPROP_TRAITS, backpropProblem, backpropSettled } from "./backprop_explorer_state.js";
import { backpropSentence, backpropWords, restText } from "./backprop_explorer_text.js";
import { BackpropWorkings } from "./backprop_explorer_workings.js";
import { makeButton, Refusal } from "./conv_explorer_dom.js";
import { Editor } from "./conv_explorer_editor.js";
import { place } from "./conv_explorer_math.js";
import { Player } from "./conv_explorer_player.js";
import { parseNumber, withEntry } from "./conv_explorer_state.js";
import { make, writeText } from "./dom.js";

const BACKPROP_VIEWS_SHOWN = {
  send: { name: "δ sends", place: "position", label: "Output" },
  weight: { name: "dW gathers", place: "weight_position", label: "Weight" },
  input: { name: "dX gathers", place: "input_position", label: "Input" },
};
const BACKPROP_POINTERS = Object.values(BACKPROP_VIEWS_SHOWN).map((view) => view.place).concat("view", "step_by_step");
const BACKPROP_MATRICES = { x: "input", w: "kernel", delta: "grad_output" };
const BACKPROP_PAUSE_BEFORE_SPEAKING = 400;
const BACKPROP_HINT = "Press a δ, dW or dX to follow it. To change an x, w or δ, press it twice, or type.";

class BackpropView {
  constructor(model, el) {
    this.model = model;
    this.stopper = new AbortController();
    const label = { "role": "group", "aria-label": "Backpropagation" };
    this.root = make("div", { class: "cnn-widget backprop_explorer", ...label });
    this.build(this.stopper.signal);
    this.follow();
    this.state = this.initial = backpropRead(model);
    this.draw();
    el.append(this.root);
  }

  build(signal) {
    this.refusal = new Refusal(this.root, signal);
    this.controls = this.makeControls(signal);
    this.stage = new BackpropStage({ signal, on: {
      edit: (...cell) => this.edit(...cell),
      choose: (view, index) => this.choose(view, index),
    } });
    this.checks = new BackpropChecks();
    this.player = new Player({ signal, go: (index) => this.go(index), changed: () => this.played() });
    this.workings = new BackpropWorkings();
    const [commit, cancel] = [(...typed) => this.commit(...typed), () => this.refusal.clear()];
    this.editor = new Editor({ signal, commit, cancel });
    [this.sum, this.why, this.rest] = ["sum", "why", "rest"].map((name) =>
      make("p", { class: `backprop_explorer-${name} cnn-number` }));
    this.live = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.root.prepend(this.controls.root, make("p", { class: "cnn-note backprop_explorer-hint" }, BACKPROP_HINT),
      this.stage.root, this.checks.root, this.makeViews(signal), this.player.root, this.workings.root,
      make("div", { class: "backprop_explorer-words" }, this.sum, this.why, this.rest),
      this.controls.foot, this.live);
  }

  makeControls(signal) {
    return new BackpropControls({
      signal,
      propose: (change, field) => this.propose(change, field),
      refuse: (field, text) => this.refusal.show(field, text),
      reset: () => this.propose(this.initial, this.controls.examples),
      link: this.model.get("_static") ? () => this.model.link() : null,
    });
  }

  makeViews(signal) {
    this.views = Object.entries(BACKPROP_VIEWS_SHOWN).map(([view, { name }]) => {
      const button = makeButton(name, "", () => this.point({ view }), signal);
      button.dataset.view = view;
      return button;
    });
    this.steps = make("input", { type: "checkbox" });
    this.steps.addEventListener("change", () => this.point({ step_by_step: this.steps.checked }), { signal });
    return make("div", { class: "backprop_explorer-views" },
      make("div", { "class": "backprop_explorer-choice", "role": "group", "aria-label": "View" }, ...this.views),
      make("label", { class: "backprop_explorer-switch" }, this.steps, "Step by step"));
  }

  /** Follow changes that come from the kernel or the page's address; several may come one after the other. */
  follow() {
    const listen = () => {
      if (this.writing || this.waiting) return;
      this.waiting = true;
      queueMicrotask(() => this.receive());
    };
    for (const name of BACKPROP_TRAITS) this.model.on(`change:${name}`, listen);
    this.stopper.signal.addEventListener("abort", () => {
      for (const name of BACKPROP_TRAITS) this.model.off(`change:${name}`, listen);
      clearTimeout(this.speaking);
    });
  }

  receive() {
    this.waiting = false;
    const state = backpropRead(this.model);
    if (this.stopper.signal.aborted || backpropProblem(state)) return;
    this.player.pause();
    this.editor.hide();
    this.state = state;
    this.draw();
  }

  /** Show a changed state if it can be shown, else say beside `field` why not. */
  propose(change, field, accept = () => {}) {
    const next = backpropSettled({ ...this.state, ...change });
    const problem = backpropProblem(next);
    if (problem) {
      this.refusal.show(field, problem);
      return;
    }
    accept();
    this.player.pause();
    this.write(next);
    this.draw();
  }

  write(state) {
    this.state = state;
    this.writing = true;
    for (const name of BACKPROP_TRAITS) this.model.set(name, state[name]);
    this.writing = false;
    this.model.save_changes();
  }

  edit(board, index, typed) {
    if (board === "w" && this.state.operation !== "convolution") return;
    this.player.pause();
    this.editing = board;
    this.editor.open(this.stage[board], index, this.state[BACKPROP_MATRICES[board]].flat()[index], typed);
  }

  /** Take what was typed into a cell. */
  commit(text, accept) {
    const { board, index, field } = this.editor;
    const parsed = parseNumber(text);
    if (parsed.problem) {
      this.refusal.show(field, parsed.problem);
      return;
    }
    const name = BACKPROP_MATRICES[this.editing];
    const changed = withEntry(this.state[name], ...place(index, board.size[1]), parsed.value);
    this.propose({ [name]: changed }, field, accept);
  }

  choose(view, index) {
    const name = BACKPROP_VIEWS_SHOWN[view].place;
    if (this.state.view === view && this.state[name] === index) return;
    this.player.pause();
    this.point({ view, [name]: index });
  }

  go(index) {
    this.point({ [BACKPROP_VIEWS_SHOWN[this.state.view].place]: index });
  }

  /** Point at something else; the numbers stay. */
  point(change) {
    this.write({ ...this.state, ...change });
    this.show();
  }

  /** What is played adds up; what is paused says where it has come to. */
  played() {
    if (this.player.playing && !this.state.step_by_step) this.point({ step_by_step: true });
    else this.show();
  }

  draw() {
    this.refusal.clear();
    const layout = backpropLayout(this.state);
    const shape = JSON.stringify([layout.inputSize, layout.kernelSize, layout.outputSize, layout.padding]);
    const numbers = JSON.stringify(backpropNumbers(this.state));
    this.layout = layout;
    if (shape !== this.shape) this.stage.shape(layout);
    if (numbers !== this.numbers) this.checks.fill(this.state, layout);
    Object.assign(this, { shape, numbers });
    this.stage.fill(layout);
    this.controls.show(this.state, layout);
    this.show();
  }

  show() {
    const { state, layout } = this;
    const { place: name, label } = BACKPROP_VIEWS_SHOWN[state.view];
    this.stage.show(state);
    this.workings.show(state, layout);
    this.checks.show(state);
    for (const button of this.views) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
    this.views[1].disabled = !layout.gradWeight;
    this.steps.checked = state.step_by_step;
    const size = { send: layout.outputSize, weight: layout.kernelSize, input: layout.inputSize }[state.view];
    this.player.slider.setAttribute("aria-label", label);
    this.player.show(state[name], size[0] * size[1], place(state[name], size[1]));
    const { sum, why } = backpropWords(state, layout);
    writeText(this.sum, sum);
    writeText(this.why, why);
    const kink = state.view === "input" ? this.checks.kink(state.input_position) : "";
    writeText(this.rest, kink || restText(layout));
    if (!this.player.playing) this.say();
  }

  /** Tell the live region once the reader rests; what it holds from the start is not spoken. */
  say() {
    clearTimeout(this.speaking);
    const speak = () => writeText(this.live, `${backpropSentence(this.state, this.layout)} ${this.checks.text()}`);
    if (!this.root.isConnected) speak();
    this.speaking = setTimeout(speak, BACKPROP_PAUSE_BEFORE_SPEAKING);
  }

  remove() {
    this.stopper.abort();
    this.root.remove();
  }
}

/** The model's state. δ that has not the output's size any more, between two changes of the kernel, is mended. */
function backpropRead(model) {
  return backpropSettled(Object.fromEntries(BACKPROP_TRAITS.map((name) => [name, model.get(name)])));
}

/** What the gradients depend on. */
function backpropNumbers(state) {
  return BACKPROP_TRAITS.filter((name) => !BACKPROP_POINTERS.includes(name)).map((name) => state[name]);
}

function render({ model, el }) {
  const view = new BackpropView(model, el);
  return () => view.remove();
}

export default { render, address: BACKPROP_TRAITS, check: backpropProblem };
