"""Arrays from one library, dtype and device to another, and the checks of each."""

from __future__ import annotations

import numpy as np
from array_api_compat import device as device_of
from array_api_compat import is_torch_namespace

from cnnlib.arguments import show
from cnnlib.functional.checks import DTYPES, dtype_name, library


def check_engine(op, engine):
    """Return ``engine``, or refuse what is no module that keeps the contract of :mod:`cnnlib.ops`."""
    if not hasattr(engine, "xp") or not hasattr(engine, "conv2d"):
        raise TypeError(f"{op}: engine must be a module such as cnnlib.ops.vectorized, but is {show(engine)}")
    return engine


def check_dtype(op, engine, dtype) -> str:
    """Return the name of a dtype that the engine computes with.

    Examples
    --------
    >>> from cnnlib.ops import vectorized
    >>> check_dtype("Linear", vectorized, np.float32)
    'float32'
    """
    name = str(getattr(dtype, "__name__", dtype)).removeprefix("torch.")
    known = DTYPES[library_of(engine)]
    if name not in known:
        raise ValueError(
            f"{op}: dtype must be {', '.join(known[:-1])} or {known[-1]} for {engine.__name__}, "
            f"but is {show(dtype)}"
        )
    return name


def check_device(op, engine, device) -> None:
    """Refuse a device that the engine cannot use."""
    if library_of(engine) == "ndarray" and str(device) != "cpu":
        raise ValueError(
            f"{op}: device {show(device)} needs cnnlib.ops.torch_ops, but the engine is {engine.__name__}: "
            "pass engine=torch_ops as well"
        )
    try:
        engine.xp.zeros(1, device=device)
    except (AssertionError, RuntimeError, TypeError) as error:
        raise ValueError(f"{op}: device {show(device)} cannot be used: {error}") from error


def library_of(engine) -> str:
    """Return what the arrays of an engine are: "ndarray" or "Tensor"."""
    return "Tensor" if is_torch_namespace(engine.xp) else "ndarray"


def to_numpy(array) -> np.ndarray:
    """Return the numbers of an array in NumPy; those of bfloat16, which NumPy lacks, in float32."""
    if library(array) == "Tensor":
        array = array.detach().cpu()
        array = (array.float() if dtype_name(array) == "bfloat16" else array).numpy()
    return np.ascontiguousarray(array).reshape(array.shape)


def convert(array, engine, dtype, device):
    """Copy an array into the engine's library, to the dtype of that name, on a device."""
    xp = engine.xp
    return xp.asarray(to_numpy(array), dtype=getattr(xp, dtype), device=device, copy=True)


def convert_like(array, reference, engine):
    """Copy an array into the library, dtype and device of a reference, which is the engine's."""
    return convert(array, engine, dtype_name(reference), device_of(reference))


def are_alike(first, second) -> bool:
    """Whether two arrays have one library, dtype and device."""
    kinds = ((library(array), array.dtype, device_of(array)) for array in (first, second))
    return next(kinds) == next(kinds)


def detached(array):
    """Return the same numbers in the same memory, but without what autograd records of a tensor."""
    return array.detach() if library(array) == "Tensor" else array


def copy_of(array):
    """Return a copy in the same library."""
    return array.detach().clone() if library(array) == "Tensor" else array.copy()
