/** PoolingLab's second part: a ring of detectors before and after a shift, and the curves of invariance. */
import { make, uniqueName, writeText } from "./dom.js";
import { changedPlaces, invarianceCurves, poolRing, shiftRing } from "./pooling_lab_math.js";
import { changesText, curvesText, poolText } from "./pooling_lab_words.js";
import { InvarianceChart } from "./pooling_lab_chart.js";

const POOL_ROWS = {
  "Detectors": [0.3, 0.1, 1, 0.2, 0.1, 0, 0.1, 0.3, 0.1, 0.2],
  "One loud detector": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
  "A step": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
  "Stripes": [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1],
};
const POOL_GRAIN = 0.05;

/** `write(changes)` sets traits. */
export class PoolShift {
  constructor(write, signal) {
    this.write = write;
    this.inputs = new PoolBars("input", "Detectors");
    this.outputs = new PoolBars("output", "Pooled");
    this.chart = new InvarianceChart();
    const id = uniqueName("pooling-shift");
    this.menus = this.makeMenus();
    this.slider = make("input", { id, type: "range", min: -3, max: 3, step: 1 });
    this.shown = make("output", { class: "cnn-number", for: id });
    this.note = make("p", { id: `${id}-note`, class: "pooling_lab-note cnn-error", role: "alert" });
    this.words = make("p", { class: "pooling_lab-changes cnn-number" });
    this.curveWords = make("p", { class: "pooling_lab-curve-words cnn-number" });
    this.node = make("section", { "class": "pooling_lab-shift", "aria-label": "Shift" },
      make("p", { class: "pooling_lab-title pooling_lab-ring" }, make("b", {}, "Shift a row of detectors."),
        " Its ends meet: what leaves at one comes in at the other. It is pooled by the kind chosen above."),
      make("div", { class: "pooling_lab-rows" },
        make("div", { class: "cnn-bar" }, ...this.menus.map(({ parentElement }) => parentElement)),
        make("div", { class: "pooling_lab-slider" },
          make("label", { for: id }, "Shift by"), this.slider, this.shown),
        this.inputs.node, this.outputs.node, this.note, this.words),
      make("div", { class: "pooling_lab-curves" },
        make("p", { class: "pooling_lab-title" }, "How much the row changes: mean |change| ÷ mean |value|"),
        this.chart.svg, this.curveWords));
    this.listen(signal);
  }

  makeMenus() {
    const menu = (label, entries) => {
      const select = make("select", {}, ...entries.map(([value, text]) => make("option", { value }, text)));
      make("label", { class: "pooling_lab-menu" }, label, select);
      return select;
    };
    const numbers = (values) => values.map((each) => [each, each]);
    const rows = [["", "Your own"], ...numbers(Object.keys(POOL_ROWS))];
    return [menu("Row", rows), menu("Window", numbers([2, 3, 4, 5])), menu("Stride", numbers([1, 2]))];
  }

  listen(signal) {
    const on = (target, type, act) => target.addEventListener(type, act, { signal });
    const [rows, windows, strides] = this.menus;
    on(rows, "change", () => rows.value && this.write({ detectors: POOL_ROWS[rows.value] }));
    on(windows, "change", () => this.write({ detector_window: Number(windows.value) }));
    on(strides, "change", () => this.write({ detector_stride: Number(strides.value) }));
    on(this.slider, "input", () => this.write({ shift: Number(this.slider.value) }));
    const { area, values } = this.inputs;
    on(values, "input", (event) => this.type(event.target));
    on(values, "focusout", (event) => this.leave(event.target));
    on(area, "pointerdown", (event) => {
      area.setPointerCapture(event.pointerId);
      this.dragged = Math.floor(this.inputs.place(event)[0] * this.row.length);
      this.drag(event);
    });
    on(area, "pointermove", (event) => area.hasPointerCapture(event.pointerId) && this.drag(event));
  }

  drag(event) {
    const value = Math.min(1, Math.max(0, 1 - this.inputs.place(event)[1]));
    this.put(this.dragged, Number((Math.round(value / POOL_GRAIN) * POOL_GRAIN).toFixed(2)));
  }

  type(field) {
    const value = field.value === "" ? NaN : Number(field.value);
    const good = value >= 0 && value <= 1;
    field.setAttribute("aria-invalid", String(!good));
    if (good) field.removeAttribute("aria-describedby");
    else field.setAttribute("aria-describedby", this.note.id);
    writeText(this.note, good ? "" : "A detector’s value must be a number from 0 to 1.");
    if (good) this.put(this.inputs.fields.indexOf(field), value);
  }

  leave(field) {
    if (field.getAttribute("aria-invalid") !== "true") return;
    field.value = this.row[this.inputs.fields.indexOf(field)];
    this.type(field);
  }

  put(place, value) {
    this.write({ detectors: this.row.map((old, at) => (at === place ? value : old)) });
  }

  /** Show the row and its pooled values; returns what has changed, in words. */
  show({ detectors: row, detector_window: window, detector_stride: stride, kind, shift }) {
    this.row = row;
    const moved = shiftRing(row, shift);
    const [before, after] = [row, moved].map((each) => poolRing(each, kind, window, stride));
    const [inputs, outputs] = [changedPlaces(row, moved), changedPlaces(before, after)];
    this.inputs.show({ before: row, after: moved, changed: inputs, places: row.length, stride: 1, most: 1 });
    const most = kind === "l2" ? Math.sqrt(window) : 1;
    this.outputs.show({ before, after, changed: outputs, places: row.length, stride, most });
    const curves = invarianceCurves(row, window, stride, shift < 0 ? -1 : 1);
    this.chart.show(curves, Math.abs(shift));
    this.showFields(row, window, stride, shift);
    const says = changesText(inputs, outputs);
    writeText(this.words, says);
    writeText(this.curveWords, curvesText(curves, Math.abs(shift)));
    return says;
  }

  showFields(row, window, stride, shift) {
    const text = poolText(shift);
    if (this.slider.value !== String(shift)) this.slider.value = shift;
    this.slider.setAttribute("aria-valuetext", text);
    writeText(this.shown, text);
    const known = Object.entries(POOL_ROWS).find(([, each]) => each.join() === row.join());
    [known?.[0] ?? "", window, stride].forEach((value, which) => { this.menus[which].value = value; });
  }
}

/** A pair of bars for each value, before and after; the values of the input can be typed. */
class PoolBars {
  constructor(kind, title) {
    this.kind = kind;
    this.area = make("div", { "class": "pooling_lab-bars", "aria-hidden": "true" });
    this.values = make("div", { "class": "pooling_lab-values", "role": "group", "aria-label": `${title} before` });
    this.later = make("div", { "class": "pooling_lab-values pooling_lab-later", "aria-hidden": "true" });
    this.node = make("div", { class: `pooling_lab-chart pooling_lab-${kind}` },
      make("p", { class: "pooling_lab-title" }, make("b", {}, title), " ",
        make("span", { class: "pooling_lab-key" }, "before"), " ",
        make("span", { class: "pooling_lab-key pooling_lab-key-after" }, "after")),
      this.area, this.values, this.later);
  }

  /** Where in the area a pointer is, across and down, from 0 to 1. */
  place(event) {
    const { left, top, width, height } = this.area.getBoundingClientRect();
    const across = Math.min(0.999, Math.max(0, (event.clientX - left) / width));
    return [across, (event.clientY - top) / height];
  }

  show({ before, after, changed, places, stride, most }) {
    if (this.shape !== `${places} ${stride}`) this.build(before.length, places, stride);
    this.shape = `${places} ${stride}`;
    before.forEach((value, place) => {
      const [pair, field, later] = [this.pairs[place], this.fields[place], this.laters[place]];
      pair.firstChild.style.transform = `scaleY(${(value / most).toFixed(4)})`;
      pair.lastChild.style.transform = `scaleY(${(after[place] / most).toFixed(4)})`;
      pair.classList.toggle("pooling_lab-changed", changed[place]);
      later.classList.toggle("pooling_lab-changed", changed[place]);
      if (this.kind === "output") writeText(field, poolText(value));
      else if (field.getAttribute("aria-invalid") !== "true" && field.value !== String(value)) {
        if (field !== document.activeElement || Number(field.value) !== value) field.value = value;
      }
      writeText(later, poolText(after[place]));
    });
  }

  build(count, places, stride) {
    const span = (element, place) => {
      element.style.gridColumn = `${place * stride + 1} / ${Math.min(places, (place + 1) * stride) + 1}`;
      return element;
    };
    const each = (create) => Array.from({ length: count }, (_, place) => span(create(place), place));
    const field = (place) => (this.kind === "output" ? make("span") : make("input", {
      "type": "number", "min": 0, "max": 1, "step": POOL_GRAIN, "aria-label": `Detector ${place}`,
    }));
    this.node.style.setProperty("--places", places);
    this.pairs = each(() => make("div", { class: "pooling_lab-pair" }, make("i"), make("i")));
    this.fields = each(field);
    this.laters = each(() => make("span"));
    this.area.replaceChildren(...this.pairs);
    this.values.replaceChildren(...this.fields);
    this.later.replaceChildren(...this.laters);
  }
}
