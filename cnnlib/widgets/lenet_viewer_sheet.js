/** What LeNetViewer draws on: canvases of 32-bit pixels, and shapes of SVG. */

/** An SVG element with attributes and children. */
export function lenetShape(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A canvas whose pixels are 32-bit numbers: `pixels` to write, `show` to bring them to the screen. */
export function lenetSheet(canvas) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  return { pixels: new Uint32Array(image.data.buffer), show: () => context.putImageData(image, 0, 0) };
}
