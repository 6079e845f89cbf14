/** UnrollExplorer's three stages: the boards of each method, what they show and what is framed on them. */
import { make } from "./dom.js";
import { UnrollBoard } from "./unroll_explorer_board.js";
import {
  UNROLL_INPUT_RANGE, UNROLL_SETTINGS, UNROLL_WEIGHT_RANGE, magnitudes, shiftedInput, tapPlace,
} from "./unroll_explorer_math.js";
import { outputPlace, unrollText } from "./unroll_explorer_words.js";

const unrollRounded = (value) => unrollText(value, 1);

/** The next place in a grid by a step down or to the right; at the edge, the place itself. */
function unrollStep(place, rows, columns, down, right) {
  const row = Math.floor(place / columns) + down;
  const column = (place % columns) + right;
  return row >= 0 && row < rows && column >= 0 && column < columns ? row * columns + column : place;
}

/** The boards of a method. `act` has point(changes or null), pick(changes), state() and numbers(). */
class UnrollStage {
  constructor(method, act, signal, places = []) {
    Object.assign(this, { act, signal, boards: [], traits: [...UNROLL_SETTINGS, ...places] });
    this.node = make("div", { class: `unroll_explorer-stage unroll_explorer-${method}` });
  }

  /** A board; `changesOf` tells what pointing at a place changes, `moved` what an arrow key does. */
  add(texts, changesOf, moved) {
    const { act } = this;
    return this.join(new UnrollBoard(texts, {
      point: (place) => act.point(place && changesOf(place)),
      pick: (place) => act.pick(changesOf(place) ?? {}),
      move: (down, right) => act.pick(moved(down, right, act.state())),
    }, this.signal));
  }

  join(board) {
    this.boards.push(board);
    this.node.append(board.node);
    return board;
  }

  /** What the pictures depend on: the settings, and `places`, what some are of. */
  key(state) {
    return this.traits.map((name) => state[name]).join();
  }

  positionMoved(down, right, { position }) {
    const { side } = this.act.numbers();
    return { position: unrollStep(position, side, side, down, right) };
  }
}

/** The input, its windows as columns, the kernels as rows, the product. */
export class UnrollColumns extends UnrollStage {
  constructor(act, signal) {
    super("im2col", act, signal);
    this.input = this.add({ name: "input", tint: "input", label: "Input" }, ([, row, column]) =>
      ({ position: this.windowAround(row, column) }), (...step) => this.positionMoved(...step));
    this.columns = this.add({ name: "columns", tint: "input", label: "im2col matrix" }, ([, tap, position]) =>
      ({ tap, position }), (down, right, state) => ({ tap: state.tap + down, position: state.position + right }));
    this.kernel = this.add({ name: "kernel", tint: "kernel", label: "Kernel matrix" }, ([, filter, tap]) =>
      ({ filter, tap }), (down, right, state) => ({ filter: state.filter + down, tap: state.tap + right }));
    this.product = this.add({ name: "product", tint: "output", label: "Product" }, ([, filter, position]) =>
      ({ filter, position }),
    (down, right, state) => ({ filter: state.filter + down, position: state.position + right }));
  }

  /** The window whose middle is nearest to a number of the padded input. */
  windowAround(row, column) {
    const { side } = this.act.numbers();
    const { kernel_size: kernelSize, stride } = this.act.state();
    const [i, j] = [row, column].map((at) =>
      Math.min(side - 1, Math.max(0, Math.round((at - (kernelSize - 1) / 2) / stride))));
    return i * side + j;
  }

  show(numbers, state, colors) {
    const { columns, weight, product, isPadding } = numbers;
    const [rows, count] = columns.shape.slice(1);
    const whole = { write: unrollText, isStretched: true };
    this.input.show(unrollInputTitle(state), unrollPlanes(numbers, state), colors);
    this.columns.show(`im2col matrix, ${rows} × ${count}`, {
      ...whole, rows, columns: count, values: columns.data, range: UNROLL_INPUT_RANGE,
      isGray: (index) => isPadding[index] === 1,
    }, colors);
    this.kernel.show(`Kernel matrix, ${state.filters} × ${rows}`, {
      ...whole, rows: state.filters, columns: rows, values: weight.data, range: UNROLL_WEIGHT_RANGE,
    }, colors);
    this.product.show(`Product, ${state.filters} × ${count}`, {
      ...whole, rows: state.filters, columns: count, values: product, range: unrollRange(product),
    }, colors);
  }

  mark(numbers, { position, filter, tap, kernel_size: kernelSize, stride, channels }) {
    const [rows, count] = numbers.columns.shape.slice(1);
    const [i, j] = outputPlace(numbers, position);
    const [channel, u, v] = tapPlace(tap, kernelSize);
    const window = { kind: "window", row: i * stride, column: j * stride, rows: kernelSize, columns: kernelSize };
    this.input.frame([
      ...Array.from({ length: channels }, (_, plane) => ({ ...window, plane })),
      { kind: "spot", plane: channel, row: i * stride + u, column: j * stride + v },
    ]);
    this.columns.frame([
      { kind: "window", row: 0, column: position, rows },
      { kind: "line", row: tap, column: 0, columns: count },
      { kind: "spot", row: tap, column: position },
    ]);
    this.kernel.frame([
      { kind: "window", row: filter, column: 0, columns: rows },
      { kind: "spot", row: filter, column: tap },
    ]);
    this.product.frame([{ kind: "window", row: filter, column: position }]);
  }
}

/** The input as one tap meets it, times its weight. */
export class UnrollShifts extends UnrollStage {
  constructor(act, signal) {
    super("shifted", act, signal, ["tap", "filter"]);
    const moved = (...step) => this.positionMoved(...step);
    const spot = ([, row, column]) => ({ position: row * this.act.numbers().side + column });
    this.input = this.add({ name: "input", tint: "input", label: "Input" }, ([, row, column]) =>
      this.met(row, column), moved);
    this.kernel = this.add({ name: "kernel", tint: "kernel", label: "Kernel" }, ([plane, u, v]) =>
      ({ tap: (plane * this.act.state().kernel_size + u) * this.act.state().kernel_size + v }),
    (down, right, { tap, kernel_size: kernelSize, channels }) =>
      ({ tap: unrollStep(tap, channels * kernelSize, kernelSize, down, right) }));
    this.shifted = this.add({ name: "shifted-input", tint: "input", label: "Shifted input" }, spot, moved);
    this.term = this.add({ name: "term", tint: "output", label: "Weight times shifted input" }, spot, moved);
  }

  /** The output to which a number of the padded input goes through the present tap, if there is one. */
  met(row, column, { tap, kernel_size: kernelSize, stride } = this.act.state()) {
    const { side } = this.act.numbers();
    const [, u, v] = tapPlace(tap, kernelSize);
    const [i, j] = [(row - u) / stride, (column - v) / stride];
    const isMet = [i, j].every((at) => Number.isInteger(at) && at >= 0 && at < side);
    return isMet ? { position: i * side + j } : null;
  }

  show(numbers, state, colors) {
    const { weight, side, whole } = numbers;
    const { tap, filter, kernel_size: kernelSize, channels } = state;
    const [channel] = tapPlace(tap, kernelSize);
    const taps = channels * kernelSize ** 2;
    const value = weight.data[filter * taps + tap];
    const shifted = shiftedInput(numbers, state, tap);
    const plane = { rows: side, columns: side, write: unrollText };
    this.input.show(`Input, channel ${channel}`, {
      ...unrollPlanes(numbers, state, channel),
      isFaint: (index) => this.met(Math.floor(index / whole), index % whole, state) === null,
    }, colors);
    this.kernel.show(`Kernel of map ${filter}`, {
      planes: channels, rows: kernelSize, columns: kernelSize, write: unrollText,
      values: weight.data.subarray(filter * taps, (filter + 1) * taps), range: UNROLL_WEIGHT_RANGE,
    }, colors);
    this.shifted.show("Shifted input", { ...plane, values: shifted, range: UNROLL_INPUT_RANGE }, colors);
    this.term.show(`Times its weight, ${unrollText(value)}`, {
      ...plane, values: shifted.map((each) => each * value), range: [-10, 10],
    }, colors);
  }

  mark(numbers, { position, tap, kernel_size: kernelSize, stride }) {
    const [i, j] = outputPlace(numbers, position);
    const [channel, u, v] = tapPlace(tap, kernelSize);
    const reach = (numbers.side - 1) * stride + 1;
    this.input.frame([
      { kind: "window", row: u, column: v, rows: reach, columns: reach },
      { kind: "spot", row: u + i * stride, column: v + j * stride },
    ]);
    this.kernel.frame([{ kind: "window", plane: channel, row: u, column: v }]);
    for (const board of [this.shifted, this.term]) board.frame([{ kind: "spot", row: i, column: j }]);
  }
}

/** Input and kernel, their spectra, the product of these, and what comes back. */
export class UnrollWaves extends UnrollStage {
  constructor(act, signal) {
    super("fft", act, signal, ["tap", "filter", "stage"]);
    const wave = ([, row, column]) => ({ frequency: row * this.act.numbers().whole + column });
    const moved = (down, right, { frequency }) => {
      const { whole } = this.act.numbers();
      return { frequency: unrollStep(frequency, whole, whole, down, right) };
    };
    const spectrum = (name, tint, label) => this.add({ name, tint, label }, wave, moved);
    const still = (name, tint, label) => this.join(new UnrollBoard({ name, tint, label }, null, this.signal));
    this.input = still("input", "input", "Input");
    this.x = spectrum("x", "input", "Spectrum of the input");
    this.kernel = still("kernel", "kernel", "Kernel");
    this.w = spectrum("w", "kernel", "Spectrum of the kernel");
    this.y = spectrum("y", "output", "Product of the spectra");
    this.back = this.add({ name: "back", tint: "output", label: "Transformed back" }, ([, row, column]) =>
      this.kept(row, column), (...step) => this.positionMoved(...step));
  }

  /** The output that a number of what comes back is, if it is kept. */
  kept(row, column) {
    const { side } = this.act.numbers();
    const { stride } = this.act.state();
    const isKept = [row, column].every((at) => at % stride === 0 && at / stride < side);
    return isKept ? { position: (row / stride) * side + column / stride } : null;
  }

  show(numbers, state, colors) {
    const { whole, waves } = numbers;
    const { filter, channels, kernel_size: kernelSize, stage } = state;
    const [channel] = tapPlace(state.tap, kernelSize);
    const pair = filter * channels + channel;
    const plane = { rows: whole, columns: whole, write: unrollRounded };
    const [of, sum, short] = channels > 1 ? [`, channel ${channel}`, ", summed", `, ch. ${channel}`] : ["", "", ""];
    this.input.show(`Input${of}`, unrollPlanes(numbers, state, channel), colors);
    this.x.show(`|X|${of}`, unrollSpectrum(waves.inputs[channel], whole), colors);
    this.kernel.show(`Kernel ${filter}${short}`, {
      ...plane, values: waves.kernels[pair], range: UNROLL_WEIGHT_RANGE,
      isGray: (index) => Math.max(Math.floor(index / whole), index % whole) >= kernelSize,
    }, colors);
    this.w.show(`|W|${of}`, unrollSpectrum(waves.weights[pair], whole), colors);
    this.y.show(`|Y|${sum}`, unrollSpectrum(waves.products[filter], whole), colors);
    this.back.show("Back from Y", {
      ...plane, values: waves.circular[filter], range: unrollRange(waves.circular[filter]),
      isFaint: (index) => stage === 4 && !this.kept(Math.floor(index / whole), index % whole),
    }, colors);
    this.boards.forEach((board, index) =>
      board.node.classList.toggle("unroll_explorer-later", stage < [0, 1, 0, 1, 2, 3][index]));
  }

  mark(numbers, { position, frequency, stride, stage, kernel_size: kernelSize }) {
    const { whole } = numbers;
    const spot = [{ kind: "spot", row: Math.floor(frequency / whole), column: frequency % whole }];
    for (const board of [this.x, this.w, this.y]) board.frame(spot);
    const valid = whole - kernelSize + 1;
    const [i, j] = outputPlace(numbers, position);
    this.back.frame(stage < 3 ? [] : [
      { kind: "window", row: 0, column: 0, rows: valid, columns: valid },
      { kind: "spot", row: i * stride, column: j * stride },
    ]);
  }
}

/** The padded input, all channels or one, with gray zeros around. */
function unrollPlanes({ padded, whole }, { padding, channels }, channel = null) {
  const area = whole ** 2;
  const isOne = channel !== null;
  return {
    planes: isOne ? 1 : channels, rows: whole, columns: whole, write: unrollText, range: UNROLL_INPUT_RANGE,
    values: isOne ? padded.data.subarray(channel * area, (channel + 1) * area) : padded.data,
    isGray: (index) => {
      const [row, column] = [Math.floor((index % area) / whole), index % whole];
      return Math.min(row, column, whole - 1 - row, whole - 1 - column) < padding;
    },
  };
}

/** How large each frequency is. */
function unrollSpectrum(values, whole) {
  const sizes = magnitudes(values);
  return {
    rows: whole, columns: whole, write: unrollRounded, values: sizes, range: unrollRange(sizes), isLogarithmic: true,
  };
}

function unrollInputTitle({ channels, size }) {
  return `Input, ${channels > 1 ? `${channels} of ` : ""}${size} × ${size}`;
}

/** Least and most of some values, 0 among them. */
export function unrollRange(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 0]);
}
