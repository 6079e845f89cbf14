/** Where FilterLab's picture comes from: one source at a time, the last one asked for wins. */

import { startCamera } from "./filter_lab_camera.js";
import { PATTERN_NAMES, digitPicture, filePicture, pattern, photographPicture } from "./pictures.js";

const FILTER_LAB_DIGITS = "One of scikit-learn's handwritten digits (E. Alpaydin & C. Kaynak 1998, UCI, CC BY 4.0).";

/** Loads named pictures, files and the camera, and tells its listeners what came of it. */
export class FilterLabSources {
  /**
   * @param {*} model
   * @param {{ onPicture: Function, onRefusal: (words: string) => void, onCamera: (isOn: boolean) => void }} listeners
   */
  constructor(model, listeners) {
    this.model = model;
    this.listeners = listeners;
    this.turn = 0;
    this.stop = null;
  }

  /** Show one of the book's own pictures. */
  open(name) {
    const [credit, load] = this.named(name);
    return this.load(async () => [await load(), name, credit], `The picture “${name}” could not be read.`);
  }

  openFile(file) {
    return this.load(async () => [await filePicture(file), "own", `“${file.name}”, opened here.`]);
  }

  /** Start the camera, or stop it and keep its last frame. */
  async toggleCamera() {
    if (this.stop) return this.close();
    const turn = this.begin();
    const onFrame = (picture) => this.listeners.onPicture(picture, "camera", "Live from the camera.");
    try {
      const stop = await startCamera(onFrame, () => this.close());
      if (turn !== this.turn) return stop();
      this.stop = stop;
      this.listeners.onCamera(true);
    } catch (error) {
      if (turn === this.turn) this.listeners.onRefusal(error.message);
    }
    return undefined;
  }

  /** Let the camera go, and drop what is still being loaded. */
  close() {
    this.turn += 1;
    this.stop?.();
    this.stop = null;
    this.listeners.onCamera(false);
  }

  begin() {
    this.close();
    this.listeners.onRefusal("");
    return this.turn;
  }

  async load(make, words) {
    const turn = this.begin();
    try {
      const made = await make();
      if (turn === this.turn) this.listeners.onPicture(...made);
    } catch (error) {
      if (turn === this.turn) this.listeners.onRefusal(words ?? error.message);
    }
  }

  named(name) {
    const photograph = this.model.get("photographs")[name];
    if (photograph) return [photograph.credit, () => photographPicture(photograph.url)];
    if (PATTERN_NAMES.includes(name)) return ["A test pattern, computed here.", () => pattern(name)];
    return [FILTER_LAB_DIGITS, () => digitPicture(this.model.get("digits")[Number(name.replace("digit_", ""))])];
  }
}
