/** Small parts of a page that widgets are made of. */

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

/** Write a text unless it is there already: to write it again would cost a layout in some browsers. */
export function writeText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Whether a key belongs to the browser, such as Alt and an arrow, which leads a page back. */
export function isShortcut({ altKey, ctrlKey, metaKey }) {
  return Boolean(altKey || ctrlKey || metaKey);
}

/** A name for an element's id. A notebook loads a module once for each widget, so that counting would not do. */
export function uniqueName(start) {
  return `${start}-${Math.random().toString(36).slice(2, 10)}`;
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

/** A button that copies what `text()` returns and says so for a moment, without pushing its neighbors about. */
export function makeCopyButton(label, text, signal) {
  let timer;
  const button = make("button", { "type": "button", "aria-live": "polite" }, label);
  button.addEventListener("click", async () => {
    const copied = await copyText(text());
    if (signal.aborted) return;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.textContent = copied ? "Copied" : "Could not copy";
    clearTimeout(timer);
    timer = setTimeout(() => { button.textContent = label; }, 1500);
  }, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  return button;
}
