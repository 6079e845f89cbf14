"""LeNetViewer: a digit that the reader draws, and every map of a trained LeNet-5 that reads it."""

import operator

import traitlets

from cnnlib.arguments import is_whole
from cnnlib.functional import softmax
from cnnlib.widgets.base import Widget
from cnnlib.widgets.encoded_digits import encoded_digits
from cnnlib.widgets.finite_number import FiniteNumber
from cnnlib.widgets.lenet_viewer_figure import figure
from cnnlib.widgets.lenet_viewer_network import POOLINGS, layer_values
from cnnlib.widgets.lenet_viewer_picture import PICKS, framed_picture, picked_digit
from cnnlib.widgets.weights import encoded_lenet5

SHIFT_LIMIT = 6
UNITS = {
    "C1": (6, 28, 28),
    "S2": (6, 14, 14),
    "C3": (16, 10, 10),
    "S4": (16, 5, 5),
    "C5": (120,),
    "F6": (84,),
    "Output": (10,),
}


class LeNetViewer(Widget):
    """Draw a digit, and see all maps of the shipped LeNet-5 change, up to the ten scores.

    The network is `cnnlib.models.trained_lenet5`. Its weights were learned with max pooling; average pooling
    is shown on the same weights. The reader draws on 28 × 28 pixels; what is drawn is no trait.

    Parameters
    ----------
    digit : int, optional
        The picture to begin with: a handwritten 0 to 9, or blank paper for None.
    pooling : {"max", "average"}
        Of S2 and S4.
    fit : bool
        Whether the picture is put into MNIST's frame: its ink 20 pixels long, its center of mass in the
        middle.
    shift : (int, int)
        Rows down and columns right, from −6 to 6.
    angle : float
        Degrees counterclockwise, from −45 to 45.
    noise : float
        Standard deviation of what is added to the pixels, from 0 to 0.5.
    unit : list
        The unit that is explained: a layer of `UNITS`, and the place in it.

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these.

    Examples
    --------
    >>> LeNetViewer(3).probabilities.argmax()
    np.int64(3)
    >>> LeNetViewer(3, shift=(0, 6), pooling="average").shift
    [0, 6]
    """

    digit = traitlets.Int(3, min=0, max=9, allow_none=True).tag(sync=True)
    pooling = traitlets.Enum(tuple(POOLINGS), "max").tag(sync=True)
    fit = traitlets.Bool(True).tag(sync=True)
    shift = traitlets.Any().tag(sync=True)
    angle = FiniteNumber(0, min=-45, max=45).tag(sync=True)
    noise = FiniteNumber(0, min=0, max=0.5).tag(sync=True)
    unit = traitlets.List().tag(sync=True)
    digits = traitlets.Dict(read_only=True).tag(sync=True)
    weights = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, digit=3, **traits):
        super().__init__(digit=digit, **traits)

    @traitlets.default("shift")
    def _default_shift(self):
        return [0, 0]

    @traitlets.default("unit")
    def _default_unit(self):
        return ["C3", 9, 2, 6]  # it answers to all ten digits

    @traitlets.default("digits")
    def _default_digits(self):
        return encoded_digits(PICKS)

    @traitlets.default("weights")
    def _default_weights(self):
        return encoded_lenet5()

    @traitlets.validate("shift")
    def _valid_shift(self, proposal):
        try:
            shift = [operator.index(each) for each in proposal.value]
        except TypeError:
            shift = []
        if len(shift) != 2 or max(map(abs, shift)) > SHIFT_LIMIT:
            raise traitlets.TraitError(
                "LeNetViewer: shift must be two whole numbers (down, right) "
                f"from {-SHIFT_LIMIT} to {SHIFT_LIMIT}, got {proposal.value!r}"
            )
        return shift

    @traitlets.validate("unit")
    def _valid_unit(self, proposal):
        name, *place = proposal.value or [None]
        shape = UNITS.get(name, ()) if isinstance(name, str) else ()
        fits = len(place) == len(shape) and all(is_whole(each) for each in place)
        if not shape or not fits or not all(0 <= each < size for each, size in zip(place, shape)):
            raise traitlets.TraitError(
                "LeNetViewer: unit must be a layer, a map, a row and a column, such as ['C3', 7, 4, 6], "
                f"or ['F6', 12], got {proposal.value!r}"
            )
        return [name, *map(int, place)]

    @property
    def picture(self):
        """What the network gets, without what the reader draws: float32 (28, 28), 0 paper, 1 ink."""
        changes = {name: getattr(self, name) for name in ("fit", "shift", "angle", "noise")}
        return framed_picture(picked_digit(self.digit), **changes)

    @property
    def probabilities(self):
        """The softmax of the ten scores for this picture: float64 (10,)."""
        scores = layer_values(self.picture, self.pooling)["Output"]
        return softmax(scores.astype(float), axis=0)

    def fallback(self):
        """Return the picture, the maps of all layers and the probabilities, as an HTML figure."""
        values = layer_values(self.picture, self.pooling)
        return figure({"Input": self.picture} | values, self.probabilities, self._words())

    def _words(self):
        winner = self.probabilities.argmax()
        start = "Blank paper" if self.digit is None else f"A handwritten {self.digit}"
        down, right = self.shift
        changes = {
            "in MNIST’s frame": self.fit,
            f"shifted by ({down}, {right})": down or right,
            f"rotated by {self.angle:g}°": self.angle,
            f"with noise {self.noise:g}": self.noise,
        }
        said = ", ".join([start, *(words for words, applies in changes.items() if applies)])
        reads = (
            f"the network with {self.pooling} pooling reads {winner} with {self.probabilities[winner]:.1%}"
        )
        return f"{said}: {reads}".replace("-", "−").replace("%", " %")
