/**
 * Drill topics about sizes. Pure computation, no DOM.
 *
 * A topic draws its numbers and asks with them. `mistakes` are pairs [wrong answer, sentence]; those that happen to
 * equal the right answer or each other are dropped by `drill_questions.js`. `steps` are pairs [sentence, formula].
 */
import { squareText } from "./drill_grade.js";
import { fullAndValid, paddingConvention, samePadding } from "./drill_padding.js";

const drillFloor = (size, padding, span, stride) => Math.floor((size + padding - span) / stride) + 1;
const drillPlaces = (count) => (count === 1 ? "1 place" : `${count} places`);

const outputSize = {
  name: "output-size",
  label: "Output size",
  numbers(random) {
    const kernel = random.pick([2, 3, 3, 5, 5, 7, 11]);
    const dilation = random.pick([1, 1, 2, 3]);
    const size = dilation * (kernel - 1) + 1 + random.whole(2, 40);
    return { size, kernel, dilation, stride: random.whole(1, 4), padding: random.whole(0, Math.min(4, kernel - 1)) };
  },
  ask({ size, kernel, stride, padding, dilation }) {
    const span = dilation * (kernel - 1) + 1;
    const room = size + 2 * padding - span;
    const side = drillFloor(size, 2 * padding, span, stride);
    return {
      text: "What is the size of the output?",
      facts: [
        ["input", "input", squareText(size)],
        ["kernel", "kernel", squareText(kernel)],
        ["", "stride", stride],
        ["", "padding", padding === 0 ? "none" : `${padding} on each side`],
        ["", "dilation", dilation === 1 ? "1 (none)" : dilation],
      ],
      answer: { kind: "side", value: [side] },
      near: "You are off by one. Count windows, not the steps between them, and drop the one that does not fit.",
      mistakes: [
        [
          drillFloor(size, 0, span, stride),
          `You forgot the padding: it makes the input ${size + 2 * padding} wide.`,
        ],
        [drillFloor(size, padding, span, stride), `You counted the padding once. Both sides get ${padding}.`],
        [drillFloor(size, 2 * padding, kernel, stride), `You forgot the dilation: the kernel spans ${span}.`],
        [
          drillFloor(size, 2 * padding, dilation * kernel, stride),
          `You took the dilated kernel to span ${dilation} · ${kernel}. It ends at its last tap, so it spans ${span}.`,
        ],
        [room + 1, `That is the size with stride 1. The window moves ${stride} at a time.`],
        [Math.ceil(room / stride) + 1, "You rounded up. A window that reaches past the end is dropped."],
        [side - 1, "You counted the steps. There is one window more than steps: add 1."],
      ],
      steps: [
        ...(dilation > 1 ? [["The dilated kernel spans", `${dilation}·(${kernel} − 1) + 1 = ${span}`]] : []),
        ...(padding > 0 ? [["The padded input is", `${size} + 2·${padding} = ${size + 2 * padding}`]] : []),
        ["The window can move by", `${size + 2 * padding} − ${span} = ${room}`],
        [
          stride > 1 ? `In steps of ${stride}, rounded down` : "In steps of 1",
          stride > 1 ? `⌊${room} / ${stride}⌋ = ${side - 1}` : `${room}`,
        ],
        ["One window more than steps", `${side - 1} + 1 = ${side}`],
      ],
    };
  },
};

const kernelFromSizes = {
  name: "kernel-from-sizes",
  label: "Kernel from the sizes",
  numbers(random) {
    const kernel = random.whole(2, 11);
    return { size: kernel + random.whole(3, 40), kernel, padding: random.whole(0, Math.min(4, kernel - 1)) };
  },
  ask({ size, kernel, padding }) {
    const padded = size + 2 * padding;
    const out = padded - kernel + 1;
    return {
      text: "How large is the kernel?",
      facts: [
        ["input", "input", squareText(size)],
        ["output", "output", squareText(out)],
        ["", "stride", 1],
        ["", "padding", padding === 0 ? "none" : `${padding} on each side`],
      ],
      answer: { kind: "side", value: [kernel] },
      mistakes: [
        [padded - out, "You forgot the + 1: a kernel of 1 already leaves the size as it is."],
        [padded - out - 1, "Your 1 has the wrong sign: solve m + 2p − k + 1 = output for k."],
        [size - out + 1, `You forgot the padding: the kernel moves over ${padded}.`],
        [size + padding - out + 1, `You counted the padding once. Both sides get ${padding}.`],
        [size - 2 * padding - out + 1, "You took the padding away. It makes the input larger."],
      ],
      steps: [
        ["The padded input is", `${size} + 2·${padding} = ${padded}`],
        ["Windows that fit", `${padded} − k + 1 = ${out}`],
        ["So", `k = ${padded} − ${out} + 1 = ${kernel}`],
      ],
    };
  },
};

const transposedSize = {
  name: "transposed-size",
  label: "Transposed convolution",
  numbers(random) {
    const stride = random.whole(1, 4);
    const kernel = random.whole(2, 5);
    const dilation = random.pick([1, 1, 1, 2]);
    const padding = random.whole(0, Math.min(2, kernel - 1));
    return { size: random.whole(3, 16), kernel, stride, padding, dilation, extra: random.whole(0, stride - 1) };
  },
  ask({ size, kernel, stride, padding, dilation, extra }) {
    const spread = (size - 1) * stride;
    const span = dilation * (kernel - 1) + 1;
    const side = spread - 2 * padding + span + extra;
    return {
      text: "What is the size of the output of this transposed convolution?",
      facts: [
        ["input", "input", squareText(size)],
        ["kernel", "kernel", squareText(kernel)],
        ["", "stride", stride],
        ["", "padding", padding],
        ["", "dilation", dilation === 1 ? "1 (none)" : dilation],
        ["", "output_padding", extra],
      ],
      answer: { kind: "side", value: [side] },
      near: "You are off by one. Count the last tap: the kernel spans d(k − 1) + 1.",
      mistakes: [
        [
          drillFloor(size, 2 * padding, span, stride),
          "That is an ordinary convolution. The transposed one goes the other way and makes the size larger.",
        ],
        [side - extra, "You forgot output_padding."],
        [side + extra, "You counted output_padding twice. It is added on one side only."],
        [side + 4 * padding, "You added the padding. In a transposed convolution it takes away from both ends."],
        [
          side + 2 * padding,
          `You forgot the padding: it takes ${drillPlaces(padding)} from each end.`,
        ],
        [side + padding, "You counted the padding once. It is taken from both ends."],
        [side + stride, `You used ${size} · ${stride}. Between ${size} inputs lie ${size - 1} steps.`],
        [side - span + kernel, `You forgot the dilation: the kernel spans ${span}.`],
        [side - 1, "You forgot the + 1: count the last tap as well."],
      ],
      steps: [
        ["The inputs are spread out over", `(${size} − 1)·${stride} = ${spread}`],
        ["The last kernel reaches on by", `${dilation}·(${kernel} − 1) + 1 = ${span}`],
        ["Padding is taken from both ends", `${spread} + ${span} − 2·${padding} = ${side - extra}`],
        ["Output padding is added at one end", `${side - extra} + ${extra} = ${side}`],
      ],
    };
  },
};

export const SIZE_TOPICS = [outputSize, samePadding, fullAndValid, kernelFromSizes, paddingConvention, transposedSize];
