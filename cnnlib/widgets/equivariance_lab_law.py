"""Both ways round EquivarianceLab's square in NumPy: filter, then move; move, then filter."""

from typing import NamedTuple

import numpy as np

from cnnlib import functional, signal
from cnnlib.ops import vectorized

POOLINGS = ("none", "max", "average")
_CLOSE = 1e-9


class Layer(NamedTuple):
    """What the square's horizontal arrows do: filter, keep every `stride`-th value, detect, pool.

    The kernel has shape (k_h, k_w); `boundary` is "circular" or "zeros"; `pooling` takes 2 × 2 values.
    """

    kernel: np.ndarray
    boundary: str = "circular"
    stride: int = 1
    relu: bool = False
    pooling: str = "none"

    @property
    def step(self):
        """How many pixels of the input lie between neighbors of the output."""
        return self.stride * (1 if self.pooling == "none" else 2)

    @property
    def origin(self):
        """Where in the input, along each axis, the output's first value lies."""
        return 0 if self.pooling == "none" else self.stride / 2


class Motion(NamedTuple):
    """How pixels move: the place (i, j) gets what was at ``matrix @ (i − c, j − c) + c − shift``."""

    matrix: np.ndarray
    shift: tuple = (0, 0)


class Comparison(NamedTuple):
    """How far apart two results are: largest |difference|, largest response, share of values that differ."""

    largest: float
    response: float
    share: float


def motion(transformation, *, shift=(0, 0), angle=0, factor=1):
    """Return a shift, a rotation or a scaling.

    Parameters
    ----------
    transformation : {"shift", "rotation", "scale"}
    shift : (int, int)
        Rows down and columns right, for a shift.
    angle : float
        Degrees counterclockwise, for a rotation; multiples of 90 are exact.
    factor : float
        Larger than 1 enlarges, for a scaling.

    Returns
    -------
    Motion

    Examples
    --------
    >>> motion("rotation", angle=90).matrix
    array([[ 0.,  1.],
           [-1.,  0.]])
    """
    if transformation == "shift":
        return Motion(np.eye(2), tuple(shift))
    if transformation == "scale":
        return Motion(np.eye(2) / factor)
    quarters = angle / 90
    if quarters == round(quarters):
        cosine, sine = [(1, 0), (0, 1), (-1, 0), (0, -1)][round(quarters) % 4]
    else:
        cosine, sine = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    return Motion(np.array([[cosine, sine], [-sine, cosine]], dtype=float))


def moved(plane, way, *, boundary="circular", center=None):
    """Return a picture moved, by bilinear interpolation between its pixels.

    Parameters
    ----------
    plane : numpy.ndarray, shape (height, width)
    way : Motion
    boundary : {"circular", "zeros"}
        What comes in from beyond the border: the other end, or zeros.
    center : float, optional
        The fixed row and column of rotation and scale; by default the picture's middle.

    Returns
    -------
    numpy.ndarray of float64, same shape

    Examples
    --------
    >>> moved(np.array([[1, 2, 3]]), motion("shift", shift=(0, 1)))
    array([[3., 1., 2.]])
    >>> moved(np.array([[1, 2, 3]]), motion("shift", shift=(0, 1)), boundary="zeros")
    array([[0., 1., 2.]])
    """
    middle = [(size - 1) / 2 if center is None else center for size in plane.shape]
    grid = np.indices(plane.shape).reshape(2, -1)
    offset = np.array(middle)[:, None]
    rows, columns = way.matrix @ (grid - offset) + offset - np.array(way.shift)[:, None]
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    corners = [_read(plane, top + down, left + right, boundary) for down in (0, 1) for right in (0, 1)]
    upper, lower = (a + (columns - left) * (b - a) for a, b in (corners[:2], corners[2:]))
    return (upper + (rows - top) * (lower - upper)).reshape(plane.shape)


def applied(plane, layer):
    """Return a layer's output.

    Parameters
    ----------
    plane : numpy.ndarray, shape (height, width)
    layer : Layer

    Returns
    -------
    numpy.ndarray of float64, shape (⌈height / stride⌉, ⌈width / stride⌉), halved by pooling

    Examples
    --------
    >>> applied(np.array([[1, 5, 2, 4]]), Layer(np.array([[-1, 1]]), stride=2))
    array([[4., 2.]])
    """
    # Rows and columns to an odd number put the extra neighbor of an even kernel after the pixel.
    kernel = np.pad(
        np.asarray(layer.kernel, dtype=float), [(1 - size % 2, 0) for size in np.shape(layer.kernel)]
    )
    boundary = {"zeros": "zero"}.get(layer.boundary, layer.boundary)
    out = signal.cross_correlate(plane.astype(float), kernel, mode="same", boundary=boundary)
    out = out[:: layer.stride, :: layer.stride]
    out = functional.relu(out) if layer.relu else out
    if layer.pooling == "max":
        return vectorized.max_pool2d(out[None, None], 2)[0][0, 0]
    return out if layer.pooling == "none" else vectorized.avg_pool2d(out[None, None], 2)[0, 0]


def both_ways(plane, layer, way):
    """Return what filtering first and what moving first lead to.

    The output moves likewise: by the shift divided by the layer's step, rounded to the nearest whole number
    where that is none (halves go up); about the place that corresponds to the input's middle.

    Parameters
    ----------
    plane : numpy.ndarray, shape (size, size)
    layer : Layer
    way : Motion

    Returns
    -------
    filtered_first, moved_first : numpy.ndarray

    Examples
    --------
    >>> plane, layer = np.arange(9).reshape(3, 3), Layer(np.array([[-1, 1]]))
    >>> first, second = both_ways(plane, layer, motion("shift", shift=(1, 1)))
    >>> (first == second).all()
    np.True_
    """
    center = ((len(plane) - 1) / 2 - layer.origin) / layer.step
    steps = tuple(np.floor(np.array(way.shift) / layer.step + 0.5))
    likewise = way._replace(shift=steps)
    filtered_first = moved(applied(plane, layer), likewise, boundary=layer.boundary, center=center)
    return filtered_first, applied(moved(plane, way, boundary=layer.boundary), layer)


def compared(first, second):
    """Return the `Comparison` of two arrays; what differs by rounding only counts as equal.

    Examples
    --------
    >>> compared(np.array([1.0, -4.0]), np.array([1.0, -3.0]))
    Comparison(largest=1.0, response=4.0, share=0.5)
    """
    difference = abs(first - second)
    response = float(max(abs(first).max(), abs(second).max()))
    return Comparison(float(difference.max()), response, float((difference > _CLOSE * response).mean()))


def _read(plane, rows, columns, boundary):
    height, width = plane.shape
    values = plane[rows % height, columns % width].astype(float)
    if boundary == "circular":
        return values
    return np.where((rows >= 0) & (rows < height) & (columns >= 0) & (columns < width), values, 0)
