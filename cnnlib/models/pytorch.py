"""The same network in ``torch.nn``, with the same weights, and back."""

from __future__ import annotations

from collections import OrderedDict
from functools import singledispatch

import torch
from torch import nn

from cnnlib import layers
from cnnlib.functional.checks import dtype_name
from cnnlib.layers.arrays import to_numpy
from cnnlib.layers.initialization import generator
from cnnlib.models import torch_modules as modules
from cnnlib.models.rbf import RadialBasis
from cnnlib.ops import vectorized


def to_torch(model) -> nn.Module:
    """Build the same network as a module of PyTorch's own, with copies of the same weights.

    Parameters
    ----------
    model : Layer
        A network or a single layer.

    Returns
    -------
    torch.nn.Module
        ``torch.nn.Sequential`` for a container, with the same names; its ``state_dict`` has the names of
        ``model.parameters`` and ``model.buffers``. It is on the CPU, in the dtype of the weights, and each of
        its modules trains or evaluates as the layer does.

    Raises
    ------
    TypeError
        If there is no module for a layer, or a subclass computes in a way of its own; the message names it.

    Examples
    --------
    >>> from cnnlib.models import lenet5
    >>> to_torch(lenet5())[0]
    Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
    """
    for layer in model.walk():
        _refuse_own_ways("to_torch", layer, _module.registry, "compute")
    module = _module(model)
    arrays = {**model.parameters, **model.buffers}
    state = {name: torch.from_numpy(to_numpy(array).copy()) for name, array in arrays.items()}
    dtypes = {getattr(torch, dtype_name(array)) for array in arrays.values()}
    module = module.to(dtypes.pop()) if len(dtypes) == 1 else module
    module.load_state_dict(state, strict=False)
    for layer, part in zip(model.walk(), module.modules(), strict=True):
        part.training = layer.training
    return module


def from_torch(module, *, engine=vectorized, rng=0) -> layers.Layer:
    """Build the same network from a module of PyTorch's own, with copies of the same weights.

    Parameters
    ----------
    module : torch.nn.Module
        A ``torch.nn.Sequential``, nested as you like, of modules that have a layer; or one such module.
    engine : module
        Of the layers.
    rng : int or numpy.random.Generator
        For the masks of dropout.

    Returns
    -------
    Layer
        With the names and the dtype of ``module``.

    Raises
    ------
    TypeError, ValueError
        If there is no layer for a module, or none with these options, or a subclass computes in a way of its
        own, or weights are kept in another form: the message names it.

    Examples
    --------
    >>> from_torch(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)))
    Sequential(
      0: Flatten()
      1: Linear(in_features=4, out_features=2, bias=True)
    )
    """
    for part in module.modules():
        _refuse_own_ways("from_torch", part, _layer.registry, "forward")
    model = _layer(module, {"engine": engine, "rng": generator("from_torch", rng)})
    floating = [array for array in (*module.parameters(), *module.buffers()) if array.is_floating_point()]
    if floating:
        model.to(dtype=dtype_name(floating[0]))
    model.load_state_dict(_state_of(module, model))
    for layer, (_, part) in zip(model.walk(), module.named_modules(remove_duplicate=False), strict=True):
        layer.training = part.training
    return model


def _state_of(module, model):
    """Return the state of a model with the arrays of its module, each of which must be there."""
    own, given = model.state_dict(), module.state_dict()
    for name in {**model.parameters, **model.buffers}:
        if name not in given:
            raise ValueError(f"from_torch: the module has no {name}; it has {', '.join(given)}")
    return {name: given.get(name, array) for name, array in own.items()}


def _refuse_own_ways(op, thing, registry, method):
    """Refuse a subclass of a known class that computes otherwise."""
    known = next((base for base in type(thing).__mro__ if base in registry), object)
    for name in ("forward", method) if known is not object else ():
        if getattr(type(thing), name) is not getattr(known, name):
            raise TypeError(f"{op}: {type(thing).__name__} does not compute as {known.__name__} does")


@singledispatch
def _module(layer):
    raise TypeError(f"to_torch: there is no module for {layer!r}")


@_module.register
def _(layer: layers.Sequential):
    return nn.Sequential(OrderedDict((name, _module(child)) for name, child in layer.children.items()))


@_module.register
def _(layer: layers.Conv2d):
    sizes = layer.in_channels, layer.out_channels, layer.kernel_size
    options = {name: getattr(layer, name) for name in ("stride", "dilation", "groups", "bias")}
    sides = layer.window.padding
    if layer.connection_table is None and all(before == after for before, after in sides):
        return nn.Conv2d(*sizes, padding=tuple(before for before, _ in sides), **options)
    table = layer.connection_table
    connections = None if table is None else torch.from_numpy(table.copy())
    return modules.GeneralConv2d(*sizes, sides=sides, connections=connections, **options)


@_module.register
def _(layer: layers.Linear):
    return nn.Linear(layer.in_features, layer.out_features, bias=layer.bias)


@_module.register
def _(layer: layers.BatchNorm2d):
    return nn.BatchNorm2d(layer.num_features, eps=layer.eps, momentum=layer.momentum)


@_module.register
def _(layer: layers.LocalResponseNorm):
    return nn.LocalResponseNorm(layer.size, layer.alpha * layer.size, layer.beta, layer.k)


@_module.register
def _(layer: layers.Subsampling):
    return modules.Subsampling(layer.channels, layer.kernel_size, layer.stride)


@_module.register
def _(layer: RadialBasis):
    return modules.RadialBasis(layer.classes, layer.features)


@_module.register(layers.Flatten)
@_module.register(layers.ReLU)
@_module.register(layers.Sigmoid)
@_module.register(layers.Tanh)
def _(layer):
    return getattr(nn, type(layer).__name__)()


@_module.register
def _(layer: layers.ScaledTanh):
    return modules.ScaledTanh(layer.amplitude, layer.slope)


@_module.register
def _(layer: layers.Dropout):
    return nn.Dropout(layer.p)


@_module.register
def _(layer: layers.MaxPool2d):
    options = {name: getattr(layer, name) for name in ("stride", "padding", "dilation", "ceil_mode")}
    return nn.MaxPool2d(layer.kernel_size, **options)


@_module.register
def _(layer: layers.AvgPool2d):
    return nn.AvgPool2d(**{name: getattr(layer, name) for name in layer.shown})


@_module.register
def _(layer: layers.LpPool2d):
    return nn.LPPool2d(**{name: getattr(layer, name) for name in layer.shown})


@singledispatch
def _layer(module, common):
    raise TypeError(f"from_torch: there is no layer for {module!r}")


@_layer.register
def _(module: nn.Sequential, common):
    return layers.Sequential(**{name: _layer(child, common) for name, child in module._modules.items()})


@_layer.register
def _(module: nn.Conv2d, common):
    if module.padding_mode != "zeros":
        raise ValueError(
            f"from_torch: there is no layer with padding_mode {module.padding_mode!r}: {module!r}"
        )
    options = {name: getattr(module, name) for name in ("stride", "padding", "dilation", "groups")}
    sizes = module.in_channels, module.out_channels, module.kernel_size
    return layers.Conv2d(*sizes, bias=module.bias is not None, **options, **common)


@_layer.register
def _(module: modules.GeneralConv2d, common):
    options = {name: getattr(module, name) for name in ("stride", "dilation", "groups")}
    table = None if module.connections is None else module.connections.cpu().numpy()
    options |= {"padding": module.sides, "connections": table, "bias": module.bias is not None}
    return layers.Conv2d(module.in_channels, module.out_channels, module.kernel_size, **options, **common)


@_layer.register
def _(module: nn.Linear, common):
    return layers.Linear(module.in_features, module.out_features, bias=module.bias is not None, **common)


@_layer.register
def _(module: nn.BatchNorm2d, common):
    if not (module.affine and module.track_running_stats and module.momentum is not None):
        raise ValueError(f"from_torch: there is no layer without weights, statistics or momentum: {module!r}")
    options = {"eps": module.eps, "momentum": module.momentum, "engine": common["engine"]}
    return layers.BatchNorm2d(module.num_features, **options)


@_layer.register
def _(module: nn.LocalResponseNorm, common):
    options = {"beta": module.beta, "k": module.k, "engine": common["engine"]}
    return layers.LocalResponseNorm(module.size, alpha=module.alpha / module.size, **options)


@_layer.register
def _(module: modules.Subsampling, common):
    return layers.Subsampling(
        module.coefficient.numel(), module.kernel_size, stride=module.stride, engine=common["engine"]
    )


@_layer.register
def _(module: modules.RadialBasis, common):
    return RadialBasis(to_numpy(module.prototypes), engine=common["engine"])


@_layer.register(nn.ReLU)
@_layer.register(nn.Sigmoid)
@_layer.register(nn.Tanh)
def _(module, common):
    return getattr(layers, type(module).__name__)(engine=common["engine"])


@_layer.register
def _(module: nn.Flatten, common):
    if (module.start_dim, module.end_dim) != (1, -1):
        raise ValueError(f"from_torch: there is no layer that flattens other axes: {module!r}")
    return layers.Flatten(engine=common["engine"])


@_layer.register
def _(module: modules.ScaledTanh, common):
    return layers.ScaledTanh(amplitude=module.amplitude, slope=module.slope, engine=common["engine"])


@_layer.register
def _(module: nn.Dropout, common):
    return layers.Dropout(module.p, **common)


@_layer.register
def _(module: nn.MaxPool2d, common):
    options = {name: getattr(module, name) for name in ("stride", "padding", "dilation", "ceil_mode")}
    return layers.MaxPool2d(module.kernel_size, engine=common["engine"], **options)


@_layer.register
def _(module: nn.AvgPool2d, common):
    names = ("stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
    options = {name: getattr(module, name) for name in names}
    return layers.AvgPool2d(module.kernel_size, engine=common["engine"], **options)


@_layer.register
def _(module: nn.LPPool2d, common):
    options = {name: getattr(module, name) for name in ("stride", "ceil_mode")}
    return layers.LpPool2d(module.norm_type, module.kernel_size, engine=common["engine"], **options)
