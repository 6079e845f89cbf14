"""Fixtures: modules and widgets in Chromium. Without a GPU, few tests say so for all that need one."""

from functools import cache

import pytest

from tests import browser

# Ends a test whose page hangs; it measures no speed, and a machine may stand still for half a minute.
HANGS_AFTER = 120_000


def pytest_collection_modifyitems(config, items):
    """Where there is no GPU, keep the first of each function's tests that need one: it skips and says so."""
    of_gpu = [item for item in items if item.get_closest_marker("cuda")]
    if not of_gpu or has_gpu():
        return
    first = {}
    for item in of_gpu:
        first.setdefault(item.location[0] + item.originalname, item)
    left_out = set(of_gpu) - set(first.values())
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


def has_gpu():
    """Whether PyTorch finds an NVIDIA GPU."""
    import torch

    return torch.cuda.is_available()


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the whole run."""
    with browser.chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def without_prerender(monkeypatch):
    """Let widgets behave as with a kernel, whatever the environment of the tests says."""
    monkeypatch.delenv("CNNLIB_PRERENDER", raising=False)


@pytest.fixture
def prerender(monkeypatch):
    """Render all frames at construction, as the book's build does."""
    monkeypatch.setenv("CNNLIB_PRERENDER", "1")


@pytest.fixture(scope="session")
def context(chromium):
    """Return ``context(**options)``, which starts one context for all pages that want the same options.

    A context for each page would triple what a page costs. Only served pages store what another one sees.
    """

    def start(**options):
        started = chromium.new_context(**options)
        started.set_default_timeout(HANGS_AFTER)
        started.new_page()  # stays empty: without any page, the next one would start its processes anew
        return started

    return cache(start)


@pytest.fixture
def open_page(context):
    """Return a function that opens a fresh, watched page; an error that the page logs fails the test."""
    pages = []

    def open_page(*, touch=False, width=1200, height=900, reduced_motion="no-preference", **options):
        page = context(has_touch=touch, reduced_motion=reduced_motion, **options).new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.watch = browser.Watch(page)
        pages.append(page)
        page.set_content(browser.BLANK)
        return page

    yield open_page
    problems = [problem for page in pages for problem in page.watch.problems]
    for page in pages:
        page.close()
    assert problems == []


@pytest.fixture(scope="module")
def module(context):
    """Return ``module(stem)`` → ``call(javascript, argument)``, a function that gets the exports as ``m``.

    ``module("ops")("(m, [size, kernel]) => m.convOutputSize(size, kernel)", [7, 3])`` gives 5. All tests of
    a file share one page, so what they call must leave no trace.
    """
    page = context().new_page()
    watch = browser.Watch(page)
    page.set_content(browser.BLANK)

    @cache
    def load(stem):
        browser.load_modules(page, stem)

        def call(function, argument=None):
            return page.evaluate(f"(argument) => ({function})(window.modules[{stem!r}], argument)", argument)

        return call

    yield load
    page.close()
    assert watch.problems == []


@pytest.fixture
def widget_page(open_page):
    """Return ``widget_page(widget, static=True, dark=False, **page_options)`` → a page with the widget."""

    def show(widget, *, static=True, dark=False, **options):
        page = open_page(**options)
        browser.mount(page, widget, static=static, dark=dark)
        return page

    return show
