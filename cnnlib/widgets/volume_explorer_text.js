/** VolumeExplorer in words: numbers, the written sum, shapes and counts, the lines of PyTorch. No DOM. */
import { channelTerms, outputValue, volumeCounts } from "./volume_explorer_math.js";

/** The names of a photograph's channels. */
export const VOLUME_COLOR_NAMES = ["red", "green", "blue"];

/** A number for reading, with a true minus sign: whole numbers in full, others to four digits. */
export function volumeNumber(value) {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(Math.abs(value) >= 1000 ? 6 : 4));
  return String(rounded).replace("-", "−");
}

/** A number for a small cell: at most three digits where it is not whole; 1/75 for a small part of one. */
export function cellNumber(value) {
  const parts = 1 / value;
  if (Math.abs(parts) > 10 && Math.abs(parts - Math.round(parts)) < 1e-9) return `1/${Math.round(parts)}`;
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return String(rounded === 0 ? 0 : rounded).replace("-", "−");
}

/** A number as it stands in a sum after the first: in parentheses where it is negative. */
export function volumeTerm(value, index) {
  const text = volumeNumber(value);
  return index > 0 && text.startsWith("−") ? `(${text})` : text;
}

/** "=" where the written numbers add up to the written sum, else "≈". */
export function volumeEquals(values, sum) {
  const written = (value) => Number(volumeNumber(value).replace("−", "-"));
  const rest = values.reduce((total, value) => total + written(value), 0) - written(sum);
  return Math.abs(rest) < 1e-9 ? "=" : "≈";
}

/** The sum behind one output: `9 + (−4) + 6 + 1 = 12`, the last term the bias. */
export function volumeSum(layout, filter, position) {
  const values = [...channelTerms(layout, filter, position).map(({ sum }) => sum), layout.bias[filter]];
  const value = outputValue(layout, filter, position);
  return `${values.map(volumeTerm).join(" + ")} ${volumeEquals(values, value)} ${volumeNumber(value)}`;
}

/** The name of an output: `y[0, 1, 2]`. */
export function outputName({ outputShape: [, , width] }, filter, position) {
  return `y[${filter}, ${Math.floor(position / width)}, ${position % width}]`;
}

/** One output in words, for the live region. */
export function volumeSentence(layout, filter, position) {
  const parts = channelTerms(layout, filter, position)
    .map(({ channel, sum }) => `channel ${channelName(layout, channel)} ${volumeNumber(sum)}`);
  return `Output ${outputName(layout, filter, position)}: ${volumeSum(layout, filter, position)}; `
    + `${parts.join(", ")}, bias ${volumeNumber(layout.bias[filter])}.`;
}

/** What a channel is called: its number, and its color in a photograph. */
export function channelName({ isPhotograph }, channel) {
  return isPhotograph ? `${channel} (${VOLUME_COLOR_NAMES[channel]})` : String(channel);
}

/** What a filter is called and what it adds. */
export function filterName(layout, filter) {
  const name = layout.names[filter] ? ` ${layout.names[filter]},` : "";
  const sees = layout.isDepthwise ? ` sees channel ${channelName(layout, filter)} alone,` : "";
  return `filter ${filter}:${name}${sees} bias ${volumeNumber(layout.bias[filter])}`;
}

/** The shapes: height × width × depth of what goes in, of the filters, and of what comes out. */
export function shapesText({ inputShape, weightShape, outputShape }) {
  const [count, seen, k] = weightShape;
  return `${volumeShape(inputShape)} in, ${count} filter${count > 1 ? "s" : ""} of ${k} × ${k} × ${seen}, `
    + `${volumeShape(outputShape)} out`;
}

/** The side of a map: the size formula with its numbers. */
export function sideText({ inputShape: [, height], outputShape: [, side], k, stride, padding }) {
  const room = `${height} + 2·${padding} − ${k}`;
  return `⌊(${room}) / ${stride}⌋ + 1 = ${side}`;
}

/** The number of weights and biases as products with their values. */
export function weightsText(layout) {
  const { weights, biases } = volumeCounts(layout);
  const [count, seen, k] = layout.weightShape;
  const product = `${seen} · ${k}² · ${count} = ${volumeThousands(weights)}`;
  return `${product} weight${weights > 1 ? "s" : ""}, + ${biases} bias${biases > 1 ? "es" : ""} = `
    + volumeThousands(weights + biases);
}

/** The number of multiply-adds as a product with its values. */
export function multiplyAddsText(layout) {
  const [count, seen, k] = layout.weightShape;
  const [, height, width] = layout.outputShape;
  return `${height} · ${width} places · ${count} · ${seen} · ${k}² = `
    + volumeThousands(volumeCounts(layout).multiplyAdds);
}

/** What is said about a layer: the name of each line and the function that writes it. */
export const VOLUME_FACTS = [
  ["Shapes", shapesText], ["Height, width", sideText], ["Weights", weightsText], ["Multiply-adds", multiplyAddsText],
];

/** Lines of Python that give the same numbers, to float32's seven digits. */
export function volumeTorchLines(layout) {
  const { isPhotograph, inputShape, isDepthwise, stride, padding, picture, weightShape } = layout;
  const options = [
    ...(stride > 1 ? [`stride=${stride}`] : []),
    ...(padding > 0 ? [`padding=${padding}`] : []),
    ...(isDepthwise ? [`groups=${inputShape[0]}`] : []),
  ];
  const photograph = `x = torch.tensor(255 * photograph("${picture}", 32)).round().permute(2, 0, 1)[None]`;
  return [
    "import torch",
    ...(isPhotograph ? ["from cnnlib.datasets import photograph"] : []),
    isPhotograph ? photograph : `x = torch.tensor(${volumeList(layout.input, [1, ...inputShape])})`,
    `weight = torch.tensor(${volumeList(layout.weight, weightShape)})`,
    `bias = torch.tensor(${volumeList(layout.bias, [weightShape[0]])})`,
    `torch.nn.functional.conv2d(${["x", "weight", "bias", ...options].join(", ")})[0]`,
  ].join("\n");
}

function volumeShape([depth, height, width]) {
  return `${height} × ${width} × ${depth}`;
}

function volumeThousands(value) {
  return value.toLocaleString("en-US");
}

/** Numbers as nested lists of Python's floats. */
function volumeList(values, [length, ...inner]) {
  if (inner.length === 0) {
    return `[${Array.from(values, (value) => (Number.isInteger(value) ? `${value}.` : String(value))).join(", ")}]`;
  }
  const step = values.length / length;
  const parts = Array.from({ length }, (_, index) => volumeList(values.slice(index * step, (index + 1) * step), inner));
  return `[${parts.join(", ")}]`;
}
