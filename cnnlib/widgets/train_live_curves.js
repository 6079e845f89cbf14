/** TrainLive's curves as numbers: no more points than a chart can show, however long the run. Pure, no DOM. */

const CURVE_POINTS = 240;

/** Points of a curve, and its largest value; the points are averaged, two and two, once there are too many. */
export class TrainCurve {
  constructor() {
    Object.assign(this, { points: [], most: 0, each: 1, sum: [0, 0], count: 0 });
  }

  /** Add a sample; every `each` samples make a point. */
  add(x, y) {
    this.most = Math.max(this.most, y);
    this.sum[0] += x;
    this.sum[1] += y;
    this.count += 1;
    if (this.count < this.each) return;
    this.points.push(this.sum.map((each) => each / this.count));
    Object.assign(this, { sum: [0, 0], count: 0 });
    if (this.points.length === CURVE_POINTS) this.thin();
  }

  /** Average every two points. */
  thin() {
    const { points } = this;
    this.points = Array.from({ length: points.length / 2 }, (_, at) =>
      points[2 * at].map((each, axis) => (each + points[2 * at + 1][axis]) / 2));
    this.each *= 2;
  }
}

/** What is drawn of a run: four curves, and the settings that it began with. */
export function trainRun(words) {
  return {
    words,
    batch: { loss: new TrainCurve(), accuracy: new TrainCurve() },
    held: { loss: new TrainCurve(), accuracy: new TrainCurve() },
    last: null,
    epochs: 0,
  };
}

/** Add what a worker's news tell to a run. */
export function addNews(run, { steps, held, epochs }) {
  steps.epochs.forEach((epoch, at) => {
    run.batch.loss.add(epoch, steps.losses[at]);
    run.batch.accuracy.add(epoch, steps.accuracies[at]);
  });
  for (const asked of held) {
    run.held.loss.add(asked.epochs, asked.loss);
    run.held.accuracy.add(asked.epochs, asked.accuracy);
  }
  run.last = held.at(-1) ?? run.last;
  run.epochs = epochs;
}

/** Where the axis of epochs ends: 1, 2, 5, 10, 20, 50 …, so that it changes seldom. */
export function axisEnd(epochs) {
  const power = 10 ** Math.floor(Math.log10(Math.max(epochs, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => epochs <= end + 1e-9);
}
