"""ActivationExplorer: an activation function, its slope, and what many layers of it do."""

import traitlets

from cnnlib.widgets.activation_explorer_figure import figure
from cnnlib.widgets.activation_explorer_signal import ACTIVATIONS, random_stack, through_layers
from cnnlib.widgets.base import Widget
from cnnlib.widgets.finite_number import FiniteNumber


class ActivationExplorer(Widget):
    """Look at an activation and its slope, and send a signal and a gradient through many layers of it.

    A batch of 32 random inputs goes through dense layers of 64 units, each followed by the activation, and a
    random gradient comes back. The weights are normal with the standard deviation gain / √64.

    Parameters
    ----------
    function : {"relu", "leaky_relu", "sigmoid", "tanh", "scaled_tanh", "identity"}
        The activation, named as in `cnnlib.functional`; the leaky one has the slope 0.01 below 0.
    layers : int
        How many layers follow each other, 1 to 20.
    gain : float
        Size of the weights, 0.1 to 4: 1 is LeCun's initialization, √2 He's.
    x : float
        Where function and slope are read off, −4 to 4.
    seed : int
        The same seed gives the same weights, inputs and gradients.

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these.

    Examples
    --------
    >>> explorer = ActivationExplorer("tanh", layers=20, gain=1)
    >>> explorer.function
    'tanh'
    """

    function = traitlets.Enum(tuple(ACTIVATIONS), "relu").tag(sync=True)
    layers = traitlets.Int(10, min=1, max=20).tag(sync=True)
    gain = FiniteNumber(1.0, min=0.1, max=4.0).tag(sync=True)
    x = FiniteNumber(1.0, min=-4.0, max=4.0).tag(sync=True)
    seed = traitlets.Int(0, min=0, max=2**31 - 1).tag(sync=True)

    def __init__(self, function="relu", **traits):
        super().__init__(function=function, **traits)

    def fallback(self):
        """Return the curves of function and slope, and the sizes layer by layer, as an HTML figure."""
        sizes = through_layers(random_stack(self.seed, self.layers), self.function, self.gain)
        return figure(self.function, self.x, sizes)
