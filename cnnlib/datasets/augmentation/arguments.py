"""What the functions of this package are given, checked: pictures, a generator, a range to draw from."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np

from cnnlib.arguments import show


def picture_batch(op: str, images, *, floating: bool = True) -> np.ndarray:
    """Return ``images``, if it is a batch (count, channels, height, width); of floats, if ``floating``."""
    if not isinstance(images, np.ndarray):
        raise TypeError(f"{op}: images must be a NumPy array, but is a {type(images).__name__}")
    if images.ndim != 4:
        raise ValueError(
            f"{op}: images must have shape (count, channels, height, width), but has {show(images.shape)}"
        )
    if floating and images.dtype.kind != "f":
        raise TypeError(f"{op}: images must hold floats, but holds {images.dtype}")
    return images


def generator(op: str, rng) -> np.random.Generator:
    """Return ``rng``, if it is a generator: a seed would draw the same in every batch."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{op}: rng must be a numpy.random.Generator, as numpy.random.default_rng(seed) makes one, "
            f"but is {show(rng)}"
        )
    return rng


def number(op: str, name: str, value, *, minimum: float = -math.inf, maximum: float = math.inf) -> float:
    """Return ``value`` as a finite float from ``minimum`` to ``maximum``."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"{op}: {name} must be a number, but is {show(value)}")
    if not (math.isfinite(value) and minimum <= value <= maximum):
        expected = {
            (False, False): "finite",
            (True, False): f"at least {minimum}",
            (True, True): f"from {minimum} to {maximum}",
        }[math.isfinite(minimum), math.isfinite(maximum)]
        raise ValueError(f"{op}: {name} must be {expected}, but is {show(value)}")
    return float(value)


def draw(op: str, name: str, amount, rng, count: int, *, neutral: float = 0) -> np.ndarray:
    """Draw ``count`` numbers evenly: within ``amount`` of ``neutral``, or between the two of a pair."""
    if isinstance(amount, tuple | list):
        if len(amount) != 2:
            raise ValueError(f"{op}: {name} must be a number or a (low, high) pair, but is {show(amount)}")
        low, high = (number(op, name, each) for each in amount)
    else:
        half = number(op, name, amount, minimum=0)
        low, high = neutral - half, neutral + half
    if low > high:
        raise ValueError(f"{op}: {name} must be (low, high) with low <= high, but is {show(amount)}")
    return rng.uniform(low, high, count)
