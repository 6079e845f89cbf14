/** EquivarianceLab: filter, then shift, against shift, then filter, as an anywidget. */

import { make } from "./dom.js";
import { buildControls } from "./equivariance_lab_controls.js";
import { AT_REST, dragged, equivarianceAngle, keyed } from "./equivariance_lab_drag.js";
import { applyLayer, brightness, comparePlanes, motionOf, movePlane, outputMotion } from "./equivariance_lab_math.js";
import { EQUIVARIANCE_SIZE, equivarianceCredit, equivariancePlane } from "./equivariance_lab_pictures.js";
import { buildReport } from "./equivariance_lab_report.js";
import { buildSquare, paintGray, paintSigned } from "./equivariance_lab_square.js";
import { MOVED, motionWords, resultWords, stateProblem, stepWords } from "./equivariance_lab_words.js";

const EQUIVARIANCE_TRAITS = [
  "picture", "kernel", "boundary", "stride", "relu", "pooling", "transformation", "shift", "angle", "factor",
];
const EQUIVARIANCE_MOTION = ["transformation", "shift", "angle", "factor"];
const EQUIVARIANCE_PAUSE = 400;
const EQUIVARIANCE_DEEDS = { shift: "shift", rotation: "rotate", scale: "scale" };

/** One EquivarianceLab on the page. Changes are collected and drawn once a frame. */
class EquivarianceLabView {
  constructor(model, el) {
    this.model = model;
    this.initial = this.state();
    this.gone = new AbortController();
    this.signal = this.gone.signal;
    this.controls = buildControls(this, model);
    this.square = buildSquare({
      onGrab: () => { this.start = this.state(); },
      onDrag: (from, to) => this.move(dragged(this.start, from, to, EQUIVARIANCE_SIZE)),
      onKey: (event) => this.key(event),
    });
    this.report = buildReport();
    this.root = make("div", { class: "cnn-widget equivariance_lab" },
      make("div", { class: "equivariance_lab-inside" }, this.controls.node, this.square.node, this.report.node));
    this.isDue = {};
    this.frame = 0;
    this.listeners = EQUIVARIANCE_TRAITS.map((name) => [`change:${name}`, () => this.changed(name)]);
    this.listeners.forEach(([event, listener]) => model.on(event, listener));
    el.append(this.root);
    this.controls.show(this.initial);
    this.open();
  }

  remove() {
    this.gone.abort();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.pause);
    this.listeners.forEach(([event, listener]) => this.model.off(event, listener));
    this.root.remove();
  }

  state() {
    return Object.fromEntries(EQUIVARIANCE_TRAITS.map((name) => [name, this.model.get(name)]));
  }

  /** Set traits and let the kernel, if there is one, know. */
  write(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  /** Move the picture: what a field refused before is forgotten. */
  move(values) {
    this.controls.refuse("");
    this.write(values);
  }

  setStep(axis, value) {
    this.write({ shift: this.model.get("shift").map((each, i) => (i === axis ? value : each)) });
  }

  turn(degrees) {
    this.write({ angle: equivarianceAngle(this.model.get("angle") + degrees) });
  }

  rest() {
    this.move(AT_REST);
  }

  reset() {
    this.move(this.initial);
  }

  key(event) {
    const values = keyed(this.state(), event);
    if (values === null) return;
    event.preventDefault();
    this.move(values);
  }

  changed(name) {
    if (name === "picture") this.open();
    else this.due(EQUIVARIANCE_MOTION.includes(name) ? "motion" : "layer");
  }

  /** Load the picture; the one that was asked for last wins. */
  async open() {
    const name = this.model.get("picture");
    const [photographs, digits] = ["photographs", "digits"].map((trait) => this.model.get(trait));
    this.due("choice");
    const plane = await equivariancePlane(name, photographs, digits);
    if (this.signal.aborted || name !== this.model.get("picture")) return;
    this.plane = plane;
    this.report.showCredit(equivarianceCredit(name, photographs));
    this.due("picture");
  }

  /** Ask for a part to be drawn in the next frame, and for its words after a pause. */
  due(part) {
    this.isDue[part] = true;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.announce(), EQUIVARIANCE_PAUSE);
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { picture, layer } = this.isDue;
    const state = this.state();
    this.isDue = {};
    this.frame = 0;
    this.controls.show(state);
    if (!this.plane) return;
    if (picture) paintGray(this.square.sheets.picture, this.plane, 0, 255);
    if (picture || layer) this.filter(state);
    this.goBothWays(state);
    this.tell(state);
  }

  filter(state) {
    const { kernel } = this.model.get("menu").find(({ name }) => name === state.kernel);
    this.layer = { ...state, kernel };
    this.filtered = applyLayer(this.plane, this.layer);
    this.scale = brightness(this.filtered);
    this.isSigned = this.filtered.data.some((each) => each < 0);
    this.paintResponse("filtered", this.filtered);
  }

  paintResponse(name, plane) {
    paintGray(this.square.sheets[name], plane, this.isSigned ? -this.scale : 0, this.scale);
  }

  /** Upper way: filter, then move; lower way: move, then filter. */
  goBothWays(state) {
    const motion = motionOf(state);
    const likewise = outputMotion(motion, this.layer, EQUIVARIANCE_SIZE);
    const upper = movePlane(this.filtered, likewise.motion, state.boundary, likewise.center);
    const moved = movePlane(this.plane, motion, state.boundary);
    const lower = applyLayer(moved, this.layer);
    this.facts = comparePlanes(upper, lower, likewise);
    this.likewise = likewise;
    paintGray(this.square.sheets.moved, moved, 0, 255);
    this.paintResponse("upper", upper);
    this.paintResponse("lower", lower);
    const scale = this.facts.isEqual ? Infinity : this.facts.largest;
    paintSigned(this.square.sheets.difference, { ...upper, data: this.facts.difference }, scale);
  }

  tell(state) {
    const size = this.filtered.height;
    const moved = MOVED[state.transformation];
    this.square.label({ filter: "filter", move: EQUIVARIANCE_DEEDS[state.transformation], plus: "+", minus: "−" });
    this.square.tell("picture", `picture, ${EQUIVARIANCE_SIZE}×${EQUIVARIANCE_SIZE}`);
    this.square.tell("filtered", `filtered, ${size}×${size}`);
    this.square.tell("moved", motionWords(state));
    this.square.tell("upper", `filtered, then ${motionWords({ ...state, shift: this.likewise.motion.shift })}`);
    this.square.tell("lower", `${moved}, then filtered`);
    this.square.tell("difference", "difference: upper\u00a0−\u00a0lower");
    this.square.describe(`Picture, ${motionWords(state)}. Arrow keys move it, Home puts it back.`);
    this.report.show(this.facts, size, stepWords(state, this.likewise));
    this.report.showScales(this.facts, this.scale, this.isSigned);
  }

  announce() {
    if (!this.facts) return;
    const state = this.state();
    const titles = {
      picture: this.controls.pictureTitle(),
      kernel: this.model.get("menu").find(({ name }) => name === state.kernel).title,
    };
    const step = stepWords(state, this.likewise);
    this.report.announce(resultWords(state, titles, this.facts, this.filtered.height, step));
  }
}

function render({ model, el }) {
  const view = new EquivarianceLabView(model, el);
  return () => view.remove();
}

export default { render, address: EQUIVARIANCE_TRAITS, check: stateProblem };
