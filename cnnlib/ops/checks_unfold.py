"""What every engine checks before it writes windows out as columns, or adds columns up."""

from __future__ import annotations

from cnnlib.ops.checks import check_arrays, check_grad_output
from cnnlib.shapes.unfold import UnfoldGeometry, fold_geometry, unfold_geometry


def check_unfold(array_type, dtypes, x, kernel_size, **hyperparameters) -> UnfoldGeometry:
    """Check a call of ``unfold`` and return its sizes."""
    check_arrays("unfold", array_type, dtypes, x=x)
    return unfold_geometry(x.shape, kernel_size, **hyperparameters)


def check_unfold_backward(
    array_type, dtypes, grad_output, input_shape, kernel_size, **hyperparameters
) -> UnfoldGeometry:
    """Check a call of ``unfold_backward`` and return the sizes of the forward pass."""
    op = "unfold_backward"
    check_arrays(op, array_type, dtypes, grad_output=grad_output)
    geometry = unfold_geometry(input_shape, kernel_size, **hyperparameters, op=op, name="input_shape")
    check_grad_output(op, grad_output, geometry.columns_shape)
    return geometry


def check_fold(array_type, dtypes, columns, output_size, kernel_size, **hyperparameters) -> UnfoldGeometry:
    """Check a call of ``fold`` and return the sizes of the ``unfold`` that it is the adjoint of."""
    check_arrays("fold", array_type, dtypes, columns=columns)
    return fold_geometry(columns.shape, output_size, kernel_size, **hyperparameters)


def check_fold_backward(array_type, dtypes, grad_output, kernel_size, **hyperparameters) -> UnfoldGeometry:
    """Check a call of ``fold_backward`` and return the sizes of the ``unfold`` that it equals."""
    op = "fold_backward"
    check_arrays(op, array_type, dtypes, grad_output=grad_output)
    return unfold_geometry(grad_output.shape, kernel_size, **hyperparameters, op=op, name="grad_output")
