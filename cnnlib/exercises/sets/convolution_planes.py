"""Chapter 2: convolution and cross-correlation of pictures, and the kernels that fall into two parts."""

import numpy as np

from cnnlib import signal
from cnnlib.exercises.task import Mistake, Task, case

LIBRARY = (
    "numpy.convolve",
    "numpy.correlate",
    "numpy.polymul",
    "scipy.signal.convolve",
    "scipy.signal.correlate",
    "scipy.signal.convolve2d",
    "scipy.signal.correlate2d",
    "scipy.signal.fftconvolve",
    "scipy.signal.sepfir2d",
    "scipy.ndimage.convolve",
    "scipy.ndimage.correlate",
    "scipy.ndimage.convolve1d",
    "scipy.ndimage.correlate1d",
    "cnnlib.signal.convolve",
    "cnnlib.signal.cross_correlate",
)
_PICTURE = np.arange(12.0).reshape(3, 4) ** 2
_WEIGHTS = np.array([2.0, 1.0, -1.0])
_KERNEL = np.array([[1.0, 2.0], [0.0, -1.0]])
_PICTURES = {
    "3 rows, 4 columns, a kernel of 2 × 2": case(_PICTURE, _KERNEL),
    "a kernel of 2 rows and 3 columns": case(_PICTURE, np.array([[1.0, 0.0, 2.0], [3.0, -1.0, 0.5]])),
    "a kernel of one column": case(_PICTURE, np.array([[1.0], [-2.0]])),
    "a single weight": case(_PICTURE, np.array([[3.0]])),
}


def correlate(x, kernel):
    """Slide without a flip, where the kernel lies wholly on the input."""
    return signal.cross_correlate(x, kernel, mode="valid")


def convolve(x, kernel):
    """Flip, then slide, where the kernel lies wholly on the input."""
    return signal.convolve(x, kernel, mode="valid")


def _random_picture(rng):
    height, width = rng.integers(4, 9, size=2)
    return case(rng.normal(size=(height, width)), rng.normal(size=rng.integers(1, 5, size=2)))


def _random_separable(rng):
    x = rng.normal(size=rng.integers(5, 9, size=2))
    column, row = (rng.normal(size=rng.integers(2, 5)) for _ in range(2))
    if rng.integers(4) == 0:  # the products of two weights are too large for a float
        return case(x * 1e-4, column * 1e155, row * 1e155)
    return case(x, column, row)


def _separable(x, column, row):
    return convolve(convolve(x, column[:, None]), row[None])


def _built(x, column, row):
    return convolve(x, np.outer(column, row))


def _zeros_behind(x, kernel):
    out = np.zeros(x.shape)
    right = correlate(x, kernel)
    out[: right.shape[0], : right.shape[1]] = right
    return out


def _added_passes(x, column, row):
    height, width = _separable(x, column, row).shape
    return convolve(x, column[:, None])[:, :width] + convolve(x, row[None])[:height]


TASKS = [
    Task(
        "cross_correlate_plane",
        reference=correlate,
        cases=_PICTURES,
        random=_random_picture,
        mistakes=[
            Mistake("the kernel is flipped: this is the true convolution", convolve),
            Mistake(
                "rows and columns of the kernel are exchanged",
                lambda x, kernel: correlate(x, kernel.T),
            ),
            Mistake("the last row and the last column are missing", lambda x, k: correlate(x, k)[:-1, :-1]),
            Mistake(
                "each row is treated by itself: the windows of a plane have rows and columns",
                lambda x, kernel: correlate(x, kernel[:1]),
            ),
            Mistake(
                "the windows stand side by side: each begins one place after the one before",
                lambda x, k: correlate(x, k)[:: k.shape[0], :: k.shape[1]],
            ),
            Mistake(
                "the result is as large as x, and the places at its end are 0: make it smaller",
                _zeros_behind,
            ),
        ],
        without=LIBRARY,
    ),
    Task(
        "convolve_plane",
        reference=convolve,
        cases=_PICTURES,
        random=_random_picture,
        mistakes=[
            Mistake("the kernel is not flipped: this is the cross-correlation", correlate),
            Mistake("only the rows of the kernel are flipped", lambda x, k: correlate(x, k[::-1])),
            Mistake("only the columns of the kernel are flipped", lambda x, k: correlate(x, k[:, ::-1])),
            Mistake("the kernel is transposed, not flipped", lambda x, k: correlate(x, k.T)),
            Mistake(
                "the input is flipped, but the result is not flipped back",
                lambda x, k: convolve(x, k)[::-1, ::-1],
            ),
            Mistake(
                "the result is flipped instead of the kernel",
                lambda x, k: correlate(x, k)[::-1, ::-1],
            ),
            Mistake(
                "this is a quarter of a turn; a flip along both axes is half a turn",
                lambda x, k: correlate(x, np.rot90(k)),
            ),
        ],
        without=LIBRARY,
    ),
    Task(
        "separable_convolve",
        reference=_separable,
        cases={
            "a difference along the rows, a sum along the columns": case(
                _PICTURE, np.array([1.0, 1.0]), np.array([1.0, -1.0])
            ),
            "three weights down, two across": case(_PICTURE, _WEIGHTS, np.array([3.0, 1.0])),
            "one weight down": case(_PICTURE, np.array([2.0]), np.array([1.0, 0.0, -1.0])),
            "weights so large that no float holds their products": case(
                np.arange(1.0, 13.0).reshape(3, 4) / 1000, np.array([2e154, 1e154]), np.array([1e155, 3e155])
            ),
        },
        random=_random_separable,
        mistakes=[
            Mistake("column and row are exchanged", lambda x, column, row: _separable(x, row, column)),
            Mistake(
                "neither part is flipped: this is the cross-correlation",
                lambda x, column, row: correlate(correlate(x, column[:, None]), row[None]),
            ),
            Mistake(
                "the row's pass is missing",
                lambda x, column, row: convolve(x, column[:, None]),
            ),
            Mistake(
                "the two passes are added: the second one works on the result of the first",
                _added_passes,
            ),
            Mistake(
                "only one of the two parts is flipped",
                lambda x, column, row: _separable(x, column, row[::-1]),
            ),
            Mistake(
                "only one of the two parts is flipped",
                lambda x, column, row: _separable(x, column[::-1], row),
            ),
            Mistake(
                "a product of two weights is too large for a float: K is built, or they are multiplied first",
                _built,
            ),
            Mistake(
                "every overlap is kept: both passes stay where their weights lie wholly on the picture",
                lambda x, column, row: signal.convolve(signal.convolve(x, column[:, None]), row[None]),
            ),
        ],
        without=LIBRARY,
    ),
]
