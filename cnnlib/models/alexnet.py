"""AlexNet, with a switch for each way in which its copies differ, and a small one for small pictures."""

from __future__ import annotations

import numpy as np

from cnnlib.arguments import one_of, show
from cnnlib.layers import Conv2d, Dropout, Flatten, Linear, LocalResponseNorm, MaxPool2d, ReLU, Sequential
from cnnlib.ops import vectorized

PUBLISHED = (96, 256, 384, 384, 256)
TORCHVISION = (64, 192, 384, 256, 256)
PADDING = {227: 0, 224: 2}
SMALL = (32, 64, 96, 96, 64)
SMALL_STRIDE = {32: 1, 64: 2}


def alexnet(
    *,
    channels=PUBLISHED,
    groups=2,
    lrn=True,
    input_size=227,
    bias=True,
    classes=1000,
    rng=0,
    engine=vectorized,
    dtype="float32",
):
    """Build AlexNet: five convolutions, three overlapping poolings, three dense layers.

    As published (``groups=2``) it has 60,965,224 parameters, without the groups 62,378,344. torchvision's
    variant, 61,100,840, is ``alexnet(channels=TORCHVISION, groups=1, lrn=False, input_size=224)``.

    Parameters
    ----------
    channels : (int, int, int, int, int)
        Output channels of the five convolutions.
    groups : int
        Of the second, fourth and fifth convolution: the paper divided them between two GPUs.
    lrn : bool
        Whether local response normalization follows the first two.
    input_size : {227, 224}
        Height and width of the picture. The paper writes 224, into which windows of 11 × 11 with stride 4
        do not divide; either 227 was meant, or 224 padded by 2.
    bias : bool
        Whether the layers have biases.
    classes : int
        Number of scores.
    rng : int or numpy.random.Generator
        Draws the weights and the masks of the dropout.
    engine : module
        Of the windowed layers.
    dtype : str
        Of the parameters.

    Returns
    -------
    Sequential
        Input (batch, 3, input_size, input_size), output (batch, classes): scores, before the softmax.

    Raises
    ------
    ValueError
        If ``input_size`` is neither 227 nor 224, ``channels`` are not five numbers, or as
        :class:`cnnlib.layers.Conv2d`.

    References
    ----------
    Krizhevsky, Sutskever and Hinton, *ImageNet classification with deep convolutional neural networks*
    (2012); for torchvision's variant Krizhevsky, *One weird trick for parallelizing convolutional neural
    networks* (2014). The book's chapter on AlexNet prints its table.

    Examples
    --------
    >>> model = alexnet(classes=10)
    >>> model["conv1"].parameters["weight"].shape
    (96, 3, 11, 11)
    """
    one_of("alexnet", "input_size", input_size, PADDING)
    rng = np.random.default_rng(rng)
    c1, c2, c3, c4, c5 = _five("alexnet", channels)
    common = {"bias": bias, "rng": rng, "engine": engine, "dtype": dtype}
    return Sequential(
        **_stage(1, Conv2d(3, c1, 11, stride=4, padding=PADDING[input_size], **common), lrn=lrn, pool=True),
        **_stage(2, Conv2d(c1, c2, 5, padding=2, groups=groups, **common), lrn=lrn, pool=True),
        **_stage(3, Conv2d(c2, c3, 3, padding=1, **common)),
        **_stage(4, Conv2d(c3, c4, 3, padding=1, groups=groups, **common)),
        **_stage(5, Conv2d(c4, c5, 3, padding=1, groups=groups, **common), pool=True),
        flatten=Flatten(),
        **_head(c5 * 6 * 6, 4096, classes, 0.5, bias=bias, rng=rng, dtype=dtype),
    )


def small_alexnet(
    *,
    input_size=32,
    in_channels=3,
    classes=10,
    channels=SMALL,
    hidden=256,
    lrn=True,
    dropout=0.5,
    rng=0,
    engine=vectorized,
    dtype="float32",
):
    """Build AlexNet's stack of layers for pictures of 32 × 32 or 64 × 64 pixels, small enough for a laptop.

    Parameters
    ----------
    input_size : {32, 64}
        Height and width of the picture; at 64 the first layer has stride 2.
    in_channels : int
        3 for color, 1 for gray.
    classes : int
        Number of scores.
    channels : tuple of five int
        Filters of the five convolutions.
    hidden : int
        Units of each of the two dense layers before the scores.
    lrn : bool
        Whether local response normalization follows the first two convolutions.
    dropout : float
        Probability with which a unit before the first two dense layers is left out; 0 for none.
    rng, engine, dtype
        As for :func:`alexnet`.

    Returns
    -------
    Sequential
        Input (batch, in_channels, input_size, input_size), output (batch, classes).

    Raises
    ------
    ValueError
        If ``input_size`` is neither 32 nor 64, or ``channels`` are not five numbers.

    Examples
    --------
    >>> model = small_alexnet(classes=4)
    >>> model.eval()(np.zeros((2, 3, 32, 32), "float32")).shape
    (2, 4)
    """
    one_of("small_alexnet", "input_size", input_size, SMALL_STRIDE)
    c1, c2, c3, c4, c5 = _five("small_alexnet", channels)
    rng = np.random.default_rng(rng)
    common = {"rng": rng, "engine": engine, "dtype": dtype}
    first = Conv2d(in_channels, c1, 5, stride=SMALL_STRIDE[input_size], padding=2, **common)
    return Sequential(
        **_stage(1, first, lrn=lrn, pool=True),
        **_stage(2, Conv2d(c1, c2, 5, padding=2, **common), lrn=lrn, pool=True),
        **_stage(3, Conv2d(c2, c3, 3, padding=1, **common)),
        **_stage(4, Conv2d(c3, c4, 3, padding=1, **common)),
        **_stage(5, Conv2d(c4, c5, 3, padding=1, **common), pool=True),
        flatten=Flatten(),
        **_head(c5 * 3 * 3, hidden, classes, dropout, rng=rng, dtype=dtype),
    )


def _five(op, channels):
    if not isinstance(channels, tuple | list) or len(channels) != 5:
        raise ValueError(
            f"{op}: channels must be five numbers, one for each convolution, but are {show(channels)}"
        )
    return channels


def _stage(number, conv, *, lrn=False, pool=False):
    """Name the layers of one stage: convolution, detector, and what follows."""
    layers = {f"conv{number}": conv, f"relu{number}": ReLU()}
    if lrn:
        layers[f"lrn{number}"] = LocalResponseNorm(5)
    if pool:
        layers[f"pool{number}"] = MaxPool2d(3, stride=2, engine=conv.engine)
    return layers


def _head(features, width, classes, p, **common):
    """Name the dense layers at the end, with dropout before the first two."""
    drops = [Dropout(p, rng=common["rng"]) for _ in range(2)] if p else [None, None]
    layers = {
        "drop6": drops[0],
        "fc6": Linear(features, width, **common),
        "relu6": ReLU(),
        "drop7": drops[1],
        "fc7": Linear(width, width, **common),
        "relu7": ReLU(),
        "fc8": Linear(width, classes, **common),
    }
    return {name: layer for name, layer in layers.items() if layer is not None}
