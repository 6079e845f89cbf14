/** What LeNetViewer paints on: canvases of 32-bit pixels. */

/** A canvas whose pixels are 32-bit numbers: `pixels` to write, `show` to bring them to the screen. */
export function lenetSheet(canvas) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  return { pixels: new Uint32Array(image.data.buffer), show: () => context.putImageData(image, 0, 0) };
}
