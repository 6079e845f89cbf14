/** FilterLab: a picture, a small kernel, and what comes out, as an anywidget. */

import { labNumber } from "./filter_lab_dom.js";
import { kernelText, normalizedKernel, parseKernel, resizedKernel, sameKernel } from "./filter_lab_kernels.js";
import { extent, filterPicture, flipped, magnify, viewScale } from "./filter_lab_math.js";
import { buildPanels } from "./filter_lab_panels.js";
import { grayPicture } from "./pictures.js";
import { separability } from "./filter_lab_separable.js";
import { FilterLabSources } from "./filter_lab_sources.js";
import { knownKernel, plainName, probeWords, resultWords, separableWords, stateProblem } from "./filter_lab_words.js";

const FILTER_LAB_TRAITS = ["picture", "kernel", "color", "flip", "view", "boundary", "divider"];
const FILTER_LAB_PAUSE = 300;

/** One FilterLab on the page. Changes are collected and drawn once a frame. */
class FilterLabView {
  constructor(model, el) {
    this.model = model;
    this.initial = Object.fromEntries(FILTER_LAB_TRAITS.map((name) => [name, model.get(name)]));
    this.gone = new AbortController();
    this.panels = buildPanels(this, model);
    this.sources = new FilterLabSources(model, {
      onPicture: (...picture) => this.take(...picture),
      onRefusal: (words) => this.refusePicture(words),
      onCamera: (isOn) => this.panels.showCamera(isOn),
    });
    this.isDue = {};
    this.pauses = {};
    this.frame = 0;
    this.channel = 1;
    this.listeners = FILTER_LAB_TRAITS.map((name) => [`change:${name}`, () => this.changed(name)]);
    this.listeners.forEach(([event, listener]) => model.on(event, listener));
    el.append(this.panels.root);
    this.analyze();
    this.showDivider();
    this.sources.open(model.get("picture"));
  }

  remove() {
    this.gone.abort();
    this.sources.close();
    cancelAnimationFrame(this.frame);
    Object.values(this.pauses).forEach(clearTimeout);
    this.listeners.forEach(([event, listener]) => this.model.off(event, listener));
    this.panels.root.remove();
  }

  /** Set traits and let the kernel, if there is one, know. */
  write(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  /** A trait changed, by the reader or by Python. */
  changed(name) {
    if (name === "picture") this.sources.open(this.model.get("picture"));
    else if (name === "divider") this.showDivider();
    else if (name === "color") this.due("picture");
    else if (name === "view") this.due("view");
    else {
      if (name === "kernel") this.analyze();
      this.due("filter");
    }
  }

  analyze() {
    this.kernel = this.model.get("kernel").map((row) => [...row]);
    this.factors = separability(this.kernel);
  }

  /** Choose a named picture, also when it is the one that the reader's own stood in for. */
  choosePicture(name) {
    if (name === this.model.get("picture")) this.sources.open(name);
    else this.write({ picture: name });
  }

  refusePicture(words) {
    this.panels.refusePicture(words);
    if (words) this.showChoice();
  }

  /** Let the list of pictures tell the picture that is shown. */
  showChoice() {
    this.panels.showPicture(this.pictureName ?? this.model.get("picture"));
  }

  /** Show a picture. A camera's first frame is news; the later ones are not announced. */
  take(picture, name, credit) {
    const isNews = name !== "camera" || this.pictureName !== "camera";
    this.original = picture;
    this.pictureName = name;
    if (isNews) this.panels.showPicture(name, credit);
    this.due("picture", isNews);
  }

  chooseKernel(name) {
    const { kernels } = this.model.get("menu").find((entry) => entry.name === name);
    this.changeKernel(kernels.find((each) => each.length === this.kernel.length) ?? kernels[0]);
  }

  chooseSize(size) {
    const known = knownKernel(this.model.get("menu"), this.kernel);
    const ready = known?.kernels.find((each) => each.length === size && each[0].length === size);
    this.changeKernel(ready ?? resizedKernel(this.kernel, size));
  }

  changeKernel(kernel) {
    this.panels.refuseKernel("");
    this.write({ kernel });
  }

  setWeight(row, column, value) {
    const kernel = this.kernel.map((line) => [...line]);
    kernel[row][column] = value;
    this.changeKernel(kernel);
    this.due("filter");
  }

  typeKernel(text) {
    try {
      this.changeKernel(parseKernel(text));
      this.due("filter");
    } catch (error) {
      this.panels.refuseKernel(`${error.message} The kernel stays as it was.`);
    }
  }

  /** Leave what was typed and go back to the kernel in use. */
  forgetTyped() {
    this.panels.refuseKernel("");
    this.due("filter", false);
  }

  normalize() {
    const normalized = normalizedKernel(this.kernel);
    if (normalized === null) return this.panels.tell("All weights are 0: there is nothing to divide by.");
    const { kernel, divisor, isSum } = normalized;
    this.changeKernel(kernel);
    const sum = isSum ? "the sum of the weights" : "the sum of their magnitudes";
    return this.panels.tell(`Divided by ${labNumber(divisor)}, ${sum}.`);
  }

  clear() {
    this.changeKernel(this.kernel.map((row) => row.map(() => 0)));
  }

  makeSeparable() {
    const { column, row } = this.factors;
    this.changeKernel(column.map((down) => row.map((right) => down * right)));
  }

  reset() {
    if (this.source) this.placeProbe();
    this.panels.refuseKernel("");
    this.write(this.initial);
    this.sources.open(this.initial.picture);
  }

  /** Look at a pixel; where keys or a tap chose it, its sum is said as well. */
  probe(place, isSaid) {
    if (!this.source) return;
    this.place = place;
    this.due("probe", false);
    if (isSaid) this.say("look", () => this.panels.tellLook(probeWords(this.look(), this.place)));
  }

  chooseChannel(channel) {
    this.channel = channel;
    this.due("probe", false);
  }

  showDivider() {
    this.panels.stage.showDivider(this.model.get("divider"));
  }

  /** Ask for a part to be drawn in the next frame; news is also said in words, after a pause. */
  due(part, isNews = true) {
    this.isDue[part] = true;
    if (isNews) this.say("result", () => this.announce());
    if (this.frame === 0 && this.original) this.frame = requestAnimationFrame(() => this.draw());
  }

  /** Speak after a pause, so that a drag is not read out step by step. */
  say(what, speak) {
    clearTimeout(this.pauses[what]);
    this.pauses[what] = setTimeout(speak, FILTER_LAB_PAUSE);
  }

  draw() {
    const { picture, filter, view } = this.isDue;
    this.isDue = {};
    this.frame = 0;
    if (picture) this.drawPicture();
    if (picture || filter) this.compute();
    if (picture || filter || view) this.drawResult();
    if (picture || filter) this.drawKernel();
    this.drawProbe();
  }

  rule() {
    return { flip: this.model.get("flip"), boundary: this.model.get("boundary") };
  }

  drawPicture() {
    const { height, width } = this.original;
    const isNewSize = height !== this.source?.height || width !== this.source?.width;
    this.source = this.model.get("color") ? this.original : grayPicture(this.original);
    if (isNewSize) this.panels.stage.resize(this.source);
    if (isNewSize) this.placeProbe();
    this.panels.stage.showBefore(this.source);
  }

  /** Look first at a place where the photographs have detail, right of the divider. */
  placeProbe() {
    this.place = [0.64 * this.source.height, 0.58 * this.source.width].map(Math.floor);
  }

  compute() {
    this.result = filterPicture(this.source, this.kernel, this.rule());
    this.extent = extent(this.result);
  }

  drawResult() {
    const view = this.model.get("view");
    const scale = viewScale(view, this.result, this.extent);
    this.panels.stage.showAfter(this.result, view, scale);
    this.panels.showView(view, scale, this.extent, this.model.get("boundary"));
  }

  drawKernel() {
    const known = knownKernel(this.model.get("menu"), this.kernel);
    const isSymmetric = sameKernel(this.kernel, flipped(this.kernel));
    this.panels.showKernel(this.kernel, this.factors, known, kernelText(this.kernel));
    this.panels.showRule(this.model.get("flip"), this.model.get("color"), isSymmetric);
    this.panels.showVerdict(separableWords(this.kernel, this.factors, this.source), this.factors);
  }

  drawProbe() {
    this.panels.showProbe(this.look(), this.place, this.channel, this.source.channels);
  }

  look() {
    return magnify(this.source, this.kernel, this.rule(), this.place, this.channel % this.source.channels);
  }

  announce() {
    if (!this.extent) return;
    const known = knownKernel(this.model.get("menu"), this.kernel);
    const words = resultWords({
      kernelName: known ? plainName(known.name) : "your own kernel",
      size: [this.kernel.length, this.kernel[0].length],
      flip: this.model.get("flip"),
      pictureName: { own: "your picture", camera: "the camera" }[this.pictureName] ?? plainName(this.pictureName),
      color: this.source.channels === 3,
      view: this.model.get("view"),
      extent: this.extent,
      separable: separableWords(this.kernel, this.factors, this.source)[0],
    });
    this.panels.announce(words);
  }
}

function render({ model, el }) {
  const view = new FilterLabView(model, el);
  return () => view.remove();
}

export default {
  render,
  address: ["picture", "kernel", "color", "flip", "view", "boundary"],
  check: stateProblem,
};
