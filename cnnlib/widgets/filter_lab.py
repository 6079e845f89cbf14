"""FilterLab: a picture, a small kernel, and what comes out."""

import numpy as np
import traitlets

from cnnlib import datasets, kernels, signal
from cnnlib.widgets.base import Widget
from cnnlib.widgets.encoded_digits import first_digits
from cnnlib.widgets.filter_lab_figure import before_and_after
from cnnlib.widgets.photographs import SIZE, encoded_photographs

KERNEL_LIMIT = 7
WEIGHT_LIMIT = 1000
BOUNDARIES = ("zero", "reflect", "circular")
VIEWS = ("clipped", "signed", "absolute")
PATTERNS = (*datasets.PATTERNS, "impulse", "text")
PICTURES = (*datasets.PHOTOGRAPHS, *(f"digit_{digit}" for digit in range(10)), *PATTERNS)

_SIZED = {"identity", "box", "gaussian", "binomial", "motion_blur", "laplacian_of_gaussian"}
_WORD = (
    "01110 10001 10001",
    "10001 11001 11001",
    "10000 10101 10101",
    "10000 10011 10011",
    "10000 10001 10001",
    "10001 10001 10001",
    "01110 10001 10001",
)


class FilterLab(Widget):
    """Slide a kernel over a picture and look at the result, at the weights, and at single pixels.

    Parameters
    ----------
    picture : str
        One of `PICTURES`: ``"china"`` or ``"flower"``, ``"digit_0"`` to ``"digit_9"``, or a test pattern. The
        reader can also open a picture or the camera, which stay on the reader's device.
    kernel : array_like of shape (k_h, k_w), or str
        Weights from −1000 to 1000, at most 7 × 7, or a name that `cnnlib.kernels.get` knows.
    color : bool
        Whether to filter red, green and blue rather than luma.
    flip : bool
        Whether to flip the kernel: convolution instead of cross-correlation.
    view : {"clipped", "signed", "absolute"}
        Show values from 0 to 1; or with 0 at middle gray; or without their sign.
    boundary : {"zero", "reflect", "circular"}
        What lies beyond the border, as in `cnnlib.signal`. The result has the picture's size; an even
        kernel takes its extra neighbor after the pixel, as ``padding="same"`` does in network layers.
    divider : float
        Where the result begins, from 0 (all of it is seen) to 1.

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these.

    Examples
    --------
    >>> lab = FilterLab(kernel="sobel_top", view="signed")
    >>> lab.kernel
    [[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.0]]
    """

    picture = traitlets.Enum(PICTURES, "china").tag(sync=True)
    kernel = traitlets.Any().tag(sync=True)
    color = traitlets.Bool(False).tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    view = traitlets.Enum(VIEWS, "signed").tag(sync=True)
    boundary = traitlets.Enum(BOUNDARIES, "zero").tag(sync=True)
    divider = traitlets.Float(0.5, min=0, max=1).tag(sync=True)
    photographs = traitlets.Dict(read_only=True).tag(sync=True)
    digits = traitlets.List(read_only=True).tag(sync=True)
    menu = traitlets.List(read_only=True).tag(sync=True)

    @traitlets.default("kernel")
    def _default_kernel(self):
        return kernels.get("sobel_left").tolist()

    @traitlets.default("photographs")
    def _default_photographs(self):
        return encoded_photographs()

    @traitlets.default("digits")
    def _default_digits(self):
        return list(first_digits())

    @traitlets.default("menu")
    def _default_menu(self):
        return [_menu_entry(name) for name in kernels.names()]

    @traitlets.validate("kernel")
    def _valid_kernel(self, proposal):
        return _as_kernel(proposal["value"])

    def fallback(self):
        """Return picture and result side by side, as an HTML figure of at most 12 kB."""
        before = picture_array(self.picture, color=self.color)
        after = filtered(before, self.kernel, flip=self.flip, boundary=self.boundary)
        name = self.picture.replace("_", " ").capitalize()
        words = f"{name} before and after {'convolution' if self.flip else 'cross-correlation'}"
        return before_and_after(before, after, self.kernel, view=self.view, words=words)


def picture_array(name, *, color=False):
    """Return a picture of `PICTURES` as FilterLab filters it.

    Parameters
    ----------
    name : str
        One of `PICTURES`.
    color : bool
        Whether a photograph keeps its three channels; digits and patterns have one.

    Returns
    -------
    numpy.ndarray of float32, shape (channels, height, width)
        From 0 to 1.

    Examples
    --------
    >>> picture_array("china", color=True).shape
    (3, 256, 256)
    >>> picture_array("impulse").shape
    (1, 15, 15)
    """
    if name in datasets.PHOTOGRAPHS:
        picture = datasets.photograph(name, SIZE, gray=not color)
        return picture.transpose(2, 0, 1) if color else picture[None]
    if name.startswith("digit_"):
        images, labels = datasets.digits()
        return images[np.argmax(labels == int(name[-1]))]
    drawn = {"impulse": _impulse, "text": _text}
    return (drawn[name]() if name in drawn else datasets.pattern(name, SIZE))[None]


def filtered(picture, kernel, *, flip=False, boundary="zero"):
    """Return what FilterLab makes of a picture: each channel filtered, its size kept.

    Parameters
    ----------
    picture : numpy.ndarray, shape (channels, height, width)
    kernel : array_like, shape (k_h, k_w)
    flip : bool
        Whether to convolve instead of cross-correlate.
    boundary : {"zero", "reflect", "circular"}

    Returns
    -------
    numpy.ndarray, shape (channels, height, width)

    Examples
    --------
    >>> filtered(np.array([[[1.0, 2.0, 4.0]]]), [[-1, 1]])
    array([[[ 1.,  2., -4.]]])
    """
    # An odd number of rows and columns puts the extra neighbor of an even kernel after the pixel.
    kernel = np.asarray(signal.flip(kernel) if flip else kernel, dtype=float)
    odd = np.pad(kernel, [(1 - size % 2, 0) for size in kernel.shape])
    return np.stack([signal.cross_correlate(each, odd, mode="same", boundary=boundary) for each in picture])


def _as_kernel(value):
    if isinstance(value, str):
        value = _named_kernel(value)
    try:
        kernel = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise traitlets.TraitError(
            f"FilterLab: kernel must be rows of equally many numbers, got {value!r}"
        ) from None
    if kernel.ndim != 2 or not 1 <= min(kernel.shape) <= max(kernel.shape) <= KERNEL_LIMIT:
        raise traitlets.TraitError(
            f"FilterLab: kernel must have shape (k_h, k_w) with sizes from 1 to {KERNEL_LIMIT}, "
            f"got shape {kernel.shape}"
        )
    if not (abs(kernel) <= WEIGHT_LIMIT).all():
        worst = next(each for each in kernel.ravel().tolist() if not abs(each) <= WEIGHT_LIMIT)
        raise traitlets.TraitError(
            f"FilterLab: kernel must hold numbers from {-WEIGHT_LIMIT} to {WEIGHT_LIMIT}, got {worst!r}"
        )
    return kernel.tolist()


def _named_kernel(name):
    try:
        return kernels.get(name)
    except ValueError as error:
        raise traitlets.TraitError(f"FilterLab: kernel: {error}") from None


def _menu_entry(name):
    entry = kernels.about(name)
    sizes = [{"size": size} for size in (3, 5, 7)] if name in _SIZED else [{}]
    made = [kernels.get(name, **options).tolist() for options in sizes]
    return {"name": name, "description": entry.description, "source": entry.source, "kernels": made}


def _impulse():
    picture = np.zeros((15, 15), dtype=np.float32)
    picture[7, 7] = 1
    return picture


def _text():
    """Return black letters on white over a slanted edge, 256 × 256."""
    row, column = np.indices((SIZE, SIZE))
    picture = (column >= 128 + (row - 200) // 5).astype(np.float32)
    picture[:144] = 1
    dots = np.array([[each == "1" for each in line] for line in _WORD])
    letters = np.kron(dots, np.ones((14, 14), dtype=bool))
    height, width = letters.shape
    picture[24 : 24 + height, 9 : 9 + width][letters] = 0
    return picture
