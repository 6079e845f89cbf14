"""ArchitectureExplorer: a network as a list of layers, drawn to scale, with what each layer costs."""

import traitlets

from cnnlib.widgets.architecture_explorer_figure import figure
from cnnlib.widgets.base import Widget
from cnnlib.widgets.layer_list import LAYER_PRESETS, checked_input_shape, checked_layers
from cnnlib.widgets.layer_list_rows import layer_rows

OWN_INPUT = [1, 32, 32]


class ArchitectureExplorer(Widget):
    """Edit the layers of a network; see it to scale, and what each layer puts out, costs and sees.

    A layer that cannot take what the one before puts out stays in the list, marked, with the reason beside
    it. The page writes the network as code for PyTorch.

    Parameters
    ----------
    preset : {"lenet5-published", "lenet5", "alexnet-grouped", "alexnet", "alexnet-torchvision", "vgg16-head"}
        The network to begin with; of VGG-16 its thirteen convolutions and five poolings, without the dense
        layers.
    layers : list of dict, optional
        1 to 40 layers of your own instead, as :mod:`cnnlib.widgets.layer_list` says.
    input_shape : (int, int, int), optional
        Channels, height and width of one example; by default the preset's, or (1, 32, 32) for layers of
        your own.
    layer : int, optional
        The layer that is open, from 0.

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these; the message names the layer by its index.

    Examples
    --------
    >>> explorer = ArchitectureExplorer("alexnet-grouped")
    >>> sum(row.parameters for row in explorer.rows)
    60965224
    >>> explorer.rows[-1].shape
    (1000,)
    """

    preset = traitlets.Enum(list(LAYER_PRESETS), "lenet5").tag(sync=True)
    layers = traitlets.List(default_value=None, allow_none=True).tag(sync=True)
    input_shape = traitlets.List(default_value=None, allow_none=True).tag(sync=True)
    layer = traitlets.Int(None, allow_none=True, min=0).tag(sync=True)

    def __init__(self, preset=None, **traits):
        super().__init__(**({} if preset is None else {"preset": preset}), **traits)

    @traitlets.validate("layers")
    def _valid_layers(self, proposal):
        layers = proposal["value"]
        return None if layers is None else checked_layers("ArchitectureExplorer", layers)

    @traitlets.validate("input_shape")
    def _valid_input_shape(self, proposal):
        shape = proposal["value"]
        return None if shape is None else checked_input_shape("ArchitectureExplorer", shape)

    @property
    def network(self):
        """The layers and the shape of the input that are shown, whether a preset's or your own."""
        known = LAYER_PRESETS[self.preset]
        own_input = known["inputShape"] if self.layers is None else OWN_INPUT
        layers = known["layers"] if self.layers is None else self.layers
        return layers, tuple(self.input_shape or own_input)

    @property
    def rows(self):
        """What each layer puts out and costs: a list of `cnnlib.widgets.layer_list_rows.LayerRow`."""
        return layer_rows(*self.network)

    def fallback(self):
        """Return the network drawn to scale and a table of its layers, as an HTML figure."""
        return figure(*self.network)
