"""Two-dimensional kernels as sums of a column times a row, by the singular value decomposition."""

from numbers import Real

import numpy as np

from cnnlib.arguments import whole_number
from cnnlib.signal.arrays import as_rank


def separable_rank(kernel, tolerance=None):
    """Return how many column-times-row kernels are needed to make up `kernel`: its rank as a matrix.

    Parameters
    ----------
    kernel : array_like, shape (k_h, k_w)
    tolerance : float, optional
        Singular values up to `tolerance` times the largest count as zero; by default ``max(k_h, k_w)``
        times the rounding error of the dtype.

    Returns
    -------
    int
        0 for a kernel of zeros.

    Raises
    ------
    TypeError
        If `kernel` does not hold numbers.
    ValueError
        If `kernel` is not 2-D, is empty, or holds NaN or infinities; or `tolerance` is negative.

    Examples
    --------
    >>> separable_rank([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
    2
    """
    return _decomposed("separable_rank", kernel, tolerance)[-1]


def is_separable(kernel, tolerance=None):
    """Return whether `kernel` is one column times one row, so that two 1-D passes do its work.

    Parameters
    ----------
    kernel : array_like, shape (k_h, k_w)
    tolerance : float, optional
        As in `separable_rank`.

    Returns
    -------
    bool

    Raises
    ------
    TypeError, ValueError
        As `separable_rank`.

    Examples
    --------
    >>> is_separable([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    True
    """
    return _decomposed("is_separable", kernel, tolerance)[-1] <= 1


def separable_parts(kernel, rank=None, *, tolerance=None):
    """Split `kernel` into columns times rows, the most important first.

    ``kernel ≈ Σ_r column_r ⊗ row_r``, from ``kernel = Σ_r σ_r u_r v_rᵀ`` with ``√σ_r`` given to each factor.
    Of all sums of so many terms, this one has the least squared error (Eckart & Young 1936).

    Parameters
    ----------
    kernel : array_like, shape (k_h, k_w)
    rank : int, optional
        Number of parts; by default as many as make up the kernel exactly, that is its rank.
    tolerance : float, optional
        As in `separable_rank`.

    Returns
    -------
    list of (column, row)
        Arrays of shapes (k_h,) and (k_w,). The largest entry of each column is positive.

    Raises
    ------
    TypeError, ValueError
        As `separable_rank`; also if `rank` is not between 0 and ``min(k_h, k_w)``.

    Notes
    -----
    Each pixel costs ``k_h · k_w`` multiplications with one kernel and ``rank · (k_h + k_w)`` in parts.

    Examples
    --------
    >>> [(column, row)] = separable_parts([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    >>> np.outer(column, row).round(6) + 0.0
    array([[ 1.,  0., -1.],
           [ 2.,  0., -2.],
           [ 1.,  0., -1.]])
    """
    U, s, Vh, own_rank = _decomposed("separable_parts", kernel, tolerance)
    rank = own_rank if rank is None else _checked_rank(rank, s.size)
    largest = np.take_along_axis(U, abs(U).argmax(axis=0, keepdims=True), axis=0)[0]
    phase = largest / abs(largest)
    columns, rows = U / phase * np.sqrt(s), Vh * (phase * np.sqrt(s))[:, None]
    return [(columns[:, r], rows[r]) for r in range(rank)]


def _decomposed(function, kernel, tolerance):
    """Return the singular value decomposition and the number of singular values that count."""
    kernel = as_rank(function, "kernel", kernel, 2)
    if not np.isfinite(kernel).all():
        raise ValueError(f"{function}: kernel must be finite, got NaN or infinity")
    _check_tolerance(function, tolerance)
    U, s, Vh = np.linalg.svd(_as_lapack_knows(kernel), full_matrices=False)
    if tolerance is None:
        tolerance = max(kernel.shape) * max(_rounding(kernel.dtype), _rounding(s.dtype))
    return U, s, Vh, int((s > tolerance * s[0]).sum())


def _check_tolerance(function, tolerance):
    if not isinstance(tolerance, Real | None):
        raise TypeError(f"{function}: tolerance must be a number, got {tolerance!r}")
    if tolerance is not None and not tolerance >= 0:
        raise ValueError(f"{function}: tolerance must not be negative, got {tolerance!r}")


def _as_lapack_knows(kernel):
    """Return `kernel` in a dtype that can be decomposed: neither half nor extended precision."""
    if kernel.dtype.char in "fdFD":
        return kernel
    return kernel.astype(np.complex128 if kernel.dtype.kind == "c" else np.float64)


def _rounding(dtype):
    return 0.0 if dtype.kind == "i" else float(np.finfo(dtype).eps)


def _checked_rank(rank, most):
    rank = whole_number("separable_parts", "rank", rank, minimum=0)
    if rank > most:
        raise ValueError(f"separable_parts: rank must be between 0 and {most}, got {rank}")
    return rank
