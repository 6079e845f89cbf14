/** ReceptiveField: a stack of layers as a list, and what one unit of it sees of a photograph. */
import { isShortcut, make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { grayPicture, photographPicture } from "./pictures.js";
import { addSquares, effectiveSide, measureGradient } from "./receptive_field_effective.js";
import { FieldList } from "./receptive_field_list.js";
import { FIELD_INPUT, fieldEnds, fieldProblem, fieldRows, nearestUnit } from "./receptive_field_math.js";
import { drawFields, drawLens, fieldPicture, fieldPlace, keepHeat, keepPhotograph } from "./receptive_field_picture.js";
import { FIELD_PRESETS } from "./receptive_field_presets.js";
import { checkFieldState, growthText, measuredText, unitText } from "./receptive_field_words.js";

const FIELD_ADDRESS = ["layers", "layer", "place", "picture"];
const FIELD_DRAWS = 16;
const FIELD_REST = 250;
const FIELD_SLICE = 6;
const FIELD_STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const FIELD_BEFORE = { size: FIELD_INPUT, field: 1, jump: 1, start: 0 };
const FIELD_NEW = {
  conv: { kind: "conv", kernel_size: 3, stride: 1, padding: 1, dilation: 1 },
  pool: { kind: "pool", kernel_size: 2, stride: 2, padding: 0, dilation: 1 },
};

class FieldView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.initial = Object.fromEntries(FIELD_ADDRESS.map((name) => [name, model.get(name)]));
    this.build(el, uniqueName("field"));
    this.listen();
    this.update = this.update.bind(this);
    for (const name of FIELD_ADDRESS) model.on(`change:${name}`, this.update);
    this.theme = new MutationObserver(() => this.repaint());
    for (const each of [document.documentElement, document.body]) this.theme.observe(each, { attributes: true });
    this.update();
  }

  build(el, id) {
    const { model, abort } = this;
    this.list = new FieldList(this);
    this.picture = fieldPicture();
    this.note = make("p", { id, class: "receptive_field-note cnn-error", role: "alert" });
    this.presets = make("select", { "aria-label": "Stack of layers" },
      make("option", { value: "", hidden: true }, "Your own"),
      ...Object.keys(FIELD_PRESETS).map((name) => make("option", { value: name }, name)));
    this.pictures = make("select", { "aria-label": "Photograph" },
      ...Object.keys(model.get("photographs")).map((name) => make("option", { value: name }, name)));
    this.reset = make("button", { type: "button" }, "Reset");
    const link = model.get("_static") ? [makeCopyButton("Copy link", () => model.link(), abort.signal)] : [];
    this.words = ["growth", "unit", "measured"].map((name) =>
      make("p", { class: `receptive_field-${name} cnn-number` }));
    this.credit = make("p", { class: "receptive_field-credit cnn-note" });
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.root = make("div", { "class": "cnn-widget receptive_field", "role": "group", "aria-label": "Receptive field" },
      make("div", { class: "receptive_field-panels" },
        make("div", { class: "receptive_field-stack" },
          make("div", { class: "cnn-bar" }, this.presets, ...this.list.add),
          this.list.node, this.note),
        make("div", { class: "receptive_field-seen" },
          make("div", { class: "receptive_field-pictures" }, this.picture.surface, this.picture.lens),
          make("p", { "class": "receptive_field-key", "aria-hidden": "true" },
            make("span", {}, make("i", { class: "receptive_field-key-box" }), "theoretical field"),
            make("span", {}, make("i", { class: "receptive_field-key-heat" }), "measured")),
          ...this.words, this.credit,
          make("div", { class: "cnn-bar" }, this.pictures, ...link, this.reset))),
      this.status);
    el.append(this.root);
  }

  listen() {
    const { surface } = this.picture;
    const on = (target, type, act) => target.addEventListener(type, act, { signal: this.abort.signal });
    on(this.presets, "change", () => this.choose(this.presets.value));
    on(this.pictures, "change", () => this.write({ picture: this.pictures.value }));
    on(this.reset, "click", () => this.write(this.initial));
    on(surface, "pointerdown", (event) => {
      surface.setPointerCapture(event.pointerId);
      this.write({ place: fieldPlace(surface, event) });
    });
    on(surface, "pointermove", (event) => {
      if (surface.hasPointerCapture(event.pointerId)) this.write({ place: fieldPlace(surface, event) });
    });
    on(surface, "keydown", (event) => this.onKey(event));
  }

  /** Arrow keys go from unit to unit. */
  onKey(event) {
    const step = FIELD_STEPS[event.key];
    if (!step || isShortcut(event)) return;
    event.preventDefault();
    const { jump } = this.row;
    const place = this.model.get("place").map((each, axis) =>
      Math.min(FIELD_INPUT - 1, Math.max(0, each + step[axis] * Math.max(jump, 1))));
    this.write({ place });
  }

  choose(preset) {
    if (preset) this.write({ layers: FIELD_PRESETS[preset], layer: null });
  }

  write(changes) {
    this.refuse("");
    this.model.set(changes);
    this.model.save_changes();
  }

  refuse(words, place = -1, name = null) {
    writeText(this.note, words);
    this.list.refuse(place, name, this.note.id);
  }

  forgive() {
    this.refuse("");
  }

  edit(place, changes, name) {
    const layers = this.model.get("layers").map((each, at) => (at === place ? { ...each, ...changes } : each));
    const problem = fieldProblem(layers);
    if (problem) {
      this.refuse(problem, place, name);
      this.list.show(this.model.get("layers"), this.rows, this.looked);
    } else {
      this.write({ layers });
    }
  }

  /** Put one more layer at the end; where none fits any more, say why. */
  add(kind) {
    const layers = [...this.model.get("layers"), FIELD_NEW[kind]];
    const problem = fieldProblem(layers);
    if (problem) this.refuse(problem);
    else this.write({ layers, layer: null });
  }

  move(place) {
    const layers = [...this.model.get("layers")];
    layers.splice(place - 1, 0, ...layers.splice(place, 1));
    this.rearrange(layers);
  }

  remove(place) {
    this.rearrange(this.model.get("layers").filter((_, at) => at !== place));
  }

  rearrange(layers) {
    const problem = fieldProblem(layers);
    if (problem) this.refuse(problem);
    else this.write({ layers, layer: null });
  }

  look(place) {
    this.write({ layer: place });
  }

  update() {
    const [layers, layer, place, picture] = FIELD_ADDRESS.map((name) => this.model.get(name));
    this.looked = Math.min(layer ?? layers.length - 1, layers.length - 1);
    this.rows = fieldRows(layers);
    this.row = this.rows[this.looked];
    this.unit = place.map((each) => nearestUnit(this.row, each));
    if (this.listed !== layers || this.marked !== this.looked) this.showList(layers);
    if (this.named !== picture) this.open(picture);
    this.measureLater();
    this.say();
    this.draw();
  }

  /** The list changes with the layers alone, not with the place that the reader points at. */
  showList(layers) {
    [this.listed, this.marked] = [layers, this.looked];
    this.list.show(layers, this.rows, this.looked);
    const preset = Object.entries(FIELD_PRESETS).find(([, each]) => fieldSame(each, layers));
    this.presets.value = preset?.[0] ?? "";
  }

  async open(name) {
    this.named = name;
    this.pictures.value = name;
    const { url, credit } = this.model.get("photographs")[name];
    writeText(this.credit, credit);
    const gray = grayPicture(await photographPicture(url));
    if (this.abort.signal.aborted || this.named !== name) return;
    this.gray = gray;
    keepPhotograph(this.picture, gray);
    this.measureLater();
    this.draw();
  }

  draw() {
    this.colors ??= fieldColors(this.root);
    const boxes = this.rows.slice(0, this.looked + 1).map((row, layer) => {
      const unit = layer === this.looked ? this.unit : this.middle.map((each) => nearestUnit(row, each));
      const [top, left] = unit.map((each) => fieldEnds(row, each)[0]);
      return { top, left, side: row.field };
    });
    drawFields(this.picture, boxes, this.model.get("place"), this.colors);
    drawLens(this.picture, boxes.at(-1), this.colors);
  }

  /** The theme changed: draw again in its colors. */
  repaint() {
    this.colors = fieldColors(this.root);
    if (this.draws) keepHeat(this.picture, this.squares, this.colors.gradient);
    this.draw();
  }

  /** The middle of the field: row and column of the input, whole or half. */
  get middle() {
    return this.unit.map((each) => fieldEnds(this.row, each)[0] + (this.row.field - 1) / 2);
  }

  /** Measure anew once the reader rests; while a measurement is wanted the old one is not shown. */
  measureLater() {
    const layers = this.model.get("layers").slice(0, this.looked + 1);
    const wanted = JSON.stringify([layers, this.unit, this.gray && this.named]);
    if (wanted === this.measured) return;
    this.measured = wanted;
    this.squares = new Float64Array(FIELD_INPUT ** 2);
    this.draws = 0;
    this.picture.heat.getContext("2d").clearRect(0, 0, FIELD_INPUT, FIELD_INPUT);
    clearTimeout(this.resting);
    this.run = null;
    if (this.gray) this.resting = setTimeout(() => this.measure(), FIELD_REST);
  }

  measure() {
    const layers = this.model.get("layers").slice(0, this.looked + 1);
    const { squares, unit, gray } = this;
    this.run = (function* measureAll() {
      for (let draw = 0; draw < FIELD_DRAWS; draw += 1) {
        addSquares(squares, FIELD_INPUT, yield* measureGradient(gray, layers, unit, draw));
        yield draw + 1;
      }
    })();
    this.continue();
  }

  /** Measure for a few milliseconds, then let the page do what else it has to. */
  continue() {
    const end = performance.now() + FIELD_SLICE;
    let step = { done: false };
    while (!step.done && performance.now() < end) {
      step = this.run.next();
      if (step.value) this.showMeasured(step.value);
    }
    if (!step.done) this.resting = setTimeout(() => this.continue());
  }

  showMeasured(draws) {
    this.draws = draws;
    this.colors ??= fieldColors(this.root);
    keepHeat(this.picture, this.squares, this.colors.gradient);
    this.draw();
    this.say();
  }

  say() {
    const layers = this.model.get("layers");
    const before = this.rows[this.looked - 1] ?? FIELD_BEFORE;
    const side = this.draws ? effectiveSide(this.squares, [FIELD_INPUT, FIELD_INPUT], this.middle) : 0;
    const says = [
      `Layer ${this.looked + 1}: ${growthText(layers[this.looked], before, this.row)}`,
      unitText(layers, this.row, this.unit, this.looked),
      measuredText(side, this.row, this.draws),
    ];
    this.words.forEach((node, place) => writeText(node, says[place]));
    clearTimeout(this.saying);
    this.saying = setTimeout(() => writeText(this.status, says.join(" ")), 600);
  }

  detach() {
    clearTimeout(this.resting);
    clearTimeout(this.saying);
    this.abort.abort();
    this.theme.disconnect();
    for (const name of FIELD_ADDRESS) this.model.off(`change:${name}`, this.update);
    this.root.remove();
  }
}

/** Whether two stacks are the same; the order of a layer's entries may differ. */
const fieldSame = (one, other) => fieldNumbers(one) === fieldNumbers(other);
const fieldNumbers = (layers) =>
  JSON.stringify(layers.map((each) => [each.kind, each.kernel_size, each.stride, each.padding, each.dilation]));

function fieldColors(root) {
  const style = getComputedStyle(root);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  return { window: color("window"), ink: color("ink"), gradient: color("gradient") };
}

function render({ model, el }) {
  const view = new FieldView(model, el);
  return () => view.detach();
}

export default { render, address: FIELD_ADDRESS, check: checkFieldState };
