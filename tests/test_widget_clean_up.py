"""What a widget leaves behind when it goes: no listener, observer or timer."""

import pytest

from cnnlib import widgets
from tests import browser

NAMES = [name for name in widgets.__all__ if name[0].isupper()]

# Counts what has begun and not ended: listeners of the page, observers, timers.
WATCH = """() => {
  const begun = window.begun = new Set();
  const wrap = (owner, name, around) => { owner[name] = around(owner[name]); };
  wrap(EventTarget.prototype, "addEventListener", (add) => function (type, f, options) {
    if (this === window || this === document) begun.add(f);
    options?.signal && add.call(options.signal, "abort", () => begun.delete(f));
    return add.call(this, type, f, options);
  });
  wrap(EventTarget.prototype, "removeEventListener", (remove) => function (type, f, options) {
    begun.delete(f);
    return remove.call(this, type, f, options);
  });
  for (const { prototype } of [MutationObserver, ResizeObserver, IntersectionObserver]) {
    wrap(prototype, "observe", (act) => function (...given) { begun.add(this); act.apply(this, given); });
    wrap(prototype, "disconnect", (act) => function () { begun.delete(this); act.call(this); });
  }
  wrap(window, "setTimeout", (begin) => (f, pause) => {
    const timer = begin(() => { begun.delete(timer); f(); }, pause);
    begun.add(timer);
    return timer;
  });
  wrap(window, "clearTimeout", (end) => (timer) => { begun.delete(timer); end(timer); });
}"""


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stays_behind(open_page, name):
    page = open_page()
    page.evaluate(WATCH)
    browser.mount(page, getattr(widgets, name)())
    assert page.evaluate("window.begun.size + model.listening()") > 0
    page.evaluate("cleanUp()")
    assert page.evaluate("[window.begun.size, model.listening(), el.childElementCount]") == [0, 0, 0]
