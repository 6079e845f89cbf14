/**
 * Check-yourself questions with fresh numbers, an immediate verdict and a worked solution.
 *
 * The questions come from `drill_questions.js`, the verdicts from `drill_grade.js`; here is the view.
 */
import { topicLabels, question } from "./drill_questions.js";
import { answerText, judge } from "./drill_grade.js";
import { drillFacts, drillGrid, drillLayout, drillSteps } from "./drill_layout.js";
import { drillStreak } from "./drill_streak.js";
import { make, makeCopyButton, uniqueName } from "./dom.js";

const DRILL_LABELS = topicLabels();
const DRILL_ADDRESS = ["chosen", "topic", "seed", "number"];
const DRILL_PROMPT = "Type your answer and press Enter. A slip is named at once, and you can try again.";

class DrillView {
  constructor(model, el) {
    this.model = model;
    this.abort = new AbortController();
    this.parts = drillLayout(el, uniqueName("drill"));
    this.initial = Object.fromEntries(DRILL_ADDRESS.map((name) => [name, model.get(name)]));
    this.freshSeed = drillFreshSeed();
    this.present = "";
    this.update = this.update.bind(this);
    this.listen();
    this.update();
  }

  listen() {
    const { input, main, show, skip, reset, topic, foot } = this.parts;
    input.addEventListener("keydown", (event) => this.onKey(event));
    main.addEventListener("click", () => this.advance());
    show.addEventListener("click", () => this.showSolution());
    skip.addEventListener("click", () => this.next());
    reset.addEventListener("click", () => this.reset());
    topic.addEventListener("change", () => this.save({ topic: topic.value, number: 1 }));
    const { signal } = this.abort;
    if (this.model.get("_static")) foot.append(makeCopyButton("Copy link", () => this.link(), signal));
    for (const name of DRILL_ADDRESS) this.model.on(`change:${name}`, this.update);
  }

  remove() {
    for (const name of DRILL_ADDRESS) this.model.off(`change:${name}`, this.update);
    this.abort.abort();
    this.parts.root.remove();
  }

  get names() {
    const topic = this.model.get("topic");
    return topic ? [topic] : this.model.get("chosen");
  }

  get seed() {
    return this.model.get("seed") ?? this.freshSeed;
  }

  get isOver() {
    return this.phase === "right" || this.phase === "shown";
  }

  /** Writes changes, and with them the seed: from now on the row of questions can be linked to. */
  save(changes) {
    this.model.set({ seed: this.seed, ...changes });
    this.model.save_changes();
  }

  /** Several traits may change at once; the question changes once. */
  update() {
    const wanted = JSON.stringify([this.model.get("chosen"), this.names, this.seed, this.model.get("number")]);
    if (wanted === this.present) return;
    this.present = wanted;
    this.offerTopics();
    this.ask();
  }

  offerTopics() {
    const { topic } = this.parts;
    const chosen = this.model.get("chosen");
    const options = chosen.map((name) => new Option(DRILL_LABELS[name], name));
    topic.replaceChildren(new Option("All topics, mixed", ""), ...options);
    topic.value = this.model.get("topic");
    topic.hidden = chosen.length === 1;
    if (this.streakOf !== String(chosen)) this.streak = drillStreak(`cnnlib-drill:${chosen}`);
    this.streakOf = String(chosen);
  }

  ask() {
    const number = this.model.get("number");
    this.question = question(this.names, this.seed, number);
    this.isFirstTry = true;
    const { label, text, facts, grids } = this.question;
    const { parts } = this;
    parts.text.textContent = text;
    parts.place.replaceChildren(
      ...(facts.length ? [drillFacts(facts)] : []),
      ...(grids.length ? [make("div", { class: "drill-grids" }, ...grids.map(drillGrid))] : []),
    );
    parts.input.value = "";
    parts.count.textContent = `Question ${number} · ${label}`;
    this.refuse("");
    this.enter("asking", DRILL_PROMPT);
  }

  /** Shows where the reader stands with the question. */
  enter(phase, says) {
    this.phase = phase;
    const { verdict, solution, main, show, skip, streak } = this.parts;
    verdict.dataset.phase = phase;
    verdict.textContent = says;
    solution.replaceChildren(...(this.isOver ? [drillSteps(this.question.steps)] : []));
    main.textContent = this.isOver ? "Next question" : "Check";
    for (const button of [show, skip]) button.disabled = this.isOver;
    const { now, best } = this.streak.read();
    streak.textContent = `${now} in a row · best ${best}`;
  }

  refuse(says) {
    this.parts.note.textContent = says;
    this.parts.input.setAttribute("aria-invalid", String(says !== ""));
  }

  onKey(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.advance();
  }

  advance() {
    if (this.isOver) this.next();
    else this.check();
    this.parts.input.focus();
  }

  check() {
    const { verdict, says } = judge(this.question, this.parts.input.value);
    this.refuse(verdict === "refused" ? says : "");
    if (verdict === "refused") return;
    if (verdict === "wrong") this.streak.clear();
    else if (this.isFirstTry) this.streak.add();
    this.isFirstTry = false;
    this.enter(verdict, says);
    if (verdict === "wrong") this.parts.input.select();
    this.save({});
  }

  showSolution() {
    this.streak.clear();
    this.refuse("");
    this.enter("shown", `The answer is ${answerText(this.question.answer)}.`);
    this.save({});
    this.parts.input.focus();
  }

  next() {
    this.save({ number: this.model.get("number") + 1 });
    this.parts.input.focus();
  }

  /** Begins again as the page began; where no seed was given, with new numbers. */
  reset() {
    this.streak.clear();
    this.freshSeed = drillFreshSeed();
    this.present = "";
    this.model.set(this.initial);
    this.model.save_changes();
    this.update();
  }

  /** The address of the present question, whose seed is then part of it. */
  link() {
    this.save({});
    return this.model.link();
  }
}

function drillFreshSeed() {
  return 1 + Math.floor(Math.random() * 999_998);
}

function render({ model, el }) {
  const view = new DrillView(model, el);
  return () => view.remove();
}

/** What is wrong with a state that an address asks for, or null. */
function check({ chosen, topic, seed, number }) {
  const isCount = (value, least) => Number.isSafeInteger(value) && value >= least && value < 2 ** 31;
  const isTopic = (name) => Object.hasOwn(DRILL_LABELS, name);
  if (!Array.isArray(chosen) || chosen.length === 0 || !chosen.every(isTopic)) {
    return `chosen must list topics out of ${Object.keys(DRILL_LABELS).join(", ")}`;
  }
  if (topic !== "" && !chosen.includes(topic)) return "topic must be one of the chosen ones, or empty";
  if (seed !== null && !isCount(seed, 0)) return "seed must be a whole number, 0 or more";
  return isCount(number, 1) ? null : "number must be a whole number, 1 or more";
}

export default { render, address: DRILL_ADDRESS, check };
