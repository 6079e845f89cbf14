"""Chapter 11: response normalization and dropout's subnetworks."""

from itertools import product

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.functional import local_response_norm, softmax


def _response_norm(a, size, k, alpha, beta):
    return local_response_norm(a[None], size, k=k, alpha=alpha, beta=beta)[0]


def _divided(squares):
    """Return a normalization that takes its sums of squares from ``squares(a squared, size)``."""
    return lambda a, size, k, alpha, beta: a / (k + alpha * squares(a**2, size)) ** beta


def _window_sums(squares, size, before=None, after=None):
    """Add up the channels from ``i - before`` to ``i + after``, as far as there are any."""
    before, after = (size // 2 if reach is None else reach for reach in (before, after))
    return np.array([squares[max(0, i - before) : i + after + 1].sum(axis=0) for i in range(len(squares))])


def _around_the_end(squares, size):
    return sum(np.roll(squares, step, axis=0) for step in range(-(size // 2), size // 2 + 1))


def _in_the_plane(squares, size):
    columns = _window_sums(squares.transpose(1, 0, 2), size)
    return _window_sums(columns.transpose(2, 0, 1), size).transpose(2, 1, 0)


def _maps(channels, height, width, loudness, seed):
    return np.random.default_rng(seed).normal(0, loudness, (channels, height, width))


_FIVE = np.array([100.0, 0.0, 200.0, 0.0, 100.0]).reshape(5, 1, 1)
_NORMS = {
    "five channels at one place": case(_FIVE, 5, 2.0, 1e-4, 0.75),
    "windows of three": case(_FIVE, 3, 1.0, 2e-4, 0.5),
    "six channels of 2 × 3": case(_maps(6, 2, 3, 2.0, 0), 3, 1.0, 0.5, 0.75),
    "fewer channels than the window": case(_maps(3, 2, 2, 50.0, 1), 7, 2.0, 1e-3, 0.75),
}


def _random_norm(rng):
    a = rng.normal(0, 3, (rng.integers(4, 9), *rng.integers(2, 6, size=2)))
    return case(
        a,
        int(rng.choice([3, 5])),
        float(rng.uniform(1, 2)),
        float(rng.uniform(0.1, 1)),
        float(rng.uniform(0.4, 1)),
    )


_NORM_MISTAKES = [
    Mistake(
        "you took the mean of the squares, as PyTorch does: the paper has their sum",
        lambda a, size, k, alpha, beta: _response_norm(a, size, k, alpha / size, beta),
    ),
    Mistake(
        "each unit's own square belongs to the sum, too",
        _divided(lambda squares, size: _window_sums(squares, size) - squares),
    ),
    Mistake(
        "your windows reach `size` channels to each side: `size` counts all of them, the middle one too",
        _divided(lambda squares, size: _window_sums(squares, 2 * size + 1)),
    ),
    Mistake(
        "your windows begin at the channel itself: it stands in their middle",
        _divided(lambda squares, size: _window_sums(squares, size, 0, size - 1)),
    ),
    Mistake(
        "the windows go around the end: behind the last channel there is none",
        _divided(_around_the_end),
    ),
    Mistake(
        "the neighbors are channels at the same place, not pixels of the same map",
        _divided(_in_the_plane),
    ),
    Mistake(
        "only the channel itself is in the sum: its neighbors belong there, too",
        _divided(lambda squares, size: squares),
    ),
    Mistake(
        "the last channel of each window is missing: a slice ends before its last number",
        _divided(lambda squares, size: _window_sums(squares, size, after=size // 2 - 1)),
    ),
    Mistake(
        "all channels are in the sum: only `size` of them belong there",
        _divided(lambda squares, size: squares.sum(axis=0)),
    ),
    Mistake(
        "the paper's constants stand in your code: take `size`, `k`, `alpha` and `beta`",
        lambda a, *_: _response_norm(a, 5, 2.0, 1e-4, 0.75),
    ),
    Mistake(
        "the power is missing: divide by the sum to the power of beta",
        lambda a, size, k, alpha, beta: _response_norm(a, size, k, alpha, 1.0),
    ),
    Mistake(
        "the sum holds the activations themselves: it takes their squares",
        lambda a, size, k, alpha, beta: a / (k + alpha * _window_sums(a, size)) ** beta,
    ),
]


def _ask_all(weight, bias, x, p):
    """Return the normalized geometric mean, by the mean of the scores: (1 - p) W x + b."""
    return softmax((1 - p) * weight @ x + bias, axis=0)


def _answers(weight, bias, x, p):
    """Return the answers of all subnetworks, one row each, and how probable each subnetwork is."""
    masks = np.array(list(product((0, 1), repeat=len(x))))
    kept = masks.sum(axis=1)
    return softmax((masks * x) @ weight.T + bias, axis=1), (1 - p) ** kept * p ** (len(x) - kept)


def _arithmetic(*given):
    answers, probabilities = _answers(*given)
    return probabilities @ answers


def _not_normalized(*given):
    answers, probabilities = _answers(*given)
    return np.exp(probabilities @ np.log(answers))


def _layer(classes, inputs, p, rng):
    return case(rng.normal(size=(classes, inputs)), rng.normal(size=classes), rng.normal(size=inputs), p)


_LAYERS = {
    "one input, which is there or not": case(
        np.array([[2.0], [0.0]]), np.array([0.0, 1.0]), np.array([1.5]), 0.5
    ),
    "three inputs, half of them left out": _layer(2, 3, 0.5, np.random.default_rng(2)),
    "four inputs, few of them left out": _layer(3, 4, 0.2, np.random.default_rng(3)),
    "ten inputs, most of them left out": _layer(4, 10, 0.7, np.random.default_rng(4)),
}


def _random_layer(rng):
    return _layer(int(rng.integers(2, 5)), int(rng.integers(2, 9)), float(rng.uniform(0.1, 0.9)), rng)


_MEAN_MISTAKES = [
    Mistake(
        "this is the arithmetic mean of the answers: the geometric one averages their logarithms", _arithmetic
    ),
    Mistake("the geometric means do not sum to 1: divide them by their sum", _not_normalized),
    Mistake(
        "p is how often an input is left out; you let that many stay",
        lambda weight, bias, x, p: _ask_all(weight, bias, x, 1 - p),
    ),
    Mistake(
        "every subnetwork counts alike: with another p than one half, some are more probable",
        lambda weight, bias, x, p: _ask_all(weight, bias, x, 0.5),
    ),
    Mistake(
        "all inputs are there at full strength: that is one of the subnetworks, not the mean of all",
        lambda weight, bias, x, p: _ask_all(weight, bias, x, 0.0),
    ),
    Mistake(
        "the inputs grow by 1 / (1 − p): that belongs to training, in the other form of dropout",
        lambda weight, bias, x, p: softmax(weight @ x / (1 - p) + bias, axis=0),
    ),
    Mistake(
        "the biases shrink, too: dropout leaves out inputs, and no bias",
        lambda weight, bias, x, p: softmax((1 - p) * (weight @ x + bias), axis=0),
    ),
    Mistake(
        "these are scores: the answers are what the softmax makes of them",
        lambda weight, bias, x, p: (1 - p) * weight @ x + bias,
    ),
]


TASKS = [
    Task(
        "response_norm",
        reference=_response_norm,
        cases=_NORMS,
        random=_random_norm,
        mistakes=_NORM_MISTAKES,
        without=("cnnlib.functional.local_response_norm", "torch.nn.functional.local_response_norm"),
    ),
    Task(
        "ask_all_subnetworks",
        reference=_ask_all,
        cases=_LAYERS,
        random=_random_layer,
        mistakes=_MEAN_MISTAKES,
    ),
]
