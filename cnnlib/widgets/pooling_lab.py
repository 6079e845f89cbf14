"""PoolingLab: numbers pooled window by window, and a row of detectors pooled before and after a shift."""

import numpy as np
import traitlets

from cnnlib.shapes import pool2d_geometry
from cnnlib.widgets.base import Widget
from cnnlib.widgets.finite_number import FiniteNumber
from cnnlib.widgets.pooling_lab_figure import figure
from cnnlib.widgets.pooling_lab_ring import pool

OPS = {"max": "max_pool2d", "average": "avg_pool2d", "l2": "lp_pool2d"}
LARGEST_NUMBER = 999
SIDES = (2, 8)
COUNTS = (8, 12)
LARGEST_STEP = 8
EXAMPLE = [[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]]
DETECTORS = [0.3, 0.1, 1.0, 0.2, 0.1, 0.0, 0.1, 0.3, 0.1, 0.2]


class PoolingLab(Widget):
    """Pool numbers that the reader can change, and see what a shift does to a pooled row of detectors.

    The row is a ring: what leaves at one end comes in at the other, so that a shift loses no value.

    Parameters
    ----------
    input : nested lists or array of whole numbers, 2 × 2 to 8 × 8
    kind : {"max", "average", "l2"}
    kernel_size, stride : int
        Of the windows, 1 to 8.
    padding : int
        On each side, at most half the window: −∞ for the maximum, zeros for the average. L2 has none.
    ceil_mode, count_include_pad : bool
        As for `torch.nn.AvgPool2d`.
    position : int
        The output whose window is shown, in row-major order. It moves to the last when there are fewer.
    detectors : list of float
        8 to 12 values from 0 to 1.
    detector_window, detector_stride : int
        Of the pooling over the row, 2 to 5, and 1 or 2.
    shift : int
        How far the row moves, −3 to 3; to the right if positive.

    Raises
    ------
    traitlets.TraitError
        If a value does not fit, or the values together describe no pooling; the widget stays as it was.

    Examples
    --------
    >>> PoolingLab([[29, 15, 28, 184], [0, 100, 70, 38]]).output.tolist()
    [[100.0, 184.0]]
    """

    input = traitlets.Any(EXAMPLE).tag(sync=True)
    kind = traitlets.Enum(tuple(OPS), "max").tag(sync=True)
    kernel_size = traitlets.Int(2, max=LARGEST_STEP).tag(sync=True)
    stride = traitlets.Int(2, max=LARGEST_STEP).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    ceil_mode = traitlets.Bool(False).tag(sync=True)
    count_include_pad = traitlets.Bool(True).tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
    detectors = traitlets.List(
        FiniteNumber(min=0.0, max=1.0), DETECTORS, minlen=COUNTS[0], maxlen=COUNTS[1]
    ).tag(sync=True)
    detector_window = traitlets.Int(3, min=2, max=5).tag(sync=True)
    detector_stride = traitlets.Int(1, min=1, max=2).tag(sync=True)
    shift = traitlets.Int(1, min=-3, max=3).tag(sync=True)

    def __init__(self, input=None, **traits):  # noqa: A002 - the trait's name
        super().__init__(**({} if input is None else {"input": _rows(input)}), **traits)

    @property
    def output(self):
        """The pooled numbers: an array of float64, shape (output_height, output_width)."""
        options = {name: getattr(self, name) for name in ("stride", "ceil_mode")}
        if self.kind != "l2":
            options |= {"padding": self.padding, "count_include_pad": self.count_include_pad}
        return pool(self.input, self.kind, self.kernel_size, **options)

    def fallback(self):
        """Return input and output with the present window, and the result in words, as an HTML figure."""
        return figure(self)

    def _geometry(self, **changes):
        names = ("input", "kind", "kernel_size", "stride", "padding", "ceil_mode")
        state = {name: getattr(self, name) for name in names} | changes
        shape, kind = (1, 1, *np.shape(state.pop("input"))), state.pop("kind")
        if kind == "l2" and state["padding"] != 0:
            raise ValueError(f"lp_pool2d: there is no padding, but padding is {state['padding']}")
        return pool2d_geometry(shape, **state, op=OPS[kind])

    @traitlets.validate("input", "kind", "kernel_size", "stride", "padding", "ceil_mode")
    def _fits(self, proposal):
        name, value = proposal.trait.name, proposal.value
        try:
            value = _rows(value) if name == "input" else value
            self._geometry(**{name: value})
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(f"PoolingLab: {error}") from None
        return value

    @traitlets.validate("position")
    def _exists(self, proposal):
        count = int(np.prod(self._geometry().output_size))
        if not 0 <= proposal.value < count:
            raise traitlets.TraitError(
                f"PoolingLab: position must be from 0 to {count - 1}, as there are {count} outputs, "
                f"but is {proposal.value}"
            )
        return proposal.value

    @traitlets.observe("input", "kernel_size", "stride", "padding", "ceil_mode")
    def _settle(self, _change):
        self.position = min(self.position, int(np.prod(self._geometry().output_size)) - 1)


def _rows(value):
    """Return a matrix of whole numbers as nested lists, or say what is wrong with it."""
    low, high = SIDES
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.empty(0)
    if array.ndim != 2 or array.dtype.kind not in "iuf" or not (array == np.round(array)).all():
        raise traitlets.TraitError(f"PoolingLab: input must be rows of whole numbers, but is {value!r}")
    if not low <= min(array.shape) <= max(array.shape) <= high:
        size = " × ".join(map(str, array.shape))
        raise traitlets.TraitError(
            f"PoolingLab: input must be {low} × {low} to {high} × {high}, but is {size}"
        )
    if np.abs(array).max() > LARGEST_NUMBER:
        raise traitlets.TraitError(
            f"PoolingLab: input must hold numbers from -{LARGEST_NUMBER} to {LARGEST_NUMBER}, but is {value}"
        )
    return array.astype(int).tolist()
