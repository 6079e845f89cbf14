"""PoolingLab: its numbers and words against cnnlib, PyTorch and NumPy, and what it refuses."""

import numpy as np
import pytest
import traitlets

from cnnlib.shapes import pool2d_geometry
from cnnlib.widgets import PoolingLab, base
from cnnlib.widgets.pooling_lab import OPS
from cnnlib.widgets.pooling_lab_ring import count_changes, pool, pool_ring
from tests import pooling_lab_cases as cases

NUMBERS = "(m, states) => states.map((state) => m.poolNumbers(state))"
WORDS = """(m, [states, layouts]) => states.map((state, which) => [
  m.windowText(state, layouts[which], state.position), m.keptText(layouts[which]),
  m.sizeText(state, layouts[which]),
])"""
RINGS = "(m, rings) => rings.map((ring) => m.invarianceCurves(...ring))"
POOLED = """(m, rings) => rings.map(([row, window, stride]) =>
  ["max", "average", "l2"].map((kind) => m.poolRing(row, kind, window, stride)))"""


def expected(state):
    """Return what the library makes of a state."""
    options = {name: state[name] for name in ("stride", "ceil_mode")}
    if state["kind"] != "l2":
        options |= {name: state[name] for name in ("padding", "count_include_pad")}
    return pool(state["input"], state["kind"], state["kernel_size"], **options)


def refusal(**settings):
    """Return the library's words for a pooling of the book's numbers that it refuses."""
    op = OPS[settings.pop("kind", "max")]
    with pytest.raises(ValueError, match=op) as caught:
        pool2d_geometry((1, 1, 4, 4), **{"kernel_size": 2, "stride": 2} | settings, op=op)
    return str(caught.value)


def test_numbers_are_those_of_cnnlib_and_of_the_line_for_pytorch(module):
    assert len(cases.STATES) > 40
    found = module("pooling_lab_math")(NUMBERS, cases.STATES)
    lines = module("pooling_lab_words")("(m, states) => states.map(m.torchLines)", cases.STATES)
    for state, layout, line in zip(cases.STATES, found, lines):
        z = expected(state)
        assert layout["outputSize"] == list(z.shape), state
        np.testing.assert_allclose(layout["outputs"], z.ravel(), rtol=1e-12, err_msg=str(state))
        setup, call = line.rsplit("\n", 1)
        space = {}
        exec(setup, space)  # noqa: S102
        np.testing.assert_allclose(eval(call, space), z, rtol=1e-6, atol=1e-6, err_msg=line)  # noqa: S307


def test_winners_and_what_is_written_out(module):
    states = [case[0] for case in cases.WORDS]
    layouts = module("pooling_lab_math")(NUMBERS, states)
    words = module("pooling_lab_words")(WORDS, [states, layouts])
    assert [tuple(each) for each in words] == [case[1:] for case in cases.WORDS]
    assert layouts[0]["winners"] == [5, 3, 8, 14]
    assert layouts[1]["winners"] is None
    assert layouts[4]["drawn"] == [5, 5]


def test_rings_and_curves_are_those_of_numpy(module):
    math = module("pooling_lab_math")
    for ring, curves, rows in zip(cases.RINGS, math(RINGS, cases.RINGS), math(POOLED, cases.RINGS)):
        for kind, found in curves.items():
            np.testing.assert_allclose(found, cases.curve(ring[0], kind, *ring[1:]), atol=1e-12, err_msg=ring)
        for kind, found in zip(cases.REDUCE, rows):
            wanted = cases.pooled(ring[0], kind, *ring[1:3])
            np.testing.assert_allclose(found, wanted, atol=1e-12)
            np.testing.assert_allclose(pool_ring(ring[0], kind, *ring[1:3]), wanted, atol=1e-12)


def test_changes_are_counted_beyond_rounding(module):
    math = module("pooling_lab_math")
    row = PoolingLab().detectors
    moved = math("(m, [row, by]) => m.shiftRing(row, by)", [row, 1])
    assert moved == np.roll(row, 1).tolist()
    marks = math("(m, rows) => m.changedPlaces(...rows)", [row, moved])
    pooled = [pool_ring(each, "max", 3, 1) for each in (row, moved)]
    assert (sum(marks), count_changes(row, moved), count_changes(*pooled)) == (10, 10, 4)
    almost = math("(m, rows) => m.changedPlaces(...rows)", [[0.1, 0.2], [0.1 + 1e-12, 0.2 + 1e-8]])
    assert almost == [False, True]
    words = module("pooling_lab_words")("(m, [a, b]) => m.changesText(a, b)", [marks, [True, False, False]])
    assert words == "All 10 inputs changed, 1 of 3 outputs (by more than 10⁻⁹)."


def test_refusals_are_the_librarys_words(module):
    check = module("pooling_lab_words")
    good = cases.state(cases.BOOK)
    for settings in cases.BAD_NUMBERS[:-1]:
        words = check("(m, state) => m.poolProblem(state)", good | settings)
        assert words == refusal(**settings)
        with pytest.raises(traitlets.TraitError) as caught:
            PoolingLab(cases.BOOK, **settings)
        assert words in str(caught.value)
    assert check("(m, texts) => texts.map(m.poolNumberProblem)", ["7", "−12", "-999"]) == [None] * 3
    assert check("(m, text) => m.poolNumberProblem(text)", "1.5").startswith("“1.5” is not a whole number")


def test_broken_states_are_refused_in_python_and_in_an_address(module):
    check = module("pooling_lab_words")
    lab = PoolingLab()
    good = base.own_traits(lab.get_state())
    assert check("(m, state) => m.checkPoolState(state)", good) is None
    for settings in cases.BAD_TRAITS:
        with pytest.raises(traitlets.TraitError):
            PoolingLab(**settings)
        assert check("(m, state) => m.checkPoolState(state)", good | settings), settings
    with pytest.raises(traitlets.TraitError):
        lab.kernel_size = 5
    assert lab.kernel_size == 2


def test_traits_settle_and_fallback_shows_the_result():
    lab = PoolingLab(np.array(cases.BOOK), stride=1, position=8)
    assert lab.input == cases.BOOK
    lab.stride = 2
    assert lab.position == 3
    lab.padding = 1
    lab.set_state({"kind": "l2", "padding": 0})
    assert (lab.kind, lab.padding) == ("l2", 0)
    html = PoolingLab(kind="l2", kernel_size=3, ceil_mode=True, shift=-1, position=3).fallback()
    assert "L2 pooling, window 3, stride 2, padding 0: 4 numbers from 16; output [1, 1] is 68.97." in html
    assert "Shifted by −1, 10 of 10 detectors change, and 7 of 10 pooled values." in html
    assert len(PoolingLab([[999] * 8] * 8, stride=1).fallback()) < 12_000


def test_output_is_that_of_the_library():
    for kind in OPS:
        settings = {"kind": kind, "kernel_size": 3, "ceil_mode": True, "count_include_pad": False}
        settings["padding"] = 0 if kind == "l2" else 1
        lab = PoolingLab(cases.BOOK, **settings)
        assert lab.output.tolist() == expected(cases.state(cases.BOOK, **settings)).tolist()
    assert PoolingLab().output.tolist() == [[100, 184], [12, 45]]
