"""Transposed convolution in torch: the gradients of a convolution, with the roles exchanged."""

from __future__ import annotations

import torch
from torch.autograd.function import once_differentiable

from cnnlib.ops.checks_transpose import check_conv_transpose2d, check_conv_transpose2d_backward
from cnnlib.ops.torch_ops.conv import correlate, input_gradient, weight_gradient
from cnnlib.ops.torch_ops.tensors import DTYPES, check_devices


def conv_transpose2d(x, weight, bias=None, *, stride=1, padding=0, output_padding=0, dilation=1, groups=1):
    r"""Spread each pixel of the input over a window of the output; autograd works through it.

    .. math:: Z = \operatorname{fold}(W_g^\top X_g) + b

    for each group :math:`g`, where a row of :math:`W_g` is a kernel and a row of :math:`X_g` a channel of the
    input, both written out as vectors. It is the gradient of ``conv2d`` with respect to its input: ``fold``
    adds every column to the window that the convolution would have read.

    Parameters
    ----------
    x : Tensor (batch, in_channels, height, width), float16, bfloat16, float32 or float64
        The input, on any device.
    weight : Tensor (in_channels, out_channels // groups, kernel_height, kernel_width)
        The kernels, of the same dtype and on the same device.
    bias : Tensor (out_channels,), optional
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
    Tensor (batch, out_channels, output_height, output_width)
        In the dtype of ``x`` and on its device, of the size that
        :func:`cnnlib.shapes.conv_transpose2d_output_size` works out.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says; also ValueError where the tensors lie on different devices.

    References
    ----------
    Dumoulin and Visin, *A guide to convolution arithmetic for deep learning* (2016), chapter 4. The book's
    chapter on padding, stride and dilation teaches it.

    Examples
    --------
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])[None, None]
    >>> weight = torch.tensor([[1.0, 10.0], [0.0, 0.5]])[None, None]
    >>> conv_transpose2d(x, weight, stride=2)[0, 0]
    tensor([[ 1.0000, 10.0000,  2.0000, 20.0000],
            [ 0.0000,  0.5000,  0.0000,  1.0000],
            [ 3.0000, 30.0000,  4.0000, 40.0000],
            [ 0.0000,  1.5000,  0.0000,  2.0000]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    hyperparameters["output_padding"] = output_padding
    convolution = check_conv_transpose2d(torch.Tensor, DTYPES, x, weight, bias, **hyperparameters)
    check_devices("conv_transpose2d", x, weight=weight, bias=bias)
    return _ConvTranspose2d.apply(x, weight, bias, convolution)


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
    grad_output : Tensor (batch, out_channels, output_height, output_width)
        Gradient of the loss with respect to the output, :math:`\Delta` in the formula.
    x, weight, stride, padding, output_padding, dilation, groups
        As :func:`conv_transpose2d` was given them.

    Returns
    -------
    grad_x, grad_weight, grad_bias : Tensor
        Of the shapes of ``x``, ``weight`` and the bias, in the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As for :func:`conv_transpose2d`.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 9.5. The book's chapter on
    backpropagation derives it.

    Examples
    --------
    >>> x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])[None, None]
    >>> weight = torch.tensor([[1.0, 10.0], [0.0, 0.5]])[None, None]
    >>> grad_x, grad_weight, grad_bias = conv_transpose2d_backward(torch.ones(1, 1, 3, 3), x, weight)
    >>> grad_x[0, 0], grad_bias
    (tensor([[11.5000, 11.5000],
            [11.5000, 11.5000]]), tensor([9.]))
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    hyperparameters["output_padding"] = output_padding
    convolution = check_conv_transpose2d_backward(
        torch.Tensor, DTYPES, grad_output, x, weight, **hyperparameters
    )
    check_devices("conv_transpose2d_backward", x, weight=weight, grad_output=grad_output)
    with torch.no_grad():
        grad_x = correlate(grad_output, weight, convolution)
        return grad_x, weight_gradient(x, grad_output, convolution), grad_output.sum((0, 2, 3))


class _ConvTranspose2d(torch.autograd.Function):
    """Tells autograd which functions are the derivatives of which."""

    @staticmethod
    def forward(ctx, x, weight, bias, convolution):
        ctx.save_for_backward(x, weight)
        ctx.convolution = convolution
        out = input_gradient(x, weight, convolution)
        return out if bias is None else out.add_(bias[:, None, None])

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        (x, weight), (for_x, for_weight, for_bias, _) = ctx.saved_tensors, ctx.needs_input_grad
        grad_x = correlate(grad_output, weight, ctx.convolution) if for_x else None
        grad_weight = weight_gradient(x, grad_output, ctx.convolution) if for_weight else None
        return grad_x, grad_weight, grad_output.sum((0, 2, 3)) if for_bias else None, None
