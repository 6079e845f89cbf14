/** FilterLab's page elements: tool bar, stage, kernel, verdict, magnifier, and what each shows. */

import { labChoice, labElement, labNumber, labSelect } from "./filter_lab_dom.js";
import { buildEditor } from "./filter_lab_editor.js";
import { resolvePadding } from "./ops.js";
import { buildMagnifier } from "./filter_lab_magnifier.js";
import { buildStage } from "./filter_lab_stage.js";
import { kernelGroups, pictureGroups, plainName } from "./filter_lab_words.js";

const FILTER_LAB_SIZES = [3, 5, 7];
const FILTER_LAB_CHANNELS = [["0", "R", "red"], ["1", "G", "green"], ["2", "B", "blue"]];
let filterLabCount = 0;

/**
 * Build all of a FilterLab.
 * @param {*} view the FilterLabView that the controls act on
 * @param {*} model
 */
export function buildPanels(view, model) {
  filterLabCount += 1;
  const id = (name) => `filter_lab-${name}-${filterLabCount}`;
  const parts = {
    ...filterLabSource(view, model),
    ...filterLabKernel(view, model, id("kernel-error")),
    ...filterLabView(view, model),
    channels: labChoice("Channel", FILTER_LAB_CHANNELS, (value) => view.chooseChannel(Number(value))),
    lookNote: labElement("p", { class: "cnn-note", text: "Point at a pixel of the picture to see how it is made. Click to hold it." }),
    status: labElement("p", { class: "filter_lab-status", role: "status", "aria-live": "polite" }),
  };
  parts.stage = buildStage({
    onDivider: (divider) => view.write({ divider }),
    onProbe: (place) => view.probe(place),
  });
  parts.magnifier = buildMagnifier(parts.channels.node);
  const root = filterLabRoot(parts);
  filterLabDrop(root, view);
  return { root, stage: parts.stage, ...filterLabShows(parts) };
}

function filterLabSource(view, model) {
  const file = labElement("input", {
    type: "file",
    accept: "image/*",
    class: "cnn-hidden",
    tabindex: "-1",
    "aria-label": "Your picture",
    onchange: () => {
      if (file.files.length > 0) view.openFile(file.files[0]);
      file.value = "";
    },
  });
  const groups = pictureGroups(model.get("photographs"), model.get("digits"));
  const own = ["Yours", [["own", "Your picture"], ["camera", "Camera"]]];
  const pictures = labSelect("Picture", [...groups, own], (name) => {
    if (name === "own") file.click();
    else if (name === "camera") view.toggleCamera();
    else view.choosePicture(name);
  });
  return {
    file,
    pictures,
    open: labElement("button", { type: "button", text: "Your picture …", onclick: () => file.click() }),
    camera: labElement("button", { type: "button", text: "Camera", onclick: () => view.toggleCamera() }),
    colors: labChoice("Colors", [["gray", "Gray"], ["color", "Color"]], (value) => view.write({ color: value === "color" })),
    reset: labElement("button", { type: "button", text: "Reset", onclick: () => view.reset() }),
    link: filterLabLink(model),
    pictureError: labElement("p", { class: "filter_lab-picture-error cnn-error", role: "alert" }),
    credit: labElement("span"),
  };
}

/** The button that copies the present state's address: only in a published page. */
function filterLabLink(model) {
  if (model.get("_static") !== true) return "";
  const button = labElement("button", { type: "button", text: "Copy link" });
  button.addEventListener("click", async () => {
    const copied = await navigator.clipboard?.writeText(model.link()).then(() => true, () => false);
    button.textContent = copied ? "Copied" : "Not allowed";
    button.addEventListener("blur", () => (button.textContent = "Copy link"), { once: true });
  });
  return button;
}

function filterLabKernel(view, model, errorId) {
  const kernelError = labElement("p", { class: "cnn-error", role: "alert", id: errorId });
  const typed = labElement("input", {
    class: "filter_lab-typed cnn-number",
    "aria-label": "Kernel as text",
    title: "Rows parted by ; and weights by spaces, 1×1 to 7×7",
    spellcheck: "false",
    autocomplete: "off",
    onchange: () => view.typeKernel(typed.value),
  });
  const button = (text, title, onclick) => labElement("button", { type: "button", text, title, onclick });
  return {
    kernelError,
    typed,
    errorId,
    names: labSelect("Kernel", [["", [["", "Your own"]]], ...kernelGroups(model.get("menu"))], (name) => name && view.chooseKernel(name)),
    sizes: labSelect("Size of the kernel", [], (size) => view.chooseSize(Number(size))),
    about: labElement("p", { class: "filter_lab-about cnn-note" }),
    editor: buildEditor({
      errorId,
      onWeight: (row, column, value) => view.setWeight(row, column, value),
      onRefusal: (words) => (kernelError.textContent = words),
    }),
    normalize: button("Normalize", "Divide by the sum of the weights", () => view.normalize()),
    clear: button("Clear", "Set all weights to 0", () => view.clear()),
    rules: labChoice(
      "Operation",
      [
        ["false", "Cross-correlation", "Lay the kernel down as it is"],
        ["true", "Convolution", "Flip the kernel first"],
      ],
      (value) => view.write({ flip: value === "true" }),
    ),
    flipNote: labElement("p", { class: "cnn-note" }),
    verdict: labElement("strong"),
    saving: labElement("span", { class: "filter_lab-saving" }),
    nearest: button("Use the nearest separable kernel", "Keep only the first column × row", () => view.makeSeparable()),
  };
}

function filterLabView(view) {
  return {
    views: labChoice(
      "View",
      [
        ["clipped", "Clipped", "Black below 0, white above 1"],
        ["signed", "Signed", "Middle gray is 0"],
        ["absolute", "Absolute", "Black is 0, the sign is dropped"],
      ],
      (value) => view.write({ view: value }),
    ),
    boundaries: labSelect(
      "Beyond the border",
      [["Beyond the border", [["zero", "zeros beyond"], ["reflect", "reflected"], ["circular", "wrapped around"]]]],
      (boundary) => view.write({ boundary }),
    ),
    legend: ["low", "middle", "high"].map((name) => labElement("span", { class: `filter_lab-${name} cnn-number` })),
    scale: labElement("div", { class: "filter_lab-scale", role: "img" }),
  };
}

function filterLabRoot(parts) {
  const div = (name, ...children) => labElement("div", { class: `filter_lab-${name}` }, ...children);
  const bar = (...children) => labElement("div", { class: "cnn-bar" }, ...children);
  const tools = bar(parts.pictures, parts.open, parts.file, parts.camera, parts.colors.node, div("end", parts.link, parts.reset));
  const left = div(
    "left",
    parts.stage.node,
    bar(parts.views.node, parts.boundaries),
    div("legend", parts.legend[0], parts.scale, parts.legend[1], parts.legend[2]),
    labElement("p", { class: "filter_lab-credit cnn-note" }, parts.credit, " A picture of yours and the camera's never leave this device."),
  );
  const right = div(
    "right",
    bar(labElement("span", { text: "Kernel", "aria-hidden": "true" }), parts.names, parts.sizes),
    parts.about,
    parts.editor.node,
    bar(parts.typed, parts.normalize, parts.clear),
    parts.rules.node,
    div("note", parts.kernelError, parts.flipNote),
    div("verdict", parts.verdict, " ", parts.saving, parts.nearest),
  );
  const magnifier = div("look", parts.lookNote, parts.magnifier.node);
  const root = labElement("div", { class: "cnn-widget filter_lab", role: "group", "aria-label": "Filter lab" });
  parts.stage.node.append(parts.pictureError);
  root.append(div("inside", tools, div("main", left, right), magnifier, parts.status));
  return root;
}

/** Files dropped anywhere on the lab are opened. */
function filterLabDrop(root, view) {
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
    if (file) view.openFile(file);
    else view.refusePicture("That was no file. Drop a picture file here.");
  });
}

function filterLabShows(parts) {
  return {
    refuse: (what, words) => filterLabRefuse(parts, what, words),
    tell: (words) => (parts.flipNote.textContent = words),
    announce: (words) => (parts.status.textContent = words),
    showPicture(name, credit) {
      parts.pictures.value = name;
      if (credit !== undefined) parts.credit.textContent = credit;
    },
    showCamera: (isOn) => (parts.camera.textContent = isOn ? "Stop camera" : "Camera"),
    showView: (...shown) => filterLabShowView(parts, ...shown),
    showKernel: (kernel, factors, known, text) => filterLabShowKernel(parts, kernel, factors, known, text),
    showRule: (flip, color, isSymmetric) => filterLabShowRule(parts, flip, color, isSymmetric),
    showVerdict([verdict, saving], { rank }) {
      parts.verdict.textContent = verdict;
      parts.saving.textContent = saving;
      parts.nearest.hidden = rank < 2;
    },
    showProbe: (look, place, channel, channels) => filterLabShowProbe(parts, look, place, channel, channels),
    reset: () => ["picture", "kernel"].forEach((what) => filterLabRefuse(parts, what, "")),
  };
}

function filterLabRefuse(parts, what, words) {
  if (what === "picture") parts.pictureError.textContent = words;
  else {
    parts.kernelError.textContent = words;
    parts.typed.toggleAttribute("aria-invalid", words !== "");
    if (words) parts.typed.setAttribute("aria-invalid", "true");
    if (words) parts.typed.setAttribute("aria-describedby", parts.errorId);
    else parts.typed.removeAttribute("aria-describedby");
  }
}

function filterLabShowView(parts, view, scale, { low, high }, boundary) {
  const bound = (sign, isBeyond) => (isBeyond ? { "-1": "≤ ", 1: "≥ " }[sign] : "") + labNumber(sign * scale);
  const isBright = high > scale + 1e-6 || (view === "absolute" && low < -scale - 1e-6);
  const black = view === "signed" ? bound(-1, low < -scale - 1e-6) : view === "clipped" && low < -1e-6 ? "≤ 0" : "0";
  const white = bound(1, isBright);
  const middle = view === "signed" ? "0" : "";
  [black, middle, white].forEach((text, i) => (parts.legend[i].textContent = text));
  parts.scale.setAttribute("aria-label", `Black is ${black}, ${middle && "middle gray is 0, "}white is ${white}`);
  parts.views.show(view);
  parts.boundaries.value = boundary;
}

function filterLabShowKernel(parts, kernel, factors, known, text) {
  const size = `${kernel.length}×${kernel[0].length}`;
  parts.editor.show(kernel, factors.rank === 1 ? factors : null);
  if (parts.sizes.dataset.size !== size) {
    parts.sizes.dataset.size = size;
    const sizes = FILTER_LAB_SIZES.map((each) => [String(each), `${each}×${each}`]);
    if (!sizes.some(([, each]) => each === size)) sizes.push(["", size]);
    parts.sizes.replaceChildren(...sizes.map(([value, each]) => labElement("option", { value, text: each })));
    parts.sizes.value = sizes.find(([, each]) => each === size)[0];
  }
  parts.names.value = known?.name ?? "";
  const about = known ? `${plainName(known.description)} (${known.source}).` : "A kernel of your own.";
  parts.about.textContent = `${about} Drag a weight up or down, or type it.`;
  if (parts.typed.getAttribute("aria-invalid") !== "true") parts.typed.value = text;
}

function filterLabShowRule(parts, flip, color, isSymmetric) {
  parts.rules.show(String(flip));
  parts.colors.show(color ? "color" : "gray");
  const turned = flip ? "The kernel is flipped both ways, then it slides." : "The kernel slides as it is, as in network layers.";
  parts.flipNote.textContent = isSymmetric ? "Flipped, this kernel is the same: both agree." : turned;
}

function filterLabShowProbe(parts, look, [row, column], channel, channels) {
  const shape = [look.weights.length, look.weights[0].length];
  const before = resolvePadding("same", shape).map(([first]) => first);
  const where = `row ${row}, column ${column}`;
  parts.stage.showProbe([row, column], before, shape, `Result at ${where}: ${labNumber(look.sum)}. Arrow keys move.`);
  parts.magnifier.show(look, where);
  parts.channels.show(String(channel));
  parts.channels.node.hidden = channels === 1;
}
