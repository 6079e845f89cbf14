/** Small makers of page elements for FilterLab. */

import { make } from "./dom.js";

/**
 * Make a row of buttons of which one is pressed.
 * @param {string} label what is chosen
 * @param {[string, string, string?][]} choices value, text and explanation of each
 * @param {(value: string) => void} choose
 * @returns {{ node: HTMLElement, show: (value: string) => void }}
 */
export function labChoice(label, choices, choose) {
  const buttons = choices.map(([value, text, title]) => labButton(text, title ?? "", () => choose(value)));
  const show = (value) =>
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(choices[i][0] === value)));
  const node = make("div", { role: "group", "aria-label": label, class: "filter_lab-choice" }, ...buttons);
  return { node, show };
}

/** Make a drop-down list of groups `[[group, [[value, text], …]], …]`. */
export function labSelect(label, groups, choose) {
  const option = ([value, text]) => make("option", { value }, text);
  const list = groups.map(([group, options]) =>
    make("optgroup", { label: group }, ...options.map(option)),
  );
  const select = make("select", { "aria-label": label }, ...list);
  select.addEventListener("change", () => choose(select.value));
  return select;
}

/** Write a number in at most `digits` significant digits, with a true minus sign. */
export function labNumber(value, digits = 3) {
  const rounded = Number(value.toPrecision(digits));
  const text = Math.abs(rounded) < 5e-5 ? "0" : String(rounded);
  return text.replace("-", "−");
}

/** Write a number with two decimals at most, in little room; a `isTight` one without the 0 before its point. */
export function labShort(value, isTight = false) {
  const decimals = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  const text = value.toFixed(decimals).replace("-", "−");
  if (Number(value.toFixed(decimals)) === 0) return "0";
  return isTight ? labBare(text) : text;
}

/** Write a weight: in three digits, or in three decimals where many must find room. */
export function labWeight(value, isTight) {
  if (!isTight || Math.abs(value) >= 10 || Number.isInteger(value)) return labNumber(value);
  return labBare(value.toFixed(Math.abs(value) < 1 ? 3 : 1).replace("-", "−"));
}

function labBare(text) {
  return text.replace(/^(−?)0\./, "$1.");
}

/** Make a plain button; `title` explains it where it is not empty. */
export function labButton(text, title, press) {
  const button = make("button", { type: "button", ...(title && { title }) }, text);
  button.addEventListener("click", press);
  return button;
}
