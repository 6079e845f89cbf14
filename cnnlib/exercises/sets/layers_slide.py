"""Chapter 7, continued: a dense layer that slides over larger maps."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized


def _slide(maps, weight, bias, size):
    """Slide a dense layer that was made for maps of ``size``."""
    kernels = weight.reshape(len(weight), len(maps), *size)
    return vectorized.conv2d(maps[None], kernels, bias)[0]


def _slide_kernels(maps, kernels, bias):
    return vectorized.conv2d(maps[None], kernels, bias)[0]


def _channels_last(maps, weight, bias, size):
    kernels = weight.reshape(len(weight), *size, len(maps)).transpose(0, 3, 1, 2)
    return _slide_kernels(maps, kernels, bias)


def _turned(maps, weight, bias, size):
    kernels = weight.reshape(len(weight), len(maps), *size)
    return _slide_kernels(maps, kernels[..., ::-1, ::-1], bias)


def _height_for_width(maps, weight, bias, size):
    return _slide(maps, weight, bias, size[::-1])


def _side_by_side(maps, weight, bias, size):
    return _slide(maps, weight, bias, size)[:, :: size[0], :: size[1]]


def _down_the_columns(maps, weight, bias, size):
    """Read the weights as if ``ravel("F")`` had flattened the windows."""
    kernels = weight.reshape(len(weight), *size[::-1], len(maps)).transpose(0, 3, 2, 1)
    return _slide_kernels(maps, kernels, bias)


def _last_places_missing(maps, weight, bias, size):
    return _slide(maps, weight, bias, size)[:, :-1, :-1]


def _random_slide(rng):
    channels, units = (int(n) for n in rng.integers(2, 4, size=2))
    size = int(rng.integers(1, 4)), int(rng.integers(2, 4))
    maps = rng.normal(size=(channels, size[0] + rng.integers(0, 4), size[1] + rng.integers(1, 5)))
    weight = rng.normal(size=(units, channels * size[0] * size[1]))
    return case(maps, weight, rng.normal(size=units), size)


_SLIDE = np.random.default_rng(70)
_SLIDES = {
    "one channel of 2 × 3, a layer for 2 × 2": case(
        np.array([[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]]]),
        np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 1.0, -3.0]]),
        np.array([0.5, 0.0]),
        (2, 2),
    ),
    "two channels of 4 × 5, a layer for 2 × 3": case(
        _SLIDE.integers(-3, 4, (2, 4, 5)).astype(float),
        _SLIDE.integers(-3, 4, (3, 12)).astype(float),
        np.array([1.0, -2.0, 0.5]),
        (2, 3),
    ),
    "maps of the size that the layer was made for": case(
        _SLIDE.normal(size=(3, 2, 4)), _SLIDE.normal(size=(2, 24)), np.array([1.0, 2.0]), (2, 4)
    ),
}


SLIDE = [
    Task(
        "slide_dense",
        reference=_slide,
        cases=_SLIDES,
        random=_random_slide,
        mistakes=[
            Mistake(
                "the kernels are turned: the layers of a network cross-correlate, so nothing is flipped",
                _turned,
            ),
            Mistake(
                "the weights are folded with the channel last: flattened maps (channels, height, width) let "
                "the channel change slowest",
                _channels_last,
            ),
            Mistake(
                "the bias is missing", lambda maps, weight, bias, size: _slide(maps, weight, 0 * bias, size)
            ),
            Mistake("height and width of size are exchanged", _height_for_width),
            Mistake(
                "the windows are flattened column by column: `ravel()` goes row by row", _down_the_columns
            ),
            Mistake("the last row and column of places are missing", _last_places_missing),
            Mistake("the windows stand side by side: slide the layer by one place at a time", _side_by_side),
            Mistake(
                "one map for each unit is asked for, so the units come first",
                lambda *arguments: _slide(*arguments).transpose(1, 2, 0),
            ),
        ],
    ),
]
