"""The host of widgets in pages without a kernel: its model, the address, the states that the build writes."""

import importlib.util
import json
import re
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

from tests import browser, site

HOST = (site.ROOT / "book" / "_static" / "widget_host.js").read_text(encoding="utf-8")
TOY = """
function render({ model, el }) {
  window.seen = [];
  window.model = model;
  for (const name of ["first", "second"]) {
    model.on(`change:${name}`, () => window.seen.push([name, model.get("first"), model.get("second")]));
  }
  el.textContent = "alive";
}
const check = ({ first, second }) => (first < second ? null : "first must be below second");
export default { render, check, address: ["first", "second"] };
"""
SCRIPT = '<script type="application/json" id="cnn-widget-states">(.*?)</script>'


@pytest.fixture(scope="module")
def extension():
    """Return the Sphinx extension as a module."""
    path = site.ROOT / "book" / "_ext" / "static_widgets.py"
    spec = importlib.util.spec_from_file_location("static_widgets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def hosted(open_page, extension):
    """Return ``hosted(source)`` → a page whose one widget is ``source``, begun at first = 1, second = 2."""

    def show(source):
        states = extension.state_script({"toy": {"stem": "toy", "state": {"first": 1, "second": 2}}})
        define = f'cnnWidgets.define("toy", {json.dumps(source)});'
        page = open_page()
        page.set_content(
            f'{browser.BLANK}<div class="cnn-mount" id="toy"><noscript><b>figure</b></noscript></div>{states}'
            f"<script>{HOST}</script><script>{define}</script>"
        )
        return page

    return show


@pytest.fixture
def toy(hosted):
    page = hosted(TOY)
    page.wait_for_selector("[data-ready]")
    return page


def test_listeners_see_all_changes_that_are_made_together(toy):
    toy.evaluate("model.set({ first: 5, second: 6 })")
    assert toy.evaluate("seen") == [["first", 5, 6], ["second", 5, 6]]


def test_what_does_not_change_is_not_told(toy):
    toy.evaluate("model.set({ first: 1, second: 3 }); model.set('second', 3)")
    assert toy.evaluate("seen") == [["second", 1, 3]]


def test_an_address_sets_the_widget(toy):
    toy.evaluate("location.hash = '#toy?first=7&second=9'")
    toy.wait_for_function("seen.length === 2")
    assert toy.evaluate("seen") == [["first", 7, 9], ["second", 7, 9]]
    assert toy.locator(".cnn-address-note").count() == 0


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("first=3", "first must be below second"),
        ("first=x", "“x” is no value for first"),
        ("__proto__=1", "it has no setting named “__proto__”"),
    ],
)
def test_an_address_that_is_refused_changes_nothing_and_says_why(toy, query, complaint):
    toy.evaluate("(query) => { location.hash = `#toy?${query}`; }", query)
    assert complaint in toy.locator(".cnn-address-note").inner_text()
    assert toy.evaluate("[seen, model.get('first'), model.get('second')]") == [[], 1, 2]


def test_a_widget_that_fails_leaves_its_figure(hosted):
    page = hosted('export default { render() { throw new Error("no"); } };')
    assert page.locator("#toy b").inner_text() == "figure"
    (problem,) = page.watch.problems
    assert "The widget toy did not start: Error: no" in problem
    page.watch.problems.clear()


def test_no_text_in_a_state_ends_or_hides_its_script(extension):
    text = "</script> <!-- <script> --> <\\/"
    script = extension.state_script({"toy": {"text": text}})
    (written,) = re.findall(SCRIPT, script, re.DOTALL)
    assert "</" not in written
    assert "<!--" not in written
    assert json.loads(written) == {"toy": {"text": text}}


def test_names_of_mounts_differ(extension):
    taken = []
    for stem in ("explore", "drill", "explore", "explore"):
        taken.append(extension.unique_name(stem, taken))
    assert taken == ["explore", "drill", "explore-2", "explore-3"]


def page_of(extension, *entries):
    """Return what the extension reads of a page whose notebook kept these widget models."""
    state = {str(place): {"state": {}, **entry} for place, entry in enumerate(entries)}
    script = (None, {"body": json.dumps({"state": state})})

    metadata = {"chapter": {"js_files": {"ipywidgets_state": script}}}
    app = SimpleNamespace(env=SimpleNamespace(nb_metadata=metadata))
    return extension.notebook_models(app, "chapter")


def test_a_widget_that_would_be_dead_stops_the_build(extension):
    own = {"model_name": "AnyModel", "model_module": "anywidget"}
    dead = {"model_name": "IntSliderModel", "model_module": "@jupyter-widgets/controls"}
    assert page_of(extension, own) == {"0": {}}
    with pytest.raises(ExtensionError, match="dead in the published page: IntSliderModel; use explore"):
        page_of(extension, own, dead)
