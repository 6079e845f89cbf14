"""LeNet-5: as published in 1998, and as it is usually built now."""

from __future__ import annotations

import numpy as np

from cnnlib.arguments import one_of
from cnnlib.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    ScaledTanh,
    Sequential,
    Subsampling,
    Tanh,
)
from cnnlib.models.rbf import RadialBasis
from cnnlib.ops import vectorized

ACTIVATIONS = {"relu": ReLU, "tanh": Tanh, "scaled_tanh": ScaledTanh}
POOLINGS = {"max": MaxPool2d, "avg": AvgPool2d}


def c3_connections():
    """Return which maps of S2 each map of C3 sees, table I of the paper.

    The first six maps see three neighbors each, the next six four, the next three four that are not all
    neighbors, and the last one all six.

    Returns
    -------
    ndarray of bool (16, 6)
        Row o, column c: whether map o of C3 sees map c of S2.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    table I. The book's chapter on LeNet-5 prints it.

    Examples
    --------
    >>> c3_connections().sum(axis=1)
    array([3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6])
    """
    threes = [[first, first + 1, first + 2] for first in range(6)]
    fours = [[first, first + 1, first + 2, first + 3] for first in range(6)]
    split = [[first, first + 1, first + 3, first + 4] for first in range(3)]
    table = np.zeros((16, 6), bool)
    for row, maps in zip(table, [*threes, *fours, *split, range(6)]):
        row[np.array(maps) % 6] = True
    return table


def lenet5_published(*, rng=0, engine=vectorized, dtype="float32"):
    """Build LeNet-5 as the paper describes it: 60,000 parameters and 340,908 connections.

    It takes pictures of 32 × 32 pixels in which the background is −0.1 and the ink 1.175. Its outputs are
    *minus* the squared distances to the classes' bitmaps, so that the largest wins as in every other model.

    Parameters
    ----------
    rng : int or numpy.random.Generator
        Draws the weights, as the paper does: uniform within ±2.4 / fan_in.
    engine : module
        Of the windowed layers.
    dtype : str
        Of the parameters.

    Returns
    -------
    Sequential
        Input (batch, 1, 32, 32), output (batch, 10).

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    section II.B and appendix A. The book's chapter on LeNet-5 builds it.

    Examples
    --------
    >>> model = lenet5_published()
    >>> model(np.zeros((2, 1, 32, 32), "float32")).shape
    (2, 10)
    """
    rng = np.random.default_rng(rng)
    common = {"rng": rng, "engine": engine, "dtype": dtype, "init": _published_init}
    return Sequential(
        c1=Conv2d(1, 6, 5, **common),
        c1_squash=ScaledTanh(),
        s2=Subsampling(6, 2, **common),
        s2_squash=ScaledTanh(),
        c3=Conv2d(6, 16, 5, connections=c3_connections(), **common),
        c3_squash=ScaledTanh(),
        s4=Subsampling(16, 2, **common),
        s4_squash=ScaledTanh(),
        c5=Conv2d(16, 120, 5, **common),
        c5_squash=ScaledTanh(),
        flatten=Flatten(),
        f6=Linear(120, 84, rng=rng, dtype=dtype, init=_published_init),
        f6_squash=ScaledTanh(),
        output=RadialBasis(dtype=dtype),
    )


def lenet5(*, padding=2, activation="relu", pooling="max", rng=0, engine=vectorized, dtype="float32"):
    """Build LeNet-5 as it is usually built now: all of C3 connected, a softmax at the end, 61,706 parameters.

    Parameters
    ----------
    padding : int
        Of the first layer: 2 for pictures of 28 × 28 pixels, 0 for 32 × 32.
    activation : {"relu", "tanh", "scaled_tanh"}
        After each layer with weights but the last.
    pooling : {"max", "avg"}
        Over windows of 2 × 2.
    rng, engine, dtype
        As for :func:`lenet5_published`, but the weights are drawn as PyTorch draws them.

    Returns
    -------
    Sequential
        Input (batch, 1, 28, 28) or (batch, 1, 32, 32), output (batch, 10): scores, before the softmax.

    Raises
    ------
    ValueError
        If ``activation`` or ``pooling`` is none of these.

    References
    ----------
    After LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998).

    Examples
    --------
    >>> model = lenet5()
    >>> model(np.zeros((2, 1, 28, 28), "float32")).shape
    (2, 10)
    """
    one_of("lenet5", "activation", activation, ACTIVATIONS)
    one_of("lenet5", "pooling", pooling, POOLINGS)
    squash, pool = ACTIVATIONS[activation], POOLINGS[pooling]
    rng = np.random.default_rng(rng)
    return Sequential(
        conv1=Conv2d(1, 6, 5, padding=padding, rng=rng, engine=engine, dtype=dtype),
        squash1=squash(),
        pool1=pool(2, engine=engine),
        conv2=Conv2d(6, 16, 5, rng=rng, engine=engine, dtype=dtype),
        squash2=squash(),
        pool2=pool(2, engine=engine),
        flatten=Flatten(),
        fc1=Linear(16 * 5 * 5, 120, rng=rng, dtype=dtype),
        squash3=squash(),
        fc2=Linear(120, 84, rng=rng, dtype=dtype),
        squash4=squash(),
        fc3=Linear(84, 10, rng=rng, dtype=dtype),
    )


def _published_init(shape, rng, fans):
    """Draw uniformly within ±2.4 / fan_in, as the paper does."""
    bound = 2.4 / fans[0]
    return rng.uniform(-bound, bound, shape)
