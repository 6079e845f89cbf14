"""State in files: ``.npz`` or ``.safetensors``, written all or nothing, never with pickle."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4
from zipfile import is_zipfile

import numpy as np

from cnnlib.layers.arrays import to_numpy


def write_state(path, state) -> None:
    """Write arrays by name to a file, in the format that its suffix names.

    The file appears under its name when it is whole; until then what was there before stays.

    Parameters
    ----------
    path : str or Path
        With the suffix ``.npz`` or ``.safetensors``; the latter needs the package safetensors.
    state : dict of str to array
        Of NumPy or torch, on any device. bfloat16, which NumPy lacks, is written as float32, where each of
        its numbers has a place.

    Raises
    ------
    ValueError
        If the suffix is another.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_state(f"{folder}/state.npz", {"weight": np.ones(2)})
    ...     read_state(f"{folder}/state.npz")
    {'weight': array([1., 1.])}
    """
    path = Path(path)
    write, _ = _format("save", path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"save: there is no folder {path.parent} for {path.name}: make it first")
    arrays = {name: to_numpy(array) for name, array in state.items()}
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with temporary.open("xb") as file:
            write(file, arrays)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read_state(path) -> dict:
    """Return the arrays by name that :func:`write_state` wrote, in NumPy.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is damaged, holds anything but arrays of numbers, or has another suffix. The checksums of
        ``.npz`` find every damage; ``.safetensors`` has none, so that only its lengths and names are checked.
    """
    path = Path(path)
    _, read = _format("load", path)
    with path.open("rb") as file:
        try:
            return read(file)
        except ImportError:
            raise
        except Exception as error:
            raise ValueError(f"load: {path} is damaged or no {path.suffix} file: {error}") from error


def _write_npz(file, arrays):
    np.savez(file, **arrays)


def _read_npz(file):
    if not is_zipfile(file):  # NumPy would take it for a pickle, and advise to load it as one
        raise ValueError("it is no whole archive of arrays")
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "buifc":
            raise ValueError(f"{name} is no array of numbers")
    return arrays


def _write_safetensors(file, arrays):
    file.write(_safetensors().save(arrays))


def _read_safetensors(file):
    return _safetensors().load(file.read())


def _safetensors():
    try:
        import safetensors.numpy
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "a .safetensors file needs the package safetensors: pip install safetensors, or use .npz"
        ) from error
    return safetensors.numpy


FORMATS = {".npz": (_write_npz, _read_npz), ".safetensors": (_write_safetensors, _read_safetensors)}


def _format(op, path):
    if path.suffix not in FORMATS:
        raise ValueError(f"{op}: the file must end in .npz or .safetensors, but is {path.name}")
    return FORMATS[path.suffix]
