"""The random numbers of ``random.js`` in NumPy, so that a page and its figure without a script agree."""

import numpy as np

_MASK = np.uint64(0xFFFFFFFF)


def seeded_normal(seed, number, shape):
    """Draw normal numbers, as ``randomSource(seed, number).normal`` draws them in the browser.

    They come by Box and Muller's transform from the fractions of mulberry32.

    Parameters
    ----------
    seed, number : int
        A seed, and which of its sources.
    shape : tuple of int

    Returns
    -------
    numpy.ndarray of float64

    Examples
    --------
    >>> seeded_normal(0, 0, (2, 3)).shape
    (2, 3)
    """
    count = int(np.prod(shape))
    states = (_hash(seed, number) + 0x6D2B79F5 * np.arange(1, 2 * count + 1, dtype=np.uint64)) & _MASK
    mixed = _times(states ^ (states >> 15), states | 1)
    mixed ^= (mixed + _times(mixed ^ (mixed >> 7), mixed | 61)) & _MASK
    fraction = ((mixed ^ (mixed >> 14)) & _MASK) / 2.0**32
    radius, angle = np.sqrt(-2 * np.log(1 - fraction[::2])), 2 * np.pi * fraction[1::2]
    return (radius * np.cos(angle)).reshape(shape)


def _times(a, b):
    return (a * b) & _MASK


def _hash(seed, number):
    """Mix two whole numbers into 32 bits."""
    mask = 0xFFFFFFFF
    mixed = (seed * 0x9E3779B1 ^ number * 0x85EBCA6B) & mask
    mixed = (mixed ^ (mixed >> 16)) * 0x7FEB352D & mask
    return np.uint64((mixed ^ (mixed >> 15)) * 0x846CA68B & mask)
