"""What holds for every widget: one bundle for notebooks, one script a module for pages."""

import re

import pytest

import cnnlib.widgets as widgets
from cnnlib.widgets import base

STEMS = sorted(path.stem for path in base.FOLDER.glob("*.js"))
CLASSES = [each for each in vars(widgets).values() if isinstance(each, type)]
BUNDLE = """async (text) => {
  const module = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  return { exports: Object.keys(module), render: typeof module.default?.render };
}"""


def test_dependencies_come_before_what_needs_them():
    for stem in STEMS:
        order = base.dependencies(stem)
        assert order[-1] == stem
        assert len(order) == len(set(order))
        for place, name in enumerate(order):
            assert set(base.dependencies(name)) <= set(order[: place + 1])


@pytest.mark.parametrize("widget", CLASSES, ids=lambda each: each.__name__)
def test_the_bundle_is_one_module_that_renders(open_page, widget):
    stem = widget.__module__.rpartition(".")[2]
    loaded = open_page().evaluate(BUNDLE, base.bundle(stem))
    assert loaded["render"] == "function"
    assert "render" not in loaded["exports"]


def test_imports_are_of_the_form_that_bundling_understands():
    for stem in STEMS:
        text = base.source(stem)
        understood = re.findall(r'^import \{[^}]*\} from "\./\w+\.js";$', text, re.MULTILINE)
        assert len(understood) == len(re.findall(r"^\s*import\b", text, re.MULTILINE)), stem
        assert " as " not in "".join(understood), stem


@pytest.mark.parametrize("widget", CLASSES, ids=lambda each: each.__name__)
def test_widgets_are_documented_and_have_a_figure(widget):
    assert len(widget.__doc__) > 200
    assert "fallback" in vars(widget)


def test_own_traits_leave_the_machinery_out():
    state = {"_esm": "", "layout": "IPY_MODEL_1", "tooltip": None, "tabbable": None, "stride": [1, 1]}
    assert base.own_traits(state) == {"stride": [1, 1]}


@pytest.mark.parametrize("widget", CLASSES, ids=lambda each: each.__name__)
def test_no_trait_hides_what_all_widgets_have(widget):
    own = base.own_traits(widget.class_traits(sync=True))
    assert [name for name in own if hasattr(base.Widget, name)] == []


@pytest.mark.parametrize("widget", CLASSES, ids=lambda each: each.__name__)
def test_a_trait_that_a_widget_does_not_have_is_refused(widget):
    name = widget.__name__
    with pytest.raises(TypeError, match=f"^{name}: there is no trait 'strid'; there are .*[a-z]"):
        widget(strid=2)


def test_a_style_sheet_holds_those_of_the_modules_it_needs_before_its_own():
    sheet = base.style("conv_explorer")
    order = [sheet.index(each) for each in (".cnn-widget {", ".conv_explorer-board {", ".conv_explorer {")]
    assert order == sorted(order)
    assert ".filter_lab" not in sheet
