"""VolumeExplorer's arithmetic and words, in Python and in the browser; what it refuses; its figure."""

import re

import numpy as np
import pytest
import torch
import traitlets

from cnnlib import datasets
from cnnlib.ops import vectorized
from cnnlib.shapes import conv2d_multiply_adds, conv2d_parameter_count
from cnnlib.widgets import VolumeExplorer
from cnnlib.widgets.volume_explorer_numbers import seeded_wholes
from tests.volume_explorer_cases import CORNERS, state, widgets

REFUSED = {
    "picture": ("dog", "The picture must be one of numbers, china, flower"),
    "channels": (5, "The channels must be a whole number from 1 to 4, but is 5."),
    "size": (4, "The size must be a whole number from 5 to 7, but is 4."),
    "filters": (0, "The filters must be a whole number from 1 to 6, but is 0."),
    "kernel_size": (2.5, "The kernel size must be a whole number from 1 to 5, but is 2.5."),
    "stride": (3, "The stride must be a whole number from 1 to 2, but is 3."),
    "padding": (-1, "The padding must be a whole number from 0 to 2, but is -1."),
    "groups": ("two", "The groups must be one of all, depthwise"),
    "seed": (10_000, "The seed must be a whole number from 0 to 9999"),
    "filter": (2, "The filter must be a whole number from 0 to 1, but is 2."),
    "position": (9, "The position must be a whole number from 0 to 8, but is 9."),
    "view": ("3d", "The view must be one of auto, volume, flat"),
    "turn": ([80, 0], "The turn must be two whole numbers of degrees, at most 75 and 60 either way"),
}
EXPLORE = """([m, t], cases) => cases.map(([s, photographs]) => {
  const l = m.volumeLayout(s, photographs);
  const places = [...Array(l.outputShape[0]).keys()].map((n) => [n, s.position]);
  return {
    input: [...l.input], weight: [...l.weight], bias: [...l.bias], output: [...l.output],
    weightShape: l.weightShape, outputShape: l.outputShape, counts: m.volumeCounts(l),
    terms: places.map(([n, p]) => m.channelTerms(l, n, p)),
    sums: places.map(([n, p]) => t.volumeSum(l, n, p)),
    value: places.map(([n, p]) => m.outputValue(l, n, p)),
    facts: t.VOLUME_FACTS.map(([, write]) => write(l)),
    sentence: t.volumeSentence(l, s.filter, s.position), lines: t.volumeTorchLines(l),
  };
})"""


def test_browser_agrees_with_the_library(module):
    cases = widgets()
    assert len(cases) > 40
    modules = "['math', 'text'].map((part) => window.modules[`volume_explorer_${part}`])"
    run = f"(_, cases) => ({EXPLORE})({modules}, cases)"
    answers = module("volume_explorer")(run, [[state(each), each.photographs] for each in cases])
    check_words_of_the_first(answers[0])
    for widget, found in zip(cases, answers):
        for name in ("input", "weight", "bias"):
            expected = widget.volume if name == "input" else getattr(widget, name)
            np.testing.assert_array_equal(found[name], expected.ravel())
        assert tuple(found["weightShape"]) == widget.weight.shape
        assert tuple(found["outputShape"]) == widget.output.shape
        np.testing.assert_allclose(found["output"], widget.output.ravel(), rtol=1e-12, atol=1e-9)
        check_counts(widget, found)
        check_terms(widget, found)
        check_written(found)
        check_torch(widget, found["lines"])


def check_words_of_the_first(found):
    assert found["sums"][0] == "7 + (−12) + (−11) + (−1) = −17"
    assert found["facts"] == [
        "5 × 5 × 3 in, 2 filters of 3 × 3 × 3, 3 × 3 × 2 out",
        "⌊(5 + 2·0 − 3) / 1⌋ + 1 = 3",
        "3 · 3² · 2 = 54 weights, + 2 biases = 56",
        "3 · 3 places · 2 · 3 · 3² = 486",
    ]
    assert found["sentence"] == (
        "Output y[0, 0, 0]: 7 + (−12) + (−11) + (−1) = −17; "
        "channel 0 7, channel 1 −12, channel 2 −11, bias −1."
    )


def check_counts(widget, found):
    channels, side, _ = widget.volume.shape
    count, per_group = widget.weight.shape[:2]
    layer = channels, count, widget.kernel_size
    groups = channels // per_group
    counts = found["counts"]
    assert counts["weights"] + counts["biases"] == conv2d_parameter_count(*layer, groups=groups)
    options = {"stride": widget.stride, "padding": widget.padding, "groups": groups}
    assert counts["multiplyAdds"] == conv2d_multiply_adds(side, *layer, **options)


def check_terms(widget, found):
    """Check that channels' sums and bias add up to the output, and products to their sums."""
    padded = np.pad(widget.volume, [(0, 0), *[(widget.padding,) * 2] * 2])
    row, column = (widget.stride * i for i in divmod(widget.position, widget.output.shape[2]))
    k = widget.kernel_size
    windows = padded[:, row : row + k, column : column + k]
    for n, terms in enumerate(found["terms"]):
        seen = [each["channel"] for each in terms]
        assert seen == ([n] if widget.groups == "depthwise" else list(range(len(padded))))
        for each, weights in zip(terms, widget.weight[n]):
            np.testing.assert_array_equal(each["window"], windows[each["channel"]].ravel())
            np.testing.assert_array_equal(
                each["products"], windows[each["channel"]].ravel() * weights.ravel()
            )
            assert each["sum"] == pytest.approx(sum(each["products"]))
        total = sum(each["sum"] for each in terms) + widget.bias[n]
        assert total == pytest.approx(found["value"][n], abs=1e-9)


def check_written(found):
    """Check that the sums written with "=" are true, and that there is nothing else but "≈"."""
    for text in found["sums"]:
        left, sign, right = re.fullmatch(r"(.*) ([=≈]) (.*)", text.replace("−", "-")).groups()
        exact = 1e-9 if sign == "=" else 0.05
        assert sum(float(term.strip("()")) for term in left.split(" + ")) == pytest.approx(
            float(right), abs=exact
        )


def check_torch(widget, lines):
    *setup, last = lines.splitlines()
    names = {}
    exec("\n".join(setup), names)  # noqa: S102 - the lines under test
    result = eval(last, names)  # noqa: S307
    assert result.dtype == torch.float32
    groups = len(widget.volume) // widget.weight.shape[1]
    options = {"stride": widget.stride, "padding": widget.padding, "groups": groups}
    sizes = vectorized.conv2d(widget.volume[None], abs(widget.weight), **options)[0]
    assert (abs(result.numpy() - widget.output) <= 1e-6 * sizes + 1e-12).all()


def test_the_photograph_is_the_librarys():
    expected = datasets.photograph("china", 32).transpose(2, 0, 1)
    np.testing.assert_allclose(VolumeExplorer(picture="china").volume / 255, expected, atol=1e-6)


def test_seeded_numbers_stay_when_there_are_more():
    small, large = (
        VolumeExplorer(seed=3),
        VolumeExplorer(seed=3, channels=4, size=7, filters=6, kernel_size=5),
    )
    np.testing.assert_array_equal(small.volume, large.volume[:3, :5, :5])
    np.testing.assert_array_equal(small.weight, large.weight[:2, :3, :3, :3])
    drawn = seeded_wholes(5, 0, 6000, 0, 5)
    assert np.bincount(drawn).min() > 900


def test_projection(module):
    """A point found on a plane is the point that was projected from it; the first plane hides the others."""
    function = """(m, turns) => turns.map((turn) => {
      const options = { count: 3, rows: 5, columns: 4, turn, width: 300, height: 200, largest: 40 };
      const { planes } = turn ? m.turnedPlanes(options) : m.flatPlanes(options);
      const ends = [[0, 0], [4, 0], [4, 5], [0, 5]];
      const corners = planes.flatMap((plane) => ends.map((end) => m.projected(plane, ...end)));
      return { corners, hit: m.planeUnder(planes, options, ...m.projected(planes[0], 2.5, 3.5)) };
    })"""
    for found in module("volume_explorer_projection")(function, [[35, 20], [-75, -60], [0, 0], None]):
        assert found["hit"] == {"plane": 0, "row": 3, "column": 2}
        corners = np.array(found["corners"])
        assert corners.min() >= 0
        assert (corners <= [300, 200]).all()


def test_refusals_of_python_and_of_an_address(module):
    first = state(VolumeExplorer())
    assert set(REFUSED) == set(first)
    states = [first, *(first | {name: value} for name, (value, _) in REFUSED.items())]
    answers = module("volume_explorer")("(m, states) => states.map(m.default.check)", states)
    assert answers[0] is None
    for (name, (value, sentence)), answer in zip(REFUSED.items(), answers[1:]):
        assert sentence in answer, name
        widget = VolumeExplorer()
        with pytest.raises(traitlets.TraitError, match=name):
            setattr(widget, name, value)
        assert state(widget) == first


def test_python_names_what_is_wrong():
    with pytest.raises(
        traitlets.TraitError, match=re.escape("VolumeExplorer: stride must be a whole number from")
    ):
        VolumeExplorer(stride=True)
    with pytest.raises(traitlets.TraitError, match="position must be from 0 to 8, as there are 9, but is 9"):
        VolumeExplorer(position=9)


def test_filter_and_position_move_into_what_there_is():
    widget = VolumeExplorer(filters=6, filter=5, position=8)
    widget.set_trait("filters", 3)
    widget.kernel_size = 5
    assert (widget.filter, widget.position) == (2, 0)


@pytest.mark.parametrize("name", CORNERS)
def test_fallback_states_the_sum(name):
    widget = VolumeExplorer(**CORNERS[name])
    figure = widget.fallback()
    assert len(figure) <= 12_000
    value = re.search(r"<figcaption>y\[.*= (\S+)</figcaption>", figure)[1]
    place = np.unravel_index(widget.position, widget.output.shape[1:])
    expected = widget.output[(widget.filter, *place)]
    assert float(value.replace("−", "-")) == pytest.approx(expected, rel=1e-3)
    assert "aria-label" in figure
