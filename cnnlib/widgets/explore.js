/**
 * Frames of a figure, one for each combination of choices.
 *
 * With a kernel a missing frame is asked for by the change of `index` itself; in a page all frames are there.
 */
import { make, makeCopyButton, uniqueName } from "./dom.js";

const MOST_MARKS = 8;
const MOST_LETTERS_ON_BUTTONS = 16;

/** The frame's name in `frames`. */
export function frameKey(index) {
  return index.join(",");
}

/** What is chosen, in words: “k = 3, padding = same”. */
export function choiceText(names, labels, index) {
  return names.map((name, i) => `${name} = ${labels[i][index[i]]}`).join(", ");
}

/** What is wrong with a state from an address, or null. */
export function checkState({ index, labels }) {
  const fits = Array.isArray(index) && index.length === labels.length &&
    index.every((each, i) => Number.isInteger(each) && each >= 0 && each < labels[i].length);
  if (fits) return null;
  const counts = labels.map((each) => each.length).join(", ");
  return `index must hold one whole number from 0 for each choice, below ${counts}`;
}

/** The size of the place that every frame fits into, in CSS pixels, and the number of its lines of text. */
export function placeSize(frames) {
  const all = Object.values(frames);
  const lines = (text) => (text ? text.trimEnd().split("\n").length : 0);
  return {
    width: Math.max(0, ...all.map((each) => each.width ?? 0)),
    height: Math.max(0, ...all.map((each) => each.height ?? 0)),
    lines: Math.max(0, ...all.map((each) => lines(each.type === "text" ? each.data : each.text))),
  };
}

function drawnFrame(frame) {
  if (frame.type === "png") {
    return make("img", { src: `data:image/png;base64,${frame.data}`, alt: frame.alt, width: frame.width });
  }
  const parsed = new DOMParser().parseFromString(frame.data, "image/svg+xml");
  return document.importNode(parsed.documentElement, true);
}

/** The values under a slider; of many, the first and the last. */
function scaleMarks(labels) {
  const isCrowded = labels.length > MOST_MARKS || labels.join("").length > 2 * MOST_MARKS;
  const marks = isCrowded ? [labels[0], labels.at(-1)] : labels;
  return make("span", { "class": "explore-marks cnn-number", "aria-hidden": "true" },
    ...marks.map((label) => make("span", {}, label)));
}

class Exploration {
  constructor(model, el) {
    this.model = model;
    this.initial = model.get("index");
    this.abort = new AbortController();
    this.build(el, uniqueName("explore"));
    this.update = this.update.bind(this);
    for (const name of ["index", "frames", "error"]) model.on(`change:${name}`, this.update);
    this.update();
  }

  build(el, id) {
    const { signal } = this.abort;
    this.fields = this.model.get("names").map((name, axis) => this.field(name, axis, `${id}-${axis}`));
    const reset = make("button", { type: "button" }, "Reset");
    reset.addEventListener("click", () => this.choose(this.initial), { signal });
    const link = this.model.get("_static") ? [makeCopyButton("Copy link", () => this.model.link(), signal)] : [];
    this.picture = make("div", { class: "explore-picture" });
    this.text = make("pre", { "class": "explore-text", "tabindex": "0", "role": "region", "aria-label": "Result" });
    this.failure = make("p", { class: "explore-failure cnn-error", role: "alert", hidden: true });
    this.status = make("p", { "class": "cnn-hidden", "role": "status", "aria-live": "polite" });
    this.root = make(
      "div", { "class": "cnn-widget explore", "role": "group", "aria-label": "Explore by choosing" },
      make("div", { class: "explore-bar" }, ...this.fields.map((each) => each.node),
        make("div", { class: "explore-actions" }, ...link, reset)),
      this.picture, this.text, this.failure, this.status,
    );
    el.append(this.root);
  }

  /** A slider for numbers on a scale, buttons for a few short names, a menu for others. */
  field(name, axis, id) {
    const labels = this.model.get("labels")[axis];
    if (this.model.get("scales")[axis]) return this.slider(name, axis, labels, id);
    const isShort = labels.length <= 4 && labels.join("").length <= MOST_LETTERS_ON_BUTTONS;
    return isShort ? this.buttons(name, axis, labels) : this.menu(name, axis, labels, id);
  }

  slider(name, axis, labels, id) {
    const input = make("input", { id, type: "range", min: 0, max: labels.length - 1, step: 1 });
    const shown = make("output", { class: "cnn-number", for: id });
    input.addEventListener("input", () => this.choose(this.replaced(axis, Number(input.value))), this.abort);
    const show = (chosen) => {
      input.value = chosen;
      input.setAttribute("aria-valuetext", labels[chosen]);
      shown.textContent = labels[chosen];
    };
    const head = make("span", { class: "explore-head" }, make("label", { for: id }, name), shown);
    return { node: make("div", { class: "explore-field" }, head, input, scaleMarks(labels)), show };
  }

  buttons(name, axis, labels) {
    const buttons = labels.map((label, i) => {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", () => this.choose(this.replaced(axis, i)), this.abort);
      return button;
    });
    const show = (chosen) => buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(i === chosen)));
    const group = make("div", { "class": "explore-buttons", "role": "group", "aria-label": name }, ...buttons);
    const head = make("span", { "class": "explore-head", "aria-hidden": "true" }, name);
    return { node: make("div", { class: "explore-field" }, head, group), show };
  }

  menu(name, axis, labels, id) {
    const select = make("select", { id }, ...labels.map((label, i) => make("option", { value: i }, label)));
    select.addEventListener("change", () => this.choose(this.replaced(axis, Number(select.value))), this.abort);
    const show = (chosen) => { select.value = chosen; };
    const head = make("label", { class: "explore-head", for: id }, name);
    return { node: make("div", { class: "explore-field" }, head, select), show };
  }

  replaced(axis, chosen) {
    return this.model.get("index").map((each, i) => (i === axis ? chosen : each));
  }

  choose(index) {
    this.model.set("index", index);
    this.model.save_changes();
  }

  update() {
    const index = this.model.get("index");
    const key = frameKey(index);
    const frame = this.model.get("frames")[key];
    const failed = this.model.get("error").at === key ? this.model.get("error").text : "";
    this.fields.forEach((each, i) => each.show(index[i]));
    this.reserve();
    this.failure.textContent = failed;
    this.failure.hidden = !failed;
    this.root.classList.toggle("explore-waits", !frame);
    this.root.setAttribute("aria-busy", String(!frame && !failed));
    if (frame) this.show(frame, index);
  }

  /** All frames get the place of the largest, so that nothing jumps. */
  reserve() {
    const { width, height, lines } = placeSize(this.model.get("frames"));
    const { style } = this.root;
    style.setProperty("--frame-width", `${width}px`);
    style.setProperty("--frame-shape", `${width || 1} / ${height || 1}`);
    style.setProperty("--frame-lines", lines);
    this.picture.hidden = width === 0;
    this.text.hidden = lines === 0;
  }

  show(frame, index) {
    if (frame === this.shown) return;
    this.shown = frame;
    this.picture.replaceChildren(...(frame.type === "text" ? [] : [drawnFrame(frame)]));
    this.text.textContent = frame.type === "text" ? frame.data : frame.text ?? "";
    clearTimeout(this.timer);
    const said = frame.type === "text" ? frame.data : `${frame.alt}. ${frame.text ?? ""}`;
    const choice = choiceText(this.model.get("names"), this.model.get("labels"), index);
    this.timer = setTimeout(() => { this.status.textContent = `${choice}: ${said}`; }, 300);
  }

  remove() {
    clearTimeout(this.timer);
    this.abort.abort();
    for (const name of ["index", "frames", "error"]) this.model.off(`change:${name}`, this.update);
    this.root.remove();
  }
}

function render({ model, el }) {
  const exploration = new Exploration(model, el);
  return () => exploration.remove();
}

export default { render, address: ["index"], check: checkState };
