"""Chapter 8: the way back through a network, and the differences that check it."""

import numpy as np

from cnnlib import functional
from cnnlib.exercises.sets.backpropagation_conv import CONVOLUTIONS
from cnnlib.exercises.sets.backpropagation_mend import MEND
from cnnlib.exercises.sets.backpropagation_pooling import POOLING
from cnnlib.exercises.task import Mistake, Task, case


def _random_relu(rng):
    shape = tuple(int(n) for n in rng.integers(2, 5, size=rng.integers(1, 4)))
    z = rng.integers(-2, 3, shape) * rng.random(shape)
    z.flat[0] = 0.5  # something comes through, so that a list of the results becomes an array of floats
    return case(rng.normal(size=shape), z)


def sum_of_cubes(x):
    """Return the sum of all x³."""
    return float((x**3).sum())


def square_of_sum(x):
    """Return the square of the sum of all x."""
    return float(x.sum() ** 2)


def _random_check(rng):
    """Draw a function, and a gradient of it that is wrong in some places."""
    shape = tuple(int(n) for n in rng.integers(2, 4, size=rng.integers(1, 4)))
    cubic, linear = rng.normal(size=(2, *shape))
    x = rng.integers(-96, 97, shape) / 64  # so that a nudge and its opposite leave no rounding error

    def function(x):
        return float((cubic * x**3).sum() + (linear * x).sum() ** 2)

    gradient = 3 * cubic * x**2 + 2 * (linear * x).sum() * linear
    return case(function, x, gradient + rng.choice([-1.0, -0.25, 0.0, 0.25, 1.0], shape), 0.125, 0.5)


def _quotients(function, x, step, *, back=1, stay=False, together=False):
    """Return difference quotients that reach ``back`` steps to the other side.

    A nudge may ``stay``, or go to all entries ``together``.
    """
    slopes, moved = np.zeros(x.shape), x.copy()
    for place in np.ndindex(*x.shape):
        nudged = ... if together else place
        moved[nudged] += step
        above = function(moved)
        moved[nudged] -= (1 + back) * step
        slopes[place] = (above - function(moved)) / ((1 + back) * step)
        moved = moved if stay else x.copy()
    return slopes


def _check(function, x, gradient, step, tolerance, *, factor=1, error=np.abs, **how):
    """Return the slopes, and the places at which ``error(gradient - slopes)`` is too large."""
    slopes = factor * _quotients(function, x, step, **how)
    wrong = error(gradient - slopes) > tolerance
    return slopes, [tuple(int(i) for i in place) for place in np.argwhere(wrong)]


def _check_agreeing(function, x, gradient, step, tolerance):
    slopes, wrong = _check(function, x, gradient, step, tolerance)
    return slopes, [place for place in np.ndindex(*x.shape) if place not in wrong]


def _check_signed(function, x, gradient, step, tolerance):
    return _check(function, x, gradient, step, tolerance, error=np.positive)


def _check_against_step(function, x, gradient, step, tolerance):
    return _check(function, x, gradient, step, step)


def _check_relative(function, x, gradient, step, tolerance):
    slopes = _quotients(function, x, step)
    error = np.abs(gradient - slopes) / np.maximum(np.maximum(np.abs(gradient), np.abs(slopes)), 1e-12)
    return slopes, [place for place in np.ndindex(*x.shape) if error[place] > tolerance]


def _check_closeness(function, x, gradient, step, tolerance):
    """Take ``np.isclose``, which adds a relative tolerance of its own."""
    slopes = _quotients(function, x, step)
    return slopes, [tuple(place) for place in np.argwhere(~np.isclose(gradient, slopes, atol=tolerance))]


def _nothing_differs(got, want, *arguments):
    return got[0].shape == want[0].shape and not got[0].any() and want[0].any()


def _rows_nudged(got, want, function, x, *others):
    """Return whether a wrong slope is that of a whole row, as after ``x[i] += step``."""
    summed = want[0].sum(axis=tuple(range(1, x.ndim)), keepdims=True)
    return x.ndim > 1 and np.allclose(got[0], summed)


_CHECKS = {
    "a right gradient": case(sum_of_cubes, np.array([1.0, -2.0]), np.array([3.0, 12.0]), 0.125, 0.1),
    "a sign is wrong": case(
        sum_of_cubes, np.array([1.0, -2.0, 0.5]), np.array([3.0, -12.0, 0.75]), 0.125, 0.1
    ),
    "two of six are wrong": case(
        square_of_sum,
        np.array([[1.0, 0.0, 2.0], [-1.0, 0.5, 0.5]]),
        np.array([[6.0, 6.0, 5.5], [7.0, 6.0, 6.0]]),
        0.25,
        0.3,
    ),
    "large slopes, one a little off": case(
        square_of_sum, np.array([8192.0, 16384.0]), np.array([49152.0, 49152.375]), 0.5, 0.25
    ),
    "within the tolerance": case(square_of_sum, np.array([1.0, 2.0]), np.array([6.2, 5.7]), 0.5, 0.25),
}

TASKS = [
    Task(
        "relu_back",
        reference=functional.relu_backward,
        cases={
            "sums below, at and above 0": case(np.array([3.0, 5.0, -2.0]), np.array([-1.0, 0.0, 2.0])),
            "a picture": case(
                np.array([[1.0, -1.0, 2.0], [-4.0, 0.5, 6.0]]), np.array([[0.5, 3.0, -2.0], [-0.1, 0.0, 2.5]])
            ),
        },
        random=_random_relu,
        mistakes=[
            Mistake(
                "the sign of δ opens your gate: it is z that decides, and δ may have either sign",
                lambda delta, z: delta * (delta > 0),
            ),
            Mistake(
                "at the corner, where z is 0, nothing is handed on, by agreement",
                lambda delta, z: delta * (z >= 0),
            ),
            Mistake(
                "δ is multiplied by what ReLU gives; multiply it by the slope",
                lambda delta, z: delta * np.maximum(z, 0),
            ),
            Mistake(
                "these are the slopes alone: δ is not multiplied in", lambda delta, z: (z > 0).astype(float)
            ),
            Mistake(
                "the sign of δ closes your gate as well: it is z alone that decides",
                lambda delta, z: delta * ((z > 0) & (delta > 0)),
            ),
            Mistake(
                "at the corner, where z is 0, nothing is handed on, by agreement",
                lambda delta, z: delta * np.heaviside(z, 0.5),
            ),
            Mistake(
                "this is ReLU itself: its slope lets δ through or not", lambda delta, z: np.maximum(z, 0)
            ),
            Mistake("below 0 the slope of ReLU is 0, and not −1", lambda delta, z: delta * np.sign(z)),
            Mistake("your gate stands open where z is negative", lambda delta, z: delta * (z <= 0)),
            Mistake("your gate stands open where z is negative", lambda delta, z: delta * (z < 0)),
        ],
        without=("cnnlib.functional.relu_backward",),
    ),
    *POOLING,
    *CONVOLUTIONS,
    Task(
        "suspicious_places",
        reference=_check,
        cases=_CHECKS,
        random=_random_check,
        mistakes=[
            Mistake(
                "these are one-sided differences: nudge down as well, and compare the two",
                lambda *arguments: _check(*arguments, back=0),
            ),
            Mistake(
                "from x − h to x + h it is two steps: divide by 2h",
                lambda *arguments: _check(*arguments, factor=2),
            ),
            Mistake(
                "all entries are nudged at once: a slope belongs to one entry, and the others stay",
                lambda *arguments: _check(*arguments, together=True),
            ),
            Mistake(
                "a nudge is still there when the next entry has its turn: put the entry back",
                lambda *arguments: _check(*arguments, stay=True),
            ),
            Mistake(
                "a gradient that is too small is wrong as well: mind the sign of the difference",
                _check_signed,
            ),
            Mistake(
                "these are the places at which the gradient is right; the others are wanted", _check_agreeing
            ),
            Mistake(
                "the error is divided by the slope: `tolerance` is how far off a slope may be",
                _check_relative,
            ),
            Mistake("`np.isclose` also has a relative tolerance, `rtol`, which is not 0", _check_closeness),
            Mistake(
                "both calls saw the same array, or the same numbers: `y = x` makes no copy",
                when=_nothing_differs,
            ),
            Mistake("a whole row is nudged at once: x may have several axes", when=_rows_nudged),
            Mistake(
                "the step is not the one that is given",
                lambda function, x, gradient, step, tolerance: _check(function, x, gradient, 1e-5, tolerance),
            ),
            Mistake(
                "the difference is compared with the step: compare it with the tolerance", _check_against_step
            ),
        ],
        without=("cnnlib.gradcheck.numerical_gradient", "cnnlib.gradcheck.check_gradient"),
    ),
    MEND,
]
