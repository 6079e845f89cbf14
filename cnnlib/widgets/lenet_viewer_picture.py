"""What LeNetViewer gives the network, in NumPy; the browser computes the same."""

from functools import cache

import numpy as np

from cnnlib import datasets
from cnnlib.datasets.augmentation import affine_matrices, warp_affine
from cnnlib.widgets.seeded import seeded_normal

PICKS = (20, 11, 132, 23, 194, 15, 106, 137, 18, 92)
"""Which of the embedded digits stand for 0 to 9."""

SIDE, BOX, FAINT, LARGEST = 28, 20, 0.2, 2.0
MIDDLE = (SIDE - 1) / 2


def picked_digit(digit):
    """Return a picked digit as float32 (28, 28), or blank paper for None."""
    if digit is None:
        return np.zeros((SIDE, SIDE), np.float32)
    return _picks()[digit].copy()


@cache
def _picks():
    return datasets.digits(SIDE)[0][list(PICKS), 0]


def framed_picture(picture, *, fit=True, shift=(0, 0), angle=0.0, noise=0.0):
    """Put a picture into MNIST's frame, rotate and shift it, in one resampling; then add noise.

    MNIST's digits fit into a square of 20 × 20 pixels, their center of mass in the middle of 28 × 28.

    Parameters
    ----------
    picture : numpy.ndarray of float32, shape (28, 28)
        From 0, paper, to 1, ink.
    fit : bool
        Whether it is put into the frame.
    shift : (int, int)
        Rows down and columns to the right.
    angle : float
        Degrees counterclockwise.
    noise : float
        Standard deviation of normal numbers that are added; the result is cut off at 0 and 1.

    Returns
    -------
    numpy.ndarray of float32, shape (28, 28)

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    section III.A, tells how MNIST's digits were framed.

    Examples
    --------
    >>> dot = np.zeros((28, 28), "float32")
    >>> dot[3:5, 8:10] = 1
    >>> np.argwhere(framed_picture(dot) == 1).tolist()
    [[13, 13], [13, 14], [14, 13], [14, 14]]
    """
    scale, center = mnist_frame(picture) if fit else (1.0, (MIDDLE, MIDDLE))
    matrices = affine_matrices(degrees=angle, scale=scale)
    matrices[0, :, 2] = np.asarray(shift) + matrices[0, :, :2] @ (MIDDLE - np.asarray(center))
    moved = warp_affine(picture[None, None], matrices)[0, 0]
    if noise == 0:
        return moved
    noisy = moved + noise * seeded_normal(0, 0, (SIDE, SIDE))
    return np.clip(noisy, 0, 1).astype(np.float32)


def mnist_frame(picture):
    """Return the factor that brings a picture's ink to 20 pixels, at most 2, and its center of mass."""
    inked = np.argwhere(picture >= FAINT)
    if not len(inked):
        return 1.0, (MIDDLE, MIDDLE)
    side = (inked.max(axis=0) - inked.min(axis=0) + 1).max()
    places = np.arange(SIDE)
    center = np.array([picture.sum(axis=1) @ places, picture.sum(axis=0) @ places]) / picture.sum()
    return min(BOX / side, LARGEST), center
