"""Transposed convolution in NumPy: the gradients of a convolution, with the roles exchanged."""

from __future__ import annotations

import numpy as np

from cnnlib.ops.checks import NUMPY_DTYPES
from cnnlib.ops.checks_transpose import check_conv_transpose2d, check_conv_transpose2d_backward
from cnnlib.ops.vectorized.conv import correlate, input_gradient, weight_gradient


@np.errstate(invalid="ignore", over="ignore")
def conv_transpose2d(x, weight, bias=None, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1):
    r"""Spread each pixel of the input over a window of the output, weighted by the kernel.

    .. math:: Z = \operatorname{fold}(W_g^\top X_g) + b

    for each group :math:`g`, where a row of :math:`W_g` is a kernel and a row of :math:`X_g` a channel of the
    input, both written out as vectors. It is the gradient of ``conv2d`` with respect to its input: ``fold``
    adds every column to the window that the convolution would have read.

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
    out = input_gradient(x, weight, convolution)
    if bias is not None:
        out += bias[:, None, None]
    return out


@np.errstate(invalid="ignore", over="ignore")
def conv_transpose2d_backward(
    grad_output, x, weight, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1
):
    r"""Gradients of a loss with respect to the input, the weight and the bias of :func:`conv_transpose2d`.

    .. math:: \frac{\partial L}{\partial X_g} = W_g\, \Delta_g, \qquad
              \frac{\partial L}{\partial W_g} = X_g\, \Delta_g^\top,

    where a column of :math:`\Delta_g` is a window of the padded gradient of the output. The first is a
    convolution, and the second is the weight gradient of that convolution.

    Parameters
    ----------
    grad_output : ndarray (batch, out_channels, output_height, output_width)
        Gradient of the loss with respect to the output, :math:`\Delta` in the formula.
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
    grad_x = correlate(grad_output, weight, convolution)
    return grad_x, weight_gradient(x, grad_output, convolution), grad_output.sum(axis=(0, 2, 3))
