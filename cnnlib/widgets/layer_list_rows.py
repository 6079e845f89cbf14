"""What the layers of a list put out and cost; `layer_list.js` counts the same in JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from cnnlib.arguments import show
from cnnlib.layers.connections import check_groups
from cnnlib.shapes import conv2d_output_size, pool2d_geometry
from cnnlib.shapes.windows import four_axes
from cnnlib.widgets.layer_list import LAYER_KINDS, layer_settings

TABLE = (16, 6)
"""The maps that LeNet-5's table of connections joins: `cnnlib.models.c3_connections`."""


@dataclass(frozen=True)
class LayerRow:
    """What one layer puts out and costs, for one example; all nothing from the first refused layer on.

    ``shape`` is (channels, height, width), (features,) or None; ``fixed`` counts the numbers that are stored
    but not learned, ``memory`` the values of the output; ``field`` is the side of what a unit sees and
    ``jump`` the inputs between two neighbors, both None where a unit sees everything; ``refusal`` says why
    the layer cannot take what comes.
    """

    kind: str
    shape: tuple | None = None
    parameters: int = 0
    fixed: int = 0
    connections: int = 0
    multiply_adds: int = 0
    memory: int = 0
    field: int | None = None
    jump: int | None = None
    refusal: str | None = None


def layer_rows(layers, input_shape):
    """Return a :class:`LayerRow` for each layer.

    Parameters
    ----------
    layers : list of dict
        As :mod:`cnnlib.widgets.layer_list` says.
    input_shape : (int, int, int)
        Channels, height and width.

    Examples
    --------
    >>> rows = layer_rows([{"kind": "conv", "out_channels": 6, "kernel_size": 5}], (1, 28, 28))
    >>> rows[0].shape, rows[0].parameters, rows[0].multiply_adds
    ((6, 24, 24), 156, 86400)
    """
    shape, field, jump, rows = tuple(input_shape), 1, 1, []
    for layer in layers:
        row = LayerRow(layer["kind"]) if shape is None else _row(layer, shape, field, jump)
        shape, field, jump = row.shape, row.field, row.jump
        rows.append(row)
    return rows


def _row(layer, shape, field, jump):
    kind = layer["kind"]
    try:
        out, counts, window = RULES[kind](LAYER_KINDS[kind]["title"], shape, layer_settings(layer))
    except ValueError as error:
        return LayerRow(kind, refusal=str(error))
    if len(out) == 1:
        field = jump = None
    elif window:
        field += window.get("dilation", 1) * (window["kernel_size"] - 1) * jump
        jump *= window["stride"]
    return LayerRow(kind, out, **counts, memory=prod(out), field=field, jump=jump)


def _same(title, shape, settings):
    return shape, {}, None


def _maps(title, shape):
    """Refuse a vector."""
    try:
        return four_axes(title, "x", (1, *shape), "(batch, channels, height, width)")
    except ValueError as error:
        raise ValueError(f"{error}: put it before the Flatten, where there are maps") from None


def _conv(title, shape, settings):
    _, channels, *size = _maps(title, shape)
    out, kernel, groups = (settings[name] for name in ("out_channels", "kernel_size", "groups"))
    check_groups(title, groups, in_channels=channels, out_channels=out)
    pairs = settings["connections"] or channels // groups * out
    if settings["connections"]:
        _check_table(title, channels, out, groups)
    options = {name: settings[name] for name in ("stride", "padding", "dilation")}
    try:
        places = conv2d_output_size(size, kernel, **options)
    except ValueError as error:
        raise ValueError(str(error).replace("conv2d_output_size", title)) from None
    weights = pairs * kernel**2
    parameters = weights + settings["bias"] * out
    counts = {"parameters": parameters, "connections": prod(places) * parameters}
    return (out, *places), counts | {"multiply_adds": prod(places) * weights}, settings


def _check_table(title, channels, out, groups):
    if groups != 1:
        raise ValueError(f"{title}: connections and groups={groups} exclude each other")
    if (out, channels) != TABLE:
        raise ValueError(
            f"{title}: connections must have shape (out_channels, in_channels), {show((out, channels))}, "
            f"but has shape {show(TABLE)}: LeNet’s table joins 16 maps to 6"
        )


def _pool(title, shape, settings):
    kernel, padding = settings["kernel_size"], settings.get("padding", 0)
    options = {"stride": settings["stride"], "padding": padding, "op": title}
    out = pool2d_geometry(_maps(title, shape), kernel, **options).output_shape[1:]
    return out, {"connections": prod(out) * kernel**2}, settings


def _subsampling(title, shape, settings):
    out, counts, window = _pool(title, shape, settings)
    connections = counts["connections"] + prod(out)
    return out, {"parameters": 2 * out[0], "connections": connections, "multiply_adds": prod(out)}, window


def _norm(title, shape, settings):
    return _maps(title, shape)[1:], {}, None


def _flatten(title, shape, settings):
    return (prod(shape),), {}, None


def _features(title, shape):
    """Refuse maps."""
    if len(shape) > 1:
        raise ValueError(
            f"{title}: x must have shape (batch, {prod(shape)}), but has shape {show((1, *shape))}: "
            "put a Flatten before it"
        )
    return shape[0]


def _linear(title, shape, settings):
    weights = _features(title, shape) * settings["out_features"]
    parameters = weights + settings["bias"] * settings["out_features"]
    counts = {"parameters": parameters, "connections": parameters, "multiply_adds": weights}
    return (settings["out_features"],), counts, None


def _rbf(title, shape, settings):
    numbers = _features(title, shape) * settings["out_features"]
    counts = {"fixed": numbers, "connections": numbers, "multiply_adds": numbers}
    return (settings["out_features"],), counts, None


RULES = {
    "conv": _conv,
    "max_pool": _pool,
    "avg_pool": _pool,
    "subsampling": _subsampling,
    "lrn": _norm,
    "flatten": _flatten,
    "linear": _linear,
    "rbf": _rbf,
    **dict.fromkeys(("relu", "tanh", "scaled_tanh", "sigmoid", "dropout"), _same),
}
