/** Drill topics about padding; what a topic is stands in `drill_sizes.js`. Pure computation, no DOM. */
import { squareText } from "./drill_grade.js";

export const samePadding = {
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
        ["input", "input", squareText(size)],
        ["kernel", "kernel", squareText(kernel)],
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

export const fullAndValid = {
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

export const paddingConvention = {
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
        ["kernel", "kernel", squareText(kernel)],
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
