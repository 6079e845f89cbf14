/** LeNetViewer's colors as the theme has them, as numbers that a canvas takes. */

const LENET_STEPS = 256;

/**
 * @param {Element} root  a widget's
 * @returns {{ ink: Uint32Array, maps: Uint32Array, signed: Uint32Array }} colors of values from paper to ink; from no
 *   response to the strongest; from the lowest weight through zero in the middle to the highest
 */
export function lenetColors(root) {
  const style = getComputedStyle(root);
  const [paper, ink, output, negative, positive] = ["paper", "ink", "output", "input", "kernel"].map((name) =>
    lenetChannels(style.getPropertyValue(`--${name}`).trim()));
  const strongest = lenetMix(output, ink, 0.6);
  return {
    ink: lenetRamp([paper, ink], LENET_STEPS),
    maps: lenetRamp([paper, output, strongest], LENET_STEPS),
    signed: lenetRamp([negative, paper, positive], LENET_STEPS + 1),
  };
}

const lenetChannels = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const lenetMix = (from, to, share) => from.map((each, channel) => each + share * (to[channel] - each));

/** Colors at even distances on the way through some stops. */
function lenetRamp(stops, count) {
  return Uint32Array.from({ length: count }, (_, step) => {
    const way = (step / (count - 1)) * (stops.length - 1);
    const stop = Math.min(stops.length - 2, Math.floor(way));
    const [red, green, blue] = lenetMix(stops[stop], stops[stop + 1], way - stop).map(Math.round);
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}
