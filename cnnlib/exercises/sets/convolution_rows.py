"""Chapter 2: convolution and cross-correlation of rows, and the matrix that computes one."""

import numpy as np

from cnnlib import signal
from cnnlib.exercises.sets.convolution_planes import LIBRARY, convolve, correlate
from cnnlib.exercises.task import Mistake, Task, case

_ROW = np.array([1.0, 4.0, 2.0, 0.0, 3.0])
_WEIGHTS = np.array([2.0, 1.0, -1.0])
_ROWS = {
    "five numbers, three weights": case(_ROW, _WEIGHTS),
    "an even number of weights": case(_ROW, np.array([1.0, 3.0])),
    "one weight": case(_ROW, np.array([0.5])),
    "as many weights as numbers": case(_ROW, np.array([1.0, 0.0, 2.0, 0.0, -2.0])),
}


def _random_row(rng):
    n, k = rng.integers(4, 10), rng.integers(1, 5)
    return case(rng.normal(size=n), rng.normal(size=k))


def _random_stamps(rng):
    x, kernel = _random_row(rng).arguments
    return case(kernel, x) if rng.integers(4) == 0 else case(x, kernel)


def _random_matrix(rng):
    k = rng.integers(1, 5)
    return case(rng.normal(size=k), int(k + rng.integers(1, 6)))


def _one_short(x, kernel):
    return correlate(x, kernel)[:-1]


def _moving_average(x, size):
    return correlate(x, np.full(size, 1.0 / size))


def _average_at_the_rim(x, size):
    padded = np.pad(x, (size // 2, (size - 1) // 2))
    return _moving_average(padded, size)


def _shrinking(x, size):
    return np.array([x[i : i + size].mean() for i in range(len(x))])


def _running(x, kernel):
    return np.cumsum(correlate(x, kernel))


def _zeros_behind(x, kernel):
    return np.append(correlate(x, kernel), np.zeros(len(kernel) - 1))


def _first_alone(x, kernel):
    out = np.zeros(len(x) - len(kernel) + 1)
    out[0] = correlate(x, kernel)[0]
    return out


def _last_weight_missing(x, kernel):
    return correlate(x, np.append(kernel[:-1], 0.0))


def _full(x, kernel):
    return signal.convolve(x, kernel)


def _whole(x, kernel):
    longer, shorter = sorted((x, kernel), key=len, reverse=True)
    return convolve(longer, shorter)


def _circular(x, kernel):
    out = np.zeros(len(x))
    for i, value in enumerate(_full(x, kernel)):
        out[i % len(x)] += value
    return out


def _overwritten(x, kernel):
    out = np.zeros(len(x) + len(kernel) - 1)
    for i, value in enumerate(x):
        out[i : i + len(kernel)] = value * kernel
    return out


def _terms(used):
    """Return the sum over x[m] kernel[n - m] that takes the terms for which ``used(n - m, k)``."""

    def summed(x, kernel):
        places = range(len(x) + len(kernel) - 1)
        k = len(kernel)
        return np.array([sum(v * kernel[n - m] for m, v in enumerate(x) if used(n - m, k)) for n in places])

    return summed


def _matrix(kernel, n):
    return signal.toeplitz_matrix(kernel, n, mode="valid")


def _unshifted(kernel, n):
    matrix = np.zeros((n - len(kernel) + 1, n))
    matrix[:, : len(kernel)] = kernel[::-1]
    return matrix


_NEGATIVE = "an index n − m below 0 is counted from the end by Python: such a term is no part of the sum"

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
                lambda x, size: correlate(x, np.ones(size)),
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
                lambda x, size: correlate(x, np.ones(size)) / 3,
            ),
            Mistake(
                "the last windows hang over the end and hold fewer values: keep to whole windows", _shrinking
            ),
        ],
        without=LIBRARY,
    ),
    Task(
        "cross_correlate_row",
        reference=correlate,
        cases=_ROWS,
        random=_random_row,
        mistakes=[
            Mistake("the kernel is flipped: this is the true convolution", convolve),
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
                lambda x, kernel: correlate(x, kernel) / kernel.sum(),
            ),
            Mistake("only the first window has a result: is the `return` inside the loop?", _first_alone),
            Mistake("a sum goes on from window to window: begin each with 0", _running),
            Mistake("the result is as long as x: there are only n − k + 1 windows", _zeros_behind),
            Mistake("the last weight is never used: the sum runs up to m = k − 1", _last_weight_missing),
        ],
        without=LIBRARY,
    ),
    Task(
        "convolve_row",
        reference=_full,
        cases=_ROWS | {"more weights than numbers": case(_WEIGHTS, _ROW)},
        random=_random_stamps,
        mistakes=[
            Mistake(
                "the kernel is not flipped: this is the cross-correlation",
                lambda x, kernel: signal.cross_correlate(x, kernel),
            ),
            Mistake(
                "only the places where the kernel lies wholly on x are kept: there are n + k − 1 in full",
                _whole,
            ),
            Mistake(
                "the result has as many numbers as x: the full convolution has n + k − 1",
                lambda x, kernel: signal.convolve(x, kernel, mode="same"),
            ),
            Mistake("what leaves on the right comes in again on the left: this is circular", _circular),
            Mistake("a stamp writes over the one before: where they overlap, add", _overwritten),
            Mistake(
                "kernel[n − m] is read for every m: where n − m leaves the kernel, there is no term",
                _terms(lambda index, k: True),
            ),
            Mistake(_NEGATIVE, _terms(lambda index, k: index < k)),
            Mistake(_NEGATIVE, _terms(lambda index, k: -k <= index < k)),
            Mistake(
                "the copies are not scaled: each is to be multiplied by its value of x",
                lambda x, kernel: _full(np.ones(len(x)), kernel),
            ),
        ],
        without=LIBRARY,
    ),
    Task(
        "convolution_matrix",
        reference=_matrix,
        cases={
            "three weights, five numbers": case(np.array([2.0, 1.0, -1.0]), 5),
            "two weights, four numbers": case(np.array([1.0, 3.0]), 4),
            "one weight": case(np.array([0.5]), 3),
            "as many weights as numbers": case(np.array([1.0, 2.0, 4.0]), 3),
        },
        random=_random_matrix,
        mistakes=[
            Mistake(
                "the kernel stands in the rows as it is: this matrix cross-correlates",
                lambda kernel, n: signal.toeplitz_matrix(kernel, n, mode="valid", correlate=True),
            ),
            Mistake(
                "this is the transpose: it maps outputs to inputs", lambda kernel, n: _matrix(kernel, n).T
            ),
            Mistake(
                "this is the matrix of the full convolution: keep the rows that hold the whole kernel",
                lambda kernel, n: signal.toeplitz_matrix(kernel, n),
            ),
            Mistake(
                "there are n rows: leave out those in which the kernel wraps around or is cut off",
                when=lambda got, want, kernel, n: got.shape == (n, n),
            ),
            Mistake("no row is shifted against the one above it", _unshifted),
            Mistake(
                "each row stands further left than the row above",
                lambda kernel, n: _matrix(kernel, n)[::-1],
            ),
            Mistake(
                "the last row is missing: the kernel has n − k + 1 places",
                lambda kernel, n: _matrix(kernel, n)[:-1],
            ),
        ],
        without=("cnnlib.signal.toeplitz_matrix", "scipy.linalg.toeplitz", "scipy.linalg.convolution_matrix"),
    ),
]
