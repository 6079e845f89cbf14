"""What ActivationExplorer computes, in NumPy; the browser draws the same random numbers."""

from typing import NamedTuple

import numpy as np

from cnnlib import functional
from cnnlib.widgets.seeded import seeded_normal

WIDTH = 64
BATCH = 32
SMALL_SLOPE = 0.05
LEAK = 0.01


class Activation(NamedTuple):
    """An activation: its name for readers, its value, and its slope."""

    label: str
    value: object
    slope: object


def _slope_at_output(function, backward):
    return lambda x: backward(np.ones_like(x), function(x))


ACTIVATIONS = {
    "relu": Activation("ReLU", functional.relu, lambda x: functional.relu_backward(np.ones_like(x), x)),
    "leaky_relu": Activation(
        "Leaky ReLU", lambda x: np.where(x > 0, x, LEAK * x), lambda x: np.where(x > 0, 1.0, LEAK)
    ),
    "sigmoid": Activation(
        "Sigmoid", functional.sigmoid, _slope_at_output(functional.sigmoid, functional.sigmoid_backward)
    ),
    "tanh": Activation("tanh", functional.tanh, _slope_at_output(functional.tanh, functional.tanh_backward)),
    "scaled_tanh": Activation(
        "Scaled tanh",
        functional.scaled_tanh,
        _slope_at_output(functional.scaled_tanh, functional.scaled_tanh_backward),
    ),
    "identity": Activation("None", lambda x: x, np.ones_like),
}


class Stack(NamedTuple):
    """Random numbers of a seed: input and gradient, both (32, 64), and each layer's weights, (64, 64)."""

    input: np.ndarray
    gradient: np.ndarray
    weights: list


class Sizes(NamedTuple):
    """Root mean squares of signal and gradient, and shares of small slopes: of the input and each layer."""

    signal: list
    gradient: list
    small: list


def random_stack(seed, layers):
    """Draw the input, the gradient and the weights of a seed, as ``randomStack`` does in the browser."""
    return Stack(
        seeded_normal(seed, -1, (BATCH, WIDTH)),
        seeded_normal(seed, -2, (BATCH, WIDTH)),
        [seeded_normal(seed, layer, (WIDTH, WIDTH)) for layer in range(layers)],
    )


def through_layers(stack, name, gain):
    """Send the input through all layers of the stack, and the gradient back.

    Parameters
    ----------
    stack : Stack
    name : str
        Of `ACTIVATIONS`.
    gain : float
        The weights' standard deviation times √64.

    Returns
    -------
    Sizes
    """
    activation = ACTIVATIONS[name]
    weights = [gain / np.sqrt(WIDTH) * each for each in stack.weights]
    values, slopes, gradients = [stack.input], [], [stack.gradient]
    for weight in weights:
        sums = functional.linear(values[-1], weight)
        slopes.append(activation.slope(sums))
        values.append(activation.value(sums))
    for weight, slope in zip(reversed(weights), reversed(slopes)):
        gradients.insert(0, (gradients[0] * slope) @ weight)
    small = [0.0, *(float(np.mean(slope < SMALL_SLOPE)) for slope in slopes)]
    return Sizes(list(map(_size, values)), list(map(_size, gradients)), small)


def _size(values):
    return float(np.sqrt(np.mean(values**2)))
