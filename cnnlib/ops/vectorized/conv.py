"""Cross-correlation in NumPy: blocks of windows are unrolled into columns, each block one matrix product.

Three decisions make it fast; the book's chapter on computing convolutions measures each. A block is as large
as a cache, so that the columns are read back before they leave it. The image number is the last axis inside
a block, so that copies run over long stretches of memory however small the images are. A strided convolution
first splits its input into the sub-images that its windows step through, stride_h * stride_w of them: each
tap of the kernel then reads one of them without gaps.
"""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES, check_conv2d, check_conv2d_backward

BLOCK_BYTES = 4 * 2**20


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
    kernels = weight.reshape(groups, geometry.out_channels // groups, -1)
    out = np.empty(geometry.output_shape, x.dtype)
    for images, bands in _blocks(geometry, x.itemsize):
        planes = _split(x[images], geometry)
        for rows in bands:
            product = kernels @ _columns(planes, rows, geometry)
            block = out[images, :, rows]
            block[...] = np.moveaxis(product.reshape(*np.roll(block.shape, -1)), -1, 0)
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
    kernels = weight.reshape(groups, geometry.out_channels // groups, -1)
    grad_x, grad_kernels = np.empty_like(x), np.zeros_like(kernels)
    for images, bands in _blocks(geometry, x.itemsize):
        planes = _split(x[images], geometry)
        grad_planes = np.zeros_like(planes)
        for rows in bands:
            grad_block = np.moveaxis(grad_output[images, :, rows], 0, -1).reshape(*kernels.shape[:2], -1)
            grad_kernels += grad_block @ _columns(planes, rows, geometry).swapaxes(1, 2)
            _add_columns(grad_planes, kernels.swapaxes(1, 2) @ grad_block, rows, geometry)
        grad_x[images] = _merge(grad_planes, geometry)
    return grad_x, grad_kernels.reshape(weight.shape), grad_output.sum(axis=(0, 2, 3))


def _blocks(geometry, itemsize):
    """Yield slices of images, each with the bands of output rows whose columns fill one block."""
    height, width = geometry.output_size
    kernel_height, kernel_width = geometry.kernel_size
    row_bytes = geometry.in_channels * kernel_height * kernel_width * width * itemsize
    images = min(max(BLOCK_BYTES // (row_bytes * height), 1), max(geometry.batch, 1))
    rows = max(BLOCK_BYTES // (row_bytes * images), 1)
    bands = [slice(top, min(top + rows, height)) for top in range(0, height, rows)]
    for first in range(0, geometry.batch, images):
        yield slice(first, first + images), bands


def _steps(geometry):
    """Return the stride, or 1 along an axis with one window: nobody steps, however large the stride is."""
    return tuple(1 if size == 1 else step for size, step in zip(geometry.output_size, geometry.stride))


def _split(x, geometry):
    """Pad ``x`` and split it by stride: (stride_h, stride_w, channels, rows, columns, images)."""
    images, channels, height, width = x.shape
    (top, bottom), (left, right) = geometry.padding
    s_h, s_w = _steps(geometry)
    rows, columns = -(-(top + height + bottom) // s_h), -(-(left + width + right) // s_w)
    padded = np.zeros((channels, rows * s_h, columns * s_w, images), x.dtype)
    padded[:, top : top + height, left : left + width] = np.moveaxis(x, 0, -1)
    planes = padded.reshape(channels, rows, s_h, columns, s_w, images).transpose(2, 4, 0, 1, 3, 5)
    return np.ascontiguousarray(planes)


def _merge(planes, geometry):
    """Undo :func:`_split`: join the sub-images and cut the padding off."""
    s_h, s_w, channels, rows, columns, images = planes.shape
    (top, _), (left, _) = geometry.padding
    height, width = geometry.input_size
    padded = planes.transpose(2, 3, 0, 4, 1, 5).reshape(channels, rows * s_h, columns * s_w, images)
    return np.moveaxis(padded[:, top : top + height, left : left + width], -1, 0)


def _windows(planes, rows, geometry):
    """Yield for each tap (u, v) of the kernel the pixels under it: a view (channels, rows, width, images)."""
    (s_h, s_w), (d_h, d_w) = _steps(geometry), geometry.dilation
    for u, v in np.ndindex(geometry.kernel_size):
        (top, a), (left, b) = divmod(u * d_h, s_h), divmod(v * d_w, s_w)
        right = left + geometry.output_size[1]
        yield u, v, planes[a, b, :, top + rows.start : top + rows.stop, left:right]


def _columns(planes, rows, geometry):
    """Write out the windows of a block: (groups, taps in a kernel, windows)."""
    shape = geometry.in_channels, *geometry.kernel_size, rows.stop - rows.start, geometry.output_size[1]
    columns = np.empty((*shape, planes.shape[-1]), planes.dtype)
    for u, v, window in _windows(planes, rows, geometry):
        columns[:, u, v] = window
    return columns.reshape(geometry.groups, -1, columns[0, 0, 0].size)


def _add_columns(planes, columns, rows, geometry):
    """Add every column to the window that :func:`_columns` would have copied it from."""
    shape = geometry.in_channels, *geometry.kernel_size, rows.stop - rows.start, geometry.output_size[1]
    columns = columns.reshape(*shape, planes.shape[-1])
    for u, v, window in _windows(planes, rows, geometry):
        window += columns[:, u, v]
