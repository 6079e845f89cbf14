"""Changes of the light: colors moved along the directions in which a data set's colors vary."""

import numpy as np

from cnnlib.datasets.augmentation.arguments import generator, number, picture_batch


def principal_colors(images):
    """Return how much, and in which directions, the colors of a data set's pixels vary.

    Parameters
    ----------
    images : numpy.ndarray of floats, shape (count, channels, height, width)

    Returns
    -------
    variances : numpy.ndarray of float64, shape (channels,)
        The eigenvalues λ of the channels' covariance matrix over all pixels, the largest first.
    directions : numpy.ndarray of float64, shape (channels, channels)
        Their eigenvectors p, of length 1, one a column.

    Raises
    ------
    TypeError, ValueError
        If `images` is no batch of floats, or holds no pixel.

    Examples
    --------
    >>> grays = np.random.default_rng(0).random((4, 1, 8, 8)) * np.ones((1, 3, 1, 1))
    >>> variances, directions = principal_colors(grays)
    >>> (directions[:, 0] / directions[0, 0]).round(6).tolist(), abs(variances[1:]).round(6).tolist()
    ([1.0, 1.0, 1.0], [0.0, 0.0])
    """
    images = picture_batch("principal_colors", images)
    if not images.size:
        raise ValueError(f"principal_colors: images must hold pixels, but has shape {images.shape}")
    mean = images.mean(axis=(0, 2, 3), dtype=np.float64)
    pixels = images.shape[0] * images.shape[2] * images.shape[3]
    covariance = _sum_of_products(images, mean) / pixels
    variances, directions = np.linalg.eigh(covariance)
    return variances[::-1].copy(), directions[:, ::-1].copy()


def _sum_of_products(images, mean):
    """Add up the products of the channels' deviations, picture by picture: no data set is copied."""
    total = np.zeros((len(mean), len(mean)))
    for image in images:
        deviations = image.reshape(len(mean), -1) - mean[:, None]
        total += deviations @ deviations.T
    return total


def pca_color(images, variances, directions, *, rng, sigma=0.1):
    """Add to all pixels of a picture one color, drawn along the principal colors of the data set.

    The color is Σ αᵢ λᵢ pᵢ, with αᵢ drawn from a normal distribution of mean 0 and deviation `sigma`, once a
    picture. The paper multiplies by the variance λᵢ, not by its root, so the result depends on the unit of
    the pixels: they are to lie from 0 to 1. The result may leave that range.

    Parameters
    ----------
    images : numpy.ndarray of floats, shape (count, channels, height, width)
    variances : numpy.ndarray, shape (channels,)
    directions : numpy.ndarray, shape (channels, channels)
        As `principal_colors` finds them in the training images.
    rng : numpy.random.Generator
    sigma : float
        At least 0.

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
    Krizhevsky, Sutskever, Hinton 2012, section 4.1.

    Examples
    --------
    >>> images = np.random.default_rng(0).random((5, 3, 8, 8))
    >>> pca_color(images, *principal_colors(images), rng=np.random.default_rng(1)).shape
    (5, 3, 8, 8)
    """
    images, rng = picture_batch("pca_color", images), generator("pca_color", rng)
    sigma = number("pca_color", "sigma", sigma, minimum=0)
    channels = images.shape[1]
    if np.shape(variances) != (channels,) or np.shape(directions) != (channels, channels):
        raise ValueError(
            f"pca_color: variances must have shape ({channels},) and directions ({channels}, {channels}), "
            f"but they have {np.shape(variances)} and {np.shape(directions)}"
        )
    amounts = rng.normal(0, sigma, (len(images), channels)) * np.asarray(variances)
    colors = amounts @ np.asarray(directions).T
    return images + colors[:, :, None, None].astype(images.dtype)
