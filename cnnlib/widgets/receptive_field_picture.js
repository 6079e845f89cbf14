/** ReceptiveField's pictures: the photograph with the fields on it, and one field magnified, with what was measured. */
import { make } from "./dom.js";
import { FIELD_INPUT } from "./receptive_field_math.js";

const FIELD_MARGIN = 16;
const FIELD_SIDE = FIELD_INPUT + 2 * FIELD_MARGIN;
const FIELD_SHARPNESS = 2;
const FIELD_LENS = 400;
const FIELD_AROUND = 1.2;

/** The two pictures that the reader sees, and the photograph and the measured heat that are drawn into them. */
export function fieldPicture() {
  const side = FIELD_SIDE * FIELD_SHARPNESS;
  const surface = make("canvas", {
    "class": "receptive_field-surface", "width": side, "height": side, "tabindex": "0", "role": "application",
    "aria-label": "Picture; arrow keys move the unit",
  });
  const lens = make("canvas", {
    "class": "receptive_field-lens", "width": FIELD_LENS, "height": FIELD_LENS, "role": "img",
    "aria-label": "The field, magnified, with the measured field",
  });
  const photograph = make("canvas", { width: FIELD_INPUT, height: FIELD_INPUT });
  const heat = make("canvas", { width: FIELD_INPUT, height: FIELD_INPUT });
  return { surface, lens, photograph, heat };
}

/** Place of a pointer in the input, as row and column. */
export function fieldPlace(surface, event) {
  const { left, top, width } = surface.getBoundingClientRect();
  const scale = FIELD_SIDE / width;
  const within = (place) => Math.min(FIELD_INPUT - 1, Math.max(0, Math.floor(place * scale - FIELD_MARGIN)));
  return [within(event.clientY - top), within(event.clientX - left)];
}

/** Keep a gray picture for drawing. */
export function keepPhotograph({ photograph }, { height, width, data }) {
  const context = photograph.getContext("2d");
  const pixels = context.createImageData(width, height);
  data.forEach((value, place) => {
    pixels.data.fill(Math.round(255 * value), 4 * place, 4 * place + 3);
    pixels.data[4 * place + 3] = 255;
  });
  context.putImageData(pixels, 0, 0);
}

/** Keep what was measured for drawing: the larger its squares, the denser the color. */
export function keepHeat({ heat }, squares, color) {
  const context = heat.getContext("2d");
  const pixels = context.createImageData(FIELD_INPUT, FIELD_INPUT);
  const most = Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0));
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const { data } = pixels;
  squares.forEach((square, place) => {
    if (square === 0) return;
    data[4 * place] = red;
    data[4 * place + 1] = green;
    data[4 * place + 2] = blue;
    data[4 * place + 3] = 240 * (square / most ** 2) ** 0.35;
  });
  context.putImageData(pixels, 0, 0);
}

/**
 * Draw the photograph with the field of each layer up to the one looked at.
 * @param {ReturnType<typeof fieldPicture>} picture
 * @param {{top: number, left: number, side: number}[]} boxes  fields, in pixels of the input, the last looked at
 * @param {[number, number]} place  where the reader points
 * @param {Object<string, string>} colors
 */
export function drawFields({ surface, photograph }, boxes, place, colors) {
  const context = surface.getContext("2d");
  context.setTransform(FIELD_SHARPNESS, 0, 0, FIELD_SHARPNESS, 0, 0);
  context.clearRect(0, 0, surface.width, surface.height);
  context.translate(FIELD_MARGIN, FIELD_MARGIN);
  drawPale(context, photograph, 0.75);
  boxes.forEach(({ top, left, side }, layer) => {
    const isLooked = layer === boxes.length - 1;
    context.strokeStyle = isLooked ? colors.window : colors.ink;
    context.lineWidth = isLooked ? 3 : 0.6;
    context.strokeRect(left, top, side, side);
  });
  context.fillStyle = colors.window;
  context.fillRect(place[1] - 1.5, place[0] - 1.5, 4, 4);
}

/** Draw the field looked at as large as there is room, with what was measured in it. */
export function drawLens({ lens, photograph, heat }, { top, left, side }, colors) {
  const context = lens.getContext("2d");
  const scale = FIELD_LENS / (FIELD_AROUND * side);
  const around = ((FIELD_AROUND - 1) / 2) * side;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, FIELD_LENS, FIELD_LENS);
  context.setTransform(scale, 0, 0, scale, scale * (around - left), scale * (around - top));
  context.imageSmoothingEnabled = false;
  drawPale(context, photograph, 0.3);
  context.drawImage(heat, 0, 0);
  context.strokeStyle = colors.window;
  context.lineWidth = 6 / scale;
  context.strokeRect(left, top, side, side);
}

function drawPale(context, photograph, alpha) {
  context.globalAlpha = alpha;
  context.drawImage(photograph, 0, 0);
  context.globalAlpha = 1;
}
