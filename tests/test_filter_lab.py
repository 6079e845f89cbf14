"""FilterLab: its arithmetic against cnnlib, and its page under mouse, touch, keys, files and cameras."""

import numpy as np
import pytest
import traitlets

from cnnlib import signal
from cnnlib.ops import vectorized
from cnnlib.widgets import FilterLab, filter_lab
from tests.filter_lab_cases import KERNELS

ADDRESS = ("picture", "kernel", "color", "flip", "view", "boundary")


@pytest.fixture
def math(module):
    return module("filter_lab_math")


def picture(shape=(3, 9, 11), seed=0):
    return np.random.default_rng(seed).random(shape).astype(np.float32)


def as_javascript(array):
    channels, height, width = array.shape
    return {"channels": channels, "height": height, "width": width, "data": array.ravel().tolist()}


FILTER = """(m, [picture, kernel, rule]) => {
  const result = m.filterPicture({ ...picture, data: Float32Array.from(picture.data) }, kernel, rule);
  return [...result.data];
}"""


# Arithmetic


@pytest.mark.parametrize("boundary", filter_lab.BOUNDARIES)
@pytest.mark.parametrize("flip", [False, True])
def test_filtered_picture_is_that_of_cnnlib(math, flip, boundary):
    x = picture()
    for name, kernel in KERNELS.items():
        got = math(FILTER, [as_javascript(x), kernel, {"flip": flip, "boundary": boundary}])
        expected = filter_lab.filtered(x, kernel, flip=flip, boundary=boundary)
        np.testing.assert_allclose(np.reshape(got, x.shape), expected, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("flip", [False, True])
def test_zero_boundary_is_a_layer_with_padding_same(name, flip):
    x = picture().astype(float)
    kernel = np.array(KERNELS[name], dtype=float)
    weight = (signal.flip(kernel) if flip else kernel)[None, None]
    expected = vectorized.conv2d(x[:, None], weight, padding="same")[:, 0]
    np.testing.assert_allclose(filter_lab.filtered(x, kernel, flip=flip), expected, atol=1e-12)


@pytest.mark.parametrize("boundary", filter_lab.BOUNDARIES)
def test_odd_kernels_are_those_of_signal(boundary):
    x, kernel = picture((1, 8, 8)), KERNELS["rank_3"]
    for flip, operation in [(False, signal.cross_correlate), (True, signal.convolve)]:
        expected = operation(x[0], kernel, mode="same", boundary=boundary)
        np.testing.assert_allclose(
            filter_lab.filtered(x, kernel, flip=flip, boundary=boundary)[0], expected, atol=1e-6
        )


def test_reflection_goes_on_where_the_picture_is_smaller_than_the_kernel(math):
    places = math("(m) => [-3, -2, -1, 0, 1, 2, 3].map((i) => m.borderIndex(i, 2, 'reflect'))")
    assert places == np.pad([0, 1], (3, 2), mode="reflect").tolist()
    assert math("(m) => [-2, 0, 5].map((i) => m.borderIndex(i, 1, 'reflect'))") == [0, 0, 0]


def test_magnified_pixel_sums_to_the_result(math):
    x, kernel = picture(), KERNELS["even_2x4"]
    for boundary in filter_lab.BOUNDARIES:
        result = filter_lab.filtered(x, kernel, flip=True, boundary=boundary)
        for row, column in [(0, 0), (4, 5), (8, 10)]:
            rule = {"flip": True, "boundary": boundary}
            look = math("(m, a) => m.magnify(...a)", [as_javascript(x), kernel, rule, [row, column], 2])
            assert look["sum"] == pytest.approx(result[2, row, column], abs=1e-6)
            assert np.sum(look["products"]) == pytest.approx(look["sum"])
            np.testing.assert_array_equal(look["weights"], signal.flip(kernel))


PAINT = """(m, [data, view, scale]) => {
  const rgba = new Uint8ClampedArray(4 * data.length);
  m.paintPixels({ channels: 1, data: Float32Array.from(data) }, rgba, view, scale);
  return [...rgba].filter((_, i) => i % 4 === 0);
}"""


def test_views(math):
    values = [-2, 0, 0.5, 1, 2]
    assert math(PAINT, [values, "clipped", 1]) == [0, 0, 128, 255, 255]
    assert math(PAINT, [values, "signed", 2]) == [0, 128, 159, 191, 255]
    assert math(PAINT, [values, "absolute", 2]) == [255, 0, 64, 128, 255]


def test_scale_of_large_pictures_leaves_out_one_percent(math):
    call = """(m, [data, view]) => {
      const result = { data: Float32Array.from(data) };
      return m.viewScale(view, result, m.extent(result));
    }"""
    ramp = np.linspace(-3, 1, 20_000).tolist()
    scale = math(call, [ramp, "signed"])
    assert np.quantile(np.abs(ramp), 0.99) <= scale <= 3
    assert scale == pytest.approx(np.quantile(np.abs(ramp), 0.99), abs=3 / 255)
    assert math(call, [[*ramp[:9000], -7], "signed"]) == 7
    assert math(call, [[0, 0], "absolute"]) == 1
    assert math(call, [ramp, "clipped"]) == 1


def test_extent_counts_what_a_plain_view_clips(math):
    found = math("(m, data) => m.extent({ data })", [-0.5, 0, 1, 1.5, 2, 0.5, -1e-9, 1 + 1e-9])
    assert found == {"low": -0.5, "high": 2, "below": 1 / 8, "above": 2 / 8}


# Words


VERDICTS = {
    "sobel_left": (
        "Separable: column × row.",
        "6 multiplications a value instead of 9; for this picture 600 instead of 900.",
    ),
    "outline": (
        "Not separable: rank 2.",
        "for this picture 1,200 instead of 900: nothing is saved. The nearest",
    ),
    "gaussian_7": ("Separable: column × row.", "14 multiplications a value instead of 49"),
    "zeros": ("All weights are zero.", "zero everywhere"),
    "wide_1x7": (
        "Separable: column × row.",
        "for this picture 800 instead of 700: nothing is saved.",
    ),
}


def test_verdicts(module):
    factors, words = module("filter_lab_separable"), module("filter_lab_words")
    picture_size = {"channels": 1, "height": 10, "width": 10}
    for name, (verdict, part) in VERDICTS.items():
        facts = factors("(m, kernel) => m.separability(kernel)", KERNELS[name])
        found = words("(m, a) => m.separableWords(...a)", [KERNELS[name], facts, picture_size])
        assert found[0] == verdict
        assert part in found[1]


BROKEN = [
    ({"picture": "moon"}, "There is no picture named “moon”."),
    ({"picture": ["china"]}, "There is no picture named “china”."),
    ({"view": "xray"}, "There is no view named “xray”."),
    ({"boundary": 3}, "There is no boundary named “3”."),
    ({"color": "yes"}, "Color and flip are true or false."),
    ({"kernel": "box"}, "A kernel is a list of rows of weights."),
    ({"kernel": [[1, None]]}, "Each weight must be a number from −1000 to 1000."),
    ({"kernel": [[1, 2], [3]]}, "Row 2 has 1 weights but row 1 has 2."),
    ({"kernel": []}, "A kernel needs at least one weight."),
    ({"picture": "digit_7", "kernel": [[1, 2]], "view": "absolute"}, None),
]


def test_states_of_an_address_are_checked(module):
    call, lab = module("filter_lab"), FilterLab()
    state = {name: getattr(lab, name) for name in (*ADDRESS, "photographs", "digits")}
    for changes, words in [({}, None), *BROKEN]:
        assert call("(m, state) => m.default.check(state)", state | changes) == words


def test_address_holds_what_makes_the_result(module):
    assert module("filter_lab")("(m) => m.default.address") == list(ADDRESS)


# Traits


def test_kernel_takes_arrays_and_names():
    assert FilterLab(kernel=np.array([[1, 2]])).kernel == [[1.0, 2.0]]
    assert FilterLab(kernel="outline").kernel == KERNELS["outline"]


@pytest.mark.parametrize(
    ("kernel", "words"),
    [
        ("nothing", "no kernel is named 'nothing'"),
        ([[1, 2], [3]], "rows of equally many numbers"),
        ([1, 2], r"got shape \(2,\)"),
        (np.ones((8, 2)), r"sizes from 1 to 7, got shape \(8, 2\)"),
        (np.ones((0, 2)), r"got shape \(0, 2\)"),
        ([[np.nan]], "from -1000 to 1000, got nan"),
        ([[5000.0]], "got 5000.0"),
        ([["a"]], "rows of equally many numbers"),
    ],
)
def test_bad_kernels_are_refused_and_the_old_one_stays(kernel, words):
    lab = FilterLab()
    with pytest.raises(traitlets.TraitError, match=words):
        lab.kernel = kernel
    assert lab.kernel == KERNELS["sobel_left"]


@pytest.mark.parametrize(
    ("trait", "value"),
    [("picture", "moon"), ("view", "x"), ("boundary", "same"), ("divider", 1.5), ("flip", 3)],
)
def test_other_bad_traits_are_refused(trait, value):
    with pytest.raises(traitlets.TraitError, match=trait):
        FilterLab(**{trait: value})


@pytest.mark.parametrize("name", filter_lab.PICTURES)
def test_fallback_is_small_and_speaks(name):
    html = FilterLab(picture=name, kernel="sharpen", view="clipped", color=True).fallback()
    assert len(html.encode()) <= 12_000
    assert html.count('<img src="data:image/jpeg;base64,') == 2
    shown = name.replace("_", " ").capitalize()
    assert f'alt="After: {shown} before and after cross-correlation"' in html
