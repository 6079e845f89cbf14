"""What every engine checks before it computes a transposed convolution."""

from __future__ import annotations

from cnnlib.ops.checks import check_arrays, check_grad_output
from cnnlib.shapes import Conv2dGeometry, conv_transpose2d_geometry


def check_conv_transpose2d(array_type, dtypes, x, weight, bias, **hyperparameters) -> Conv2dGeometry:
    """Check a call of ``conv_transpose2d`` and return the sizes of the convolution that it transposes."""
    arrays = {"x": x, "weight": weight} | ({} if bias is None else {"bias": bias})
    check_arrays("conv_transpose2d", array_type, dtypes, **arrays)
    bias_shape = None if bias is None else bias.shape
    return conv_transpose2d_geometry(x.shape, weight.shape, bias_shape, **hyperparameters)


def check_conv_transpose2d_backward(
    array_type, dtypes, grad_output, x, weight, **hyperparameters
) -> Conv2dGeometry:
    """Check a call of ``conv_transpose2d_backward`` and return the sizes of the same convolution."""
    op = "conv_transpose2d_backward"
    check_arrays(op, array_type, dtypes, x=x, weight=weight, grad_output=grad_output)
    convolution = conv_transpose2d_geometry(x.shape, weight.shape, **hyperparameters, op=op)
    check_grad_output(op, grad_output, convolution.input_shape)
    return convolution
