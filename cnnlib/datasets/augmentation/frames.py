"""Which part of a picture is seen, and which way round: crops and flips. No pixel is interpolated."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlib.arguments import pair, show, whole_number
from cnnlib.datasets.augmentation.arguments import generator, number, picture_batch


def crop(images, size, *, rng, padding=0, fill=0):
    """Cut a window out of each picture, at a place of its own.

    Parameters
    ----------
    images : numpy.ndarray, shape (count, channels, height, width)
    size : int or (int, int)
        Height and width of the window.
    rng : numpy.random.Generator
    padding : int
        Pixels of `fill` set around the picture first; 4 is usual for CIFAR-10.
    fill : number

    Returns
    -------
    numpy.ndarray, shape (count, channels, *size)
        Of the dtype of `images`.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the window is larger than the padded picture.

    Examples
    --------
    >>> crop(np.zeros((5, 3, 32, 32)), 32, rng=np.random.default_rng(0), padding=4).shape
    (5, 3, 32, 32)
    """
    images, rng = picture_batch("crop", images, floating=False), generator("crop", rng)
    edge = whole_number("crop", "padding", padding, minimum=0)
    padded = np.pad(images, ((0, 0), (0, 0), (edge, edge), (edge, edge)), constant_values=fill)
    windows = sliding_window_view(padded, _window("crop", size, padded), axis=(2, 3))
    count = len(images)
    top, left = (rng.integers(0, places, count) for places in windows.shape[2:4])
    return windows[np.arange(count), :, top, left]


def center_crop(images, size):
    """Cut the middle out of each picture, as is done when a network is tested.

    Parameters
    ----------
    images : numpy.ndarray, shape (count, channels, height, width)
    size : int or (int, int)
        Height and width of what stays; of an odd rest, the larger part falls below and to the right.

    Returns
    -------
    numpy.ndarray, shape (count, channels, *size)

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the window is larger than the picture.

    Examples
    --------
    >>> center_crop(np.arange(5).reshape(1, 1, 1, 5), (1, 2))
    array([[[[1, 2]]]])
    """
    images = picture_batch("center_crop", images, floating=False)
    height, width = _window("center_crop", size, images)
    top, left = (images.shape[2] - height) // 2, (images.shape[3] - width) // 2
    return images[:, :, top : top + height, left : left + width].copy()


def flip(images, *, rng, p=0.5):
    """Mirror each picture left to right with a probability; not for digits and letters, which change meaning.

    Parameters
    ----------
    images : numpy.ndarray, shape (count, channels, height, width)
    rng : numpy.random.Generator
    p : float
        From 0 to 1.

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
    >>> flip(np.array([[[[1, 2, 3]]]]), rng=np.random.default_rng(0), p=1)
    array([[[[3, 2, 1]]]])
    """
    images, rng = picture_batch("flip", images, floating=False), generator("flip", rng)
    mirrored = rng.random(len(images)) < number("flip", "p", p, minimum=0, maximum=1)
    return np.where(mirrored[:, None, None, None], images[..., ::-1], images)


def _window(op, size, images):
    size = pair(op, "size", size, minimum=1)
    if size[0] > images.shape[2] or size[1] > images.shape[3]:
        raise ValueError(f"{op}: size {show(size)} is larger than the pictures of {show(images.shape[2:])}")
    return size
