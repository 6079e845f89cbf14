/** The elements of the drill, built once: what is where, without behavior. */
import { numberText } from "./drill_grade.js";

export function drillElement(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function drillButton(label, className = "") {
  const button = drillElement("button", className, label);
  button.type = "button";
  return button;
}

function drillLive(tag, className) {
  const element = drillElement(tag, className);
  element.setAttribute("role", "status");
  element.setAttribute("aria-live", "polite");
  return element;
}

function drillField(id) {
  const input = drillElement("input", "drill-input");
  Object.assign(input, { type: "text", id: `${id}-input`, autocomplete: "off", spellcheck: false });
  input.setAttribute("autocapitalize", "off");
  input.setAttribute("aria-describedby", `${id}-text ${id}-note`);
  const label = drillElement("label", "drill-label", "Your answer");
  label.htmlFor = input.id;
  const note = drillLive("p", "drill-note cnn-error");
  note.id = `${id}-note`;
  return { input, label, note };
}

/**
 * Build the widget inside `el`.
 * @param {HTMLElement} el
 * @param {string} id  unique in the page
 * @returns {Object<string, HTMLElement>}
 */
export function drillLayout(el, id) {
  const parts = { ...drillField(id) };
  for (const name of ["count", "streak"]) parts[name] = drillElement("span", `drill-${name} cnn-number`);
  parts.topic = drillElement("select", "drill-topic");
  parts.topic.setAttribute("aria-label", "Topic");
  parts.place = drillElement("div", "drill-place");
  parts.text = drillElement("p", "drill-text");
  parts.text.id = `${id}-text`;
  parts.verdict = drillLive("p", "drill-verdict");
  parts.solution = drillElement("div", "drill-solution");
  parts.main = drillButton("Check", "drill-main");
  parts.show = drillButton("Show solution");
  parts.skip = drillButton("Skip");
  parts.reset = drillButton("Reset");
  parts.foot = drillElement("div", "cnn-bar drill-foot", parts.show, parts.skip, parts.reset);
  parts.root = drillArranged(parts);
  el.append(parts.root);
  return parts;
}

function drillArranged(parts) {
  const head = drillElement("div", "cnn-bar drill-head", parts.topic, parts.count, parts.streak);
  const entry = drillElement("div", "drill-entry", parts.label, parts.input, parts.main);
  const ask = drillElement("div", "drill-ask", parts.text, parts.place, entry, parts.note);
  const result = drillElement("div", "drill-result", parts.verdict, parts.solution);
  result.tabIndex = 0;
  result.setAttribute("role", "region");
  result.setAttribute("aria-label", "Verdict and solution");
  const body = drillElement("div", "drill-body", ask, result);
  const root = drillElement("div", "cnn-widget drill", head, body, parts.foot);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Check yourself");
  return root;
}

/** The given sizes, each with its name; input, kernel and output in their colors. */
export function drillFacts(facts) {
  const list = drillElement("dl", "drill-facts");
  for (const [role, label, value] of facts) {
    const number = drillElement("dd", "cnn-number", String(value));
    const fact = drillElement("div", "drill-fact", drillElement("dt", "", label), number);
    if (role) fact.dataset.role = role;
    list.append(fact);
  }
  return list;
}

/** A small array as a table. */
export function drillGrid([role, label, rows]) {
  const cells = (row) => row.map((value) => drillElement("td", "cnn-number", numberText(value)));
  const body = drillElement("tbody", "", ...rows.map((row) => drillElement("tr", "", ...cells(row))));
  const table = drillElement("table", "drill-grid", drillElement("caption", "", label), body);
  table.dataset.role = role;
  return table;
}

/** The worked solution: a sentence and a formula for each step. */
export function drillSteps(steps) {
  const items = steps.map(([says, formula]) =>
    drillElement(
      "li",
      "",
      drillElement("span", "drill-says", `${says} `),
      drillElement("span", "drill-formula cnn-number", formula),
    ),
  );
  return drillElement("ol", "drill-steps", ...items);
}
