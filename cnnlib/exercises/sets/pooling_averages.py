"""Pooling: the average at the rim, and the powers between the average and the maximum."""

import numpy as np

from cnnlib.exercises.sets.pooling_windows import LIBRARY, PICTURE, VOLUME
from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized


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


def _real_alone(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    return _average(x, kernel_size, stride, padding if count_include_pad else (0, 0))


def _rim_repeated(x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    framed = np.pad(x, [(p, p) for p in padding], mode="edge")
    return _average(framed, kernel_size, stride)


def _empty_in_front(got, want, x, kernel_size, stride=None, padding=(0, 0), count_include_pad=True):
    """Return whether all windows that begin in the padding have found nothing."""
    fronts = [np.take(got, 0, axis) for axis in (0, 1) if padding[axis]]
    return (
        bool(fronts) and got.shape == want.shape and not any(np.nan_to_num(front).any() for front in fronts)
    )


def _rounded_down(got, want, *arguments, **options):
    return got.shape == want.shape and np.array_equal(got, np.floor(want))


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


def _whole_power(x, p, kernel_size=None):
    return _power(x, p if p == np.inf else int(p), kernel_size)


def _one_apart(x, p, kernel_size=None):
    if p == np.inf:
        return vectorized.max_pool2d(x[None], kernel_size or x.shape[1:], stride=1)[0][0]
    return vectorized.avg_pool2d(x[None] ** p, kernel_size or x.shape[1:], stride=1)[0] ** (1 / p)


def _rest_pooled(x, p, kernel_size=None):
    kernel_size = kernel_size or x.shape[1:]
    if p == np.inf:
        return vectorized.max_pool2d(x[None], kernel_size, ceil_mode=True)[0][0]
    return vectorized.avg_pool2d(x[None] ** p, kernel_size, ceil_mode=True)[0] ** (1 / p)


def _random_power(rng):
    x = rng.random(size=rng.integers((1, 4, 5), (4, 8, 9))) * 3
    kernel_size = tuple(rng.integers(1, 4, size=2).tolist())
    return case(x, rng.choice([1, 1.5, 2, 3.25, 8, np.inf]), (rng.choice([0, 1]) and kernel_size) or None)


TASKS = [
    Task(
        "average_pool",
        reference=_average,
        cases={
            "tiles of one row and two columns": case(PICTURE, (1, 2)),
            "windows of 2×2, one apart": case(PICTURE, (2, 2), (1, 1)),
            "a frame that counts": case(PICTURE, (3, 3), (1, 2), (1, 1)),
            "a frame that does not count": case(PICTURE, (3, 3), (1, 2), (1, 1), False),
            "zeros in the picture, a frame that does not count": case(
                PICTURE - 1.0, (2, 2), (2, 3), padding=(1, 0), count_include_pad=False
            ),
            "a frame, no stride": case(PICTURE, (2, 3), padding=(1, 1)),
        },
        random=_random_average,
        mistakes=[
            Mistake("count_include_pad is the other way round: True counts the padding", _flag_turned),
            Mistake("the padding always counts: look at count_include_pad", _always_counted),
            Mistake("the padding never counts: look at count_include_pad", _never_counted),
            Mistake("no stride is not 1: it is as large as the window", _small_steps),
            Mistake("these are the sums of the windows", _sums),
            Mistake("the padding is above and on the left only: it is that of each side", _padded_before),
            Mistake("without counting it, the padding is still there: its windows count, too", _real_alone),
            Mistake("the padding repeats the rim: it holds zeros", _rim_repeated),
            Mistake(
                "a slice that begins below 0 counts from the end, and is empty: let it begin at 0, or pad",
                when=_empty_in_front,
            ),
            Mistake("every average is rounded down: `//` drops the fraction", when=_rounded_down),
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
            "the average of tiles": case(VOLUME, 1, (1, 2)),
            "L2 of tiles": case(VOLUME, 2, (3, 2)),
            "p = 3 with a rest": case(VOLUME, 3, (2, 2)),
            "the maximum of tiles": case(VOLUME, np.inf, (3, 2)),
            "the average of whole maps": case(VOLUME, 1),
            "p = 1.5 of whole maps": case(VOLUME, 1.5),
            "the maximum of whole maps": case(VOLUME, np.inf),
        },
        random=_random_power,
        mistakes=[
            Mistake("the powers are summed, as PyTorch does; take their average", _power_sum),
            Mistake("the root is missing", _rootless),
            Mistake("1 / ∞ is 0, and every root is 1: for p = ∞ take what the limit is", _no_limit),
            Mistake("the channels are pooled together: each is pooled by itself", _all_channels),
            Mistake("kernel_size is (height, width): the two are exchanged", _exchanged),
            Mistake("this is L2 pooling, whatever p is", _always_squared),
            Mistake("p is cut to a whole number, but 1.5 is a power as well", _whole_power),
            Mistake("the windows begin one pixel apart: they tile the map", _one_apart),
            Mistake("a rest at the end makes windows of its own: it goes unread", _rest_pooled),
            Mistake("the average is raised to the power: raise each number, then average", _power_of_average),
        ],
        without=LIBRARY,
    ),
]
