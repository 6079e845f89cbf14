"""A Chromium for tests: found on the machine, started with the network cut, strict about errors."""

import json
import os
import shutil
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from cnnlib.widgets import base

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "No Chromium was found: run `make browser`, or name one in the variable CHROMIUM."
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
    "--use-fake-device-for-media-stream",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# A page without an address, in which a relative link leads nowhere.
BLANK = "<!doctype html><html lang='en'><head><title>Test</title></head><body></body></html>"


def executable(playwright):
    """Return the path of a Chromium: ``$CHROMIUM``, one on PATH, or the one that playwright installed."""
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), playwright.chromium.executable_path]
    for path in found:
        if path and os.access(path, os.X_OK):
            return path
    raise RuntimeError(MISSING)


@contextmanager
def chromium(*extra):
    """Start Chromium; ``extra`` are further command-line arguments."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(playwright), args=[*ARGUMENTS, *extra]
        )
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """Collects what a page must not do: log an error or a warning, throw, ask another host for something."""

    def __init__(self, page):
        self.problems = []
        self.requests = []
        page.on("pageerror", lambda error: self.problems.append(f"thrown: {error}"))
        page.on("console", self._console)
        page.on("request", lambda request: self.requests.append(request.url))

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def foreign_requests(self, *own):
        """Return the addresses that were requested, but for data, blobs and those that start with ``own``."""
        local = ("data:", "blob:", "about:", *own)
        return [url for url in self.requests if not url.startswith(local)]


LOAD = """async (sources) => {
  const addresses = {};
  for (const [stem, text] of sources) {
    const bound = text.replace(/from "\\.\\/(\\w+)\\.js"/g, (_, name) => `from "${addresses[name]}"`);
    addresses[stem] = URL.createObjectURL(new Blob([bound], { type: "text/javascript" }));
  }
  window.modules ??= {};
  for (const stem of Object.keys(addresses)) window.modules[stem] = await import(addresses[stem]);
}"""

MODEL = """(state) => {
  const listeners = new Map();
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  window.saved = 0;
  window.model = {
    state,
    get: (name) => state[name],
    set(name, value) {
      const wanted = typeof name === "object" ? name : { [name]: value };
      const changes = Object.entries(wanted).filter(([key, each]) => !same(state[key], each));
      for (const [key, each] of changes) state[key] = each;
      for (const [key, each] of changes)
        for (const f of [...(listeners.get(`change:${key}`) ?? [])]) f(this, each);
    },
    on: (event, f) => listeners.set(event, (listeners.get(event) ?? new Set()).add(f)),
    off: (event, f) => (f ? listeners.get(event)?.delete(f) : listeners.delete(event)),
    save_changes: () => { window.saved += 1; },
    link: () => "https://example.org/page.html#widget?state",
    listening: () => [...listeners.values()].reduce((count, { size }) => count + size, 0),
  };
}"""

MOUNT = """async ([stem, style, isDark]) => {
  if (isDark) document.documentElement.dataset.theme = "dark";
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  window.el = document.createElement("div");
  document.body.append(window.el);
  window.cleanUp = await window.modules[stem].default.render({ model: window.model, el: window.el });
}"""


def load_modules(page, stem):
    """Load a module and those that it needs into ``page``, under ``window.modules``."""
    page.evaluate(LOAD, [[name, base.source(name)] for name in base.dependencies(stem)])


def mount(page, widget, *, static=True, dark=False):
    """Mount ``widget`` in ``page``: its root is ``window.el``, its model ``window.model``."""
    load_modules(page, widget._stem)
    own = json.loads(json.dumps(base.own_traits(widget.get_state())))
    page.evaluate(MODEL, own | {"_static": static})
    page.evaluate(MOUNT, [widget._stem, base.style(widget._stem), dark])


RESERVED = """(stem) => {
  const mount = Object.assign(document.createElement("div"), { className: "cnn-mount" });
  mount.dataset.stem = stem;
  mount.append(document.createElement("noscript"));
  document.body.append(mount);
  const height = mount.offsetHeight;
  mount.remove();
  return height;
}"""


def reserved_height(page, stem):
    """Return how high the place is that a page keeps for a widget before its script runs."""
    return page.evaluate(RESERVED, stem)


def accessibility_faults(page, stem):
    """Return what axe finds in a widget: names of rules, each with the elements that break it."""
    # The rest of a test's page has no heading, no landmark and no dark paper of its own.
    found = Axe().run(page, context=f".{stem}").response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


if __name__ == "__main__":
    with chromium() as found:
        print("Chromium", found.version)
