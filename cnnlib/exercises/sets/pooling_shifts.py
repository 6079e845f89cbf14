"""Pooling: what a shift changes, and the blur that calms it."""

from functools import partial

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case

# Eighths and their averages by 1, 2 or 4 are exact: equal units are equal, in whatever order they are summed.
_DETECTORS = np.array([1.0, 0.0, 2.0, 3.0, 1.0, 8.0, 2.0, 1.0]) / 8
_STRIPES = np.array([0.0, 0.0, 1.0, 1.0] * 3)
_PLANE = np.array(
    [[0, 0, 1, 1, 0, 0], [0, 2, 1, 0, 0, 4], [3, 0, 0, 0, 1, 0], [0, 5, 0, 2, 0, 0]], dtype=float
)
_KINDS = {"max": np.max, "average": np.mean}


def _ring_pool(x, size, kind, stride):
    """Pool a row that is closed to a ring: a window begins at every ``stride``-th place."""
    starts = np.arange(0, len(x), stride)
    return _KINDS[kind](x[(starts[:, None] + np.arange(size)) % len(x)], axis=1)


def _both(x, size, shift, kind, stride):
    """Return the pooled row before and after the shift."""
    return (_ring_pool(row, size, kind, stride) for row in (x, np.roll(x, shift)))


def _compared(before, after):
    """Return the share of units that differ, and the mean change in units of the mean value."""
    return float(np.mean(before != after)), float(np.mean(np.abs(after - before)) / np.mean(before))


def _shift_change(x, size, shift, kind="max", stride=1):
    return _compared(*_both(x, size, shift, kind, stride))


def _pooled_row_shifted(x, size, shift, kind="max", stride=1):
    before = _ring_pool(x, size, kind, stride)
    return _compared(before, np.roll(before, shift))


def _pushed_out(x, size, shift, kind="max", stride=1):
    moved = np.concatenate([np.zeros(shift), x[: len(x) - shift]])
    return _compared(_ring_pool(x, size, kind, stride), _ring_pool(moved, size, kind, stride))


def _number_of_units(x, size, shift, kind="max", stride=1):
    before, after = _both(x, size, shift, kind, stride)
    return float(np.sum(before != after)), _compared(before, after)[1]


def _unchanged(x, size, shift, kind="max", stride=1):
    share, change = _shift_change(x, size, shift, kind, stride)
    return 1 - share, change


def _undivided(x, size, shift, kind="max", stride=1):
    before, after = _both(x, size, shift, kind, stride)
    return float(np.mean(before != after)), float(np.mean(np.abs(after - before)))


def _signed(x, size, shift, kind="max", stride=1):
    before, after = _both(x, size, shift, kind, stride)
    return float(np.mean(before != after)), float(np.mean(after - before) / np.mean(before))


def _open_ring(x, size, shift, kind="max", stride=1):
    whole = (len(x) - size) // stride + 1
    return _compared(*(pooled[:whole] for pooled in _both(x, size, shift, kind, stride)))


def _to_the_left(x, size, shift, kind="max", stride=1):
    return _shift_change(x, size, -shift, kind, stride)


def _cut_at_the_end(x, size, shift, kind="max", stride=1):
    starts = range(0, len(x), stride)
    return _compared(
        *(np.array([_KINDS[kind](row[i : i + size]) for i in starts]) for row in (x, np.roll(x, shift)))
    )


def _whole_steps(x, size, shift, kind="max", stride=1):
    return _compared(*(pooled[: len(x) // stride] for pooled in _both(x, size, shift, kind, stride)))


def _beside_detectors(x, size, shift, kind="max", stride=1):
    share, change = _shift_change(x, size, shift, kind, stride)
    return share, change * _ring_pool(x, size, kind, stride).mean() / x.mean()


def _each_by_itself(x, size, shift, kind="max", stride=1):
    before, after = _both(x, size, shift, kind, stride)
    with np.errstate(all="ignore"):
        change = np.mean(np.abs(after - before) / before)
    return float(np.mean(before != after)), float(change)


def _random_shift(rng):
    stride, kind = int(rng.choice([1, 2, 3])), str(rng.choice(list(_KINDS)))
    x = rng.integers(1, 9, size=rng.integers(7, 19)) / 8
    size = rng.choice([1, 2, 4] if kind == "average" else [1, 2, 3, 4])
    return case(x, int(size), int(rng.integers(0, 4)), kind=kind, stride=stride)


def _maxima(x, back=0):
    """Return the maximum of each pixel, its right and its lower neighbor and the one between, on a ring."""
    rows = np.maximum(x, np.roll(x, -1, axis=0))
    return np.roll(np.maximum(rows, np.roll(rows, -1, axis=1)), back, axis=(0, 1))


def _blur(x, taps, axes=(0, 1), normalized=True):
    """Blur along the axes, on a ring, the middle tap on the pixel itself."""
    weights = np.asarray(taps, dtype=float) / (np.sum(taps) if normalized else 1)
    half = len(taps) // 2
    for axis in axes:
        x = sum(weight * np.roll(x, half - i, axis=axis) for i, weight in enumerate(weights))
    return x


def _blurred(x, taps, stride=2):
    return _blur(_maxima(x), taps)[::stride, ::stride]


def _sampled_first(x, taps, stride=2):
    return _blur(_maxima(x)[::stride, ::stride], taps)


def _blurred_first(x, taps, stride=2):
    return _maxima(_blur(x, taps))[::stride, ::stride]


def _not_normalized(x, taps, stride=2):
    return _blur(_maxima(x), taps, normalized=False)[::stride, ::stride]


def _one_axis(x, taps, stride=2, axis=0):
    return _blur(_maxima(x), taps, [axis])[::stride, ::stride]


def _zeros_at_the_rim(x, taps, stride=2):
    half = len(taps) // 2
    framed = np.pad(_maxima(x), half)
    return _blur(framed, taps)[half:-half, half:-half][::stride, ::stride]


def _off_center(x, taps, stride=2):
    return np.roll(_blur(_maxima(x), taps), -(len(taps) // 2), axis=(0, 1))[::stride, ::stride]


def _other_neighbors(x, taps, stride=2):
    return _blur(_maxima(x, back=1), taps)[::stride, ::stride]


def _open_maxima(x, taps, stride=2):
    """Let the rows and columns at the end see no neighbor beyond it."""
    rows = np.maximum(x, np.vstack([x[1:], x[-1:]]))
    maxima = np.maximum(rows, np.hstack([rows[:, 1:], rows[:, -1:]]))
    return _blur(maxima, taps)[::stride, ::stride]


def _rim_repeated(x, taps, stride=2):
    half = len(taps) // 2
    framed = np.pad(_maxima(x), half, mode="edge")
    return _blur(framed, taps)[half:-half, half:-half][::stride, ::stride]


def _random_plane(rng):
    x = rng.integers(0, 9, size=rng.integers(4, 9, size=2)).astype(float)
    return case(x, rng.choice([1, 2, 3, 4], size=rng.choice([3, 5])).tolist(), int(rng.integers(1, 4)))


TASKS = [
    Task(
        "shift_change",
        reference=_shift_change,
        cases={
            "one step, the maximum of 3": case(_DETECTORS, 3, 1),
            "one step, the average of 4": case(_DETECTORS, 4, 1, "average"),
            "three steps": case(_DETECTORS, 3, 3),
            "no step": case(_DETECTORS, 2, 0),
            "stripes, two by two": case(_STRIPES, 2, 1, stride=2),
            "four steps of detectors, pooled two apart": case(_DETECTORS, 3, 4, "max", 2),
            "pooled three apart, with a rest": case(_DETECTORS, 2, 1, stride=3),
        },
        random=_random_shift,
        mistakes=[
            Mistake("the pooled row is shifted: shift the input, and pool again", _pooled_row_shifted),
            Mistake("what is pushed out at the end must come in again in front", _pushed_out),
            Mistake("this is the number of changed units, not their share", _number_of_units),
            Mistake("this is the share of units that stay: count those that change", _unchanged),
            Mistake("the change is not divided by the mean of the pooled row", _undivided),
            Mistake("changes up and down cancel: take their absolute values", _signed),
            Mistake("windows that go round the end are missing", _open_ring),
            Mistake("windows at the end are cut off there: they go round to the front", _cut_at_the_end),
            Mistake("the last window is missing: it begins in the row, and goes round", _whole_steps),
            Mistake("the row goes to the left: shift it to the right", _to_the_left),
            Mistake("divided by the mean of the detectors: take that of the pooled units", _beside_detectors),
            Mistake("each change is divided by its own unit: take the mean of both first", _each_by_itself),
        ],
    ),
    Task(
        "blurred_pool",
        reference=_blurred,
        cases={
            "the taps 1, 2, 1": case(_PLANE, [1, 2, 1]),
            "taps that are no mirror image": case(_PLANE, [1, 2, 5], 1),
            "five taps": case(_PLANE, [1, 4, 6, 4, 1]),
            "every third": case(_PLANE, [1, 2, 1], 3),
            "a single bright pixel": case(np.eye(1, 20).reshape(4, 5), [1, 2, 1]),
        },
        random=_random_plane,
        mistakes=[
            Mistake("pixels are dropped before the blur: then it comes too late", _sampled_first),
            Mistake("the blur comes before the maximum: take the maximum first", _blurred_first),
            Mistake("the taps do not sum to 1: divide them by their sum", _not_normalized),
            Mistake("only the columns are blurred: blur along both axes", _one_axis),
            Mistake("only the rows are blurred: blur along both axes", partial(_one_axis, axis=1)),
            Mistake("the rim is blurred with zeros: the picture goes round", _zeros_at_the_rim),
            Mistake("the rim is repeated for the blur: the picture goes round", _rim_repeated),
            Mistake("the maximum looks to the left and up: look to the right and down", _other_neighbors),
            Mistake("the maximum ends at the rim: behind the last row comes the first", _open_maxima),
            Mistake("the blur looks to one side: its middle tap belongs on the pixel itself", _off_center),
            Mistake(
                "the taps are flipped: slide them over the maxima as they are",
                lambda x, taps, stride=2: _blurred(x, taps[::-1], stride),
            ),
            Mistake("nothing is blurred", lambda x, taps, stride=2: _maxima(x)[::stride, ::stride]),
        ],
    ),
]
