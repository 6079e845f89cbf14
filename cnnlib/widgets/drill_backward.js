/** Drill topics on gradients: through a convolution, through max pooling, one step down. Pure computation, no DOM. */
import { numberText, sumOf, termText } from "./drill_terms.js";

const backwardKernel = (random) => [random.wholes(2, -2, 3), random.wholes(2, -2, 3)];
const backwardProducts = (pairs) => pairs.map(([a, b]) => `${termText(a)}·${termText(b)}`).join(" + ");
const backwardSum = (pairs) => sumOf(pairs.map(([a, b]) => a * b));

/** For each δ, its product's partner: the input that it met under the weight at (u, v). */
function backwardPairs(input, delta, u, v, step) {
  return delta.flatMap((row, i) => row.map((each, j) => [each, input[i * step + u]?.[j * step + v] ?? NaN]));
}

const backwardWeight = {
  name: "backward-weight",
  label: "Gradient of a weight",
  essential: 1,
  numbers(random) {
    const stride = random.pick([1, 1, 2]);
    const side = stride === 1 ? 3 : 4;
    return {
      input: Array.from({ length: side }, () => random.wholes(side, 0, 5)),
      delta: [random.wholes(2, -2, 3), random.wholes(2, -2, 3)],
      stride,
      row: random.whole(0, 1),
      column: random.whole(0, 1),
    };
  },
  ask({ input, delta, stride, row, column }) {
    const at = (u, v, step = stride) => backwardSum(backwardPairs(input, delta, u, v, step));
    const pairs = backwardPairs(input, delta, row, column, stride);
    const value = backwardSum(pairs);
    const turned = [...delta].reverse().map((each) => [...each].reverse());
    return {
      text:
        `A 2 × 2 kernel ran over this input with stride ${stride}, without padding. `
        + `What is dW[${row}, ${column}], counted from 0?`,
      grids: [["input", "input", input], ["gradient", "δ", delta]],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [
          backwardSum(backwardPairs(input, turned, row, column, stride)),
          "You flipped δ. For the weights nothing is flipped: it is a cross-correlation.",
        ],
        [
          at(row, column, 3 - stride),
          stride === 2
            ? "You forgot the stride: neighboring δ met inputs two places apart."
            : "You moved by two. With stride 1 neighboring δ met neighboring inputs.",
        ],
        [row === column ? NaN : at(column, row), "You swapped row and column: the first index is the row."],
        [at(1 - row, 1 - column), "You took the inputs of another weight: [0, 0] met the upper left ones."],
        [delta[row][column] * input[row][column], "That is one product. Every δ gives one, and they add up."],
        [
          delta[0][0] * input[row][column],
          "That is what the first output gives. All outputs used this weight.",
        ],
        [value / 4, "You averaged. The gradients of all uses of a weight add up."],
      ],
      steps: [
        ["Each δ, times the input that it met under this weight", backwardProducts(pairs)],
        ["Their sum", numberText(value)],
      ],
    };
  },
};

/** For each output that saw the input at (row, column): its δ and the weight that lay there. */
function backwardSeen(kernel, delta, stride, row, column) {
  return delta.flatMap((line, i) => line.flatMap((each, j) => {
    const weight = kernel[row - i * stride]?.[column - j * stride];
    return weight === undefined ? [] : [[each, weight]];
  }));
}

const backwardInput = {
  name: "backward-input",
  label: "Gradient of an input",
  essential: 1,
  numbers: (random) => ({
    kernel: backwardKernel(random),
    delta: [random.wholes(2, -2, 3), random.wholes(2, -2, 3)],
    row: random.whole(0, 2),
    column: random.whole(0, 2),
  }),
  ask({ kernel, delta, row, column }) {
    const pairs = backwardSeen(kernel, delta, 1, row, column);
    const value = backwardSum(pairs);
    const turned = [...kernel].reverse().map((each) => [...each].reverse());
    const other = backwardSeen(kernel, delta, 1, column, row);
    return {
      text:
        "This kernel ran over an input of 3 × 3 with stride 1, without padding. "
        + `What is dX[${row}, ${column}], counted from 0?`,
      grids: [["kernel", "kernel", kernel], ["gradient", "δ", delta]],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [
          backwardSum(backwardSeen(turned, delta, 1, row, column)),
          "You slid the kernel as it stands over δ. The full convolution flips it.",
        ],
        [
          backwardSum(other),
          "You swapped row and column: the first index is the row.",
        ],
        [
          pairs.length > 1 ? pairs[0][0] * pairs[0][1] : NaN,
          "That is one product. Each output whose window held this input sends one.",
        ],
        [
          pairs.length > 1 ? value / pairs.length : NaN,
          "You averaged. What the outputs send back adds up.",
        ],
        [
          sumOf(pairs.map(([each]) => each)),
          "You added the δ alone. Each is multiplied by the weight that lay on this input.",
        ],
        [
          pairs.length < 4 ? sumOf(delta.flat().map((each, place) => each * kernel.flat()[place])) : NaN,
          "You let all outputs see this input. Near the border fewer windows hold it.",
        ],
      ],
      steps: [
        ["Outputs whose window held this input", `${pairs.length} of 4`],
        ["Each δ, times the weight that lay here", backwardProducts(pairs)],
        ["Their sum", numberText(value)],
      ],
    };
  },
};

/** For each 2 × 2 window of a 3 × 3 input, stride 1: the place of its first largest value. */
function backwardWinners(input) {
  return [0, 1].map((i) => [0, 1].map((j) => {
    const places = [[i, j], [i, j + 1], [i + 1, j], [i + 1, j + 1]];
    const largest = Math.max(...places.map(([r, c]) => input[r][c]));
    return places.find(([r, c]) => input[r][c] === largest);
  }));
}

const maxBackward = {
  name: "max-backward",
  label: "Gradient of max pooling",
  numbers(random) {
    const input = Array.from({ length: 3 }, () => random.wholes(3, 0, 6));
    const [row, column] = random.pick([...backwardWinners(input).flat(), [1, 1]]);
    return { input, delta: [random.wholes(2, 1, 5), random.wholes(2, 1, 5)], row, column };
  },
  ask({ input, delta, row, column }) {
    const winners = backwardWinners(input);
    const isHere = ([r, c]) => r === row && c === column;
    const seen = delta.flatMap((line, i) => line.flatMap((each, j) => {
      const holds = row - i >= 0 && row - i < 2 && column - j >= 0 && column - j < 2;
      return holds ? [{ delta: each, wins: isHere(winners[i][j]) }] : [];
    }));
    const won = seen.filter(({ wins }) => wins).map((each) => each.delta);
    const value = sumOf(won);
    return {
      text:
        "Max pooling, 2 × 2, stride 1; of equal values the first wins, row by row. "
        + `What is dX[${row}, ${column}], counted from 0?`,
      grids: [["input", "input", input], ["gradient", "δ", delta]],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [won.length > 1 ? won[0] : NaN, "It wins in more than one window. The gradients of all of them add up."],
        [
          sumOf(seen.map((each) => each.delta)),
          "You gave it the δ of every window that holds it. Only where it is the largest does it get one.",
        ],
        [sumOf(seen.map((each) => each.delta)) / 4, "You shared each δ among four, as average pooling does."],
        [won.length ? 0 : NaN, "It is the first largest value of a window, so it gets that window's δ."],
        [won.length ? value * input[row][column] : NaN, "You multiplied by the input. The winner's slope is 1."],
        [won.length ? Math.max(...delta.flat()) : NaN, "You took the largest δ. It goes where the input was largest."],
      ],
      steps: [
        ["Windows that hold this input", `${seen.length} of 4`],
        ["In which it is the first largest value", `${won.length}`],
        ["Their δ add up to", won.length > 1 ? `${won.join(" + ")} = ${value}` : `${value}`],
      ],
    };
  },
};

const spreadDelta = {
  name: "dilated-delta",
  label: "δ, spread and padded",
  numbers(random) {
    const kernel = random.pick([2, 3, 3, 4, 5]);
    const stride = random.pick([1, 2, 2, 3]);
    return { size: random.whole(kernel + 1, 9), kernel, stride, padding: random.whole(0, kernel - 1) };
  },
  ask({ size, kernel, stride, padding }) {
    const spread = (size - 1) * stride + 1;
    const rim = kernel - 1 - padding;
    const value = spread + 2 * rim;
    return {
      text:
        "For dX, zeros go between the δ (stride) and around them. The flipped kernel then slides over the result. "
        + "How large is that result?",
      facts: [
        ["gradient", "δ", `${size} × ${size}`],
        ["kernel", "kernel", `${kernel} × ${kernel}`],
        ["", "stride, padding", `${stride}, ${padding} on each side`],
      ],
      answer: { kind: "side", value: [value] },
      near: "You are off by one. Zeros go between the δ: one gap less than there are δ.",
      mistakes: [
        [size + 2 * rim, "You forgot the stride: it puts zeros between the δ."],
        [size * stride + 2 * rim, "You put zeros after the last δ too. They go between only."],
        [
          size + (size - 1) * stride + 2 * rim,
          `You put ${stride} zeros into each gap. Stride ${stride} needs one less.`,
        ],
        [spread, "You forgot the rim: a full convolution begins where kernel and δ overlap by one place."],
        [
          spread + 2 * (kernel - 1),
          "You forgot the padding of the forward pass: it takes as much off the rim.",
        ],
        [spread + rim, "You put zeros at one end only. There are two."],
        [spread + 2 * rim - kernel + 1, "That is the size of dX, after the kernel slid over it."],
      ],
      steps: [
        ["Spread by the stride", `(${size} − 1)·${stride} + 1 = ${spread}`],
        ["Zeros on each side", `${kernel} − 1 − ${padding} = ${rim}`],
        ["Together", `${spread} + 2·${rim} = ${value}`],
      ],
    };
  },
};

const momentumStep = {
  name: "sgd-step",
  label: "Two steps with momentum",
  numbers: (random) => ({
    weight: random.whole(-5, 9),
    gradients: [4 * random.pick([-2, -1, 1, 2, 3]), 2 * random.pick([-3, -2, -1, 1, 2, 3])],
  }),
  ask({ weight, gradients: [first, second] }) {
    const velocity = first / 2 + second;
    const middle = weight - first / 2;
    const value = middle - velocity / 2;
    return {
      text:
        "A weight learns with rate 0.5 and momentum 0.5: v ← 0.5·v + g, then w ← w − 0.5·v. At first v = 0. "
        + "What is w after these two gradients?",
      facts: [
        ["kernel", "weight", numberText(weight)],
        ["gradient", "gradients", `${numberText(first)}, then ${numberText(second)}`],
      ],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [middle - second / 2, "You forgot the momentum: half of the first velocity goes on in the second step."],
        [middle, "That is after one step. There are two gradients."],
        [weight + first / 2 + velocity / 2, "You went uphill. The step is subtracted."],
        [
          middle - (first + second) / 2,
          "You kept the whole velocity. A factor of 0.5 stands before it.",
        ],
        [weight - first - velocity, "You forgot the learning rate."],
        [weight - velocity / 2, "You forgot the first step itself."],
        [velocity, "That is the velocity. The weight was asked for."],
      ],
      steps: [
        ["After the first", `${numberText(weight)} − 0.5·${termText(first)} = ${numberText(middle)}`],
        ["The velocity", `0.5·${termText(first)} + ${termText(second)} = ${numberText(velocity)}`],
        ["After the second", `${numberText(middle)} − 0.5·${termText(velocity)} = ${numberText(value)}`],
      ],
    };
  },
};

export const BACKWARD_TOPICS = [backwardWeight, backwardInput, maxBackward, spreadDelta, momentumStep];
