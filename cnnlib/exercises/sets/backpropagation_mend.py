"""Chapter 8, concluded: a backward pass with three bugs."""

from functools import partial

import numpy as np

from cnnlib import functional
from cnnlib.exercises.task import Mistake, Task, case

_HINTS = {
    ("batch", "mean", "gate"): (
        "nothing is mended yet: compare each gradient with differences, first that of the dense layer"
    ),
    ("mean", "gate"): "the dense layer is right now; two bugs are left on the way from it to the filters",
    ("batch", "gate"): ("two bugs are left: everything is too large by one factor, and a gate is wrong"),
    (
        "batch",
        "mean",
    ): "the ReLU is right now; two bugs are left, and each makes something too large by a factor",
    ("batch",): "one bug is left: everything is too large by one factor, since the loss is a mean",
    ("mean",): (
        "one bug is left: filters and bias are too large; what share has a place in the mean of its map"
    ),
    ("gate",): "one bug is left: filters and bias are wrong, by no factor; what opens the gate of a ReLU",
}


def _loss(x, target, filters, bias, weight):
    windows = np.lib.stride_tricks.sliding_window_view(x, filters.shape[1], axis=1)
    features = np.maximum(windows @ filters.T + bias, 0).mean(axis=1)
    return functional.cross_entropy(features @ weight.T, target)


def _by_differences(x, target, filters, bias, weight, step=1e-5):
    """Return central differences of the loss for all parameters."""
    parameters = {"filters": filters.copy(), "bias": bias.copy(), "weight": weight.copy()}
    slopes = {name: np.zeros(array.shape) for name, array in parameters.items()}
    for name, array in parameters.items():
        for place in np.ndindex(*array.shape):
            kept, ends = array[place], []
            for nudge in (step, -step):
                array[place] = kept + nudge
                ends.append(_loss(x, target, **parameters))
            array[place] = kept
            slopes[name][place] = (ends[0] - ends[1]) / (2 * step)
    return slopes


def _stage_back(x, target, filters, bias, weight, *, bugs=(), again=False, gate=None):
    """Return the gradients of a stage and a dense layer, with some of the three bugs."""
    windows = np.lib.stride_tricks.sliding_window_view(x, filters.shape[1], axis=1)
    z = windows @ filters.T + bias
    features = np.maximum(z, 0).mean(axis=1)
    scores = features @ weight.T
    delta = functional.cross_entropy_backward(1.0, scores, target)
    delta = delta * len(x) if "batch" in bugs else delta
    grad_weight = delta.T @ features
    delta = np.repeat((delta @ weight)[:, None], z.shape[1], axis=1)
    delta = delta if "mean" in bugs else delta / z.shape[1]
    delta = delta * (gate(z) if gate else (delta if "gate" in bugs else z) > 0)
    delta = delta / len(x) if again else delta
    grad_filters = np.einsum("nio,niu->ou", delta, windows)
    return {"filters": grad_filters, "bias": delta.sum(axis=(0, 1)), "weight": grad_weight}


def _gate_of_a_map(z):
    return (z > 0).any(axis=1, keepdims=True)


def _bias_mean(x, target, filters, bias, weight):
    gradients = _stage_back(x, target, filters, bias, weight)
    places = x.shape[1] - filters.shape[1] + 1
    return {**gradients, "bias": gradients["bias"] / (len(x) * places)}


def _random_stage(rng):
    n, places, maps, k, classes = (int(count) for count in rng.integers((2, 3, 2, 2, 2), (5, 6, 4, 4, 5)))
    arrays = rng.normal(size=(maps, k)), rng.normal(size=maps), rng.normal(size=(classes, maps))
    x = rng.normal(size=(n, places + k - 1))
    x[0], arrays[1][0] = 0.0, _TINY  # at the corner of a ReLU no difference is right
    return case(x, rng.integers(0, classes, n), *arrays)


_TINY = 2.0**-40
_ROWS = np.array([[1.0, 0.0, 2.0, -1.0, 3.0], [0.0, 1.0, -2.0, 2.0, 1.0]])
_STAGES = {
    "two rows, two filters, three classes": case(
        _ROWS,
        np.array([0, 2]),
        np.array([[1.0, -1.0], [0.5, 1.0]]),
        np.array([0.25, -0.25]),
        np.array([[1.0, -1.0], [0.0, 2.0], [-1.0, 0.5]]),
    ),
    "three rows, one filter of three, two classes": case(
        np.vstack([_ROWS, [[2.0, 1.0, 0.0, -3.0, 1.0]]]),
        np.array([1, 0, 1]),
        np.array([[1.0, 2.0, -1.0]]),
        np.array([0.5]),
        np.array([[1.0], [-0.5]]),
    ),
    "a blank row, and a bias just above 0": case(
        np.array([[0.0, 0.0, 0.0], [1.0, 2.0, -1.0]]),
        np.array([1, 0]),
        np.array([[1.0, -1.0], [0.5, 1.0]]),
        np.array([_TINY, 0.5]),
        np.array([[1.0, -1.0], [0.0, 2.0]]),
    ),
}

MEND = Task(
    "stage_back",
    reference=_stage_back,
    cases=_STAGES,
    random=_random_stage,
    mistakes=[
        *(Mistake(hint, partial(_stage_back, bugs=bugs)) for bugs, hint in _HINTS.items()),
        Mistake(
            "filters and bias are divided by the batch twice: δ carries that factor down from the top",
            partial(_stage_back, again=True),
        ),
        Mistake(
            "these are differences of the loss, wrong at the corner of a ReLU: write the way down",
            _by_differences,
        ),
        Mistake("the ReLU has no gate left: what opens it", partial(_stage_back, gate=np.ones_like)),
        Mistake(
            "one gate opens for a whole map: each place has a sum of its own",
            partial(_stage_back, gate=_gate_of_a_map),
        ),
        Mistake("the slopes of the bias are averaged: a bias is used at every place, so add", _bias_mean),
    ],
    without=("cnnlib.gradcheck.numerical_gradient",),
)
