"""Convolution as a matrix: one row for each output, one column for each input."""

from math import prod

import numpy as np

from cnnlib.arguments import one_of, whole_number
from cnnlib.signal.arrays import MODES, as_rank, fits, overhang


def toeplitz_matrix(kernel, input_size, *, mode="full", correlate=False):
    """Return the matrix ``T`` with ``T @ x == convolve(x, kernel, mode=mode)`` for 1-D `x`.

    ``T[i, j] = kernel[i − j + s]`` where that exists, else 0; ``s`` is 0 for "full", ``⌊(k − 1)/2⌋`` for
    "same" and ``k − 1`` for "valid". Along each diagonal the entries are equal: the weights are shared.

    Parameters
    ----------
    kernel : array_like, shape (k,)
    input_size : int
        Length ``n`` of the input.
    mode : {"full", "same", "valid"}
    correlate : bool
        Whether to give `cross_correlate`'s matrix instead, which is that of the flipped kernel.

    Returns
    -------
    numpy.ndarray, shape (output size, n)
        In the kernel's dtype; integers become ``int64``.

    Raises
    ------
    TypeError
        If `input_size` is no whole number.
    ValueError
        If `kernel` is not 1-D, `input_size` is below 1, `mode` is unknown, or with "valid" the kernel does
        not fit.

    Examples
    --------
    >>> toeplitz_matrix([1, 2], 3)
    array([[1, 0, 0],
           [2, 1, 0],
           [0, 2, 1],
           [0, 0, 2]])
    >>> toeplitz_matrix([1, 2], 3, mode="valid", correlate=True)
    array([[1, 2, 0],
           [0, 1, 2]])
    """
    kernel = as_rank("toeplitz_matrix", "kernel", kernel, 1)
    input_shape = (whole_number("toeplitz_matrix", "input_size", input_size, minimum=1),)
    return _matrix("toeplitz_matrix", kernel, input_shape, mode, correlate)


def doubly_block_toeplitz_matrix(kernel, input_shape, *, mode="full", correlate=False):
    """Return the matrix ``T`` with ``T @ x.ravel() == convolve(x, kernel, mode=mode).ravel()`` for 2-D `x`.

    A Toeplitz arrangement of blocks, one for each pair of output row and input row, each of them a Toeplitz
    matrix: ``T[(i₁, i₂), (j₁, j₂)] = kernel[i₁ − j₁ + s₁, i₂ − j₂ + s₂]`` where that exists, else 0.

    Parameters
    ----------
    kernel : array_like, shape (k_h, k_w)
    input_shape : (int, int)
        Rows and columns of the input.
    mode : {"full", "same", "valid"}
    correlate : bool
        Whether to give `cross_correlate`'s matrix instead.

    Returns
    -------
    numpy.ndarray, shape (output pixels, input pixels)
        Dense, mostly zeros: meant for looking at small cases.

    Raises
    ------
    TypeError, ValueError
        As `toeplitz_matrix`; also if `input_shape` is not a pair.

    Examples
    --------
    >>> doubly_block_toeplitz_matrix([[0, 1], [2, 3]], (3, 3), mode="valid", correlate=True)
    array([[0, 1, 0, 2, 3, 0, 0, 0, 0],
           [0, 0, 1, 0, 2, 3, 0, 0, 0],
           [0, 0, 0, 0, 1, 0, 2, 3, 0],
           [0, 0, 0, 0, 0, 1, 0, 2, 3]])
    """
    function = "doubly_block_toeplitz_matrix"
    kernel = as_rank(function, "kernel", kernel, 2)
    if np.shape(input_shape) != (2,):
        raise ValueError(f"{function}: input_shape must be a pair (rows, columns), got {input_shape!r}")
    input_shape = tuple(whole_number(function, "input_shape", size, minimum=1) for size in input_shape)
    return _matrix(function, kernel, input_shape, mode, correlate)


def circulant_matrix(kernel, n, *, correlate=False):
    """Return the matrix of circular convolution of a 1-D signal of length `n`.

    ``C @ x == convolve(x, kernel, mode="same", boundary="circular")``, with
    ``C[i, j] = c[(i − j) mod n]``, where the first column ``c`` is the kernel, zero-padded to `n` and moved
    up by ``⌊(k − 1)/2⌋`` so that it is centered. A kernel longer than `n` wraps around and adds up.

    Parameters
    ----------
    kernel : array_like, shape (k,)
    n : int
        Length of the signal.
    correlate : bool
        Whether to give `cross_correlate`'s matrix instead.

    Returns
    -------
    numpy.ndarray, shape (n, n)

    Raises
    ------
    TypeError, ValueError
        As `toeplitz_matrix`.

    Notes
    -----
    With the Fourier matrix ``F = np.fft.fft(np.eye(n))``, ``F C F⁻¹`` is diagonal and holds
    ``np.fft.fft(c)``: in the Fourier basis a circular convolution is a product, entry by entry.

    Examples
    --------
    >>> circulant_matrix([1, 2, 3], 4)
    array([[2, 1, 0, 3],
           [3, 2, 1, 0],
           [0, 3, 2, 1],
           [1, 0, 3, 2]])
    """
    kernel = as_rank("circulant_matrix", "kernel", kernel, 1)
    n = whole_number("circulant_matrix", "n", n, minimum=1)
    if correlate:
        kernel = kernel[::-1]
    column = np.zeros(n, dtype=kernel.dtype)
    np.add.at(column, (np.arange(kernel.size) - (kernel.size - 1) // 2) % n, kernel)
    row_minus_column = np.subtract.outer(np.arange(n), np.arange(n))
    return column[row_minus_column % n]


def _matrix(function, kernel, input_shape, mode, correlate):
    one_of(function, "mode", mode, MODES)
    if mode == "valid":
        fits(function, input_shape, kernel.shape)
    if correlate:
        kernel = np.flip(kernel)
    reach = [_which_weight(n, k, mode) for n, k in zip(input_shape, kernel.shape)]
    with_zero_at_end = np.pad(kernel, (0, 1))
    return with_zero_at_end[_on_separate_axes(reach)].reshape(prod(map(len, reach)), prod(input_shape))


def _which_weight(input_size, kernel_size, mode):
    """Return the index of the weight between each output and input; `kernel_size` where there is none."""
    front, back = overhang(kernel_size, mode)
    outputs = np.arange(input_size + front + back - kernel_size + 1)
    weight = np.subtract.outer(outputs, np.arange(input_size)) + kernel_size - 1 - front
    return np.where((weight >= 0) & (weight < kernel_size), weight, kernel_size)


def _on_separate_axes(tables):
    """Shape the (output, input) table of each axis so that together they broadcast to (outputs…, inputs…)."""
    d = len(tables)
    return tuple(
        np.expand_dims(table, [axis for axis in range(2 * d) if axis not in (a, a + d)])
        for a, table in enumerate(tables)
    )
