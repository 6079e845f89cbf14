"""Chapter 8, continued: δ, spread out by the stride."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case


def _spread(delta, stride, rest):
    """Return δ with zeros between, and with ``rest`` rows and columns of zeros behind."""
    (s, t), (rows, columns) = stride, delta.shape[-2:]
    out = np.zeros((*delta.shape[:-2], s * (rows - 1) + 1 + rest[0], t * (columns - 1) + 1 + rest[1]))
    out[..., : s * rows : s, : t * columns : t] = delta
    return out


def _spread_repeated(delta, stride, rest):
    """Write copies in the place of zeros."""
    (s, t), (rows, columns) = stride, _spread(delta, stride, (0, 0)).shape[-2:]
    copies = delta.repeat(s, axis=-2).repeat(t, axis=-1)[..., :rows, :columns]
    return _behind(copies, rest)


def _behind(delta, rest, before=(0, 0)):
    return np.pad(delta, [(0, 0)] * (delta.ndim - 2) + list(zip(before, rest)))


def _spread_too_far(delta, stride, rest):
    return _spread(delta, (stride[0] + 1, stride[1] + 1), rest)


def _spread_after_each(delta, stride, rest):
    return _spread(delta, stride, (rest[0] + stride[0] - 1, rest[1] + stride[1] - 1))


def _spread_without_rest(delta, stride, rest):
    return _spread(delta, stride, (0, 0))


def _spread_rest_in_front(delta, stride, rest):
    return _behind(_spread(delta, stride, (0, 0)), (0, 0), before=rest)


def _spread_exchanged(delta, stride, rest):
    return _spread(delta, stride[::-1], rest)


def _rest_exchanged(delta, stride, rest):
    return _spread(delta, stride, rest[::-1])


def _rest_on_both_sides(delta, stride, rest):
    return _behind(_spread(delta, stride, (0, 0)), rest, before=rest)


def _spread_first_axes(delta, stride, rest):
    ends = (0, 1), (-2, -1)
    return np.moveaxis(_spread(np.moveaxis(delta, *ends), stride, rest), *ends[::-1])


def _random_spread(rng):
    shape = tuple(int(n) for n in rng.integers(2, 4, size=rng.integers(2, 5)))
    stride = tuple(int(n) for n in rng.permutation(3)[:2] + 1)
    return case(rng.normal(size=shape), stride, tuple(int(rng.integers(0, s)) for s in stride))


_SPREADS = {
    "two strides, no rest": case(np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 3), (0, 0)),
    "a rest": case(np.array([[1.0, -1.0, 2.0], [5.0, 6.0, 7.0]]), (3, 2), (2, 1)),
    "two channels": case(np.arange(1.0, 13).reshape(2, 2, 3), (1, 2), (0, 1)),
}

SPREAD = Task(
    "spread_delta",
    reference=_spread,
    cases=_SPREADS,
    random=_random_spread,
    mistakes=[
        Mistake(
            "δ is repeated: what stands between belongs to skipped outputs, whose δ is 0",
            _spread_repeated,
        ),
        Mistake("stride − 1 zeros fit between two neighbors; yours are more", _spread_too_far),
        Mistake(
            "the last δ has no neighbor, so no zeros of the stride follow it: only the rest",
            _spread_after_each,
        ),
        Mistake("the rest is missing: inputs that no window has read get zeros, too", _spread_without_rest),
        Mistake(
            "the rest stands in front: windows begin at the first input, so it is left behind the last",
            _spread_rest_in_front,
        ),
        Mistake("the rest stands on both sides: it is only behind", _rest_on_both_sides),
        Mistake("the two rests are exchanged: the first is that of the rows", _rest_exchanged),
        Mistake("the first two axes are spread: rows and columns are the last two", _spread_first_axes),
        Mistake(
            "the strides are exchanged: the first is that along the rows' axis, from row to row",
            _spread_exchanged,
        ),
    ],
)
