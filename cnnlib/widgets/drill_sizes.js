/**
 * Drill topics about sizes and padding. Pure computation, no DOM.
 *
 * A topic draws its numbers and asks with them. `mistakes` are pairs [wrong answer, sentence]; those that happen to
 * equal the right answer or each other are dropped by `drill_questions.js`. `steps` are pairs [sentence, formula].
 */

const drillFloor = (size, padding, span, stride) => Math.floor((size + padding - span) / stride) + 1;
const drillSquare = (side) => `${side} × ${side}`;
const drillZeros = (count) => (count === 1 ? "1 zero" : `${count} zeros`);

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
        ["input", "input", drillSquare(size)],
        ["kernel", "kernel", drillSquare(kernel)],
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

const samePadding = {
  name: "same-padding",
  label: "Padding for “same”",
  numbers(random) {
    const kernel = random.whole(2, 9);
    const dilation = random.pick([1, 1, 2, 3]);
    const isEven = (dilation * (kernel - 1)) % 2 === 0;
    return { size: random.whole(12, 64), kernel, dilation, form: random.pick(["all", isEven ? "each" : "right"]) };
  },
  ask({ size, kernel, dilation, form }) {
    const total = dilation * (kernel - 1);
    const value = { all: total, each: total / 2, right: Math.ceil(total / 2) }[form];
    const text = {
      all: "The layer keeps the size. How many zeros does each row get in all, left and right together?",
      each: "The layer keeps the size. How many zeros does each row get on each side?",
      right: 'With padding="same" in PyTorch, how many zeros does each row get on the right?',
    }[form];
    return {
      text,
      facts: [
        ["input", "input", drillSquare(size)],
        ["kernel", "kernel", drillSquare(kernel)],
        ["", "stride", 1],
        ["", "dilation", dilation === 1 ? "1 (none)" : dilation],
      ],
      answer: { kind: "number", value: [value] },
      near: "You are off by one. A kernel of k takes k − 1 places away.",
      mistakes: samePaddingMistakes({ kernel, dilation, form, total }),
      steps: [
        ["Without padding the size shrinks by", `${dilation}·(${kernel} − 1) = ${total}`],
        ["So the zeros in all are", `${total}`],
        ...samePaddingSplit(form, total),
      ],
    };
  },
};

function samePaddingSplit(form, total) {
  if (form === "all") return [];
  if (form === "each") return [["Half of them on each side", `${total} / 2 = ${total / 2}`]];
  const [left, right] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return [["An odd total cannot be halved; PyTorch puts the extra zero on the right", `${total} = ${left} + ${right}`]];
}

function samePaddingMistakes({ kernel, dilation, form, total }) {
  const round = form === "each" ? Math.floor : Math.ceil;
  const share = (zeros) => (form === "all" ? zeros : round(zeros / 2));
  const half = [Math.floor(total / 2), "That is for one side. Both sides together were asked for."];
  return [
    form === "all" ? half : [total, "That is the total. One side gets its share of it."],
    ...(form === "right"
      ? [[Math.floor(total / 2), "That is the left side. PyTorch puts the extra zero on the right."]]
      : []),
    [share(kernel - 1), `You forgot the dilation: it stretches the kernel ${dilation} times.`],
    [share(dilation * kernel), "You used k where k − 1 belongs: one tap alone takes nothing away."],
    [2 * total, `You doubled the total. ${total} is already for both sides.`],
    [share(total + 1), "That is the span of the kernel. It shrinks the output by one less."],
  ];
}

const fullAndValid = {
  name: "full-and-valid",
  label: "Full and valid",
  numbers(random) {
    const kernel = random.whole(2, 9);
    return { size: kernel + random.whole(2, 30), kernel, mode: random.pick(["full", "valid"]) };
  },
  ask({ size, kernel, mode }) {
    const sign = mode === "full" ? 1 : -1;
    const value = size + sign * (kernel - 1);
    const what = mode === "full" ? "that touches the input" : "that lies wholly inside the input";
    const operator = mode === "full" ? "+" : "−";
    return {
      text: `How many values does the “${mode}” convolution have? It keeps every place of the kernel ${what}.`,
      facts: [
        ["input", "sequence", `${size} values`],
        ["kernel", "kernel", `${kernel} values`],
        ["", "mode", mode],
      ],
      answer: { kind: "number", value: [value] },
      near: "You are off by one. The kernel's first place is there already: k − 1 is what the others change.",
      mistakes: [
        [
          size - sign * (kernel - 1),
          `That is the “${mode === "full" ? "valid" : "full"}” size. “Full” is the longer one.`,
        ],
        [
          size + sign * kernel,
          `You ${operator === "+" ? "added" : "took away"} k. It is k − 1: one value has no overhang.`,
        ],
        [size, "That is the “same” size."],
        [
          size + sign * 2 * (kernel - 1),
          mode === "full"
            ? `That is the padded input. The kernel of ${kernel} still has to fit into it.`
            : "You took k − 1 away on both sides. It is lost once.",
        ],
      ],
      steps: [
        ["The kernel overhangs by", `${kernel} − 1 = ${kernel - 1}`],
        [
          `“${mode}” ${mode === "full" ? "adds" : "loses"} that once`,
          `${size} ${operator} ${kernel - 1} = ${value}`,
        ],
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
        ["input", "input", drillSquare(size)],
        ["output", "output", drillSquare(out)],
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

const paddingConvention = {
  name: "padding-convention",
  label: "Padding conventions",
  numbers(random) {
    const kernel = random.whole(2, 6);
    const [height, width] = random.shuffled([8, 10, 12, 14, 15, 16, 18, 20]);
    const [ph, pw] = random.shuffled([1, 2, 3, 4]);
    return { height, width, kernel, ph, pw, form: random.pick(["side", "total"]) };
  },
  ask({ height, width, kernel, ph, pw, form }) {
    const after = (rows, columns) => [height - kernel + 1 + rows, width - kernel + 1 + columns];
    const [perSide, total] = [after(2 * ph, 2 * pw), after(ph, pw)];
    const [right, other] = form === "side" ? [perSide, total] : [total, perSide];
    const factor = form === "side" ? "2·" : "";
    return {
      text:
        form === "side"
          ? `PyTorch: Conv2d(…, kernel_size=${kernel}, padding=(${ph}, ${pw})). How large is the output?`
          : "A textbook counts both sides together: (H − k + 1 + p) × (W − k + 1 + q). How large is the output?",
      facts: [
        ["input", "input", `${height} × ${width}`],
        ["kernel", "kernel", drillSquare(kernel)],
        ["", "padding", form === "side" ? `(${ph}, ${pw})` : `p = ${ph}, q = ${pw}`],
      ],
      answer: { kind: "pair", value: right },
      mistakes: [
        [
          other,
          form === "side"
            ? "You took the padding as a total. Conv2d adds it on each side, so it counts twice."
            : "You added the padding on each side. In this convention it is the total of both.",
        ],
        [
          form === "side" ? after(2 * pw, 2 * ph) : after(pw, ph),
          "You swapped the axes: the first number belongs to the height, so it adds rows.",
        ],
        [after(0, 0), "You forgot the padding."],
        [[right[1], right[0]], "The numbers are right but the order is not: height comes first."],
      ],
      steps: [
        ["Height", `${height} − ${kernel} + 1 + ${factor}${ph} = ${right[0]}`],
        ["Width", `${width} − ${kernel} + 1 + ${factor}${pw} = ${right[1]}`],
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
        ["input", "input", drillSquare(size)],
        ["kernel", "kernel", drillSquare(kernel)],
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
          `You forgot the padding: it takes ${drillZeros(padding).replace("zero", "place")} from each end.`,
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
