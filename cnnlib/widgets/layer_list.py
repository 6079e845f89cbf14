"""Networks as lists of layers, for every widget that edits one: `layer_list.js` is the same in JavaScript.

A layer is a dict with its ``kind`` and the settings that :data:`LAYER_KINDS` names; one that is left out has
its default. A ``name`` is optional. :mod:`cnnlib.widgets.layer_list_rows` counts what the layers cost.
"""

from __future__ import annotations

import json
import math
import re

import traitlets

from cnnlib.arguments import is_whole

MOST_LISTED_LAYERS = 40
INPUT_RANGES = {"channels": [1, 1024], "height": [1, 1024], "width": [1, 1024]}
NAME = re.compile(r"[A-Za-z]\w{0,11}", re.ASCII)


def _whole(label, low, high, preset):
    return {"type": "whole", "label": label, "min": low, "max": high, "default": preset}


_KERNEL = _whole("kernel", 1, 15, 3)
_STRIDE = _whole("stride", 1, 8, 1)
_PADDING = _whole("padding", 0, 15, 0)
_BIAS = {"type": "flag", "label": "bias", "default": True}
_WINDOW = {"kernel_size": _KERNEL | {"default": 2}, "stride": _STRIDE | {"default": None}}
_POOL = _WINDOW | {"padding": _PADDING}
_CONV = {
    "out_channels": _whole("channels", 1, 4096, 16),
    "kernel_size": _KERNEL,
    "stride": _STRIDE,
    "padding": _PADDING,
    "dilation": _whole("dilation", 1, 15, 1),
    "groups": _whole("groups", 1, 4096, 1),
    "bias": _BIAS,
    "connections": {"type": "choice", "label": "connected", "choices": [None, 60], "default": None},
}
_LINEAR = {"out_features": _whole("features", 1, 16384, 10), "bias": _BIAS}
_DROPOUT = {"p": {"type": "real", "label": "p", "min": 0, "max": 0.95, "default": 0.5}}
_RBF = {"out_features": _whole("classes", 1, 16384, 10)}


def _kind(label, stem, title, settings=None):
    return {"label": label, "stem": stem, "title": title, "settings": settings or {}}


LAYER_KINDS = {
    "conv": _kind("Convolution", "conv", "Conv2d", _CONV),
    "relu": _kind("ReLU", "relu", "ReLU"),
    "tanh": _kind("tanh", "tanh", "Tanh"),
    "scaled_tanh": _kind("Scaled tanh", "tanh", "ScaledTanh"),
    "sigmoid": _kind("Sigmoid", "sigmoid", "Sigmoid"),
    "max_pool": _kind("Max pooling", "pool", "MaxPool2d", _POOL),
    "avg_pool": _kind("Average pooling", "pool", "AvgPool2d", _POOL),
    "subsampling": _kind("Subsampling", "sub", "Subsampling", _WINDOW),
    "lrn": _kind("Response norm.", "lrn", "LocalResponseNorm"),
    "flatten": _kind("Flatten", "flat", "Flatten"),
    "linear": _kind("Linear", "fc", "Linear", _LINEAR),
    "dropout": _kind("Dropout", "drop", "Dropout", _DROPOUT),
    "rbf": _kind("RBF (fixed)", "rbf", "RadialBasis", _RBF),
}
"""Of each kind its label, the stem of its names, its class in `cnnlib.layers` and its settings."""


def layer_settings(layer):
    """Return a layer with all its settings.

    Examples
    --------
    >>> layer_settings({"kind": "max_pool", "kernel_size": 3})
    {'kernel_size': 3, 'stride': 3, 'padding': 0, 'kind': 'max_pool'}
    """
    settings = LAYER_KINDS[layer["kind"]]["settings"]
    full = {name: setting["default"] for name, setting in settings.items()} | layer
    if full.get("stride", 1) is None:
        full["stride"] = full["kernel_size"]
    return full


def layer_names(layers):
    """Return a name for each layer: its own, or that of its kind with the next free number.

    Examples
    --------
    >>> layer_names([{"kind": "conv"}, {"kind": "relu"}, {"kind": "conv", "name": "conv1"}])
    ['conv2', 'relu1', 'conv1']
    """
    taken, names = {layer.get("name") for layer in layers}, []
    for layer in layers:
        number, stem = 1, LAYER_KINDS[layer["kind"]]["stem"]
        while f"{stem}{number}" in taken:
            number += 1
        names.append(layer.get("name", f"{stem}{number}"))
        taken.add(names[-1])
    return names


def checked_layers(widget, layers):
    """Return a copy of a list for a widget's trait, or refuse it.

    Whether each layer can take what the one before puts out is not asked here, but by
    :func:`cnnlib.widgets.layer_list_rows.layer_rows`.

    Raises
    ------
    traitlets.TraitError
        If a layer is none; the message names its index.

    Examples
    --------
    >>> checked_layers("TrainLive", [{"kind": "conv", "kernel_size": 0}])
    Traceback (most recent call last):
    traitlets.traitlets.TraitError: TrainLive: layers[0]: kernel_size must be a whole number from 1 to 15
    """
    problem = layer_list_problem(layers)
    if problem:
        raise traitlets.TraitError(f"{widget}: {problem}")
    return [{name: _plain(value) for name, value in layer.items()} for layer in layers]


def checked_input_shape(widget, shape):
    """Return (channels, height, width) as a list for a widget's trait, or refuse it.

    Raises
    ------
    traitlets.TraitError
        If it is no such shape.

    Examples
    --------
    >>> checked_input_shape("ArchitectureExplorer", (1, 32, 32))
    [1, 32, 32]
    """
    problem = input_shape_problem(shape)
    if problem:
        raise traitlets.TraitError(f"{widget}: {problem}")
    return [int(size) for size in shape]


def layer_list_problem(layers):
    """Return what is wrong with a list, whatever its layers are given, or None.

    Examples
    --------
    >>> layer_list_problem([{"kind": "dense"}])[:37]
    'layers[0]: kind must be one of conv, '
    """
    if not isinstance(layers, list | tuple) or not 1 <= len(layers) <= MOST_LISTED_LAYERS:
        return f"layers must be a list of 1 to {MOST_LISTED_LAYERS} layers"
    for place, layer in enumerate(layers):
        problem = _layer_problem(layer)
        if problem:
            return f"layers[{place}]: {problem}"
    return None


def input_shape_problem(shape):
    """Return what is wrong with an input's shape, or None.

    Examples
    --------
    >>> input_shape_problem([3, 0, 32])
    'input_shape: height must be a whole number from 1 to 1024'
    """
    if not isinstance(shape, list | tuple) or len(shape) != 3:
        return "input_shape must be channels, height and width"
    for (name, (low, high)), size in zip(INPUT_RANGES.items(), shape):
        if not (is_whole(size) and low <= size <= high):
            return f"input_shape: {name} must be a whole number from {low} to {high}"
    return None


def _layer_problem(layer):
    kind = layer.get("kind") if isinstance(layer, dict) else None
    if kind not in LAYER_KINDS:
        return f"kind must be one of {', '.join(LAYER_KINDS)}"
    settings = LAYER_KINDS[kind]["settings"]
    for name, value in layer.items():
        if name == "kind":
            continue
        problem = _name_problem(value) if name == "name" else _setting_problem(settings.get(name), value)
        if problem:
            return f"{name} {problem}"
    return None


def _name_problem(name):
    is_name = isinstance(name, str) and NAME.fullmatch(name)
    return None if is_name else "must be a letter and up to 11 letters, digits or _"


def _setting_problem(setting, value):
    if setting is None:
        return "is no setting of this kind"
    is_good, expected = _expected(setting, value)
    return None if is_good else f"must be {expected}"


def _expected(setting, value):
    """Return whether a value is one that a setting takes, and in words what it takes."""
    low, high = setting.get("min"), setting.get("max")
    match setting["type"]:
        case "whole":
            return is_whole(value) and low <= value <= high, f"a whole number from {low} to {high}"
        case "real":
            return _is_real(value) and low <= value <= high, f"a number from {low} to {high}"
        case "flag":
            return isinstance(value, bool), "true or false"
        case _:
            choices = setting["choices"]
            is_choice = (value is None or is_whole(value)) and value in choices
            return is_choice, f"one of {', '.join(map(json.dumps, choices))}"


def _is_real(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _plain(value):
    """Return a value as JSON takes it: a library's integer becomes an int."""
    return int(value) if is_whole(value) else value


def _conv(out, kernel, **more):
    return {"kind": "conv", "out_channels": out, "kernel_size": kernel, **more}


def _pool(kernel, **more):
    return {"kind": "max_pool", "kernel_size": kernel, "stride": 2, **more}


def _linear(out, **more):
    return {"kind": "linear", "out_features": out, **more}


def _subsampling(name):
    return {"kind": "subsampling", "kernel_size": 2, "stride": 2, "name": name}


_RELU, _TANH, _NORM, _FLATTEN = ({"kind": kind} for kind in ("relu", "scaled_tanh", "lrn", "flatten"))


def _alexnet(*, channels=(96, 256, 384, 384, 256), grouped=None, first=None, norms=(_NORM,)):
    one, two, three, four, five = channels
    grouped = grouped or {}
    drops = [{"kind": "dropout", "p": 0.5, "name": name} for name in ("drop6", "drop7")]
    return [
        *(_conv(one, 11, stride=4, **(first or {})), _RELU, *norms, _pool(3)),
        *(_conv(two, 5, padding=2, **grouped), _RELU, *norms, _pool(3)),
        *(_conv(three, 3, padding=1), _RELU, _conv(four, 3, padding=1, **grouped), _RELU),
        *(_conv(five, 3, padding=1, **grouped), _RELU, _pool(3, name="pool5"), _FLATTEN),
        *(drops[0], _linear(4096, name="fc6"), _RELU, drops[1], _linear(4096, name="fc7"), _RELU),
        _linear(1000, name="fc8"),
    ]


_VGG = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
_PUBLISHED = [
    *(_conv(6, 5, name="C1"), _TANH, _subsampling("S2"), _TANH),
    *(_conv(16, 5, connections=60, name="C3"), _TANH, _subsampling("S4"), _TANH),
    *(_conv(120, 5, name="C5"), _TANH, _FLATTEN, _linear(84, name="F6"), _TANH),
    {"kind": "rbf", "out_features": 10, "name": "output"},
]
_MODERN = [
    *(_conv(6, 5, padding=2), _RELU, _pool(2), _conv(16, 5), _RELU, _pool(2)),
    *(_FLATTEN, _linear(120), _RELU, _linear(84), _RELU, _linear(10)),
]
_TORCHVISION = _alexnet(channels=(64, 192, 384, 256, 256), first={"padding": 2}, norms=())
_CONVOLUTIONS = [
    layer
    for block in _VGG
    for layer in (*(each for out in block for each in (_conv(out, 3, padding=1), _RELU)), _pool(2))
]


def _preset(title, input_shape, layers):
    return {"title": title, "inputShape": input_shape, "layers": layers}


LAYER_PRESETS = {
    "lenet5-published": _preset("LeNet-5, as published", [1, 32, 32], _PUBLISHED),
    "lenet5": _preset("LeNet-5, modern", [1, 28, 28], _MODERN),
    "alexnet-grouped": _preset("AlexNet, grouped", [3, 227, 227], _alexnet(grouped={"groups": 2})),
    "alexnet": _preset("AlexNet, not grouped", [3, 227, 227], _alexnet()),
    "alexnet-torchvision": _preset("AlexNet, torchvision’s", [3, 224, 224], _TORCHVISION),
    "vgg16-head": _preset("VGG-16, convolutions", [3, 224, 224], _CONVOLUTIONS),
}
"""Networks to begin with: title, shape of the input, layers."""
