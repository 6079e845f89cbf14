"""explore: choices, frames and errors in Python."""

import importlib

import matplotlib.pyplot as plt
import numpy as np
import pytest
import traitlets
from matplotlib.figure import Figure

from cnnlib.widgets import base
from cnnlib.widgets.explore import Explore, explore
from cnnlib.widgets.explore_choices import parse_choice
from cnnlib.widgets.explore_frames import frame_of
from tests.explore_cases import bars, output_size


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
