"""TrainLive's networks: those to begin with, and what can be trained in a page; as in its JavaScript."""

from __future__ import annotations

import traitlets

from cnnlib.widgets.layer_list import LAYER_PRESETS, checked_layers
from cnnlib.widgets.layer_list_rows import layer_rows

INPUT = (1, 28, 28)
CLASSES = 10
MOST_WORK = 10_000_000
MOST_PARAMETERS = 1_000_000
ACTIVATIONS = ("relu", "tanh", "scaled_tanh", "sigmoid")
KINDS = ("conv", *ACTIVATIONS, "max_pool", "avg_pool", "flatten", "linear", "dropout")

_RELU, _FLATTEN = {"kind": "relu"}, {"kind": "flatten"}
_POOL = {"kind": "max_pool", "kernel_size": 2, "stride": 2}
_CONVS = [{"kind": "conv", "out_channels": out, "kernel_size": 3, "padding": 1} for out in (8, 16)]
_HIDDEN, _SCORES = ({"kind": "linear", "out_features": out} for out in (128, CLASSES))

PRESETS = {
    "LeNet-5": LAYER_PRESETS["lenet5"]["layers"],
    "Small CNN": [_CONVS[0], _RELU, _POOL, _CONVS[1], _RELU, _POOL, _FLATTEN, _SCORES],
    "Only dense": [_FLATTEN, _HIDDEN, _RELU, _SCORES],
}
"""Networks to begin with, by their titles."""


def trained_layers(widget, layers):
    """Return a copy of a list of layers that can be trained in the page, or refuse it.

    Raises
    ------
    traitlets.TraitError
        If a layer is none, cannot take what comes or is not trained here, if the last one does not give ten
        scores, or if the network is too large for a page.

    Examples
    --------
    >>> trained_layers("TrainLive", [{"kind": "flatten"}])
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: TrainLive: layers[0]: the last layer must give 10 scores, one for each \
digit, but gives 784
    """
    layers = checked_layers(widget, layers)
    problem = _layer_problem(layers) or _whole_problem(layers)
    if problem:
        raise traitlets.TraitError(f"{widget}: {problem}")
    return layers


def _layer_problem(layers):
    for place, layer in enumerate(layers):
        if layer["kind"] not in KINDS:
            return f"layers[{place}]: a layer of kind {layer['kind']} is not trained here"
        if layer.get("connections"):
            return f"layers[{place}]: a table of connections is not trained here"
    refusals = enumerate(row.refusal for row in layer_rows(layers, INPUT))
    return next((f"layers[{place}]: {refusal}" for place, refusal in refusals if refusal), None)


def _whole_problem(layers):
    rows = layer_rows(layers, INPUT)
    if rows[-1].shape != (CLASSES,):
        shape = " × ".join(map(str, rows[-1].shape))
        last = len(rows) - 1
        return f"layers[{last}]: the last layer must give 10 scores, one for each digit, but gives {shape}"
    parameters, work = (sum(getattr(row, name) for row in rows) for name in ("parameters", "multiply_adds"))
    if parameters == 0:
        return "layers: without weights there is nothing to learn"
    if parameters > MOST_PARAMETERS or work > MOST_WORK:
        return (
            f"layers: {parameters:,} parameters and {work:,} multiply-adds for each digit are too much for a "
            "page; it takes 1 million and 10 million"
        )
    return None
