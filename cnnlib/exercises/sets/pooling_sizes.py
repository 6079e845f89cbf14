"""Pooling: the sizes of pooled maps, with numbers of one's own."""

from functools import partial

from cnnlib.exercises.draws import told_apart
from cnnlib.exercises.task import Mistake, Task


def _places(m, kernel_size, stride, padding, ceil_mode):
    """Return the number of windows; a last one that hangs over begins in the input or its left padding."""
    step = stride or kernel_size
    windows = _rounded(m + 2 * padding - kernel_size, step, ceil_mode) + 1
    return windows - 1 if (windows - 1) * step >= m + padding else windows


def _rounded(room, step, up):
    return -(-room // step) if up else room // step


def _floor(m, kernel_size, stride, padding, ceil_mode):
    return _places(m, kernel_size, stride, padding, False)


def _ceil(m, kernel_size, stride, padding, ceil_mode):
    return _places(m, kernel_size, stride, padding, True)


def _step_of_one(m, kernel_size, stride, padding, ceil_mode):
    return _places(m, kernel_size, stride or 1, padding, ceil_mode)


def _padded_once(m, kernel_size, stride, padding, ceil_mode):
    return _rounded(m + padding - kernel_size, stride or kernel_size, ceil_mode) + 1


def _begins_outside(m, kernel_size, stride, padding, ceil_mode):
    return _rounded(m + 2 * padding - kernel_size, stride or kernel_size, ceil_mode) + 1


def _one_short(m, kernel_size, stride, padding, ceil_mode):
    return _rounded(m + 2 * padding - kernel_size, stride or kernel_size, ceil_mode)


def _not_padded(m, kernel_size, stride, padding, ceil_mode):
    return _places(m, kernel_size, stride, 0, ceil_mode)


def _stacked(m, layers, rule=_places):
    """Return the number of rows behind each layer."""
    sizes = []
    for layer in layers:
        m = rule(m, **layer)
        sizes.append(m)
    return sizes


def _all_on_the_first(m, layers):
    return [_places(m, **layer) for layer in layers]


_MISTAKES = [
    Mistake("every size is rounded down, but ceil_mode=True rounds up", partial(_stacked, rule=_floor)),
    Mistake("every size is rounded up, but only ceil_mode=True does so", partial(_stacked, rule=_ceil)),
    Mistake("stride=None is not 1: it is as large as the window", partial(_stacked, rule=_step_of_one)),
    Mistake("the padding is on both sides: it adds twice as much", partial(_stacked, rule=_padded_once)),
    Mistake(
        "a last window may hang over the end, but it must begin in the input or its left padding",
        partial(_stacked, rule=_begins_outside),
    ),
    Mistake(
        "too few: is the first window counted, and the padding on both sides",
        partial(_stacked, rule=_one_short),
    ),
    Mistake(
        "each layer pools the map that the layer before it has made, not the first map", _all_on_the_first
    ),
]


def _draw_sizes(rng):
    """Draw three layers and the size of what they read."""
    layers = [
        _layer(int(rng.choice([3, 5])), 2, int(rng.integers(0, 2)), True),
        _layer(int(rng.choice([2, 3])), None, 1, False),
        _layer(2, 3, 1, True),
    ]
    return {"m": int(rng.integers(60, 120)), "layers": layers}


def _layer(kernel_size, stride, padding, ceil_mode):
    return {"kernel_size": kernel_size, "stride": stride, "padding": padding, "ceil_mode": ceil_mode}


# Without padding the sizes are often those of `_one_short`, so no draw could tell all of these apart.
_OFTEN_ALIKE = Mistake(
    "the padding is left out: it adds rows on both sides", partial(_stacked, rule=_not_padded)
)

TASKS = [
    Task(
        "my_pooled_sizes",
        reference=_stacked,
        personal=told_apart(_draw_sizes, _stacked, _MISTAKES),
        mistakes=[*_MISTAKES, _OFTEN_ALIKE],
    )
]
