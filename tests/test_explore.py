"""explore: choices, frames and errors in Python; the view in Chromium, with all frames and with a kernel."""

import importlib
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import traitlets
from matplotlib.figure import Figure

from cnnlib.widgets import base
from cnnlib.widgets.explore import Explore, explore
from cnnlib.widgets.explore_choices import parse_choice
from cnnlib.widgets.explore_frames import frame_of
from tests import browser


def output_size(kernel_size, stride=1):
    return (28 - kernel_size) // stride + 1


def bars(k, tall=False):
    figure, axes = plt.subplots(figsize=(3, 2.5 if tall else 2))
    axes.bar(range(k), range(1, k + 1))
    print(f"{k} bars")
    return figure


@pytest.fixture
def prerender(monkeypatch):
    """Render all frames at construction, as the book's build does."""
    monkeypatch.setenv("CNNLIB_PRERENDER", "1")


@pytest.fixture(autouse=True)
def without_prerender(monkeypatch):
    monkeypatch.delenv("CNNLIB_PRERENDER", raising=False)


@pytest.fixture(autouse=True)
def all_figures_are_closed():
    yield
    assert plt.get_fignums() == []


class Counted:
    """A function that remembers its calls."""

    __name__ = "counted"

    def __init__(self):
        self.calls = []

    def __call__(self, k, mode):
        """Return both arguments as words."""
        self.calls.append((k, mode))
        return f"{mode} {k}"


# Choices


@pytest.mark.parametrize(
    ("given", "values", "labels", "start", "is_scale"),
    [
        ([1, 3, 5], [1, 3, 5], ["1", "3", "5"], 0, True),
        ((-1, 0.5), [-1, 0.5], ["−1", "0.5"], 0, True),
        (range(3), [0, 1, 2], ["0", "1", "2"], 0, True),
        (np.linspace(0, 1, 3), [0.0, 0.5, 1.0], ["0", "0.5", "1"], 0, True),
        (["valid", "same"], ["valid", "same"], ["valid", "same"], 0, False),
        ({"none": 0, "two": 2}, [0, 2], ["none", "two"], 0, False),
        (True, [False, True], ["no", "yes"], 1, False),
        (False, [False, True], ["no", "yes"], 0, False),
        ([True, False], [True, False], ["yes", "no"], 0, False),
        ([(1, 1), (2, 1)], [(1, 1), (2, 1)], ["(1, 1)", "(2, 1)"], 0, False),
        ([np.sin], [np.sin], ["sin"], 0, False),
    ],
)
def test_choices(given, values, labels, start, is_scale):
    assert parse_choice("a", given) == ("a", values, labels, start, is_scale)


@pytest.mark.parametrize("given", [3, 2.5, "valid", None])
def test_a_single_value_is_no_choice(given):
    with pytest.raises(TypeError, match=r"explore: k must be a list, a range, a dict .* or a bool; got"):
        explore(output_size, k=given)


def test_empty_and_double_choices_are_refused():
    with pytest.raises(ValueError, match=r"explore: k must have at least one value; got \[\]"):
        explore(output_size, k=[])
    with pytest.raises(ValueError, match=r"explore: k has two values with one name; got \['1', '1'\]"):
        explore(output_size, k=[1, 1])


def test_arguments_that_the_function_does_not_take_are_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        explore(output_size, kernel_size=[1], size=[1, 2])
    with pytest.raises(TypeError, match="missing a required argument: 'kernel_size'"):
        explore(output_size, stride=[1, 2])


# Frames


def test_values_and_prints_become_text():
    assert frame_of(output_size, {"kernel_size": 3}, "alt") == {"type": "text", "data": "26", "alt": "alt"}
    assert frame_of(print, {"end": "!"}, "")["data"] == "!"
    assert frame_of(lambda: "words", {}, "")["data"] == "words"
    assert frame_of(lambda: None, {}, "")["data"] == ""

    def both():
        print("printed")
        return [1, 2]

    assert frame_of(both, {}, "")["data"] == "printed\n[1, 2]"


def test_figures_become_svg_with_what_was_printed():
    frame = frame_of(bars, {"k": 3}, "Three bars")
    assert (frame["type"], frame["width"], frame["height"]) == ("svg", 288, 192)
    assert frame["text"] == "3 bars\n"
    assert frame["alt"] == "Three bars"
    assert 'aria-label="Three bars"' in frame["data"]
    assert "#000000" not in frame["data"]
    assert len(frame["data"]) < 8_000
    assert frame == frame_of(bars, {"k": 3}, "Three bars")


@pytest.mark.parametrize("back", [lambda figure: figure, lambda figure: figure.gca(), lambda figure: None])
def test_a_figure_counts_once_however_it_comes_back(back):
    def draw():
        figure = plt.figure()
        figure.gca()
        return back(figure)

    assert frame_of(draw, {}, "")["type"] == "svg"


def test_figures_made_without_pyplot():
    assert frame_of(Figure, {}, "")["type"] == "svg"


def test_open_figures_of_others_are_left_alone():
    mine = plt.figure()
    try:
        assert frame_of(output_size, {"kernel_size": 3}, "")["type"] == "text"
        assert frame_of(bars, {"k": 2}, "")["type"] == "svg"
        assert plt.get_fignums() == [mine.number]
    finally:
        plt.close(mine)


def test_two_figures_are_refused():
    def two():
        plt.figure()
        plt.figure()

    with pytest.raises(ValueError, match=r"must draw one figure .* but drew 2"):
        frame_of(two, {}, "")


def test_a_failing_function_leaves_no_figure_open():
    def fails():
        plt.figure()
        raise KeyError("no")

    with pytest.raises(KeyError):
        frame_of(fails, {}, "")


def test_figures_with_very_many_parts_become_pictures():
    def scatter():
        figure, axes = plt.subplots(figsize=(4, 3))
        axes.scatter(*np.random.default_rng(0).random((2, 3000)))
        return figure

    frame = frame_of(scatter, {}, "A cloud")
    assert (frame["type"], frame["width"], frame["height"], frame["alt"]) == ("png", 384, 288, "A cloud")
    assert frame["data"].startswith("iVBOR")


# The widget in Python


def test_a_kernel_calls_the_function_once_for_each_frame():
    function = Counted()
    widget = explore(function, k=[1, 3, 5], mode=["valid", "same"])
    assert function.calls == [(1, "valid")]
    for index in ([2, 1], [0, 0], [2, 1], [0, 1]):
        widget.index = index
    assert function.calls == [(1, "valid"), (5, "same"), (1, "same")]
    assert {key: frame["data"] for key, frame in widget.frames.items()} == {
        "0,0": "valid 1",
        "2,1": "same 5",
        "0,1": "same 1",
    }


def test_a_message_from_the_browser_renders_a_frame():
    widget = explore(output_size, kernel_size=[1, 3, 5], stride=[1, 2])
    widget.set_state({"index": [1, 1]})
    assert widget.frames["1,1"]["data"] == "13"


def test_errors_are_shown_and_the_widget_lives_on():
    def divide(by):
        return 12 / by

    widget = explore(divide, by=[1, 0, 2])
    widget.index = [1]
    assert widget.error["at"] == "1"
    assert widget.error["text"].startswith("ZeroDivisionError: division by zero")
    assert "by = 0" in widget.error["text"]
    widget.index = [2]
    assert widget.frames["2"]["data"] == "6.0"
    assert "1" not in widget.frames


@pytest.mark.parametrize("index", [[], [0], [0, 2], [3, 0], [-1, 0], [0, 0, 0], [0, 0.5]])
def test_an_index_out_of_range_is_refused(index):
    widget = explore(Counted(), k=[1, 3, 5], mode=["valid", "same"])
    with pytest.raises(traitlets.TraitError):
        widget.index = index
    assert widget.index == [0, 0]


@pytest.mark.usefixtures("prerender")
def test_all_frames_are_rendered_for_the_page():
    function = Counted()
    widget = explore(function, k=[1, 3, 5], mode=["valid", "same"])
    assert list(widget.frames) == ["0,0", "0,1", "1,0", "1,1", "2,0", "2,1"]
    assert len(function.calls) == 6
    widget.index = [2, 1]
    assert len(function.calls) == 6


@pytest.mark.usefixtures("prerender")
def test_too_many_frames_for_a_page_are_refused():
    assert len(explore(Counted(), k=range(32), mode=["a", "b"]).frames) == 64
    with pytest.raises(ValueError, match=r"33 × 2 = 66 frames are more than 64, .*: give fewer values"):
        explore(Counted(), k=range(33), mode=["a", "b"])


def test_with_a_kernel_many_choices_are_fine():
    assert len(explore(Counted(), k=range(500), mode=["a", "b"]).frames) == 1


@pytest.mark.usefixtures("prerender")
def test_an_error_stops_the_build_and_says_where():
    def divide(by):
        return 12 / by

    with pytest.raises(ZeroDivisionError) as raised:
        explore(divide, by=[1, 0])
    assert raised.value.__notes__ == ["explore: raised for by = 0"]


@pytest.mark.usefixtures("prerender")
def test_alternative_texts():
    def named(k):
        return k

    def described(k):
        return k

    described.alt = lambda k: f"{k} described"
    alts = [
        [frame["alt"] for frame in widget.frames.values()]
        for widget in (
            explore(named, k=[1, 2]),
            explore(named, k=[1, 2], alt="A map"),
            explore(named, k=[1, 2], alt=lambda k: f"{k} of them"),
            explore(described, k=[1, 2]),
        )
    ]
    assert alts == [
        ["named: k = 1", "named: k = 2"],
        ["A map: k = 1", "A map: k = 2"],
        ["1 of them", "2 of them"],
        ["1 described", "2 described"],
    ]


def test_no_choice_at_all_shows_the_one_frame():
    assert explore(lambda: "here", alt="A word").frames == {
        "": {"type": "text", "data": "here", "alt": "A word: "}
    }


@pytest.mark.usefixtures("prerender")
def test_the_page_restores_it_from_its_traits_and_falls_back_on_a_frame():
    widget = explore(bars, k=[2, 3], tall=True)
    assert widget.index == [0, 1]
    module = importlib.import_module("cnnlib.widgets.explore")
    restored = module.Explore(**base.own_traits(widget.get_state()))
    html = restored.fallback()
    assert html == widget.fallback()
    assert html.startswith("<svg ")
    assert "2 bars" in html
    assert "Shown for k = 2, tall = yes. Choices: k: 2, 3; tall: no, yes." in html
    assert len(html) < 12_000


def test_fallbacks_of_texts_pictures_and_errors_are_escaped():
    assert explore(lambda k: "<b>", k=[1]).fallback().startswith("<pre>&lt;b&gt;</pre><p>Shown for k = 1.")
    picture = {"type": "png", "data": "AAAA", "alt": 'a "b"', "width": 8, "height": 8, "text": "<i>"}
    widget = Explore(names=["k"], labels=[["1"]], scales=[True], index=[0], frames={"0": picture})
    assert (
        '<img src="data:image/png;base64,AAAA" width="8" alt="a &quot;b&quot;"><pre>&lt;i&gt;'
        in widget.fallback()
    )
    failed = Explore(names=["k"], labels=[["1"]], scales=[True], index=[0], error={"at": "0", "text": "<no>"})
    assert "<pre>&lt;no&gt;</pre>" in failed.fallback()


# Chromium


@pytest.fixture
def shown(widget_page, prerender):
    """Return a page with bars to explore: a slider and two buttons."""
    return widget_page(explore(bars, k=[2, 3, 5], tall=False, alt=lambda k, tall: f"{k} bars, tall: {tall}"))


def picture(page):
    return page.locator(".explore-picture svg").get_attribute("aria-label")


def test_mouse_and_keyboard_choose_frames(shown):
    assert picture(shown) == "2 bars, tall: False"
    slider = shown.get_by_role("slider", name="k")
    slider.focus()
    shown.keyboard.press("ArrowRight")
    assert picture(shown) == "3 bars, tall: False"
    assert slider.get_attribute("aria-valuetext") == "3"
    shown.keyboard.press("End")
    assert picture(shown) == "5 bars, tall: False"
    group = shown.get_by_role("group", name="tall")
    group.get_by_role("button", name="yes").click()
    assert picture(shown) == "5 bars, tall: True"
    assert group.get_by_role("button", name="yes").get_attribute("aria-pressed") == "true"
    assert group.get_by_role("button", name="no").get_attribute("aria-pressed") == "false"
    assert shown.locator(".explore-text").text_content() == "5 bars\n"
    shown.get_by_role("button", name="Reset").click()
    assert picture(shown) == "2 bars, tall: False"
    assert slider.input_value() == "0"


def test_touch(widget_page, prerender):
    page = widget_page(
        explore(output_size, kernel_size=[1, 3, 5], stride={"one": 1, "two": 2}), touch=True, width=340
    )
    page.get_by_role("button", name="two").tap()
    box = page.get_by_role("slider", name="kernel_size").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert page.locator(".explore-text").text_content() == "12"


def test_long_lists_of_names_get_a_menu(widget_page, prerender):
    page = widget_page(explore(lambda mode: mode, mode=["zero", "reflect", "replicate", "circular"]))
    page.get_by_role("combobox", name="mode").select_option(label="replicate")
    assert page.locator(".explore-text").text_content() == "replicate"


def test_the_result_is_stated_in_words(shown):
    shown.get_by_role("slider", name="k").press("ArrowRight")
    shown.get_by_role("status").filter(has_text="k = 3, tall = no: 3 bars, tall: False. 3 bars").wait_for(
        state="attached"
    )


def test_all_frames_stand_in_a_place_of_one_size(shown):
    places = set()
    for index in ([0, 0], [1, 0], [2, 1], [0, 1]):
        shown.evaluate("(index) => model.set('index', index)", index)
        places.add(
            shown.evaluate("[el.offsetHeight, document.querySelector('.explore-picture').offsetHeight] + ''")
        )
        drawn = shown.locator(".explore-picture svg").bounding_box()
        assert round(drawn["width"]) == 288
        assert round(drawn["height"]) == (240 if index[1] else 192)
    assert len(places) == 1


@pytest.mark.parametrize("width", [1200, 700, 340, 320])
def test_nothing_overflows_and_the_reserved_height_is_the_drawn_one(widget_page, prerender, width):
    for choices in ({"k": [2, 3]}, {"k": [2, 3], "tall": False}):
        widget = explore(bars, **choices)
        page = widget_page(widget, width=width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        reserved = page.evaluate(
            """(style) => {
              const mount = document.createElement("div");
              mount.className = "cnn-mount";
              mount.dataset.stem = "explore";
              mount.style = style;
              mount.append(document.createElement("noscript"));
              document.body.append(mount);
              return mount.offsetHeight;
            }""",
            widget.place(),
        )
        assert abs(reserved - page.evaluate("el.offsetHeight")) <= 12


def test_a_kernel_is_asked_by_the_index_and_its_answer_is_shown(widget_page):
    page = widget_page(explore(output_size, kernel_size=[1, 3, 5]), static=False)
    root = page.locator(".cnn-widget")
    page.get_by_role("slider", name="kernel_size").press("ArrowRight")
    assert page.evaluate("[model.get('index'), saved]") == [[1], 1]
    assert root.get_attribute("aria-busy") == "true"
    assert page.locator(".explore-text").text_content() == "28"
    frame = {"type": "text", "data": "26", "alt": ""}
    page.evaluate("(frame) => model.set('frames', { ...model.get('frames'), '1': frame })", frame)
    assert page.locator(".explore-text").text_content() == "26"
    assert root.get_attribute("aria-busy") == "false"
    assert page.get_by_role("button", name="Copy link").count() == 0


def test_an_error_of_the_function_is_shown_until_another_choice(widget_page):
    page = widget_page(explore(output_size, kernel_size=[1, 3, 5]), static=False)
    page.evaluate("model.set('index', [1])")
    page.evaluate("model.set('error', { at: '1', text: 'ValueError: <b>no</b>' })")
    assert page.get_by_role("alert").text_content() == "ValueError: <b>no</b>"
    assert page.locator(".cnn-widget").get_attribute("aria-busy") == "false"
    page.evaluate("model.set('index', [0])")
    assert page.locator(".explore-failure").is_hidden()
    assert page.locator(".explore-text").text_content() == "28"


def test_pictures_have_their_alternative_text(widget_page):
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    frame = {"type": "png", "data": dot, "alt": "A dot", "width": 80, "height": 60, "text": ""}
    page = widget_page(Explore(names=["k"], labels=[["1"]], scales=[False], index=[0], frames={"0": frame}))
    image = page.get_by_role("img", name="A dot")
    assert image.evaluate("(image) => image.decode().then(() => image.offsetWidth)") == 80


def test_two_explorations_on_one_page_share_no_names(open_page, prerender):
    page = open_page()
    for widget in (explore(bars, k=[2, 3]), explore(bars, k=[3, 5])):
        browser.mount(page, widget)
    names = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(names) > 4
    assert len(names) == len(set(names))


def test_address_states_are_checked(module):
    check = module("explore")
    state = "(m, index) => m.default.check({ index, labels: [['1', '3', '5'], ['valid', 'same']] })"
    assert check(state, [2, 1]) is None
    for bad in ([3, 0], [0, 2], [-1, 0], [0], [0, 0, 0], [0.5, 0], ["0", 0], "00", None, {}):
        assert re.match("index must hold one whole number from 0 .* below 3, 2", check(state, bad))


def test_clean_up_lets_go_of_the_model(shown):
    shown.evaluate("cleanUp()")
    shown.evaluate("model.set('index', [1, 1])")
    assert shown.evaluate("el.childElementCount") == 0
