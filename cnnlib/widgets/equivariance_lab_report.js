/** EquivarianceLab's report: the verdict, the numbers that it is read off, and the scales of the pictures. */

import { make, writeText } from "./dom.js";
import { amount, percent, placeWords, verdict } from "./equivariance_lab_words.js";

const EQUIVARIANCE_SIGNS = { equal: "=", rim: "≈", broken: "≠" };
const EQUIVARIANCE_NUMBERS = {
  largest: "largest difference",
  relative: "of the largest response",
  share: "of the values differ",
  place: "where they differ",
};

/** Build the report. */
export function buildReport() {
  const sign = make("span", { "class": "equivariance_lab-sign", "aria-hidden": "true" });
  const [title, detail, step, credit] = ["strong", "span", "p", "p"].map((tag) => make(tag));
  const numbers = Object.entries(EQUIVARIANCE_NUMBERS).map(([name, text]) => equivarianceNumber(name, text));
  const status = make("p", { class: "equivariance_lab-status cnn-hidden", role: "status", "aria-live": "polite" });
  const scales = ["responses", "difference"].map((name) => equivarianceScale(name));
  const sentence = make("p", { class: "equivariance_lab-sentence" }, title, " ", detail);
  const box = make("div", { class: "equivariance_lab-verdict" }, sign, make("div", {}, sentence, step));
  credit.className = "equivariance_lab-credit cnn-note";
  step.className = "equivariance_lab-step cnn-note";
  return {
    node: make("div", { class: "equivariance_lab-report" }, box,
      make("dl", { class: "equivariance_lab-numbers" }, ...numbers.map(({ pair }) => pair)),
      make("div", { class: "equivariance_lab-scales" }, ...scales.map(({ scale }) => scale)), credit, status),
    show(facts, size, stepText) {
      const judged = verdict(facts, size);
      box.dataset.kind = judged.kind;
      writeText(sign, EQUIVARIANCE_SIGNS[judged.kind]);
      writeText(title, judged.title);
      writeText(detail, judged.detail);
      writeText(step, stepText);
      const values = equivarianceValues(facts, size);
      numbers.forEach(({ name, value }) => writeText(value, values[name]));
    },
    showScales({ largest, isEqual }, scale, isSigned) {
      scales[0].show(isSigned ? `−${amount(scale)}` : "0", amount(scale));
      scales[1].show(isEqual ? "0" : `−${amount(largest)}`, isEqual ? "0" : amount(largest));
    },
    showCredit: (words) => writeText(credit, words),
    announce: (words) => writeText(status, words),
  };
}

function equivarianceValues(facts, size) {
  const { largest, response, share } = facts;
  return {
    largest: amount(largest),
    relative: percent(response === 0 ? 0 : largest / response),
    share: percent(share),
    place: placeWords(facts, size),
  };
}

function equivarianceNumber(name, text) {
  const value = make("dd", { class: `equivariance_lab-${name} cnn-number` });
  return { name, value, pair: make("div", {}, make("dt", {}, text), value) };
}

/** A band from the darkest or lowest to the brightest or highest value. */
function equivarianceScale(name) {
  const [low, high] = [make("span", { class: "cnn-number" }), make("span", { class: "cnn-number" })];
  const band = make("span", { "class": `equivariance_lab-band equivariance_lab-band-${name}`, "aria-hidden": "true" });
  const scale = make("span", { class: "equivariance_lab-scale" }, name, low, band, high);
  const show = (from, to) => {
    writeText(low, from);
    writeText(high, to);
  };
  return { scale, show };
}
