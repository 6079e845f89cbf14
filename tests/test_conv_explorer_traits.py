"""What ConvExplorer refuses, in Python and in an address; what it keeps; its figure without a script."""

import math
import re

import numpy as np
import pytest
import traitlets

from cnnlib.widgets import ConvExplorer
from tests.conv_explorer_cases import CORNERS, LARGEST, state

REFUSED = {
    "a word": ({"input": [["a"]]}, "“a” is not a finite number"),
    "too large a number": ({"kernel": [[1000]]}, "1000 is too large: numbers go from −999 to 999"),
    "uneven rows": ({"input": [[1], [1, 2]]}, "The input must be rows of equal length."),
    "no rows": ({"kernel": []}, "The kernel must be rows of equal length."),
    "too large a kernel": (
        {"kernel": [[1] * 6]},
        "The kernel can have up to 5 rows and columns, but has 1 × 6.",
    ),
    "stride 0": (
        {"stride": [0, 1]},
        "The stride must be a whole number from 1 to 9 along each axis, but is [0,1].",
    ),
    "no stride": ({"stride": None}, "The stride must be a whole number"),
    "fractional dilation": ({"dilation": [1.5, 1]}, "The dilation must be a whole number from 1 to 9"),
    "negative padding": ({"padding": [[-1, 0], [0, 0]]}, "The padding must be a whole number from 0 to 9"),
    "unknown padding": ({"padding": "some"}, 'or one of valid, same, full, but is "some".'),
    "flip": ({"flip": "yes"}, 'Flip must be true or false, but is "yes".'),
    "position": ({"position": 4}, "There are 4 outputs, 0 to 3, but the position is 4."),
    "kernel does not fit": (
        {"kernel": [[1] * 4]},
        "Kernel of width 4 with dilation 1 spans 4, more than the padded input width 3 (3 + 0 + 0).",
    ),
    "same with stride": (
        {"padding": "same", "stride": [2, 1]},
        'Padding="same" needs stride 1, but stride is (2, 1)',
    ),
    "too much padding": (
        {"padding": [[9, 9], [9, 9]], "input": [[1] * 4]},
        "The padded input would be 19 × 22",
    ),
}


def test_address_that_cannot_be_shown(module):
    first = state(ConvExplorer())
    states = [first | changes for changes, _ in REFUSED.values()]
    answers = module("conv_explorer")("(m, states) => states.map(m.default.check)", states)
    for name, (_, sentence), answer in zip(REFUSED, REFUSED.values(), answers):
        assert answer, name
        assert sentence in answer, name


@pytest.mark.parametrize("name", REFUSED)
def test_python_refuses_the_same(name):
    widget = ConvExplorer()
    before = state(widget)
    with pytest.raises(traitlets.TraitError):
        widget.set_state(REFUSED[name][0])
    assert state(widget) == before


def test_numbers_that_readers_type(module):
    parse = "(m, texts) => texts.map(m.parseNumber)"
    good = {"3": 3, " −0.5 ": -0.5, "1/4": 0.25, "+.5": 0.5, "1e2": 100, "-0": 0, "5.": 5}
    bad = ["", "abc", "1,5", "1/0", "1000", "--1", "0x10", "NaN", "1/2/3"]
    call = module("conv_explorer_state")
    assert call(parse, list(good)) == [{"value": value} for value in good.values()]
    assert [list(answer) for answer in call(parse, bad)] == [["problem"]] * len(bad)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kernel": np.ones((4, 4))}, "ConvExplorer: kernel of height 4 with dilation 1 spans 4, more than"),
        ({"stride": 0}, "ConvExplorer: stride must be at least 1, but is 0"),
        ({"stride": 10}, "ConvExplorer: stride must be at most 9, but is 10"),
        ({"dilation": 1.5}, "ConvExplorer: dilation must be a whole number or a (height, width) pair"),
        ({"padding": -1}, "ConvExplorer: padding must be at least 0, but is -1"),
        ({"padding": 10}, "ConvExplorer: padding must be at most 9, but is 10"),
        ({"input": [[math.nan]]}, "ConvExplorer: input must hold finite numbers from -999 to 999"),
        ({"input": [1, 2]}, "ConvExplorer: input must be rows of equal length of numbers, but is [1, 2]"),
        ({"position": 4}, "ConvExplorer: position must be from 0 to 3, as there are 4 outputs, but is 4"),
    ],
)
def test_python_names_what_is_wrong(change, message):
    widget = ConvExplorer()
    before = state(widget)
    ((name, value),) = change.items()
    with pytest.raises(traitlets.TraitError, match=re.escape(message)):
        setattr(widget, name, value)
    assert state(widget) == before


def test_python_keeps_values_normalised():
    widget = ConvExplorer(input=np.eye(4), stride=2, dilation=(1, 2), padding=(1, 0))
    assert (widget.stride, widget.dilation, widget.padding) == ([2, 2], [1, 2], [[1, 1], [0, 0]])
    assert widget.input == np.eye(4).tolist()
    assert ConvExplorer(padding="same").padding == "same"


def test_position_moves_into_a_smaller_output():
    widget = ConvExplorer(padding="full", position=15)
    widget.padding = "valid"
    assert widget.position == 3


def test_widgets_share_no_state():
    ConvExplorer().input[0][0] = ConvExplorer().stride[0] = 7
    assert ConvExplorer().input[0][0] == 0
    assert ConvExplorer().stride == [1, 1]


@pytest.mark.parametrize("name", CORNERS)
def test_fallback_states_the_sum(name):
    widget = ConvExplorer(**CORNERS[name])
    figure = widget.fallback()
    assert len(figure) <= 12_000
    assert "y[0, 0] = " in figure
    assert "<script" not in figure


def test_fallback_of_the_first_example():
    assert "<figcaption>y[0, 0] = 0×0 + 1×1 + 3×2 + 4×3 = 19</figcaption>" in ConvExplorer().fallback()
    largest = ConvExplorer(**LARGEST | {"position": 168}).fallback()
    assert "y[12, 12] = 0×(−12)" in largest
