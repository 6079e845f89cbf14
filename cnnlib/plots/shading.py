"""From values to colors: limits of a scale, and a color for what is no number."""

import matplotlib
import numpy as np
from matplotlib.colors import Normalize

from cnnlib.plots.style import NOT_A_NUMBER, SIGNED_MAP, to_rgba


def finite_range(values):
    """Return the least and the largest finite value; (0, 0) where there is none."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def signed_limits(values):
    """Return limits with zero in the middle."""
    low, high = finite_range(values)
    largest = max(-low, high) or 1.0
    return -largest, largest


def color_map(signed):
    """Return the book's map for signed or for plain values, in which NaN is yellow."""
    chosen = SIGNED_MAP if signed else matplotlib.colormaps["gray"]
    return chosen.with_extremes(bad=NOT_A_NUMBER)


def shaded(values, limits, signed):
    """Return the RGBA of each value on a scale; infinities and NaN are yellow."""
    low, high = limits
    values = np.ma.masked_invalid(np.asarray(values, dtype=float))
    return color_map(signed)(Normalize(low, high if high > low else low + 1)(values))


def shaded_colors(channels, largest):
    """Return the RGBA of three signed channels on their last axis: zero is mid-gray, ±`largest` the ends."""
    colors = np.ones((*channels.shape[:-1], 4))
    colors[..., :3] = np.clip(0.5 + np.nan_to_num(channels) / (2 * largest), 0, 1)
    colors[~np.isfinite(channels).all(axis=-1)] = to_rgba(NOT_A_NUMBER)
    return colors


def check_limits(function, limits, words=("shared", "own")):
    """Return `limits` if they are one of `words` or a pair that grows, or refuse them."""
    if isinstance(limits, str) and limits in words:
        return limits
    try:
        low, high = map(float, limits)
    except (TypeError, ValueError):
        low, high = 0.0, 0.0
    if isinstance(limits, str) or not low < high:
        raise ValueError(
            f"{function}: limits must be {', '.join(map(repr, words))} or (low, high) with low < high, "
            f"got {limits!r}"
        )
    return low, high
