"""Pooling: the largest number of each window, and where it was."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized

_NAMES = ("max_pool2d", "avg_pool2d", "lp_pool2d")
LIBRARY = tuple(
    f"{module}.{name}"
    for module in ("cnnlib.ops.loops", "cnnlib.ops.vectorized", "cnnlib.ops.torch_ops", "torch.nn.functional")
    for name in _NAMES
)
PICTURE = np.array([[1.0, 3.0, 2.0, 0.0, 5.0], [5.0, 7.0, 4.0, 4.0, 1.0], [0.0, 2.0, 8.0, 6.0, 3.0]])
_TIES = np.array(
    [[[2.0, 2.0, 0.0, 1.0], [2.0, 2.0, 1.0, 1.0]], [[-3.0, -1.0, -1.0, -5.0], [-1.0, -2.0, -4.0, -5.0]]]
)
VOLUME = np.stack([PICTURE, 9.0 - PICTURE[::-1]])


def _where(x, kernel_size, stride):
    """Return the maxima of all windows, and the numbers of their pixels in the flattened plane."""
    out, indices = vectorized.max_pool2d(x[None], kernel_size, stride=stride)
    return out[0], indices[0]


def _picked(x, kernel_size, stride, pick=np.argmax, number=None):
    """Return what loops over the windows find: ``pick`` chooses a tap, ``number`` names its place."""
    (k_h, k_w), (s_h, s_w), (channels, height, width) = kernel_size, stride, x.shape
    shape = channels, (height - k_h) // s_h + 1, (width - k_w) // s_w + 1
    values, indices = np.empty(shape), np.empty(shape, dtype=np.int64)
    for c, i, j in np.ndindex(*shape):
        window = x[c, i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w]
        u, v = np.unravel_index(pick(window), window.shape)
        values[c, i, j] = window[u, v]
        indices[c, i, j] = number(x.shape, c, (i * s_h + u, j * s_w + v), u * k_w + v)
    return values, indices


def _in_plane(shape, channel, place, tap):
    return place[0] * shape[2] + place[1]


def _in_volume(shape, channel, place, tap):
    return channel * shape[1] * shape[2] + _in_plane(shape, channel, place, tap)


def _by_columns(shape, channel, place, tap):
    return place[1] * shape[1] + place[0]


def _by_height(shape, channel, place, tap):
    return place[0] * shape[1] + place[1]


def _in_window(shape, channel, place, tap):
    return tap


def _last(window):
    return window.size - 1 - np.argmax(window.ravel()[::-1])


def _from_zero(x, kernel_size, stride):
    values, indices = _where(x, kernel_size, stride)
    return np.maximum(values, 0), np.where(values > 0, indices, 0)


def _first_in_columns(window):
    u, v = np.unravel_index(np.argmax(window.T), window.T.shape)[::-1]
    return u * window.shape[1] + v


def _searched_everywhere(x, kernel_size, stride):
    """Return each maximum, numbered by the first pixel of the plane that is as large."""
    values, _ = _where(x, kernel_size, stride)
    numbers = [[plane.ravel().tolist().index(z) for z in maxima.ravel()] for plane, maxima in zip(x, values)]
    return values, np.array(numbers).reshape(values.shape)


def _steps_of_one(x, kernel_size, stride):
    """Return the maxima, numbered as if each window began one pixel behind its neighbor."""
    values, taps = _counted(_in_window)(x, kernel_size, stride)
    u, v = np.divmod(taps, kernel_size[1])
    _, i, j = np.indices(values.shape)
    return values, (i + u) * x.shape[2] + j + v


def _counted(number, pick=np.argmax):
    return lambda x, kernel_size, stride: _picked(x, kernel_size, stride, pick, number)


def _random_where(rng):
    x = rng.integers(-6, 2, size=rng.integers((1, 4, 5), (3, 8, 9))).astype(float)
    kernel_size, stride = rng.integers(1, 4, size=2), rng.integers(1, 4, size=2)
    return case(x, tuple(kernel_size.tolist()), tuple(stride.tolist()))


TASKS = [
    Task(
        "max_pool_where",
        reference=_where,
        cases={
            "two channels, tiles of 2×2": case(VOLUME, (2, 2), (2, 2)),
            "overlapping windows": case(VOLUME, (2, 3), (1, 2)),
            "ties, and numbers below 0": case(_TIES, (2, 2), (2, 2)),
            "ties in overlapping windows": case(_TIES, (2, 3), (1, 1)),
            "a stride larger than the window": case(VOLUME, (1, 2), (2, 3)),
        },
        random=_random_where,
        mistakes=[
            Mistake(
                "of equal numbers the last wins: take the first in reading order", _counted(_in_plane, _last)
            ),
            Mistake(
                "the numbers are those of the taps in their window, not of the pixels", _counted(_in_window)
            ),
            Mistake("the pixels are counted down the columns: count row by row", _counted(_by_columns)),
            Mistake("the channels are counted on: each plane begins at 0", _counted(_in_volume)),
            Mistake("a row is as long as the picture is wide, not as it is high", _counted(_by_height)),
            Mistake(
                "of equal numbers the first in its column wins: read the window row by row",
                _counted(_in_plane, _first_in_columns),
            ),
            Mistake(
                "the maximum is looked up in the whole plane, where its equal may stand earlier",
                _searched_everywhere,
            ),
            Mistake(
                "the numbers know nothing of the stride: a window begins at i times stride", _steps_of_one
            ),
            Mistake(
                "the two arrays are exchanged: first the maxima, then the numbers",
                lambda x, kernel_size, stride: _where(x, kernel_size, stride)[::-1],
            ),
            Mistake("the search begins at 0, which beats every negative number", _from_zero),
            Mistake("the windows tile the picture: look at stride", lambda x, k, stride: _where(x, k, k)),
        ],
        without=LIBRARY,
    ),
]
