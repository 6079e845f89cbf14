"""ConvExplorer: a small convolution whose every number can be changed and followed."""

import numpy as np
import traitlets

from cnnlib.arguments import pair
from cnnlib.ops import vectorized
from cnnlib.shapes import conv2d_geometry
from cnnlib.widgets.base import Widget
from cnnlib.widgets.conv_explorer_figure import figure

LARGEST_NUMBER = 999
LARGEST_STEP = 9
LARGEST_PADDED = 21


class Matrix(traitlets.TraitType):
    """Rows of equal length of finite numbers of moderate size; arrays are converted to nested lists."""

    def __init__(self, default_value, *, largest):
        super().__init__(default_value)
        self.largest = largest

    def validate(self, obj, value):
        """Return the matrix as nested lists, or say what is wrong with it."""
        where = f"{type(obj).__name__}: {self.name}"
        array = _as_array(value)
        if array is None or array.ndim != 2 or array.dtype.kind not in "iuf":
            raise traitlets.TraitError(f"{where} must be rows of equal length of numbers, but is {value!r}")
        if not 1 <= min(array.shape) <= max(array.shape) <= self.largest:
            size = " × ".join(map(str, array.shape))
            raise traitlets.TraitError(
                f"{where} must have 1 to {self.largest} rows and columns, but has {size}"
            )
        if not (np.abs(array) <= LARGEST_NUMBER).all():
            raise traitlets.TraitError(
                f"{where} must hold finite numbers from -{LARGEST_NUMBER} to {LARGEST_NUMBER}, "
                f"but is {array.tolist()}"
            )
        return array.tolist()


class Pair(traitlets.TraitType):
    """A number for each axis, [height, width]; a single one counts for both."""

    def validate(self, obj, value):
        """Return the pair as a list, or say what is wrong with it."""
        op = type(obj).__name__
        try:
            numbers = pair(op, self.name, value, minimum=1)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        if max(numbers) > LARGEST_STEP:
            raise traitlets.TraitError(f"{op}: {self.name} must be at most {LARGEST_STEP}, but is {value}")
        return list(numbers)


class ConvExplorer(Widget):
    r"""Play a two-dimensional convolution output by output, with numbers that the reader can change.

    .. math:: y_{ij} = \sum_{u, v} x_{i s_h - p_t + u d_h,\; j s_w - p_l + v d_w}\, k_{uv}

    Parameters
    ----------
    input : nested lists or array of numbers, at most 9 × 9
        The image :math:`x`.
    kernel : nested lists or array of numbers, at most 5 × 5
        The kernel :math:`k` as it is written; ``flip`` turns it.
    stride, dilation : int or (int, int)
        Steps between windows, and between the taps of a window, from 1 to 9; kept as ``[height, width]``.
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}
        Zeros around the input, in the forms of :func:`cnnlib.shapes.resolve_padding`, up to 9 on a side. A
        name is kept as it is, numbers as ``[[top, bottom], [left, right]]``.
    flip : bool
        Whether the kernel is turned by 180° before it slides: true convolution instead of cross-correlation.
    position : int
        The output shown, counted in row-major order. It moves to the last output when there are fewer.

    Raises
    ------
    traitlets.TraitError
        If a value does not fit, or the values together have no output; the widget then stays as it was.

    Notes
    -----
    The chapters *Convolution and cross-correlation* and *Padding, stride, dilation* use it.

    Examples
    --------
    >>> explorer = ConvExplorer(input=[[0, 1, 2], [3, 4, 5], [6, 7, 8]], kernel=[[0, 1], [2, 3]], padding=1)
    >>> explorer.padding
    [[1, 1], [1, 1]]
    >>> explorer.output.tolist()
    [[0.0, 3.0, 8.0, 4.0], [9.0, 19.0, 25.0, 10.0], [21.0, 37.0, 43.0, 16.0], [6.0, 7.0, 8.0, 0.0]]
    """

    input = Matrix([[0, 1, 2], [3, 4, 5], [6, 7, 8]], largest=9).tag(sync=True)
    kernel = Matrix([[0, 1], [2, 3]], largest=5).tag(sync=True)
    stride = Pair([1, 1]).tag(sync=True)
    dilation = Pair([1, 1]).tag(sync=True)
    padding = traitlets.Any("valid").tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)

    @property
    def weights(self):
        """The kernel as it slides, turned if ``flip`` says so: an array of float64."""
        kernel = np.array(self.kernel, dtype=float)
        return kernel[::-1, ::-1].copy() if self.flip else kernel

    @property
    def output(self):
        """The output: an array of float64, shape (output_height, output_width)."""
        x = np.array(self.input, dtype=float)[None, None]
        options = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        return vectorized.conv2d(x, self.weights[None, None], **options)[0, 0]

    def fallback(self):
        """Return the three boards with the present window, and its sum, as a figure that needs no script."""
        matrices = np.array(self.input), self.weights, self.output
        return figure(self._geometry(), *matrices, self.position, flip=self.flip)

    def _geometry(self, **changes):
        state = {name: getattr(self, name) for name in ("input", "kernel", "stride", "padding", "dilation")}
        state |= changes
        shapes = [(1, 1, *np.shape(state.pop(name))) for name in ("input", "kernel")]
        return conv2d_geometry(*shapes, **state, op=type(self).__name__)

    @traitlets.validate("input", "kernel", "stride", "dilation", "padding")
    def _fits(self, proposal):
        name, value = proposal.trait.name, proposal.value
        try:
            geometry = self._geometry(**{name: value})
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None
        if name == "padding" and not isinstance(value, str):
            self._refuse_above(LARGEST_STEP, name, np.max(geometry.padding))
            value = [list(sides) for sides in geometry.padding]
        padded = [m + sum(sides) for m, sides in zip(geometry.input_size, geometry.padding)]
        self._refuse_above(LARGEST_PADDED, "the padded input's height or width", max(padded))
        return value

    def _refuse_above(self, most, name, value):
        if value > most:
            raise traitlets.TraitError(
                f"{type(self).__name__}: {name} must be at most {most}, but is {value}"
            )

    @traitlets.validate("position")
    def _exists(self, proposal):
        count = int(np.prod(self._geometry().output_size))
        if not 0 <= proposal.value < count:
            raise traitlets.TraitError(
                f"{type(self).__name__}: position must be from 0 to {count - 1}, as there are {count} "
                f"outputs, but is {proposal.value}"
            )
        return proposal.value

    @traitlets.observe("input", "kernel", "stride", "dilation", "padding")
    def _settle(self, _change):
        self.position = min(self.position, int(np.prod(self._geometry().output_size)) - 1)


def _as_array(value):
    try:
        return np.asarray(value)
    except ValueError:
        return None
