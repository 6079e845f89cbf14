"""Chapter 7, continued: batch normalization."""

import numpy as np

from cnnlib import functional
from cnnlib.exercises.task import Mistake, Task, case


def _normalize(x, gamma, beta, eps):
    return functional.batch_norm(x, gamma, beta, eps=eps)[0]


def _normalize_over(*axes, ddof=0):
    """Return batch normalization with its statistics taken over other axes."""

    def normalize(x, gamma, beta, eps):
        mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True, ddof=ddof)
        return _affine((x - mean) / np.sqrt(var + eps), gamma, beta)

    return normalize


def _normalize_by(spread):
    """Return batch normalization that divides by ``spread(var, eps)``."""

    def normalize(x, gamma, beta, eps):
        mean, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
        return _affine((x - mean) / spread(var, eps), gamma, beta)

    return normalize


def _affine(x, gamma, beta):
    return gamma[:, None, None] * x + beta[:, None, None]


def _shift_first(x, gamma, beta, eps):
    return gamma[:, None, None] * (_unscaled(x, gamma, beta, eps) + beta[:, None, None])


def _unscaled(x, gamma, beta, eps):
    return _normalize(x, np.ones_like(gamma), np.zeros_like(beta), eps)


def _square_of_x(x, gamma, beta, eps):
    mean, square = (each.mean(axis=(0, 2, 3), keepdims=True) for each in (x, x**2))
    return _affine((x - mean) / np.sqrt(square + eps), gamma, beta)


def _along_columns(x, gamma, beta, eps):
    return gamma * _unscaled(x, gamma, beta, eps) + beta


def _random_batch(rng):
    n, c, h, w = (int(k) for k in (rng.integers(2, 5), rng.integers(2, 4), *rng.integers(1, 5, size=2)))
    x = rng.normal(rng.normal(0, 3, (c, 1, 1)), 2, (n, c, h, w))
    return case(x, rng.uniform(0.5, 2, c), rng.normal(size=c), float(rng.choice([1e-5, 0.1])))


_BATCH = np.array([[[[1.0, 3.0]], [[0.0, 10.0]]], [[[5.0, 7.0]], [[20.0, 10.0]]]])
_FLAT = np.stack([np.full((3, 2, 2), 4.0), np.arange(12.0).reshape(3, 2, 2) ** 2], axis=1)
_BATCHES = {
    "two examples, two channels of 1 × 2": case(_BATCH, np.array([1.0, 2.0]), np.array([0.0, -1.0]), 1e-5),
    "a large eps": case(_BATCH, np.array([1.0, 0.5]), np.array([0.5, 3.0]), 0.5),
    "three examples, the first channel the same everywhere": case(
        _FLAT, np.array([3.0, 1.0]), np.array([0.25, 1.0]), 1e-5
    ),
}

NORMALIZE = [
    Task(
        "normalize_batch",
        reference=_normalize,
        cases=_BATCHES,
        random=_random_batch,
        mistakes=[
            Mistake(
                "each pixel has statistics of its own: a channel shares them over all places",
                _normalize_over(0),
            ),
            Mistake(
                "each example is normalized by itself: take the statistics over the whole batch",
                _normalize_over(2, 3),
            ),
            Mistake(
                "all channels share one mean and one variance: take them for each channel",
                _normalize_over(0, 1, 2, 3),
            ),
            Mistake(
                "the variance is divided by n − 1: normalizing takes the mean square",
                _normalize_over(0, 2, 3, ddof=1),
            ),
            Mistake(
                "you divide by the variance: its root is the deviation",
                _normalize_by(lambda var, eps: var + eps),
            ),
            Mistake(
                "eps stands outside the root: it is added to the variance",
                _normalize_by(lambda var, eps: np.sqrt(var) + eps),
            ),
            Mistake(
                "eps is left out, so a channel that is the same everywhere divides 0 by 0",
                _normalize_by(lambda var, eps: np.sqrt(var)),
            ),
            Mistake(
                "each example has one mean for all its channels: take one for each channel, over the batch",
                _normalize_over(1, 2, 3),
            ),
            Mistake("gamma and beta are left out", _unscaled),
            Mistake(
                "gamma and beta are exchanged", lambda x, gamma, beta, eps: _normalize(x, beta, gamma, eps)
            ),
            Mistake("the variance is the mean of (x − μ)², not that of x²", _square_of_x),
            Mistake("gamma and beta run along the columns: they belong to the channels", _along_columns),
            Mistake("the shift is scaled as well: gamma multiplies first, then beta is added", _shift_first),
        ],
        without=("cnnlib.functional.batch_norm",),
    ),
]
