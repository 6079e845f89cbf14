"""Embedded data, which need no network: handwritten digits, two photographs, and drawn patterns.

Digits and photographs come with scikit-learn, which is loaded only when they are asked for.
"""

import numpy as np

from cnnlib.arguments import one_of, whole_number

__all__ = ["PATTERNS", "PHOTOGRAPHS", "digits", "pattern", "photograph", "photographs"]

PHOTOGRAPHS = ("china", "flower")
PATTERNS = ("checkerboard", "disc", "ramp", "stripes", "zone_plate")

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def digits(size=8):
    """Return the 1,797 handwritten digits of 8 × 8 pixels that come with scikit-learn.

    Parameters
    ----------
    size : int
        Rows and columns: 8 as they are; more, such as MNIST's 28 or LeNet-5's 32, by bilinear interpolation.

    Returns
    -------
    images : numpy.ndarray of float32, shape (1797, 1, size, size)
        From 0 (paper) to 1 (ink); at size 8 in steps of 1/16.
    labels : numpy.ndarray of int64, shape (1797,)
        From 0 to 9.

    Raises
    ------
    ValueError
        If `size` is below 8.
    TypeError
        If `size` is no whole number.
    ModuleNotFoundError
        If scikit-learn is not installed.

    References
    ----------
    The test part of *Optical Recognition of Handwritten Digits*, E. Alpaydin & C. Kaynak 1998, UCI Machine
    Learning Repository, CC BY 4.0.

    Examples
    --------
    >>> images, labels = digits()
    >>> images.shape, int(labels[0])
    ((1797, 1, 8, 8), 0)
    >>> digits(28)[0].shape
    (1797, 1, 28, 28)
    """
    size = whole_number("digits", "size", size, minimum=8)
    bunch = _sklearn_datasets().load_digits()
    weights = _bilinear(8, size)
    images = weights @ (bunch.images[:, None] / 16) @ weights.T
    return images.astype(np.float32), bunch.target.astype(np.int64)


def photograph(name, size=None, *, gray=False):
    """Return one of the two photographs that come with scikit-learn.

    Parameters
    ----------
    name : {"china", "flower"}
        A Chinese palace hall, or a flower.
    size : int, optional
        Pixels along each side, after cropping the middle square and resampling it with Lanczos' filter. By
        default the photograph as it is: 427 × 640.
    gray : bool
        Whether to return luma, ``0.299 R + 0.587 G + 0.114 B`` (ITU-R BT.601).

    Returns
    -------
    numpy.ndarray of float32, shape (height, width, 3) or (height, width)
        From 0 to 1.

    Raises
    ------
    ValueError
        If there is no photograph of that name, or `size` is below 1.
    TypeError
        If `size` is no whole number.
    ModuleNotFoundError
        If scikit-learn or Pillow is not installed.

    References
    ----------
    Both are licensed CC BY 2.0 and come from flickr.com, says scikit-learn's ``datasets/images/README.txt``:
    "china" from *danielbuechele* (photo 6061409035), "flower" from *vultilion*'s page (photo 6056698931),
    though the file attributes both to danielbuechele.

    Examples
    --------
    >>> photograph("flower", 64).shape
    (64, 64, 3)
    >>> photograph("china", gray=True).shape
    (427, 640)
    """
    one_of("photograph", "name", name, PHOTOGRAPHS)
    size = None if size is None else whole_number("photograph", "size", size, minimum=1)
    pixels = _sklearn_datasets().load_sample_image(f"{name}.jpg")
    if size is not None:
        pixels = _resampled(_middle_square(pixels), size)
    picture = pixels.astype(np.float32) / 255
    return picture @ _LUMA if gray else picture


def photographs(size=None, *, gray=False):
    """Return both photographs as a dict from name to array; see `photograph`.

    Examples
    --------
    >>> {name: picture.shape for name, picture in photographs(32, gray=True).items()}
    {'china': (32, 32), 'flower': (32, 32)}
    """
    return {name: photograph(name, size, gray=gray) for name in PHOTOGRAPHS}


def pattern(name, size=64):
    """Return a drawn test picture, in which the effect of a kernel is plain to see.

    Parameters
    ----------
    name : {"checkerboard", "disc", "ramp", "stripes", "zone_plate"}
        Fields of ``size // 8`` pixels; a white disc on black; dark left to bright right; vertical stripes
        ``size // 8`` wide; rings that grow finer outward, up to one period in two pixels at the rim.
    size : int
        Rows and columns.

    Returns
    -------
    numpy.ndarray of float32, shape (size, size)
        From 0 to 1.

    Raises
    ------
    ValueError
        If there is no pattern of that name, or `size` is below 1.
    TypeError
        If `size` is no whole number.

    Examples
    --------
    >>> pattern("ramp", 3)[0]
    array([0. , 0.5, 1. ], dtype=float32)
    """
    one_of("pattern", "name", name, PATTERNS)
    size = whole_number("pattern", "size", size, minimum=1)
    field = np.arange(size) // max(size // 8, 1)
    distance = np.arange(size) - (size - 1) / 2
    squared_radius = np.add.outer(distance**2, distance**2)
    return np.asarray(
        {
            "checkerboard": np.add.outer(field, field) % 2,
            "disc": squared_radius <= (0.3 * size) ** 2,
            "ramp": np.broadcast_to(np.linspace(0, 1, size), (size, size)),
            "stripes": np.broadcast_to(field % 2, (size, size)),
            "zone_plate": 0.5 + 0.5 * np.cos(np.pi * squared_radius / size),
        }[name],
        dtype=np.float32,
    ).copy()


def _sklearn_datasets():
    try:
        from sklearn import datasets
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "cnnlib.datasets: the embedded data come with scikit-learn: pip install scikit-learn pillow"
        ) from error
    return datasets


def _bilinear(old, new):
    """Weigh ``old`` pixels for each of ``new``; a pixel is an area, and the rim goes on outside."""
    positions = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    return np.maximum(1 - abs(positions[:, None] - np.arange(old)), 0)


def _middle_square(pixels):
    side = min(pixels.shape[:2])
    top, left = ((length - side) // 2 for length in pixels.shape[:2])
    return pixels[top : top + side, left : left + side]


def _resampled(pixels, size):
    from PIL import Image

    return np.asarray(Image.fromarray(pixels).resize((size, size), Image.Resampling.LANCZOS))
