"""What layers refuse, in words that name the layer."""

import re

import numpy as np
import pytest
import torch

from cnnlib import layers
from cnnlib.ops import torch_ops, vectorized

SINGLE = np.float32


def model():
    """Build a network with a name for each layer."""
    return layers.Sequential(
        features=layers.Sequential(
            conv=layers.Conv2d(1, 2, 3), norm=layers.BatchNorm2d(2), pool=layers.MaxPool2d(2)
        ),
        flatten=layers.Flatten(),
        fc=layers.Linear(2, 3),
    )


INPUTS = {
    "channels": (
        np.zeros((1, 3, 4, 4), SINGLE),
        ValueError,
        (
            "features.conv (Conv2d): weight has 1 input channels per group but x has 3 channels and groups=1 "
            "(expected x.shape[1] == 1)"
        ),
    ),
    "axes": (
        np.zeros((4, 4), SINGLE),
        ValueError,
        "features.conv (Conv2d): x must have 4 axes (batch, channels, height, width), but has shape (4, 4)",
    ),
    "too small": (
        np.zeros((1, 1, 2, 4), SINGLE),
        ValueError,
        (
            "features.conv (Conv2d): kernel of height 3 with dilation 1 spans 3, more than the padded input "
            "height 2 (2 + 0 + 0)"
        ),
    ),
    "too small later": (
        np.zeros((2, 1, 3, 3), SINGLE),
        ValueError,
        (
            "features.pool (MaxPool2d): kernel of height 2 with dilation 1 spans 2, more than the padded "
            "input height 1 (1 + 0 + 0)"
        ),
    ),
    "features": (
        np.zeros((1, 1, 6, 4), SINGLE),
        ValueError,
        "fc (Linear): x must have shape (batch, 2), but has shape (1, 4)",
    ),
    "one number a channel": (
        np.zeros((1, 1, 3, 3), SINGLE),
        ValueError,
        (
            "features.norm (BatchNorm2d): x has shape (1, 2, 1, 1), but in training the variance of a batch "
            "takes at least two numbers a channel"
        ),
    ),
    "dtype": (
        np.zeros((1, 1, 4, 4)),
        TypeError,
        "features.conv (Conv2d): weight has dtype float32 but x has dtype float64: convert one of them",
    ),
    "integers": (
        np.zeros((1, 1, 4, 4), "uint8"),
        TypeError,
        (
            "features.conv (Conv2d): x has dtype uint8 (expected float32 or float64): convert it first, "
            "with x.astype('float32') in NumPy or x.float() in PyTorch"
        ),
    ),
    "library": (
        torch.zeros(1, 1, 4, 4),
        TypeError,
        "features.conv (Conv2d): weight is a ndarray but x is a Tensor: convert one of them",
    ),
    "no array": (
        [[0.0]],
        TypeError,
        "features.conv (Conv2d): x must be an array of NumPy or a tensor of PyTorch, but is a list",
    ),
}


@pytest.mark.parametrize("name", INPUTS)
def test_input(name):
    x, error, words = INPUTS[name]
    with pytest.raises(error) as caught:
        model()(x)
    assert str(caught.value) == words


def single(layer):
    """Put a layer into a sequence, where it has a name."""
    return layers.Sequential(it=layer)


ALONE = {
    "pool of torch": (
        layers.MaxPool2d(2),
        torch.zeros(1, 1, 4, 4),
        TypeError,
        (
            "it (MaxPool2d): x is a Tensor but the layer computes with cnnlib.ops.vectorized: "
            "convert x, or move the layer with to(engine=...)"
        ),
    ),
    "images for vectors": (
        layers.Linear(400, 2),
        np.zeros((1, 16, 5, 5), SINGLE),
        ValueError,
        "it (Linear): x must have shape (batch, 400), but has shape (1, 16, 5, 5): put a Flatten before it",
    ),
    "maps": (
        layers.Subsampling(3),
        np.zeros((1, 2, 4, 4), SINGLE),
        ValueError,
        "it (Subsampling): x must have 3 channels, but has shape (1, 2, 4, 4)",
    ),
    "normalized maps": (
        layers.BatchNorm2d(3),
        np.zeros((1, 2, 4, 4), SINGLE),
        ValueError,
        "it (BatchNorm2d): x must have shape (batch, 3, height, width), but has shape (1, 2, 4, 4)",
    ),
    "no channels": (
        layers.LocalResponseNorm(),
        np.zeros(3, SINGLE),
        ValueError,
        "it (LocalResponseNorm): x must have at least 2 axes (batch, channels, ...), but has shape (3,)",
    ),
    "no images": (
        layers.Flatten(),
        np.zeros(3, SINGLE),
        ValueError,
        "it (Flatten): x must have at least 2 axes (batch, ...), but has shape (3,)",
    ),
}


@pytest.mark.parametrize("name", ALONE)
def test_input_of_one_layer(name):
    layer, x, error, words = ALONE[name]
    with pytest.raises(error) as caught:
        single(layer)(x)
    assert str(caught.value) == words


def test_backward_without_forward():
    with pytest.raises(RuntimeError, match=r"^fc \(Linear\): backward needs a forward pass before it$"):
        model().backward(np.zeros((1, 3), SINGLE))


def test_backward_with_a_wrong_gradient():
    network = model().eval()
    network(np.zeros((1, 1, 4, 4), SINGLE))
    words = "fc (Linear): grad_output must have the shape of the output, (1, 3), but has shape (3, 1)"
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        network.backward(np.zeros((3, 1), SINGLE))
    words = "fc (Linear): grad_output has dtype float64 but the output has dtype float32: convert it"
    with pytest.raises(TypeError, match=f"^{re.escape(words)}$"):
        network.backward(np.zeros((1, 3)))
    with pytest.raises(TypeError, match=r"^fc \(Linear\): grad_output must be an array of NumPy"):
        network.backward(1.0)


MOVES = {
    "device": (
        {"device": "cuda"},
        ValueError,
        (
            "to: device 'cuda' needs cnnlib.ops.torch_ops, but the engine is cnnlib.ops.vectorized: "
            "pass engine=torch_ops as well"
        ),
    ),
    "unknown device": (
        {"device": "abacus", "engine": torch_ops},
        ValueError,
        "to: device 'abacus' cannot be used: ",
    ),
    "dtype": (
        {"dtype": "int8"},
        ValueError,
        "to: dtype must be float32 or float64 for cnnlib.ops.vectorized, but is 'int8'",
    ),
    "half in NumPy": (
        {"dtype": "bfloat16"},
        ValueError,
        "to: dtype must be float32 or float64 for cnnlib.ops.vectorized, but is 'bfloat16'",
    ),
    "engine": (
        {"engine": "torch"},
        TypeError,
        "to: engine must be a module such as cnnlib.ops.vectorized, but is",
    ),
}


@pytest.mark.parametrize("name", MOVES)
def test_moves(name):
    options, error, words = MOVES[name]
    network = model()
    before = network.state_dict()
    with pytest.raises(error) as caught:
        network.to(**options)
    assert str(caught.value).startswith(words)
    assert all(layer.engine is vectorized for layer in network.walk())
    np.testing.assert_equal(network.state_dict(), before)


def test_half_precision_cannot_come_back_to_numpy_by_itself():
    network = model().to(engine=torch_ops, dtype="bfloat16")
    with pytest.raises(ValueError, match=r"^to: dtype must be float32 or float64 for cnnlib.ops.vectorized"):
        network.to(engine=vectorized)
    assert network.engine is torch_ops
    assert network.to(engine=vectorized, dtype="float32").parameters["fc.bias"].dtype == SINGLE
