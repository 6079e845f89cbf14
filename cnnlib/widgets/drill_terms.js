/** Numbers as the drill's solutions write them, and sums and products of lists. Pure computation, no DOM. */

/** A number as it is printed, with a true minus sign. */
export function numberText(value) {
  return String(value).replace("-", "−");
}

/** A number as one of several terms: a negative one in parentheses. */
export function termText(value) {
  return value < 0 ? `(${numberText(value)})` : String(value);
}

/** The sum of a list. */
export function sumOf(list) {
  return list.reduce((sum, each) => sum + each, 0);
}

/** The product of a list. */
export function productOf(list) {
  return list.reduce((product, each) => product * each, 1);
}
