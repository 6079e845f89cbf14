/** Small parts of ConnectivityExplorer's drawings. */

/** An element of SVG with attributes and children. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * The attributes by which a weight is known: its shade from 0 to 1, and its dash where it is shared. Shades of
 * weights that are not shared jump about, so that neighbors differ.
 */
export function weightLook(weight, { connection, kernel_size: kernelSize }) {
  const isShared = connection === "shared";
  const shade = isShared ? (kernelSize === 1 ? 0.5 : (weight - 1) / (kernelSize - 1)) : (weight * 0.618) % 1;
  return { style: `--shade: ${shade.toFixed(3)}`, dash: isShared ? weight : 1 };
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
