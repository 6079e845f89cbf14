"""Makers of the kernels that come in sizes."""

from math import comb, isfinite
from numbers import Real

import numpy as np

from cnnlib.arguments import whole_number


def identity(size=3, *, ndim=2):
    """Return the kernel that leaves a picture as it is: one 1 in the middle.

    Parameters
    ----------
    size : int
        Entries along each axis; odd, so that there is a middle.
    ndim : int
        Number of axes: 1 for signals, 2 for pictures.

    Returns
    -------
    numpy.ndarray of float64, shape (size,) * ndim

    Raises
    ------
    ValueError
        If `size` is even or below 1, or `ndim` is below 1.

    Examples
    --------
    >>> identity(3, ndim=1)
    array([0., 1., 0.])
    """
    size = whole_number("identity", "size", size, minimum=1)
    if size % 2 == 0:
        raise ValueError(f"identity: size must be odd to have a middle, got {size}")
    return _outer_power("identity", np.eye(size)[size // 2], ndim)


def box(size=3, *, ndim=2):
    """Return the box kernel, whose output is the mean of the window.

    Parameters
    ----------
    size : int
        Entries along each axis.
    ndim : int
        Number of axes.

    Returns
    -------
    numpy.ndarray of float64, shape (size,) * ndim
        Every entry is ``1 / size**ndim``.

    Examples
    --------
    >>> box(2)
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    size = whole_number("box", "size", size, minimum=1)
    ndim = whole_number("box", "ndim", ndim, minimum=1)
    return np.full((size,) * ndim, 1 / size**ndim)


def gaussian(size=5, sigma=1.0, *, ndim=2):
    """Return a sampled Gaussian that sums to one.

    ``g[i] ∝ exp(−(i − c)² / (2 sigma²))`` along each axis, with ``c = (size − 1) / 2``.

    Parameters
    ----------
    size : int
        Entries along each axis; about ``6 * sigma`` holds nearly all of the curve.
    sigma : float
        Standard deviation, in pixels.
    ndim : int
        Number of axes.

    Returns
    -------
    numpy.ndarray of float64, shape (size,) * ndim

    Examples
    --------
    >>> gaussian(3, 1.0, ndim=1).round(3)
    array([0.274, 0.452, 0.274])
    """
    distance = _centered_positions("gaussian", size)
    row = np.exp(-0.5 * (distance / _positive("gaussian", "sigma", sigma)) ** 2)
    return _outer_power("gaussian", row / row.sum(), ndim)


def binomial(size=3, *, ndim=2):
    """Return a row of Pascal's triangle, divided by its sum: the Gaussian in whole numbers.

    Parameters
    ----------
    size : int
        Entries along each axis; the row is ``C(size − 1, i) / 2**(size − 1)``.
    ndim : int
        Number of axes.

    Returns
    -------
    numpy.ndarray of float64, shape (size,) * ndim

    References
    ----------
    Burt & Adelson 1983, *The Laplacian pyramid as a compact image code*.

    Examples
    --------
    >>> binomial(3) * 16
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    size = whole_number("binomial", "size", size, minimum=1)
    row = np.array([comb(size - 1, i) / 2 ** (size - 1) for i in range(size)])
    return _outer_power("binomial", row, ndim)


def laplacian_of_gaussian(size=7, sigma=1.0):
    """Return the "Mexican hat": the Laplacian of a Gaussian, sampled and shifted to sum to zero.

    ``h[i, j] = (r² − 2 sigma²) / sigma⁴ · exp(−r² / (2 sigma²))``, normalized by the Gaussian's sum, with
    ``r`` the distance to the middle. Its zero crossings mark edges.

    Parameters
    ----------
    size : int
        Rows and columns.
    sigma : float
        Standard deviation of the Gaussian, in pixels.

    Returns
    -------
    numpy.ndarray of float64, shape (size, size)

    References
    ----------
    Marr & Hildreth 1980, *Theory of edge detection*.

    Examples
    --------
    >>> laplacian_of_gaussian(7)[3, 3] < 0
    np.True_
    """
    sigma = _positive("laplacian_of_gaussian", "sigma", sigma)
    distance = _centered_positions("laplacian_of_gaussian", size)
    squared_radius = distance[:, None] ** 2 + distance**2
    hat = (squared_radius - 2 * sigma**2) / sigma**4 * gaussian(size, sigma)
    return hat - hat.mean()


def motion_blur(size=5, *, direction="horizontal"):
    """Return the mean along a line: what a camera records that moves while the shutter is open.

    Parameters
    ----------
    size : int
        Rows and columns.
    direction : {"horizontal", "vertical", "diagonal"}
        The line; "diagonal" runs from the upper left to the lower right.

    Returns
    -------
    numpy.ndarray of float64, shape (size, size)
        ``size`` entries of ``1 / size``. For "horizontal" and "vertical" the line is row or column
        ``size // 2``.

    Examples
    --------
    >>> motion_blur(3, direction="diagonal").diagonal().sum()
    np.float64(1.0)
    """
    size = whole_number("motion_blur", "size", size, minimum=1)
    if direction not in ("horizontal", "vertical", "diagonal"):
        raise ValueError(
            f"motion_blur: direction must be 'horizontal', 'vertical' or 'diagonal', got {direction!r}"
        )
    if direction == "diagonal":
        return np.eye(size) / size
    horizontal = np.zeros((size, size))
    horizontal[size // 2] = 1 / size
    return horizontal if direction == "horizontal" else horizontal.T.copy()


def _positive(function, argument, value):
    if not isinstance(value, Real):
        raise TypeError(f"{function}: {argument} must be a number, got {value!r}")
    if not (value > 0 and isfinite(value)):
        raise ValueError(f"{function}: {argument} must be positive and finite, got {value!r}")
    return value


def _centered_positions(function, size):
    size = whole_number(function, "size", size, minimum=1)
    return np.arange(size) - (size - 1) / 2


def _outer_power(function, row, ndim):
    kernel = row
    for _ in range(whole_number(function, "ndim", ndim, minimum=1) - 1):
        kernel = np.multiply.outer(kernel, row)
    return kernel
