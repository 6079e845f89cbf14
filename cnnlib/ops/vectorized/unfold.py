"""Windows written out as columns in one copy, and columns added up to images, one addition for each tap."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

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
    """Copy all windows at once: a view of the padded images shows them, with the taps' axes last."""
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    x_padded = np.pad(x, ((0, 0), (0, 0), *geometry.padding))
    spans = [d * (k - 1) + 1 for d, k in zip(geometry.dilation, geometry.kernel_size)]
    windows = sliding_window_view(x_padded, spans, axis=(2, 3))[:, :, ::s_h, ::s_w, ::d_h, ::d_w]
    return windows.transpose(0, 1, 4, 5, 2, 3).copy().reshape(geometry.columns_shape)


def _add_up(columns, geometry):
    """Add each tap of all windows to the pixels that :func:`_write_out` would have copied it from."""
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    (height, width), (rows, places) = geometry.input_size, geometry.output_size
    (top, bottom), (left, right) = geometry.padding
    taps = columns.reshape(geometry.batch, geometry.channels, *geometry.kernel_size, rows, places)
    out_padded = np.zeros((*taps.shape[:2], top + height + bottom, left + width + right), columns.dtype)
    for u, v in np.ndindex(geometry.kernel_size):
        down = slice(d_h * u, d_h * u + s_h * (rows - 1) + 1, s_h)
        across = slice(d_w * v, d_w * v + s_w * (places - 1) + 1, s_w)
        out_padded[:, :, down, across] += taps[:, :, u, v]
    return out_padded[:, :, top : top + height, left : left + width]
