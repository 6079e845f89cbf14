"""Chapter 7: the other layers of a network, and what it takes to train one."""

import numpy as np

from cnnlib import functional
from cnnlib.exercises.sets.layers_loss import SOFTMAX_LOSS
from cnnlib.exercises.sets.layers_normalize import NORMALIZE
from cnnlib.exercises.sets.layers_slide import SLIDE
from cnnlib.exercises.sets.layers_training import TRAINING
from cnnlib.exercises.task import Mistake, Task, case

_A, _S = 1.7159, 2 / 3


def _my_network(rng):
    """Draw a network whose pooling leaves no rest."""
    kernel, pooled = int(rng.choice([3, 5])), int(rng.integers(4, 9))
    return {
        "channels": int(rng.integers(2, 6)),
        "size": 2 * pooled + kernel - 1,
        "filters": int(rng.integers(6, 13)),
        "kernel": kernel,
        "units": int(rng.integers(21, 60)),
    }


def _parameters(channels, size, filters, kernel, units, *, bias=1, depth=None, maps=None):
    """Count the parameters; ``depth`` is that of a kernel, ``maps`` the side of what ``fc1`` reads."""
    maps = maps or (size - kernel + 1) // 2
    return {
        "conv": filters * ((depth or channels) * kernel**2 + bias),
        "relu": 0,
        "pool": 0,
        "fc1": units * (filters * maps**2 + bias),
        "fc2": 10 * (units + bias),
    }


def _one_bias_a_layer(channels, size, filters, kernel, units):
    bare = _parameters(channels, size, filters, kernel, units, bias=0)
    return {name: count + 1 if count else 0 for name, count in bare.items()}


def _fc1_of_one_map(channels, size, filters, kernel, units):
    counts = _parameters(channels, size, filters, kernel, units)
    return {**counts, "fc1": _parameters(channels, size, 1, kernel, units)["fc1"]}


def _fc1_of_all_channels(channels, size, filters, kernel, units):
    counts = _parameters(channels, size, filters, kernel, units)
    return {**counts, "fc1": _parameters(channels, size, filters * channels, kernel, units)["fc1"]}


def _conv_everywhere(channels, size, filters, kernel, units):
    counts = _parameters(channels, size, filters, kernel, units)
    return {**counts, "conv": counts["conv"] * (size - kernel + 1) ** 2}


def _pool_learns(got, want, **numbers):
    return got["pool"] != 0 or got["relu"] != 0


def _scaled_tanh_case(rng):
    shape = tuple(rng.integers(2, 5, size=rng.integers(1, 3)))
    return case(rng.normal(size=shape), _A * np.tanh(_S * rng.normal(0, 2, shape)))


TASKS = [
    Task(
        "parameters_of_mine",
        reference=_parameters,
        personal=_my_network,
        mistakes=[
            Mistake(
                "the biases are missing: each filter has one, and each unit of a dense layer",
                lambda **mine: _parameters(**mine, bias=0),
            ),
            Mistake(
                "a filter has kernel × kernel weights for each channel of its input",
                lambda **mine: _parameters(**mine, depth=1),
            ),
            Mistake(
                "fc1 reads what the pooling hands on, with half the height and half the width",
                lambda **mine: _parameters(**mine, maps=mine["size"] - mine["kernel"] + 1),
            ),
            Mistake(
                "the convolution has no padding, so its maps are smaller than the picture",
                lambda **mine: _parameters(**mine, maps=mine["size"] // 2),
            ),
            Mistake(
                "a filter stands at many places, but its weights are stored once",
                _conv_everywhere,
            ),
            Mistake(
                "there is one bias for each layer: each filter and each unit has its own", _one_bias_a_layer
            ),
            Mistake("fc1 reads all maps: there is one for each filter", _fc1_of_one_map),
            Mistake(
                "fc1 multiplies by the channels of the picture: a filter sums them into one map",
                _fc1_of_all_channels,
            ),
            Mistake(
                "a map has size − kernel + 1 places a side: the first counts, too",
                lambda **mine: _parameters(**mine, maps=(mine["size"] - mine["kernel"]) // 2),
            ),
            Mistake("relu and pool learn nothing: sizes and strides are hyperparameters", when=_pool_learns),
        ],
    ),
    Task(
        "scaled_tanh_back",
        reference=functional.scaled_tanh_backward,
        cases={
            "the middle, and two other places": case(np.ones(3), np.array([0.0, 1.0, -1.5])),
            "gradients of both signs": case(
                np.array([[2.0, -1.0], [0.5, 3.0]]), np.array([[0.3, 1.2], [-0.7, 0.0]])
            ),
        },
        random=_scaled_tanh_case,
        mistakes=[
            Mistake("1 − f² is the slope of the plain tanh", lambda grad, out: grad * (1 - out**2)),
            Mistake(
                "1 − f² is the slope of the plain tanh: f is A times as large",
                lambda grad, out: grad * _A * _S * (1 - out**2),
            ),
            Mistake(
                "f/A is a tanh, and the slope of tanh holds its square",
                lambda grad, out: grad * _A * _S * (1 - out / _A),
            ),
            Mistake(
                "f/A is the tanh already: S belongs in front, and not once more into the square",
                lambda grad, out: grad * _A * _S * (1 - (_S * out / _A) ** 2),
            ),
            Mistake(
                "out is taken for x: it is what the detector gave, so no tanh is left to compute",
                lambda grad, out: grad * _A * _S * (1 - np.tanh(_S * out) ** 2),
            ),
            Mistake(
                "these are the slopes alone: the chain rule multiplies them by what arrives from above",
                lambda grad, out: _S * (_A - out**2 / _A),
            ),
            Mistake(
                "the chain rule has a factor more: inside the tanh, x is multiplied by S",
                lambda grad, out: grad * (_A - out**2 / _A),
            ),
            Mistake(
                "at the flat end, f = A, the slope must be 0; yours is not",
                lambda grad, out: grad * _S * (_A - out**2),
            ),
            Mistake(
                "the slope in the middle, f = 0, must be A·S; yours is S: the factor A in front is missing",
                lambda grad, out: grad * _S * (1 - out**2 / _A**2),
            ),
        ],
        without=("cnnlib.functional.scaled_tanh_backward", "cnnlib.functional.tanh_backward"),
    ),
    *SLIDE,
    *NORMALIZE,
    *TRAINING,
    SOFTMAX_LOSS,
]
