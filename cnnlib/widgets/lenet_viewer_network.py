"""The networks of LeNetViewer: the shipped weights with one of two poolings, and what each layer puts out."""

from functools import cache

from cnnlib import models
from cnnlib.models.shipped import WEIGHTS

POOLINGS = {"max": "max", "average": "avg"}
OUTPUTS = {"C1": 1, "S2": 2, "C3": 4, "S4": 5, "C5": 8, "F6": 10, "Output": 11}
"""The layers that are shown, and where in the network they are: after the ReLU if there is one."""


@cache
def network(pooling):
    """Return LeNet-5 with the shipped weights, which were learned with max pooling, and one of `POOLINGS`.

    Examples
    --------
    >>> len(network("average"))
    12
    """
    return models.lenet5(pooling=POOLINGS[pooling]).load(WEIGHTS).eval()


def layer_values(picture, pooling):
    """Return what each shown layer makes of a picture of 28 × 28: arrays of float32 by name.

    Examples
    --------
    >>> import numpy as np
    >>> {name: each.shape for name, each in layer_values(np.zeros((28, 28), "float32"), "max").items()}["S4"]
    (16, 5, 5)
    """
    model = network(pooling)
    values = [picture[None, None]]
    for index in range(len(model)):
        values.append(model[index](values[-1]))
    return {name: values[index + 1][0] for name, index in OUTPUTS.items()}
