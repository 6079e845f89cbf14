/** Drill topics on whole layers: what they connect, what they learn, what they cost. Pure computation, no DOM. */
import { productOf } from "./drill_terms.js";

const denseWeights = {
  name: "dense-weights",
  label: "Weights of a dense layer",
  numbers(random) {
    const side = random.pick([8, 28, 32, 64, 150]);
    return {
      height: side,
      width: side,
      channels: random.pick([1, 3, 3]),
      units: random.pick([10, 50, 100, 120]),
      bias: random.pick([true, false]),
    };
  },
  ask({ height, width, channels, units, bias }) {
    const inputs = productOf([height, width, channels]);
    const biases = bias ? units : 0;
    const total = inputs * units + biases;
    return {
      text: `Every unit sees every input. How many numbers does this layer learn${bias ? ", biases included" : ""}?`,
      facts: [
        ["input", "input", `${height} × ${width}, ${channels === 1 ? "1 channel" : `${channels} channels`}`],
        ["output", "output", `${units} units`],
        ["", "bias", bias ? "yes" : "no"],
      ],
      answer: { kind: "number", value: [total] },
      mistakes: [
        [
          bias ? inputs * units : inputs * units + units,
          bias ? "You forgot the biases: one for each unit." : "You counted biases, but this layer has none.",
        ],
        [
          height * width * units + biases,
          "You forgot the channels: a pixel of three channels is three numbers.",
        ],
        [inputs + (bias ? 1 : 0), `That is one unit. The layer has ${units}.`],
        [inputs + units, "You added inputs and units. Each pair of them has a weight, so they multiply."],
        [
          bias ? inputs * units + 1 : NaN,
          "You counted one bias for the whole layer. Each unit has its own.",
        ],
        [
          productOf([height, channels, units]) + biases,
          "You used one side of the picture. It has height times width pixels.",
        ],
      ],
      steps: [
        ["Inputs", `${height}·${width}·${channels} = ${inputs}`],
        ["A weight for each pair of input and unit", `${inputs}·${units} = ${inputs * units}`],
        bias
          ? ["A bias for each unit", `${inputs * units} + ${units} = ${total}`]
          : ["There is no bias", `${total}`],
      ],
    };
  },
};

const localConnections = {
  name: "connections",
  label: "Connections and weights",
  numbers(random) {
    const kernel = random.pick([3, 3, 5, 7]);
    return { units: random.whole(kernel, kernel + 7), kernel, form: random.pick(["arrows", "arrows", "weights"]) };
  },
  ask({ units, kernel, form }) {
    const reach = (kernel - 1) / 2;
    const full = units * kernel;
    const lost = reach * (reach + 1);
    const asksArrows = form === "arrows";
    const total = asksArrows ? full - lost : kernel;
    return {
      text: asksArrows
        ? "How many connections run between inputs and units? Those from padded zeros do not count."
        : "The units share their weights. How many different weights are there, without bias?",
      facts: [
        ["input", "inputs", `${units} in a row`],
        ["output", "units", `${units} in a row`],
        ["kernel", "kernel", `${kernel}, zeros of ${reach} on each side`],
      ],
      answer: { kind: "number", value: [total] },
      mistakes: [
        asksArrows
          ? [full, "You counted the arrows from the padded zeros. There is no input there."]
          : [full - lost, "Those are the connections. Many of them carry the same weight."],
        [units * units, "That would be a dense layer: each unit sees every input."],
        asksArrows
          ? [kernel, "Those are the different weights of a shared kernel. Its connections were asked for."]
          : [full, "That is the number of weights without sharing. All units use the same kernel."],
        [
          asksArrows && reach > 1 ? full - 2 * reach : NaN,
          "You took the same loss for all units at the border. The outermost lose most, the next ones less.",
        ],
        [
          asksArrows ? full - lost / 2 : NaN,
          "You took off the zeros at one end only. There are two ends.",
        ],
        [
          asksArrows ? (units - kernel + 1) * kernel : NaN,
          "You left out the units at the border. They have connections too, only fewer.",
        ],
        [asksArrows ? NaN : units, "That is one weight for each unit. A unit has one for each place of the kernel."],
      ],
      steps: asksArrows
        ? [
          ["With nothing lost", `${units}·${kernel} = ${full}`],
          ["Arrows from zeros, at both ends", connectionsLost(reach, lost)],
          ["What remains", `${full} − ${lost} = ${total}`],
        ]
        : [["Every unit uses the one kernel, with a weight for each of its places", `${kernel}`]],
    };
  },
};

function connectionsLost(reach, lost) {
  const terms = Array.from({ length: reach }, (_, place) => place + 1).join(" + ");
  return `2·(${terms}) = ${lost}`;
}

const multiplyAdds = {
  name: "multiply-adds",
  label: "Multiply-adds of a layer",
  numbers: (random) => ({
    size: random.pick([8, 10, 16, 32]),
    inputs: random.pick([1, 3, 4, 8]),
    outputs: random.pick([2, 6, 8, 16]),
    kernel: random.pick([1, 3, 3, 5]),
    same: random.pick([true, false]),
  }),
  ask({ size, inputs, outputs, kernel, same }) {
    const side = same ? size : size - kernel + 1;
    const each = inputs * kernel * kernel;
    const values = side * side * outputs;
    return {
      text: "How many multiplications with a weight does one picture cost, padded zeros included?",
      facts: [
        ["input", "input", `${size} × ${size}, channels: ${inputs}`],
        ["kernel", "kernel", `${kernel} × ${kernel}, stride 1`],
        ["", "padding", same ? "same" : "none"],
        ["output", "output", `channels: ${outputs}`],
      ],
      answer: { kind: "number", value: [values * each] },
      mistakes: [
        [outputs * each, "That is the number of weights. Each of them is used at every place of the output."],
        [
          values * kernel * kernel,
          "You forgot the input channels: each value of the output sums over all of them.",
        ],
        [
          side * side * each,
          "That is one map of the output. Each output channel costs as much.",
        ],
        [
          same ? (size - kernel + 1) ** 2 * outputs * each : size * size * outputs * each,
          same
            ? "You let the picture shrink. With “same” padding the output is as large as the input."
            : "You took the input's size. Without padding the output is smaller.",
        ],
        [
          values * inputs * kernel,
          `You used the side of the kernel. It has ${kernel} · ${kernel} = ${kernel * kernel} places.`,
        ],
        [values, "Those are the values of the output. Each of them takes one product for each weight of its filter."],
      ],
      steps: [
        ["The output has", `${side}·${side}·${outputs} = ${values} values`],
        ["Each takes, over window and channels", `${kernel}·${kernel}·${inputs} = ${each} products`],
        ["Together", `${values}·${each} = ${values * each}`],
      ],
    };
  },
};

const denseAsConvolution = {
  name: "dense-as-conv",
  label: "A dense layer, slid",
  numbers(random) {
    const height = random.whole(4, 7);
    const width = random.pick([height, random.whole(4, 7)]);
    return {
      height,
      width,
      units: random.pick([10, 84, 120]),
      larger: height + random.whole(1, 9),
      wider: width + random.whole(1, 9),
    };
  },
  ask({ height, width, units, larger, wider }) {
    const value = [larger - height + 1, wider - width + 1];
    return {
      text:
        "A dense layer was trained on maps of the smaller size. Written as a convolution, it runs over larger ones. "
        + "How large is each of its maps of scores?",
      facts: [
        ["input", "trained on", `${height} × ${width}`],
        ["input", "runs over", `${larger} × ${wider}`],
        ["output", "units", units],
      ],
      answer: { kind: "pair", value },
      mistakes: [
        [[1, 1], "One score for each unit comes out only where the input is as large as in training."],
        [
          [larger - height, wider - width],
          "You are off by one: a window of the input's own size fits once, not never.",
        ],
        [[larger, wider], "That would need padding. The kernel fits only inside the input."],
        [
          [Math.floor(larger / height), Math.floor(wider / width)],
          "You put the windows side by side. They overlap: the stride is 1.",
        ],
        [[...value].reverse(), "You swapped height and width."],
        [[height, width], "That is the size of the kernel. The size of the maps of scores was asked for."],
      ],
      steps: [
        ["Height: the kernel is as high as the maps of the training", `${larger} − ${height} + 1 = ${value[0]}`],
        ["Width", `${wider} − ${width} + 1 = ${value[1]}`],
      ],
    };
  },
};

export const LAYER_TOPICS = [denseWeights, localConnections, multiplyAdds, denseAsConvolution];
