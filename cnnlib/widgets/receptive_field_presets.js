/** Stacks of layers to begin with. Pure data. */

const presetConv = (kernel, padding = 0, stride = 1, dilation = 1) =>
  ({ kind: "conv", kernel_size: kernel, stride, padding, dilation });
const presetPool = (kernel = 2, stride = kernel) =>
  ({ kind: "pool", kernel_size: kernel, stride, padding: 0, dilation: 1 });
const presetSame = (count) => Array.from({ length: count }, () => presetConv(3, 1));

/** Name and layers of each preset. */
export const FIELD_PRESETS = {
  "Two 3 × 3": [presetConv(3, 1), presetConv(3, 1)],
  "Ten 3 × 3": presetSame(10),
  "Dilated 1, 2, 4, 8": [1, 2, 4, 8].map((dilation) => presetConv(3, dilation, 1, dilation)),
  "Dilated 2, 2, 2": [2, 2, 2].map((dilation) => presetConv(3, dilation, 1, dilation)),
  "Stride first": [presetConv(3, 1, 2), presetConv(3, 1), presetConv(3, 1)],
  "Stride last": [presetConv(3, 1), presetConv(3, 1), presetConv(3, 1, 2)],
  "LeNet-5": [presetConv(5), presetPool(), presetConv(5), presetPool(), presetConv(5)],
  "AlexNet": [
    presetConv(11, 2, 4), presetPool(3, 2), presetConv(5, 2), presetPool(3, 2), ...presetSame(3), presetPool(3, 2),
  ],
  "VGG-16": [2, 2, 3, 3, 3].flatMap((count) => [...presetSame(count), presetPool()]),
};
