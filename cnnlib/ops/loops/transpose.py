"""Transposed convolution and its gradients, one loop for each summation sign."""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES
from cnnlib.ops.checks_transpose import check_conv_transpose2d, check_conv_transpose2d_backward


@np.errstate(invalid="ignore", over="ignore")
def conv_transpose2d(x, weight, bias=None, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1):
    r"""Spread each pixel of the input over a window of the output, weighted by the kernel.

    .. math::
        \tilde z_{n,\, g(c) + o,\, s_h i + d_h u,\, s_w j + d_w v} \mathrel{+}= x_{n,c,i,j}\; w_{c,o,u,v},
        \qquad z_{n,o,i,j} = b_o + \tilde z_{n,o,\, i + p_\text{top},\, j + p_\text{left}}

    where :math:`g(c)` is the first output channel of the group of :math:`c`. Each pixel of the input puts a
    multiple of the kernel into the output, where the convolution would have read a window: as a matrix,
    it is the transpose of that convolution. The padding, which the convolution adds, is cut off here.

    Parameters
    ----------
    x : ndarray (batch, in_channels, height, width), float32 or float64
        The input.
    weight : ndarray (in_channels, out_channels // groups, kernel_height, kernel_width)
        The kernels, of the same dtype.
    bias : ndarray (out_channels,), optional
        Added to each output channel.
    stride, dilation : int or (int, int)
        Steps between the windows that the input's pixels are spread over, and between the taps of one
        window, along (height, width).
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}
        Rows and columns cut off each side of the output: the padding of the convolution that is transposed;
        see :func:`cnnlib.shapes.resolve_padding`. "same" exists for stride 1 only.
    output_padding : int or (int, int)
        Rows added at the bottom and columns added at the right of the output, fewer than the stride or than
        the dilation.
    groups : int
        Number of groups that the channels are divided into.

    Returns
    -------
    ndarray (batch, out_channels, output_height, output_width)
        In the dtype of ``x``, of the size that :func:`cnnlib.shapes.conv_transpose2d_output_size` works out.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    Dumoulin and Visin, *A guide to convolution arithmetic for deep learning* (2016), chapter 4. The book's
    chapter on padding, stride and dilation teaches it.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])[None, None]
    >>> weight = np.array([[1.0, 10.0], [0.0, 0.5]])[None, None]
    >>> conv_transpose2d(x, weight, stride=2)[0, 0]
    array([[ 1. , 10. ,  2. , 20. ],
           [ 0. ,  0.5,  0. ,  1. ],
           [ 3. , 30. ,  4. , 40. ],
           [ 0. ,  1.5,  0. ,  2. ]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    hyperparameters["output_padding"] = output_padding
    convolution = check_conv_transpose2d(np.ndarray, NUMPY_DTYPES, x, weight, bias, **hyperparameters)
    (s_h, s_w), (d_h, d_w) = convolution.stride, convolution.dilation
    out_padded = np.pad(np.zeros(convolution.input_shape, x.dtype), ((0, 0), (0, 0), *convolution.padding))
    for n, c, i, j in np.ndindex(x.shape):
        first = _first_channel(convolution, c)
        for o in range(weight.shape[1]):
            for u in range(weight.shape[2]):
                for v in range(weight.shape[3]):
                    product = x[n, c, i, j] * weight[c, o, u, v]
                    out_padded[n, first + o, s_h * i + d_h * u, s_w * j + d_w * v] += product
    (top, _), (left, _) = convolution.padding
    height, width = convolution.input_size
    out = out_padded[:, :, top : top + height, left : left + width]
    return out.copy() if bias is None else out + bias[:, None, None]


@np.errstate(invalid="ignore", over="ignore")
def conv_transpose2d_backward(
    grad_output, x, weight, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1
):
    r"""Gradients of a loss with respect to the input, the weight and the bias of :func:`conv_transpose2d`.

    Every product of the forward pass hands the gradient of where it went, :math:`\tilde\delta` (zero in the
    padding that was cut off), to both its factors:

    .. math::
        \frac{\partial L}{\partial x_{n,c,i,j}}
            \mathrel{+}= \tilde\delta_{n,\, g(c) + o,\, s_h i + d_h u,\, s_w j + d_w v}\; w_{c,o,u,v}, \qquad
        \frac{\partial L}{\partial w_{c,o,u,v}}
            \mathrel{+}= x_{n,c,i,j}\; \tilde\delta_{n,\, g(c) + o,\, s_h i + d_h u,\, s_w j + d_w v}

    and :math:`\partial L / \partial b_o` is the sum of :math:`\delta` over batch and positions.

    Parameters
    ----------
    grad_output : ndarray (batch, out_channels, output_height, output_width)
        Gradient of the loss with respect to the output, :math:`\delta`.
    x, weight, stride, padding, output_padding, dilation, groups
        As :func:`conv_transpose2d` was given them.

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
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])[None, None]
    >>> weight = np.array([[1.0, 10.0], [0.0, 0.5]])[None, None]
    >>> grad_x, grad_weight, grad_bias = conv_transpose2d_backward(np.ones((1, 1, 3, 3)), x, weight)
    >>> grad_x[0, 0], grad_bias
    (array([[11.5, 11.5],
           [11.5, 11.5]]), array([9.]))
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    hyperparameters["output_padding"] = output_padding
    convolution = check_conv_transpose2d_backward(
        np.ndarray, NUMPY_DTYPES, grad_output, x, weight, **hyperparameters
    )
    (s_h, s_w), (d_h, d_w) = convolution.stride, convolution.dilation
    delta = np.pad(grad_output, ((0, 0), (0, 0), *convolution.padding))
    grad_x, grad_weight = np.zeros_like(x), np.zeros_like(weight)
    for n, c, i, j in np.ndindex(x.shape):
        first = _first_channel(convolution, c)
        for o in range(weight.shape[1]):
            for u in range(weight.shape[2]):
                for v in range(weight.shape[3]):
                    place = n, first + o, s_h * i + d_h * u, s_w * j + d_w * v
                    grad_x[n, c, i, j] += delta[place] * weight[c, o, u, v]
                    grad_weight[c, o, u, v] += x[n, c, i, j] * delta[place]
    return grad_x, grad_weight, grad_output.sum(axis=(0, 2, 3))


def _first_channel(convolution, in_channel):
    """Return the first output channel of the group that ``in_channel`` belongs to."""
    group = in_channel // (convolution.out_channels // convolution.groups)
    return group * (convolution.in_channels // convolution.groups)
