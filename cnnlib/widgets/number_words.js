/** Numbers and sums in words that several widgets write alike. Pure computation, no DOM. */

const WORDS_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const WORDS_TERMS = 9;

/** A number as digits and a power of ten: `7.1·10⁻¹⁵`. */
export function powerText(value, decimals) {
  const [digits, power] = value.toExponential(decimals).split("e");
  const raised = power.replace("+", "").replace("-", "⁻").replace(/\d/g, (digit) => WORDS_POWERS[digit]);
  return `${digits}·10${raised}`;
}

/** A difference that is rounding: `0`, or digits and a power of ten. */
export function differenceText(value, decimals) {
  return value === 0 ? "0" : powerText(value, decimals);
}

/** Terms with what joins them; of more than nine the first six and the last two. */
export function shortened(terms, between = " + ") {
  if (terms.length <= WORDS_TERMS) return terms.join(between);
  return [...terms.slice(0, WORDS_TERMS - 3), "…", ...terms.slice(-2)].join(between);
}
