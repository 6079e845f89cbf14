"""The trained network as widgets carry it: its numbers end to end, decoded by ``network_weights.js``."""

import base64
from functools import cache

import numpy as np

from cnnlib import models


@cache
def encoded_lenet5():
    """Return `cnnlib.models.trained_lenet5`'s weights for a trait from which ``decodeWeights`` reads them.

    Returns
    -------
    str
        Base64 of all weights and biases, layer after layer, as little-endian float16: 165 kB, 123 kB of them
        numbers. They were stored with that precision, so nothing is lost.

    Examples
    --------
    >>> len(base64.b64decode(encoded_lenet5())) // 2
    61706
    """
    tensors = models.trained_lenet5().state_dict().values()
    return base64.b64encode(b"".join(each.astype("<f2").tobytes() for each in tensors)).decode("ascii")


def lenet5_shapes():
    """Return the shapes of the tensors of `encoded_lenet5`, in order.

    Examples
    --------
    >>> lenet5_shapes()[:2]
    [[6, 1, 5, 5], [6]]
    """
    return [list(np.shape(each)) for each in models.trained_lenet5().state_dict().values()]
