/** Small parts of the drawings of widgets. */

/** An element of SVG with attributes and children. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Set attributes that have another value; to set the same again would cost a style in some browsers. */
export function change(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

/** Take children away, or put new ones at the end, until there are `count`; returns them all. */
export function keepCount(parent, count, makeChild) {
  while (parent.childElementCount > count) parent.lastElementChild.remove();
  for (let index = parent.childElementCount; index < count; index += 1) parent.append(makeChild(index));
  return [...parent.children];
}
