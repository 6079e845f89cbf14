"""The named kernels: their numbers, what they sum to, and which way they point."""

import numpy as np
import pytest
from scipy import ndimage

from cnnlib import kernels
from cnnlib.signal import cross_correlate

SMOOTHING = ["box", "gaussian", "binomial", "motion_blur", "identity", "sharpen"]
ZERO_SUM = [
    name
    for name in kernels.names()
    if name.startswith(("sobel", "prewitt", "laplacian", "edge")) or name == "outline"
]
BRIGHT_SIDE = {
    "top": np.array([[1.0] * 5] * 2 + [[0.0] * 5] * 3),
    "bottom": np.array([[0.0] * 5] * 3 + [[1.0] * 5] * 2),
    "left": np.array([[1.0, 1, 0, 0, 0]] * 5),
    "right": np.array([[0.0, 0, 0, 1, 1]] * 5),
}


@pytest.mark.parametrize("name", kernels.names())
def test_each_kernel_is_a_fresh_float64_matrix_with_its_provenance(name):
    kernel = kernels.get(name)
    assert kernel.dtype == np.float64
    assert kernel.ndim == 2
    kernel[:] = 99
    assert not (kernels.get(name) == 99).any()
    about = kernels.about(name)
    assert about.name == name
    assert about.description
    assert about.source


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        ("outline", [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
        ("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        ("laplacian_4", [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        ("laplacian_8", [[1, 1, 1], [1, -8, 1], [1, 1, 1]]),
        ("edge_horizontal", [[-1, 1]]),
        ("edge_vertical", [[-1], [1]]),
        ("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    ],
)
def test_tables(name, expected):
    np.testing.assert_array_equal(kernels.get(name), expected)


@pytest.mark.parametrize("name", SMOOTHING)
def test_smoothing_keeps_brightness(name):
    assert kernels.get(name).sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("name", ZERO_SUM)
def test_difference_kernels_ignore_flat_regions(name):
    assert kernels.get(name).sum() == pytest.approx(0, abs=1e-15)


def test_every_difference_kernel_is_checked():
    assert len(ZERO_SUM) == 14


@pytest.mark.parametrize("side", BRIGHT_SIDE)
@pytest.mark.parametrize("family", ["sobel", "prewitt"])
def test_directed_kernels_answer_to_their_bright_side(family, side):
    kernel = kernels.get(f"{family}_{side}")
    for other, picture in BRIGHT_SIDE.items():
        response = cross_correlate(picture, kernel, mode="valid")[1, 1]
        assert np.sign(response) == {side: 1, opposite(side): -1}.get(other, 0)


def opposite(side):
    return {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}[side]


@pytest.mark.parametrize(("axis", "name"), [(0, "sobel_bottom"), (1, "sobel_right")])
def test_sobel_is_scipys(axis, name):
    picture = np.random.default_rng(3).normal(size=(6, 7))
    ours = cross_correlate(picture, kernels.get(name), mode="valid")
    np.testing.assert_allclose(ours, ndimage.sobel(picture, axis)[1:-1, 1:-1], rtol=1e-13, atol=1e-13)


def test_outline_is_the_negative_laplacian():
    np.testing.assert_array_equal(kernels.get("outline"), -kernels.get("laplacian_8"))


def test_gaussian_is_scipys():
    impulse = np.zeros((7, 7))
    impulse[3, 3] = 1
    expected = ndimage.gaussian_filter(impulse, 1.2, radius=3)
    np.testing.assert_allclose(kernels.gaussian(7, 1.2), expected, rtol=1e-13)


def test_laplacian_of_gaussian_is_scipys_but_for_its_mean():
    impulse = np.zeros((41, 41))
    impulse[20, 20] = 1
    expected = ndimage.gaussian_laplace(impulse, 2.0, truncate=10)
    np.testing.assert_allclose(kernels.laplacian_of_gaussian(41, 2.0), expected, atol=1e-4)


def test_binomial_is_box_upon_box():
    np.testing.assert_array_equal(kernels.binomial(5, ndim=1) * 16, [1, 4, 6, 4, 1])


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("horizontal", [[0, 0, 0], [1, 1, 1], [0, 0, 0]]),
        ("vertical", [[0, 1, 0], [0, 1, 0], [0, 1, 0]]),
        ("diagonal", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    ],
)
def test_motion_blur_follows_its_line(direction, expected):
    np.testing.assert_allclose(kernels.motion_blur(3, direction=direction) * 3, expected)


def test_sizes_and_ranks():
    assert kernels.get("gaussian", size=7, sigma=2.0).shape == (7, 7)
    assert kernels.box(2, ndim=3).shape == (2, 2, 2)
    assert kernels.identity(5, ndim=1).tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: kernels.get("sobel"), ValueError, r"no kernel is named 'sobel'; known: identity, box"),
        (lambda: kernels.get(["box"]), ValueError, r"no kernel is named \['box'\]"),
        (lambda: kernels.get("emboss", size=5), TypeError, r"'emboss' does not take \{'size': 5\}"),
        (lambda: kernels.box(0), ValueError, r"box: size must be at least 1, but is 0"),
        (lambda: kernels.box(2.5), TypeError, r"box: size must be a whole number, but is 2.5"),
        (lambda: kernels.identity(4), ValueError, r"identity: size must be odd to have a middle, got 4"),
        (lambda: kernels.gaussian(3, 0), ValueError, r"gaussian: sigma must be positive and finite, got 0"),
        (lambda: kernels.gaussian(3, np.nan), ValueError, r"gaussian: sigma must be positive and finite"),
        (lambda: kernels.gaussian(3, "1"), TypeError, r"gaussian: sigma must be a number, got '1'"),
        (lambda: kernels.motion_blur(3, direction="up"), ValueError, r"direction must be .* got 'up'"),
        (lambda: kernels.binomial(3, ndim=0), ValueError, r"binomial: ndim must be at least 1, but is 0"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
