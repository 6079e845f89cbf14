"""The state of a tree of layers: collected under dotted names, and given back all or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from cnnlib.arguments import show
from cnnlib.functional.checks import dtype_name, library
from cnnlib.layers.arrays import convert_like, copy_of


def places(layer, prefix="") -> dict:
    """Return for each dotted name of the state the layer that it belongs to, and its name there."""
    found = {prefix + key: (layer, key) for key in layer.own_state()}
    for name, child in layer.children.items():
        found |= places(child, f"{prefix}{name}.")
    return found


def collect(layer) -> dict:
    """Return copies of all arrays of the state by their dotted names."""
    return {name: copy_of(owner.own_state()[key]) for name, (owner, key) in places(layer).items()}


def restore(layer, values) -> None:
    """Put the arrays of ``values`` in their places, or refuse them all."""
    if not isinstance(values, Mapping):
        raise TypeError(f"load_state_dict: the state must be a mapping, but is a {type(values).__name__}")
    known = places(layer)
    problems = [f"{name} is missing" for name in known if name not in values]
    problems += [f"{name} is unexpected" for name in values if name not in known]
    fitted = {}
    for name in (name for name in known if name in values):
        owner, key = known[name]
        try:
            fitted[name] = owner.fit_state(name, key, values[name])
        except (TypeError, ValueError) as error:
            problems.append(str(error))
    if problems:
        raise ValueError(f"load_state_dict: {'; '.join(problems)}")
    for name, array in fitted.items():
        owner, key = known[name]
        owner.take_state(key, array)


def fit(title, array, own, engine):
    """Return a copy of ``array`` in the library, dtype and device of the layer's ``own``.

    Raises
    ------
    TypeError, ValueError
        If it is no floating array, or of another shape.
    """
    if library(array) is None:
        raise TypeError(f"{title} must be an array, but is a {type(array).__name__}")
    if "float" not in dtype_name(array):
        raise TypeError(f"{title} must have a floating dtype, but has dtype {dtype_name(array)}")
    if tuple(array.shape) != tuple(own.shape):
        raise ValueError(
            f"{title} must have shape {show(tuple(own.shape))}, but has shape {show(tuple(array.shape))}"
        )
    return convert_like(array, own, engine)
