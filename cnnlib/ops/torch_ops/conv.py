"""Cross-correlation in torch: the columns and matrix products of the NumPy engine, for whole images."""

from __future__ import annotations

import numpy as np
import torch
from torch.autograd.function import once_differentiable
from torch.nn.functional import pad

from cnnlib.ops.checks import check_conv2d, check_conv2d_backward

DTYPES = ("float16", "bfloat16", "float32", "float64")
BLOCK_BYTES = {"cpu": 4 * 2**20, "cuda": 256 * 2**20}


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
    _check_devices("conv2d", x, weight=weight, bias=bias)
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
    _check_devices("conv2d_backward", x, weight=weight, grad_output=grad_output)
    return _backward(grad_output, x, weight, geometry)


class _Conv2d(torch.autograd.Function):
    """Tells autograd which function is the derivative of the other."""

    @staticmethod
    def forward(ctx, x, weight, bias, geometry):
        ctx.save_for_backward(x, weight)
        ctx.geometry = geometry
        return _forward(x, weight, bias, geometry)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        gradients = _backward(grad_output, *ctx.saved_tensors, ctx.geometry)
        wanted = (grad if needed else None for grad, needed in zip(gradients, ctx.needs_input_grad))
        return *wanted, None


def _forward(x, weight, bias, geometry):
    kernels = weight.reshape(geometry.groups, geometry.out_channels // geometry.groups, -1)
    out = x.new_empty(geometry.output_shape)
    for images in _blocks(x, geometry):
        product = kernels @ _columns(_pad(x[images], geometry), geometry)
        out[images] = product.reshape(-1, *geometry.output_shape[1:])
    if bias is not None:
        out += bias[:, None, None]
    return out


@torch.no_grad()
def _backward(grad_output, x, weight, geometry):
    kernels = weight.reshape(geometry.groups, geometry.out_channels // geometry.groups, -1)
    grad_x, grad_kernels = torch.empty_like(x), _zeros(x, kernels.shape)
    for images in _blocks(x, geometry):
        x_padded = _pad(x[images], geometry)
        grad_block = grad_output[images].reshape(-1, *kernels.shape[:2], np.prod(geometry.output_size))
        grad_kernels += (grad_block @ _columns(x_padded, geometry).mT).sum(0)
        grad_padded = _zeros(x, x_padded.shape)
        _add_columns(grad_padded, kernels.mT @ grad_block, geometry)
        grad_x[images] = _crop(grad_padded, geometry)
    return grad_x, grad_kernels.to(x.dtype).reshape(weight.shape), grad_output.sum((0, 2, 3))


def _blocks(x, geometry):
    places = np.prod(geometry.output_size)
    image_bytes = geometry.in_channels * np.prod(geometry.kernel_size) * places * x.element_size()
    images = max(int(BLOCK_BYTES.get(x.device.type, BLOCK_BYTES["cuda"]) // image_bytes), 1)
    for first in range(0, geometry.batch, images):
        yield slice(first, first + images)


def _pad(x, geometry):
    (top, bottom), (left, right) = geometry.padding
    return pad(x, (left, right, top, bottom))


def _crop(x_padded, geometry):
    (top, _), (left, _) = geometry.padding
    height, width = geometry.input_size
    return x_padded[:, :, top : top + height, left : left + width]


def _columns(x_padded, geometry):
    """Write out all windows: (images, groups, taps in a kernel, windows)."""
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = geometry.kernel_size, geometry.stride, geometry.dilation
    windows = x_padded.unfold(2, d_h * (k_h - 1) + 1, s_h).unfold(3, d_w * (k_w - 1) + 1, s_w)
    taps_first = windows[..., ::d_h, ::d_w].permute(0, 1, 4, 5, 2, 3)
    places = np.prod(geometry.output_size)
    taps = geometry.in_channels // geometry.groups * k_h * k_w
    return taps_first.reshape(len(x_padded), geometry.groups, taps, places)


def _add_columns(x_padded, columns, geometry):
    """Add every column to the window that :func:`_columns` would have copied it from."""
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    height, width = geometry.output_size
    columns = columns.reshape(-1, geometry.in_channels, *geometry.kernel_size, height, width)
    for u, v in np.ndindex(geometry.kernel_size):
        rows = slice(d_h * u, d_h * u + s_h * (height - 1) + 1, s_h)
        places = slice(d_w * v, d_w * v + s_w * (width - 1) + 1, s_w)
        x_padded[:, :, rows, places] += columns[:, :, u, v]


def _zeros(x, shape):
    """Make an accumulator: half precision is summed in single, or the small terms would be lost."""
    return x.new_zeros(shape, dtype=torch.promote_types(x.dtype, torch.float32))


def _check_devices(op, x, **others):
    for name, tensor in others.items():
        if tensor is not None and tensor.device != x.device:
            raise ValueError(f"{op}: {name} is on {tensor.device} but x is on {x.device}: move one of them")
