"""Largest value and average of each window, and their gradients, one loop for each sum or maximum."""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES
from cnnlib.ops.checks_pooling import (
    check_avg_pool2d,
    check_avg_pool2d_backward,
    check_indices,
    check_max_pool2d,
    check_max_pool2d_backward,
)


def max_pool2d(x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    r"""Keep the largest value of each window, and where it was.

    .. math:: z_{n,c,i,j} = \max_{u,v}\; x_{n,\, c,\, s_h i + d_h u - p_h,\, s_w j + d_w v - p_w}

    over the taps :math:`(u, v)` that lie in the input: padding is never the largest.

    Parameters
    ----------
    x : ndarray (batch, channels, height, width), float32 or float64
        The input.
    kernel_size : int or (int, int)
        Height and width of the window.
    stride, padding, dilation : int or (int, int)
        Steps between windows (None: the window's size), places added on each side (at most half the
        window), and steps between the taps of one window.
    ceil_mode : bool
        Whether the last window may reach beyond the padded input; see
        :func:`cnnlib.shapes.pool2d_output_size`.

    Returns
    -------
    out : ndarray (batch, channels, output_height, output_width)
        In the dtype of ``x``.
    indices : ndarray of the same shape, int64
        ``row * width + column`` of each maximum in its input plane: of the first in row-major order where
        several are largest, of the last NaN where there is any.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 9.3. Indices as
    ``torch.nn.functional.max_pool2d`` returns them. The book's chapter on pooling teaches it.

    Examples
    --------
    >>> x = np.array([[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 0.0, 1.0]])[None, None]
    >>> out, indices = max_pool2d(x, 2)
    >>> out[0, 0], indices[0, 0]
    (array([[5., 2.]]), array([[1, 2]]))
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    geometry = check_max_pool2d(np.ndarray, NUMPY_DTYPES, x, kernel_size, **hyperparameters)
    out = np.empty(geometry.output_shape, x.dtype)
    indices = np.empty(geometry.output_shape, np.int64)
    for n, c, i, j in np.ndindex(out.shape):
        largest, place = -np.inf, None
        for row, column in window(geometry, i, j):
            value = x[n, c, row, column]
            if place is None or value > largest or np.isnan(value):
                largest, place = value, row * x.shape[3] + column
        out[n, c, i, j], indices[n, c, i, j] = largest, place
    return out, indices


@np.errstate(invalid="ignore", over="ignore")
def max_pool2d_backward(grad_output, indices, input_shape):
    r"""Gradient of a loss with respect to the input of :func:`max_pool2d`.

    .. math:: \frac{\partial L}{\partial x_{n,c,k}} = \sum_{i,j:\; k_{n,c,i,j} = k} \delta_{n,c,i,j}

    Each maximum hands the gradient of its window, :math:`\delta`, to the one pixel :math:`k` that it came
    from. A pixel that is the maximum of several windows gets the sum.

    Parameters
    ----------
    grad_output : ndarray (batch, channels, output_height, output_width), float32 or float64
        Gradient of the loss with respect to the output.
    indices : ndarray of the same shape, int64
        As :func:`max_pool2d` returned them.
    input_shape : (int, int, int, int)
        The shape of the input.

    Returns
    -------
    ndarray of shape ``input_shape``
        In the dtype of ``grad_output``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says; also where an index points out of its plane.

    References
    ----------
    The book's chapter on backpropagation derives it.

    Examples
    --------
    >>> grad_output, indices = np.array([[[[10.0, 20.0]]]]), np.array([[[[1, 2]]]])
    >>> max_pool2d_backward(grad_output, indices, (1, 1, 2, 4))[0, 0]
    array([[ 0., 10., 20.,  0.],
           [ 0.,  0.,  0.,  0.]])
    """
    shape = check_max_pool2d_backward(np.ndarray, NUMPY_DTYPES, grad_output, indices, input_shape)
    if indices.size:
        check_indices(indices.min(), indices.max(), shape)
    grad_x = np.zeros(shape, grad_output.dtype)
    for n, c, i, j in np.ndindex(grad_output.shape):
        row, column = divmod(indices[n, c, i, j], shape[3])
        grad_x[n, c, row, column] += grad_output[n, c, i, j]
    return grad_x


@np.errstate(invalid="ignore", over="ignore")
def avg_pool2d(
    x, kernel_size, *, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    r"""Average each window.

    .. math:: z_{n,c,i,j} = \frac{1}{D_{ij}} \sum_{u,v} x_{n,\, c,\, s_h i + u - p_h,\, s_w j + v - p_w}

    where padding counts as zeros and :math:`D_{ij}` is the number of places in the window, those in the
    padding included.

    Parameters
    ----------
    x, kernel_size, stride, padding, ceil_mode
        As for :func:`max_pool2d`. What a window covers beyond the padding, where ``ceil_mode`` lets it
        reach, does not count as a place.
    count_include_pad : bool
        Whether places in the padding count in :math:`D`.
    divisor_override : int, optional
        Divide by this number instead, which is not 0.

    Returns
    -------
    ndarray (batch, channels, output_height, output_width)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998), for
    its layers S2 and S4. The book's chapter on pooling teaches it.

    Examples
    --------
    >>> x = np.array([[1.0, 5.0, 2.0, 2.0], [3.0, 3.0, 0.0, 0.0]])[None, None]
    >>> avg_pool2d(x, 2)[0, 0]
    array([[3., 1.]])
    """
    options = {"count_include_pad": count_include_pad, "divisor_override": divisor_override}
    options |= {"stride": stride, "padding": padding, "ceil_mode": ceil_mode}
    geometry, (heights, widths) = check_avg_pool2d(np.ndarray, NUMPY_DTYPES, x, kernel_size, **options)
    out = np.zeros(geometry.output_shape, x.dtype)
    for n, c, i, j in np.ndindex(out.shape):
        for row, column in window(geometry, i, j):
            out[n, c, i, j] += x[n, c, row, column]
        out[n, c, i, j] /= heights[i] * widths[j]
    return out


@np.errstate(invalid="ignore", over="ignore")
def avg_pool2d_backward(
    grad_output,
    input_shape,
    kernel_size,
    *,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    r"""Gradient of a loss with respect to the input of :func:`avg_pool2d`.

    .. math:: \frac{\partial L}{\partial x_{n,\, c,\, s_h i + u - p_h,\, s_w j + v - p_w}}
              \mathrel{+}= \frac{\delta_{n,c,i,j}}{D_{ij}}

    Each window hands every pixel in it the same share of its gradient, :math:`\delta`.

    Parameters
    ----------
    grad_output : ndarray (batch, channels, output_height, output_width), float32 or float64
        Gradient of the loss with respect to the output.
    input_shape : (int, int, int, int)
        The shape of the input.
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As :func:`avg_pool2d` was given them.

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
    >>> avg_pool2d_backward(np.array([[[[8.0, 4.0]]]]), (1, 1, 2, 4), 2)[0, 0]
    array([[2., 2., 1., 1.],
           [2., 2., 1., 1.]])
    """
    options = {"count_include_pad": count_include_pad, "divisor_override": divisor_override}
    options |= {"stride": stride, "padding": padding, "ceil_mode": ceil_mode}
    geometry, (heights, widths) = check_avg_pool2d_backward(
        np.ndarray, NUMPY_DTYPES, grad_output, input_shape, kernel_size, **options
    )
    grad_x = np.zeros(geometry.input_shape, grad_output.dtype)
    for n, c, i, j in np.ndindex(grad_output.shape):
        for row, column in window(geometry, i, j):
            grad_x[n, c, row, column] += grad_output[n, c, i, j] / (heights[i] * widths[j])
    return grad_x


def window(geometry, i, j):
    """Yield (row, column) of each pixel of the input that window (i, j) looks at, in row-major order."""
    (s_h, s_w), (d_h, d_w), (p_h, p_w) = geometry.stride, geometry.dilation, geometry.padding
    for u in range(geometry.kernel_size[0]):
        for v in range(geometry.kernel_size[1]):
            row, column = s_h * i + d_h * u - p_h, s_w * j + d_w * v - p_w
            if 0 <= row < geometry.input_size[0] and 0 <= column < geometry.input_size[1]:
                yield row, column
