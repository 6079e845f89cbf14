"""What every engine checks before it pools."""

from __future__ import annotations

from math import isfinite, prod
from numbers import Real

from cnnlib.arguments import show
from cnnlib.ops.checks import check_arrays, check_grad_output
from cnnlib.shapes.pooling import Pool2dGeometry, flag, nonzero_or_none, pool2d_geometry
from cnnlib.shapes.windows import input_axes


def check_max_pool2d(array_type, dtypes, x, kernel_size, **hyperparameters) -> Pool2dGeometry:
    """Check a call of ``max_pool2d`` and return its sizes."""
    check_arrays("max_pool2d", array_type, dtypes, x=x)
    return pool2d_geometry(x.shape, kernel_size, **hyperparameters, op="max_pool2d")


def check_max_pool2d_backward(array_type, dtypes, grad_output, indices, input_shape) -> tuple:
    """Check a call of ``max_pool2d_backward``, except for the indices' values, and return ``input_shape``."""
    op = "max_pool2d_backward"
    check_arrays(op, array_type, dtypes, grad_output=grad_output)
    _check_whole_array(op, array_type, indices)
    shape, input_shape = tuple(grad_output.shape), input_axes(op, "input_shape", input_shape)
    if len(shape) != 4 or shape[:2] != input_shape[:2]:
        raise ValueError(
            f"{op}: grad_output must have shape ({input_shape[0]}, {input_shape[1]}, output_height, "
            f"output_width), as input_shape {show(input_shape)} asks for, but has shape {show(shape)}"
        )
    if tuple(indices.shape) != shape:
        raise ValueError(
            f"{op}: indices must have the shape of grad_output, {show(shape)}, "
            f"but has shape {show(tuple(indices.shape))}"
        )
    return input_shape


def check_indices(lowest, highest, input_shape) -> None:
    """Refuse indices between ``lowest`` and ``highest`` if one of these points out of its plane."""
    last = prod(input_shape[2:]) - 1
    if lowest < 0 or highest > last:
        raise ValueError(
            f"max_pool2d_backward: indices must lie between 0 and {last}, as input_shape {show(input_shape)} "
            f"asks for, but one is {lowest if lowest < 0 else highest}"
        )


def check_avg_pool2d(
    array_type, dtypes, x, kernel_size, *, count_include_pad=True, divisor_override=None, **hyperparameters
):
    """Check a call of ``avg_pool2d`` and return its sizes and its divisors (see ``Pool2dGeometry``)."""
    op = "avg_pool2d"
    check_arrays(op, array_type, dtypes, x=x)
    geometry = pool2d_geometry(x.shape, kernel_size, **hyperparameters, op=op)
    return geometry, _divisors(op, geometry, count_include_pad, divisor_override)


def check_avg_pool2d_backward(
    array_type,
    dtypes,
    grad_output,
    input_shape,
    kernel_size,
    *,
    count_include_pad=True,
    divisor_override=None,
    **hyperparameters,
):
    """Check a call of ``avg_pool2d_backward`` and return the sizes and divisors of the forward pass."""
    op = "avg_pool2d_backward"
    check_arrays(op, array_type, dtypes, grad_output=grad_output)
    geometry = pool2d_geometry(input_shape, kernel_size, **hyperparameters, op=op, name="input_shape")
    divisors = _divisors(op, geometry, count_include_pad, divisor_override)
    check_grad_output(op, grad_output, geometry.output_shape)
    return geometry, divisors


def check_lp_pool2d(array_type, dtypes, x, norm_type, kernel_size, **hyperparameters) -> Pool2dGeometry:
    """Check a call of ``lp_pool2d`` and return its sizes."""
    op = "lp_pool2d"
    check_arrays(op, array_type, dtypes, x=x)
    _check_norm_type(op, norm_type)
    return pool2d_geometry(x.shape, kernel_size, **hyperparameters, op=op)


def check_lp_pool2d_backward(
    array_type, dtypes, grad_output, x, norm_type, kernel_size, **hyperparameters
) -> Pool2dGeometry:
    """Check a call of ``lp_pool2d_backward`` and return the sizes of the forward pass."""
    op = "lp_pool2d_backward"
    check_arrays(op, array_type, dtypes, x=x, grad_output=grad_output)
    _check_norm_type(op, norm_type)
    geometry = pool2d_geometry(x.shape, kernel_size, **hyperparameters, op=op)
    check_grad_output(op, grad_output, geometry.output_shape)
    return geometry


def _check_whole_array(op, array_type, indices):
    if not isinstance(indices, array_type):
        raise TypeError(f"{op}: indices must be a {array_type.__name__}, but is a {type(indices).__name__}")
    dtype = str(indices.dtype).removeprefix("torch.")
    if dtype != "int64":
        raise TypeError(f"{op}: indices has dtype {dtype} (expected int64, as max_pool2d returns them)")


def _check_norm_type(op, norm_type):
    if not isinstance(norm_type, Real) or isinstance(norm_type, bool):
        raise TypeError(f"{op}: norm_type must be a number, but is {show(norm_type)}")
    if not (isfinite(norm_type) and norm_type > 0):
        raise ValueError(
            f"{op}: norm_type must be positive and finite, but is {show(norm_type)} "
            "(max_pool2d is the limit of large norms)"
        )


def _divisors(op, geometry, count_include_pad, divisor_override):
    count_padding = flag(op, "count_include_pad", count_include_pad)
    return geometry.divisors(count_padding, nonzero_or_none(op, "divisor_override", divisor_override))
