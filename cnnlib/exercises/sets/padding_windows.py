"""Padding: strided windows and the transposed convolution."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized

_PICTURE = (np.arange(30.0).reshape(5, 6) ** 2) % 11
_KERNEL = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])
LIBRARY = tuple(
    f"{module}.{name}"
    for module, names in {
        "cnnlib.ops.loops": ("conv2d", "conv_transpose2d", "conv2d_backward"),
        "cnnlib.ops.vectorized": ("conv2d", "conv_transpose2d", "conv2d_backward"),
        "cnnlib.ops.torch_ops": ("conv2d", "conv_transpose2d", "conv2d_backward"),
        "cnnlib.signal": ("convolve", "cross_correlate"),
        "numpy": ("convolve", "correlate"),
        "scipy.signal": ("convolve", "correlate", "convolve2d", "correlate2d"),
        "torch.nn.functional": ("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"),
    }.items()
    for name in names
)


def _strided(x, kernel, stride=(1, 1), padding=(0, 0)):
    """Cross-correlate a picture, with stride and padding per side as (vertical, horizontal)."""
    return vectorized.conv2d(x[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]


def _slid(x, kernel, stride, frame, sizes, steps=None):
    """Add up the windows of a framed picture; each fault of the given code changes one argument."""
    padded, (step_h, step_w) = np.pad(x, frame), steps or stride
    (k_h, k_w), out = kernel.shape, np.zeros(sizes(padded.shape, kernel.shape, stride))
    for i, j in np.ndindex(*out.shape):
        window = padded[i * step_h : i * step_h + k_h, j * step_w : j * step_w + k_w]
        out[i, j] = (window * kernel).sum()
    return out


def _right_sizes(lengths, spans, stride):
    return [(m - k) // s + 1 for m, k, s in zip(lengths, spans, stride)]


def _small_sizes(lengths, spans, stride):
    return [(m - k + 1) // s for m, k, s in zip(lengths, spans, stride)]


def _frame(padding):
    return [(p, p) for p in padding]


def _front_and_back(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, padding, _right_sizes)


def _vertical_steps(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, _frame(padding), _right_sizes, (stride[0], stride[0]))


def _last_place_missing(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, _frame(padding), _small_sizes)


def _frame_alone_mended(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, _frame(padding), _small_sizes, (stride[0], stride[0]))


def _sizes_alone_mended(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, padding, _right_sizes, (stride[0], stride[0]))


def _steps_alone_mended(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, padding, _small_sizes)


def _unmended(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, padding, _small_sizes, (stride[0], stride[0]))


def _neighbors(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _slid(x, kernel, stride, _frame(padding), _right_sizes, (1, 1))


def _flipped(x, kernel, stride=(1, 1), padding=(0, 0)):
    return _strided(x, kernel[::-1, ::-1], stride, padding)


def _random_strided(rng):
    x, kernel = rng.normal(size=rng.integers(5, 10, size=2)), rng.normal(size=rng.integers(2, 5, size=2))
    stride, padding = rng.integers(1, 4, size=2), rng.integers(0, 3, size=2)
    return case(x, kernel, tuple(stride.tolist()), tuple(padding.tolist()))


def _transposed(y, kernel, stride=1, padding=0, output_padding=0):
    """Return the transposed convolution of a row."""
    options = {"stride": (1, stride), "padding": (0, padding), "output_padding": (0, output_padding)}
    return vectorized.conv_transpose2d(y[None, None, None], kernel[None, None, None], **options)[0, 0, 0]


def _painted(y, kernel, stride, extra=0):
    """Return what the windows paint before anything is cut off."""
    return np.append(_transposed(y, kernel, stride), np.zeros(extra))


def _overpainted(y, kernel, stride=1, padding=0, output_padding=0):
    out = _painted(y, kernel, stride, output_padding)
    for i, value in enumerate(y):
        out[i * stride : i * stride + len(kernel)] = value * kernel
    return out[padding : len(out) - padding]


def _zeros_appended(y, kernel, stride=1, padding=0, output_padding=0):
    return np.append(_transposed(y, kernel, stride, padding), np.zeros(output_padding))


def _longer_in_front(y, kernel, stride=1, padding=0, output_padding=0):
    out = np.append(np.zeros(output_padding), _painted(y, kernel, stride))
    return out[padding : len(out) - padding]


def _padded_on(y, kernel, stride=1, padding=0, output_padding=0):
    return np.pad(_painted(y, kernel, stride), (padding, padding + output_padding))


def _cut_in_front(y, kernel, stride=1, padding=0, output_padding=0):
    return _painted(y, kernel, stride, output_padding)[padding:]


def _uncut(y, kernel, stride=1, padding=0, output_padding=0):
    return _painted(y, kernel, stride, output_padding)


def _minus_zero(y, kernel, stride=1, padding=0, output_padding=0):
    return _painted(y, kernel, stride, output_padding)[padding:-padding]


def _side_by_side(y, kernel, stride=1, padding=0, output_padding=0):
    out = _painted(y, kernel, 1, output_padding)
    return out[padding : len(out) - padding]


def _random_transposed(rng):
    n, k, stride = (int(rng.integers(low, high)) for low, high in ((2, 7), (2, 6), (1, 5)))
    padding = int(rng.integers(0, (k + 1) // 2))
    return case(rng.normal(size=n), rng.normal(size=k), stride, padding, int(rng.integers(0, stride)))


_Y, _TAPS = np.array([10.0, 1.0, 4.0]), np.array([1.0, 2.0, 5.0])

TASKS = [
    Task(
        "strided_picture",
        reference=_strided,
        cases={
            "stride 1, no padding": case(_PICTURE, _KERNEL),
            "padding of one row and two columns": case(_PICTURE, _KERNEL, padding=(1, 2)),
            "stride 2 down and 1 across": case(_PICTURE, _KERNEL, stride=(2, 1)),
            "stride 3 across, with a rest": case(_PICTURE, _KERNEL, stride=(1, 3)),
            "both": case(_PICTURE, _KERNEL, stride=(2, 3), padding=(3, 2)),
        },
        random=_random_strided,
        mistakes=[
            Mistake(
                "np.pad reads a pair of numbers as (before, after), for every axis alike", _front_and_back
            ),
            Mistake(
                "the windows step across as far as down: look at the columns of the window", _vertical_steps
            ),
            Mistake(
                "the last place is missing where a rest is left: first divide, then add the parked window",
                _last_place_missing,
            ),
            Mistake("this does what the given code does: nothing is mended yet", _unmended),
            Mistake("the padding is right now; two faults are left: sizes and steps", _frame_alone_mended),
            Mistake("the sizes are right now; two faults are left: padding and steps", _sizes_alone_mended),
            Mistake("the steps are right now; two faults are left: padding and sizes", _steps_alone_mended),
            Mistake(
                "the windows stand side by side at every stride: the place must grow by the stride",
                _neighbors,
            ),
            Mistake("the kernel is flipped: the given code was right there", _flipped),
        ],
        without=LIBRARY,
    ),
    Task(
        "transposed_row",
        reference=_transposed,
        cases={
            "three values, a step of two": case(_Y, _TAPS, stride=2),
            "stride 1: everything overlaps": case(_Y, _TAPS),
            "a step of three: nothing overlaps": case(_Y, _TAPS, stride=3),
            "one cell cut off on each side": case(_Y, _TAPS, stride=2, padding=1),
            "and one cell cut off less": case(_Y, _TAPS, stride=2, padding=1, output_padding=1),
            "an even kernel, two cells more": case(_Y, np.array([1.0, -1.0, 2.0, 3.0]), 3, 1, 2),
            "longer than any window reaches": case(_Y, _TAPS, stride=2, output_padding=1),
        },
        random=_random_transposed,
        mistakes=[
            Mistake("where windows overlap the paint adds up: yours paints over it", _overpainted),
            Mistake(
                "the kernel is flipped: each value paints it as it is",
                lambda y, kernel, *rest, **options: _transposed(y, kernel[::-1], *rest, **options),
            ),
            Mistake("output_padding writes no zeros: it cuts off less", _zeros_appended),
            Mistake("output_padding makes the row longer at its end, not in front", _longer_in_front),
            Mistake(
                "output_padding is not looked at",
                lambda y, kernel, stride=1, padding=0, output_padding=0: _transposed(
                    y, kernel, stride, padding
                ),
            ),
            Mistake("padding is added: the way back must take off what the way there has added", _padded_on),
            Mistake("padding is cut off in front only: it is that of each side", _cut_in_front),
            Mistake("padding is not looked at: p cells are cut off at each end", _uncut),
            Mistake("out[p:-p] is empty for p = 0", _minus_zero),
            Mistake("the stride is not looked at: values paint s cells apart", _side_by_side),
        ],
        without=LIBRARY,
    ),
]
