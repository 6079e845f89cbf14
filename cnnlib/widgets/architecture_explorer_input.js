/** ArchitectureExplorer's input: channels, height and width as fields. */
import { make, writeText } from "./dom.js";
import { INPUT_RANGES, inputShapeProblem } from "./layer_list.js";

export class ArchitectureInput {
  /** `take(shape)` is called with each shape that can be. */
  constructor(id, take) {
    this.take = take;
    this.note = make("p", { id: `${id}-input`, class: "architecture_explorer-note cnn-error", role: "alert" });
    this.fields = Object.entries(INPUT_RANGES).map(([name, limits]) => this.makeField(name, limits));
    const [channels, height, width] = this.fields;
    this.node = make("span", { "class": "architecture_explorer-given", "role": "group", "aria-label": "Input" },
      "Input ", channels, " × ", height, " × ", width);
  }

  /** What is refused stays in its field until the reader leaves it. */
  makeField(name, [min, max]) {
    const label = `Input, ${name}`;
    const field = make("input", { "type": "number", "class": "cnn-number", min, max, "aria-label": label });
    field.addEventListener("input", () => this.read(field));
    field.addEventListener("blur", () => {
      if (field.getAttribute("aria-invalid") !== "true") return;
      this.refuse("");
      this.show(this.shape);
    });
    return field;
  }

  read(field) {
    const axis = this.fields.indexOf(field);
    const size = field.value === "" ? NaN : Number(field.value);
    const shape = this.shape.map((each, at) => (at === axis ? size : each));
    const problem = inputShapeProblem(shape);
    this.refuse(problem ?? "", field);
    if (!problem) this.take(shape);
  }

  refuse(words, refused = null) {
    writeText(this.note, words);
    for (const field of this.fields) {
      const isRefused = words !== "" && field === refused;
      field.setAttribute("aria-invalid", String(isRefused));
      if (isRefused) field.setAttribute("aria-describedby", this.note.id);
      else field.removeAttribute("aria-describedby");
    }
  }

  show(shape) {
    this.shape = shape;
    this.fields.forEach((field, axis) => {
      const isOther = field.getAttribute("aria-invalid") !== "true" && Number(field.value) !== shape[axis];
      if (isOther) field.value = shape[axis];
    });
  }
}
