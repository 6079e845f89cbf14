"""Elastic distortion: each pixel moved a little, neighbors alike."""

import numpy as np

from cnnlib.datasets.augmentation.arguments import generator, number, picture_batch
from cnnlib.datasets.augmentation.sampling import portions, sample


def elastic(images, *, rng, alpha=34.0, sigma=4.0, fill=0.0):
    """Distort each picture by a smooth field of displacements.

    A displacement for each pixel and axis, even from −1 to 1, is averaged with its neighbors by a Gaussian
    and multiplied by `alpha`; the new pixel is read, by bilinear interpolation, where it leads.

    Parameters
    ----------
    images : numpy.ndarray of floats, shape (count, channels, height, width)
    rng : numpy.random.Generator
    alpha : float
        Strength, at least 0. The default and that of `sigma` served Simard et al. for MNIST's digits.
    sigma : float
        Standard deviation of the Gaussian in pixels, at least 0.01: small crumples, large bends the whole.
    fill : float
        What comes in from outside.

    Returns
    -------
    numpy.ndarray
        Of the shape and the dtype of `images`.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    References
    ----------
    Simard, Steinkraus, Platt 2003, section 2.

    Examples
    --------
    >>> elastic(np.ones((2, 1, 28, 28)), rng=np.random.default_rng(0)).shape
    (2, 1, 28, 28)
    """
    images, rng = picture_batch("elastic", images), generator("elastic", rng)
    alpha = number("elastic", "alpha", alpha, minimum=0)
    sigma = number("elastic", "sigma", sigma, minimum=0.01)
    fill = number("elastic", "fill", fill)
    moved = np.empty_like(images)
    height, width = images.shape[2:]
    rows, columns = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)
    for part in portions(len(images), height * width):
        down, right = alpha * _smooth_fields(rng, len(moved[part]), height, width, sigma)
        moved[part] = sample(images[part], rows + down, columns + right, fill=fill)
    return moved


def _smooth_fields(rng, count, height, width, sigma):
    """Draw displacements down and to the right, shape (2, count, height, width), and smooth them."""
    fields = 2 * rng.random((2, count, height, width), dtype=np.float32) - 1
    return _gaussian(height, sigma) @ fields @ _gaussian(width, sigma)


def _gaussian(length, sigma):
    """Return the matrix that averages along an axis; beyond the picture all displacements are 0."""
    reach = max(length, int(np.ceil(8 * sigma)))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights /= weights.sum()
    apart = np.subtract.outer(np.arange(length), np.arange(length))
    return weights[apart + reach].astype(np.float32)
