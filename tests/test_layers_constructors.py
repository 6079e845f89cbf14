"""What the constructors of layers refuse."""

import numpy as np
import pytest

from cnnlib import layers

WHOLE = "must be a whole number or a (height, width) pair of them, but is"
CONSTRUCTORS = {
    "in_channels": (
        lambda: layers.Conv2d(0, 1, 3),
        ValueError,
        "Conv2d: in_channels must be at least 1, but is 0",
    ),
    "out_channels": (
        lambda: layers.Conv2d(1, 2.0, 3),
        TypeError,
        "Conv2d: out_channels must be a whole number, but is 2.0",
    ),
    "kernel_size": (lambda: layers.Conv2d(1, 1, "3"), TypeError, f"Conv2d: kernel_size {WHOLE} '3'"),
    "stride": (
        lambda: layers.Conv2d(1, 1, 3, stride=0),
        ValueError,
        "Conv2d: stride must be at least 1, but is 0",
    ),
    "padding": (
        lambda: layers.Conv2d(1, 1, 3, padding=-1),
        ValueError,
        "Conv2d: padding must be at least 0, but is -1",
    ),
    "groups": (
        lambda: layers.Conv2d(4, 6, 3, groups=3),
        ValueError,
        "Conv2d: groups=3 does not divide in_channels=4",
    ),
    "table and groups": (
        lambda: layers.Conv2d(2, 2, 3, groups=2, connections=np.ones((2, 2), bool)),
        ValueError,
        "Conv2d: connections and groups=2 exclude each other",
    ),
    "table of numbers": (
        lambda: layers.Conv2d(2, 2, 3, connections=np.ones((2, 2))),
        TypeError,
        "Conv2d: connections must be an array of bool, but has dtype float64",
    ),
    "table of another shape": (
        lambda: layers.Conv2d(3, 2, 3, connections=np.ones((3, 2), bool)),
        ValueError,
        "Conv2d: connections must have shape (out_channels, in_channels), (2, 3), but has shape (3, 2)",
    ),
    "output without input": (
        lambda: layers.Conv2d(2, 2, 3, connections=[[True, True], [False, False]]),
        ValueError,
        "Conv2d: connections gives output 1 no input",
    ),
    "dtype": (
        lambda: layers.Linear(1, 1, dtype="float16"),
        ValueError,
        "Linear: dtype must be float32 or float64 for cnnlib.ops.vectorized, but is 'float16'",
    ),
    "engine": (
        lambda: layers.Conv2d(1, 1, 1, engine="numpy"),
        TypeError,
        "Conv2d: engine must be a module such as cnnlib.ops.vectorized, but is 'numpy'",
    ),
    "pool kernel": (lambda: layers.MaxPool2d(2.5), TypeError, f"MaxPool2d: kernel_size {WHOLE} 2.5"),
    "pool padding": (
        lambda: layers.AvgPool2d(2, padding=2),
        ValueError,
        "AvgPool2d: padding must be at most half the kernel size, (1, 1), but is 2",
    ),
    "pool dilation": (
        lambda: layers.MaxPool2d(2, dilation=0),
        ValueError,
        "MaxPool2d: dilation must be at least 1, but is 0",
    ),
    "divisor": (
        lambda: layers.AvgPool2d(2, divisor_override=0),
        ValueError,
        "AvgPool2d: divisor_override must not be 0",
    ),
    "norm type": (
        lambda: layers.LpPool2d(0, 2),
        ValueError,
        "LpPool2d: norm_type must be a finite number above 0, but is 0",
    ),
    "probability": (
        lambda: layers.Dropout(1),
        ValueError,
        "Dropout: p must be at least 0 and below 1, but is 1",
    ),
    "no probability": (
        lambda: layers.Dropout("half"),
        TypeError,
        "Dropout: p must be a number, but is 'half'",
    ),
    "even size": (
        lambda: layers.LocalResponseNorm(4),
        ValueError,
        "LocalResponseNorm: size must be odd, but is 4",
    ),
    "momentum": (
        lambda: layers.BatchNorm2d(2, momentum=2),
        ValueError,
        "BatchNorm2d: momentum must be at most 1, but is 2",
    ),
    "slope": (
        lambda: layers.ScaledTanh(slope=0),
        ValueError,
        "ScaledTanh: slope must be a finite number above 0, but is 0",
    ),
    "no layer": (
        lambda: layers.Sequential(layers.ReLU(), abs),
        TypeError,
        "Sequential: 1 must be a layer, but is <built-in function abs>",
    ),
    "a dot in a name": (
        lambda: layers.Sequential(**{"a.b": layers.ReLU()}),
        ValueError,
        "Sequential: a name must not be empty or hold a dot, but one is 'a.b'",
    ),
    "an empty name": (
        lambda: layers.Sequential(**{"": layers.ReLU()}),
        ValueError,
        "Sequential: a name must not be empty or hold a dot, but one is ''",
    ),
    "no layers": (layers.Sequential, ValueError, "Sequential: there must be at least one layer"),
    "half named": (
        lambda: layers.Sequential(layers.ReLU(), relu=layers.ReLU()),
        TypeError,
        "Sequential: name all layers or none",
    ),
    "one layer twice": (
        lambda: layers.Sequential(*[layers.ReLU()] * 2),
        ValueError,
        "Sequential: ReLU() stands in it twice; make a second one",
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTORS)
def test_constructor(name):
    call, error, words = CONSTRUCTORS[name]
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)
