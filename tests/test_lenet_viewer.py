"""LeNetViewer: its pictures, values and sums against cnnlib, its words, and what it refuses."""

import json

import numpy as np
import pytest
import traitlets

from cnnlib.models import trained_lenet5
from cnnlib.shapes import receptive_field
from cnnlib.widgets import LeNetViewer, base
from cnnlib.widgets.lenet_viewer_network import OUTPUTS, layer_values, network
from cnnlib.widgets.lenet_viewer_picture import framed_picture, picked_digit
from cnnlib.widgets.weights import encoded_lenet5
from tests import lenet_viewer_cases as cases

# Many numbers come as text, which is sooner read than playwright's own form.
FRAMED = """(m, [pictures, states]) => JSON.stringify(pictures.map((each) => states.map((state) =>
  [...m.framedPicture(Float32Array.from(each), state)])))"""
VALUES = """(m, [weights, pooling, pictures]) => {
  const network = m.shippedNetworks(weights)[pooling];
  const shown = (each) => m.shownOutputs(network, Float32Array.from(each)).map((one) => [...one]);
  const values = pictures.map(shown);
  return JSON.stringify({ values, probabilities: values.map((each) => m.lenetProbabilities(each.at(-1))),
    weights: network.parameters.map(({ value }) => [...value.data]) });
}"""
SUMS = """(m, [weights, pooling, picture, units]) => {
  const network = m.shippedNetworks(weights)[pooling];
  const values = m.shownOutputs(network, Float32Array.from(picture));
  return units.map(([layer, , unit]) => {
    const found = m.unitSum(network, values, pooling, layer, unit);
    return { ...found, sees: [...found.sees], weights: found.weights && [...found.weights] };
  });
}"""
STROKES = """(m, strokes) => {
  const picture = new Float32Array(784);
  for (const [from, to] of strokes) m.drawStroke(picture, from, to);
  return [...picture];
}"""
LAYERS = ["Input", *OUTPUTS]
WINDOWS = {
    "C1": {"kernel_size": 5, "padding": 2},
    "S2": {"kernel_size": 2, "stride": 2},
    "C3": {"kernel_size": 5},
    "S4": {"kernel_size": 2, "stride": 2},
    "C5": {"kernel_size": 5},
    "F6": {"kernel_size": 1},
    "Output": {"kernel_size": 1},
}
# Below each layer with weights: the place in the network of its sums, and of its weights in the state.
SUM_PLACES = {"C1": 0, "C3": 3, "C5": 7, "F6": 9, "Output": 11}


@pytest.fixture(scope="module")
def pictures():
    return [picked_digit(digit) for digit in range(10)]


def test_pictures_are_framed_moved_and_disturbed_as_in_the_library(module, pictures):
    dot = np.pad(np.ones((3, 2), "float32"), ((5, 20), (19, 7)))
    faint = np.maximum(dot, np.pad(np.full((8, 20), 0.15, "float32"), ((10, 10), (2, 6))))
    pictures = [*pictures[:4], picked_digit(None), dot, faint]
    argument = [[each.ravel().tolist() for each in pictures], cases.CHANGES]
    found = json.loads(module("lenet_viewer_picture")(FRAMED, argument))
    for picture, ways in zip(pictures, found, strict=True):
        for state, way in zip(cases.CHANGES, ways):
            wanted = framed_picture(picture, **state)
            np.testing.assert_allclose(np.reshape(way, (28, 28)), wanted, atol=2e-6, err_msg=str(state))


def test_frame_is_that_of_mnist(pictures):
    for picture in pictures:
        framed = framed_picture(picture)
        places = np.arange(28)
        center = [framed.sum(axis=axis) @ places / framed.sum() for axis in (1, 0)]
        inked = np.argwhere(framed >= 0.2)
        assert center == pytest.approx([13.5, 13.5], abs=0.1)
        assert 19 <= (inked.max(axis=0) - inked.min(axis=0) + 1).max() <= 21


def test_all_layers_of_all_picks_are_those_of_the_library(module, pictures):
    framed = [framed_picture(each) for each in pictures]
    for pooling in ("max", "average"):
        argument = [encoded_lenet5(), pooling, [each.ravel().tolist() for each in framed]]
        found = json.loads(module("lenet_viewer_network")(VALUES, argument))
        for picture, values, shares in zip(framed, found["values"], found["probabilities"]):
            wanted = {"Input": picture} | layer_values(picture, pooling)
            for name, each in zip(LAYERS, values, strict=True):
                np.testing.assert_allclose(each, wanted[name].ravel(), atol=1e-4, err_msg=name)
            powers = np.exp(wanted["Output"].astype(float))
            np.testing.assert_allclose(shares, powers / powers.sum(), atol=1e-4)
        wanted = trained_lenet5().state_dict().values()
        assert found["weights"] == [each.ravel().tolist() for each in wanted]


def test_digits_are_read_right_in_their_frame_and_not_all_without(pictures):
    digits = list(range(10))
    assert [LeNetViewer(digit).probabilities.argmax() for digit in digits] == digits
    assert [LeNetViewer(digit, fit=False).probabilities.argmax() for digit in digits] != digits


@pytest.mark.parametrize("pooling", ["max", "average"])
def test_sums_behind_units_are_the_layers_own(module, pictures, pooling):
    picture = framed_picture(pictures[3])
    argument = [encoded_lenet5(), pooling, picture.ravel().tolist(), cases.UNITS]
    sums, values = {}, [picture[None, None]]
    for index in range(len(network(pooling))):
        values.append(network(pooling)[index](values[-1]))
    for name, index in SUM_PLACES.items():
        sums[name] = values[index + 1][0]
    shown = layer_values(picture, pooling)
    for (_, trait, _unit), found in zip(cases.UNITS, module("lenet_viewer_network")(SUMS, argument)):
        name, *place = trait
        assert found["value"] == pytest.approx(shown[name][tuple(place)], abs=1e-4), trait
        if found["weights"] is None:
            assert found["value"] == max(found["sees"]) == found["sees"][found["winner"]]
            continue
        products = np.multiply(found["sees"], found["weights"]).reshape(len(found["sums"]), -1).sum(axis=1)
        np.testing.assert_allclose(found["sums"], products, atol=1e-6)
        wanted = sums[name] if name in sums else shown[name]
        assert found["before"] == pytest.approx(wanted[tuple(place)], abs=1e-4), trait
        assert found["before"] == pytest.approx(sum(found["sums"]) + found["bias"], abs=1e-6)


def test_fields_are_those_of_the_library(module):
    found = module("lenet_viewer_network")(
        "(m, units) => units.map(([layer, , unit]) => m.fieldsBelow(layer, unit))", cases.UNITS
    )
    for (layer, _, (chosen, *place)), fields in zip(cases.UNITS, found):
        assert [each["layer"] for each in fields] == list(range(layer - 1, -1, -1))
        for each in fields:
            between = LAYERS[each["layer"] + 1 : layer + 1]
            wanted = receptive_field([WINDOWS[name] for name in between])
            for start, ends in zip(place, (each["rows"], each["columns"])):
                first = wanted.start + start * wanted.jump
                assert ends == [first, first + wanted.size - 1], (layer, each)
            assert each["map"] == (chosen if set(between) <= {"S2", "S4"} else None)


def test_pen_draws_by_its_distance(module):
    strokes = [[[5, 5], [5, 5]], [[10.5, 3.25], [20, 24]], [[-4, 30], [8, 27]]]
    found = np.reshape(module("lenet_viewer_picture")(STROKES, strokes), (28, 28))
    places = np.moveaxis(np.indices((28, 28)), 0, -1)
    ink = np.zeros((28, 28))
    for start, stop in np.array(strokes, float):
        along = np.linspace(start, stop, 1501)[:, None, None]
        distance = np.linalg.norm(places - along, axis=-1).min(axis=0)
        ink = np.maximum(ink, np.clip((2 - distance) / 1.2, 0, 1))
    np.testing.assert_allclose(found, ink, atol=1e-3)


def test_tiles_find_what_they_show(module):
    back = """(m, names) => names.map((name) => {
      const { LENET_LAYERS } = window.modules.lenet_viewer_network;
      const tiles = m.lenetTiles(LENET_LAYERS.find((each) => each.name === name));
      const [maps, rows, length] = tiles.shape;
      const missed = [];
      for (let map = 0; map < maps; map += 1)
        for (let i = 0; i < rows; i += 1)
          for (let j = 0; j < length; j += 1) {
            const [down, across] = m.tileCorner(tiles, map);
            const cell = [down + (i + 0.5) * tiles.block, across + (j + 0.5) * tiles.block];
            if (m.unitAtCell(tiles, cell).join() !== [map, i, j].join()) missed.push([map, i, j]);
          }
      return missed;
    })"""
    module("lenet_viewer_network")
    tiles = module("lenet_viewer_tiles")
    assert tiles(back, LAYERS[:-1]) == [[]] * 7
    steps = """(m, cases) => {
      const tiles = m.lenetTiles({ name: "C3", shape: [16, 10, 10] });
      return cases.map(([unit, step]) => m.stepUnit(tiles, unit, step));
    }"""
    walks = [
        ([0, 4, 4], [1, 0], [0, 5, 4]),
        ([0, 4, 9], [0, 1], [1, 4, 0]),
        ([0, 9, 4], [1, 0], [8, 0, 4]),
        ([7, 4, 9], [0, 1], [7, 4, 9]),
        ([8, 4, 0], [0, -1], [8, 4, 0]),
        ([8, 0, 4], [-1, 0], [0, 9, 4]),
        ([15, 9, 9], [1, 0], [15, 9, 9]),
    ]
    assert tiles(steps, [each[:2] for each in walks]) == [each[2] for each in walks]


def test_words_say_the_sum(module):
    words = module("lenet_viewer_words")
    say = "(m, [layer, found]) => m.sumWords(layer, found)"
    conv = {"weights": [1], "sees": [1], "bias": -0.25, "before": -0.75, "value": 0}
    assert words(say, [3, conv]) == "Σ products −0.50 + bias (−0.25) = −0.75; ReLU → 0.00"
    rounded = conv | {"bias": 0.124, "before": 0.248, "value": 0.248}
    assert words(say, [1, rounded]) == "Σ products 0.12 + bias 0.12 ≈ 0.25; ReLU → 0.25"
    assert words(say, [7, conv | {"before": 2.25}]) == "Σ products 2.50 + bias (−0.25) = 2.25, its score"
    pool = {"weights": None, "sees": [0, 0.5, 2, 1], "bias": 0, "before": 2, "value": 2}
    assert words(say, [2, pool]) == "max(0.00, 0.50, 2.00, 1.00) = 2.00"
    mean = pool | {"weights": [0.25] * 4, "before": 0.875, "value": 0.875}
    assert words(say, [4, mean]) == "(0.00 + 0.50 + 2.00 + 1.00)/4 = 0.88"
    parts = "(m, [layer, sums]) => m.partsWords(layer, [0, 0, 0], { sums, winner: null })"
    assert words(parts, [3, [0.5, -2, 1]]) == "Most for: map 2 of S2, +1.00. Most against: map 1, −2.00."
    assert words(parts, [6, [0.5, 1]]) == "Most for: unit 1 of C5, +1.00."
    winner = "(m, [sees, winner]) => m.partsWords(4, [9, 2, 1], { sums: [2], sees, winner })"
    assert words(winner, [[0, 1, 0, 2], 3]) == "From C3, map 9, row 5, column 3."
    assert words(winner, [[0, 2, 0, 2], 1]) == "From C3, map 9, row 4, column 3, the first of equals."
    field = "(m, [layer, unit]) => m.fieldWords(layer, unit)"
    assert words(field, [3, [0, 4, 6]]) == "It sees 14 × 14 of the input: rows 6–19, columns 10–23."
    assert words(field, [1, [0, 0, 5]]) == (
        "It sees 5 × 5 of the input: rows 0–2, columns 3–7, the rest is padding."
    )
    assert words(field, [6, [3, 0, 0]]) == "It sees the whole input."
    verdict = "(m, [shares, isBlank]) => m.verdictWords(shares, isBlank)"
    assert words(verdict, [[0.03, 0.97], False]) == "The network reads 1 with 97 %"
    assert words(verdict, [[0.999, 0.001], True]) == "Blank paper, read as 0 with > 99 %"
    shares = words("(m, shares) => shares.map(m.lenetShare)", [0.9996, 0.9994, 0.5, 0])
    assert shares == ["> 99.9 %", "99.9 %", "50.0 %", "0.0 %"]


def test_broken_states_are_refused_in_python_and_in_an_address(module):
    check = module("lenet_viewer_words")
    viewer = LeNetViewer(7, shift=np.array([1, -2]), unit=["F6", np.int64(3)])
    good = base.own_traits(viewer.get_state())
    assert (good["shift"], good["unit"]) == ([1, -2], ["F6", 3])
    assert check("(m, state) => m.checkLenetState(state)", good) is None
    assert check("(m, state) => m.checkLenetState(state)", good | {"digit": None}) is None
    for settings in cases.BAD_TRAITS:
        with pytest.raises(traitlets.TraitError):
            LeNetViewer(**settings)
        assert check("(m, state) => m.checkLenetState(state)", good | settings), settings
    for _, trait, unit in cases.UNITS:
        found = check("(m, trait) => m.unitOfTrait(trait)", trait)
        assert found["unit"] == unit
        assert check("(m, { layer, unit }) => m.traitOfUnit(layer, unit)", found) == trait
        assert LeNetViewer(unit=trait).unit == trait


def test_the_unit_to_begin_with_answers_to_every_digit(pictures):
    name, *place = LeNetViewer().unit
    assert all(layer_values(framed_picture(each), "max")[name][tuple(place)] > 1 for each in pictures)


def test_fallback_shows_the_state():
    html = LeNetViewer(3, angle=-30, noise=0.1).fallback()
    assert (
        "A handwritten 3, in MNIST’s frame, rotated by −30°, with noise 0.1: the network with max pool"
        in html
    )
    assert "reads 3 with" in html
    noisy = LeNetViewer(8, noise=0.5, pooling="average", fit=False).fallback()
    assert max(map(len, (html, noisy))) < 12_000
    assert "Blank paper, in MNIST’s frame: the network" in LeNetViewer(None).fallback()
