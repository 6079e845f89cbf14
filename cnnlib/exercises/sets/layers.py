"""Chapter 7: the other layers of a network, and what it takes to train one."""

import numpy as np

from cnnlib import functional
from cnnlib.exercises.sets.layers_loss import SOFTMAX_LOSS
from cnnlib.exercises.sets.layers_training import TRAINING
from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized

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


def _conv_everywhere(channels, size, filters, kernel, units):
    counts = _parameters(channels, size, filters, kernel, units)
    return {**counts, "conv": counts["conv"] * (size - kernel + 1) ** 2}


def _pool_learns(got, want, **numbers):
    return got["pool"] != 0 or got["relu"] != 0


def _scaled_tanh_case(rng):
    shape = tuple(rng.integers(2, 5, size=rng.integers(1, 3)))
    return case(rng.normal(size=shape), _A * np.tanh(_S * rng.normal(0, 2, shape)))


def _slide(maps, weight, bias, size):
    """Slide a dense layer that was made for maps of ``size``."""
    kernels = weight.reshape(len(weight), len(maps), *size)
    return vectorized.conv2d(maps[None], kernels, bias)[0]


def _slide_kernels(maps, kernels, bias):
    return vectorized.conv2d(maps[None], kernels, bias)[0]


def _channels_last(maps, weight, bias, size):
    kernels = weight.reshape(len(weight), *size, len(maps)).transpose(0, 3, 1, 2)
    return _slide_kernels(maps, kernels, bias)


def _turned(maps, weight, bias, size):
    kernels = weight.reshape(len(weight), len(maps), *size)
    return _slide_kernels(maps, kernels[..., ::-1, ::-1], bias)


def _height_for_width(maps, weight, bias, size):
    return _slide(maps, weight, bias, size[::-1])


def _side_by_side(maps, weight, bias, size):
    return _slide(maps, weight, bias, size)[:, :: size[0], :: size[1]]


def _random_slide(rng):
    channels, units = (int(n) for n in rng.integers(2, 4, size=2))
    size = int(rng.integers(1, 4)), int(rng.integers(2, 4))
    maps = rng.normal(size=(channels, size[0] + rng.integers(0, 4), size[1] + rng.integers(1, 5)))
    weight = rng.normal(size=(units, channels * size[0] * size[1]))
    return case(maps, weight, rng.normal(size=units), size)


_SLIDE = np.random.default_rng(70)
_SLIDES = {
    "one channel of 2 × 3, a layer for 2 × 2": case(
        np.array([[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]]]),
        np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 1.0, -3.0]]),
        np.array([0.5, 0.0]),
        (2, 2),
    ),
    "two channels of 4 × 5, a layer for 2 × 3": case(
        _SLIDE.integers(-3, 4, (2, 4, 5)).astype(float),
        _SLIDE.integers(-3, 4, (3, 12)).astype(float),
        np.array([1.0, -2.0, 0.5]),
        (2, 3),
    ),
    "maps of the size that the layer was made for": case(
        _SLIDE.normal(size=(3, 2, 4)), _SLIDE.normal(size=(2, 24)), np.array([1.0, 2.0]), (2, 4)
    ),
}


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
    plain = _normalize(x, np.ones_like(gamma), np.zeros_like(beta), eps)
    return gamma[:, None, None] * (plain + beta[:, None, None])


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
    Task(
        "slide_dense",
        reference=_slide,
        cases=_SLIDES,
        random=_random_slide,
        mistakes=[
            Mistake(
                "the kernels are turned: the layers of a network cross-correlate, so nothing is flipped",
                _turned,
            ),
            Mistake(
                "the weights are folded with the channel last: flattened maps (channels, height, width) let "
                "the channel change slowest",
                _channels_last,
            ),
            Mistake(
                "the bias is missing", lambda maps, weight, bias, size: _slide(maps, weight, 0 * bias, size)
            ),
            Mistake("height and width of size are exchanged", _height_for_width),
            Mistake("the windows stand side by side: slide the layer by one place at a time", _side_by_side),
            Mistake(
                "one map for each unit is asked for, so the units come first",
                lambda *arguments: _slide(*arguments).transpose(1, 2, 0),
            ),
        ],
    ),
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
            Mistake("the shift is scaled as well: gamma multiplies first, then beta is added", _shift_first),
        ],
        without=("cnnlib.functional.batch_norm",),
    ),
    *TRAINING,
    SOFTMAX_LOSS,
]
