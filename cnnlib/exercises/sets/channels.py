"""Chapter 4: channels and volumes."""

import numpy as np

from cnnlib.exercises.sets.channels_counts import COSTS, SEPARABLE
from cnnlib.exercises.sets.channels_layers import UNGROUPED, VOLUME_LAYER
from cnnlib.exercises.sets.channels_merged import MERGED
from cnnlib.exercises.task import Mistake, Task, case


def _reorder(x, source, target):
    """Return x, whose axes are called by the letters of source, with the axes in the order of target."""
    return x.transpose([source.index(letter) for letter in target])


def _there_for_back(x, source, target):
    return x.transpose([target.index(letter) for letter in source])


def _new_shape(x, source, target):
    return [x.shape[source.index(letter)] for letter in target]


def _reshaped(x, source, target):
    return x.reshape(_new_shape(x, source, target))


def _exchanged(x, source, target):
    """Return x with its axis of input channels brought to its place by an exchange with what stood there."""
    letter = "C" if "C" in source else "I"
    return x.swapaxes(source.index(letter), target.index(letter))


def _random_order(rng):
    source = str(rng.choice(["NCHW", "NHWC", "HWIO", "OIHW"]))
    target = source
    while target == source:
        target = "".join(rng.permutation(list(source)))
    return case(rng.normal(size=rng.permutation([2, 3, 4, 5])), source, target)


_NAMES = np.arange(36.0)

_REORDER = Task(
    "reorder",
    reference=_reorder,
    cases={
        "a picture, channels last": case(_NAMES[:12].reshape(3, 2, 2), "CHW", "HWC"),
        "a batch, channels last": case(_NAMES[:24].reshape(2, 2, 2, 3), "NCHW", "NHWC"),
        "a batch, channels first": case(_NAMES[:24].reshape(1, 2, 4, 3), "NHWC", "NCHW"),
        "filters from TensorFlow": case(_NAMES.reshape(3, 2, 3, 2), "HWIO", "OIHW"),
        "rows and columns": case(_NAMES[:6].reshape(2, 3), "HW", "WH"),
    },
    random=_random_order,
    mistakes=[
        Mistake("reshape keeps the order in memory and mixes the axes up: reorder them", _reshaped),
        Mistake(
            "reshape keeps the order in memory and mixes the axes up, in Fortran's order, too",
            lambda x, source, target: x.reshape(_new_shape(x, source, target), order="F"),
        ),
        Mistake(
            "this permutation is the way back: transpose asks, for each new axis, where it stood before",
            _there_for_back,
        ),
        Mistake("all axes are reversed, whatever the target", lambda x, source, target: x.T),
        Mistake(
            "two axes are exchanged; the channels must move past the others, which keep their order",
            _exchanged,
        ),
        Mistake("the axes stand as before", lambda x, source, target: x),
    ],
)


def _pointwise(x, weight, bias):
    """Return the 1×1 layer with weight (filters, channels) on x (batch, channels, height, width)."""
    return np.einsum("bljk,il->bijk", x, weight) + bias[:, None, None]


def _of_pixels(x, weight, bias):
    """Return the dense layer's answer for rows of x that are taken for pixels."""
    return x.reshape(-1, weight.shape[1]) @ weight.T + bias


def _out_shape(x, weight):
    return x.shape[0], len(weight), *x.shape[2:]


def _reshaped_in(x, weight, bias):
    batch, _, height, width = x.shape
    return _of_pixels(x, weight, bias).reshape(batch, height, width, -1).transpose(0, 3, 1, 2)


def _reshaped_out(x, weight, bias):
    return _of_pixels(x.transpose(0, 2, 3, 1), weight, bias).reshape(_out_shape(x, weight))


def _reshaped_twice(x, weight, bias):
    return _of_pixels(x, weight, bias).reshape(_out_shape(x, weight))


def _channels_before_pictures(x, weight, bias):
    """Return what comes of one long row of pixels for each channel, where x has a batch in front."""
    return (weight @ x.reshape(x.shape[1], -1) + bias[:, None]).reshape(_out_shape(x, weight))


def _bias_along_columns(x, weight, bias):
    return _pointwise(x, weight, 0 * bias) + bias


def _random_pixels(rng):
    batch, channels, filters, height, width = (int(n) for n in rng.integers((1, 2, 1, 2, 2), 6))
    x = rng.normal(size=(batch, channels, height, width))
    return case(x, rng.normal(size=(filters, channels)), rng.normal(size=filters))


_COLORS = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4])

_POINTWISE = Task(
    "pointwise",
    reference=_pointwise,
    cases={
        "three channels to one": case(
            _COLORS[:12].reshape(1, 3, 2, 2), np.array([[0.25, 0.5, 0.25]]), np.array([1.0])
        ),
        "two channels to three": case(
            _COLORS[:12].reshape(1, 2, 2, 3), np.array([[1.0, 0], [0, 2], [1, -1]]), np.array([0.0, 10, 20])
        ),
        "two pictures": case(
            _COLORS.reshape(2, 3, 2, 2), np.array([[1.0, 0, 1], [0, -1, 2]]), np.array([0.5, -0.5])
        ),
    },
    random=_random_pixels,
    mistakes=[
        Mistake(
            "the result is reshaped to its shape: the filters come out last and must be moved, not renamed",
            _reshaped_out,
        ),
        Mistake(
            "x is reshaped to rows of channels: neighbors in memory are pixels of one channel, not one pixel",
            _reshaped_in,
        ),
        Mistake("x and the result are both reshaped where their axes had to be moved", _reshaped_twice),
        Mistake(
            "the result has its channels last: move them to where x has them",
            lambda x, weight, bias: _pointwise(x, weight, bias).transpose(0, 2, 3, 1),
        ),
        Mistake(
            "with more than one picture, x.reshape(channels, …) mixes pictures and channels",
            _channels_before_pictures,
        ),
        Mistake(
            "the biases run along the columns: NumPy adds along the last axis, which here is the width",
            _bias_along_columns,
        ),
        Mistake("the biases are missing", lambda x, weight, bias: _pointwise(x, weight, 0 * bias)),
        Mistake(
            "the bias is added once for each channel; each filter has one, added after the sum",
            lambda x, weight, bias: _pointwise(x, weight, x.shape[1] * bias),
        ),
        Mistake(
            "the channels are averaged: a filter adds them up",
            lambda x, weight, bias: _pointwise(x, weight / x.shape[1], bias),
        ),
    ],
    without=(
        "cnnlib.ops.loops.conv2d",
        "cnnlib.ops.vectorized.conv2d",
        "cnnlib.layers.Conv2d",
        "torch.nn.functional.conv2d",
        "torch.conv2d",
    ),
)

TASKS = [COSTS, _REORDER, SEPARABLE, _POINTWISE, VOLUME_LAYER, UNGROUPED, MERGED]
