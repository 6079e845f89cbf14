"""What every function of `cnnlib.signal` demands of its arrays."""

import numpy as np

MODES = ("full", "same", "valid")
BOUNDARIES = ("zero", "circular", "reflect")


def as_numbers(function, argument, values):
    """Return `values` as an array of numbers: whole ones as ``int64``, others in their own dtype."""
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{function}: {argument} must be a rectangular array of numbers: {error}") from None
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{function}: {argument} must hold numbers, got dtype {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{function}: {argument} must not be empty, got shape {array.shape}")
    if array.dtype.kind == "u" and array.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{function}: {argument} holds integers beyond int64; pass floats")
    return array.astype(np.int64) if array.dtype.kind in "biu" else array


def as_rank(function, argument, values, ndim):
    """Return `values` as an array of numbers with exactly `ndim` axes."""
    array = as_numbers(function, argument, values)
    if array.ndim != ndim:
        raise ValueError(f"{function}: {argument} must be {ndim}-D, got shape {array.shape}")
    return array


def fits(function, input_shape, kernel_shape):
    """Refuse a kernel that is larger than the input in any axis: with "valid" it would have no output."""
    if any(k > n for n, k in zip(input_shape, kernel_shape)):
        raise ValueError(
            f"{function}: with mode='valid' the kernel must fit into the input, "
            f"got kernel shape {tuple(kernel_shape)} and input shape {tuple(input_shape)}"
        )


def overhang(kernel_size, mode):
    """Return how many entries the window hangs over the (front, back) of the input, in one axis."""
    return {
        "full": (kernel_size - 1, kernel_size - 1),
        "same": (kernel_size // 2, (kernel_size - 1) // 2),
        "valid": (0, 0),
    }[mode]
