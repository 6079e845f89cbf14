"""What every engine checks before it computes: kinds and dtypes here, sizes in :mod:`cnnlib.shapes`."""

from __future__ import annotations

from cnnlib.arguments import show
from cnnlib.shapes import Conv2dGeometry, conv2d_geometry

NUMPY_DTYPES = ("float32", "float64")


def check_conv2d(array_type, dtypes, x, weight, bias, **hyperparameters) -> Conv2dGeometry:
    """Check a call of ``conv2d`` and return its sizes.

    Parameters
    ----------
    array_type : type
        The array class of the engine.
    dtypes : tuple of str
        The dtypes that it computes with.
    x, weight, bias
        The arrays of the call; ``bias`` may be None.
    **hyperparameters
        ``stride``, ``padding``, ``dilation`` and ``groups``.
    """
    arrays = {"x": x, "weight": weight} | ({} if bias is None else {"bias": bias})
    check_arrays("conv2d", array_type, dtypes, **arrays)
    bias_shape = None if bias is None else bias.shape
    return conv2d_geometry(x.shape, weight.shape, bias_shape, **hyperparameters)


def check_conv2d_backward(array_type, dtypes, grad_output, x, weight, **hyperparameters) -> Conv2dGeometry:
    """Check a call of ``conv2d_backward`` and return the sizes of the forward pass."""
    op = "conv2d_backward"
    check_arrays(op, array_type, dtypes, x=x, weight=weight, grad_output=grad_output)
    geometry = conv2d_geometry(x.shape, weight.shape, **hyperparameters, op=op)
    check_grad_output(op, grad_output, geometry.output_shape)
    return geometry


def check_grad_output(op, grad_output, output_shape) -> None:
    """Refuse a gradient that has not the shape of what it is the gradient of."""
    if tuple(grad_output.shape) != output_shape:
        raise ValueError(
            f"{op}: grad_output must have the shape of the output, {show(output_shape)}, "
            f"but has shape {show(tuple(grad_output.shape))}"
        )


def check_arrays(op, array_type, dtypes, **arrays) -> None:
    """Refuse anything but arrays of one floating dtype; the first array sets it for the rest."""
    (first, reference), *_ = arrays.items()
    for name, array in arrays.items():
        if not isinstance(array, array_type):
            raise TypeError(f"{op}: {name} must be a {array_type.__name__}, but is a {type(array).__name__}")
        if _dtype(array) not in dtypes:
            raise TypeError(
                f"{op}: {name} has dtype {_dtype(array)} (expected float32 or float64): convert it first, "
                "with x.astype('float32') in NumPy or x.float() in PyTorch".replace("x.", f"{name}.")
            )
        if array.dtype != reference.dtype:
            raise TypeError(
                f"{op}: {name} has dtype {_dtype(array)} but {first} has dtype {_dtype(reference)}: "
                "convert one of them"
            )


def _dtype(array) -> str:
    return str(array.dtype).removeprefix("torch.")
