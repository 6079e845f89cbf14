"""What PoolingLab computes, in NumPy: pooled numbers, and a ring of detectors, before and after a shift."""

import numpy as np

from cnnlib.ops import vectorized

TOLERANCE = 1e-9


def pool(x, kind, kernel_size, *, padding=0, count_include_pad=True, **options):
    """Pool an image.

    Parameters
    ----------
    x : array_like, shape (height, width)
    kind : {"max", "average", "l2"}
    kernel_size : int or (int, int)
    padding, count_include_pad, **options
        As `cnnlib.ops.vectorized` takes them; L2 has no padding.

    Returns
    -------
    numpy.ndarray of float64, shape (output_height, output_width)

    Examples
    --------
    >>> pool([[3, 0], [0, 4]], "l2", 2).tolist()
    [[5.0]]
    """
    batch = np.asarray(x, dtype=float)[None, None]
    if kind == "l2":
        return vectorized.lp_pool2d(batch, 2, kernel_size, **options)[0, 0]
    if kind == "max":
        return vectorized.max_pool2d(batch, kernel_size, padding=padding, **options)[0][0, 0]
    counting = {"padding": padding, "count_include_pad": count_include_pad}
    return vectorized.avg_pool2d(batch, kernel_size, **counting, **options)[0, 0]


def pool_ring(row, kind, window, stride):
    """Pool a row whose ends meet; a window of odd size stands with its middle over its unit.

    Examples
    --------
    >>> pool_ring([0, 0, 1, 0, 0, 0], "max", 3, 1).tolist()
    [0.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    """
    ring = np.pad(np.asarray(row, dtype=float), ((window - 1) // 2, window // 2), mode="wrap")
    return pool(ring[None], kind, (1, window), stride=(1, stride))[0]


def count_changes(before, after):
    """Count the values that differ by more than rounding does."""
    return int(np.sum(np.abs(np.subtract(after, before)) > TOLERANCE))
