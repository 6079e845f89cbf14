"""EquivarianceLab: its two ways round the square against cnnlib and SciPy, its verdict, its traits."""

import itertools
import json
import re

import numpy as np
import pytest
import traitlets
from scipy import ndimage

from cnnlib import kernels, signal
from cnnlib.ops import vectorized
from cnnlib.widgets import EquivarianceLab
from cnnlib.widgets.equivariance_lab import BOUNDARIES, PICTURES, picture_plane
from cnnlib.widgets.equivariance_lab_law import Layer, applied, both_ways, compared, motion, moved
from tests.equivariance_lab_cases import AT_REST, LAYERS, MOTIONS, PLAIN, SIZE, layer_state, picture

# Its planes travel as JSON: Playwright's own way of passing objects takes many times longer.
LAW = """(m, [data, size, cases]) => JSON.stringify(cases.map(([way, layer]) => {
  const plane = { height: size, width: size, data: Float64Array.from(data) };
  const motion = m.motionOf(way);
  const likewise = m.outputMotion(motion, layer, size);
  const upper = m.movePlane(m.applyLayer(plane, layer), likewise.motion, layer.boundary, likewise.center);
  const lower = m.applyLayer(m.movePlane(plane, motion, layer.boundary), layer);
  const { difference, ...facts } = m.comparePlanes(upper, lower, likewise);
  return { upper: [...upper.data], lower: [...lower.data], facts, isWhole: likewise.isWhole };
}))"""
GRID_MODES = {"circular": "grid-wrap", "zeros": "grid-constant"}


@pytest.fixture
def law(module):
    """Return ``law(cases)``, which goes both ways in Chromium for pairs of a motion and a layer."""
    call = module("equivariance_lab_math")
    return lambda cases: json.loads(call(LAW, [picture().ravel().tolist(), SIZE, cases]))


def python_layer(state):
    return Layer(*(state[name] for name in Layer._fields))


def symmetric_kernels():
    """Return the names of the kernels that a quarter turn leaves as they are."""
    return [
        name for name in kernels.names() if np.array_equal(np.rot90(kernels.get(name)), kernels.get(name))
    ]


# The two ways, in Python


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_motions_are_those_of_scipy(boundary):
    x = picture()
    for name, case in MOTIONS.items():
        way = motion(**case)
        middle = np.full(2, (SIZE - 1) / 2)
        offset = middle - way.matrix @ middle - way.shift
        expected = ndimage.affine_transform(x, way.matrix, offset, order=1, mode=GRID_MODES[boundary])
        np.testing.assert_allclose(moved(x, way, boundary=boundary), expected, atol=1e-9, err_msg=name)


def test_whole_shifts_and_quarter_turns_are_exact():
    x = picture()
    assert (moved(x, motion("shift", shift=(3, -5))) == np.roll(x, (3, -5), (0, 1))).all()
    for quarters in range(-2, 3):
        turned = moved(x, motion("rotation", angle=90 * quarters), boundary="zeros")
        assert (turned == np.rot90(x, quarters)).all()


@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_those_of_the_library(name):
    state = layer_state(name, boundary="zeros")
    kernel = np.array(state["kernel"])[None, None]
    out = vectorized.conv2d(picture()[None, None], kernel, padding="same")[
        ..., :: state["stride"], :: state["stride"]
    ]
    out = np.maximum(out, 0) if state["relu"] else out
    pool = {"max": lambda x: vectorized.max_pool2d(x, 2)[0], "average": lambda x: vectorized.avg_pool2d(x, 2)}
    expected = pool.get(state["pooling"], lambda x: x)(out)[0, 0]
    np.testing.assert_allclose(applied(picture(), python_layer(state)), expected, atol=1e-9)


def test_circular_boundary_is_that_of_signal():
    expected = signal.cross_correlate(picture(), kernels.get("emboss"), mode="same", boundary="circular")
    np.testing.assert_array_equal(applied(picture(), Layer(kernels.get("emboss"))), expected)


# The two ways, in the browser


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_browser_goes_the_ways_of_python(law, boundary):
    names = list(itertools.product(MOTIONS, LAYERS))
    cases = [(AT_REST | MOTIONS[way], layer_state(layer, boundary=boundary)) for way, layer in names]
    for name, (way, state), got in zip(names, cases, law(cases)):
        layer = python_layer(state)
        first, second = both_ways(picture(), layer, motion(**way))
        np.testing.assert_allclose(np.reshape(got["upper"], first.shape), first, atol=1e-8, err_msg=str(name))
        np.testing.assert_allclose(
            np.reshape(got["lower"], second.shape), second, atol=1e-8, err_msg=str(name)
        )
        facts = compared(first, second)
        assert got["facts"]["share"] == facts.share, name
        assert got["facts"]["largest"] == pytest.approx(facts.largest, abs=1e-8), name


def test_shift_is_exact_where_the_step_divides_it(law):
    steps = itertools.product((1, 2, 3, 4), ("none", "max", "average"))
    layers = [PLAIN | {"stride": stride, "pooling": pooling, "relu": True} for stride, pooling in steps]
    sizes = [layer["stride"] * (1 if layer["pooling"] == "none" else 2) for layer in layers]
    weights = [kernels.get(name).tolist() for name in kernels.names()]
    cases = [
        (AT_REST | {"transformation": "shift", "shift": [size * 2, -size]}, layer | {"kernel": kernel})
        for (layer, size), kernel in itertools.product(zip(layers, sizes), weights)
    ]
    assert {got["facts"]["largest"] for got in law(cases)} == {0}


def test_shift_that_the_step_does_not_divide_breaks_the_law(law):
    cases = [
        (AT_REST | {"transformation": "shift", "shift": [1, 0]}, layer_state("plain", **changes))
        for changes in ({"stride": 2}, {"pooling": "max"}, {"pooling": "average"})
    ]
    for got in law(cases):
        assert not got["isWhole"]
        assert got["facts"]["share"] > 0.5


def test_quarter_turns_are_exact_for_symmetric_kernels_only(law):
    names = list(kernels.names())
    quarter = AT_REST | MOTIONS["quarter"]
    for boundary, pooling in itertools.product(BOUNDARIES, ("none", "max", "average")):
        changes = PLAIN | {"boundary": boundary, "pooling": pooling}
        found = law([(quarter, changes | {"kernel": kernels.get(name).tolist()}) for name in names])
        equal = [name for name, got in zip(names, found) if got["facts"]["isEqual"]]
        assert equal == symmetric_kernels(), (boundary, pooling)
        exact = [name for name, got in zip(names, found) if got["facts"]["largest"] == 0]
        assert {"sharpen", "laplacian_4", "laplacian_8", "outline"} <= set(exact), (boundary, pooling)


def test_quarter_turn_breaks_with_stride(law):
    (got,) = law([(AT_REST | MOTIONS["quarter"], layer_state("max", stride=2, pooling="none"))])
    assert got["facts"]["share"] > 0.5


@pytest.mark.parametrize(
    ("name", "reach"), [("sobel_left", 1), ("gaussian", 2), ("laplacian_of_gaussian", 3)]
)
def test_zeros_differ_within_the_kernels_reach_of_an_edge(law, name, reach):
    shift = AT_REST | {"transformation": "shift", "shift": [7, -9]}
    (got,) = law([(shift, PLAIN | {"boundary": "zeros", "kernel": kernels.get(name).tolist()})])
    first, second = both_ways(picture(), Layer(kernels.get(name), "zeros"), motion("shift", shift=(7, -9)))
    rows, columns = np.nonzero(abs(first - second) > 1e-6)
    to_border = np.minimum.reduce([rows, columns, SIZE - 1 - rows, SIZE - 1 - columns]) + 1
    to_edge = [
        np.where(at >= edge, at - edge + 1, edge - at) for at, edge in [(rows, 7), (columns, SIZE - 9)]
    ]
    assert got["facts"]["rim"] == to_border.max()
    assert got["facts"]["seam"] == np.minimum.reduce([to_border, *to_edge]).max() == reach


def test_brightness_leaves_out_one_percent(module):
    call = "(m, data) => m.brightness({ data: Float64Array.from(data) })"
    math = module("equivariance_lab_math")
    values = np.linspace(-1, 1, 1001)
    assert math(call, values.tolist()) == pytest.approx(0.99, abs=2e-3)
    assert math(call, [0] * 200 + [5]) == 5
    assert math(call, [0, 0]) == 1


def test_pictures_are_whole_numbers_of_the_book(module):
    call = """async (m, [name, digits]) => [...(await m.equivariancePlane(name, {}, digits)).data]"""
    digits = EquivarianceLab().digits
    loaded = module("equivariance_lab_pictures")
    for name in PICTURES[2:]:
        np.testing.assert_array_equal(
            np.reshape(loaded(call, [name, digits]), (96, 96)), picture_plane(name), name
        )
    small = "(m, data) => [...m.wholePlane({ height: 3, data: Float32Array.from(data) }, 2).data]"
    given = np.arange(9).reshape(3, 3) / 9
    shares = np.array([[2, 1, 0], [0, 1, 2]]) / 3
    np.testing.assert_array_equal(
        loaded(small, given.ravel().tolist()), np.round(255 * shares @ given @ shares.T).ravel()
    )


# Words


FACTS = {"largest": 8, "response": 100, "typical": 0.2, "share": 0.5, "rim": 24, "seam": 24, "isEqual": False}
VERDICTS = [
    ({"largest": 0, "isEqual": True}, "equal", "Equal. The difference is exactly 0 everywhere."),
    (
        {"largest": 3e-12, "isEqual": True},
        "equal",
        "Equal to rounding. Sums in another order: at most 3e−12,",
    ),
    (
        {"rim": 1, "seam": 1},
        "rim",
        "Equal except within 1 pixel of the border. Elsewhere the difference is 0.",
    ),
    (
        {"rim": 20, "seam": 2},
        "rim",
        "Equal except within 2 pixels of the border or the moved edge. Elsewhere",
    ),
    ({}, "broken", "Broken. The difference is typically 20 % of a response."),
    ({"typical": 0.031}, "broken", "Broken, but by little. The difference is typically 3.1 % of a response."),
]


def test_verdict_is_read_off_the_numbers(module):
    cases = [FACTS | changes for changes, _, _ in VERDICTS]
    found = module("equivariance_lab_words")("(m, cases) => cases.map((each) => m.verdict(each, 48))", cases)
    for (_, kind, words), got in zip(VERDICTS, found):
        assert got["kind"] == kind
        assert f"{got['title']} {got['detail']}".startswith(words)


def test_numbers_in_words(module):
    words = module("equivariance_lab_words")
    shares = [0, 0.0004, 0.034, 0.5, 0.998, 0.9999, 1, 1.126]
    expected = ["0 %", "< 0.1 %", "3.4 %", "50 %", "99.8 %", "> 99.9 %", "100 %", "113 %"]
    assert words("(m, all) => all.map(m.percent)", shares) == expected
    assert words("(m, all) => all.map(m.amount)", [0, 2e-13, 31.42, 1234.5]) == [
        "0",
        "2e−13",
        "31.4",
        "1,235",
    ]


BROKEN = [
    ({"picture": "moon"}, "There is no picture named “moon”."),
    ({"kernel": [[1]]}, "There is no kernel named “1”."),
    ({"boundary": "zero"}, "The boundary is one of circular, zeros, not “zero”."),
    ({"stride": 5}, "The stride is one of 1, 2, 3, 4, not “5”."),
    ({"pooling": None}, "The pooling is one of none, max, average, not “null”."),
    ({"transformation": "shear"}, "The transformation is one of shift, rotation, scale, not “shear”."),
    ({"relu": 1}, "ReLU is true or false."),
    ({"shift": [1]}, "The shift is two whole numbers from −48 to 48."),
    ({"shift": [1.5, 0]}, "The shift is two whole numbers from −48 to 48."),
    ({"angle": 200}, "The angle is a number from −180 to 180."),
    ({"factor": "2"}, "The factor is a number from 0.5 to 2."),
    ({"picture": "digit_9", "shift": [-48, 48], "stride": 4}, None),
]


def test_states_of_an_address_are_checked(module):
    call, lab = module("equivariance_lab"), EquivarianceLab()
    address = call("(m) => m.default.address")
    assert set(address) == set(lab.traits(sync=True)) & set(address)
    state = {name: getattr(lab, name) for name in (*address, "photographs", "digits", "menu")}
    answers = call(
        "(m, all) => all.map(m.default.check)", [state | changes for changes, _ in [({}, None), *BROKEN]]
    )
    assert answers == [None, *(words for _, words in BROKEN)]


# The hand


def test_drags_and_keys_move_the_picture(module):
    hand = module("equivariance_lab_drag")
    drag = "(m, [start, from, to]) => m.dragged(start, from, to, 96)"
    key = "(m, [start, event]) => m.keyed(start, event)"
    shift, rotation, scale = (AT_REST | {"transformation": name} for name in ("shift", "rotation", "scale"))
    assert hand(drag, [shift | {"shift": [1, 2]}, [0.5, 0.5], [0.6, 0.4]]) == {"shift": [11, -8]}
    assert hand(drag, [shift, [0, 0], [1, -1]]) == {"shift": [48, -48]}
    assert hand(drag, [rotation, [0.5, 0.9], [0.1, 0.5]]) == {"angle": 90}
    assert hand(drag, [rotation | {"angle": 170}, [0.5, 0.9], [0.1, 0.5]]) == {"angle": -100}
    assert hand(drag, [rotation, [0.5, 0.5], [0.1, 0.5]]) == {}
    assert hand(drag, [scale, [0.5, 0.7], [0.5, 0.8]]) == {"factor": 1.5}
    assert hand(drag, [scale, [0.5, 0.6], [0.5, 1]]) == {"factor": 2}
    assert hand(key, [shift, {"key": "ArrowUp", "shiftKey": True}]) == {"shift": [-10, 0]}
    assert hand(key, [rotation, {"key": "ArrowLeft", "shiftKey": True}]) == {"angle": -15}
    assert hand(key, [scale, {"key": "ArrowUp", "shiftKey": False}]) == {"factor": 1.01}
    assert hand(key, [shift, {"key": "Home"}]) == AT_REST
    assert hand(key, [shift, {"key": "a"}]) is None
    for modifier in ("altKey", "ctrlKey", "metaKey"):
        assert hand(key, [shift, {"key": "ArrowLeft", modifier: True}]) is None


# Traits


@pytest.mark.parametrize(
    "change",
    [
        {"shift": (1, 2, 3)},
        {"shift": (0.5, 1)},
        {"shift": (0, 49)},
        {"shift": 3},
        {"shift": "ab"},
        {"kernel": "sobel"},
        {"picture": "moon"},
        {"boundary": "zero"},
        {"stride": 0},
        {"pooling": "l2"},
        {"transformation": "shear"},
        {"angle": 181},
        {"angle": float("nan")},
        {"factor": 3},
        {"relu": 3},
    ],
)
def test_bad_traits_are_refused_by_name(change):
    lab = EquivarianceLab()
    ((name, value),) = change.items()
    before = getattr(lab, name)
    with pytest.raises(traitlets.TraitError, match=re.escape(name)):
        setattr(lab, name, value)
    assert getattr(lab, name) == before


def test_shift_takes_arrays_and_labs_share_none():
    assert EquivarianceLab(shift=np.array([3, -5])).shift == [3, -5]
    EquivarianceLab().shift[0] = 7
    assert EquivarianceLab().shift == [0, 0]


@pytest.mark.parametrize("name", PICTURES)
def test_fallback_is_small_and_states_the_result(name):
    html = EquivarianceLab(picture=name, kernel="laplacian_8", transformation="rotation", angle=30).fallback()
    assert len(html.encode()) <= 12_000
    assert html.count('<img src="data:image/jpeg;base64,') == 4
    assert "rotated by 30°; Laplacian 8, circular boundary, stride 1. The largest difference is " in html


def test_fallback_of_the_law():
    html = EquivarianceLab(shift=(3, -5), kernel="laplacian_8").fallback()
    assert "China shifted by (3, −5); Laplacian 8, circular boundary, stride 1." in html
    assert "The largest difference is 0, of responses up to 869; 0 % of the values differ." in html
