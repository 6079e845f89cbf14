/** Small parts of ConnectivityExplorer's drawings. */

/** An element of SVG with attributes and children. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Set attributes that have another value; to set the same again would cost a style in some browsers. */
export function change(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

/** Take children away, or put new ones at the end, until there are `count`; returns them all. */
export function keepCount(parent, count, makeChild) {
  while (parent.childElementCount > count) parent.lastElementChild.remove();
  for (let index = parent.childElementCount; index < count; index += 1) parent.append(makeChild(index));
  return [...parent.children];
}

/**
 * How a weight looks: its shade from 0 to 1, and its dash where it is shared. Weights that are not shared go through
 * 31 shades in leaps of 19, so that neighbors differ.
 */
export function weightLook(weight, { connection, kernel_size: kernelSize }) {
  if (connection !== "shared") return svgLook(((weight * 19) % 31) / 30, 1);
  return svgLook(kernelSize === 1 ? 0.5 : (weight - 1) / (kernelSize - 1), weight);
}

function svgLook(shade, dash) {
  const style = `--shade: ${shade.toFixed(3)}`;
  return { style, dash, name: `${style} ${dash}` };
}

/** The class that gives a layer its color. */
export function layerClass(layer, layers) {
  if (layer === 0) return "connectivity_explorer-input";
  return layer === layers - 1 ? "connectivity_explorer-output" : "connectivity_explorer-hidden";
}

/** Call `act` with the unit of the element that an event comes from, and with null elsewhere. */
export function withUnit(act) {
  return (event) => {
    const held = event.target.closest("[data-unit]");
    act(held ? JSON.parse(held.dataset.unit) : null, event);
  };
}
