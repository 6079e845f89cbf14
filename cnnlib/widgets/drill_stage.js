/** Drill topics on what follows a convolution: detector, pooling, softmax. Pure computation, no DOM. */
import { numberText, sumOf, termText } from "./drill_terms.js";

const poolValue = {
  name: "pool-value",
  label: "A value after pooling",
  numbers(random) {
    const [row, column] = [random.whole(0, 1), random.whole(0, 1)];
    const stride = random.pick([1, 2, 2]);
    const input = Array.from({ length: 4 }, () => random.wholes(4, 0, 20));
    const [top, left] = [row * stride, column * stride];
    input[top][left] += (4 - (sumOf(stageWindow(input, top, left)) % 4)) % 4;
    return { input, kind: random.pick(["max", "average"]), stride, row, column };
  },
  ask({ input, kind, stride, row, column }) {
    const window = stageWindow(input, row * stride, column * stride);
    const [largest, sum] = [Math.max(...window), sumOf(window)];
    const isMax = kind === "max";
    const pool = (values) => (isMax ? Math.max(...values) : sumOf(values) / 4);
    const value = pool(window);
    const elsewhere = (top, left) => pool(stageWindow(input, top, left));
    return {
      text:
        `${isMax ? "Max" : "Average"} pooling, 2 × 2, stride ${stride}. `
        + `What is output[${row}, ${column}], counted from 0?`,
      grids: [["input", "input", input]],
      answer: { kind: "number", value: [value] },
      mistakes: [
        isMax
          ? [sum / 4, "You averaged. Max pooling keeps the largest value."]
          : [largest, "You took the largest value. Average pooling divides the sum by their number."],
        [isMax ? NaN : sum, "That is the sum. Divide it by the 4 values of the window."],
        [isMax ? NaN : sum / 2, "You divided by the side of the window. It holds 4 values."],
        [
          elsewhere(row * (3 - stride), column * (3 - stride)),
          "Look at the stride: it says how far the window moves.",
        ],
        [elsewhere(column * stride, row * stride), "You swapped row and column: the first index is the row."],
        [isMax ? Math.max(...input.flat()) : NaN, "That is the largest of all. Pooling looks at one window."],
        [isMax ? Math.min(...window) : NaN, "That is the smallest value of the window."],
      ],
      steps: [
        [`The window begins at row ${row * stride}, column ${column * stride}`, `[${window.join(", ")}]`],
        isMax
          ? ["The largest of them", `${value}`]
          : ["Their mean", `(${window.join(" + ")}) / 4 = ${value}`],
      ],
    };
  },
};

/** The four values of the 2 × 2 window that begins at (top, left). */
function stageWindow(input, top, left) {
  return [input[top][left], input[top][left + 1], input[top + 1][left], input[top + 1][left + 1]];
}

const poolSize = {
  name: "pool-size",
  label: "Size after pooling",
  numbers(random) {
    const kernel = random.pick([2, 3, 3, 4, 5]);
    return {
      size: random.whole(12, 40),
      kernel,
      stride: random.pick([null, 1, 2, 3]),
      padding: random.whole(0, Math.floor(kernel / 2)),
      ceil: random.pick([true, false]),
    };
  },
  ask({ size, kernel, stride, padding, ceil }) {
    const step = stride ?? kernel;
    const [rounded, other] = ceil ? [Math.ceil, Math.floor] : [Math.floor, Math.ceil];
    const room = size + 2 * padding - kernel;
    const fits = rounded(room / step) + 1;
    const starts = (fits - 1) * step < size + padding;
    const value = starts ? fits : fits - 1;
    return {
      text:
        `PyTorch: MaxPool2d(kernel_size=${kernel}${poolArguments(stride, padding, ceil)}). How large is the output?`,
      facts: [["input", "input", `${size} × ${size}`]],
      answer: { kind: "side", value: [value] },
      near: `You are off by one. ${ceil ? "Round up" : "Round down"}; one window more than steps fits.`,
      mistakes: [
        [starts ? NaN : fits, "You counted a window that would begin in the padding at the end. PyTorch drops it."],
        [
          other(room / step) + 1,
          ceil
            ? "You rounded down. With ceil_mode=True a last window may hang over the edge."
            : "You rounded up. Without ceil_mode the window has to lie inside.",
        ],
        [
          stride === null ? room + 1 : NaN,
          "You took stride 1. A pooling layer's stride is its window's size if it is not given.",
        ],
        [rounded((size - kernel) / step) + 1, "You forgot the padding: it makes the input larger at both ends."],
        [
          rounded((size + padding - kernel) / step) + 1,
          "You padded one end only. PyTorch's padding is added on both sides.",
        ],
        [rounded(room / step), "That is the number of steps. One window more than steps fits."],
        [
          stride !== null && stride !== kernel ? rounded(room / kernel) + 1 : NaN,
          "You moved by the window's size. Here the stride is given.",
        ],
      ],
      steps: [
        ["The window can move by", `${size} + 2·${padding} − ${kernel} = ${room}`],
        [
          `In steps of ${step}, rounded ${ceil ? "up" : "down"}`,
          ceil ? `⌈${room} / ${step}⌉ = ${fits - 1}` : `⌊${room} / ${step}⌋ = ${fits - 1}`,
        ],
        ["One window more than steps", `${fits - 1} + 1 = ${fits}`],
        ...(starts ? [] : [["The last would begin in the padding and is dropped", `${fits} − 1 = ${value}`]]),
      ],
    };
  },
};

function poolArguments(stride, padding, ceil) {
  const given = [["stride", stride], ["padding", padding || null], ["ceil_mode", ceil ? "True" : null]];
  return given.flatMap(([name, value]) => (value === null ? [] : [`, ${name}=${value}`])).join("");
}

const reluValue = {
  name: "relu-value",
  label: "One unit and its ReLU",
  numbers: (random) => ({
    x: random.wholes(3, -3, 5),
    weight: random.wholes(3, -3, 3),
    bias: random.pick([-3, -2, -1, 1, 2, 3]),
  }),
  ask({ x, weight, bias }) {
    const products = x.map((each, place) => each * weight[place]);
    const sum = sumOf(products);
    const z = sum + bias;
    const value = Math.max(0, z);
    return {
      text: `A unit with bias ${numberText(bias)}, then ReLU. What comes out?`,
      grids: [
        ["input", "input", [x]],
        ["kernel", "weights", [weight]],
      ],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [z, "That is before the ReLU. A negative sum becomes 0."],
        [Math.abs(z), "You dropped the sign. ReLU makes a negative sum 0."],
        [z < 0 ? NaN : 0, "ReLU sets negative sums to 0. This one is positive."],
        [Math.max(0, sum), "You forgot the bias: it is added before the ReLU."],
        [Math.max(0, sum) + bias, "You added the bias after the ReLU. It comes before."],
        [
          sumOf(products.map((each) => Math.max(0, each))) + bias,
          "You put each product through the ReLU. It acts once, on the whole sum.",
        ],
        [Math.max(0, sum - bias), "You subtracted the bias. It is added."],
      ],
      steps: [
        ["Products", x.map((each, place) => `${termText(each)}·${termText(weight[place])}`).join(" + ")],
        ["Their sum and the bias", `${numberText(sum)} + ${termText(bias)} = ${numberText(z)}`],
        ["ReLU keeps the larger of this and 0", `${value}`],
      ],
    };
  },
};

const softmaxShare = {
  name: "softmax-ratio",
  label: "Softmax",
  numbers(random) {
    const powers = random.pick([[2, 3, 5], [1, 4, 5], [1, 3, 6], [2, 8, 10], [3, 5, 12], [4, 5, 16], [2, 3, 20]]);
    return { powers: random.shuffled(powers), asked: random.whole(0, 2) };
  },
  ask({ powers, asked }) {
    const sum = sumOf(powers);
    const one = powers[asked];
    const value = (100 * one) / sum;
    const logs = powers.map(Math.log);
    return {
      text: `Three scores go into a softmax. Which probability, in percent, has class ${asked}, counted from 0?`,
      facts: powers.map((power, place) => ["input", `score ${place}`, power === 1 ? "0" : `ln ${power}`]),
      answer: { kind: "number", value: [value] },
      mistakes: [
        [one / sum, "That is the share. It was asked for in percent."],
        [
          (100 * logs[asked]) / sumOf(logs),
          "You divided the scores themselves. Softmax takes e to the power of each first.",
        ],
        [100 / 3, "You gave all classes the same. They differ as their scores do."],
        [(100 * one) / (1 + one), "That is the sigmoid of the one score. Softmax divides by the sum over all classes."],
        [(100 * one) / Math.max(...powers), "You divided by the largest. Softmax divides by the sum."],
        [
          (100 * one) / (sum - one),
          "You divided by the others. The class's own power belongs to the sum.",
        ],
        [one, "That is e to the score. Divide it by the sum over all classes."],
      ],
      steps: [
        ["e to the power of each score", powers.join(", ")],
        ["Their sum", `${powers.join(" + ")} = ${sum}`],
        ["The share in percent", `100·${one} / ${sum} = ${value}`],
      ],
    };
  },
};

export const STAGE_TOPICS = [poolValue, poolSize, reluValue, softmaxShare];
