/** Play, pause, step, scrub, speed: goes from output to output; at 1× there is one in a second. */
import { makeButton } from "./conv_explorer_dom.js";
import { make, uniqueName } from "./dom.js";

const PLAYER_SPEEDS = [0.5, 1, 2, 4, 8];

export class Player {
  /** @param {{signal: AbortSignal, go: (position: number) => void, changed: () => void}} options */
  constructor({ signal, go, changed }) {
    Object.assign(this, { go, changed, position: 0, count: 1, timer: null });
    this.play = makeButton("Play", "", () => (this.playing ? this.pause() : this.start()), signal);
    this.play.classList.add("conv_explorer-play");
    this.back = makeButton("‹ Back", "", () => this.step(-1), signal);
    this.next = makeButton("Step ›", "", () => this.step(1), signal);
    this.slider = make("input", { type: "range", min: 0, step: 1, "aria-label": "Output" });
    this.slider.addEventListener("input", () => this.scrub(), { signal });
    this.text = make("span", { class: "cnn-number conv_explorer-count" });
    const speedLabels = { "id": uniqueName("conv_explorer-speed"), "aria-label": "Speed" };
    this.speed = make("select", speedLabels, ...PLAYER_SPEEDS.map((speed) =>
      make("option", { value: speed, selected: speed === 1 }, `${speed}×`)));
    this.speed.addEventListener("change", () => { if (this.playing) this.run(); }, { signal });
    this.root = make("div", { class: "cnn-bar conv_explorer-player" },
      this.play, this.back, this.next, this.slider, this.text,
      make("span", { class: "conv_explorer-group" }, make("label", { for: this.speed.id }, "Speed"), this.speed));
    signal.addEventListener("abort", () => clearInterval(this.timer));
  }

  get playing() {
    return this.timer !== null;
  }

  start() {
    this.run();
    this.go(this.position === this.count - 1 ? 0 : this.position);
    this.announce();
  }

  run() {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), 1000 / Number(this.speed.value));
  }

  tick() {
    if (this.position < this.count - 1) this.go(this.position + 1);
    else this.pause();
  }

  pause() {
    if (!this.playing) return;
    clearInterval(this.timer);
    this.timer = null;
    this.announce();
  }

  announce() {
    this.play.textContent = this.playing ? "Pause" : "Play";
    this.changed();
  }

  step(by) {
    this.pause();
    this.go(Math.max(0, Math.min(this.count - 1, this.position + by)));
  }

  scrub() {
    this.pause();
    this.go(Number(this.slider.value));
  }

  /** Show where we are: one position of `count`, in words `[row, column]`. */
  show(position, count, place) {
    Object.assign(this, { position, count });
    this.slider.max = count - 1;
    this.slider.value = position;
    this.slider.setAttribute("aria-valuetext", `[${place.join(", ")}], ${position + 1} of ${count}`);
    this.text.textContent = `${position + 1} of ${count}`;
    this.back.disabled = position === 0;
    this.next.disabled = position === count - 1;
  }
}
