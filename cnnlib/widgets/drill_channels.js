/** Drill topics on channels: volumes, sums over channels, depthwise layers. Pure computation, no DOM. */
import { numberText, termText } from "./drill_terms.js";

const volumeShape = {
  name: "volume-shape",
  label: "Volume in, volume out",
  numbers: (random) => ({
    size: random.whole(16, 40),
    channels: random.pick([1, 3, 3, 6, 16]),
    filters: random.pick([2, 4, 5, 8, 12, 20]),
    kernel: random.pick([3, 3, 5, 5, 7]),
    stride: random.pick([1, 1, 2]),
    padding: random.whole(0, 2),
  }),
  ask({ size, channels, filters, kernel, stride, padding }) {
    const side = (given) => Math.floor((given - kernel) / stride) + 1;
    const value = side(size + 2 * padding);
    const shape = (depth, length) => [depth, length, length];
    return {
      text: "What is the shape of the output? Write channels, height, width.",
      facts: [
        ["input", "input", `${channels} × ${size} × ${size} (channels, height, width)`],
        ["kernel", "filters", `${filters} of ${channels} × ${kernel} × ${kernel}`],
        ["", "stride", stride],
        ["", "padding", padding],
      ],
      answer: { kind: "list", value: shape(filters, value) },
      mistakes: [
        [shape(channels, value), "The filters set the depth of the output: one map for each."],
        [
          shape(filters * channels, value),
          "You kept a map for each channel of each filter. A filter sums over its channels.",
        ],
        [shape(1, value), "You added up the maps of the filters. They are stacked."],
        [shape(filters, side(size)), "You forgot the padding: it makes the input larger."],
        [shape(filters, size + 2 * padding - kernel + 1), "You forgot the stride."],
        [shape(filters, size), "The size is kept only by the right padding, and stride 1."],
        [[value, value, filters], "That is height, width, channels. Channels come first here, as in PyTorch."],
      ],
      steps: [
        ["One map for each filter", `${filters} channels`],
        [
          "Height and width",
          `⌊(${size} + 2·${padding} − ${kernel}) / ${stride}⌋ + 1 = ${value}`,
        ],
        ["The shape", `${filters} × ${value} × ${value}`],
      ],
    };
  },
};

const channelSum = {
  name: "channel-sum",
  label: "A sum over channels",
  essential: 1,
  numbers(random) {
    const grid = (low, high) => Array.from({ length: 2 }, () => random.wholes(2, low, high));
    return { window: [grid(0, 6), grid(0, 6)], filter: [grid(-2, 3), grid(-2, 3)], bias: random.whole(-5, 5) };
  },
  ask({ window, filter, bias }) {
    const dot = (a, b) => a.flat().reduce((sum, each, place) => sum + each * b.flat()[place], 0);
    const parts = window.map((each, channel) => dot(each, filter[channel]));
    const [first, second] = parts;
    const value = first + second + bias;
    return {
      text:
        `The window of a two-channel input, and a filter with bias ${numberText(bias)}. `
        + "Which number does the filter write here?",
      grids: [0, 1].flatMap((channel) => [
        ["input", `channel ${channel}`, window[channel]],
        ["kernel", `slice ${channel}`, filter[channel]],
      ]),
      answer: { kind: "number", value: [value] },
      mistakes: [
        [first + second, "You forgot the bias: it is added once, at the end."],
        [first + second + 2 * bias, "You added the bias for each channel. A filter has one."],
        [first + bias, "You took the first channel only. The products of all channels are added."],
        [second + bias, "You took the second channel only. The products of all channels are added."],
        [
          dot(window[0], filter[1]) + dot(window[1], filter[0]) + bias,
          "You crossed the channels: each slice of the filter belongs to the channel of its number.",
        ],
        [(first + second) / 2 + bias, "You averaged over the channels. They are added."],
      ],
      steps: [
        ...parts.map((part, channel) => [`Channel ${channel}`, channelProducts(window, filter, channel, part)]),
        [
          "Both and the bias",
          `${[...parts, bias].map(termText).join(" + ")} = ${numberText(value)}`,
        ],
      ],
    };
  },
};

function channelProducts(window, filter, channel, part) {
  const weights = filter[channel].flat();
  const products = window[channel].flat().map((each, place) => `${each}·${termText(weights[place])}`);
  return `${products.join(" + ")} = ${numberText(part)}`;
}

const depthwiseWeights = {
  name: "depthwise-weights",
  label: "Depthwise and pointwise",
  numbers: (random) => ({
    inputs: random.pick([4, 8, 16, 32]),
    outputs: random.pick([8, 10, 16, 32, 64]),
    kernel: random.pick([3, 3, 5, 7]),
  }),
  ask({ inputs, outputs, kernel }) {
    const area = kernel * kernel;
    const depthwise = inputs * area;
    const pointwise = inputs * outputs;
    const total = depthwise + pointwise;
    return {
      text:
        "A depthwise convolution, one filter for each channel, and then a 1 × 1 convolution, both without bias. "
        + "How many weights do the two have together?",
      facts: [
        ["input", "input", `${inputs} channels`],
        ["kernel", "depthwise", `${kernel} × ${kernel}`],
        ["output", "1 × 1", `${outputs} channels out`],
      ],
      answer: { kind: "number", value: [total] },
      mistakes: [
        [inputs * outputs * area, "That is the ordinary convolution. This pair is there to avoid it."],
        [depthwise, "That is the depthwise part. The 1 × 1 convolution that mixes the channels has weights too."],
        [pointwise, "That is the 1 × 1 part. Each channel has a filter of its own before it."],
        [depthwise * pointwise, "You multiplied the two layers. They follow each other, so their weights add."],
        [
          area + pointwise,
          "You counted one depthwise filter. Each channel has its own.",
        ],
        [depthwise + outputs, "You forgot that a 1 × 1 filter is as deep as its input."],
        [
          inputs * depthwise + pointwise,
          "You made the depthwise filters as deep as the input. Each sees a single channel.",
        ],
      ],
      steps: [
        ["Depthwise", `${inputs}·${kernel}·${kernel} = ${depthwise}`],
        ["1 × 1", `${inputs}·${outputs} = ${pointwise}`],
        ["Together", `${depthwise} + ${pointwise} = ${total}`],
      ],
    };
  },
};

export const CHANNEL_TOPICS = [volumeShape, channelSum, depthwiseWeights];
