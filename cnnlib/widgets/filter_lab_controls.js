/** FilterLab's controls: buttons, lists and fields that act on the lab. */

import { make, makeCopyButton } from "./dom.js";
import { labButton, labChoice, labSelect } from "./filter_lab_dom.js";
import { kernelGroups, pictureGroups } from "./filter_lab_words.js";

const FILTER_LAB_COLORS = [["gray", "Gray"], ["color", "Color"]];
const FILTER_LAB_CHANNELS = [["0", "R", "red"], ["1", "G", "green"], ["2", "B", "blue"]];
const FILTER_LAB_OPERATIONS = [
  ["false", "Cross-correlation", "Lay the kernel down as it is"],
  ["true", "Convolution", "Flip the kernel first"],
];
const FILTER_LAB_VIEWS = [
  ["clipped", "Clipped", "Black below 0, white above 1"],
  ["signed", "Signed", "Middle gray is 0"],
  ["absolute", "Absolute", "Black is 0, the sign is dropped"],
];
const FILTER_LAB_BORDERS = [["zero", "zeros beyond"], ["reflect", "reflected"], ["circular", "wrapped around"]];

/** Controls that choose the picture. */
export function pictureControls(lab, model) {
  const file = make("input", { type: "file", accept: "image/*", class: "cnn-hidden", tabindex: "-1" });
  file.setAttribute("aria-label", "Your picture");
  file.addEventListener("change", () => {
    if (file.files.length > 0) lab.sources.openFile(file.files[0]);
    file.value = "";
  });
  const openFile = () => {
    lab.showChoice();
    file.click();
  };
  const choose = { own: openFile, camera: () => lab.sources.toggleCamera() };
  const own = ["Yours", [["own", "Your picture"], ["camera", "Camera"]]];
  const groups = [...pictureGroups(model.get("photographs"), model.get("digits")), own];
  const pictures = labSelect("Picture", groups, (name) => (choose[name] ?? lab.choosePicture.bind(lab))(name));
  return {
    file,
    pictures,
    open: labButton("Your picture …", "Open a picture file, or drop one anywhere here", choose.own),
    camera: labButton("Camera", "Filter what the camera sees", choose.camera),
    colors: labChoice("Colors", FILTER_LAB_COLORS, (value) => lab.write({ color: value === "color" })),
    link: model.get("_static") === true ? makeCopyButton("Copy link", () => model.link(), lab.gone.signal) : "",
    reset: labButton("Reset", "Back to the state at the start", () => lab.reset()),
    pictureError: make("p", { class: "filter_lab-picture-error cnn-error", role: "alert" }),
    credit: make("span"),
  };
}

/** Controls that choose and change the kernel. */
export function kernelControls(lab, model) {
  const typed = make("input", {
    class: "filter_lab-typed cnn-number",
    "aria-label": "Kernel as text: rows parted by semicolons, weights by spaces",
    title: "Rows parted by ; and weights by spaces, 1×1 to 7×7",
    spellcheck: "false",
    autocomplete: "off",
  });
  typed.addEventListener("change", () => lab.typeKernel(typed.value));
  typed.addEventListener("keydown", (event) => event.key === "Escape" && lab.forgetTyped());
  const groups = [["", [["", "Your own"]]], ...kernelGroups(model.get("menu"))];
  return {
    typed,
    names: labSelect("Kernel", groups, (name) => name && lab.chooseKernel(name)),
    sizes: labSelect("Size of the kernel", [], (size) => size && lab.chooseSize(Number(size))),
    normalize: labButton("Normalize", "Divide by the sum of the weights", () => lab.normalize()),
    clear: labButton("Clear", "Set all weights to 0", () => lab.clear()),
    rules: labChoice("Operation", FILTER_LAB_OPERATIONS, (value) => lab.write({ flip: value === "true" })),
    nearest: labButton("Use the nearest separable kernel", "Keep one column × row", () => lab.makeSeparable()),
  };
}

/** Controls that choose how the result is shown. */
export function viewControls(lab) {
  const borders = [["Beyond the border", FILTER_LAB_BORDERS]];
  return {
    views: labChoice("View", FILTER_LAB_VIEWS, (view) => lab.write({ view })),
    boundaries: labSelect("Beyond the border", borders, (boundary) => lab.write({ boundary })),
    channels: labChoice("Channel", FILTER_LAB_CHANNELS, (value) => lab.chooseChannel(Number(value))),
  };
}
