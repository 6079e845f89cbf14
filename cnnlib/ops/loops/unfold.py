"""Windows written out as columns, and columns added up to images, one loop for each index."""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES
from cnnlib.ops.checks_unfold import check_fold, check_fold_backward, check_unfold, check_unfold_backward


def unfold(x, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Write out each window of a batch of images as a column (im2col).

    .. math:: X_{n,\, (c k_h + u) k_w + v,\, i m_w + j} = \tilde x_{n,\, c,\, s_h i + d_h u,\, s_w j + d_w v}

    where :math:`\tilde x` is the padded input, :math:`k_h \times k_w` the kernel's size and :math:`m_w` the
    number of windows in a row. A convolution is then a product of matrices: the kernels, written out as rows,
    times :math:`X_n`.

    Parameters
    ----------
    x : ndarray (batch, channels, height, width), float32 or float64
        The input.
    kernel_size : int or (int, int)
        Height and width of the window.
    stride, dilation : int or (int, int)
        Steps between windows, and between the taps of one window, along (height, width).
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}
        Zeros around the input; see :func:`cnnlib.shapes.resolve_padding`.

    Returns
    -------
    ndarray (batch, channels * kernel_height * kernel_width, windows)
        In the dtype of ``x``. Windows follow each other row by row, as ``torch.nn.functional.unfold``
        orders them.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    Chellapilla, Puri and Simard, *High performance convolutional neural networks for document processing*
    (2006). The book's chapter on how convolution is computed builds this function.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> unfold(x, 2)[0]
    array([[0., 1., 3., 4.],
           [1., 2., 4., 5.],
           [3., 4., 6., 7.],
           [4., 5., 7., 8.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_unfold(np.ndarray, NUMPY_DTYPES, x, kernel_size, **hyperparameters)
    return _write_out(x, geometry)


@np.errstate(invalid="ignore", over="ignore")
def unfold_backward(grad_output, input_shape, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Gradient of a loss with respect to the input of :func:`unfold`.

    .. math:: \frac{\partial L}{\partial x} = \operatorname{fold}(\Delta)

    Each value of a column hands its gradient to the pixel that it was copied from: the same as :func:`fold`.

    Parameters
    ----------
    grad_output : ndarray (batch, channels * kernel_height * kernel_width, windows)
        Gradient of the loss with respect to the columns, :math:`\Delta`.
    input_shape : (int, int, int, int)
        The shape of the input.
    kernel_size, stride, padding, dilation
        As :func:`unfold` was given them.

    Returns
    -------
    ndarray of shape ``input_shape``
        In the dtype of ``grad_output``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    The book's chapter on backpropagation derives it.

    Examples
    --------
    >>> unfold_backward(np.ones((1, 4, 4)), (1, 1, 3, 3), 2)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_unfold_backward(
        np.ndarray, NUMPY_DTYPES, grad_output, input_shape, kernel_size, **hyperparameters
    )
    return _add_up(grad_output, geometry)


@np.errstate(invalid="ignore", over="ignore")
def fold(columns, output_size, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Add up the columns of windows to a batch of images (col2im).

    .. math::
        \tilde x_{n,\, c,\, s_h i + d_h u,\, s_w j + d_w v}
            \mathrel{+}= X_{n,\, (c k_h + u) k_w + v,\, i m_w + j}

    where :math:`\tilde x` is the padded image, :math:`k_h \times k_w` the kernel's size and :math:`m_w` the
    number of windows in a row. Where windows overlap, their values add up; what falls on the padding is cut
    off. As a matrix, it is the transpose of :func:`unfold`, and not its inverse.

    Parameters
    ----------
    columns : ndarray (batch, channels * kernel_height * kernel_width, windows), float32 or float64
        As :func:`unfold` orders them.
    output_size : int or (int, int)
        Height and width of the images, without the padding.
    kernel_size, stride, padding, dilation
        As for :func:`unfold`: together with ``output_size``, they say how many windows there are.

    Returns
    -------
    ndarray (batch, channels, height, width)
        In the dtype of ``columns``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says; also where the number of columns is not that of the windows.

    References
    ----------
    ``torch.nn.functional.fold``. The book's chapter on how convolution is computed builds this function.

    Examples
    --------
    >>> columns = unfold(np.arange(9.0).reshape(1, 1, 3, 3), 2)
    >>> fold(columns, 3, 2)[0, 0]
    array([[ 0.,  2.,  2.],
           [ 6., 16., 10.],
           [ 6., 14.,  8.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_fold(np.ndarray, NUMPY_DTYPES, columns, output_size, kernel_size, **hyperparameters)
    return _add_up(columns, geometry)


def fold_backward(grad_output, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Gradient of a loss with respect to the columns of :func:`fold`.

    .. math:: \frac{\partial L}{\partial X} = \operatorname{unfold}(\delta)

    Each value of a column gets the gradient of the pixel that it was added to: the same as :func:`unfold`.

    Parameters
    ----------
    grad_output : ndarray (batch, channels, height, width)
        Gradient of the loss with respect to the images, :math:`\delta`.
    kernel_size, stride, padding, dilation
        As :func:`fold` was given them.

    Returns
    -------
    ndarray (batch, channels * kernel_height * kernel_width, windows)
        In the dtype of ``grad_output``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    The book's chapter on backpropagation derives it.

    Examples
    --------
    >>> fold_backward(np.arange(6.0).reshape(1, 1, 2, 3), 2)[0]
    array([[0., 1.],
           [1., 2.],
           [3., 4.],
           [4., 5.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_fold_backward(np.ndarray, NUMPY_DTYPES, grad_output, kernel_size, **hyperparameters)
    return _write_out(grad_output, geometry)


def _write_out(x, geometry):
    """Copy the pixel under each tap of each window into its place."""
    x_padded = np.pad(x, ((0, 0), (0, 0), *geometry.padding))
    columns = np.empty(geometry.columns_shape, x.dtype)
    for place, pixel in _places(geometry):
        columns[place] = x_padded[pixel]
    return columns


def _add_up(columns, geometry):
    """Add each value to the pixel that :func:`_write_out` would have copied it from."""
    out_padded = np.pad(np.zeros(geometry.input_shape, columns.dtype), ((0, 0), (0, 0), *geometry.padding))
    for place, pixel in _places(geometry):
        out_padded[pixel] += columns[place]
    (top, _), (left, _) = geometry.padding
    height, width = geometry.input_size
    return out_padded[:, :, top : top + height, left : left + width]


def _places(geometry):
    """Yield each place in the columns, and the pixel of the padded images that belongs there."""
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = geometry.kernel_size, geometry.stride, geometry.dilation
    for n in range(geometry.batch):
        for c in range(geometry.channels):
            for u, v in np.ndindex(k_h, k_w):
                for i, j in np.ndindex(geometry.output_size):
                    place = n, (c * k_h + u) * k_w + v, i * geometry.output_size[1] + j
                    yield place, (n, c, s_h * i + d_h * u, s_w * j + d_w * v)
