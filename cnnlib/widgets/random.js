/**
 * Random numbers that a seed repeats, so that what is drawn from them can be linked to. Pure computation, no DOM.
 *
 * @typedef {{fraction: () => number, normal: () => number, whole: (low: number, high: number) => number,
 *   pick: (list: any[]) => any,
 *   wholes: (count: number, low: number, high: number) => number[], shuffled: (list: any[]) => any[]}} Random
 */

/** Mixes two whole numbers into 32 bits. */
function randomHash(seed, number) {
  let mixed = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d) >>> 0;
  return Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b) >>> 0;
}

/**
 * A source of random numbers, one of many for a seed: mulberry32, begun at a hash of the seed and the number.
 * @param {number} seed  whole
 * @param {number} number  whole
 * @returns {Random}
 */
export function randomSource(seed, number) {
  let state = randomHash(seed, number);
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
  const whole = (low, high) => low + Math.floor(fraction() * (high - low + 1));
  const pick = (list) => list[whole(0, list.length - 1)];
  const wholes = (count, low, high) => Array.from({ length: count }, () => whole(low, high));
  const shuffled = (list) => {
    const order = [...list];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = whole(0, last);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  };
  return { fraction, normal, whole, pick, wholes, shuffled };
}
