"""UnrollExplorer: one small convolution as a matrix product, as shifted sums and through frequencies."""

import numpy as np
import traitlets

from cnnlib.arguments import is_whole
from cnnlib.ops import vectorized
from cnnlib.shapes import conv_output_size
from cnnlib.widgets.base import Widget
from cnnlib.widgets.unroll_explorer_costs import convolution_costs
from cnnlib.widgets.unroll_explorer_figure import figure
from cnnlib.widgets.volume_explorer_numbers import seeded_wholes
from cnnlib.widgets.whole_number import WholeNumber

METHODS = ("im2col", "shifted", "fft")
STAGES = 5
LARGEST_SEED = 9999
SIZES = {
    "channels": (1, 512),
    "size": (3, 224),
    "kernel_size": (1, 11),
    "filters": (1, 512),
    "stride": (1, 4),
    "padding": (0, 5),
}
_MOST_INPUT = (3, 8, 8)
_MOST_WEIGHT = (4, 3, 5, 5)
_OWN = tuple(SIZES)


class UnrollExplorer(Widget):
    """Follow one small convolution in three ways, and compare what each costs.

    The numbers come from a seed: whole ones, from 0 to 5 in the input, from −2 to 2 in the kernels.

    Parameters
    ----------
    method : {"im2col", "shifted", "fft"}
        Windows as columns times a matrix of kernels; a sum of shifted inputs; products of spectra.
    size, channels : int
        Height and width of the input, 3 to 8, and its channels, 1 to 3.
    kernel_size, filters : int
        Height and width of the kernels, 1 to 5, and how many maps they make, 1 to 4.
    stride, padding : int
        The step between windows, 1 to 3, and the zeros on each side, 0 to 2.
    seed : int
        Of the numbers, 0 to 9999.
    position, filter, tap : int
        The output looked at, in row-major order of its map; its map; the row of the im2col matrix, which is
        the tap up to which the shifted inputs are summed.
    stage : int
        How far the way through the frequencies has come, 0 (padded) to 4 (cut out).
    frequency : int
        The frequency looked at, in row-major order.
    layer : list of six int, optional
        Channels, size, kernel size, filters, stride and padding of a layer whose costs are shown; if left
        out, the costs of the convolution above.

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these, or the kernel is larger than the padded input.

    Notes
    -----
    The chapter *How convolution is computed* uses it.

    Examples
    --------
    >>> explorer = UnrollExplorer(size=5, kernel_size=3, filters=2)
    >>> explorer.weight.reshape(2, -1).shape, explorer.columns.shape, explorer.output.shape
    ((2, 9), (9, 9), (2, 3, 3))
    >>> explorer.costs["im2col"]
    Cost(multiplications=162, memory=81)
    """

    method = traitlets.Enum(METHODS, "im2col").tag(sync=True)
    size = WholeNumber(5, 3, 8).tag(sync=True)
    kernel_size = WholeNumber(3, 1, 5).tag(sync=True)
    channels = WholeNumber(1, 1, 3).tag(sync=True)
    filters = WholeNumber(2, 1, 4).tag(sync=True)
    stride = WholeNumber(1, 1, 3).tag(sync=True)
    padding = WholeNumber(0, 0, 2).tag(sync=True)
    seed = WholeNumber(0, 0, LARGEST_SEED).tag(sync=True)
    position = WholeNumber(0, 0, 143).tag(sync=True)
    filter = WholeNumber(0, 0, 3).tag(sync=True)
    tap = WholeNumber(0, 0, 74).tag(sync=True)
    stage = WholeNumber(0, 0, STAGES - 1).tag(sync=True)
    frequency = WholeNumber(1, 0, 143).tag(sync=True)
    layer = traitlets.List(default_value=None, allow_none=True).tag(sync=True)

    def __init__(self, method="im2col", **traits):
        super().__init__(method=method, **traits)

    @property
    def x(self):
        """The input: an array of float64, shape (channels, size, size)."""
        return _seeded(self.seed, 0, _MOST_INPUT, 0, 5)[: self.channels, : self.size, : self.size]

    @property
    def weight(self):
        """The kernels: an array of float64, shape (filters, channels, kernel_size, kernel_size)."""
        k = self.kernel_size
        return _seeded(self.seed, 1, _MOST_WEIGHT, -2, 2)[: self.filters, : self.channels, :k, :k]

    @property
    def columns(self):
        """The im2col matrix: float64, shape (channels · kernel_size², output height · output width)."""
        return vectorized.unfold(self.x[None], self.kernel_size, stride=self.stride, padding=self.padding)[0]

    @property
    def output(self):
        """The maps: an array of float64, shape (filters, output_height, output_width)."""
        return vectorized.conv2d(self.x[None], self.weight, stride=self.stride, padding=self.padding)[0]

    @property
    def costs(self):
        """What each method costs for the layer, or else for this convolution: a dict of `Cost`."""
        return convolution_costs(*(self.layer or [getattr(self, name) for name in _OWN]))

    def fallback(self):
        """Return kernels, columns and product as a drawing, and a table of the costs."""
        return figure(self)

    def _last(self):
        """Return the last position, filter, tap and frequency that there are."""
        side = conv_output_size(self.size, self.kernel_size, stride=self.stride, padding=self.padding)
        return {
            "position": side**2 - 1,
            "filter": self.filters - 1,
            "tap": self.channels * self.kernel_size**2 - 1,
            "frequency": (self.size + 2 * self.padding) ** 2 - 1,
        }

    @traitlets.validate("size", "kernel_size", "padding")
    def _fits(self, proposal):
        state = {name: getattr(self, name) for name in _OWN} | {proposal.trait.name: proposal.value}
        _check_kernel("UnrollExplorer", state)
        return proposal.value

    @traitlets.validate("layer")
    def _valid_layer(self, proposal):
        layer = proposal.value
        if layer is None:
            return None
        if len(layer) != len(SIZES):
            raise traitlets.TraitError(
                f"UnrollExplorer: layer must be {', '.join(SIZES)}, but has {len(layer)} numbers"
            )
        for value, (name, (low, high)) in zip(layer, SIZES.items()):
            if not is_whole(value) or not low <= value <= high:
                raise traitlets.TraitError(
                    f"UnrollExplorer: layer's {name} must be a whole number from {low} to {high}, "
                    f"but is {value!r}"
                )
        _check_kernel("UnrollExplorer: layer", dict(zip(SIZES, layer)))
        return [int(value) for value in layer]

    @traitlets.validate("position", "filter", "tap", "frequency")
    def _exists(self, proposal):
        name, last = proposal.trait.name, self._last()[proposal.trait.name]
        if proposal.value > last:
            raise traitlets.TraitError(
                f"UnrollExplorer: {name} must be from 0 to {last}, as there are {last + 1}, "
                f"but is {proposal.value}"
            )
        return proposal.value

    @traitlets.observe(*_OWN)
    def _settle(self, _change):
        for name, last in self._last().items():
            setattr(self, name, min(getattr(self, name), last))


def _check_kernel(op, sizes):
    whole = sizes["size"] + 2 * sizes["padding"]
    if sizes["kernel_size"] > whole:
        raise traitlets.TraitError(
            f"{op}: kernel_size must be at most {whole}, the padded size, but is {sizes['kernel_size']}"
        )


def _seeded(seed, stream, most, low, high):
    numbers = seeded_wholes(seed, stream, int(np.prod(most)), low, high)
    return numbers.reshape(most).astype(float)
