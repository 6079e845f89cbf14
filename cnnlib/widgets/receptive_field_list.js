/** ReceptiveField's list of layers: each a row of fields that can be edited, moved, removed and looked at. */
import { make, writeText } from "./dom.js";
import { FIELD_KINDS, FIELD_MOST_LAYERS, FIELD_RANGES } from "./receptive_field_math.js";
import { rowText } from "./receptive_field_words.js";

const FIELD_NAMES = { kernel_size: "kernel", stride: "stride", padding: "padding", dilation: "dilation" };

/** The rows; `act` has edit(place, changes), move(place), remove(place), add(kind) and look(place). */
export class FieldList {
  constructor(act) {
    this.act = act;
    this.rows = [];
    this.node = make("ol", { "class": "receptive_field-list", "aria-label": "Layers, from the input upwards" });
    this.add = Object.keys(FIELD_KINDS).map((kind) => {
      const button = make("button", { type: "button" }, kind === "conv" ? "+ Convolution" : "+ Pooling");
      button.addEventListener("click", () => act.add(kind));
      return button;
    });
  }

  /** Show layers and their numbers; `looked` is the one whose field is drawn. */
  show(layers, numbers, looked) {
    if (layers.length !== this.rows.length) this.build(layers.length);
    layers.forEach((layer, place) => this.rows[place].show(layer, numbers[place], place === looked));
    for (const button of this.add) button.disabled = layers.length >= FIELD_MOST_LAYERS;
  }

  /** Mark the field that was refused; none without a place. */
  refuse(place, name, note) {
    this.rows.forEach((row, at) => row.refuse(at === place ? name : null, note));
  }

  build(count) {
    const focused = this.rows.findIndex(({ node }) => node.contains(document.activeElement));
    this.rows = Array.from({ length: count }, (_, place) => fieldRow(place, count, this.act));
    this.node.replaceChildren(...this.rows.map(({ node }) => node));
    if (focused >= 0) this.rows[Math.min(focused, count - 1)].look.focus();
  }
}

function fieldRow(place, count, act) {
  const name = `Layer ${place + 1}`;
  const look = fieldButton(String(place + 1), `Look at layer ${place + 1}`, () => act.look(place));
  const up = fieldButton("↑", `Move layer ${place + 1} towards the input`, () => act.move(place));
  const remove = fieldButton("×", `Remove layer ${place + 1}`, () => act.remove(place));
  up.disabled = place === 0;
  remove.disabled = count === 1;
  const kind = make("select", { "aria-label": `${name}, kind` },
    ...Object.entries(FIELD_KINDS).map(([value, label]) => make("option", { value }, label)));
  kind.addEventListener("change", () => act.edit(place, { kind: kind.value }, "kind"));
  const fields = Object.keys(FIELD_RANGES).map((trait) => fieldInput(name, place, trait, act));
  const numbers = make("span", { class: "receptive_field-numbers cnn-number" });
  const tools = make("span", { class: "receptive_field-tools" }, up, remove);
  look.classList.add("receptive_field-look");
  const node = make("li", { class: "receptive_field-row" },
    look, kind, ...fields.map((each) => each.node), tools, numbers);
  const show = (layer, row, isLooked) => {
    kind.value = layer.kind;
    for (const each of fields) each.show(layer[each.trait]);
    writeText(numbers, rowText(row));
    look.setAttribute("aria-pressed", String(isLooked));
  };
  const refuse = (trait, note) => {
    for (const each of fields) each.refuse(each.trait === trait, note);
  };
  return { node, look, show, refuse };
}

function fieldButton(text, label, press) {
  const button = make("button", { "type": "button", "aria-label": label }, text);
  button.addEventListener("click", press);
  return button;
}

/** A number of a layer; what is refused stays in the field until the reader leaves it. */
function fieldInput(layer, place, trait, act) {
  const [min, max] = FIELD_RANGES[trait];
  const label = `${layer}, ${FIELD_NAMES[trait]}`;
  const input = make("input", { "type": "number", "class": "cnn-number", min, max, "aria-label": label });
  let good = "";
  const show = (value) => {
    good = String(value);
    if (input.getAttribute("aria-invalid") !== "true") input.value = good;
  };
  const refuse = (isRefused, note) => {
    input.setAttribute("aria-invalid", String(isRefused));
    if (isRefused) input.setAttribute("aria-describedby", note);
    else input.removeAttribute("aria-describedby");
  };
  input.addEventListener("input", () =>
    act.edit(place, { [trait]: input.value === "" ? NaN : Number(input.value) }, trait));
  input.addEventListener("blur", () => {
    if (input.getAttribute("aria-invalid") !== "true") return;
    act.forgive();
    input.value = good;
  });
  const node = make("label", {}, make("span", { "aria-hidden": "true" }, FIELD_NAMES[trait]), input);
  return { node, trait, show, refuse };
}
