/* Runs the book's widgets in a page without a kernel.
 *
 * The build writes each widget's state into the page and each JavaScript module into a classic script that
 * calls `cnnWidgets.define(stem, source)`. This host turns the sources into modules (through blob addresses,
 * since browsers load no module script from disk) and calls the `render` of each with a model that keeps the
 * state here instead of in a kernel. */
"use strict";

(() => {
  const sources = new Map();
  const addresses = new Map();

  window.cnnWidgets = {
    define: (stem, source) => sources.set(stem, source),
  };

  /** The blob address of a module, whose imports point to the blob addresses of the modules it needs. */
  function moduleAddress(stem) {
    if (!addresses.has(stem)) {
      if (!sources.has(stem)) throw new Error(`the module ${stem} is not in this page`);
      const text = sources.get(stem).replace(/from "\.\/(\w+)\.js"/g, (_, name) => `from "${moduleAddress(name)}"`);
      addresses.set(stem, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    }
    return addresses.get(stem);
  }

  /** A widget's state, with the part of the ipywidgets model that modules use. */
  class Model {
    constructor(state, id) {
      this.state = { ...state, _static: true };
      this.id = id;
      this.listeners = new Map();
      this.afterSave = () => {};
      this.link = () => String(window.location);
    }

    get(name) {
      return this.state[name];
    }

    /** Sets one trait, or several at once: listeners are told when all are set, as in ipywidgets. */
    set(name, value) {
      const wanted = typeof name === "object" ? name : { [name]: value };
      const isNew = ([key, each]) => JSON.stringify(this.state[key]) !== JSON.stringify(each);
      const changes = Object.entries(wanted).filter(isNew);
      for (const [key, each] of changes) this.state[key] = each;
      for (const [key, each] of changes) this.trigger(`change:${key}`, each);
      if (changes.length) this.trigger("change");
    }

    on(event, listener) {
      if (!this.listeners.has(event)) this.listeners.set(event, new Set());
      this.listeners.get(event).add(listener);
    }

    off(event, listener) {
      if (listener) this.listeners.get(event)?.delete(listener);
      else if (event) this.listeners.delete(event);
      else this.listeners.clear();
    }

    save_changes() {
      this.afterSave();
    }

    trigger(event, value) {
      for (const listener of [...(this.listeners.get(event) ?? [])]) listener(this, value);
    }
  }

  /** Keeps some of a widget's traits in the page's address: `#conv-explorer?stride=[2,2]&flip=true`. */
  class Address {
    constructor(model, { address, check }) {
      this.model = model;
      this.names = address;
      this.check = check ?? (() => null);
      this.initial = Object.fromEntries(address.map((name) => [name, model.get(name)]));
      model.link = () => this.link();
      model.afterSave = () => this.schedule();
    }

    /** What the page's address asks of this widget, or null. */
    asked() {
      const [id, query] = window.location.hash.slice(1).split("?");
      return id === this.model.id && query !== undefined ? new URLSearchParams(query) : null;
    }

    link() {
      const { href } = window.location;
      return href.split("#")[0] + this.fragment();
    }

    fragment() {
      const query = new URLSearchParams();
      for (const name of this.names) {
        const text = JSON.stringify(this.model.get(name));
        if (text !== JSON.stringify(this.initial[name])) query.set(name, text);
      }
      return `#${this.model.id}?${query}`;
    }

    /** Brings the widget into the state that the address asks for; returns what is wrong with it, or null. */
    apply() {
      const query = this.asked();
      if (!query) return null;
      let state;
      try {
        state = { ...this.initial, ...this.decode(query) };
      } catch (error) {
        return error.message;
      }
      const refusal = this.check({ ...this.model.state, ...state });
      if (!refusal) this.model.set(state);
      return refusal;
    }

    decode(query) {
      const state = {};
      for (const [name, text] of query) {
        if (!this.names.includes(name)) throw new Error(`it has no setting named “${name}”`);
        try {
          state[name] = JSON.parse(text);
        } catch {
          throw new Error(`“${text}” is no value for ${name}`);
        }
      }
      return state;
    }

    schedule() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.write(), 400);
    }

    write() {
      const changed = this.fragment() !== `#${this.model.id}?`;
      const fragment = changed ? this.fragment() : `#${this.model.id}`;
      if (changed || this.asked()) window.history.replaceState(null, "", fragment);
    }
  }

  function showNote(place, text) {
    place.querySelector(":scope > .cnn-address-note")?.remove();
    if (!text) return;
    const note = document.createElement("p");
    note.className = "cnn-address-note";
    note.setAttribute("role", "status");
    note.textContent = text;
    place.prepend(note);
  }

  function showRefusal(mount, refusal) {
    const reason = refusal?.replace(/\.$/, "");
    const words = `The address of this page asks for something that cannot be shown: ${reason}.`;
    showNote(mount, reason ? `${words} The figure stays as it was.` : "");
  }

  /** A link to a state of a widget that this page does not have must not pass in silence. */
  function showUnknown() {
    const [id, query] = window.location.hash.slice(1).split("?");
    const isKnown = query === undefined || document.getElementById(id)?.matches(".cnn-mount");
    const text = `The address of this page asks for the figure “${id}”, which is not on this page.`;
    showNote(document.querySelector("article") ?? document.body, isKnown ? "" : text);
  }

  function followAddress(mount, address) {
    showRefusal(mount, address.apply());
    if (address.asked()) mount.scrollIntoView({ block: "start" });
  }

  /** Without its script a widget is what it is without JavaScript: a figure. */
  function showFallback(mount, error) {
    const text = mount.querySelector("noscript")?.textContent ?? "";
    const figure = new DOMParser().parseFromString(text, "text/html").body;
    mount.replaceChildren(...figure.childNodes);
    console.error(`The widget ${mount.id} did not start:`, error);
  }

  async function start(mount, { stem, state }) {
    const { default: widget } = await import(moduleAddress(stem));
    const model = new Model(state, mount.id);
    const address = widget.address ? new Address(model, widget) : null;
    const refusal = address?.apply() ?? null;
    const el = document.createElement("div");
    mount.append(el);
    await widget.render({ model, el });
    mount.dataset.ready = "true";
    if (!address) return;
    showRefusal(mount, refusal);
    if (address.asked()) mount.scrollIntoView({ block: "start" });
    window.addEventListener("hashchange", () => followAddress(mount, address));
  }

  async function startAll() {
    const place = document.getElementById("cnn-widget-states");
    const states = place ? JSON.parse(place.textContent) : {};
    for (const mount of document.querySelectorAll(".cnn-mount")) {
      await start(mount, states[mount.id]).catch((error) => showFallback(mount, error));
    }
    showUnknown();
    window.addEventListener("hashchange", showUnknown);
  }

  document.addEventListener("DOMContentLoaded", startAll);
})();
