"""Hand-made image kernels, by name.

Every kernel is a fresh ``float64`` array, made to be used with **cross-correlation**, as network layers
compute it: entry ``[i, j]`` weighs the pixel ``i`` rows below and ``j`` columns right of the window's corner.
Under true convolution the kernel is flipped first, so each directed kernel answers to the opposite direction.

A directed kernel is named after its **bright side**: ``sobel_top`` gives positive values where the picture
is brighter above than below, ``sobel_left`` where it is brighter on the left.

>>> get("sobel_left")
array([[ 1.,  0., -1.],
       [ 2.,  0., -2.],
       [ 1.,  0., -1.]])
>>> about("box").description
'mean of the window'
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnlib.kernels.makers import binomial, box, gaussian, identity, laplacian_of_gaussian, motion_blur

__all__ = [
    "Kernel",
    "about",
    "binomial",
    "box",
    "gaussian",
    "get",
    "identity",
    "laplacian_of_gaussian",
    "motion_blur",
    "names",
]


@dataclass(frozen=True)
class Kernel:
    """What is known of a named kernel: its maker, what it does, and where it comes from."""

    name: str
    make: Callable[..., np.ndarray]
    description: str
    source: str


def names():
    """Return the names that `get` knows, in the order in which a menu would show them.

    Examples
    --------
    >>> "emboss" in names()
    True
    """
    return tuple(_KERNELS)


def about(name):
    """Return the `Kernel` entry of a name: its description and source.

    Raises
    ------
    ValueError
        If there is no kernel of that name.

    Examples
    --------
    >>> about("sobel_top").source
    'Sobel & Feldman 1968'
    """
    try:
        return _KERNELS[name]
    except (KeyError, TypeError):
        raise ValueError(f"kernels: no kernel is named {name!r}; known: {', '.join(_KERNELS)}") from None


def get(name, **options):
    """Return a named kernel as a fresh array.

    Parameters
    ----------
    name : str
        One of `names()`.
    **options
        Passed to the maker, for kernels that come in sizes: ``get("gaussian", size=7, sigma=1.5)``.

    Returns
    -------
    numpy.ndarray of float64, 2-D
        The caller's own: writing into it changes no other kernel.

    Raises
    ------
    ValueError
        If there is no kernel of that name.
    TypeError
        If the kernel has no such option.

    Examples
    --------
    >>> get("outline")
    array([[-1., -1., -1.],
           [-1.,  8., -1.],
           [-1., -1., -1.]])
    """
    kernel = about(name)
    try:
        return kernel.make(**options)
    except TypeError as error:
        raise TypeError(f"kernels: {name!r} does not take {options}: {error}") from error


def _fixed(*rows):
    """Return a maker of fresh copies, so that nobody can write into the table."""
    return lambda: np.array(rows, dtype=np.float64)


_SOBEL = "Sobel & Feldman 1968"
_PREWITT = "Prewitt 1970"
_ROSENFELD = "Rosenfeld & Kak 1976"
_FOLKLORE = "image-processing folklore"

_TABLE = (
    Kernel("identity", identity, "the picture as it is", "definition"),
    Kernel("box", box, "mean of the window", "definition"),
    Kernel("gaussian", gaussian, "weighted mean, near pixels count more", "sampled normal distribution"),
    Kernel("binomial", binomial, "Gaussian in whole numbers", "Burt & Adelson 1983"),
    Kernel("motion_blur", motion_blur, "mean along a line", "definition"),
    Kernel("sharpen", _fixed([0, -1, 0], [-1, 5, -1], [0, -1, 0]), "identity minus Laplacian", _FOLKLORE),
    Kernel("emboss", _fixed([-2, -1, 0], [-1, 1, 1], [0, 1, 2]), "relief lit from one corner", _FOLKLORE),
    Kernel("outline", _fixed([-1, -1, -1], [-1, 8, -1], [-1, -1, -1]), "differs from neighbors", _FOLKLORE),
    Kernel("sobel_top", _fixed([1, 2, 1], [0, 0, 0], [-1, -2, -1]), "brighter above", _SOBEL),
    Kernel("sobel_bottom", _fixed([-1, -2, -1], [0, 0, 0], [1, 2, 1]), "brighter below", _SOBEL),
    Kernel("sobel_left", _fixed([1, 0, -1], [2, 0, -2], [1, 0, -1]), "brighter on the left", _SOBEL),
    Kernel("sobel_right", _fixed([-1, 0, 1], [-2, 0, 2], [-1, 0, 1]), "brighter on the right", _SOBEL),
    Kernel("prewitt_top", _fixed([1, 1, 1], [0, 0, 0], [-1, -1, -1]), "brighter above", _PREWITT),
    Kernel("prewitt_bottom", _fixed([-1, -1, -1], [0, 0, 0], [1, 1, 1]), "brighter below", _PREWITT),
    Kernel("prewitt_left", _fixed([1, 0, -1], [1, 0, -1], [1, 0, -1]), "brighter on the left", _PREWITT),
    Kernel("prewitt_right", _fixed([-1, 0, 1], [-1, 0, 1], [-1, 0, 1]), "brighter on the right", _PREWITT),
    Kernel("laplacian_4", _fixed([0, 1, 0], [1, -4, 1], [0, 1, 0]), "4 neighbors − 4 × middle", _ROSENFELD),
    Kernel("laplacian_8", _fixed([1, 1, 1], [1, -8, 1], [1, 1, 1]), "8 neighbors − 8 × middle", _ROSENFELD),
    Kernel("laplacian_of_gaussian", laplacian_of_gaussian, "Laplacian, smoothed", "Marr & Hildreth 1980"),
    Kernel("edge_horizontal", _fixed([-1, 1]), "right neighbor minus this pixel", "finite difference"),
    Kernel("edge_vertical", _fixed([-1], [1]), "lower neighbor minus this pixel", "finite difference"),
)  # fmt: skip

_KERNELS = {kernel.name: kernel for kernel in _TABLE}
