"""TrainLive: a network that learns the embedded digits in the page, while the reader watches."""

import traitlets

from cnnlib.widgets.base import Widget, bundle
from cnnlib.widgets.encoded_digits import encoded_digits
from cnnlib.widgets.finite_number import FiniteNumber
from cnnlib.widgets.train_live_figure import figure
from cnnlib.widgets.train_live_layers import PRESETS, trained_layers
from cnnlib.widgets.whole_number import WholeNumber


class TrainLive(Widget):
    """Train a network in the browser: curves, filters and maps as they change, and a pad to try it on.

    1,500 of the 1,797 embedded digits, enlarged to 28 × 28, train; the other 297, drawn once and for all, are
    held out. The training runs in a worker, so that the page stays awake, and rests while the page is hidden.
    The same seed and settings give the same numbers.

    Parameters
    ----------
    layers : list of dict, optional
        The network, as :mod:`cnnlib.widgets.layer_list` has it: from (1, 28, 28) to 10 scores. LeNet-5 with
        ReLU and max pooling if left out.
    optimizer : {"sgd", "adam"}
    lr : float
        The learning rate, 0.00001 to 10.
    momentum : float
        Of SGD, 0 to 0.99.
    batch_size : int
        1 to 1,500.
    dropout : float
        How likely a value that goes into the last linear layer is dropped in training, 0 to 0.9.
    seed : int
        Of the first weights, the order of the digits and what is dropped out, 0 to 9,999.

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these, or the layers cannot be trained; the message names the layer.

    Examples
    --------
    >>> widget = TrainLive([{"kind": "flatten"}, {"kind": "linear", "out_features": 10}], lr=0.1)
    >>> len(widget.layers), widget.optimizer
    (2, 'sgd')
    """

    layers = traitlets.List().tag(sync=True)
    optimizer = traitlets.Enum(("sgd", "adam"), "sgd").tag(sync=True)
    lr = FiniteNumber(0.02, min=1e-5, max=10.0).tag(sync=True)
    momentum = FiniteNumber(0.9, min=0.0, max=0.99).tag(sync=True)
    batch_size = WholeNumber(32, 1, 1500).tag(sync=True)
    dropout = FiniteNumber(0.0, min=0.0, max=0.9).tag(sync=True)
    seed = WholeNumber(0, 0, 9999).tag(sync=True)
    worker = traitlets.Unicode(read_only=True).tag(sync=True)
    digits = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, layers=None, **traits):
        super().__init__(**({} if layers is None else {"layers": layers}), **traits)

    @traitlets.default("layers")
    def _default_layers(self):
        return PRESETS["LeNet-5"]

    @traitlets.default("worker")
    def _default_worker(self):
        return bundle("train_live_worker")

    @traitlets.default("digits")
    def _default_digits(self):
        return encoded_digits()

    @traitlets.validate("layers")
    def _valid_layers(self, proposal):
        return trained_layers("TrainLive", proposal.value)

    def fallback(self):
        """Return the settings and the layers, with what each puts out and learns, as an HTML table."""
        return figure(self)
