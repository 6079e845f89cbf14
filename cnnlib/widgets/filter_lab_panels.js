/** FilterLab's page elements put together, and what each of them shows. */

import { kernelControls, pictureControls, viewControls } from "./filter_lab_controls.js";
import { make, writeText } from "./dom.js";
import { labNumber } from "./filter_lab_dom.js";
import { buildEditor } from "./filter_lab_editor.js";
import { buildMagnifier } from "./filter_lab_magnifier.js";
import { buildStage } from "./filter_lab_stage.js";
import { plainName } from "./filter_lab_words.js";
import { resolvePadding } from "./ops.js";

const FILTER_LAB_SIZES = [3, 5, 7];
const FILTER_LAB_PRIVACY = "A picture of yours and the camera's never leave this device.";
const FILTER_LAB_HINT = "Point at a pixel of the picture to see how it is made. Click to hold it.";
const FILTER_LAB_HOW = "Drag a weight up or down, or type it.";
let filterLabCount = 0;

/**
 * Build all of a FilterLab.
 * @param {*} lab the FilterLabView that the controls act on
 * @param {*} model
 */
export function buildPanels(lab, model) {
  filterLabCount += 1;
  const errorId = `filter_lab-kernel-error-${filterLabCount}`;
  const parts = { ...pictureControls(lab, model), ...kernelControls(lab, model), ...viewControls(lab), errorId };
  Object.assign(parts, filterLabTexts(errorId));
  parts.magnifier = buildMagnifier(parts.channels.node);
  parts.editor = buildEditor({
    errorId,
    present: () => lab.kernel,
    onWeight: (row, column, value) => lab.setWeight(row, column, value),
    onRefusal: (words) => (parts.kernelError.textContent = words),
  });
  parts.stage = buildStage({
    onDivider: (divider) => lab.write({ divider }),
    onProbe: (place, isSaid) => lab.probe(place, isSaid),
  });
  const root = filterLabRoot(parts);
  filterLabDrop(root, lab);
  return { root, stage: parts.stage, ...filterLabShows(parts) };
}

function filterLabTexts(errorId) {
  const note = (className = "") => make("p", { class: `cnn-note ${className}`.trim() });
  return {
    kernelError: make("p", { class: "cnn-error", role: "alert", id: errorId }),
    about: note("filter_lab-about"),
    flipNote: note(),
    verdict: make("strong"),
    saving: make("span"),
    status: make("p", { class: "filter_lab-status", role: "status", "aria-live": "polite" }),
    legend: ["low", "middle", "high"].map((name) => make("span", { class: `filter_lab-${name} cnn-number` })),
    lookSaid: make("p", { class: "cnn-hidden", role: "status", "aria-live": "polite" }),
    scale: make("div", { class: "filter_lab-scale", role: "img" }),
  };
}

function filterLabRoot(parts) {
  const { pictures, open, file, camera, colors, link, reset, stage } = parts;
  const tools = filterLabBar(pictures, open, file, camera, colors.node, filterLabDiv("end", link, reset));
  const look = make("p", { class: "cnn-note" }, FILTER_LAB_HINT);
  const root = make("div", { class: "cnn-widget filter_lab", role: "group", "aria-label": "Filter lab" });
  stage.node.append(parts.pictureError);
  root.append(
    filterLabDiv(
      "inside",
      tools,
      filterLabDiv("main", filterLabLeft(parts), filterLabRight(parts)),
      filterLabDiv("look", look, parts.magnifier.node, parts.lookSaid),
    ),
  );
  return root;
}

function filterLabDiv(name, ...children) {
  return make("div", { class: `filter_lab-${name}` }, ...children);
}

function filterLabBar(...children) {
  return make("div", { class: "cnn-bar" }, ...children);
}

function filterLabLeft({ stage, views, boundaries, legend: [low, middle, high], scale, status, credit }) {
  return filterLabDiv(
    "left",
    stage.node,
    filterLabBar(views.node, boundaries),
    filterLabDiv("legend", low, scale, middle, high),
    status,
    make("p", { class: "filter_lab-credit cnn-note" }, credit, ` ${FILTER_LAB_PRIVACY}`),
  );
}

function filterLabRight(parts) {
  return filterLabDiv(
    "right",
    filterLabBar(make("span", { "aria-hidden": "true" }, "Kernel"), parts.names, parts.sizes),
    parts.about,
    parts.editor.node,
    filterLabDiv("edit cnn-bar", parts.typed, parts.normalize, parts.clear),
    parts.rules.node,
    filterLabDiv("note", parts.kernelError, parts.flipNote),
    filterLabDiv("verdict", parts.verdict, " ", parts.saving, parts.nearest),
  );
}

/** Files dropped anywhere on the lab are opened. */
function filterLabDrop(root, lab) {
  const mark = (isOver) => root.classList.toggle("filter_lab-dropping", isOver);
  root.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  root.addEventListener("dragleave", () => mark(false));
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    const [file] = event.dataTransfer.files;
    if (file) lab.sources.openFile(file);
    else lab.refusePicture("That was no file. Drop a picture file here.");
  });
}

function filterLabShows(parts) {
  return {
    refusePicture: (words) => (parts.pictureError.textContent = words),
    refuseKernel: (words) => filterLabRefuse(parts, words),
    tell: (words) => (parts.kernelError.textContent = words),
    tellLook: (words) => (parts.lookSaid.textContent = words),
    announce: (words) => (parts.status.textContent = words),
    showPicture(name, credit) {
      parts.pictures.value = name;
      if (credit !== undefined) parts.credit.textContent = credit;
    },
    showCamera: (isOn) => (parts.camera.textContent = isOn ? "Stop camera" : "Camera"),
    showView: (...shown) => filterLabShowView(parts, ...shown),
    showKernel: (...shown) => filterLabShowKernel(parts, ...shown),
    showRule: (...shown) => filterLabShowRule(parts, ...shown),
    showVerdict([verdict, saving], { rank }) {
      writeText(parts.verdict, verdict);
      writeText(parts.saving, saving);
      parts.nearest.hidden = rank < 2;
    },
    showProbe: (...shown) => filterLabShowProbe(parts, ...shown),
  };
}

function filterLabRefuse({ kernelError, typed, errorId }, words) {
  kernelError.textContent = words;
  if (words) {
    typed.setAttribute("aria-invalid", "true");
    typed.setAttribute("aria-describedby", errorId);
  } else {
    typed.removeAttribute("aria-invalid");
    typed.removeAttribute("aria-describedby");
  }
}

function filterLabShowView(parts, view, scale, { low, high }, boundary) {
  const isBeyond = (value) => value > scale + 1e-6;
  const white = (isBeyond(view === "absolute" ? Math.max(high, -low) : high) ? "≥ " : "") + labNumber(scale);
  const black = {
    clipped: low < -1e-6 ? "≤ 0" : "0",
    signed: (isBeyond(-low) ? "≤ " : "") + labNumber(-scale),
    absolute: "0",
  }[view];
  const middle = view === "signed" ? "0" : "";
  [black, middle, white].forEach((text, i) => writeText(parts.legend[i], text));
  parts.scale.setAttribute("aria-label", `Black is ${black}, ${middle && "middle gray is 0, "}white is ${white}`);
  parts.views.show(view);
  parts.boundaries.value = boundary;
}

function filterLabShowKernel(parts, kernel, factors, known, text) {
  parts.editor.show(kernel, factors.rank === 1 ? factors : null);
  filterLabShowSize(parts.sizes, kernel);
  parts.names.value = known?.name ?? "";
  writeText(parts.about, known ? `${plainName(known.description)} (${known.source}).` : "A kernel of your own.");
  if (parts.typed.getAttribute("aria-invalid") !== "true") parts.typed.value = text;
}

/** Choose the size in its list, which also holds the present one where that is none of the usual. */
function filterLabShowSize(list, kernel) {
  const size = `${kernel.length}×${kernel[0].length}`;
  if (list.dataset.size !== size) {
    list.dataset.size = size;
    const options = FILTER_LAB_SIZES.map((each) => [String(each), `${each}×${each}`]);
    if (!options.some(([, text]) => text === size)) options.push(["", size]);
    list.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  }
  list.selectedIndex = [...list.options].findIndex((option) => option.textContent === size);
}

function filterLabShowRule(parts, flip, color, isSymmetric) {
  parts.rules.show(String(flip));
  parts.colors.show(color ? "color" : "gray");
  const slides = flip ? "The kernel is flipped, then slides." : "The kernel slides unflipped, as in networks.";
  writeText(parts.flipNote, `${FILTER_LAB_HOW} ${isSymmetric ? "Flipped, this kernel is the same." : slides}`);
}

function filterLabShowProbe(parts, look, [row, column], channel, channels) {
  const shape = [look.weights.length, look.weights[0].length];
  const before = resolvePadding("same", shape).map(([first]) => first);
  const where = `row ${row}, column ${column}`;
  parts.stage.showProbe([row, column], before, shape, `Result at ${where}: ${labNumber(look.sum)}. Arrow keys move.`);
  parts.magnifier.show(look, where);
  parts.channels.show(String(channel % channels));
  parts.channels.node.hidden = channels === 1;
}
