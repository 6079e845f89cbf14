/** FilterLab: a picture, a small kernel, and what comes out, as an anywidget. */

import { labNumber } from "./filter_lab_dom.js";
import { kernelText, normalizedKernel, parseKernel, resizedKernel, sameKernel, separability } from "./filter_lab_kernels.js";
import { extent, filterPicture, magnify, viewScale } from "./filter_lab_math.js";
import { digitPicture, filePicture, grayPicture, pattern, PATTERN_NAMES, photographPicture, startCamera } from "./filter_lab_pictures.js";
import { buildPanels } from "./filter_lab_panels.js";
import { knownKernel, plainName, resultWords, separableWords, stateProblem } from "./filter_lab_words.js";

const FILTER_LAB_TRAITS = ["picture", "kernel", "color", "flip", "view", "boundary", "divider"];
const FILTER_LAB_PAUSE = 300;

/** One FilterLab on the page. Changes are collected and drawn once a frame. */
class FilterLabView {
  constructor(model, el) {
    this.model = model;
    this.initial = Object.fromEntries(FILTER_LAB_TRAITS.map((name) => [name, model.get(name)]));
    this.panels = buildPanels(this, model);
    this.isDue = {};
    this.frame = 0;
    this.pause = 0;
    this.turn = 0;
    this.channel = 1;
    this.place = null;
    this.stopCamera = null;
    this.isOver = false;
    this.listeners = FILTER_LAB_TRAITS.map((name) => [`change:${name}`, () => this.changed(name)]);
    this.listeners.forEach(([event, listener]) => model.on(event, listener));
    el.append(this.panels.root);
    this.analyze();
    this.showDivider();
    this.open(model.get("picture"));
  }

  remove() {
    this.isOver = true;
    this.turn += 1;
    this.endCamera();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.pause);
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
    if (name === "picture") this.open(this.model.get("picture"));
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

  // Pictures

  /** Choose a named picture, also when it is the one that the reader's own stood in for. */
  choosePicture(name) {
    if (name === this.model.get("picture")) this.open(name);
    else this.write({ picture: name });
  }

  async open(name) {
    const turn = this.begin();
    const [credit, load] = this.named(name);
    try {
      const picture = await load();
      if (turn === this.turn) this.take(picture, name, credit);
    } catch {
      if (turn === this.turn) this.panels.refuse("picture", `The picture “${name}” could not be read.`);
    }
  }

  named(name) {
    const photograph = this.model.get("photographs")[name];
    if (photograph) return [photograph.credit, () => photographPicture(photograph.url)];
    if (PATTERN_NAMES.includes(name)) return ["A test pattern, computed here.", () => pattern(name)];
    const digit = this.model.get("digits")[Number(name.replace("digit_", ""))];
    return ["One of scikit-learn's handwritten digits (UCI, Alpaydin & Kaynak 1998).", () => digitPicture(digit)];
  }

  async openFile(file) {
    const turn = this.begin();
    try {
      const picture = await filePicture(file);
      if (turn === this.turn) this.take(picture, "own", `“${file.name}”, opened here.`);
    } catch (error) {
      if (turn === this.turn) this.refusePicture(error.message);
    }
  }

  async toggleCamera() {
    if (this.stopCamera) return this.freezeCamera();
    const turn = this.begin();
    try {
      const stop = await startCamera(
        (picture) => this.take(picture, "camera", "Live from the camera."),
        () => this.freezeCamera(),
      );
      if (turn !== this.turn) return stop();
      this.stopCamera = stop;
      this.panels.showCamera(true);
    } catch (error) {
      if (turn === this.turn) this.refusePicture(error.message);
    }
    return undefined;
  }

  /** Begin with another picture; what is still being loaded comes too late. */
  begin() {
    this.endCamera();
    this.panels.refuse("picture", "");
    this.turn += 1;
    return this.turn;
  }

  refusePicture(words) {
    this.panels.refuse("picture", words);
    this.panels.showPicture(this.pictureName);
  }

  endCamera() {
    this.stopCamera?.();
    this.stopCamera = null;
    this.panels.showCamera(false);
  }

  /** Stop the camera and keep its last frame. */
  freezeCamera() {
    this.turn += 1;
    this.endCamera();
    this.due("filter");
  }

  /** Show a picture: only its first frame is news, later ones of a camera are not announced. */
  take(picture, name, credit) {
    const isNews = name !== this.pictureName || name === "own";
    this.original = picture;
    this.pictureName = name;
    if (isNews) this.panels.showPicture(name, credit);
    this.due("picture", isNews);
  }

  // Kernel

  chooseKernel(name) {
    const { kernels } = this.model.get("menu").find((entry) => entry.name === name);
    this.write({ kernel: kernels.find((each) => each.length === this.kernel.length) ?? kernels[0] });
  }

  chooseSize(size) {
    const known = knownKernel(this.model.get("menu"), this.kernel);
    const ready = known?.kernels.find((each) => each.length === size && each[0].length === size);
    this.write({ kernel: ready ?? resizedKernel(this.kernel, size) });
  }

  setWeight(row, column, value) {
    const kernel = this.kernel.map((line) => [...line]);
    kernel[row][column] = value;
    this.write({ kernel });
    this.due("filter");
  }

  typeKernel(text) {
    try {
      const kernel = parseKernel(text);
      this.panels.refuse("kernel", "");
      this.write({ kernel });
    } catch (error) {
      this.panels.refuse("kernel", `${error.message} The kernel stays as it was.`);
    }
  }

  normalize() {
    const normalized = normalizedKernel(this.kernel);
    const by = (divisor, isSum) => `Divided by ${labNumber(divisor)}, the sum of ${isSum ? "" : "the magnitudes of "}all weights.`;
    this.panels.tell(normalized ? by(normalized.divisor, normalized.isSum) : "All weights are 0: nothing to divide by.");
    if (normalized) this.write({ kernel: normalized.kernel });
  }

  clear() {
    this.write({ kernel: this.kernel.map((row) => row.map(() => 0)) });
  }

  makeSeparable() {
    const { column, row } = this.factors;
    this.write({ kernel: column.map((down) => row.map((right) => Number((down * right).toPrecision(6)))) });
  }

  reset() {
    this.place = null;
    this.panels.reset();
    this.write(this.initial);
    this.open(this.initial.picture);
  }

  // Drawing

  probe(place) {
    this.place = place;
    this.due("probe", false);
  }

  chooseChannel(channel) {
    this.channel = channel;
    this.due("probe", false);
  }

  showDivider() {
    this.panels.stage.showDivider(this.model.get("divider"));
  }

  due(part, isNews = true) {
    this.isDue[part] = true;
    if (isNews) {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.announce(), FILTER_LAB_PAUSE);
    }
    if (this.frame === 0 && this.original) this.frame = requestAnimationFrame(() => this.draw());
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
    if (isNewSize || this.place === null) this.place = [height >> 1, (3 * width) >> 2];
    this.panels.stage.showBefore(this.source);
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
    const isSymmetric = sameKernel(this.kernel, [...this.kernel].reverse().map((row) => [...row].reverse()));
    this.panels.showKernel(this.kernel, this.factors, known, kernelText(this.kernel));
    this.panels.showRule(this.model.get("flip"), this.model.get("color"), isSymmetric);
    this.panels.showVerdict(separableWords(this.kernel, this.factors, this.source), this.factors);
  }

  drawProbe() {
    const channel = Math.min(this.channel, this.source.channels - 1);
    const look = magnify(this.source, this.kernel, this.rule(), this.place, channel);
    this.panels.showProbe(look, this.place, channel, this.source.channels);
  }

  announce() {
    if (!this.extent) return;
    const known = knownKernel(this.model.get("menu"), this.kernel);
    this.panels.announce(
      resultWords({
        kernelName: known ? plainName(known.name) : "your own kernel",
        size: [this.kernel.length, this.kernel[0].length],
        flip: this.model.get("flip"),
        pictureName: { own: "your picture", camera: "the camera" }[this.pictureName] ?? plainName(this.pictureName),
        color: this.source.channels === 3,
        view: this.model.get("view"),
        extent: this.extent,
        separable: separableWords(this.kernel, this.factors, this.source)[0],
      }),
    );
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
