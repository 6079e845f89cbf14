"""The numbers of VolumeExplorer: seeded volumes and filters, and a photograph's filters with their names.

``volume_explorer_numbers.js`` makes the same numbers in the browser; a test holds the two together.
"""

import numpy as np

MOST = {"channels": 4, "size": 7, "filters": 6, "kernel_size": 5}
LUMA = (0.3, 0.6, 0.1)  # rounded, so that the products can be read
_COLORS = {
    "red minus green": (1, -1, 0),
    "vertical edges": LUMA,
    "blue minus yellow": (-1, -1, 2),
    "horizontal edges": LUMA,
    "box blur": (1 / 3, 1 / 3, 1 / 3),
    "center minus surround": LUMA,
}
_DEPTHWISE = ("vertical edges", "horizontal edges", "center minus surround")
_VOLUME, _WEIGHT, _BIAS = range(3)


def seeded_wholes(seed, stream, count, low, high):
    """Return whole numbers that depend on seed, stream and place alone, from ``low`` to ``high``.

    Each is a hash of its place, so that the numbers already there stay when more are wanted.

    Parameters
    ----------
    seed, stream, count, low, high : int

    Returns
    -------
    numpy.ndarray of int64, shape (count,)

    Examples
    --------
    >>> seeded_wholes(0, 0, 9, 0, 5).tolist() == seeded_wholes(0, 0, 20, 0, 5)[:9].tolist()
    True
    """
    start = _mixed(np.array([seed * 3 + stream + 1], dtype=np.uint32))
    mixed = _mixed(start + np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1))
    return low + (mixed % (high - low + 1)).astype(np.int64)


def seeded_volume(seed, channels, size):
    """Return a volume of whole numbers from 0 to 5: an array of float64, shape (channels, size, size)."""
    most = MOST["size"]
    numbers = seeded_wholes(seed, _VOLUME, MOST["channels"] * most**2, 0, 5)
    return numbers.reshape(-1, most, most)[:channels, :size, :size].astype(float)


def seeded_filters(seed, filters, channels, kernel_size):
    """Return weights from −2 to 2 and biases from −3 to 3.

    Returns
    -------
    weight : numpy.ndarray of float64, shape (filters, channels, kernel_size, kernel_size)
    bias : numpy.ndarray of float64, shape (filters,)
    """
    shape = MOST["filters"], MOST["channels"], MOST["kernel_size"], MOST["kernel_size"]
    weight = seeded_wholes(seed, _WEIGHT, int(np.prod(shape)), -2, 2).reshape(shape)
    bias = seeded_wholes(seed, _BIAS, MOST["filters"], -3, 3)
    cut = weight[:filters, :channels, :kernel_size, :kernel_size]
    return cut.astype(float), bias[:filters].astype(float)


def photograph_filters(filters, kernel_size, *, depthwise=False):
    """Return filters for red, green and blue: what each weighs of the colors, times what of the places.

    Parameters
    ----------
    filters : int
        How many, from 1 to 6; depthwise, there is one for each color.
    kernel_size : int
    depthwise : bool

    Returns
    -------
    weight : numpy.ndarray of float64, shape (filters, 3, k, k), or (3, 1, k, k) if depthwise
    bias : numpy.ndarray of float64
        Zeros.

    Examples
    --------
    >>> weight, bias = photograph_filters(1, 2)
    >>> weight.tolist()
    [[[[1.0, 1.0], [1.0, 1.0]], [[-1.0, -1.0], [-1.0, -1.0]], [[0.0, 0.0], [0.0, 0.0]]]]
    """
    if depthwise:
        weight = np.stack([_places(name, kernel_size)[None] for name in _DEPTHWISE])
    else:
        names = list(_COLORS)[:filters]
        weight = np.stack([np.multiply.outer(_COLORS[name], _places(name, kernel_size)) for name in names])
    return weight, np.zeros(len(weight))


def _places(name, k):
    """Return the weights of the places, shape (k, k); of a single place, 1."""
    across = np.sign(2 * np.arange(k) - (k - 1.0))
    center = np.full((k, k), -1.0)
    center[(k - 1) // 2, (k - 1) // 2] = k * k - 1
    special = {
        "vertical edges": np.tile(across, (k, 1)),
        "horizontal edges": np.tile(across[:, None], (1, k)),
        "box blur": np.full((k, k), 1 / k**2),
        "center minus surround": center,
    }
    return special.get(name, np.ones((k, k))) if k > 1 else np.ones((1, 1))


def _mixed(numbers):
    """Mix 32 bits: Chris Wellons' lowbias32."""
    numbers = (numbers ^ (numbers >> np.uint32(16))) * np.uint32(0x7FEB352D)
    numbers = (numbers ^ (numbers >> np.uint32(15))) * np.uint32(0x846CA68B)
    return numbers ^ (numbers >> np.uint32(16))
