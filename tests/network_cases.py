"""Networks as lists of layers, for the browser's engine and for `cnnlib`: the same layers in both."""

from dataclasses import dataclass

import numpy as np

from cnnlib import layers
from cnnlib.widgets.layer_list import layer_settings
from cnnlib.widgets.layer_list_rows import layer_rows

PLAIN = {
    "relu": layers.ReLU,
    "tanh": layers.Tanh,
    "sigmoid": layers.Sigmoid,
    "scaled_tanh": layers.ScaledTanh,
    "flatten": layers.Flatten,
}
POOLS = {"max_pool": layers.MaxPool2d, "avg_pool": layers.AvgPool2d}


@dataclass(frozen=True)
class Network:
    """A list of layers and the shape of one example."""

    name: str
    input_shape: tuple
    layers: list

    def model(self):
        """Build it with `cnnlib`, in float32."""
        shapes = [self.input_shape, *(row.shape for row in layer_rows(self.layers, self.input_shape))]
        pairs = zip(self.layers, shapes, strict=False)
        return layers.Sequential(*(built(layer_settings(each), shape) for each, shape in pairs))

    def batch(self, count=4):
        """Return inputs and labels."""
        rng = np.random.default_rng(0)
        return rng.random((count, *self.input_shape), np.float32), rng.integers(0, 3, count)


def built(settings, shape):
    """Return the layer of `cnnlib` that a layer of a list stands for."""
    settings = dict(settings)
    kind = settings.pop("kind")
    settings.pop("name", None)
    if kind in PLAIN:
        return PLAIN[kind]()
    if kind in POOLS:
        return POOLS[kind](settings.pop("kernel_size"), **settings)
    if kind == "conv":
        settings.pop("connections")
        return layers.Conv2d(shape[0], settings.pop("out_channels"), settings.pop("kernel_size"), **settings)
    if kind == "linear":
        return layers.Linear(shape[0], settings.pop("out_features"), **settings)
    return layers.Dropout(settings["p"])


def conv(channels, kernel_size, **settings):
    """Write a convolution as lists do."""
    return {"kind": "conv", "out_channels": channels, "kernel_size": kernel_size, **settings}


def pool(kind, kernel_size, **settings):
    """Write a pooling as lists do."""
    return {"kind": f"{kind}_pool", "kernel_size": kernel_size, **settings}


RELU, TANH, SIGMOID, SCALED, FLATTEN = ({"kind": kind} for kind in PLAIN)


def head(features=3, **settings):
    """Write a fully connected layer as lists do."""
    return {"kind": "linear", "out_features": features, **settings}


NETWORKS = [
    Network(
        "lenet",
        (1, 28, 28),
        [
            *(conv(6, 5, padding=2), RELU, pool("max", 2), conv(16, 5), RELU, pool("max", 2)),
            *(FLATTEN, head(120), RELU, head(84), RELU, head(10)),
        ],
    ),
    Network("smooth", (1, 12, 12), [conv(4, 5), TANH, pool("avg", 2), FLATTEN, head(9), SIGMOID, head()]),
    Network(
        "grouped",
        (2, 13, 11),
        [conv(4, 3, stride=2, groups=2), SCALED, conv(6, 3, padding=2, dilation=2), RELU, FLATTEN, head()],
    ),
    Network(
        "overlapping", (3, 9, 9), [conv(4, 3), RELU, pool("max", 3, stride=2, padding=1), FLATTEN, head()]
    ),
    Network(
        "stacked",
        (2, 9, 8),
        [
            conv(4, 3, padding=1),
            TANH,
            conv(6, 5, padding=2, groups=2),
            SCALED,
            conv(3, 3),
            TANH,
            FLATTEN,
            head(),
        ],
    ),
    Network("bare", (1, 6, 6), [conv(3, 4, bias=False), RELU, FLATTEN, head(bias=False)]),
    Network("dense", (1, 5, 5), [FLATTEN, head(7), TANH, {"kind": "dropout", "p": 0.5}, head()]),
]
