"""Chapter 7, concluded: softmax and cross-entropy."""

import math

import numpy as np

from cnnlib import functional
from cnnlib.exercises.task import Mistake, Task, case


def _loss(x, target):
    """Return the mean cross-entropy and its gradient."""
    return float(functional.cross_entropy(x, target)), functional.cross_entropy_backward(1.0, x, target)


def _loss_by(shift, power=np.exp, *, by_softmax=False):
    """Return the loss computed as students do, with ``shift(x)`` taken from the scores first."""

    def compute(x, target):
        moved, rows = x - shift(x), np.arange(len(x))
        powers = power(moved)
        p = powers / powers.sum(axis=1, keepdims=True)
        right = p[rows, target]
        losses = -np.log(right) if by_softmax else np.log(powers.sum(axis=1)) - moved[rows, target]
        return float(losses.mean()), (p - np.eye(x.shape[1])[target]) / len(x)

    return compute


def _row_max(x):
    return x.max(axis=1, keepdims=True)


def _loss_sum(x, target):
    loss, gradient = _loss(x, target)
    return loss * len(x), gradient * len(x)


def _gradient_undivided(x, target):
    loss, gradient = _loss(x, target)
    return loss, gradient * len(x)


def _gradient_turned(x, target):
    loss, gradient = _loss(x, target)
    return loss, -gradient


def _gradient_without_y(x, target):
    return _loss(x, target)[0], functional.softmax(x) / len(x)


def _loss_of_columns(x, target):
    """Average over every row and every example's class: ``log_p[:, target]``."""
    return float(-functional.log_softmax(x)[:, target].mean()), _loss(x, target)[1]


def _softmax_of_columns(x, target):
    log_p = functional.log_softmax(x.T).T
    y = np.eye(x.shape[1])[target]
    return float(-(log_p * y).sum() / len(x)), (np.exp(log_p) - y) / len(x)


def _divided_by_all(x, target):
    loss, gradient = _loss(x, target)
    return loss / x.shape[1], gradient / x.shape[1]


def _loss_divided_by_all(x, target):
    loss, gradient = _loss(x, target)
    return loss / x.shape[1], gradient


def _has_a_floor(got, want, x, target):
    """Return whether only a hopeless loss is wrong, and too small: ``log(p + 1e-12)``."""
    return np.ptp(x) > 20 and got[0] < want[0] and np.allclose(got[1], want[1])


def _python_powers(x):
    return np.array([[math.exp(score) for score in row] for row in x])


_SCORES = {
    "two examples, three classes": case(np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]), np.array([1, 0])),
    "ten scores alike": case(np.zeros((1, 10)), np.array([7])),
    "a score of 1000": case(np.array([[1000.0, 0.0, 3.0], [2.0, 1.0, 0.0]]), np.array([1, 1])),
    "rows far apart": case(np.array([[900.0, 901.0], [-900.0, -902.0], [0.0, 1.0]]), np.array([0, 1, 1])),
}


def _random_scores(rng):
    n, classes = int(rng.integers(2, 6)), int(rng.integers(2, 7))
    x = rng.choice([1.0, 600.0], (n, 1)) * rng.normal(0, 2, (n, classes))
    return case(x + rng.choice([0.0, 800.0, -800.0], (n, 1)), rng.integers(0, classes, n))


_OVERFLOW = "the exponential of a large score overflows: take each row's largest score off first"

SOFTMAX_LOSS = Task(
    "softmax_loss",
    reference=_loss,
    cases=_SCORES,
    random=_random_scores,
    mistakes=[
        Mistake(_OVERFLOW, _loss_by(np.zeros_like)),
        Mistake(_OVERFLOW, _loss_by(np.zeros_like, by_softmax=True)),
        Mistake(_OVERFLOW, _loss_by(np.zeros_like, _python_powers)),
        Mistake(
            "a chance that has become 0 has no logarithm: write log p as a score minus a log-sum-exp",
            _loss_by(_row_max, by_softmax=True),
        ),
        Mistake(
            "each row has a largest score of its own; yours is that of the whole batch", _loss_by(np.max)
        ),
        Mistake(
            "each row has a largest score of its own; yours is that of the whole batch",
            _loss_by(np.max, by_softmax=True),
        ),
        Mistake(
            "the losses are added up: the mean over the batch is asked for, in the gradient as well",
            _loss_sum,
        ),
        Mistake(
            "the loss is a mean over the batch, so the gradient is divided by the batch as well",
            _gradient_undivided,
        ),
        Mistake("the powers are summed over the batch: a row has chances of its own", _softmax_of_columns),
        Mistake("the mean runs over all scores: divide by the number of examples", _divided_by_all),
        Mistake("the mean runs over all scores: divide by the number of examples", _loss_divided_by_all),
        Mistake(
            "a floor under the chances makes a hopeless loss too small: write log p without p",
            when=_has_a_floor,
        ),
        Mistake("the gradient points the wrong way: it is p − y", _gradient_turned),
        Mistake(
            "the gradient is p alone: what should have been said, y, is not subtracted", _gradient_without_y
        ),
        Mistake(
            "the loss takes every example's class from every row: each row has one class of its own",
            _loss_of_columns,
        ),
    ],
    without=(
        "cnnlib.functional.softmax",
        "cnnlib.functional.log_softmax",
        "cnnlib.functional.cross_entropy",
        "cnnlib.functional.cross_entropy_backward",
        "scipy.special.softmax",
        "scipy.special.log_softmax",
        "scipy.special.logsumexp",
    ),
)
