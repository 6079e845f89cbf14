/** How ConnectivityExplorer's weights and layers look, and which unit is pointed at. */

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
