/** Small makers of page elements for FilterLab. */

/**
 * Make an element. Attributes that start with `on` are listeners, `text` is its text, the rest are attributes.
 * @param {string} tag
 * @param {Object<string, *>} [attributes] null and false leave an attribute out
 * @param {...(Node | string)} children
 */
export function labElement(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/**
 * Make a row of buttons of which one is pressed.
 * @param {string} label what is chosen
 * @param {[string, string, string?][]} choices value, text and explanation of each
 * @param {(value: string) => void} choose
 * @returns {{ node: HTMLElement, show: (value: string) => void }}
 */
export function labChoice(label, choices, choose) {
  const buttons = choices.map(([value, text, title]) =>
    labElement("button", { type: "button", text, title: title ?? null, onclick: () => choose(value) }),
  );
  const show = (value) =>
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(choices[i][0] === value)));
  const node = labElement("div", { role: "group", "aria-label": label, class: "filter_lab-choice" }, ...buttons);
  return { node, show };
}

/** Make a drop-down list of groups `[[group, [[value, text], …]], …]`. */
export function labSelect(label, groups, choose) {
  const option = ([value, text]) => labElement("option", { value, text });
  const list = groups.map(([group, options]) =>
    labElement("optgroup", { label: group }, ...options.map(option)),
  );
  return labElement("select", { "aria-label": label, onchange: (event) => choose(event.target.value) }, ...list);
}

/** Write a number in at most `digits` significant digits, with a true minus sign. */
export function labNumber(value, digits = 3) {
  const rounded = Number(value.toPrecision(digits));
  const text = Math.abs(rounded) < 5e-5 ? "0" : String(rounded);
  return text.replace("-", "−");
}

/** Write a number with two decimals at most, in little room; a `isTight` one without the 0 before its point. */
export function labShort(value, isTight = false) {
  const decimals = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  const text = value.toFixed(decimals).replace("-", "−");
  if (Number(value.toFixed(decimals)) === 0) return "0";
  return isTight ? labBare(text) : text;
}

/** Write a weight: in three digits, or in three decimals where many must find room. */
export function labWeight(value, isTight) {
  if (!isTight || Math.abs(value) >= 10 || Number.isInteger(value)) return labNumber(value);
  return labBare(value.toFixed(Math.abs(value) < 1 ? 3 : 1).replace("-", "−"));
}

function labBare(text) {
  return text.replace(/^(−?)0\./, "$1.");
}

/** Make a plain button. */
export function labButton(text, title, onclick) {
  return labElement("button", { type: "button", text, title, onclick });
}
