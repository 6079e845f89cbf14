"""VolumeExplorer: a filter as deep as its input makes one map; several filters make a stack of maps."""

import base64

import numpy as np
import traitlets

from cnnlib import datasets
from cnnlib.arguments import is_whole
from cnnlib.ops import vectorized
from cnnlib.shapes import conv_output_size
from cnnlib.widgets import volume_explorer_numbers as numbers
from cnnlib.widgets.base import Widget
from cnnlib.widgets.volume_explorer_figure import figure
from cnnlib.widgets.whole_number import WholeNumber

PICTURES = ("numbers", *datasets.PHOTOGRAPHS)
PHOTOGRAPH_SIZE = 32
LARGEST_SEED = 9999
LARGEST_TURN = (75, 60)


class Turn(traitlets.TraitType):
    """How the volume is turned, [degrees to the side, degrees down], each within its limit."""

    def validate(self, obj, value):
        """Return the angles as a list, or say what is wrong with them."""
        is_pair = isinstance(value, list | tuple) and len(value) == 2
        if not is_pair or not all(is_whole(a) and abs(a) <= most for a, most in zip(value, LARGEST_TURN)):
            raise traitlets.TraitError(
                f"{type(obj).__name__}: {self.name} must be two whole numbers of degrees, at most "
                f"{LARGEST_TURN[0]} and {LARGEST_TURN[1]} either way, but is {value!r}"
            )
        return [int(angle) for angle in value]


class VolumeExplorer(Widget):
    r"""Follow a convolution through all channels of a volume, filter by filter and place by place.

    .. math:: Z_{n,i,j} = b_n + \sum_{c,u,v} V_{c,\, i s - p + u,\, j s - p + v}\, K_{n,c,u,v}

    Parameters
    ----------
    picture : {"numbers", "china", "flower"}
        A small volume of whole numbers from a seed, or a photograph reduced to 32 × 32 pixels of red, green
        and blue from 0 to 255.
    channels, size : int
        Depth (1 to 4), height and width (5 to 7) of the volume of numbers; a photograph is 32 × 32 × 3.
    filters : int
        How many filters, and so how many maps come out: 1 to 6. Depthwise there is one for each channel.
    kernel_size : int
        Height and width of the filters, 1 to 5.
    stride, padding : int
        The step between windows, 1 or 2, and the zeros on each side, 0 to 2.
    groups : {"all", "depthwise"}
        Whether each filter sees all channels, or filter c channel c alone.
    seed : int
        Of the numbers, 0 to 9999.
    filter, position : int
        The output shown: its map, and its place there in row-major order. Both move to the last one
        when there are fewer.
    view : {"auto", "volume", "flat"}
        Draw the channels as a stack to be turned or side by side; "auto" decides by the room there is.
    turn : [int, int]
        Degrees to the side (up to 75 either way) and down (up to 60).

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these.

    Notes
    -----
    The chapter *Channels and volumes* uses it.

    Examples
    --------
    >>> explorer = VolumeExplorer(channels=3, filters=2, kernel_size=3)
    >>> explorer.volume.shape, explorer.weight.shape, explorer.output.shape
    ((3, 5, 5), (2, 3, 3, 3), (2, 3, 3))
    """

    picture = traitlets.Enum(PICTURES, "numbers").tag(sync=True)
    channels = WholeNumber(3, 1, numbers.MOST["channels"]).tag(sync=True)
    size = WholeNumber(5, 5, numbers.MOST["size"]).tag(sync=True)
    filters = WholeNumber(2, 1, numbers.MOST["filters"]).tag(sync=True)
    kernel_size = WholeNumber(3, 1, numbers.MOST["kernel_size"]).tag(sync=True)
    stride = WholeNumber(1, 1, 2).tag(sync=True)
    padding = WholeNumber(0, 0, 2).tag(sync=True)
    groups = traitlets.Enum(("all", "depthwise"), "all").tag(sync=True)
    seed = WholeNumber(0, 0, LARGEST_SEED).tag(sync=True)
    filter = WholeNumber(0, 0, numbers.MOST["filters"] - 1).tag(sync=True)
    position = WholeNumber(0, 0, (PHOTOGRAPH_SIZE + 4) ** 2 - 1).tag(sync=True)
    view = traitlets.Enum(("auto", "volume", "flat"), "auto").tag(sync=True)
    turn = Turn([35, 20]).tag(sync=True)
    photographs = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.default("photographs")
    def _default_photographs(self):
        return {name: _encoded(name) for name in datasets.PHOTOGRAPHS}

    @property
    def volume(self):
        """The input: an array of float64, shape (channels, height, width)."""
        if self.picture == "numbers":
            return numbers.seeded_volume(self.seed, self.channels, self.size)
        return photograph_volume(self.picture)

    @property
    def weight(self):
        """The filters: float64, shape (filters, channels, k, k), or depthwise (channels, 1, k, k)."""
        return self._filters()[0]

    @property
    def bias(self):
        """A number for each filter: an array of float64, shape (filters,)."""
        return self._filters()[1]

    @property
    def output(self):
        """The stack of maps: an array of float64, shape (filters, output_height, output_width)."""
        weight, bias = self._filters()
        options = {"stride": self.stride, "padding": self.padding, "groups": self._group_count()}
        return vectorized.conv2d(self.volume[None], weight, bias, **options)[0]

    def fallback(self):
        """Return volume, filters and maps as a drawing, and the sum behind one output as a table."""
        weight, bias = self._filters()
        padded = np.pad(self.volume, [(0, 0), (self.padding,) * 2, (self.padding,) * 2])
        output = self.output
        place = np.unravel_index(self.position, output.shape[1:])
        return figure(padded, weight, bias, output, (self.filter, *place), stride=self.stride)

    def _depth(self):
        return self.channels if self.picture == "numbers" else 3

    def _group_count(self):
        return self._depth() if self.groups == "depthwise" else 1

    def _filters(self):
        depthwise = self.groups == "depthwise"
        if self.picture != "numbers":
            return numbers.photograph_filters(self.filters, self.kernel_size, depthwise=depthwise)
        count, depth = (self.channels, 1) if depthwise else (self.filters, self.channels)
        return numbers.seeded_filters(self.seed, count, depth, self.kernel_size)

    def _last(self):
        """Return the last filter and the last position that there are."""
        size = self.size if self.picture == "numbers" else PHOTOGRAPH_SIZE
        side = conv_output_size(size, self.kernel_size, stride=self.stride, padding=self.padding)
        count = self._depth() if self.groups == "depthwise" else self.filters
        return {"filter": count - 1, "position": side**2 - 1}

    @traitlets.validate("filter", "position")
    def _exists(self, proposal):
        name, last = proposal.trait.name, self._last()[proposal.trait.name]
        if proposal.value > last:
            raise traitlets.TraitError(
                f"{type(self).__name__}: {name} must be from 0 to {last}, as there are {last + 1}, "
                f"but is {proposal.value}"
            )
        return proposal.value

    @traitlets.observe("picture", "channels", "size", "filters", "kernel_size", "stride", "padding", "groups")
    def _settle(self, _change):
        for name, last in self._last().items():
            setattr(self, name, min(getattr(self, name), last))


def photograph_volume(name):
    """Return a photograph as VolumeExplorer filters it.

    Returns
    -------
    numpy.ndarray of float64, shape (3, 32, 32)
        Whole numbers from 0 to 255: red, green, blue.

    Examples
    --------
    >>> photograph_volume("china").shape
    (3, 32, 32)
    """
    picture = datasets.photograph(name, PHOTOGRAPH_SIZE).transpose(2, 0, 1)
    return (picture.astype(float) * 255).round()


def _encoded(name):
    """Return the bytes of red, then green, then blue, in base 64: the exact numbers, in 4 kB."""
    return base64.b64encode(photograph_volume(name).astype(np.uint8).tobytes()).decode("ascii")
