"""Reading a picture between its pixels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_PORTION = 1 << 16


def sample(images, rows, columns, *, fill=0.0):
    """Read each picture of a batch at given places, by bilinear interpolation.

    Between pixel (i, j) and its neighbors below and to the right, at fractions (u, v) of the way, stands

        (1 − u)(1 − v) x[i, j] + (1 − u) v x[i, j + 1] + u (1 − v) x[i + 1, j] + u v x[i + 1, j + 1]

    where every pixel outside the picture counts as `fill`.

    Parameters
    ----------
    images : numpy.ndarray of floats, shape (count, channels, height, width)
    rows, columns : numpy.ndarray, shape (count, new_height, new_width)
        Where to read: (0, 0) is the center of the top left pixel.
    fill : float
        What is outside.

    Returns
    -------
    numpy.ndarray, shape (count, channels, new_height, new_width)
        Of the dtype of `images`.

    Examples
    --------
    >>> image = np.array([[[[0.0, 1.0], [2.0, 3.0]]]])
    >>> sample(image, np.array([[[0.5, 1.0]]]), np.array([[[0.5, 1.5]]]))
    array([[[[1.5, 1.5]]]])
    """
    count, channels, height, width = images.shape
    padded = np.pad(images, ((0, 0), (0, 0), (1, 2), (1, 2)), constant_values=fill)
    top, down = _split(rows, height)
    left, right = _split(columns, width)
    corner = top * (width + 3) + left
    planes = np.arange(count * channels).reshape(count, channels, 1, 1) * ((height + 3) * (width + 3))
    corner = corner[:, None] + planes
    right, down = (fraction[:, None].astype(images.dtype) for fraction in (right, down))
    above = _between(padded.ravel(), corner, right)
    below = _between(padded.ravel(), corner + (width + 3), right)
    below -= above
    below *= down
    below += above
    return below


def _split(positions, length):
    """Split places along a padded axis into the pixel before and the fraction of the way to the next."""
    inside = np.clip(positions + 1, 0, length + 1)
    before = inside.astype(np.intp)
    return before, inside - before


def _between(pixels, before, fraction):
    left = pixels.take(before)
    right = pixels.take(before + 1)
    right -= left
    right *= fraction
    right += left
    return right


def portions(count: int, pixels: int) -> Iterator[slice]:
    """Cut ``count`` pictures into slices whose temporaries stay in the processor's cache."""
    step = max(_PORTION // max(pixels, 1), 1)
    return (slice(start, start + step) for start in range(0, count, step))
