"""Padding: what lies around a picture, and what between the taps of a kernel."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case

_PICTURE = np.arange(1.0, 13.0).reshape(3, 4)
_KERNEL = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def _spread(kernel, dilation):
    """Return the kernel with dilation - 1 zeros between its weights."""
    steps = zip(kernel.shape, dilation)
    out = np.zeros([d * (k - 1) + 1 for k, d in steps])
    out[:: dilation[0], :: dilation[1]] = kernel
    return out


def _zeros_behind(kernel, dilation):
    out = np.zeros(np.multiply(kernel.shape, dilation))
    out[:: dilation[0], :: dilation[1]] = kernel
    return out


def _repeated(kernel, dilation):
    return np.kron(kernel, np.ones(dilation))


def _random_kernel(rng):
    return case(rng.normal(size=rng.integers(1, 5, size=2)), tuple(rng.integers(1, 5, size=2).tolist()))


def _pad(x, padding, mode="zeros"):
    """Pad a picture; padding is (rows, columns) on each side."""
    return np.pad(x, [(p, p) for p in padding], mode=_MODES[mode])


def _symmetric(x, padding, mode="zeros"):
    if mode != "reflect":
        return _pad(x, padding, mode)
    return np.pad(x, [(p, p) for p in padding], mode="symmetric")


def _total(x, padding, mode="zeros"):
    return np.pad(x, [(p // 2, p - p // 2) for p in padding], mode=_MODES[mode])


def _before_and_after(x, padding, mode="zeros"):
    return np.pad(x, tuple(padding), mode=_MODES[mode])


def _bare_corners(x, padding, mode="zeros"):
    out = _pad(x, padding, mode)
    rows, columns = (np.pad(np.zeros(m), p, constant_values=1) > 0 for m, p in zip(x.shape, padding))
    return np.where(np.outer(rows, columns), 0.0, out)


def _same_side(x, padding, mode="zeros"):
    if mode != "circular":
        return _pad(x, padding, mode)
    for axis, p in enumerate(padding):
        m = x.shape[axis]
        x = x.take([*range(p), *range(m), *range(m - p, m)], axis)
    return x


def _no_mirror(x, padding, mode="zeros"):
    if mode != "reflect":
        return _pad(x, padding, mode)
    for axis, p in enumerate(padding):
        m = x.shape[axis]
        x = x.take([*range(1, p + 1), *range(m), *range(m - 1 - p, m - 1)], axis)
    return x


def _border_block(x, padding, mode="zeros"):
    if mode != "replicate":
        return _pad(x, padding, mode)
    return _same_side(x, padding, "circular")


def _minus_zero(x, padding, mode="zeros"):
    """Pad with slices [-p:], which for p = 0 are the whole."""
    if mode != "circular":
        return _pad(x, padding, mode)
    for axis, p in enumerate(padding):
        m = x.shape[axis]
        x = x.take([*range(m)[-p:], *range(m), *range(p)], axis)
    return x


def _random_padding(rng):
    x, modes = rng.normal(size=rng.integers(3, 7, size=2)), list(_MODES)
    padding = tuple(rng.integers(0, (x.shape, (3, 3))[rng.integers(2)]).tolist())
    return case(x, padding, str(rng.choice(modes)))


TASKS = [
    Task(
        "spread_kernel",
        reference=_spread,
        cases={
            "two rows, three columns": case(_KERNEL, (2, 2)),
            "only the columns are spread": case(_KERNEL, (1, 3)),
            "rows further apart than columns": case(_KERNEL, (3, 2)),
            "dilation 1": case(_KERNEL, (1, 1)),
            "a single weight": case(np.array([[7.0]]), (4, 4)),
        },
        random=_random_kernel,
        mistakes=[
            Mistake(
                "there are zeros behind the last weights, too: they belong between weights only",
                _zeros_behind,
            ),
            Mistake(
                "dilation is how far apart the weights are; you have put that many zeros between them",
                lambda kernel, dilation: _spread(kernel, np.add(dilation, 1)),
            ),
            Mistake(
                "dilation is (rows, columns): the two are exchanged",
                lambda kernel, dilation: _spread(kernel, dilation[::-1]),
            ),
            Mistake(
                "both axes are spread by the same number: dilation has one for each",
                lambda kernel, dilation: _spread(kernel, dilation[:1] * 2),
            ),
            Mistake(
                "there is one zero between any two weights: the dilation says how many",
                lambda kernel, dilation: _spread(kernel, (2, 2)),
            ),
            Mistake("the weights are repeated: between them belong zeros", _repeated),
            Mistake(
                "this makes the kernel smaller: it takes weights out instead of spreading them",
                lambda kernel, dilation: kernel[:: dilation[0], :: dilation[1]],
            ),
        ],
    ),
    Task(
        "pad_picture",
        reference=_pad,
        cases={
            "zeros: one row, two columns": case(_PICTURE, (1, 2)),
            "reflect: one row, two columns": case(_PICTURE, (1, 2), "reflect"),
            "replicate: two rows, one column": case(_PICTURE, (2, 1), "replicate"),
            "circular: one row, two columns": case(_PICTURE, (1, 2), "circular"),
            "reflect: columns alone": case(_PICTURE, (0, 2), "reflect"),
            "circular: as far as it goes": case(_PICTURE, (3, 4), "circular"),
            "circular: rows alone": case(_PICTURE, (2, 0), "circular"),
            "replicate: no padding": case(_PICTURE, (0, 0), "replicate"),
        },
        random=_random_padding,
        mistakes=[
            Mistake("your mirror stands behind the border pixel: reflect does not repeat it", _symmetric),
            Mistake(
                "padding is (rows, columns): the two are exchanged",
                lambda x, padding, mode="zeros": _pad(x, padding[::-1], mode),
            ),
            Mistake("padding is that of each side, not of both together", _total),
            Mistake("padding is (rows, columns), not (before, after)", _before_and_after),
            Mistake(
                "the corners are left at 0: pad one axis first, then the other with all it has", _bare_corners
            ),
            Mistake("circular continues with the opposite side, not with the same one", _same_side),
            Mistake("with no padding, x[-0:] is the whole of x, not nothing", _minus_zero),
            Mistake("replicate repeats the border pixel alone, not what lies behind it", _border_block),
            Mistake(
                "reflect is a mirror: the nearest neighbor of the border comes first, outward", _no_mirror
            ),
            Mistake(
                "there are zeros around the picture in every mode",
                lambda x, padding, mode="zeros": _pad(x, padding),
            ),
        ],
        without=("numpy.pad", "torch.nn.functional.pad"),
    ),
]
