"""EquivarianceLab: filter, then shift, against shift, then filter."""

import operator

import numpy as np
import traitlets

from cnnlib import datasets, kernels
from cnnlib.widgets.base import Widget
from cnnlib.widgets.encoded_digits import first_digits
from cnnlib.widgets.equivariance_lab_figure import both_ways_figure
from cnnlib.widgets.equivariance_lab_law import POOLINGS, Layer, both_ways, motion, moved
from cnnlib.widgets.filter_lab import picture_array
from cnnlib.widgets.finite_number import FiniteNumber
from cnnlib.widgets.photographs import encoded_photographs

SIZE = 96
SHIFT_LIMIT = 48
DIGITS = tuple(f"digit_{digit}" for digit in range(10))
PICTURES = (*datasets.PHOTOGRAPHS, *DIGITS, *datasets.PATTERNS)
BOUNDARIES = ("circular", "zeros")
TRANSFORMATIONS = ("shift", "rotation", "scale")


class EquivarianceLab(Widget):
    """Move a picture before a layer and after it, and see whether the two ways end at the same values.

    A layer *f* is equivariant to a motion *g* if ``f(g(x)) = g(f(x))``. The reader drags the picture; the
    upper way filters and then moves, the lower way moves and then filters, and the difference is shown and
    measured.

    Parameters
    ----------
    picture : str
        One of `PICTURES`: ``"china"`` or ``"flower"``, ``"digit_0"`` to ``"digit_9"``, or a test pattern;
        96 × 96 whole numbers from 0 to 255.
    kernel : str
        A name that `cnnlib.kernels.names` lists.
    boundary : {"circular", "zeros"}
        What lies beyond the border, for the filter and for what comes in when the picture moves.
    stride : int
        From 1 to 4.
    relu : bool
        Whether negative responses become 0.
    pooling : {"none", "max", "average"}
        Of 2 × 2 values, by steps of 2.
    transformation : {"shift", "rotation", "scale"}
        Which of the next three moves the picture.
    shift : (int, int)
        Rows down and columns right, from −48 to 48. The output is shifted by this over stride times pooling's
        step, rounded to the nearest whole number.
    angle : float
        Degrees counterclockwise about the middle, from −180 to 180; bilinear interpolation.
    factor : float
        From 0.5 to 2, about the middle; bilinear interpolation.

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these.

    Examples
    --------
    >>> lab = EquivarianceLab(kernel="sobel_top", shift=(3, -5), stride=2)
    >>> lab.shift
    [3, -5]
    """

    picture = traitlets.Enum(PICTURES, "china").tag(sync=True)
    kernel = traitlets.Enum(kernels.names(), "sobel_left").tag(sync=True)
    boundary = traitlets.Enum(BOUNDARIES, "circular").tag(sync=True)
    stride = traitlets.Int(1, min=1, max=4).tag(sync=True)
    relu = traitlets.Bool(False).tag(sync=True)
    pooling = traitlets.Enum(POOLINGS, "none").tag(sync=True)
    transformation = traitlets.Enum(TRANSFORMATIONS, "shift").tag(sync=True)
    shift = traitlets.Any().tag(sync=True)
    angle = FiniteNumber(0, min=-180, max=180).tag(sync=True)
    factor = FiniteNumber(1, min=0.5, max=2).tag(sync=True)
    photographs = traitlets.Dict(read_only=True).tag(sync=True)
    digits = traitlets.List(read_only=True).tag(sync=True)
    menu = traitlets.List(read_only=True).tag(sync=True)

    @traitlets.default("shift")
    def _default_shift(self):
        return [0, 0]

    @traitlets.default("photographs")
    def _default_photographs(self):
        return encoded_photographs()

    @traitlets.default("digits")
    def _default_digits(self):
        return list(first_digits())

    @traitlets.default("menu")
    def _default_menu(self):
        return [_menu_entry(name) for name in kernels.names()]

    @traitlets.validate("shift")
    def _valid_shift(self, proposal):
        return _as_shift(proposal["value"])

    def fallback(self):
        """Return the moved picture, both results and their difference, as an HTML figure of at most 12 kB."""
        plane = picture_plane(self.picture)
        way = motion(self.transformation, shift=self.shift, angle=self.angle, factor=self.factor)
        layer = Layer(kernels.get(self.kernel), self.boundary, self.stride, self.relu, self.pooling)
        first, second = both_ways(plane, layer, way)
        return both_ways_figure(moved(plane, way, boundary=self.boundary), first, second, words=self._words())

    def _words(self):
        way = {
            "shift": f"shifted by ({self.shift[0]}, {self.shift[1]})",
            "rotation": f"rotated by {self.angle:g}°",
            "scale": f"scaled {self.factor:g}×",
        }[self.transformation]
        pooling = "" if self.pooling == "none" else f", {self.pooling} pooling 2 × 2"
        layer = f"{_title(self.kernel)}, {self.boundary} boundary, stride {self.stride}"
        words = f"{_title(self.picture)} {way}; {layer}{', ReLU' if self.relu else ''}{pooling}"
        return words.replace("-", "−")


def picture_plane(name):
    """Return a picture of `PICTURES` as EquivarianceLab filters it.

    Parameters
    ----------
    name : str

    Returns
    -------
    numpy.ndarray of float64, shape (96, 96)
        Whole numbers from 0 to 255, so that their sums are exact.

    Examples
    --------
    >>> picture_plane("disc").max()
    np.float64(255.0)
    """
    if name in datasets.PHOTOGRAPHS:
        plane = datasets.photograph(name, SIZE, gray=True)
    elif name in DIGITS:
        plane = np.kron(picture_array(name)[0], np.ones((SIZE // 8, SIZE // 8)))
    else:
        plane = datasets.pattern(name, SIZE)
    return np.floor(255 * plane.astype(float) + 0.5)


def _as_shift(value):
    try:
        shift = [operator.index(each) for each in value]
    except TypeError:
        shift = []
    if len(shift) != 2 or max(map(abs, shift)) > SHIFT_LIMIT:
        raise traitlets.TraitError(
            "EquivarianceLab: shift must be two whole numbers (down, right) "
            f"from {-SHIFT_LIMIT} to {SHIFT_LIMIT}, got {value!r}"
        )
    return shift


def _menu_entry(name):
    return {"name": name, "title": _title(name), "kernel": kernels.get(name).tolist()}


def _title(name):
    words = name.replace("_", " ").replace(" gaussian", " Gaussian")
    return words[0].upper() + words[1:]
