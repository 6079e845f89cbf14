/** The widgets' pictures: photographs of the book, test patterns, digits, and the reader's own from a file. */

export const PICTURE_SIZE = 256;
export const FILE_LIMIT = 40_000_000;
const PICTURE_IMPULSE = 15;

/** The word of the test pattern "text": three letters of 5×7 dots. */
const PICTURE_WORD = [
  "01110 10001 10001",
  "10001 11001 11001",
  "10000 10101 10101",
  "10000 10011 10011",
  "10000 10001 10001",
  "10001 10001 10001",
  "01110 10001 10001",
];

/** Value of each pattern at row `i`, column `j` of a square of `size` pixels, as in `cnnlib.datasets.pattern`. */
const PICTURE_PATTERNS = {
  checkerboard: (i, j, size) => (Math.floor((8 * i) / size) + Math.floor((8 * j) / size)) % 2,
  disc: (i, j, size) => Number(pictureRadius(i, j, size) <= (0.3 * size) ** 2),
  ramp: (i, j, size) => j / (size - 1),
  stripes: (i, j, size) => Math.floor((8 * j) / size) % 2,
  zone_plate: (i, j, size) => 0.5 + 0.5 * Math.cos((Math.PI * pictureRadius(i, j, size)) / size),
  impulse: (i, j, size) => Number(pictureRadius(i, j, size) === 0),
  text: (i, j) => (i < 144 ? pictureLetter(i, j) : Number(j >= 128 + Math.floor((i - 200) / 5))),
};

export const PATTERN_NAMES = Object.keys(PICTURE_PATTERNS);

/** Squared distance to the middle. */
function pictureRadius(i, j, size) {
  return (i - (size - 1) / 2) ** 2 + (j - (size - 1) / 2) ** 2;
}

/** Black letters on white, 14 pixels a dot; the lower part of the pattern is a slanted edge. */
function pictureLetter(i, j) {
  const dot = PICTURE_WORD[Math.floor((i - 24) / 14)]?.[Math.floor((j - 9) / 14)];
  return Number(dot !== "1");
}

/** Return a test pattern as a gray picture: 256×256, but the impulse 15×15, so that its pixels can be seen. */
export function pattern(name, size = name === "impulse" ? PICTURE_IMPULSE : PICTURE_SIZE) {
  const data = Float32Array.from({ length: size * size }, (_, place) =>
    PICTURE_PATTERNS[name](Math.floor(place / size), place % size, size),
  );
  return { channels: 1, height: size, width: size, data };
}

/** Return an 8×8 digit, given as 64 characters from `0` to `g` (16, ink), as a gray picture. */
export function digitPicture(text) {
  const data = Float32Array.from(text, (character) => parseInt(character, 17) / 16);
  return { channels: 1, height: 8, width: 8, data };
}

/** Return a picture of three channels from canvas pixels. */
export function pictureOfPixels({ width, height, data: rgba }) {
  const count = width * height;
  const data = new Float32Array(3 * count);
  for (let i = 0; i < count; i += 1) {
    data[i] = rgba[4 * i] / 255;
    data[count + i] = rgba[4 * i + 1] / 255;
    data[2 * count + i] = rgba[4 * i + 2] / 255;
  }
  return { channels: 3, height, width, data };
}

/** Return a picture's luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), as a picture of one channel. */
export function grayPicture({ channels, height, width, data }) {
  if (channels === 1) return { channels, height, width, data };
  const count = height * width;
  const luma = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    luma[i] = 0.299 * data[i] + 0.587 * data[count + i] + 0.114 * data[2 * count + i];
  }
  return { channels: 1, height, width, data: luma };
}

/** Return width and height scaled down, where needed, so that both are at most `limit`. */
export function fittedSize(width, height, limit = PICTURE_SIZE) {
  const scale = Math.min(1, limit / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Draw an image, a bitmap or a video frame on white, scaled to fit, and return its picture. */
export function capturePicture(source, sourceWidth, sourceHeight, canvas = document.createElement("canvas")) {
  [canvas.width, canvas.height] = fittedSize(sourceWidth, sourceHeight);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pictureOfPixels(context.getImageData(0, 0, canvas.width, canvas.height));
}

/** Decode a data URL of the book. */
export async function photographPicture(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return capturePicture(image, image.naturalWidth, image.naturalHeight);
}

/** Decode a file of the reader. Throws a sentence for the reader if it is too large or no picture. */
export async function filePicture(file) {
  if (file.type !== "" && !file.type.startsWith("image/")) {
    throw new RangeError(`“${file.name}” is not a picture but ${file.type}. Choose a PNG, JPEG, WebP or GIF.`);
  }
  if (file.size > FILE_LIMIT) {
    const megabytes = (bytes) => `${Math.ceil(bytes / 1e6)} MB`;
    throw new RangeError(`“${file.name}” has ${megabytes(file.size)}; at most ${megabytes(FILE_LIMIT)} are read.`);
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new RangeError(`“${file.name}” cannot be read as a picture. It may be damaged, or of an unknown kind.`);
  }
  const picture = capturePicture(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return picture;
}
