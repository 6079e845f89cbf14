"""What every function checks before it computes: libraries, dtypes, devices, shapes and numbers."""

from __future__ import annotations

from math import isfinite
from numbers import Real

from array_api_compat import array_namespace, device, is_numpy_array, is_torch_array

from cnnlib.arguments import is_whole, show

DTYPES = {"ndarray": ("float32", "float64"), "Tensor": ("float16", "bfloat16", "float32", "float64")}


def namespace(op, **arrays):
    """Return the array-API namespace of the arrays of a call, all floating and all alike.

    Raises
    ------
    TypeError
        If one is no array of NumPy or torch, has no floating dtype, or another library or dtype than the
        first.
    ValueError
        If one is on another device than the first.

    Examples
    --------
    >>> import numpy as np
    >>> namespace("linear", x=np.ones((2, 3)), weight=np.ones((4, 3), "float32"))
    Traceback (most recent call last):
    TypeError: linear: weight has dtype float32 but x has dtype float64: convert one of them
    """
    (first, reference), *_ = arrays.items()
    for name, array in arrays.items():
        check_library(op, name, array, first, reference)
        dtype = dtype_name(array)
        if dtype not in DTYPES[library(array)]:
            raise TypeError(
                f"{op}: {name} has dtype {dtype} (expected float32 or float64): convert it first, "
                f"with {name}.astype('float32') in NumPy or {name}.float() in PyTorch"
            )
        if array.dtype != reference.dtype:
            raise TypeError(
                f"{op}: {name} has dtype {dtype} but {first} has dtype {dtype_name(reference)}: "
                "convert one of them"
            )
    return array_namespace(reference)


def check_library(op, name, array, first, reference) -> None:
    """Refuse what is no array, and an array of another library or device than the reference."""
    if library(array) is None:
        raise TypeError(
            f"{op}: {name} must be an array of NumPy or a tensor of PyTorch, but is a {type(array).__name__}"
        )
    if library(array) != library(reference):
        raise TypeError(
            f"{op}: {name} is a {library(array)} but {first} is a {library(reference)}: convert one of them"
        )
    if device(array) != device(reference):
        raise ValueError(
            f"{op}: {name} is on {device(array)} but {first} is on {device(reference)}: move one of them"
        )


def library(array) -> str | None:
    """Return what an array is in the words of its library: "ndarray", "Tensor", or None if it is neither."""
    if is_numpy_array(array):
        return "ndarray"
    return "Tensor" if is_torch_array(array) else None


def dtype_name(array) -> str:
    """Return the name of a dtype as both libraries write it."""
    return str(array.dtype).removeprefix("torch.")


def check_axes(op, name, array, *axes) -> None:
    """Refuse an array without exactly the named axes, or at least those where the last one is "..."."""
    named, open_end = [axis for axis in axes if axis != "..."], axes[-1] == "..."
    if array.ndim < len(named) or (array.ndim > len(named) and not open_end):
        least = "at least " if open_end else ""
        raise ValueError(
            f"{op}: {name} must have {least}{len(named)} axes ({', '.join(axes)}), "
            f"but has shape {show(tuple(array.shape))}"
        )


def check_shape(op, name, array, shape, meaning) -> None:
    """Refuse an array of another shape; ``meaning`` says whose shape it must be."""
    expected, came = tuple(shape), tuple(array.shape)
    if came != expected:
        raise ValueError(f"{op}: {name} must have {meaning}, {show(expected)}, but has shape {show(came)}")


def check_gradient_shape(op, grad_output, out) -> None:
    """Refuse a gradient that is not of the shape of the output."""
    check_shape(op, "grad_output", grad_output, out.shape, "the shape of the output")


def check_filled(op, name, array, *, batch_may_be_empty) -> None:
    """Refuse an array with an empty axis, apart from the first where that is the batch."""
    shape = tuple(array.shape)
    if 0 in (shape[1:] if batch_may_be_empty else shape):
        rule = "only the batch may be empty" if batch_may_be_empty else "no axis may be empty"
        raise ValueError(f"{op}: {name} has shape {show(shape)}: {rule}")


def check_numbers(op, *, positive=False, **numbers) -> None:
    """Refuse what is no finite number of at least 0, or above 0 where ``positive`` is set."""
    for name, value in numbers.items():
        if not is_number(value):
            raise TypeError(f"{op}: {name} must be a number, but is {show(value)}")
        if not isfinite(value) or value < 0 or (positive and value == 0):
            bound = "above 0" if positive else "of at least 0"
            raise ValueError(f"{op}: {name} must be a finite number {bound}, but is {show(value)}")


def is_number(value) -> bool:
    """Whether ``value`` is a real number of Python or NumPy, and not a boolean."""
    return isinstance(value, Real) and not isinstance(value, bool)


def check_axis(op, x, axis) -> None:
    """Refuse an axis that ``x`` does not have, or that is empty."""
    if x.ndim == 0:
        raise ValueError(f"{op}: x must have at least 1 axis, but has shape ()")
    if not is_whole(axis):
        raise TypeError(f"{op}: axis must be a whole number, but is {show(axis)}")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"{op}: axis must be from {-x.ndim} to {x.ndim - 1}, but is {show(axis)}")
    if x.shape[axis] == 0:
        raise ValueError(f"{op}: x has shape {show(tuple(x.shape))}: axis {axis} may not be empty")
