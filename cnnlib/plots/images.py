"""Pictures: gray, in color, or signed around zero; alone and in rows."""

import matplotlib.pyplot as plt
import numpy as np

from cnnlib.plots.descriptions import add_description
from cnnlib.plots.shading import color_map, finite_range, signed_limits
from cnnlib.plots.words import extent, headed, sentence, size

_WAYS = {1: "image[0]", 3: "image.transpose(1, 2, 0)"}
"""Number of channels to what makes a picture of an array that holds them first."""


def show_image(image, *, ax=None, title=None, signed=False, limits=None):
    """Draw a picture, one sharp square for each pixel.

    Parameters
    ----------
    image : array_like, shape (height, width) or (height, width, 3)
        Gray or RGB; integers from 0 to 255, floats from 0 to 1. RGB beyond its range is clipped. In gray
        and signed pictures NaN and infinities are yellow.
    ax : matplotlib.axes.Axes, optional
    title : str, optional
    signed : bool
        Whether to show a gray picture by sign: blue below zero, white at zero, vermillion above.
    limits : (low, high), optional
        Values drawn black and white. By default the range of the dtype, or the picture's own where it leaves
        that range; for signed pictures the largest magnitude on both sides.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `image` has another shape, or a signed picture has colors.

    Examples
    --------
    >>> ax = show_image([[0.0, 0.5], [0.5, 1.0]], title="ramp")
    >>> ax.images[0].get_clim()
    (0.0, 1.0)
    """
    image = _as_image(image, signed)
    if ax is None:
        ax = plt.figure(figsize=(2.4, 2.4 * image.shape[0] / image.shape[1] + 0.3)).add_subplot()
    low, high = _limits(image, signed) if limits is None else limits
    add_description(ax, _words(image, title, signed))
    if image.ndim == 3:
        image, low, high = np.clip((image - low) / (high - low), 0, 1), None, None
    ax.imshow(image, cmap=color_map(signed), vmin=low, vmax=high, interpolation="none")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    if title:
        ax.set_title(title)
    return ax


def show_images(images, titles=None, *, columns=None, signed=False, limits=None, width=1.6):
    """Draw pictures side by side, in rows.

    Parameters
    ----------
    images : sequence of array_like
        Each as in `show_image`.
    titles : sequence of str, optional
    columns : int, optional
        How many in a row; by default all, up to 6.
    signed : bool or sequence of bool
        As in `show_image`, for all or one for each.
    limits : (low, high), optional
        As in `show_image`, for all.
    width : float
        Inches for each picture.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes, shape (len(images),)

    Raises
    ------
    ValueError
        If there is no picture, or not one title or sign for each.

    Examples
    --------
    >>> axes = show_images([[[0.0, 1.0]], [[1.0, 0.0]]], ["a", "b"])
    >>> [ax.get_title() for ax in axes]
    ['a', 'b']
    """
    count = len(images)
    if count == 0:
        raise ValueError("show_images: images must not be empty")
    titles = [None] * count if titles is None else titles
    signs = [signed] * count if isinstance(signed, bool) else signed
    if not len(titles) == len(signs) == count:
        raise ValueError(
            f"show_images: {count} images need as many titles and signs, got {len(titles)}, {len(signs)}"
        )
    columns = min(count, 6) if columns is None else columns
    rows = -(-count // columns)
    figure = plt.figure(figsize=(columns * width, rows * (width + 0.25)), layout="constrained")
    axes = [figure.add_subplot(rows, columns, place + 1) for place in range(count)]
    for ax, image, title, sign in zip(axes, images, titles, signs):
        show_image(image, ax=ax, title=title, signed=sign, limits=limits)
    return np.array(axes, dtype=object)


def _as_image(image, signed):
    image = np.asarray(image)
    if not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3 and not signed)) or image.size == 0:
        wanted = "(height, width)" if signed else "(height, width) or (height, width, 3)"
        way = _WAYS.get(image.shape[0]) if image.ndim == 3 else None
        hint = f": its channels come first, take {way}" if way else ""
        raise ValueError(f"show_image: image must have shape {wanted}, got {image.shape}{hint}")
    return image


def _limits(image, signed):
    if signed:
        return signed_limits(image)
    low, high = finite_range(image)
    white = 255.0 if image.dtype.kind in "iu" else 1.0
    if image.ndim == 3 or (low >= 0 and high <= white):
        return 0.0, white
    return low, high


def _words(image, title, signed):
    kind = "signed picture" if signed else "color picture" if image.ndim == 3 else "gray picture"
    return sentence(f"{headed(kind, title)}, {size(image.shape[:2])} pixels, values {extent(image)}")
