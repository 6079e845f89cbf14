"""Pooling: the largest number and where it was, the average at the rim, and the powers between the two."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized

_NAMES = ("max_pool2d", "avg_pool2d", "lp_pool2d")
LIBRARY = tuple(
    f"{module}.{name}"
    for module in ("cnnlib.ops.loops", "cnnlib.ops.vectorized", "cnnlib.ops.torch_ops", "torch.nn.functional")
    for name in _NAMES
)
_PICTURE = np.array([[1.0, 3.0, 2.0, 0.0, 5.0], [5.0, 7.0, 4.0, 4.0, 1.0], [0.0, 2.0, 8.0, 6.0, 3.0]])
_TIES = np.array(
    [[[2.0, 2.0, 0.0, 1.0], [2.0, 2.0, 1.0, 1.0]], [[-3.0, -1.0, -1.0, -5.0], [-1.0, -2.0, -4.0, -5.0]]]
)
_VOLUME = np.stack([_PICTURE, 9.0 - _PICTURE[::-1]])


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


def _counted(number, pick=np.argmax):
    return lambda x, kernel_size, stride: _picked(x, kernel_size, stride, pick, number)


def _random_where(rng):
    x = rng.integers(-6, 2, size=rng.integers((1, 4, 5), (3, 8, 9))).astype(float)
    kernel_size, stride = rng.integers(1, 4, size=2), rng.integers(1, 4, size=2)
    return case(x, tuple(kernel_size.tolist()), tuple(stride.tolist()))


def _average(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    """Return the averages of a picture's windows."""
    options = {"stride": stride, "padding": padding, "count_include_pad": count_include_pad}
    return vectorized.avg_pool2d(x[None, None], kernel_size, **options)[0, 0]


def _flag_turned(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    return _average(x, kernel_size, stride, padding, not count_include_pad)


def _always_counted(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    return _average(x, kernel_size, stride, padding)


def _never_counted(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    return _average(x, kernel_size, stride, padding, False)


def _small_steps(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    return _average(x, kernel_size, stride or (1, 1), padding, count_include_pad)


def _sums(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    return _average(x, kernel_size, stride, padding) * np.prod(kernel_size)


def _padded_before(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    framed = np.pad(x, [(p, 0) for p in padding])
    if count_include_pad:
        return _average(framed, kernel_size, stride)
    real = np.pad(np.ones_like(x), [(p, 0) for p in padding])
    return _average(framed, kernel_size, stride) / _average(real, kernel_size, stride)


def _zeros_skipped(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    """Divide by how many numbers are not 0, which is not how many are real."""
    if count_include_pad:
        return _average(x, kernel_size, stride, padding)
    used = _average((x != 0).astype(float), kernel_size, stride, padding)
    return _average(x, kernel_size, stride, padding) / used


def _random_average(rng):
    x, kernel_size = rng.normal(size=rng.integers(5, 9, size=2)), rng.integers(2, 5, size=2)
    x[rng.random(x.shape) < 0.2] = 0.0
    stride = rng.choice([None, 1, 2, 3])
    padding = tuple(int(rng.integers(0, k // 2 + 1)) for k in kernel_size)
    options = {"padding": padding, "count_include_pad": bool(rng.integers(2))}
    return case(x, tuple(kernel_size.tolist()), stride and (stride, int(rng.integers(1, 4))), **options)


def _power(x, p, kernel_size=None):
    """Return the power means of the tiles of each channel, or of each channel as a whole."""
    kernel_size = kernel_size or x.shape[1:]
    if p == np.inf:
        return vectorized.max_pool2d(x[None], kernel_size)[0][0]
    return vectorized.avg_pool2d(x[None] ** p, kernel_size)[0] ** (1 / p)


def _power_sum(x, p, kernel_size=None):
    """Return what PyTorch's LPPool2d gives."""
    k_h, k_w = kernel_size or x.shape[1:]
    return _power(x, p, kernel_size) * (k_h * k_w) ** (1 / p)


def _rootless(x, p, kernel_size=None):
    return _power(x, p, kernel_size) if p == np.inf else _power(x, p, kernel_size) ** p


def _no_limit(x, p, kernel_size=None):
    return np.ones_like(_power(x, 1, kernel_size)) if p == np.inf else _power(x, p, kernel_size)


def _all_channels(x, p, kernel_size=None):
    tall = np.moveaxis(x, 0, 1).reshape(1, -1, x.shape[2])  # the rows of all channels in turn
    k_h, k_w = kernel_size or x.shape[1:]
    return _power(tall, p, (k_h * len(x), k_w))[0]


def _exchanged(x, p, kernel_size=None):
    return _power(x, p, kernel_size and kernel_size[::-1])


def _always_squared(x, p, kernel_size=None):
    return _power(x, 2, kernel_size)


def _power_of_average(x, p, kernel_size=None):
    return _power(x, p if p == np.inf else 1, kernel_size)


def _random_power(rng):
    x = rng.random(size=rng.integers((1, 4, 5), (4, 8, 9))) * 3
    kernel_size = tuple(rng.integers(1, 4, size=2).tolist())
    return case(x, rng.choice([1, 2, 3, 8, np.inf]), (rng.choice([0, 1]) and kernel_size) or None)


TASKS = [
    Task(
        "max_pool_where",
        reference=_where,
        cases={
            "two channels, tiles of 2×2": case(_VOLUME, (2, 2), (2, 2)),
            "overlapping windows": case(_VOLUME, (2, 3), (1, 2)),
            "ties, and numbers below 0": case(_TIES, (2, 2), (2, 2)),
            "ties in overlapping windows": case(_TIES, (2, 3), (1, 1)),
            "a stride larger than the window": case(_VOLUME, (1, 2), (2, 3)),
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
            Mistake("the search begins at 0, which beats every negative number", _from_zero),
            Mistake("the windows tile the picture: look at stride", lambda x, k, stride: _where(x, k, k)),
        ],
        without=LIBRARY,
    ),
    Task(
        "average_pool",
        reference=_average,
        cases={
            "tiles of one row and two columns": case(_PICTURE, (1, 2)),
            "windows of 2×2, one apart": case(_PICTURE, (2, 2), (1, 1)),
            "a frame that counts": case(_PICTURE, (3, 3), (1, 2), (1, 1)),
            "a frame that does not count": case(_PICTURE, (3, 3), (1, 2), (1, 1), False),
            "zeros in the picture, a frame that does not count": case(
                _PICTURE - 1.0, (2, 2), (2, 3), padding=(1, 0), count_include_pad=False
            ),
            "a frame, no stride": case(_PICTURE, (2, 3), padding=(1, 1)),
        },
        random=_random_average,
        mistakes=[
            Mistake("count_include_pad is the other way round: True counts the padding", _flag_turned),
            Mistake("the padding always counts: look at count_include_pad", _always_counted),
            Mistake("the padding never counts: look at count_include_pad", _never_counted),
            Mistake("no stride is not 1: it is as large as the window", _small_steps),
            Mistake("these are the sums of the windows", _sums),
            Mistake("the padding is above and on the left only: it is that of each side", _padded_before),
            Mistake(
                "zeros of the picture count as padding: count the places, not the values", _zeros_skipped
            ),
        ],
        without=LIBRARY,
    ),
    Task(
        "power_pool",
        reference=_power,
        cases={
            "the average of tiles": case(_VOLUME, 1, (1, 2)),
            "L2 of tiles": case(_VOLUME, 2, (3, 2)),
            "p = 3 with a rest": case(_VOLUME, 3, (2, 2)),
            "the maximum of tiles": case(_VOLUME, np.inf, (3, 2)),
            "the average of whole maps": case(_VOLUME, 1),
            "the maximum of whole maps": case(_VOLUME, np.inf),
        },
        random=_random_power,
        mistakes=[
            Mistake("the powers are summed, as PyTorch does; take their average", _power_sum),
            Mistake("the root is missing", _rootless),
            Mistake("1 / ∞ is 0, and every root is 1: for p = ∞ take what the limit is", _no_limit),
            Mistake("the channels are pooled together: each is pooled by itself", _all_channels),
            Mistake("kernel_size is (height, width): the two are exchanged", _exchanged),
            Mistake("this is L2 pooling, whatever p is", _always_squared),
            Mistake("the average is raised to the power: raise each number, then average", _power_of_average),
        ],
        without=LIBRARY,
    ),
]
