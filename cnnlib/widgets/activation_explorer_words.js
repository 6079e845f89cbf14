/** What ActivationExplorer says. Pure computation, no DOM. */
import { ACTIVATIONS, SMALL_SLOPE } from "./activation_explorer_math.js";

export const ACTIVATION_RANGES = { layers: [1, 20], gain: [0.1, 4], x: [-4, 4], seed: [0, 2 ** 31 - 1] };
const ACTIVATION_WHOLE = ["layers", "seed"];
const ACTIVATION_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A size in three digits, far from one as a power of ten: 0.934, 12.0, 3.1·10⁻⁵. */
export function sizeText(value) {
  if (value === 0) return "0";
  const near = Number(value.toExponential(2).split("e")[1]);
  if (near >= -3 && near <= 3) return value.toFixed(Math.max(0, 2 - near));
  const [digits, power] = value.toExponential(1).split("e");
  const raised = [...String(Math.abs(power))].map((digit) => ACTIVATION_POWERS[digit]).join("");
  return `${digits}·10${power < 0 ? "⁻" : ""}${raised}`;
}

/** A coordinate of the curve, with two decimals and a true minus sign. */
export function coordinateText(value) {
  const text = value.toFixed(2);
  return (Number(text) === 0 ? "0.00" : text).replace("-", "−");
}

/** What stands under the curve: function and slope at one place. */
export function curveText(name, x) {
  const { value, slope } = ACTIVATIONS[name];
  const at = coordinateText(x);
  return `f(${at}) = ${coordinateText(value(x))}, slope ${coordinateText(slope(x))}`;
}

/** What stands under the layers: the sizes at one of them. */
export function layerText({ signal, gradient, small }, layer) {
  const sizes = `signal ${sizeText(signal[layer])}, gradient ${sizeText(gradient[layer])}`;
  if (layer === 0) return `Input: ${sizes}`;
  return `Layer ${layer}: ${sizes}; ${shareText(small[layer])} of its slopes below ${SMALL_SLOPE}`;
}

/** A share in whole percent. */
export function shareText(share) {
  return `${Math.round(100 * share)} %`;
}

/** The whole state in a sentence. */
export function stateText(name, gain, result) {
  const layers = result.signal.length - 1;
  const count = layers === 1 ? "1 layer" : `${layers} layers`;
  return (
    `${ACTIVATIONS[name].label}, gain ${gain.toFixed(2)}. After ${count} the signal's size is `
    + `${sizeText(result.signal[layers])}, from ${sizeText(result.signal[0])}. The gradient arrives at the input with `
    + `${sizeText(result.gradient[0])}, from ${sizeText(result.gradient[layers])}.`
  );
}

/** What is wrong with a state from an address, or null. */
export function checkActivationState(state) {
  if (!Object.hasOwn(ACTIVATIONS, state.function)) {
    return `function must be one of ${Object.keys(ACTIVATIONS).join(", ")}`;
  }
  for (const [name, [low, high]] of Object.entries(ACTIVATION_RANGES)) {
    const value = state[name];
    const isKind = ACTIVATION_WHOLE.includes(name) ? Number.isInteger(value) : Number.isFinite(value);
    if (!isKind || value < low || value > high) {
      return `${name} must be a ${ACTIVATION_WHOLE.includes(name) ? "whole " : ""}number from ${low} to ${high}`;
    }
  }
  return null;
}
