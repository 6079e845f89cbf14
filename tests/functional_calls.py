"""One valid call of each function of cnnlib.functional, of which a test replaces what must be refused."""

import re

import numpy as np

from cnnlib import functional

LABELS = np.array([0, 2])


def ones(*shape, dtype="float64"):
    """Make an array of ones."""
    return np.ones(shape, dtype)


def words(message):
    """Make the pattern of a whole message."""
    return f"^{re.escape(message)}$"


FLOATING = {
    "sigmoid": {"x": ones(2, 3)},
    "sigmoid_backward": {"grad_output": ones(2, 3), "out": ones(2, 3)},
    "tanh": {"x": ones(2, 3)},
    "tanh_backward": {"grad_output": ones(2, 3), "out": ones(2, 3)},
    "scaled_tanh": {"x": ones(2, 3)},
    "scaled_tanh_backward": {"grad_output": ones(2, 3), "out": ones(2, 3)},
    "relu": {"x": ones(2, 3)},
    "relu_backward": {"grad_output": ones(2, 3), "x": ones(2, 3)},
    "softmax": {"x": ones(2, 3)},
    "softmax_backward": {"grad_output": ones(2, 3), "out": ones(2, 3)},
    "log_softmax": {"x": ones(2, 3)},
    "log_softmax_backward": {"grad_output": ones(2, 3), "out": ones(2, 3)},
    "cross_entropy": {"x": ones(2, 3)},
    "cross_entropy_backward": {"grad_output": np.array(1.0), "x": ones(2, 3)},
    "mse_loss": {"x": ones(2, 3), "target": ones(2, 3)},
    "mse_loss_backward": {"grad_output": np.array(1.0), "x": ones(2, 3), "target": ones(2, 3)},
    "linear": {"x": ones(2, 3), "weight": ones(4, 3), "bias": ones(4)},
    "linear_backward": {"grad_output": ones(2, 4), "x": ones(2, 3), "weight": ones(4, 3)},
    "dropout": {"x": ones(2, 3)},
    "dropout_backward": {"grad_output": ones(2, 3), "mask": ones(2, 3)},
    "local_response_norm": {"x": ones(2, 3)},
    "local_response_norm_backward": {"grad_output": ones(2, 3), "x": ones(2, 3)},
    "batch_norm": {name: ones(3) for name in ("x", "weight", "bias", "mean", "var")} | {"x": ones(2, 3)},
    "batch_norm_backward": {"grad_output": ones(2, 3), "x": ones(2, 3)}
    | {name: ones(3) for name in ("weight", "mean", "var")},
}
OTHERS = {
    "cross_entropy": {"target": LABELS},
    "cross_entropy_backward": {"target": LABELS},
    "dropout": {"rng": np.random.default_rng(0)},
}


def first_of(function):
    """Return the argument that sets library, dtype and device for the others."""
    return next(name for name in ("out", "mask", "x") if name in FLOATING[function])


def call(library, function, **replaced):
    """Call a function of cnnlib.functional with some of its arguments replaced."""
    others = {name: library.own(value) for name, value in OTHERS.get(function, {}).items()}
    arrays = {name: library.own(value) for name, value in FLOATING[function].items()}
    return getattr(functional, function)(**(arrays | others | replaced))
