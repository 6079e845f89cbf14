"""Cross-correlation and its gradients, one loop for each summation sign."""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES, check_conv2d, check_conv2d_backward


@np.errstate(invalid="ignore", over="ignore")
def conv2d(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    r"""Cross-correlate a batch of images with a bank of kernels.

    .. math::
        z_{n,o,i,j} = b_o + \sum_{c} \sum_{u} \sum_{v}
            \tilde x_{n,\, g(o) + c,\, s_h i + d_h u,\, s_w j + d_w v}\; w_{o,c,u,v}

    where :math:`\tilde x` is the padded input and :math:`g(o)` the first input channel of the group of
    :math:`o`.

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
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), equations 9.6 and 9.7. The book's chapter on
    convolution and cross-correlation derives it.

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
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    x_padded = np.pad(x, ((0, 0), (0, 0), *geometry.padding))
    out = np.zeros(geometry.output_shape, x.dtype)
    for n, o, i, j in np.ndindex(out.shape):
        first = _first_channel(geometry, o)
        for c in range(weight.shape[1]):
            for u in range(weight.shape[2]):
                for v in range(weight.shape[3]):
                    pixel = x_padded[n, first + c, s_h * i + d_h * u, s_w * j + d_w * v]
                    out[n, o, i, j] += pixel * weight[o, c, u, v]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out


@np.errstate(invalid="ignore", over="ignore")
def conv2d_backward(grad_output, x, weight, *, stride=1, padding=0, dilation=1, groups=1):
    r"""Gradients of a loss with respect to the input, the weight and the bias of :func:`conv2d`.

    Each product of the forward pass hands the gradient of its output, :math:`\delta`, to both its factors:

    .. math::
        \frac{\partial L}{\partial \tilde x_{n,\, g(o) + c,\, s_h i + d_h u,\, s_w j + d_w v}}
            \mathrel{+}= \delta_{n,o,i,j}\, w_{o,c,u,v}, \qquad
        \frac{\partial L}{\partial w_{o,c,u,v}}
            \mathrel{+}= \delta_{n,o,i,j}\, \tilde x_{n,\, g(o) + c,\, s_h i + d_h u,\, s_w j + d_w v}

    and :math:`\partial L / \partial b_o` is the sum of :math:`\delta` over batch and positions.

    Parameters
    ----------
    grad_output : ndarray (batch, out_channels, output_height, output_width)
        Gradient of the loss with respect to the output, :math:`\delta`.
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
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), equations 9.11 and 9.13. The book's chapter on
    backpropagation derives them.

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
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    x_padded = np.pad(x, ((0, 0), (0, 0), *geometry.padding))
    grad_padded, grad_weight = np.zeros_like(x_padded), np.zeros_like(weight)
    grad_bias = np.zeros(geometry.out_channels, x.dtype)
    for n, o, i, j in np.ndindex(grad_output.shape):
        delta, first = grad_output[n, o, i, j], _first_channel(geometry, o)
        grad_bias[o] += delta
        for c in range(weight.shape[1]):
            for u in range(weight.shape[2]):
                for v in range(weight.shape[3]):
                    place = n, first + c, s_h * i + d_h * u, s_w * j + d_w * v
                    grad_padded[place] += delta * weight[o, c, u, v]
                    grad_weight[o, c, u, v] += delta * x_padded[place]
    (top, _), (left, _) = geometry.padding
    height, width = geometry.input_size
    grad_x = grad_padded[:, :, top : top + height, left : left + width]
    return grad_x, grad_weight, grad_bias


def _first_channel(geometry, out_channel):
    """Return the first input channel of the group that ``out_channel`` belongs to."""
    group = out_channel // (geometry.out_channels // geometry.groups)
    return group * (geometry.in_channels // geometry.groups)
