/** EquivarianceLab's controls. */

import { make, makeCopyButton, uniqueName, writeText } from "./dom.js";
import { equivariancePictures } from "./equivariance_lab_pictures.js";
import { FACTORS, SHIFT_LIMIT, STRIDES, shiftProblem } from "./equivariance_lab_words.js";
import { labButton, labChoice, labNumber, labSelect } from "./filter_lab_dom.js";

const EQUIVARIANCE_BOUNDARIES = [
  ["circular", "Circular", "The picture goes on with its other end"],
  ["zeros", "Zeros", "What leaves is lost, and zeros come in"],
];
const EQUIVARIANCE_POOLINGS = [["none", "None"], ["max", "Max"], ["average", "Average"]];
const EQUIVARIANCE_MOTIONS = [["shift", "Shift"], ["rotation", "Rotate"], ["scale", "Scale"]];

/**
 * Build the controls.
 * @param {{ write: (values: Object) => void, reset: () => void, rest: () => void, signal: AbortSignal }} lab
 */
export function buildControls(lab, model) {
  const choose = (name, read = (value) => value) => (value) => lab.write({ [name]: read(value) });
  const pictures = labSelect("Picture",
    equivariancePictures(model.get("photographs"), model.get("digits")), choose("picture"));
  const kernels = labSelect("Kernel", equivarianceKernels(model.get("menu")), choose("kernel"));
  const choices = {
    boundary: labChoice("Boundary", EQUIVARIANCE_BOUNDARIES, choose("boundary")),
    stride: labChoice("Stride", STRIDES.map((each) => [String(each), String(each)]), choose("stride", Number)),
    pooling: labChoice("Pooling, 2×2", EQUIVARIANCE_POOLINGS, choose("pooling")),
    transformation: labChoice("Transformation", EQUIVARIANCE_MOTIONS, choose("transformation")),
  };
  const toggle = () => lab.write({ relu: !model.get("relu") });
  const relu = labButton("ReLU", "Set negative responses to 0 after the filter", toggle);
  const motion = equivarianceMotionFields(lab);
  const link = model.get("_static") === true ? [makeCopyButton("Copy link", () => model.link(), lab.signal)] : [];
  const reset = labButton("Reset", "Back to the state at the start", () => lab.reset());
  const node = make("div", { class: "equivariance_lab-controls" },
    make("div", { class: "cnn-bar" }, equivarianceNamed("Picture", pictures, "equivariance_lab-choose"),
      equivarianceNamed("Kernel", kernels, "equivariance_lab-choose"),
      make("span", { class: "equivariance_lab-end" }, ...link, reset)),
    make("div", { class: "cnn-bar" }, equivarianceNamed("Boundary", choices.boundary.node),
      equivarianceNamed("Stride", choices.stride.node), relu, equivarianceNamed("Pooling", choices.pooling.node)),
    make("div", { class: "cnn-bar equivariance_lab-motion" }, choices.transformation.node, ...motion.nodes));
  return {
    node,
    refuse: motion.refuse,
    pictureTitle: () => pictures.selectedOptions[0].textContent,
    show(state) {
      pictures.value = state.picture;
      kernels.value = state.kernel;
      for (const [name, { show }] of Object.entries(choices)) show(String(state[name]));
      relu.setAttribute("aria-pressed", String(state.relu));
      motion.show(state);
    },
  };
}

/** The fields of the three transformations, of which one is shown. */
function equivarianceMotionFields(lab) {
  const id = uniqueName("equivariance_lab-error");
  const error = make("p", { class: "equivariance_lab-error cnn-error", role: "alert", id });
  const steps = [["dy", "↓", "rows down"], ["dx", "→", "columns right"]].map(([name, sign, meaning], axis) =>
    equivarianceStepField(`${name}, ${meaning}`, `${sign} ${name}`, (value) => lab.setStep(axis, value), error));
  const angle = equivarianceSlider("Angle in degrees, counterclockwise", { min: -180, max: 180, step: 1 },
    (value) => lab.write({ angle: value }));
  const factor = equivarianceSlider("Factor", { min: FACTORS[0], max: FACTORS[1], step: 0.01 },
    (value) => lab.write({ factor: value }));
  const quarter = labButton("+ 90°", "A quarter turn counterclockwise", () => lab.turn(90));
  const groups = {
    shift: make("span", { class: "equivariance_lab-fields" }, ...steps.map(({ label }) => label)),
    rotation: make("span", { class: "equivariance_lab-fields" }, angle.slider, angle.output, quarter),
    scale: make("span", { class: "equivariance_lab-fields" }, factor.slider, factor.output),
  };
  const rest = labButton("Put back", "No motion", () => lab.rest());
  const refuse = (words) => {
    writeText(error, words);
    if (!words) steps.forEach(({ accept }) => accept());
  };
  return {
    nodes: [rest, ...Object.values(groups), error],
    refuse,
    show(state) {
      for (const [name, group] of Object.entries(groups)) group.hidden = name !== state.transformation;
      steps.forEach(({ show }, axis) => show(state.shift[axis]));
      angle.show(state.angle, `${labNumber(state.angle, 4)}°`);
      factor.show(state.factor, `${state.factor.toFixed(2)}×`);
    },
  };
}

/** A whole number of pixels; what it refuses is said in `error`, and the last good number holds. */
function equivarianceStepField(name, text, choose, error) {
  const range = { type: "number", step: "1", min: -SHIFT_LIMIT, max: SHIFT_LIMIT };
  const field = make("input", { "class": "cnn-number", "aria-label": name, ...range });
  const accept = () => {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  };
  const show = (value) => {
    field.dataset.shown = String(value);
    if (Number(field.value) !== value || field.value === "") field.value = String(value);
  };
  field.addEventListener("input", () => {
    const problem = shiftProblem(field.value === "" ? NaN : Number(field.value));
    writeText(error, problem ?? "");
    accept();
    if (problem === null) return choose(Number(field.value));
    field.setAttribute("aria-invalid", "true");
    return field.setAttribute("aria-describedby", error.id);
  });
  field.addEventListener("blur", () => {
    accept();
    writeText(error, "");
    field.value = field.dataset.shown;
  });
  const label = equivarianceNamed(text, field, "", "label");
  return { label, accept, show: (value) => field.getAttribute("aria-invalid") !== "true" && show(value) };
}

function equivarianceSlider(name, range, choose) {
  const slider = make("input", { "type": "range", "aria-label": name, ...range });
  const output = make("span", { class: "equivariance_lab-output cnn-number", "aria-hidden": "true" });
  slider.addEventListener("input", () => choose(Number(slider.value)));
  const show = (value, text) => {
    slider.value = String(value);
    slider.setAttribute("aria-valuetext", text);
    writeText(output, text);
  };
  return { slider, output, show };
}

/** The kernels in groups: what they do follows from the sum of their weights. */
function equivarianceKernels(menu) {
  const sum = ({ kernel }) => kernel.flat().reduce((total, each) => total + each, 0);
  const isDifference = (entry) => Math.abs(sum(entry)) < 1e-9;
  const pairs = (entries) => entries.map(({ name, title }) => [name, title]);
  const [differences, others] = [menu.filter(isDifference), menu.filter((entry) => !isDifference(entry))];
  return [["Differences", pairs(differences)], ["Averages and accents", pairs(others)]];
}

function equivarianceNamed(text, field, kind = "", tag = "span") {
  const name = make("span", { "aria-hidden": "true" }, text);
  return make(tag, { class: `equivariance_lab-named ${kind}`.trim() }, name, field);
}
