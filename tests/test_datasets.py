"""The embedded data: shapes, ranges, and the patterns' pixels."""

import sys

import numpy as np
import pytest

from cnnlib import datasets


def test_digits():
    images, labels = datasets.digits()
    assert (images.shape, images.dtype) == ((1797, 1, 8, 8), np.float32)
    assert (labels.shape, labels.dtype) == ((1797,), np.int64)
    assert (images.min(), images.max()) == (0, 1)
    np.testing.assert_array_equal(images * 16, np.round(images * 16))
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize("size", [8, 28, 32])
def test_digits_scale_as_pytorch_scales(size):
    torch = pytest.importorskip("torch")
    small, large = datasets.digits()[0], datasets.digits(size)[0]
    assert (large.shape, large.dtype) == ((1797, 1, size, size), np.float32)
    expected = torch.nn.functional.interpolate(torch.from_numpy(small), (size, size), mode="bilinear")
    np.testing.assert_allclose(large, expected, atol=1e-6)


@pytest.mark.parametrize("name", datasets.PHOTOGRAPHS)
def test_photographs_come_whole(name):
    picture = datasets.photograph(name)
    assert (picture.shape, picture.dtype) == ((427, 640, 3), np.float32)
    assert 0 <= picture.min() < 0.05
    assert 0.95 < picture.max() <= 1


def test_photographs_differ_in_what_they_show():
    pictures = datasets.photographs(32)
    assert tuple(pictures) == datasets.PHOTOGRAPHS
    assert abs(pictures["china"] - pictures["flower"]).mean() > 0.1


def test_size_crops_the_middle_square():
    whole, square = datasets.photograph("china"), datasets.photograph("china", 427)
    np.testing.assert_array_equal(square, whole[:, 106 : 106 + 427])


def test_resampling_keeps_the_mean_color():
    large, small = datasets.photograph("flower", 427), datasets.photograph("flower", 48)
    assert (small.shape, small.dtype) == ((48, 48, 3), np.float32)
    np.testing.assert_allclose(small.mean(axis=(0, 1)), large.mean(axis=(0, 1)), atol=0.004)


def test_gray_is_luma():
    color, gray = datasets.photograph("china", 16), datasets.photograph("china", 16, gray=True)
    assert (gray.shape, gray.dtype) == ((16, 16), np.float32)
    expected = 0.299 * color[..., 0] + 0.587 * color[..., 1] + 0.114 * color[..., 2]
    np.testing.assert_allclose(gray, expected, atol=1e-6)


@pytest.mark.parametrize("name", datasets.PATTERNS)
@pytest.mark.parametrize("size", [1, 5, 64])
def test_patterns_fill_the_range(name, size):
    picture = datasets.pattern(name, size)
    assert (picture.shape, picture.dtype) == ((size, size), np.float32)
    assert picture.flags.writeable
    assert 0 <= picture.min() <= picture.max() <= 1
    if size == 64:
        assert (picture.min(), picture.max()) == pytest.approx((0, 1), abs=0.01)


def test_patterns_are_what_they_are_called():
    board = datasets.pattern("checkerboard", 16)
    np.testing.assert_array_equal(board[:4, :4], [[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]])
    stripes = datasets.pattern("stripes", 8)
    np.testing.assert_array_equal(stripes, np.tile([0, 1], (8, 4)))
    disc = datasets.pattern("disc", 32)
    assert disc.mean() == pytest.approx(np.pi * 0.3**2, abs=0.01)
    assert (np.diff(datasets.pattern("ramp", 8), axis=1) > 0).all()
    rings = datasets.pattern("zone_plate", 65)
    assert rings[32, 32] == 1
    np.testing.assert_allclose(rings, rings[::-1, ::-1], atol=1e-6)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: datasets.photograph("cat"), ValueError, r"name must be one of .china., .flower., got .cat."),
        (lambda: datasets.photograph("china", 0), ValueError, r"photograph: size must be at least 1"),
        (lambda: datasets.photograph("china", 2.5), TypeError, r"photograph: size must be a whole number"),
        (lambda: datasets.digits(7), ValueError, r"digits: size must be at least 8, but is 7"),
        (lambda: datasets.digits(28.0), TypeError, r"digits: size must be a whole number, but is 28.0"),
        (lambda: datasets.pattern("plaid"), ValueError, r"pattern: name must be one of .* got .plaid."),
        (lambda: datasets.pattern("disc", -1), ValueError, r"pattern: size must be at least 1, but is -1"),
    ],
)  # fmt: skip
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_missing_scikit_learn_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ModuleNotFoundError, match="pip install scikit-learn pillow"):
        datasets.digits()
