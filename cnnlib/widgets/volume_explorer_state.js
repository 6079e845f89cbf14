/** What VolumeExplorer can show: its traits, their limits, what is wrong with a state. No DOM. */
import { volumeSizes } from "./volume_explorer_math.js";
import { VOLUME_MOST } from "./volume_explorer_numbers.js";
import { convOutputSize } from "./ops.js";

/** The choices of a trait that is a word. */
export const VOLUME_CHOICES = {
  picture: ["numbers", "china", "flower"],
  groups: ["all", "depthwise"],
  view: ["auto", "volume", "flat"],
};

/** The least and the most of a trait that is a whole number. */
export const VOLUME_LIMITS = {
  channels: [1, VOLUME_MOST.channels],
  size: [5, VOLUME_MOST.size],
  filters: [1, VOLUME_MOST.filters],
  kernel_size: [1, VOLUME_MOST.kernelSize],
  stride: [1, 2],
  padding: [0, 2],
  seed: [0, 9999],
};

/** How far the volume can be turned, to the side and down, in degrees. */
export const VOLUME_LARGEST_TURN = [75, 60];

export const VOLUME_TRAITS = [
  ...Object.keys(VOLUME_CHOICES), ...Object.keys(VOLUME_LIMITS), "filter", "position", "turn",
];

/** How many filters, and how many places in each map, there are. */
export function volumeReach(state) {
  const { side, count } = volumeSizes(state);
  const { stride, padding } = state;
  return { filter: count, position: convOutputSize(side, state.kernel_size, { stride, padding }) ** 2 };
}

/** The state with filter and position moved to the last that there are. */
export function settledVolume(state) {
  const reach = volumeReach(state);
  const kept = (name) => Math.min(state[name], reach[name] - 1);
  return { ...state, filter: kept("filter"), position: kept("position") };
}

/** Angles kept within their limits. */
export function turnedTo(angles) {
  return angles.map((angle, axis) => {
    const most = VOLUME_LARGEST_TURN[axis];
    return Math.max(-most, Math.min(most, Math.round(angle)));
  });
}

/** Whether a state can be shown: null, or a sentence that says what is wrong. */
export function volumeRefusal(state) {
  return volumeWordRefusal(state) ?? volumeNumberRefusal(state) ?? volumeTurnRefusal(state.turn)
    ?? volumePlaceRefusal(state);
}

function volumeWordRefusal(state) {
  const wrong = Object.keys(VOLUME_CHOICES).find((name) => !VOLUME_CHOICES[name].includes(state[name]));
  return wrong === undefined ? null
    : `The ${wrong} must be one of ${VOLUME_CHOICES[wrong].join(", ")}, but is ${JSON.stringify(state[wrong])}.`;
}

function volumeNumberRefusal(state) {
  const isGood = (name) => volumeIsWhole(state[name], ...VOLUME_LIMITS[name]);
  const wrong = Object.keys(VOLUME_LIMITS).find((name) => !isGood(name));
  if (wrong === undefined) return null;
  const [least, most] = VOLUME_LIMITS[wrong];
  const name = wrong.replace("_", " ");
  return `The ${name} must be a whole number from ${least} to ${most}, but is ${JSON.stringify(state[wrong])}.`;
}

function volumeTurnRefusal(turn) {
  const [aside, down] = VOLUME_LARGEST_TURN;
  const isGood = Array.isArray(turn) && turn.length === 2
    && turn.every((angle, axis) => volumeIsWhole(angle, -VOLUME_LARGEST_TURN[axis], VOLUME_LARGEST_TURN[axis]));
  return isGood ? null
    : `The turn must be two whole numbers of degrees, at most ${aside} and ${down} either way, but is `
      + `${JSON.stringify(turn)}.`;
}

function volumePlaceRefusal(state) {
  const reach = volumeReach(state);
  const wrong = ["filter", "position"].find((name) => !volumeIsWhole(state[name], 0, reach[name] - 1));
  return wrong === undefined ? null
    : `The ${wrong} must be a whole number from 0 to ${reach[wrong] - 1}, but is ${JSON.stringify(state[wrong])}.`;
}

function volumeIsWhole(value, least, most) {
  return Number.isInteger(value) && value >= least && value <= most;
}
