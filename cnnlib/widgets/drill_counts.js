/** Drill topics that count weights, multiplications and pixels seen. Pure computation, no DOM. */
import { productOf, sumOf } from "./drill_terms.js";

const layerWeights = {
  name: "weights",
  label: "Weights in a layer",
  numbers(random) {
    const groups = random.pick([1, 1, 2, 4]);
    const [height, width] = random.pick([[1, 1], [3, 3], [3, 3], [5, 5], [7, 7], [3, 5], [1, 7]]);
    return {
      size: random.pick([14, 28, 32, 56]),
      inputs: groups * random.pick([1, 2, 3, 4, 8]),
      outputs: groups * random.pick([2, 3, 4, 6, 8, 16]),
      height,
      width,
      groups,
      bias: random.pick([true, true, false]),
    };
  },
  ask({ size, inputs, outputs, height, width, groups, bias }) {
    const area = height * width;
    const each = (inputs / groups) * area;
    const biases = bias ? outputs : 0;
    const total = outputs * each + biases;
    return {
      text: `How many numbers does this layer learn${bias ? ", biases included" : ""}?`,
      facts: [
        ["input", "input", `${inputs} channels, ${size} × ${size}`],
        ["output", "output", `${outputs} channels`],
        ["kernel", "kernel", `${height} × ${width}`],
        ["", "groups", groups],
        ["", "bias", bias ? "yes" : "no"],
      ],
      answer: { kind: "number", value: [total] },
      mistakes: [
        bias
          ? [total - outputs, `You forgot the bias: one for each of the ${outputs} output channels.`]
          : [total + outputs, "You counted biases, but this layer has none."],
        [
          outputs * inputs * area + biases,
          `You forgot the groups: a filter sees ${inputs / groups} of ${inputs} channels.`,
        ],
        [
          outputs * inputs * groups * area + biases,
          "You multiplied by the groups. They divide the channels that a filter sees.",
        ],
        [
          outputs * area + biases,
          "You forgot the input channels: each filter is as deep as the channels that it sees.",
        ],
        [
          bias ? total - outputs + 1 : NaN,
          "You counted one bias for the whole layer. Each output channel has its own.",
        ],
        [
          bias ? total - outputs + inputs : NaN,
          "You counted a bias for each input channel. Each output channel has one.",
        ],
        [each + (bias ? 1 : 0), `That is one filter. The layer has ${outputs}, one for each output channel.`],
        [
          outputs * (inputs / groups) * height + biases,
          `You used the side of the kernel. It has ${height} · ${width} = ${area} places.`,
        ],
        [total * size * size, "You multiplied by the places of the image. The weights are shared by all places."],
      ],
      steps: [
        ...(groups > 1 ? [["Each filter sees", `${inputs} / ${groups} = ${inputs / groups} channels`]] : []),
        ["Weights of one filter", `${inputs / groups}·${height}·${width} = ${each}`],
        ["Of all filters", `${outputs}·${each} = ${outputs * each}`],
        bias
          ? ["A bias for each output channel", `${outputs * each} + ${outputs} = ${total}`]
          : ["There is no bias", `${total}`],
      ],
    };
  },
};

const separableSaving = {
  name: "separable",
  label: "Separable kernels",
  numbers(random) {
    const height = random.whole(3, 11);
    return { height, width: random.pick([height, height, random.whole(3, 11)]) };
  },
  ask({ height, width }) {
    const [area, passes] = [height * width, height + width];
    return {
      text:
        "The kernel is separable: a column, then a row. How many multiplications does each output value save that way?",
      facts: [
        ["kernel", "kernel", `${height} × ${width}`],
        ["", "column", `${height} × 1`],
        ["", "row", `1 × ${width}`],
      ],
      answer: { kind: "number", value: [area - passes] },
      mistakes: [
        [passes, "That is the cost of the two passes. What they save was asked for."],
        [area, "That is the cost of the full kernel. What is saved was asked for."],
        [area - height, "You forgot the second pass: the row costs multiplications too."],
        [area - width, "You forgot the first pass: the column costs multiplications too."],
        [area / passes, "That is the factor. The difference was asked for."],
        [passes - area, "The sign is turned round: count what is saved."],
      ],
      steps: [
        ["The full kernel costs", `${height}·${width} = ${area}`],
        ["Column and row cost", `${height} + ${width} = ${passes}`],
        ["Saved", `${area} − ${passes} = ${area - passes}`],
      ],
    };
  },
};

const mergedSize = {
  name: "merged-size",
  label: "Size of stacked kernels",
  numbers: (random) => ({ kernels: random.wholes(random.pick([2, 2, 3]), 2, 7) }),
  ask({ kernels }) {
    const [first, ...further] = kernels;
    const side = sumOf(kernels) - further.length;
    return {
      text:
        "The layers follow each other, stride 1, no nonlinearity. How large is the one kernel that does the same?",
      facts: kernels.map((kernel, place) => ["kernel", `kernel ${place + 1}`, `${kernel} × ${kernel}`]),
      answer: { kind: "side", value: [side] },
      near: "You are off by one. The first kernel counts in full, each further one adds k − 1.",
      mistakes: [
        [
          sumOf(kernels),
          "You added the sizes. The kernels overlap by one place, so each further one adds k − 1.",
        ],
        [productOf(kernels), "You multiplied the sizes. Each further kernel widens the field by k − 1."],
        [Math.max(...kernels), "That is the largest of them. Each further kernel widens the field."],
        [side - 1, "You took 1 from every kernel. The first counts in full."],
        [side * side, "That is the number of its weights. Its side was asked for."],
      ],
      steps: [
        ["The first kernel", `${first}`],
        ["Each further one adds k − 1", further.map((kernel) => `${kernel} − 1 = ${kernel - 1}`).join(", ")],
        ["Together", `${[first, ...further.map((kernel) => kernel - 1)].join(" + ")} = ${side}`],
      ],
    };
  },
};

const receptiveField = {
  name: "receptive-field",
  label: "Receptive field",
  numbers(random) {
    const count = random.pick([2, 2, 3]);
    const strides = random.wholes(count, 1, 3);
    if (strides[0] === 1) strides[0] = random.whole(1, 2);
    return { kernels: Array.from({ length: count }, () => random.pick([2, 3, 3, 5, 7])), strides };
  },
  ask({ kernels, strides }) {
    const jumps = kernels.map((_, layer) => productOf(strides.slice(0, layer)));
    const grown = (factors) => 1 + sumOf(kernels.map((kernel, layer) => (kernel - 1) * factors[layer]));
    const side = grown(jumps);
    const later = kernels.map((_, layer) => productOf(strides.slice(layer + 1)));
    return {
      text: "How large is the part of the input that one unit of the last layer sees?",
      facts: kernels.map((kernel, layer) => [
        "kernel",
        `layer ${layer + 1}`,
        `${kernel} × ${kernel}, stride ${strides[layer]}`,
      ]),
      answer: { kind: "side", value: [side] },
      near: "You are off by one. Begin with the one pixel that a unit of the input sees.",
      mistakes: [
        [grown(kernels.map(() => 1)), "You forgot the strides: they multiply what later layers add."],
        [
          grown(jumps.map((jump, layer) => jump * strides[layer])),
          "You counted each layer's own stride. It multiplies the growth of the layers after it.",
        ],
        [
          grown(later),
          "You multiplied by the strides of later layers. It is the earlier ones that stretch a step.",
        ],
        [sumOf(kernels), "You added the kernel sizes. Each layer adds k − 1, times the earlier strides."],
        [side - 1, "You forgot the 1 to begin with: without layers a unit sees one pixel."],
        [productOf(kernels), "You multiplied the kernel sizes. Each layer adds to the field."],
        [kernels.at(-1), "That is what the unit sees of the layer below, not of the input."],
      ],
      steps: [
        ["Begin with one pixel", "1"],
        ...receptiveFieldSteps(kernels, jumps),
      ],
    };
  },
};

function receptiveFieldSteps(kernels, jumps) {
  let field = 1;
  return kernels.map((kernel, layer) => {
    const before = field;
    field += (kernel - 1) * jumps[layer];
    const says = jumps[layer] > 1 ? `Layer ${layer + 1}: one step is ${jumps[layer]} pixels` : `Layer ${layer + 1}`;
    return [says, `${before} + (${kernel} − 1)·${jumps[layer]} = ${field}`];
  });
}

export const COUNT_TOPICS = [layerWeights, separableSaving, mergedSize, receptiveField];
