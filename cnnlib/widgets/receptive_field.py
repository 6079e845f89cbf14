"""ReceptiveField: a stack of layers, and what one of its units sees of a photograph."""

import traitlets

from cnnlib import datasets, shapes
from cnnlib.arguments import is_whole, show
from cnnlib.widgets.base import Widget
from cnnlib.widgets.photographs import SIZE, encoded_photographs
from cnnlib.widgets.receptive_field_figure import figure

KINDS = ("conv", "pool")
MOST_LAYERS = 20
RANGES = {"kernel_size": (1, 15), "stride": (1, 8), "padding": (0, 32), "dilation": (1, 32)}
DEFAULTS = {"kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1}


class ReceptiveField(Widget):
    """Edit a stack of layers; see the receptive field of its units as numbers and over a photograph.

    Beside the field that the sizes give, the widget measures how strongly a unit listens to each pixel of it:
    the gradient of the unit, averaged over networks with random weights.

    Parameters
    ----------
    layers : list of dict
        1 to 20 layers, from the input upwards: ``kind`` ("conv" or "pool", max pooling), ``kernel_size`` (1
        to 15, 3 if left out), ``stride`` (1 to 8), ``padding`` (0 to 32; of a pool at most half its size),
        ``dilation`` (1 to 32). The input has 256 × 256 pixels.
    layer : int, optional
        The layer to look at, from 0; the last one if left out.
    place : list of int
        Row and column of the input: the unit nearest to it is shown.
    picture : {"china", "flower"}

    Raises
    ------
    traitlets.TraitError
        If a trait has another value than these, or the layers leave no unit; the message names the layer.

    Examples
    --------
    >>> pool = {"kind": "pool", "kernel_size": 2, "stride": 2}
    >>> ReceptiveField([{"kind": "conv", "kernel_size": 5}, pool]).field
    ReceptiveField(size=6, jump=2, start=0)
    """

    layers = traitlets.List().tag(sync=True)
    layer = traitlets.Int(None, allow_none=True, min=0).tag(sync=True)
    place = traitlets.List(traitlets.Int(min=0, max=SIZE - 1), [SIZE // 2] * 2, minlen=2, maxlen=2).tag(
        sync=True
    )
    picture = traitlets.Enum(datasets.PHOTOGRAPHS, "china").tag(sync=True)
    photographs = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, layers=None, **traits):
        super().__init__(**({} if layers is None else {"layers": layers}), **traits)

    @traitlets.default("layers")
    def _default_layers(self):
        return [{"kind": "conv", **DEFAULTS, "padding": 1} for _ in range(2)]

    @traitlets.default("photographs")
    def _default_photographs(self):
        return encoded_photographs()

    @traitlets.validate("layers")
    def _valid_layers(self, proposal):
        layers = proposal["value"]
        if not 1 <= len(layers) <= MOST_LAYERS:
            raise traitlets.TraitError(
                f"ReceptiveField: layers must be a list of 1 to {MOST_LAYERS} layers, got {len(layers)}"
            )
        layers = [_layer(number, each) for number, each in enumerate(layers, 1)]
        _check_sizes(layers)
        return layers

    @property
    def looked_at(self):
        """The layer to look at, counted from 0."""
        last = len(self.layers) - 1
        return last if self.layer is None else min(self.layer, last)

    @property
    def field(self):
        """What a unit of the layer looked at sees: a `cnnlib.shapes.ReceptiveField`."""
        return shapes.receptive_field(map(window, self.layers[: self.looked_at + 1]))

    def fallback(self):
        """Return the input with the field of the unit in it, and a table of all layers, as an HTML figure."""
        return figure(self.layers, self.looked_at, self.place)


def window(layer):
    """Return a layer without its kind, as `cnnlib.shapes` takes it."""
    return {name: layer[name] for name in RANGES}


def _layer(number, layer):
    op = f"ReceptiveField: layer {number}"
    if not isinstance(layer, dict) or layer.get("kind") not in KINDS:
        raise traitlets.TraitError(f"{op} must be a dict with kind 'conv' or 'pool', got {show(layer)}")
    unknown = layer.keys() - {"kind", *RANGES}
    if unknown:
        raise traitlets.TraitError(f"{op} has {', '.join(map(str, unknown))} (expected {', '.join(RANGES)})")
    full = {"kind": layer["kind"], **DEFAULTS, **layer}
    for name, (low, high) in RANGES.items():
        if not is_whole(full[name]) or not low <= full[name] <= high:
            raise traitlets.TraitError(
                f"{op}: {name} must be a whole number from {low} to {high}, got {full[name]!r}"
            )
    if full["kind"] == "pool" and 2 * full["padding"] > full["kernel_size"]:
        raise traitlets.TraitError(f"{op}: padding of a pooling window must be at most half its size")
    return full


def _check_sizes(layers):
    size = SIZE
    for number, layer in enumerate(layers, 1):
        try:
            size = shapes.conv_output_size(size, **window(layer))
        except ValueError as error:
            raise traitlets.TraitError(f"ReceptiveField: layer {number}: {error}") from None
