"""ConnectivityExplorer: units of a few layers and the arrows between them: dense, local, shared."""

from itertools import pairwise

import numpy as np
import traitlets

from cnnlib.arguments import is_whole
from cnnlib.shapes import conv_output_size
from cnnlib.widgets.base import Widget
from cnnlib.widgets.connectivity_explorer_figure import figure
from cnnlib.widgets.whole_number import WholeNumber

MOST_UNITS = 12
SHAPE = ("units", "layers", "connection", "kernel_size", "stride", "dilation", "padding")


class Unit(traitlets.TraitType):
    """A unit as [layer, place], both counted from 0, or [] for none."""

    def validate(self, obj, value):
        """Return the unit as a list, or say what is wrong with it."""
        places = [] if value is None else value
        is_list = isinstance(places, list | tuple) and len(places) in (0, 2)
        if not is_list or not all(is_whole(each) and each >= 0 for each in places):
            raise traitlets.TraitError(
                f"{type(obj).__name__}: {self.name} must be a layer and a place in it, both counted from 0, "
                f"or None, but is {value!r}"
            )
        return [int(each) for each in places]


class ConnectivityExplorer(Widget):
    r"""Compare dense, local and shared connections: their arrows, their weights, what each unit sees.

    Unit :math:`i` of a layer takes from a window of the layer below,

    .. math:: y_i = \sum_{t = 0}^{k - 1} w_t\, x_{i s - p + t d}

    where connections are shared (:math:`w_{i t}` instead of :math:`w_t` where they are local), and places
    outside count as zeros; where connections are dense, :math:`y_i = \sum_{j} w_{i j}\, x_j`.

    Parameters
    ----------
    units : int
        Units of the input, from 2 to 12. No layer may have more than 12.
    layers : int
        Layers of units, the input and the output included, from 2 to 5.
    connection : {"dense", "local", "shared"}
        Whether a unit takes from all units below or from a window, and whether windows share their weights.
    kernel_size, stride, dilation, padding : int
        The size :math:`k` of a window (1 to 7), the steps :math:`s` between windows (1 to 4) and :math:`d`
        between the places of one (1 to 4), and the zeros :math:`p` on each side (0 to 6). With dense
        connections they have no effect.
    direction : {"sees", "feeds", "both"}
        What is lit of a unit that is pointed at: the paths to it, from it, or both.
    matrix : int
        Whose matrix is shown: 1 for the weights between the input and the next layer, and so on. It moves to
        the last one when there are fewer.
    unit : (int, int), optional
        A unit that is lit from the start: its layer and its place there, counted from 0. It is let go when it
        no longer exists.

    Raises
    ------
    traitlets.TraitError
        If a value does not fit, or a layer would have no unit or too many; the widget stays as it was.

    Notes
    -----
    The chapter *Sparse connectivity, parameter sharing, equivariance* uses it. Its idea is that of figures
    9.2 to 9.5 of Goodfellow, Bengio and Courville, *Deep Learning* (2016).

    Examples
    --------
    >>> explorer = ConnectivityExplorer(units=5, connection="shared", kernel_size=3, padding=1)
    >>> explorer.weights[0]
    array([[2, 3, 0, 0, 0],
           [1, 2, 3, 0, 0],
           [0, 1, 2, 3, 0],
           [0, 0, 1, 2, 3],
           [0, 0, 0, 1, 2]])
    >>> explorer.counts
    [(13, 3)]
    """

    units = WholeNumber(5, 2, MOST_UNITS).tag(sync=True)
    layers = WholeNumber(2, 2, 5).tag(sync=True)
    connection = traitlets.Enum(["dense", "local", "shared"], "dense").tag(sync=True)
    kernel_size = WholeNumber(3, 1, 7).tag(sync=True)
    stride = WholeNumber(1, 1, 4).tag(sync=True)
    dilation = WholeNumber(1, 1, 4).tag(sync=True)
    padding = WholeNumber(1, 0, 6).tag(sync=True)
    direction = traitlets.Enum(["sees", "feeds", "both"], "both").tag(sync=True)
    matrix = WholeNumber(1, 1, 4).tag(sync=True)
    unit = Unit([]).tag(sync=True)

    @property
    def widths(self):
        """The number of units of each layer, from the input on."""
        return self._widths()

    @property
    def weights(self):
        """For each two neighboring layers, a matrix of int64, shape (outputs, inputs).

        It holds 0 where there is no arrow, else the number of the arrow's weight, counted from 1. Equal
        numbers in one matrix are one weight.
        """
        return [self._matrix(inputs, outputs) for inputs, outputs in pairwise(self.widths)]

    @property
    def counts(self):
        """For each two neighboring layers, the number of connections and of different weights."""
        used = [matrix[matrix > 0] for matrix in self.weights]
        return [(each.size, np.unique(each).size) for each in used]

    def fallback(self):
        """Return units, arrows and counts as a figure that needs no script."""
        return figure(self)

    def _matrix(self, inputs, outputs):
        if self.connection == "dense":
            return np.arange(1, inputs * outputs + 1).reshape(outputs, inputs)
        taps = np.arange(self.kernel_size)
        to = np.arange(outputs)[:, None]
        places = to * self.stride - self.padding + taps * self.dilation
        row, tap = np.nonzero((places >= 0) & (places < inputs))
        matrix = np.zeros((outputs, inputs), dtype=np.int64)
        matrix[row, places[row, tap]] = tap + 1 if self.connection == "shared" else np.arange(1, row.size + 1)
        return matrix

    def _widths(self, **changes):
        state = {name: changes.get(name, getattr(self, name)) for name in SHAPE}
        units, layers, connection, k, s, d, p = state.values()
        widths = [units]
        while len(widths) < layers:
            self._refuse_narrow(len(widths), widths[-1] + 2 * p, connection, d * (k - 1) + 1)
            dense = connection == "dense"
            width = units if dense else conv_output_size(widths[-1], k, stride=s, padding=p, dilation=d)
            widths.append(width)
            self._refuse_wide(len(widths), width)
        return widths

    def _refuse_narrow(self, layer, room, connection, span):
        if connection != "dense" and span > room:
            raise traitlets.TraitError(
                f"{type(self).__name__}: no unit would be left in layer {layer + 1}: the kernel spans {span} "
                f"places, but layer {layer} has {room}, padding included"
            )

    def _refuse_wide(self, layer, width):
        if width > MOST_UNITS:
            raise traitlets.TraitError(
                f"{type(self).__name__}: layer {layer} would have {width} units; the picture holds up to "
                f"{MOST_UNITS}"
            )

    @traitlets.validate(*SHAPE)
    def _fits(self, proposal):
        self._widths(**{proposal.trait.name: proposal.value})
        return proposal.value

    @traitlets.validate("matrix")
    def _matrix_exists(self, proposal):
        if proposal.value >= self.layers:
            raise traitlets.TraitError(
                f"{type(self).__name__}: matrix must be from 1 to {self.layers - 1}, as there are "
                f"{self.layers} layers, but is {proposal.value}"
            )
        return proposal.value

    @traitlets.validate("unit")
    def _unit_exists(self, proposal):
        if not self._has(proposal.value):
            raise traitlets.TraitError(
                f"{type(self).__name__}: unit must exist in layers of {self.widths} units, but is "
                f"{proposal.value}"
            )
        return proposal.value

    @traitlets.observe(*SHAPE)
    def _settle(self, _change):
        self.matrix = min(self.matrix, self.layers - 1)
        if not self._has(self.unit):
            self.unit = []

    def _has(self, unit):
        return not unit or (unit[0] < self.layers and unit[1] < self.widths[unit[0]])
