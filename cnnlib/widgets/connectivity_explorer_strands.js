/** Arrows in bundles of one look, so that hundreds of them are a few paths. */
import { change, draw } from "./svg.js";

export class Strands {
  constructor(name) {
    this.root = draw("g", { "class": name, "aria-hidden": "true" });
    this.bundles = new Map();
  }

  /**
   * Make room for arrows of these looks, unless there is.
   * @param {Map<string, {style: string, dash: number}>} looks
   */
  shape(looks) {
    if (looks.size === this.bundles.size && [...looks.keys()].every((name) => this.bundles.has(name))) return;
    this.bundles = new Map([...looks].map(([name, { style, dash }]) => {
      const line = draw("path", { class: "connectivity_explorer-line" });
      const head = draw("path", { class: "connectivity_explorer-head" });
      const look = `connectivity_explorer-weight connectivity_explorer-dash${dash}`;
      return [name, { line, head, group: draw("g", { style, class: look }, line, head) }];
    }));
    this.root.replaceChildren(...[...this.bundles.values()].map(({ group }) => group));
  }

  /** Draw these arrows and no others. */
  fill(arrows) {
    const paths = new Map([...this.bundles.keys()].map((name) => [name, { line: "", head: "" }]));
    for (const { line, head, look } of arrows) {
      const path = paths.get(look.name);
      path.line += line;
      path.head += head;
    }
    for (const [name, path] of paths) {
      for (const part of ["line", "head"]) change(this.bundles.get(name)[part], { d: path[part] });
    }
  }
}
