"""Cross-correlation in NumPy: blocks of windows are unrolled into columns, each block one matrix product."""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES, check_conv2d, check_conv2d_backward
from cnnlib.ops.vectorized.columns import add_up, blocks, merge, planes_shape, split, write_out


@np.errstate(invalid="ignore", over="ignore")
def conv2d(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    r"""Cross-correlate a batch of images with a bank of kernels, as a product of matrices.

    .. math:: Z_g = W_g\, X_g + b_g

    for each group :math:`g`, where a row of :math:`W_g` is a kernel and a column of :math:`X_g` is a window
    of the padded input, both written out as vectors.

    Parameters
    ----------
    x : ndarray (batch, in_channels, height, width), float32 or float64
        The input.
    weight : ndarray (out_channels, in_channels // groups, kernel_height, kernel_width)
        The kernels, of the same dtype.
    bias : ndarray (out_channels,), optional
        Added to each output channel.
    stride, dilation : int or (int, int)
        Steps between windows, and between the taps of one window, along (height, width).
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}
        Zeros around the input; see :func:`cnnlib.shapes.resolve_padding`.
    groups : int
        Number of groups that the channels are divided into.

    Returns
    -------
    ndarray (batch, out_channels, output_height, output_width)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    Chellapilla, Puri and Simard, *High performance convolutional neural networks for document processing*
    (2006), for the unrolling. The book's chapter on how convolution is computed builds this function.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> weight = np.arange(4.0).reshape(1, 1, 2, 2)
    >>> conv2d(x, weight)[0, 0]
    array([[19., 25.],
           [37., 43.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    geometry = check_conv2d(np.ndarray, NUMPY_DTYPES, x, weight, bias, **hyperparameters)
    out = correlate(x, weight, geometry)
    if bias is not None:
        out += bias[:, None, None]
    return out


@np.errstate(invalid="ignore", over="ignore")
def conv2d_backward(grad_output, x, weight, *, stride=1, padding=0, dilation=1, groups=1):
    r"""Gradients of a loss with respect to the input, the weight and the bias of :func:`conv2d`.

    With :math:`\Delta_g` the gradient of the output, written out as :math:`Z_g` is,

    .. math:: \frac{\partial L}{\partial W_g} = \Delta_g X_g^\top, \qquad
              \frac{\partial L}{\partial X_g} = W_g^\top \Delta_g,

    and every column of the latter is added back to the window that it was copied from.

    Parameters
    ----------
    grad_output : ndarray (batch, out_channels, output_height, output_width)
        Gradient of the loss with respect to the output.
    x, weight, stride, padding, dilation, groups
        As :func:`conv2d` was given them.

    Returns
    -------
    grad_x, grad_weight, grad_bias : ndarray
        Of the shapes of ``x``, ``weight`` and the bias, in the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 9.5. The book's chapter on
    backpropagation derives it.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> weight = np.arange(4.0).reshape(1, 1, 2, 2)
    >>> grad_x, grad_weight, grad_bias = conv2d_backward(np.ones((1, 1, 2, 2)), x, weight)
    >>> grad_weight[0, 0], grad_bias
    (array([[ 8., 12.],
           [20., 24.]]), array([4.]))
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    geometry = check_conv2d_backward(np.ndarray, NUMPY_DTYPES, grad_output, x, weight, **hyperparameters)
    grad_x = input_gradient(grad_output, weight, geometry)
    return grad_x, weight_gradient(grad_output, x, geometry), grad_output.sum(axis=(0, 2, 3))


def correlate(x, weight, geometry):
    """Compute the forward pass without a bias."""
    kernels, out = _kernels(weight, geometry), np.empty(geometry.output_shape, x.dtype)
    for images, bands in blocks(geometry, x.itemsize):
        planes = split(x[images], geometry)
        for rows in bands:
            product = kernels @ write_out(planes, rows, geometry)
            block = out[images, :, rows]
            block[...] = np.moveaxis(product.reshape(*np.roll(block.shape, -1)), -1, 0)
    return out


def input_gradient(grad_output, weight, geometry):
    """Compute the gradient with respect to the input."""
    kernels, grad_x = _kernels(weight, geometry), np.empty(geometry.input_shape, weight.dtype)
    for images, bands in blocks(geometry, weight.itemsize):
        grad_planes = np.zeros(planes_shape(images.stop - images.start, geometry), weight.dtype)
        for rows in bands:
            grad_columns = kernels.swapaxes(1, 2) @ _products(grad_output[images, :, rows], geometry)
            add_up(grad_planes, grad_columns, rows, geometry)
        grad_x[images] = merge(grad_planes, geometry)
    return grad_x


def weight_gradient(grad_output, x, geometry):
    """Compute the gradient with respect to the weight."""
    per_group = geometry.in_channels // geometry.groups
    grad_weight = np.zeros((geometry.out_channels, per_group, *geometry.kernel_size), x.dtype)
    grad_kernels = _kernels(grad_weight, geometry)
    for images, bands in blocks(geometry, x.itemsize):
        planes = split(x[images], geometry)
        for rows in bands:
            grad_products = _products(grad_output[images, :, rows], geometry)
            grad_kernels += grad_products @ write_out(planes, rows, geometry).swapaxes(1, 2)
    return grad_weight


def _kernels(weight, geometry):
    """Write out each kernel as a row: (groups, out_channels // groups, taps in a kernel)."""
    return weight.reshape(geometry.groups, geometry.out_channels // geometry.groups, -1)


def _products(block, geometry):
    """Write out a block of outputs as rows: (groups, out_channels // groups, windows)."""
    return np.moveaxis(block, 0, -1).reshape(geometry.groups, geometry.out_channels // geometry.groups, -1)
