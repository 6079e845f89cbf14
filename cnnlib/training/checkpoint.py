"""A training in a file, from which it goes on with the same numbers."""

from __future__ import annotations

import json
from dataclasses import is_dataclass

import numpy as np

from cnnlib.arguments import show
from cnnlib.layers import read_state, write_state
from cnnlib.training.history import History

FORMAT = 1


def save_checkpoint(path, *, model, optimizer, history, generators, settings) -> None:
    """Write all that a training depends on to a ``.npz`` or ``.safetensors`` file, whole or not at all.

    Parameters
    ----------
    path : str or Path
        With one of these suffixes.
    model, optimizer, history
        At the end of an epoch.
    generators : dict of str to numpy.random.Generator
        What orders and changes the examples. Those of layers belong to the model's state.
    settings : dict
        What must be the same when the training goes on, in plain values.
    """
    state = optimizer.state_dict()
    parts = {"model": model.state_dict(), "optimizer": state.pop("buffers"), "history": history.arrays()}
    about = {
        "format": FORMAT,
        "optimizer": state,
        "generators": {name: rng.bit_generator.state for name, rng in generators.items()},
        "settings": settings,
    }
    arrays = {f"{part}/{name}": array for part, items in parts.items() for name, array in items.items()}
    text = json.dumps(about, default=lambda value: value.tolist())
    write_state(path, arrays | {"about": np.frombuffer(text.encode(), dtype=np.uint8)})


def load_checkpoint(path, model, optimizer=None, *, generators=None, settings=None):
    """Bring a model back to the end of the last epoch that a training saved.

    Parameters
    ----------
    path : str or Path
        What ``fit(..., checkpoint=path)`` wrote.
    model : Layer
        Of the same architecture.
    optimizer : Optimizer, optional
        Of the same class; its options become those of the file.
    generators, settings : dict, optional
        As they were saved: the former are set, the latter compared.

    Returns
    -------
    History
        Up to then.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is damaged, no checkpoint, or another model's, optimizer's or training's. A model that does not
        fit is left as it was, and the message names each parameter and both shapes.

    Examples
    --------
    >>> import tempfile
    >>> from cnnlib.layers import Linear
    >>> from cnnlib.optim import SGD
    >>> from cnnlib.training import fit
    >>> x, y, model = np.ones((4, 2), "float32"), np.array([0, 1, 1, 1]), Linear(2, 2)
    >>> options = {"optimizer": SGD(model, lr=0.1), "epochs": 3, "progress": False}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/training.npz"
    ...     history = fit(model, x, y, **options, checkpoint=path)
    ...     len(load_checkpoint(path, Linear(2, 2)))
    3
    """
    parts, about = _read(path)
    _compare(path, about["settings"], settings or {})
    before = model.state_dict()
    model.load_state_dict(parts["model"])
    try:
        for name, rng in (generators or {}).items():
            rng.bit_generator.state = about["generators"][name]
        if optimizer is not None:
            optimizer.load_state_dict(about["optimizer"] | {"buffers": parts["optimizer"]})
    except (KeyError, TypeError, ValueError) as error:
        model.load_state_dict(before)
        raise ValueError(f"load_checkpoint: {path} does not fit: {error}") from error
    return History(**parts["history"])


def describe(thing) -> str:
    """Return words for an object by which another program run can compare it.

    Examples
    --------
    >>> from cnnlib.optim import StepSchedule
    >>> describe(StepSchedule(0.1, step_size=2)), describe(len), describe("mse")
    ('StepSchedule(lr=0.1, step_size=2, milestones=None, gamma=0.1)', 'len', 'mse')
    """
    if isinstance(thing, str) or thing is None:
        return str(thing)
    if is_dataclass(thing):
        return repr(thing)
    return getattr(thing, "__qualname__", type(thing).__qualname__)


def _read(path):
    arrays = read_state(path)
    try:
        about = json.loads(arrays.pop("about").tobytes())
        known = about["format"] == FORMAT
        whole = {"format", "optimizer", "generators", "settings"} <= about.keys()
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"load_checkpoint: {path} holds no checkpoint of a training") from error
    if not known:
        raise ValueError(f"load_checkpoint: {path} has format {show(about['format'])} (expected {FORMAT})")
    parts = {"model": {}, "optimizer": {}, "history": {}}
    for key, array in arrays.items():
        part, _, name = key.partition("/")
        parts.setdefault(part, {})[name] = array
    if not whole or len(parts) > 3 or not _is_history(parts["history"]):
        raise ValueError(
            f"load_checkpoint: {path} is damaged: it holds another training's parts, or lacks some"
        )
    return parts, about


def _is_history(arrays):
    """Whether these are the arrays of a history: all of them, and for each epoch one number."""
    epochs = {array.shape for name, array in arrays.items() if name != "step_loss"}
    flat = all(array.ndim == 1 for array in arrays.values())
    return arrays.keys() == History().arrays().keys() and flat and len(epochs) == 1


def _compare(path, saved, current):
    differences = [
        f"{name} was {show(saved.get(name))} but is {show(value)}"
        for name, value in current.items()
        if saved.get(name) != value
    ]
    if differences:
        raise ValueError(f"load_checkpoint: {path} is of another training: {'; '.join(differences)}")
