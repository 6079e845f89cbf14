/** The elements of the drill, built once: what is where, without behavior. */
import { make } from "./dom.js";
import { numberText } from "./drill_terms.js";

function drillButton(label, attributes = {}) {
  return make("button", { type: "button", ...attributes }, label);
}

function drillLive(attributes) {
  return make("p", { "role": "status", "aria-live": "polite", ...attributes });
}

function drillField(id) {
  const typing = { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
  const described = { "id": `${id}-input`, "aria-describedby": `${id}-text ${id}-note` };
  return {
    input: make("input", { class: "drill-input", ...typing, ...described }),
    label: make("label", { class: "drill-label", for: `${id}-input` }, "Your answer"),
    note: drillLive({ class: "drill-note cnn-error", id: `${id}-note` }),
  };
}

/**
 * Build the widget inside `el`.
 * @param {HTMLElement} el
 * @param {string} id  unique in the page
 * @returns {Object<string, HTMLElement>}
 */
export function drillLayout(el, id) {
  const parts = { ...drillField(id) };
  for (const name of ["count", "streak"]) parts[name] = make("span", { class: `drill-${name} cnn-number` });
  parts.topic = make("select", { "class": "drill-topic", "aria-label": "Topic" });
  parts.place = make("div", { class: "drill-place" });
  parts.text = make("p", { class: "drill-text", id: `${id}-text` });
  parts.verdict = drillLive({ class: "drill-verdict" });
  parts.solution = make("div", { class: "drill-solution" });
  parts.main = drillButton("Check", { class: "drill-main" });
  parts.show = drillButton("Show solution");
  parts.skip = drillButton("Skip");
  parts.reset = drillButton("Reset");
  parts.foot = make("div", { class: "cnn-bar drill-foot" }, parts.show, parts.skip, parts.reset);
  parts.root = drillArranged(parts);
  el.append(parts.root);
  return parts;
}

function drillArranged(parts) {
  const head = make("div", { class: "cnn-bar drill-head" }, parts.topic, parts.count, parts.streak);
  const entry = make("div", { class: "drill-entry" }, parts.label, parts.input, parts.main);
  const ask = make("div", { class: "drill-ask" }, parts.text, parts.place, entry, parts.note);
  const region = { "class": "drill-result", "role": "region", "tabindex": "0", "aria-label": "Verdict and solution" };
  const result = make("div", region, parts.verdict, parts.solution);
  const body = make("div", { class: "drill-body" }, ask, result);
  const group = { "class": "cnn-widget drill", "role": "group", "aria-label": "Check yourself" };
  return make("div", group, head, body, parts.foot);
}

/** The given sizes, each with its name; input, kernel and output in their colors. */
export function drillFacts(facts) {
  const list = make("dl", { class: "drill-facts" });
  for (const [role, label, value] of facts) {
    const number = make("dd", { class: "cnn-number" }, String(value));
    const fact = make("div", { class: "drill-fact" }, make("dt", {}, label), number);
    if (role) fact.dataset.role = role;
    list.append(fact);
  }
  return list;
}

/** A small array as a table. */
export function drillGrid([role, label, rows]) {
  const cells = (row) => row.map((value) => make("td", { class: "cnn-number" }, numberText(value)));
  const body = make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row))));
  const table = make("table", { class: "drill-grid" }, make("caption", {}, label), body);
  table.dataset.role = role;
  return table;
}

/** The worked solution: a sentence and a formula for each step. */
export function drillSteps(steps) {
  const items = steps.map(([says, formula]) =>
    make("li", {}, make("span", { class: "drill-says" }, `${says} `),
      make("span", { class: "drill-formula cnn-number" }, formula)),
  );
  return make("ol", { class: "drill-steps" }, ...items);
}
