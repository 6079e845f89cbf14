/** The sentence that says why a field of UnrollExplorer refuses what was asked; there is one field at a time. */
import { make, writeText } from "./dom.js";

export class UnrollRefusal {
  constructor(id) {
    this.note = make("p", { id, class: "unroll_explorer-note cnn-error", role: "alert" });
    this.field = null;
  }

  /** Say what is wrong with a field. */
  show(words, field) {
    if (this.field !== field) this.clear();
    this.field = field;
    writeText(this.note, words);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", this.note.id);
  }

  /** Nothing is wrong any more. */
  clear() {
    writeText(this.note, "");
    this.field?.removeAttribute("aria-invalid");
    this.field?.removeAttribute("aria-describedby");
    this.field = null;
  }
}
