/** Drill topics on how convolution is computed, and on LeNet-5's counts. Pure computation, no DOM. */
import { productOf, sumOf } from "./drill_terms.js";

const unrolledShape = {
  name: "im2col-shape",
  label: "The unrolled input",
  numbers(random) {
    const kernel = random.pick([2, 3, 3, 5]);
    return {
      size: random.pick([6, 8, 10, 12]),
      channels: random.pick([1, 2, 3, 6]),
      filters: random.pick([4, 8, 16]),
      kernel,
      padding: random.pick([0, 0, 1]),
    };
  },
  ask({ size, channels, filters, kernel, padding }) {
    const side = size + 2 * padding - kernel + 1;
    const area = kernel * kernel;
    const rows = channels * area;
    const columns = side * side;
    return {
      text: "im2col writes each window as a column. How many rows and columns has the matrix? Write rows, columns.",
      facts: [
        ["input", "input", `${size} × ${size}, channels: ${channels}`],
        ["kernel", "filters", `${filters} of ${kernel} × ${kernel}`],
        ["", "stride, padding", `1, ${padding}`],
      ],
      answer: { kind: "list", value: [rows, columns] },
      mistakes: [
        [[columns, rows], "You swapped them: a window stands upright, as a column."],
        [[area, columns], "You forgot the channels: a window holds numbers of all of them."],
        [[rows, size * size], "You counted the pixels of the input. There is a column for each place of the window."],
        [[filters, rows], "That is the matrix of the kernels: a row for each filter."],
        [[filters, columns], "That is the product: a row for each filter."],
        [[rows, columns * filters], "The filters share the columns. There is one for each place of the window."],
        [[rows, side], "That is one row of windows. They slide down as well."],
        [[channels * kernel, columns], `You used the kernel's side. It has ${kernel} · ${kernel} = ${area} places.`],
      ],
      steps: [
        ["A window holds", `${kernel}·${kernel}·${channels} = ${rows} numbers`],
        ["Places of the window", `${side}·${side} = ${columns}`],
        ["Rows and columns", `${rows} × ${columns}`],
      ],
    };
  },
};

const winogradCount = {
  name: "winograd-count",
  label: "Winograd’s multiplications",
  numbers: (random) => ({
    size: random.pick([4, 6, 8, 14, 28]),
    channels: random.pick([1, 2, 4, 8]),
    filters: random.pick([1, 4, 8, 16]),
  }),
  ask({ size, channels, filters }) {
    const tiles = (size / 2) ** 2;
    const pairs = channels * filters;
    const value = 16 * tiles * pairs;
    return {
      text:
        "Winograd's F(2 × 2, 3 × 3) finds tiles of 2 × 2 outputs. How many multiplications do the products of "
        + "transformed tiles and kernels take?",
      facts: [
        ["output", "output", `${size} × ${size}, channels: ${filters}`],
        ["input", "input", `channels: ${channels}`],
        ["kernel", "kernel", "3 × 3, stride 1"],
      ],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [36 * tiles * pairs, "That is the direct way: 9 for each output, 36 for a tile. F(2 × 2, 3 × 3) takes 16."],
        [16 * size * size * pairs, "You took 16 for each output. They serve a tile of four."],
        [16 * tiles * filters, "You forgot the input channels: each has its own products."],
        [16 * tiles * channels, "You forgot the output channels: each has its own kernels."],
        [4 * tiles * pairs, "You took one multiplication for each output. A tile of four takes 16."],
        [16 * (size / 2) * pairs, "That is one row of tiles. They cover height and width."],
        [9 * tiles * pairs, "You multiplied by the kernel's 9 weights. Transformed, it has 4 · 4 = 16 numbers."],
        [16 * tiles * (channels + filters), "You added the channels. Each pair of them has its own products."],
      ],
      steps: [
        ["Tiles", `(${size}/2)·(${size}/2) = ${tiles}`],
        ["Pairs of input and output channels", `${channels}·${filters} = ${pairs}`],
        ["16 for each tile and pair", `16·${tiles}·${pairs} = ${value}`],
      ],
    };
  },
};

const fourierSize = {
  name: "fft-size",
  label: "Padding for the FFT",
  numbers(random) {
    const kernel = random.pick([3, 4, 5, 7, 9, 11]);
    return { size: random.whole(kernel + 1, 40), kernel, form: random.pick(["full", "full", "wrapped"]) };
  },
  ask({ size, kernel, form }) {
    const full = size + kernel - 1;
    const valid = size - kernel + 1;
    const isFull = form === "full";
    const value = isFull ? full : valid;
    return {
      text: isFull
        ? "To how many values must both be padded at least, so that the product of their Fourier transforms gives the "
          + "full convolution, with nothing wrapped around?"
        : "Only the kernel is padded, to the input's length. How many values of the product, transformed back, are "
          + "those of an ordinary convolution, not mixed by wrapping around?",
      facts: [["input", "input", `${size} in a row`], ["kernel", "kernel", `${kernel}`]],
      answer: { kind: "number", value: [value] },
      near: isFull
        ? "You are off by one: n values and k values give n + k − 1."
        : "You are off by one: the kernel wraps at k − 1 places.",
      mistakes: [
        [isFull ? size : NaN, "Then the ends wrap around: the transform's convolution is circular."],
        [isFull ? size + kernel : NaN, "One less is enough: the two overlap by at least one value."],
        [
          isFull ? size + 2 * (kernel - 1) : NaN,
          "That is what sliding needs, zeros at both ends. The transform needs them at one end only.",
        ],
        [isFull ? valid : full, isFull ? "That is the size of the valid part." : "That would be without wrapping."],
        [isFull ? NaN : size, "All values come out, but some of them are mixed with the other end."],
        [isFull ? NaN : size - kernel, "One more is right: the kernel wraps at k − 1 places, not at k."],
        [isFull ? 2 * size : NaN, "More than needed. The length of the full convolution is enough."],
      ],
      steps: isFull
        ? [["The length of the full convolution", `${size} + ${kernel} − 1 = ${full}`]]
        : [
          ["Places at which the kernel wraps around", `${kernel} − 1 = ${kernel - 1}`],
          ["The others", `${size} − ${kernel - 1} = ${valid}`],
        ],
    };
  },
};

const lenetParameters = {
  name: "lenet-parameters",
  label: "A table of connections",
  numbers: (random) => ({
    three: random.whole(2, 8),
    four: random.whole(1, 9),
    six: random.whole(1, 2),
    kernel: random.pick([3, 5, 5]),
  }),
  ask({ three, four, six, kernel }) {
    const maps = three + four + six;
    const area = kernel * kernel;
    const joined = 3 * three + 4 * four + 6 * six;
    const value = joined * area + maps;
    return {
      text: `Of ${maps} maps, some see 3 of the 6 input maps, some 4, some all. How many numbers are learned?`,
      facts: [
        ["output", "see 3, 4, all", `${three}, ${four}, ${six} maps`],
        ["kernel", "kernel", `${kernel} × ${kernel}`],
        ["", "bias", "one for each map"],
      ],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [joined * area, "You forgot the biases: one for each map."],
        [6 * maps * area + maps, "You let every map see all input maps. The table leaves many out."],
        [joined * (area + 1), "You gave each connected pair a bias. A map has one, however many inputs it sees."],
        [maps * (area + 1), "You gave each map one kernel. It has one for each input map that it sees."],
        [joined + maps, "You took one weight for each pair. A kernel has one for each of its places."],
        [joined * kernel + maps, `You used the kernel's side. It has ${kernel} · ${kernel} = ${area} places.`],
      ],
      steps: [
        ["Pairs of maps", `3·${three} + 4·${four} + 6·${six} = ${joined}`],
        ["A kernel for each", `${joined}·${area} = ${joined * area}`],
        ["A bias for each map", `${joined * area} + ${maps} = ${value}`],
      ],
    };
  },
};

const lenetConnections = {
  name: "lenet-connections",
  label: "Connections in LeNet-5",
  numbers: (random) => ({
    kind: random.pick(["convolution", "convolution", "subsampling"]),
    maps: random.pick([4, 6, 8, 16]),
    inputs: random.pick([1, 1, 2, 3]),
    side: random.pick([5, 6, 8, 10, 14]),
    kernel: random.pick([3, 5]),
  }),
  ask({ kind, maps, inputs, side, kernel }) {
    const isConvolution = kind === "convolution";
    const terms = isConvolution ? [inputs, kernel, kernel] : [2, 2];
    const each = productOf(terms) + 1;
    const units = maps * side * side;
    const value = units * each;
    const learned = isConvolution ? maps * each : 2 * maps;
    return {
      text: isConvolution
        ? "How many connections has this convolution, one to each bias included?"
        : "Each unit adds a 2 × 2 window, multiplies by its map's weight, adds its map's bias. How many connections "
          + "are there, from inputs and biases?",
      facts: [
        ["output", "output", `${maps} maps of ${side} × ${side}`],
        isConvolution
          ? ["kernel", "kernel", `${kernel} × ${kernel}, input maps: ${inputs}`]
          : ["kernel", "window", "2 × 2"],
      ],
      answer: { kind: "number", value: [value] },
      mistakes: [
        [learned, "Those are the numbers that are learned. Every unit uses them anew."],
        [units * (each - 1), "You forgot the biases: every unit has a connection to one."],
        [side * side * each, "That is one map."],
        [
          isConvolution ? units * kernel * kernel + units : NaN,
          "You forgot that each unit sees a window in every input map.",
        ],
        [isConvolution ? NaN : units * 2, "You counted weight and bias. Each unit sees four inputs."],
        [maps * side * each, "You used the side of the maps. They have height times width units."],
        [sumOf([units, each]), "You added. Each unit has all these connections."],
      ],
      steps: [
        ["A unit is connected to", `${terms.join("·")} + 1 = ${each}`],
        ["Units", `${maps}·${side}·${side} = ${units}`],
        ["Together", `${units}·${each} = ${value}`],
      ],
    };
  },
};

export const MACHINE_TOPICS = [unrolledShape, winogradCount, fourierSize, lenetParameters, lenetConnections];
