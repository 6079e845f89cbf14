"""Convolution and cross-correlation of n-D arrays: a sum of shifted, weighted copies of the input."""

from functools import reduce

import numpy as np

from cnnlib.arguments import one_of
from cnnlib.signal.arrays import BOUNDARIES, MODES, as_numbers, fits, overhang

_PAD = {
    "zero": {"mode": "constant"},
    "circular": {"mode": "wrap"},
    "reflect": {"mode": "reflect"},
}


def flip(kernel):
    """Return `kernel` reversed along every axis.

    ``flip(K)[i, j] = K[k_h − 1 − i, k_w − 1 − j]``: a rotation by 180° for two axes.

    Parameters
    ----------
    kernel : array_like, any shape

    Returns
    -------
    numpy.ndarray, same shape
        A fresh array; integers become ``int64``.

    Examples
    --------
    >>> flip([[0, 1], [2, 3]])
    array([[3, 2],
           [1, 0]])
    """
    return np.flip(as_numbers("flip", "kernel", kernel)).copy()


def cross_correlate(x, kernel, *, mode="full", boundary="zero"):
    """Slide `kernel` over `x` without flipping it: what network libraries call convolution.

    ``(x ⋆ K)[n] = Σ_m x[n + m] K[m]`` in every axis, where ``m`` runs over the kernel's indices. The kernel
    is **not** conjugated, unlike in `numpy.correlate` and `scipy.signal.correlate`.

    Parameters
    ----------
    x : array_like, n-D
        The input. Booleans and integers are computed exactly, in ``int64``.
    kernel : array_like, with as many axes as `x`
    mode : {"full", "same", "valid"}
        Which ``n`` to keep, per axis, for input size ``N`` and kernel size ``k``:

        * "full": every overlap, ``N + k − 1`` outputs, the first at ``n = −(k − 1)``;
        * "same": ``N`` outputs, the first at ``n = −⌊k/2⌋``; an even kernel's extra zero lies **in front**,
          as in NumPy and SciPy (PyTorch and TensorFlow put it behind);
        * "valid": windows that lie wholly inside, ``N − k + 1`` outputs, the first at ``n = 0``.
    boundary : {"zero", "circular", "reflect"}
        What lies beyond the border. "circular" continues with the other end; "reflect" mirrors without
        repeating the border (``c b | a b c``, SciPy's "mirror"). Both keep the input's size, so they
        need ``mode="same"``.

    Returns
    -------
    numpy.ndarray
        Its dtype is that of ``x * kernel`` after integers became ``int64``. NaN and infinities are
        carried through; beware that ``0 · inf`` is NaN.

    Raises
    ------
    TypeError
        If an array does not hold numbers.
    ValueError
        If ranks differ; an array is empty; with "valid", the kernel is larger than the input (NumPy would
        silently swap them); `mode` or `boundary` is unknown, or they do not go together; "reflect" would
        need more than the input has; integers could overflow.

    Notes
    -----
    It does not commute: in "full" mode ``x ⋆ K`` is ``K ⋆ x`` reversed. Taught in chapter 2; see
    Goodfellow, Bengio & Courville 2016, eq. 9.6.

    Examples
    --------
    >>> cross_correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]], mode="valid")
    array([[19, 25],
           [37, 43]])
    """
    x, kernel = _checked("cross_correlate", x, kernel, mode, boundary)
    return _slide(_extended("cross_correlate", x, kernel.shape, mode, boundary), kernel)


def convolve(x, kernel, *, mode="full", boundary="zero"):
    """Convolve `x` with `kernel`: flip the kernel, then slide.

    ``(x ∗ K)[n] = Σ_m x[n − m] K[m]`` in every axis, which is ``cross_correlate(x, flip(kernel))`` with
    the same `mode` and `boundary`.

    Parameters
    ----------
    x : array_like, n-D
        The input. Booleans and integers are computed exactly, in ``int64``.
    kernel : array_like, with as many axes as `x`
    mode : {"full", "same", "valid"}
        Which ``n`` to keep, per axis, for input size ``N`` and kernel size ``k``:

        * "full": ``N + k − 1`` outputs, the first at ``n = 0``;
        * "same": ``N`` outputs, the first at ``n = ⌊(k − 1)/2⌋``, an even kernel's extra zero in front;
        * "valid": ``N − k + 1`` outputs, the first at ``n = k − 1``.
    boundary : {"zero", "circular", "reflect"}
        As in `cross_correlate`.

    Returns
    -------
    numpy.ndarray
        As `cross_correlate`.

    Raises
    ------
    TypeError, ValueError
        As `cross_correlate`.

    Notes
    -----
    Commutative in "full" mode, and with "circular" boundaries if both arrays have one shape. Taught in
    chapter 2; see Goodfellow, Bengio & Courville 2016, eqs. 9.3–9.5.

    Examples
    --------
    >>> convolve([1, 2, 3], [0, 1, 10])
    array([ 0,  1, 12, 23, 30])
    >>> convolve([1, 2, 3], [0, 1, 10], mode="same", boundary="circular")
    array([31, 12, 23])
    """
    x, kernel = _checked("convolve", x, kernel, mode, boundary)
    return _slide(_extended("convolve", x, kernel.shape, mode, boundary), np.flip(kernel))


def merge_kernels(*kernels):
    """Return the one kernel that does the work of several linear layers in a row.

    ``(x ∗ g₁) ∗ g₂ = x ∗ (g₁ ∗ g₂)``: the kernels are convolved in "full" mode. The same kernel serves for
    cross-correlation, ``(x ⋆ g₁) ⋆ g₂ = x ⋆ (g₁ ∗ g₂)``: also there the kernels are **convolved**.

    Parameters
    ----------
    *kernels : array_like
        At least one, all of one rank.

    Returns
    -------
    numpy.ndarray
        Along each axis ``k₁ + k₂ + … − (number of kernels − 1)`` entries.

    Raises
    ------
    ValueError
        If there is no kernel, or as `convolve`.

    Examples
    --------
    >>> merge_kernels([1, 1], [1, 1], [1, 1])
    array([1, 3, 3, 1])
    """
    if not kernels:
        raise ValueError("merge_kernels: at least one kernel is needed, got none")
    return reduce(convolve, kernels[1:], as_numbers("merge_kernels", "kernel", kernels[0]).copy())


def _checked(function, x, kernel, mode, boundary):
    x, kernel = as_numbers(function, "x", x), as_numbers(function, "kernel", kernel)
    if x.ndim != kernel.ndim or x.ndim == 0:
        raise ValueError(
            f"{function}: x and kernel must have the same number of axes, at least one, "
            f"got shapes {x.shape} and {kernel.shape}"
        )
    one_of(function, "mode", mode, MODES)
    one_of(function, "boundary", boundary, BOUNDARIES)
    if boundary != "zero" and mode != "same":
        raise ValueError(
            f"{function}: boundary={boundary!r} keeps the input's size: it needs mode='same', got {mode!r}"
        )
    _refuse_overflow(function, x, kernel)
    return x, kernel


def _refuse_overflow(function, x, kernel):
    if x.dtype.kind != "i" or kernel.dtype.kind != "i":
        return
    largest = max(abs(int(x.min())), abs(int(x.max()))) * sum(
        abs(weight) for weight in kernel.ravel().tolist()
    )
    if largest > np.iinfo(np.int64).max:
        raise ValueError(f"{function}: integers may reach {largest}, beyond int64; pass floats")


def _extended(function, x, kernel_shape, mode, boundary):
    """Return `x` with what the window sees beyond the border."""
    if mode == "valid":
        fits(function, x.shape, kernel_shape)
    widths = [overhang(k, mode) for k in kernel_shape]
    if boundary == "reflect" and any(front >= n for n, (front, _) in zip(x.shape, widths)):
        raise ValueError(
            f"{function}: boundary='reflect' needs more than kernel size // 2 entries in each axis, "
            f"got input shape {x.shape} and kernel shape {tuple(kernel_shape)}"
        )
    return np.pad(x, widths, **_PAD[boundary])


@np.errstate(invalid="ignore", over="ignore")
def _slide(x, kernel):
    """Return the "valid" cross-correlation, one shifted copy of `x` for each weight."""
    shape = tuple(n - k + 1 for n, k in zip(x.shape, kernel.shape))
    out = np.zeros(shape, dtype=np.result_type(x, kernel))
    for offset in np.ndindex(kernel.shape):
        window = tuple(slice(start, start + size) for start, size in zip(offset, shape))
        out += kernel[offset] * x[window]
    return out
