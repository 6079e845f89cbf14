"""Shifts, rotations, scalings and shears: affine maps, one resampling for all of them together."""

import numpy as np

from cnnlib.datasets.augmentation.arguments import draw, generator, number, picture_batch
from cnnlib.datasets.augmentation.sampling import portions, sample


def affine(images, *, rng, degrees=0.0, shift=0.0, scale=0.0, shear=0.0, fill=0.0):
    """Shear, scale, rotate and shift each picture by amounts of its own, about its center.

    An amount is a number a, which draws evenly from −a to a (for `scale` from 1 − a to 1 + a), or a pair
    (low, high), which draws between the two.

    Parameters
    ----------
    images : numpy.ndarray of floats, shape (count, channels, height, width)
    rng : numpy.random.Generator
    degrees : float or (float, float)
        Rotation, counterclockwise as seen.
    shift : float or (float, float)
        Pixels down, and, drawn apart, pixels to the right.
    scale : float or (float, float)
        Factor of the size; above 0.
    shear : float or (float, float)
        Columns that the picture leans to the right for each row upward.
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

    Examples
    --------
    >>> images = np.zeros((3, 1, 28, 28), np.float32)
    >>> affine(images, rng=np.random.default_rng(0), degrees=10, shift=2, scale=0.1).shape
    (3, 1, 28, 28)
    """
    return _randomly("affine", images, rng, fill, degrees=degrees, shift=shift, scale=scale, shear=shear)


def shift(images, pixels, *, rng, fill=0.0):
    """Shift each picture down and to the right by amounts drawn apart; see `affine`.

    Examples
    --------
    >>> shift(np.ones((1, 1, 1, 3)), (1, 1), rng=np.random.default_rng(0), fill=0.5)
    array([[[[0.5, 0.5, 0.5]]]])
    """
    return _randomly("shift", images, rng, fill, shift=pixels)


def rotate(images, degrees, *, rng, fill=0.0):
    """Rotate each picture about its center, counterclockwise as seen; see `affine`.

    Examples
    --------
    >>> rotate(np.array([[[[1.0, 2], [3, 4]]]]), (90, 90), rng=np.random.default_rng(0)).round(6)
    array([[[[2., 4.],
             [1., 3.]]]])
    """
    return _randomly("rotate", images, rng, fill, degrees=degrees)


def scale(images, factor, *, rng, fill=0.0):
    """Scale each picture about its center, in its frame; see `affine`.

    Examples
    --------
    >>> scale(np.array([[[[0.0, 4, 0]]]]), (2, 2), rng=np.random.default_rng(0))
    array([[[[2., 4., 2.]]]])
    """
    return _randomly("scale", images, rng, fill, scale=factor)


def _randomly(op, images, rng, fill, *, degrees=0.0, shift=0.0, scale=0.0, shear=0.0):
    images, rng = picture_batch(op, images), generator(op, rng)
    count = len(images)
    factors = draw(op, "scale", scale, rng, count, neutral=1)
    if factors.size and factors.min() <= 0:
        raise ValueError(f"{op}: scale must draw factors above 0, but is {scale!r}")
    matrices = affine_matrices(
        degrees=draw(op, "degrees", degrees, rng, count),
        shift=(draw(op, "shift", shift, rng, count), draw(op, "shift", shift, rng, count)),
        scale=factors,
        shear=draw(op, "shear", shear, rng, count),
    )
    return warp_affine(images, matrices, fill=number(op, "fill", fill))


def affine_matrices(*, degrees=0.0, shift=(0.0, 0.0), scale=1.0, shear=0.0):
    """Return the maps that shear, then scale, then rotate, then shift a picture.

    With rows counted downward and columns to the right, both from the center, and θ the angle, the pixel at
    (r, c) goes to

        ┌ cos θ  −sin θ ┐         ┌    1    0 ┐ ┌ r ┐     ┌ down  ┐
        └ sin θ   cos θ ┘ · scale · └ −shear  1 ┘ └ c ┘  +  └ right ┘

    Parameters
    ----------
    degrees, scale, shear : array_like
        One number, or one for each picture.
    shift : pair of array_like
        Pixels down and to the right.

    Returns
    -------
    numpy.ndarray of float64, shape (count, 2, 3)
        The matrix and, in the last column, the shift; the count is 1 if no argument has more.

    Examples
    --------
    >>> affine_matrices(degrees=90, shift=(1, 2)).round(6)
    array([[[ 0., -1.,  1.],
            [ 1.,  0.,  2.]]])
    """
    angle = np.deg2rad(degrees)
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    down, right = shift
    rows = (cos + shear * sin, -sin, down, sin - shear * cos, cos, right)
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in rows))
    return np.stack(columns, axis=-1).reshape(-1, 2, 3)


def warp_affine(images, matrices, *, fill=0.0):
    """Move the pixels of each picture by an affine map about its center.

    Each new pixel is read, by bilinear interpolation, where the inverse map leads from it.

    Parameters
    ----------
    images : numpy.ndarray of floats, shape (count, channels, height, width)
    matrices : numpy.ndarray, shape (count, 2, 3) or (1, 2, 3)
        As `affine_matrices` makes them.
    fill : float
        What comes in from outside.

    Returns
    -------
    numpy.ndarray
        Of the shape and the dtype of `images`.

    Raises
    ------
    TypeError
        If `images` is no batch of floats.
    ValueError
        If the shapes do not fit, or a map cannot be undone.

    Examples
    --------
    >>> warp_affine(np.array([[[[1.0, 2, 3]]]]), affine_matrices(shift=(0, 1)))
    array([[[[0., 1., 2.]]]])
    """
    images = picture_batch("warp_affine", images)
    inverse = _inverse(matrices, len(images)).astype(np.result_type(images.dtype, np.float32))
    moved = np.empty_like(images)
    height, width = images.shape[2:]
    for part in portions(len(images), height * width):
        moved[part] = sample(images[part], *_places(inverse[part], height, width), fill=fill)
    return moved


def _inverse(matrices, count):
    """Return the maps back, shape (count, 2, 3)."""
    matrices = np.asarray(matrices, dtype=np.float64)
    if matrices.shape not in ((count, 2, 3), (1, 2, 3)):
        raise ValueError(
            f"warp_affine: matrices must have shape ({count}, 2, 3) or (1, 2, 3), but has {matrices.shape}"
        )
    linear, shifts = matrices[..., :2], matrices[..., 2:]
    if not (np.isfinite(matrices).all() and np.linalg.det(linear).all()):
        raise ValueError("warp_affine: matrices must be finite and invertible")
    back = np.linalg.inv(linear)
    return np.broadcast_to(np.concatenate([back, -back @ shifts], axis=-1), (count, 2, 3))


def _places(maps, height, width):
    """Return the rows and the columns to which maps about the center lead, (count, height, width) each."""
    rows = np.arange(height, dtype=maps.dtype)[:, None] - (height - 1) / 2
    columns = np.arange(width, dtype=maps.dtype) - (width - 1) / 2
    centers = ((height - 1) / 2, (width - 1) / 2)
    return tuple(
        maps[:, axis, 0, None, None] * rows
        + (maps[:, axis, 1, None, None] * columns + (maps[:, axis, 2, None, None] + centers[axis]))
        for axis in range(2)
    )
