"""Chapter 2: convolution and cross-correlation, in one dimension and in two."""

import numpy as np

from cnnlib import signal
from cnnlib.exercises.task import Mistake, Task, case

_ROW = np.array([1.0, 4.0, 2.0, 0.0, 3.0])
_WEIGHTS = np.array([2.0, 1.0, -1.0])
_PICTURE = np.arange(12.0).reshape(3, 4) ** 2
_KERNEL = np.array([[1.0, 2.0], [0.0, -1.0]])


def _random_row(rng):
    n, k = rng.integers(4, 10), rng.integers(1, 5)
    return case(rng.normal(size=n), rng.normal(size=k))


def _random_picture(rng):
    height, width = rng.integers(4, 9, size=2)
    return case(rng.normal(size=(height, width)), rng.normal(size=rng.integers(1, 5, size=2)))


_ROWS = {
    "five numbers, three weights": case(_ROW, _WEIGHTS),
    "an even number of weights": case(_ROW, np.array([1.0, 3.0])),
    "one weight": case(_ROW, np.array([0.5])),
    "as many weights as numbers": case(_ROW, np.array([1.0, 0.0, 2.0, 0.0, -3.0])),
}
_PICTURES = {
    "3 rows, 4 columns, a kernel of 2 × 2": case(_PICTURE, _KERNEL),
    "a kernel of 2 rows and 3 columns": case(_PICTURE, np.array([[1.0, 0.0, 2.0], [3.0, -1.0, 0.5]])),
    "a kernel of one column": case(_PICTURE, np.array([[1.0], [-2.0]])),
    "a single weight": case(_PICTURE, np.array([[3.0]])),
}


def _correlate(x, kernel):
    return signal.cross_correlate(x, kernel, mode="valid")


def _convolve(x, kernel):
    return signal.convolve(x, kernel, mode="valid")


def _one_short(x, kernel):
    return _correlate(x, kernel)[:-1]


def _moving_average(x, size):
    return _correlate(x, np.full(size, 1.0 / size))


def _average_at_the_rim(x, size):
    padded = np.pad(x, (size // 2, (size - 1) // 2))
    return _moving_average(padded, size)


def _outer(column, row):
    return np.outer(column, row)


def _separable(x, column, row):
    return _convolve(x, np.outer(column, row))


def _random_separable(rng):
    height, width = rng.integers(5, 9, size=2)
    return case(rng.normal(size=(height, width)), *(rng.normal(size=rng.integers(2, 5)) for _ in range(2)))


def _commuted(x, kernel):
    """Return what a layer must be given so that it computes the true convolution: the kernel, flipped."""
    return signal.flip(kernel)


def _toeplitz(kernel, n):
    return signal.toeplitz_matrix(kernel, n, mode="valid", correlate=True)


def _random_matrix(rng):
    k = rng.integers(1, 5)
    return case(rng.normal(size=k), int(k + rng.integers(0, 6)))


def _merged(first, second):
    return signal.convolve(first, second)


def _random_kernels(rng):
    return case(*(rng.normal(size=rng.integers(1, 5, size=2)) for _ in range(2)))


_LIBRARY = (
    "numpy.convolve",
    "numpy.correlate",
    "scipy.signal.convolve",
    "scipy.signal.correlate",
    "scipy.signal.convolve2d",
    "scipy.signal.correlate2d",
    "scipy.ndimage.convolve",
    "scipy.ndimage.correlate",
    "cnnlib.signal.convolve",
    "cnnlib.signal.cross_correlate",
)

TASKS = [
    Task(
        "moving_average",
        reference=_moving_average,
        cases={
            "five numbers, windows of three": case(_ROW, 3),
            "windows of two": case(_ROW, 2),
            "windows of one": case(_ROW, 1),
            "one window": case(_ROW, 5),
        },
        random=lambda rng: case(rng.normal(size=rng.integers(6, 12)), int(rng.integers(1, 7))),
        mistakes=[
            Mistake(
                "these are the sums of the windows: divide by the number of their values",
                lambda x, size: _correlate(x, np.ones(size)),
            ),
            Mistake(
                "the last window is missing: n values hold n − size + 1 windows",
                lambda x, size: _moving_average(x, size)[:-1],
            ),
            Mistake("zeros around the rim are averaged too: keep to whole windows", _average_at_the_rim),
            Mistake(
                "the windows stand side by side: each begins one value after the one before",
                lambda x, size: _moving_average(x, size)[::size],
            ),
            Mistake(
                "each sum is divided by 3, whatever the size of the window",
                lambda x, size: _correlate(x, np.ones(size)) / 3,
            ),
        ],
        without=_LIBRARY,
    ),
    Task(
        "cross_correlate_row",
        reference=_correlate,
        cases=_ROWS,
        random=_random_row,
        mistakes=[
            Mistake("the kernel is flipped: this is the true convolution", _convolve),
            Mistake("the last window is missing: n values hold n − k + 1 windows", _one_short),
            Mistake(
                "zeros around the rim count as input: keep to windows that lie wholly on x",
                lambda x, kernel: signal.cross_correlate(x, kernel),
            ),
            Mistake(
                "one product a window is kept: add all of them up",
                lambda x, kernel: kernel[-1] * x[len(kernel) - 1 :],
            ),
            Mistake(
                "the weights are scaled so that they sum to 1",
                lambda x, kernel: _correlate(x, kernel) / kernel.sum(),
            ),
        ],
        without=_LIBRARY,
    ),
]
