/** Drill topics with small arrays to work through by hand. Pure computation, no DOM. */
import { numberText, termText } from "./drill_terms.js";

const drillRow = (values) => `[${values.map(numberText).join(", ")}]`;
const drillTurned = (rows) => rows.map((row) => [...row].reverse()).reverse();
const drillTransposed = (rows) => rows[0].map((_, column) => rows.map((row) => row[column]));
const drillPadded = (rows, padding) => {
  const blank = Array(rows[0].length + 2 * padding).fill(0);
  const sides = Array(padding).fill(0);
  const ends = Array.from({ length: padding }, () => blank);
  return [...ends, ...rows.map((row) => [...sides, ...row, ...sides]), ...ends];
};

/** The window of `rows` that has the size of `kernel` and begins at (row, column), or null where it does not fit. */
function drillWindow(rows, kernel, row, column) {
  const [bottom, right] = [row + kernel.length, column + kernel[0].length];
  const fits = row >= 0 && column >= 0 && bottom <= rows.length && right <= rows[0].length;
  return fits ? rows.slice(row, bottom).map((each) => each.slice(column, right)) : null;
}

/** Cross-correlation at one place; NaN where the kernel does not fit. */
function drillAt(rows, kernel, row, column) {
  const window = drillWindow(rows, kernel, row, column);
  if (!window) return NaN;
  return drillDot(window.flat(), kernel.flat());
}

function drillDot(a, b) {
  return a.reduce((sum, each, place) => sum + each * b[place], 0);
}

function drillProducts(a, b) {
  return a.map((each, place) => `${termText(each)}·${termText(b[place])}`).join(" + ");
}

/** The numbers of a question about one place of a 2-D result; only kernels of 3 × 3 are padded. */
function drillPlace(random, paddings) {
  const side = random.pick([2, 2, 3]);
  const [height, width] = [4, random.pick([4, 5])];
  const padding = side === 3 ? random.pick(paddings) : 0;
  const row = random.whole(0, height + 2 * padding - side);
  const column = random.whole(0, width + 2 * padding - side);
  const input = Array.from({ length: height }, () => random.wholes(width, 0, 6));
  const kernel = Array.from({ length: side }, () => random.wholes(side, -2, 3));
  return { input, kernel, padding, row, column };
}

function drillGrids(input, kernel) {
  return [
    ["input", "input", input],
    ["kernel", "kernel", kernel],
  ];
}

const correlationValue = {
  name: "correlation-value",
  label: "A value of a cross-correlation",
  essential: 1,
  numbers: (random) => drillPlace(random, [0, 1]),
  ask({ input, kernel, padding, row, column }) {
    const padded = drillPadded(input, padding);
    const window = drillWindow(padded, kernel, row, column);
    const value = drillAt(padded, kernel, row, column);
    const borders = padding ? "one ring of zeros around the input" : "no padding";
    return {
      text:
        `Cross-correlation, ${borders}: the kernel is not flipped. What is output[${row}, ${column}], counted from 0?`,
      grids: drillGrids(input, kernel),
      answer: { kind: "number", value: [value] },
      mistakes: [
        [
          drillAt(padded, drillTurned(kernel), row, column),
          "You flipped the kernel. Cross-correlation leaves it as it stands.",
        ],
        [
          padding ? drillAt(input, kernel, row, column) : NaN,
          "You forgot the padding: the first window begins in the zeros.",
        ],
        [drillAt(padded, kernel, column, row), "You swapped row and column: the first index is the row."],
        [drillAt(padded, kernel, row - 1, column - 1), "You counted from 1. The first place is [0, 0]."],
        [drillAt(padded, kernel, row, column + 1), "You are one column too far to the right."],
        [drillAt(padded, kernel, row + 1, column), "You are one row too far down."],
        [drillAt(padded, drillTransposed(kernel), row, column), "You swapped the rows and columns of the kernel."],
      ],
      steps: [
        [`The window at row ${row}, column ${column}`, window.map(drillRow).join(" ")],
        ["Times the kernel, place by place", drillProducts(window.flat(), kernel.flat())],
        ["The sum", numberText(value)],
      ],
    };
  },
};

const convolutionValue = {
  name: "convolution-value",
  label: "A value of a convolution",
  essential: 1,
  numbers: (random) => drillPlace(random, [0]),
  ask({ input, kernel, row, column }) {
    const turned = drillTurned(kernel);
    const window = drillWindow(input, kernel, row, column);
    const value = drillAt(input, turned, row, column);
    return {
      text:
        `True convolution, no padding: the kernel is flipped. What is output[${row}, ${column}], counted from 0?`,
      grids: drillGrids(input, kernel),
      answer: { kind: "number", value: [value] },
      mistakes: [
        [drillAt(input, kernel, row, column), "You did not flip the kernel. That is the cross-correlation."],
        [
          drillAt(input, kernel.map((each) => [...each].reverse()), row, column),
          "You flipped left and right only. Both axes are flipped.",
        ],
        [
          drillAt(input, [...kernel].reverse(), row, column),
          "You flipped top and bottom only. Both axes are flipped.",
        ],
        [
          drillAt(input, drillTransposed(kernel), row, column),
          "You transposed the kernel. A flip turns it by half a turn.",
        ],
        [drillAt(input, turned, column, row), "You swapped row and column: the first index is the row."],
        [drillAt(input, turned, row - 1, column - 1), "You counted from 1. The first place is [0, 0]."],
      ],
      steps: [
        ["The flipped kernel", turned.map(drillRow).join(" ")],
        [`The window at row ${row}, column ${column}`, window.map(drillRow).join(" ")],
        ["Their products, place by place", drillProducts(window.flat(), turned.flat())],
        ["The sum", numberText(value)],
      ],
    };
  },
};

const flippedKernel = {
  name: "flipped-kernel",
  label: "The flipped kernel",
  essential: 1,
  numbers(random) {
    const [height, width] = random.pick([[2, 2], [2, 3], [3, 3]]);
    return { kernel: Array.from({ length: height }, () => random.wholes(width, -4, 9)) };
  },
  ask({ kernel }) {
    const turned = drillTurned(kernel);
    const square = kernel.length === kernel[0].length;
    const leftRight = kernel.map((row) => [...row].reverse());
    const transposed = drillTransposed(kernel);
    const when = (wanted, rows) => (wanted ? rows.flat() : [NaN]);
    return {
      text: "Convolution with this kernel is cross-correlation with another one. Which? Write it row by row.",
      grids: [["kernel", "kernel", kernel]],
      answer: { kind: "grid", value: turned.flat(), rows: kernel.length },
      mistakes: [
        [kernel.flat(), "That is the kernel as it stands. Convolution flips it."],
        [leftRight.flat(), "You flipped left and right only. Turn the rows upside down too."],
        [[...kernel].reverse().flat(), "You flipped top and bottom only. Reverse each row too."],
        [when(square, transposed), "You transposed it. A flip turns the kernel by half a turn."],
        [
          when(square, drillTransposed(turned)),
          "You mirrored it in the other diagonal. A flip turns the kernel by half a turn.",
        ],
        [
          when(square, transposed.map((row) => [...row].reverse())),
          "You turned it by a quarter. A flip is half a turn.",
        ],
        [when(square, [...transposed].reverse()), "You turned it by a quarter. A flip is half a turn."],
        [turned.flat().map((each) => -each), "The places are right, but a flip changes no sign."],
      ],
      steps: [
        ["Reverse each row", leftRight.map(drillRow).join(" ")],
        ["Then the order of the rows", turned.map(drillRow).join(" ")],
      ],
    };
  },
};

/** The full convolution of two sequences. */
function drillFull(a, b) {
  const out = Array(a.length + b.length - 1).fill(0);
  a.forEach((left, i) => b.forEach((right, j) => (out[i + j] += left * right)));
  return out;
}

const mergedKernel = {
  name: "merged-kernel",
  label: "Two kernels in one",
  numbers(random) {
    const ends = () => random.pick([-2, -1, 1, 2, 3]);
    const kernel = () => [ends(), ...random.wholes(random.whole(0, 1), -2, 3), ends()];
    return { first: kernel(), second: kernel() };
  },
  ask({ first, second }) {
    const merged = drillFull(first, second);
    const sameLength = first.length === second.length;
    const pairwise = (f) => (sameLength ? first.map((each, place) => f(each, second[place])) : [NaN]);
    return {
      text:
        "Two layers in one dimension follow each other, without a nonlinearity. Which one kernel does the same?",
      grids: [
        ["kernel", "first", [first]],
        ["kernel", "second", [second]],
      ],
      answer: { kind: "list", value: merged },
      mistakes: [
        [
          drillFull(first, [...second].reverse()),
          "You flipped one of the kernels. They merge by the full convolution, for cross-correlation layers as well.",
        ],
        [[...merged].reverse(), "The values are right, but in reverse order."],
        [pairwise((a, b) => a + b), "You added them. Layers side by side add; layers in a row convolve."],
        [
          pairwise((a, b) => a * b),
          "You multiplied them place by place. Each value of one meets each value of the other.",
        ],
        [[...first, ...second], "You put them end to end. Each value of one meets each value of the other."],
        [merged.slice(1, -1), "You left out the ends. The full convolution has them."],
      ],
      steps: [
        ["The merged kernel has", `${first.length} + ${second.length} − 1 = ${merged.length} values`],
        ...first.map((value, place) => [
          place === 0 ? "The second, times the first value" : `Moved on by ${place}, times ${numberText(value)}`,
          drillRow(drillFull(first.map((each, other) => (other === place ? each : 0)), second)),
        ]),
        ["The sum", drillRow(merged)],
      ],
    };
  },
};

const sequenceValue = {
  name: "sequence-value",
  label: "Convolving two sequences",
  essential: 1,
  numbers(random) {
    const x = random.wholes(random.whole(4, 6), 0, 6);
    const w = random.wholes(random.whole(2, 3), -2, 4);
    return { x, w, n: random.whole(1, x.length + w.length - 3) };
  },
  ask({ x, w, n }) {
    const full = drillFull(x, w);
    const met = w.map((_, m) => m).filter((m) => n - m >= 0 && n - m < x.length);
    const forward = w.reduce((sum, each, m) => sum + each * (x[n + m] ?? 0), 0);
    return {
      text: `What is (x ∗ w)[${n}] = Σₘ w[m] x[${n} − m]? Both begin at index 0, and outside them all is zero.`,
      grids: [
        ["input", "x", [x]],
        ["kernel", "w", [w]],
      ],
      answer: { kind: "number", value: [full[n]] },
      mistakes: [
        [forward, `You did not flip: that is the cross-correlation, Σₘ w[m] x[${n} + m].`],
        [full[n - 1], "You counted from 1. The first index is 0."],
        [full[n + 1], "You are one place too far."],
        [
          full[n + w.length - 1] ?? NaN,
          "You counted from the first full overlap. Index 0 is where the two begin to overlap.",
        ],
        [
          drillDot(w, x.slice(0, w.length)),
          "You multiplied the beginnings. At n the indices of each product add up to n.",
        ],
        [
          w.length > 2 || n < w.length ? x[n] * (w[n] ?? 0) : NaN,
          "That is one product. All pairs whose indices add up to n count.",
        ],
      ],
      steps: [
        ["Pairs whose indices add up to " + n, met.map((m) => `w[${m}]·x[${n - m}]`).join(" + ")],
        ["Their values", drillProducts(met.map((m) => w[m]), met.map((m) => x[n - m]))],
        ["The sum", numberText(full[n])],
      ],
    };
  },
};

export const VALUE_TOPICS = [correlationValue, convolutionValue, flippedKernel, mergedKernel, sequenceValue];
