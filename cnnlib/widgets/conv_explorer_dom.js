/** Small parts of the page that ConvExplorer is made of. */

import { make, uniqueName } from "./dom.js";

/** A button with a text or sign, and a name where the sign alone does not tell. */
export function makeButton(text, name, press, signal) {
  const labels = name ? { "aria-label": name, title: name } : {};
  const button = make("button", { type: "button", ...labels }, text);
  button.addEventListener("click", press, { signal });
  return button;
}

/**
 * The sentence that appears under a field which refuses what was typed; there is one at a time. Once the field is
 * left, it stays until the next key or press.
 */
export class Refusal {
  constructor(root, signal) {
    this.root = root;
    this.field = null;
    const id = uniqueName("conv_explorer-refusal");
    this.bubble = make("p", { class: "cnn-error conv_explorer-refusal", id, role: "alert", hidden: true });
    root.append(this.bubble);
    const act = () => { if (this.field && !this.field.matches(":focus")) this.clear(); };
    for (const type of ["keydown", "pointerdown"]) root.addEventListener(type, act, { signal, capture: true });
  }

  show(field, text) {
    this.clear();
    this.field = field;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", this.bubble.id);
    this.bubble.textContent = text;
    this.bubble.hidden = false;
    this.place();
  }

  clear() {
    this.field?.removeAttribute("aria-invalid");
    this.field?.removeAttribute("aria-describedby");
    this.field = null;
    this.bubble.hidden = true;
  }

  /** Under the field, but within the widget. */
  place() {
    const [root, field] = [this.root, this.field].map((element) => element.getBoundingClientRect());
    const most = root.width - this.bubble.offsetWidth - 8;
    this.bubble.style.left = `${Math.max(4, Math.min(field.left - root.left, most))}px`;
    this.bubble.style.top = `${field.bottom - root.top + 4}px`;
  }
}
