"""Chapter 4: a layer of filters on volumes, and one with groups."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized


def _layer(x, weight, bias):
    """Return the layer's output on x (batch, channels, height, width), without padding."""
    return vectorized.conv2d(x, weight, bias)


def _one_short(x, weight, bias):
    return _layer(x, weight, bias)[:, :, :-1, :-1]


def _copied_formula(x, weight, bias):
    return _layer(np.roll(x, (1, 1), axis=(2, 3)), weight, bias)


def _first_picture(x, weight, bias):
    return _layer(np.repeat(x[:1], len(x), axis=0), weight, bias)


def _first_channel(x, weight, bias):
    return _layer(x[:, :1], weight[:, :1], bias)


def _last_channel(x, weight, bias):
    return _layer(x[:, -1:], weight[:, -1:], bias)


def _random_volumes(rng):
    batch, channels, filters = (int(n) for n in rng.integers((1, 2, 1), (3, 5, 4)))
    kernel = rng.integers(1, 4, size=2)
    x = rng.normal(size=(batch, channels, *(kernel + rng.integers(1, 4, size=2))))
    return case(x, rng.normal(size=(filters, channels, *kernel)), rng.normal(size=filters))


_V = np.array([[[1.0, 2, 0], [0, 1, 3], [2, 0, 1]], [[0, 1, 2], [3, 0, 1], [1, 2, 0]]])
_K = np.array([[[1.0, 0], [0, 1]], [[0, 2], [-1, 0]]])
_PICTURES = np.array([2.0, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4, 5, 2, 3, 5, 3, 6, 0, 2, 8])

VOLUME_LAYER = Task(
    "volume_layer",
    reference=_layer,
    cases={
        "the chapter's example": case(_V[None], _K[None], np.array([1.0])),
        "two pictures, two filters of two rows and one column": case(
            _PICTURES.reshape(2, 2, 3, 2),
            np.array([1.0, -1, 2, 0, 3, 1, 0, 5]).reshape(2, 2, 2, 1),
            np.array([0.0, 100.0]),
        ),
        "three channels, a kernel of one row and two columns": case(
            _PICTURES[:18].reshape(1, 3, 2, 3), np.arange(1.0, 7.0).reshape(1, 3, 1, 2), np.array([0.5])
        ),
    },
    random=_random_volumes,
    mistakes=[
        Mistake(
            "the bias is added once for each channel; each filter has one, added after the sum",
            lambda x, weight, bias: _layer(x, weight, x.shape[1] * bias),
        ),
        Mistake("the biases are missing", lambda x, weight, bias: _layer(x, weight, 0 * bias)),
        Mistake(
            "windows begin one row and one column too early: with indices from 0 the −1 disappears",
            _copied_formula,
        ),
        Mistake(
            "the filters are flipped: a layer cross-correlates",
            lambda x, weight, bias: _layer(x, weight[:, :, ::-1, ::-1], bias),
        ),
        Mistake(
            "the biases run along the columns: NumPy adds along the last axis, which here is the width",
            lambda x, weight, bias: _layer(x, weight, 0 * bias) + bias,
        ),
        Mistake("channel 0 alone is seen; add up all channels", _first_channel),
        Mistake("the last channel overwrites the others; add up all channels", _last_channel),
        Mistake(
            "the channels are averaged: a filter adds them up",
            lambda x, weight, bias: _layer(x, weight / x.shape[1], bias),
        ),
        Mistake("each picture of the batch gets the answer for the first", _first_picture),
        Mistake("the last row and column are missing: m pixels hold m − k + 1 windows", _one_short),
    ],
    without=(
        "cnnlib.ops.loops.conv2d",
        "cnnlib.ops.vectorized.conv2d",
        "cnnlib.ops.vectorized.unfold",
        "cnnlib.ops.loops.unfold",
        "cnnlib.layers.Conv2d",
        "cnnlib.signal.cross_correlate",
        "cnnlib.signal.convolve",
        "scipy.signal.correlate",
        "scipy.signal.correlate2d",
        "scipy.ndimage.correlate",
        "torch.nn.functional.conv2d",
        "torch.conv2d",
    ),
)


def _ungrouped(weight, groups):
    """Return the weight of a layer without groups that does the same: zeros where a filter sees nothing."""
    return _placed(weight, groups, lambda i: i // (len(weight) // groups))


def _placed(weight, groups, group_of):
    """Return the full weight in which filter i sees the channels of group ``group_of(i)``."""
    filters, depth, *kernel = weight.shape
    full = np.zeros((filters, groups, depth, *kernel), weight.dtype)
    for i in range(filters):
        full[i, group_of(i)] = weight[i]
    return full.reshape(filters, groups * depth, *kernel)


def _scattered(weight, groups):
    """Return the full weight in which a group's channels are those with one remainder."""
    filters, depth, *kernel = weight.shape
    grouped = _ungrouped(weight, groups).reshape(filters, groups, depth, *kernel)
    return grouped.swapaxes(1, 2).reshape(filters, groups * depth, *kernel)


def _random_groups(rng):
    groups, per_group, depth = (int(n) for n in rng.integers((2, 1, 1), (5, 4, 4)))
    return case(rng.normal(size=(groups * per_group, depth, *rng.integers(1, 4, size=2))), groups)


UNGROUPED = Task(
    "ungrouped",
    reference=_ungrouped,
    cases={
        "two groups, 1×1": case(np.arange(1.0, 9.0).reshape(4, 2, 1, 1), 2),
        "depthwise": case(np.arange(1.0, 7.0).reshape(3, 1, 1, 2), 3),
        "three groups of two filters": case(np.arange(1.0, 13.0).reshape(6, 2, 1, 1), 3),
        "two groups of four filters, two channels deep": case(np.arange(1.0, 17.0).reshape(8, 2, 1, 1), 2),
        "one group": case(np.arange(1.0, 9.0).reshape(1, 2, 2, 2), 1),
    },
    random=_random_groups,
    mistakes=[
        Mistake(
            "filters take turns between the groups; those of a group must follow one another",
            lambda weight, groups: _placed(weight, groups, lambda i: i % groups),
        ),
        Mistake("the channels of a group must follow one another; here they stand groups apart", _scattered),
        Mistake(
            "all filters see the channels of the first group",
            lambda weight, groups: _placed(weight, groups, lambda i: 0),
        ),
        Mistake(
            "every filter sees all channels: where it saw none, the weights must be 0",
            lambda weight, groups: np.tile(weight, (1, groups, 1, 1)),
        ),
        Mistake(
            "the groups stand in reversed order",
            lambda weight, groups: _placed(weight, groups, lambda i: ~(i // (len(weight) // groups))),
        ),
    ],
)
