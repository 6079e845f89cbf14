"""Cross-correlation in torch: the columns and matrix products of the NumPy engine, for whole images."""

from __future__ import annotations

from math import prod

import torch
from torch.autograd.function import once_differentiable

from cnnlib.ops.checks import check_conv2d, check_conv2d_backward
from cnnlib.ops.torch_ops.columns import add_up, blocks, write_out, zeros
from cnnlib.ops.torch_ops.tensors import DTYPES, check_devices


def conv2d(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    r"""Cross-correlate a batch of images with a bank of kernels; autograd works through it.

    .. math:: Z_g = W_g\, X_g + b_g

    for each group :math:`g`, where a row of :math:`W_g` is a kernel and a column of :math:`X_g` is a window
    of the padded input, both written out as vectors.

    Parameters
    ----------
    x : Tensor (batch, in_channels, height, width), float16, bfloat16, float32 or float64
        The input, on any device.
    weight : Tensor (out_channels, in_channels // groups, kernel_height, kernel_width)
        The kernels, of the same dtype and on the same device.
    bias : Tensor (out_channels,), optional
        Added to each output channel.
    stride, dilation : int or (int, int)
        Steps between windows, and between the taps of one window, along (height, width).
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}
        Zeros around the input; see :func:`cnnlib.shapes.resolve_padding`.
    groups : int
        Number of groups that the channels are divided into.

    Returns
    -------
    Tensor (batch, out_channels, output_height, output_width)
        In the dtype of ``x`` and on its device.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says; also ValueError where the tensors lie on different devices.

    References
    ----------
    Chellapilla, Puri and Simard, *High performance convolutional neural networks for document processing*
    (2006). The book's chapter on GPUs measures this function against cuDNN.

    Examples
    --------
    >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
    >>> weight = torch.arange(4.0).reshape(1, 1, 2, 2)
    >>> conv2d(x, weight)[0, 0]
    tensor([[19., 25.],
            [37., 43.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    geometry = check_conv2d(torch.Tensor, DTYPES, x, weight, bias, **hyperparameters)
    check_devices("conv2d", x, weight=weight, bias=bias)
    return _Conv2d.apply(x, weight, bias, geometry)


def conv2d_backward(grad_output, x, weight, *, stride=1, padding=0, dilation=1, groups=1):
    r"""Gradients of a loss with respect to the input, the weight and the bias of :func:`conv2d`.

    .. math:: \frac{\partial L}{\partial W_g} = \Delta_g X_g^\top, \qquad
              \frac{\partial L}{\partial X_g} = W_g^\top \Delta_g,

    and every column of the latter is added back to the window that it was copied from.

    Parameters
    ----------
    grad_output : Tensor (batch, out_channels, output_height, output_width)
        Gradient of the loss with respect to the output, :math:`\Delta` in the formula.
    x, weight, stride, padding, dilation, groups
        As :func:`conv2d` was given them.

    Returns
    -------
    grad_x, grad_weight, grad_bias : Tensor
        Of the shapes of ``x``, ``weight`` and the bias, in the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As for :func:`conv2d`.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 9.5. The book's chapter on
    backpropagation derives it.

    Examples
    --------
    >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
    >>> weight = torch.arange(4.0).reshape(1, 1, 2, 2)
    >>> grad_x, grad_weight, grad_bias = conv2d_backward(torch.ones(1, 1, 2, 2), x, weight)
    >>> grad_weight[0, 0], grad_bias
    (tensor([[ 8., 12.],
            [20., 24.]]), tensor([4.]))
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    geometry = check_conv2d_backward(torch.Tensor, DTYPES, grad_output, x, weight, **hyperparameters)
    check_devices("conv2d_backward", x, weight=weight, grad_output=grad_output)
    with torch.no_grad():
        grad_x = input_gradient(grad_output, weight, geometry)
        return grad_x, weight_gradient(grad_output, x, geometry), grad_output.sum((0, 2, 3))


class _Conv2d(torch.autograd.Function):
    """Tells autograd which functions are the derivatives of which."""

    @staticmethod
    def forward(ctx, x, weight, bias, geometry):
        ctx.save_for_backward(x, weight)
        ctx.geometry = geometry
        out = correlate(x, weight, geometry)
        return out if bias is None else out.add_(bias[:, None, None])

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        (x, weight), (for_x, for_weight, for_bias, _) = ctx.saved_tensors, ctx.needs_input_grad
        grad_x = input_gradient(grad_output, weight, ctx.geometry) if for_x else None
        grad_weight = weight_gradient(grad_output, x, ctx.geometry) if for_weight else None
        return grad_x, grad_weight, grad_output.sum((0, 2, 3)) if for_bias else None, None


def correlate(x, weight, geometry):
    """Compute the forward pass without a bias."""
    kernels, out = _kernels(weight, geometry), x.new_empty(geometry.output_shape)
    for images in blocks(x, geometry):
        windows = write_out(x[images], geometry)
        out[images] = (kernels @ _grouped(windows, geometry)).reshape(-1, *geometry.output_shape[1:])
    return out


def input_gradient(grad_output, weight, geometry):
    """Compute the gradient with respect to the input."""
    kernels, grad_x = _kernels(weight, geometry), weight.new_empty(geometry.input_shape)
    for images in blocks(weight, geometry):
        grad_columns = kernels.mT @ _grouped(grad_output[images], geometry)
        grad_x[images] = add_up(grad_columns, geometry)
    return grad_x


def weight_gradient(grad_output, x, geometry):
    """Compute the gradient with respect to the weight."""
    per_group = geometry.in_channels // geometry.groups
    grad_weight = zeros(x, (geometry.out_channels, per_group, *geometry.kernel_size))
    grad_kernels = _kernels(grad_weight, geometry)
    for images in blocks(x, geometry):
        windows = _grouped(write_out(x[images], geometry), geometry)
        grad_kernels += (_grouped(grad_output[images], geometry) @ windows.mT).sum(0)
    return grad_weight.to(x.dtype)


def _kernels(weight, geometry):
    """Write out each kernel as a row: (groups, out_channels // groups, taps in a kernel)."""
    return weight.reshape(geometry.groups, geometry.out_channels // geometry.groups, -1)


def _grouped(tensor, geometry):
    """Divide the channels into groups, and write out the windows in a row: (images, groups, ..., windows)."""
    per_group = tensor.shape[1] // geometry.groups
    return tensor.reshape(len(tensor), geometry.groups, per_group, prod(geometry.output_size))
