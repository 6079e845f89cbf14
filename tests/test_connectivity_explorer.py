"""ConnectivityExplorer's arithmetic, in Python and in the browser: sizes, weights, counts, what units see."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
import traitlets

from cnnlib.shapes import conv2d_parameter_count, conv_output_size, receptive_field
from cnnlib.signal import toeplitz_matrix
from cnnlib.widgets import ConnectivityExplorer
from tests.connectivity_explorer_cases import CORNERS, state, widgets


@pytest.fixture(scope="module")
def cases():
    return widgets()


@pytest.fixture
def explore(module):
    """Return ``explore(expression, widgets)``: values, given exports ``m``, state ``s``, network ``n``."""
    call = module("connectivity_explorer")

    def explore(expression, cases):
        function = f"""(_, states) => {{
          const m = Object.assign({{}}, ...Object.values(window.modules));
          return JSON.stringify(states.map((s) => {{ const n = m.networkOf(s); return {expression}; }}));
        }}"""
        return json.loads(call(function, [state(each) for each in cases]))

    return explore


def options(widget):
    return {name: getattr(widget, name) for name in ("stride", "padding", "dilation")}


def band(widget, inputs):
    """Return the matrix of shared weights 1, 2, …: that of the padded input, cut and strided."""
    spread = np.zeros(widget.dilation * (widget.kernel_size - 1) + 1, dtype=int)
    spread[:: widget.dilation] = np.arange(1, widget.kernel_size + 1)
    whole = toeplitz_matrix(spread, inputs + 2 * widget.padding, mode="valid", correlate=True)
    return whole[:: widget.stride, widget.padding : widget.padding + inputs]


def paths(matrices):
    """Return whether a path leads from each input to each output of the last matrix."""
    seen = np.eye(matrices[0].shape[1], dtype=bool)
    for matrix in matrices:
        seen = (matrix > 0).astype(int) @ seen > 0
    return seen


def test_there_are_many_cases(cases):
    assert len(cases) > 90


def test_widths_are_the_librarys(cases, explore):
    for widget, widths in zip(cases, explore("n.widths", cases)):
        expected = [widget.units]
        while len(expected) < widget.layers:
            windows = expected[-1], widget.kernel_size
            dense = widget.connection == "dense"
            expected.append(widget.units if dense else conv_output_size(*windows, **options(widget)))
        assert widget.widths == widths == expected


def test_weights_are_a_toeplitz_matrix(cases, explore):
    """Shared: the library's matrix. Local: the same places, each with its own weight. Dense: all places."""
    found = explore("n.steps.map((step) => m.weightMatrix(step))", cases)
    for widget, matrices in zip(cases, found):
        for inputs, matrix, own in zip(widget.widths, matrices, widget.weights):
            np.testing.assert_array_equal(matrix, own)
            if widget.connection == "dense":
                expected = np.arange(1, own.size + 1).reshape(own.shape)
            elif widget.connection == "shared":
                expected = band(widget, inputs)
            else:
                used = band(widget, inputs) > 0
                expected = np.where(used, np.cumsum(used).reshape(used.shape), 0)
            np.testing.assert_array_equal(own, expected)


def test_counts(cases, explore):
    found = explore("n.steps.map((step) => m.countStep(step, s))", cases)
    texts = explore("n.steps.map((step) => m.connectionSum(m.countStep(step, s)))", cases)
    for widget, steps, sums in zip(cases, found, texts):
        assert [(each["connections"], each["weights"]) for each in steps] == widget.counts
        for matrix, (connections, weights), text in zip(widget.weights, widget.counts, sums):
            assert connections == np.count_nonzero(matrix)
            assert weights == np.unique(matrix[matrix > 0]).size
            left, right = text.replace("−", "-").replace("·", "*").split(" = ")
            assert eval(left) == int(right) == connections  # noqa: S307


def test_the_first_sums(explore):
    first = [ConnectivityExplorer(connection=name) for name in ("dense", "local", "shared")]
    assert [each.counts for each in first] == [[(25, 25)], [(13, 13)], [(13, 3)]]
    texts = explore("m.connectionSum(m.countStep(n.steps[0], s))", first)
    assert texts == ["5·5 = 25", "3·5 − 2 = 13", "3·5 − 2 = 13"]
    assert first[2].counts[0][1] == conv2d_parameter_count(1, 1, (1, 3), bias=False)
    totals = explore("[m.totalSum([13, 13]), m.totalSum([13, 13, 13]), m.totalSum([19, 9, 2])]", first[:1])[0]
    assert totals == ["13 + 13 = 26", "3·13 = 39", "19 + 9 + 2 = 30"]


def test_counts_of_the_three_kinds_stand_side_by_side(explore):
    kinds = "['dense', 'local', 'shared'].map((connection) => m.countAll({ ...s, connection }))"
    (counts, none) = explore(kinds, [ConnectivityExplorer(), ConnectivityExplorer(units=2, padding=0)])
    assert [list(each.values()) for each in counts] == [[25, 25], [13, 13], [13, 3]]
    assert none[1:] == [None, None]


def test_what_units_see_and_feed(cases, explore):
    reach = "n.widths.map((width, l) => Array.from({ length: width }, (_, u) => m.{}(n, l, u).units))"
    seen, fed = (explore(reach.replace("{}", name), cases) for name in ("seenBy", "fedBy"))
    for widget, inwards, outwards in zip(cases, seen, fed):
        for low in range(widget.layers - 1):
            for high in range(low + 1, widget.layers):
                joined = paths(widget.weights[low:high])
                assert [each[low] for each in inwards[high]] == [list(np.nonzero(row)[0]) for row in joined]
                assert [each[high] for each in outwards[low]] == [
                    list(np.nonzero(row)[0]) for row in joined.T
                ]


def test_all_paths_are_lit(cases, explore):
    """An arrow is lit if it ends at a seen unit, backwards, and if it begins at a fed one, forwards."""
    last = "m.{}(n, {}, 0)"
    both = f"[n.steps, {last.format('seenBy', 's.layers - 1')}, {last.format('fedBy', '0')}]"
    for network, inwards, outwards in explore(both, cases[::3]):
        for index, step in enumerate(network):
            seen, fed = set(inwards["units"][index + 1]), set(outwards["units"][index])
            to = [i for i, arrow in enumerate(step["arrows"]) if arrow["to"] in seen]
            start = [i for i, arrow in enumerate(step["arrows"]) if arrow["from"] in fed]
            assert (inwards["arrows"][index], outwards["arrows"][index]) == (to, start)


def test_receptive_fields_are_the_librarys(cases, explore):
    fields = explore("n.widths.map((_, layer) => m.receptiveField(s, layer))", cases)
    for widget, found in zip(cases, fields):
        layer = {"kernel_size": widget.kernel_size, **options(widget)}
        for depth, field in enumerate(found):
            expected = receptive_field([layer] * depth)
            if widget.connection == "dense" and depth > 0:
                expected = (widget.units, 0, 0)
            assert tuple(field.values()) == tuple(expected)


def test_fields_say_what_cuts_them(cases, explore):
    fields = explore(
        "n.widths.map((w, l) => Array.from({ length: w }, (_, u) => m.fieldOf(s, n, l, u)))", cases
    )
    cut = gaps = 0
    for widget, layers in zip(cases, fields):
        for depth, units in enumerate(layers[1:], start=1):
            for row, field in zip(paths(widget.weights[:depth]), units):
                places = np.nonzero(row)[0]
                assert field["seen"] == len(places) <= field["size"]
                assert field["isCut"] == (field["first"] < 0 or field["first"] + field["size"] > widget.units)
                assert field["hasGaps"] == (len(places) > 0 and len(places) < np.ptp(places) + 1)
                assert field["isCut"] or field["hasGaps"] or field["seen"] == field["size"]
                cut, gaps = cut + field["isCut"], gaps + field["hasGaps"]
    assert cut > 100
    assert gaps > 100


def test_words(explore):
    def say(place, **traits):
        widget = ConnectivityExplorer(**({"connection": "shared"} | traits))
        return explore(f"m.unitText(s, n, {list(place)})", [widget])[0]

    assert say((1, 2)) == "Output unit 3 sees 3 of 5 inputs. Its receptive field is r = 3."
    assert say((1, 0)).endswith("sees 2 of 5 inputs. Its receptive field is r = 3, cut by the border.")
    assert say((0, 4)) == "Input unit 5 feeds 2 of 5 outputs."
    assert say((1, 0), direction="feeds") == "Output unit 1 feeds nothing: it is an output."
    middle = "Unit 3 of hidden layer 1 sees 3 of 5 inputs. Its receptive field is r = 3."
    assert say((1, 2), layers=3) == f"{middle} It feeds 3 of 5 outputs."
    assert say((1, 2), layers=3, direction="sees") == middle
    spread = say((1, 4), units=9, dilation=2, padding=2)
    assert spread == "Output unit 5 sees 3 of 9 inputs. Its receptive field is r = 5, with gaps."
    dense = say((1, 0), connection="dense")
    assert dense == "Output unit 1 sees all 5 inputs. Its receptive field is r = 5."


def test_words_for_the_whole(explore):
    names = ["first", "smallest", "weights that meet only zeros"]
    texts = explore("m.networkText(s, n)", [ConnectivityExplorer(**CORNERS[name]) for name in names])
    assert texts == [
        "Dense: 25 connections, 25 weights.",
        "Local, with shared weights: 2 connections, 1 weight.",
        "Local, with shared weights: 4 connections, 3 weights. Here w₁, w₅ meet only padding.",
    ]


def test_units_stand_apart_and_in_the_picture(cases, explore):
    places = explore("[260, 700].map((width) => m.placeUnits(s, n, { width, height: 400 }))", cases)
    for widget, widths in zip(cases, places):
        for place in widths:
            for row in place["rows"]:
                assert min(row["units"]) - place["radius"] >= place["left"] - 1
                assert max(row["units"]) + place["radius"] <= place["width"]
                assert all(b - a > 2 * place["radius"] for a, b in pairwise(row["units"])), state(widget)


def test_equal_weights_look_equal_and_others_differ(explore):
    kinds = [ConnectivityExplorer(connection=name) for name in ("dense", "local", "shared")]
    looks = explore("n.steps[0].arrows.map(({ weight }) => [weight, m.weightLook(weight, s)])", kinds)
    for widget, pairs in zip(kinds, looks):
        names = {(weight, look["name"]) for weight, look in pairs}
        assert len(names) == len({name for _, name in names}) == widget.counts[0][1]
        assert all(0 <= float(look["style"].split()[1]) <= 1 for _, look in pairs)
        dashes = {look["dash"] for _, look in pairs}
        assert dashes == ({1, 2, 3} if widget.connection == "shared" else {1})


def test_all_cases_can_be_shown(cases, explore):
    assert set(explore("m.refusal(s)", cases)) == {None}


REFUSED = {
    "too many units": ({"units": 13}, "units must be a whole number from 2 to 12"),
    "half a layer": ({"layers": 2.5}, "layers must be a whole number from 2 to 5"),
    "true": ({"stride": True}, "stride must be a whole number from 1 to 4"),
    "no kernel": ({"kernel_size": None}, "kernel(_| )size must be a whole number from 1 to 7"),
    "a word": ({"dilation": "2"}, "dilation must be a whole number from 1 to 4"),
    "negative padding": ({"padding": -1}, "padding must be a whole number from 0 to 6"),
    "unknown connection": ({"connection": "sparse"}, "connection"),
    "unknown direction": ({"direction": []}, "direction"),
    "nothing left": (
        {"connection": "local", "units": 6, "layers": 4, "padding": 0},
        "no unit would be left in layer 4: the kernel spans 3 places, but layer 3 has 2, padding included",
    ),
    "too wide": (
        {"connection": "shared", "units": 12, "padding": 2},
        "layer 2 would have 14 units; the picture holds up to 12",
    ),
    "no such matrix": ({"matrix": 2}, "matrix must be"),
    "no such unit": ({"unit": [1, 5]}, "unit must"),
    "half a unit": ({"unit": [1]}, "unit must be a layer and a place in it, both counted from 0"),
}


def test_an_address_that_cannot_be_shown(module):
    first = state(ConnectivityExplorer())
    states = [first | changes for changes, _ in REFUSED.values()]
    answers = module("connectivity_explorer")("(m, states) => states.map(m.default.check)", states)
    for (name, (_, sentence)), answer in zip(REFUSED.items(), answers):
        assert answer, name
        assert re.search(sentence, answer, re.IGNORECASE), name


@pytest.mark.parametrize("name", REFUSED)
def test_python_refuses_the_same_and_stays_as_it_was(name):
    changes, sentence = REFUSED[name]
    widget = ConnectivityExplorer()
    before = state(widget)
    with pytest.raises(traitlets.TraitError, match=sentence):
        widget.set_state(changes)
    assert state(widget) == before
    with pytest.raises(traitlets.TraitError, match=sentence):
        ConnectivityExplorer(**changes)


def test_python_settles_what_no_longer_exists():
    widget = ConnectivityExplorer(units=np.int64(7), layers=5, matrix=4, unit=(4, 6))
    assert (widget.units, widget.unit) == (7, [4, 6])
    widget.layers = 2
    assert (widget.matrix, widget.unit) == (1, [])
    assert ConnectivityExplorer(unit=None).unit == []


def test_fallback(cases):
    for widget in cases:
        figure = widget.fallback()
        assert len(figure) <= 12_000, state(widget)
        connections, weights = map(sum, zip(*widget.counts))
        assert f"{connections} connections, {weights} weights.</figcaption>" in figure
        assert 'role="img"' in figure
        assert "<script" not in figure


def test_fallback_draws_every_arrow(cases):
    for widget in cases:
        paths = re.findall(r'<path d="([^"]+)" stroke="#D55E00"', widget.fallback())
        lines = sum(
            len(re.findall(r"-?\d+", part)) // 2 - 1 for path in paths for part in path[1:].split("M")
        )
        assert lines == sum(connections for connections, _ in widget.counts)
