/**
 * TrainLive's worker without the worker: takes messages, trains in short slices, posts news. No DOM.
 *
 * In: `start` (layers, seed, settings, digits, picture), `set` (settings), `run`, `pause`, `step`, `look` (picture).
 * Out: `news` (see `news`) and `failed` (words); after a failure it pauses.
 */
import { decodeDigits } from "./digits.js";
import { TrainCourse } from "./train_live_course.js";
import { TRAIN_COUNT, TRAIN_SIZE } from "./train_live_data.js";

/** Milliseconds that a slice trains before messages are read, and that pass between two news. */
const SESSION_SLICE = 40;
const SESSION_REST = 100;
/** After how many digits those held out are asked: twice an epoch, and four times while much happens. */
const sessionAsks = (seen) => (seen <= 2 * TRAIN_COUNT ? TRAIN_COUNT / 4 : TRAIN_COUNT / 2);
/** A run pauses itself after so many epochs: a page left alone must not train for ever. */
const SESSION_EPOCHS = 20;

export class TrainSession {
  /**
   * @param {(message: object, transfer: ArrayBuffer[]) => void} post
   * @param {() => number} [now]  milliseconds
   * @param {number} [most]  epochs after which a run pauses itself
   */
  constructor(post, now = () => performance.now(), most = SESSION_EPOCHS) {
    Object.assign(this, { post, now, most, isRunning: false, rests: false, taken: [], held: [], told: -Infinity });
    this.clock = { time: 0, examples: 0 };
  }

  /** Answer a message of the page. */
  receive({ type, ...given }) {
    this[type](given);
  }

  start({ layers, seed, settings, digits, picture }) {
    this.course = new TrainCourse(layers, decodeDigits(digits, TRAIN_SIZE), seed, settings);
    this.picture = picture;
    this.ask();
    this.tell();
  }

  set({ settings }) {
    this.course.set(settings);
  }

  run() {
    Object.assign(this, { isRunning: true, rests: false });
    this.last = Math.floor(this.course.epochs) + this.most;
  }

  pause() {
    this.isRunning = false;
    this.tell();
  }

  step() {
    Object.assign(this, { isRunning: false, rests: false });
    this.guard(() => this.advance());
    this.tell();
  }

  look({ picture }) {
    this.picture = picture;
    this.tell();
  }

  /** Train for a slice if it runs, and post news when it is time. */
  tick() {
    if (!this.isRunning) return;
    const begin = this.now();
    this.guard(() => {
      while (this.isRunning && this.now() - begin < SESSION_SLICE) this.advance();
    });
    this.clock.time += this.now() - begin;
    if (!this.isRunning || this.now() - this.told >= SESSION_REST) this.tell();
  }

  /** One step; and the held-out digits when it is their turn. */
  advance() {
    const { course } = this;
    const before = course.seen;
    this.taken.push(course.step());
    this.clock.examples += course.seen - before;
    const each = sessionAsks(course.seen);
    if (Math.floor(course.seen / each) > Math.floor(before / each)) this.ask();
    if (this.isRunning && course.epochs >= this.last) Object.assign(this, { isRunning: false, rests: true });
  }

  ask() {
    this.held.push({ step: this.course.steps, ...this.course.evaluate() });
  }

  /** What throws a sentence ends the run: the sentence goes to the page, the last good weights come back. */
  guard(act) {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.isRunning = false;
      this.course.restore();
      this.post({ type: "failed", words: error.message }, []);
      return null;
    }
  }

  /**
   * Post what has happened since the last news: of each step the epochs, the loss and the accuracy of its batch; what
   * the held-out digits gave; and how the filters, and the maps and scores of the picture, are now.
   */
  tell() {
    const look = this.guard(() => this.course.look(this.picture)) ?? this.course.look(this.picture);
    const { course, held, taken, clock, isRunning, rests } = this;
    const column = (name) => Float32Array.from(taken, (each) => each[name]);
    const steps = { epochs: column("epochs"), losses: column("loss"), accuracies: column("accuracy") };
    const buffers = [...Object.values(steps), look.filters.data, ...look.maps.map(({ data }) => data), look.scores];
    const speed = clock.time ? (1000 * clock.examples) / clock.time : 0;
    const where = { isRunning, rests, step: course.steps, epochs: course.epochs, speed };
    this.post({ type: "news", ...where, steps, held, ...look }, buffers.map(({ buffer }) => buffer));
    Object.assign(this, { taken: [], held: [], told: this.now() });
  }
}
