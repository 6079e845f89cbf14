/** The network of ConnectivityExplorer: dots and arrows, the input at the bottom. */
import { isShortcut, make, writeText } from "./dom.js";
import { arrowPath, placeUnits } from "./connectivity_explorer_places.js";
import { Strands } from "./connectivity_explorer_strands.js";
import { layerClass, weightLook, withUnit } from "./connectivity_explorer_svg.js";
import { layerName, unitName, weightName } from "./connectivity_explorer_text.js";
import { change, draw, keepCount } from "./svg.js";

const PICTURE_MOST_HEADS = 300;
const PICTURE_LABEL = { incoming: 0.34, outgoing: 0.66, most: 24, digit: 6.5 };
const PICTURE_MARKS = ["sees", "feeds", "pointed"].map((name) => `connectivity_explorer-${name}`);
const PICTURE_MOVES = {
  ArrowRight: ([layer, unit]) => [layer, unit + 1],
  ArrowLeft: ([layer, unit]) => [layer, unit - 1],
  Home: ([layer]) => [layer, 0],
  End: ([layer]) => [layer, Infinity],
};

export class Picture {
  /**
   * @param {{signal: AbortSignal, point: (unit: ?number[]) => void, focus: (unit: ?number[]) => void,
   *   pick: (unit: ?number[]) => void}} options  units as [layer, place]
   */
  constructor({ signal, point, focus, pick }) {
    Object.assign(this, { signal, pick, active: [0, 0] });
    this.build();
    const label = "Units and arrows, layer by layer. Arrow keys move, Enter holds a unit, Escape lets go.";
    this.board = draw("svg", { "class": "connectivity_explorer-picture", "role": "grid", "aria-label": label },
      this.back, this.strands.root, this.halos, this.bright.root, this.names, this.layers, this.labels);
    // Chromium lets the tab key stop at an <svg> that listens to the focus itself.
    this.root = make("div", {}, this.board);
    const listen = (type, act) => this.root.addEventListener(type, act, { signal });
    listen("pointerover", withUnit((unit, event) => event.pointerType === "touch" || point(unit)));
    listen("pointerleave", () => point(null));
    listen("click", withUnit((unit) => pick(unit)));
    listen("focusin", withUnit((unit, event) => focus(event.target.matches(":focus-visible") ? unit : null)));
    listen("focusout", (event) => this.layers.contains(event.relatedTarget) || focus(null));
    listen("keydown", withUnit((unit, event) => unit && this.press(unit, event)));
  }

  build() {
    this.field = draw("rect", { class: "connectivity_explorer-field", rx: 10 });
    this.inside = draw("rect", { class: "connectivity_explorer-inside", rx: 10 });
    this.size = draw("text", { class: "connectivity_explorer-size" });
    this.back = draw("g", { "aria-hidden": "true" }, this.field, this.inside, this.size);
    this.sees = draw("path", { class: "connectivity_explorer-halo connectivity_explorer-sees" });
    this.feeds = draw("path", { class: "connectivity_explorer-halo connectivity_explorer-feeds" });
    this.halos = draw("g", { "aria-hidden": "true" }, this.sees, this.feeds);
    this.strands = new Strands("connectivity_explorer-arrows");
    this.bright = new Strands("connectivity_explorer-arrows connectivity_explorer-lit");
    this.names = draw("g", { "class": "connectivity_explorer-names", "aria-hidden": "true" });
    this.layers = draw("g", { role: "presentation" });
    this.texts = Array.from({ length: PICTURE_LABEL.most }, () => draw("text"));
    this.labels = draw("g", { "class": "connectivity_explorer-labels", "aria-hidden": "true" }, ...this.texts);
  }

  /** Draw a network anew. */
  shape(state, network, size) {
    Object.assign(this, { state, network, places: placeUnits(state, network, size), lit: [] });
    this.board.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    const count = network.steps.reduce((sum, { arrows }) => sum + arrows.length, 0);
    this.isCrowded = count > PICTURE_MOST_HEADS;
    this.board.classList.toggle("connectivity_explorer-crowded", this.isCrowded);
    this.drawArrows();
    this.drawNames();
    this.drawUnits();
    this.light(null);
  }

  drawArrows() {
    const { steps } = this.network;
    this.arrows = steps.map(({ arrows }, step) => arrows.map((arrow) => this.makeArrow(step, arrow)));
    const all = this.arrows.flat();
    const looks = new Map(all.map(({ look }) => [look.name, look]));
    this.strands.shape(looks);
    this.bright.shape(looks);
    this.strands.fill(all);
  }

  makeArrow(step, { from, to, weight }) {
    const { radius } = this.places;
    const path = arrowPath(this.spot(step, from), this.spot(step + 1, to), radius, !this.isCrowded);
    return { ...path, look: weightLook(weight, this.state) };
  }

  drawNames() {
    const { layers } = this.state;
    const isNarrow = this.places.left < 40;
    keepCount(this.names, layers, () => draw("text", { x: 0 })).forEach((text, layer) => {
      const name = layerName(layer, layers);
      change(text, { y: this.places.rows[layer].y + 4, class: layerClass(layer, layers) });
      writeText(text, isNarrow ? pictureSign(name) : name);
    });
  }

  drawUnits() {
    const { rows } = this.places;
    const hasFocus = this.layers.contains(document.activeElement);
    this.units = keepCount(this.layers, rows.length, makePictureRow).map((row, layer) => {
      const [zeros, units] = row.children;
      this.drawZeros(zeros, rows[layer]);
      change(units, { "aria-label": layerName(layer, rows.length), "class": layerClass(layer, rows.length) });
      const nodes = keepCount(units, rows[layer].units.length, (unit) => makePictureUnit(layer, unit));
      nodes.forEach((node, unit) => this.placeUnit(node, layer, unit));
      return nodes;
    });
    this.setActive(this.nearest(this.active), hasFocus);
  }

  placeUnit(node, layer, unit) {
    const { radius, rows, width } = this.places;
    const { units: [first, second = first + width], units, y } = rows[layer];
    const half = Math.min((second - first) / 2, 30);
    const [target, ring, dot, text] = node.children;
    change(node, {
      "aria-label": unitName([layer, unit], rows.length), "transform": `translate(${units[unit]} ${y})`,
      "class": "connectivity_explorer-unit",
    });
    change(target, { x: -half, width: 2 * half });
    change(ring, { r: radius + (radius < 9 ? 2.5 : 4.5) });
    change(dot, { r: radius });
    change(text, pictureFont(radius, { least: 7, most: 14 }));
  }

  drawZeros(root, { zeros, y }) {
    const radius = this.places.radius * 0.8;
    keepCount(root, zeros.length, makePictureZero).forEach((zero, index) => {
      const [circle, text] = zero.children;
      change(zero, { transform: `translate(${zeros[index]} ${y})` });
      change(circle, { r: radius });
      change(text, pictureFont(radius, { least: 6, most: 12 }));
    });
  }

  /**
   * Light a unit with what it sees and feeds; null puts the light out.
   * @param {?{unit: number[], sees: ?Object, feeds: ?Object, field: ?Object}} lit
   */
  light(lit) {
    for (const node of this.lit) node.classList.remove(...PICTURE_MARKS);
    this.board.classList.toggle("connectivity_explorer-pointing", lit !== null);
    const reaches = [["sees", lit?.sees], ["feeds", lit?.feeds]];
    this.bright.fill(reaches.flatMap(([name, reach]) => this.lightArrows(name, reach)));
    this.lit = reaches.flatMap(([name, reach]) => this.lightUnits(name, reach));
    if (lit) this.units[lit.unit[0]][lit.unit[1]].classList.add("connectivity_explorer-pointed");
    this.showField(lit?.field ?? null);
    this.showLabels(lit);
  }

  lightArrows(name, reach) {
    const arrows = (reach?.arrows ?? []).flatMap((places, step) => places.map((i) => this.arrows[step][i]));
    change(this[name], { d: arrows.map(({ line }) => line).join("") });
    return arrows;
  }

  lightUnits(name, reach) {
    const nodes = (reach?.units ?? []).flatMap((places, layer) => places.map((unit) => this.units[layer][unit]));
    for (const node of nodes) node.classList.add(`connectivity_explorer-${name}`);
    return nodes;
  }

  /** Show the receptive field as a band under the input, with what the border cuts off. */
  showField(field) {
    change(this.back, { visibility: field ? "visible" : "hidden" });
    if (!field) return;
    const { first, size, isCut } = field;
    const inputs = this.network.widths[0];
    this.placeBand(this.field, first, first + size - 1);
    const [from, to] = [Math.max(0, first), Math.min(inputs, first + size) - 1];
    this.inside.setAttribute("visibility", to < from ? "hidden" : "inherit");
    if (to >= from) this.placeBand(this.inside, from, to);
    const middle = Number(this.field.getAttribute("x")) + Number(this.field.getAttribute("width")) / 2;
    this.size.textContent = `r = ${size}${isCut ? ", cut by the border" : ""}`;
    const half = this.size.textContent.length * 3.6;
    const { width, rows, radius } = this.places;
    this.size.setAttribute("x", Math.max(half, Math.min(middle, width - half)));
    this.size.setAttribute("y", rows[0].y + radius + 25);
  }

  placeBand(band, first, last) {
    const { across, spacing, left, width, rows, radius } = this.places;
    const aside = Math.min(spacing / 2, radius + 8);
    const from = Math.max(left - 2, across(first) - aside);
    const to = Math.min(width - 1, across(last) + aside);
    const shape = { x: from, y: rows[0].y - radius - 8, width: Math.max(0, to - from), height: 2 * radius + 16 };
    for (const [name, value] of Object.entries(shape)) band.setAttribute(name, value);
  }

  /** Write the weights' names on the arrows of the pointed unit, where there is room. */
  showLabels(lit) {
    const texts = lit ? this.labelsOf(lit) : [];
    this.texts.forEach((text, index) => {
      change(text, { visibility: index < texts.length ? "visible" : "hidden" });
      if (index >= texts.length) return;
      const { x, y, name } = texts[index];
      text.setAttribute("x", x);
      text.setAttribute("y", y + 4);
      text.textContent = name;
    });
  }

  labelsOf({ unit: [layer, unit], sees, feeds }) {
    const incoming = sees && layer > 0 ? this.labelsAt(layer - 1, "to", unit, PICTURE_LABEL.incoming) : [];
    const hasNext = feeds && layer < this.network.steps.length;
    return [...incoming, ...(hasNext ? this.labelsAt(layer, "from", unit, PICTURE_LABEL.outgoing) : [])];
  }

  labelsAt(step, end, unit, part) {
    const own = this.network.steps[step].arrows.filter((arrow) => arrow[end] === unit);
    const labels = own.map(({ from, to, weight }) => {
      const [[x1, y1], [x2, y2]] = [this.spot(step, from), this.spot(step + 1, to)];
      return { x: x1 + part * (x2 - x1), y: y1 + part * (y2 - y1), name: weightName(weight) };
    });
    labels.sort((a, b) => a.x - b.x);
    const least = PICTURE_LABEL.digit * Math.max(0, ...labels.map(({ name }) => name.length)) + 5;
    return labels.some(({ x }, i) => i > 0 && x - labels[i - 1].x < least) ? [] : labels;
  }

  press(unit, event) {
    if (isShortcut(event)) return;
    const to = event.key === "ArrowUp" || event.key === "ArrowDown"
      ? this.across(unit, event.key === "ArrowUp" ? 1 : -1) : PICTURE_MOVES[event.key]?.(unit);
    if (to) this.setActive(this.nearest(to), true);
    else if (event.key === "Enter" || event.key === " ") this.pick(unit);
    else if (event.key === "Escape") this.pick(null);
    else return;
    event.preventDefault();
  }

  /** The unit of the layer above or below that stands nearest. */
  across([layer, unit], by) {
    const row = this.places.rows[layer + by];
    if (!row) return [layer, unit];
    const [x] = this.spot(layer, unit);
    const distances = row.units.map((each) => Math.abs(each - x));
    return [layer + by, distances.indexOf(Math.min(...distances))];
  }

  nearest([layer, unit]) {
    const row = Math.min(layer, this.network.widths.length - 1);
    return [row, Math.max(0, Math.min(unit, this.network.widths[row] - 1))];
  }

  /** Let the tab key reach this unit, and no other. */
  setActive(unit, takesFocus = false) {
    this.root.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    this.active = unit;
    const node = this.units[unit[0]][unit[1]];
    node.setAttribute("tabindex", "0");
    if (takesFocus) node.focus();
  }

  /** The unit that the keyboard is at, or null. */
  focused() {
    return this.layers.querySelector(":focus-visible") ? this.active : null;
  }

  spot(layer, unit) {
    const { y, units } = this.places.rows[layer];
    return [units[unit], y];
  }
}

/** A layer: its padded zeros, and the row of its units. */
function makePictureRow() {
  return draw("g", { role: "presentation" },
    draw("g", { "class": "connectivity_explorer-zeros", "aria-hidden": "true" }), draw("g", { role: "row" }));
}

function makePictureUnit(layer, unit) {
  return draw("g", { "role": "gridcell", "tabindex": -1, "data-unit": JSON.stringify([layer, unit]) },
    draw("rect", { y: -24, height: 48, class: "connectivity_explorer-target" }),
    draw("circle", { class: "connectivity_explorer-ring" }), draw("circle", { class: "connectivity_explorer-dot" }),
    draw("text", { dy: "0.35em" }, unit + 1));
}

function makePictureZero() {
  return draw("g", {}, draw("circle"), draw("text", { dy: "0.35em" }, "0"));
}

/** The size of a number in a circle, which is left out where it would be too small. */
function pictureFont(radius, { least, most }) {
  return { "font-size": Math.min(most, radius * 1.1), "display": radius >= least ? "inline" : "none" };
}

/** A layer's name where there is little room. */
function pictureSign(name) {
  return { input: "in", output: "out" }[name] ?? name.replace("hidden ", "h");
}
