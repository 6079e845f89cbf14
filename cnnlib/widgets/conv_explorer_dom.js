/** Small parts of the page that ConvExplorer is made of. */

let explorerIds = 0;

/** An element with attributes and children; `true` sets an empty attribute, `false` none. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.toggleAttribute(name, value !== false);
    if (typeof value !== "boolean") element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A name that no other element of the page has. */
export function freshId(name) {
  explorerIds += 1;
  return `conv_explorer-${name}-${explorerIds}`;
}

/** A button with a text or sign, and a name where the sign alone does not tell. */
export function makeButton(text, name, press, signal) {
  const labels = name ? { "aria-label": name, title: name } : {};
  const button = make("button", { type: "button", ...labels }, text);
  button.addEventListener("click", press, { signal });
  return button;
}

/** Put a text on the clipboard, also where the browser has no clipboard interface; returns whether it worked. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { class: "cnn-hidden" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

/** A button that copies what `text()` returns and says so for a moment. */
export function makeCopyButton(label, text, signal) {
  let timer;
  const button = makeButton(label, "", async () => {
    const copied = await copyText(text());
    if (signal.aborted) return;
    button.textContent = copied ? "Copied" : "Could not copy";
    clearTimeout(timer);
    timer = setTimeout(() => { button.textContent = label; }, 1500);
  }, signal);
  button.setAttribute("aria-live", "polite");
  signal.addEventListener("abort", () => clearTimeout(timer));
  return button;
}

/** The sentence that appears under a field which refuses what was typed; there is one at a time. */
export class Refusal {
  constructor(root) {
    this.root = root;
    this.field = null;
    const id = freshId("refusal");
    this.bubble = make("p", { class: "cnn-error conv_explorer-refusal", id, role: "alert", hidden: true });
    root.append(this.bubble);
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
