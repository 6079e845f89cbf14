"""The p-norm of each window in torch: a power, a sum over windows, a root."""

from __future__ import annotations

from math import prod

import torch
from torch.autograd.function import once_differentiable

from cnnlib.ops.checks_pooling import check_lp_pool2d, check_lp_pool2d_backward
from cnnlib.ops.torch_ops.tensors import DTYPES, check_devices
from cnnlib.ops.torch_ops.windows import outer, single, spread, sums


def lp_pool2d(x, norm_type, kernel_size, *, stride=None, ceil_mode=False):
    r"""Take the p-norm of each window, without the absolute values; autograd works through it.

    .. math:: z_{n,c,i,j} = S_{n,c,i,j}^{1/p}, \qquad
              S_{n,c,i,j} = \frac{k_h k_w}{D_{ij}} \sum_{u,v} x_{n,\, c,\, s_h i + u,\, s_w j + v}^p

    where :math:`D_{ij}` is the number of pixels in the window: all :math:`k_h k_w` of them, but where
    ``ceil_mode`` lets the last window reach beyond the input. The fraction makes up for those it lacks.

    Parameters
    ----------
    x : Tensor (batch, channels, height, width), float16, bfloat16, float32 or float64
        The input, on any device.
    norm_type : int or float
        The exponent :math:`p`, positive and finite: 1 sums, 2 is the Euclidean norm.
    kernel_size, stride, ceil_mode
        As for :func:`cnnlib.ops.torch_ops.max_pool2d`.

    Returns
    -------
    Tensor (batch, channels, output_height, output_width)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    Notes
    -----
    All this is ``torch.nn.functional.lp_pool2d``'s definition. For odd :math:`p` negative inputs count
    negatively: with :math:`p = 1` a window may come out negative, with :math:`p = 3` a negative sum has no
    root and gives NaN. For fractional :math:`p` a negative input gives NaN. The norms that PyTorch lets pass
    but computes no norm for, 0, negative and infinite ones, are refused here.

    References
    ----------
    Sermanet, Chintala and LeCun, *Convolutional neural networks applied to house numbers digit
    classification* (2012). The book's chapter on pooling teaches it.

    Examples
    --------
    >>> x = torch.tensor([[3.0, 0.0, 1.0, 1.0], [0.0, -4.0, 1.0, 1.0]])[None, None]
    >>> lp_pool2d(x, 2, 2)[0, 0], lp_pool2d(x, 1, 2)[0, 0]
    (tensor([[5., 2.]]), tensor([[-1.,  4.]]))
    """
    hyperparameters = {"stride": stride, "ceil_mode": ceil_mode}
    geometry = check_lp_pool2d(torch.Tensor, DTYPES, x, norm_type, kernel_size, **hyperparameters)
    return _LpPool2d.apply(x, float(norm_type), geometry)


def lp_pool2d_backward(grad_output, x, norm_type, kernel_size, *, stride=None, ceil_mode=False):
    r"""Gradient of a loss with respect to the input of :func:`lp_pool2d`.

    .. math:: \frac{\partial L}{\partial x_{n,\, c,\, s_h i + u,\, s_w j + v}} \mathrel{+}=
              \delta_{n,c,i,j}\, S_{n,c,i,j}^{1/p - 1}\, \frac{k_h k_w}{D_{ij}}\,
              x_{n,\, c,\, s_h i + u,\, s_w j + v}^{p-1}

    Where the sum :math:`S` is 0 the window hands on no gradient, as in PyTorch.

    Parameters
    ----------
    grad_output : Tensor (batch, channels, output_height, output_width)
        Gradient of the loss with respect to the output, :math:`\delta`.
    x, norm_type, kernel_size, stride, ceil_mode
        As :func:`lp_pool2d` was given them.

    Returns
    -------
    Tensor (batch, channels, height, width)
        In the dtype of ``x``.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    Notes
    -----
    For :math:`p < 1` the power has an infinite slope at an input of 0: the gradient there is infinite, or
    NaN where the whole window is 0. For :math:`p = 1` a NaN in the window leaves the gradient as it is, where
    PyTorch has 0.

    References
    ----------
    The book's chapter on backpropagation derives it.

    Examples
    --------
    >>> x = torch.tensor([[3.0, 0.0, 0.0, 0.0], [0.0, -4.0, 0.0, 0.0]])[None, None]
    >>> lp_pool2d_backward(torch.ones(1, 1, 1, 2), x, 2, 2)[0, 0]
    tensor([[ 0.6000,  0.0000,  0.0000,  0.0000],
            [ 0.0000, -0.8000,  0.0000,  0.0000]])
    """
    hyperparameters = {"stride": stride, "ceil_mode": ceil_mode}
    geometry = check_lp_pool2d_backward(
        torch.Tensor, DTYPES, grad_output, x, norm_type, kernel_size, **hyperparameters
    )
    check_devices("lp_pool2d_backward", x, grad_output=grad_output)
    with torch.no_grad():
        return _backward(grad_output, x, float(norm_type), geometry)


class _LpPool2d(torch.autograd.Function):
    """Tells autograd which function is the derivative of the other."""

    @staticmethod
    def forward(ctx, x, p, geometry):
        ctx.save_for_backward(x)
        ctx.p, ctx.geometry = p, geometry
        return (_sums_of_powers(x, p, geometry) ** (1 / p)).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        return _backward(grad_output, *ctx.saved_tensors, ctx.p, ctx.geometry), None, None


def _backward(grad_output, x, p, geometry):
    powers = _sums_of_powers(x, p, geometry)
    grad_sums = grad_output * powers ** (1 / p - 1) * _scale(x, geometry)
    grad_powers = spread(grad_sums.masked_fill(powers == 0, 0), geometry)
    return (grad_powers * single(x) ** (p - 1)).to(x.dtype)


def _sums_of_powers(x, p, geometry):
    return sums(single(x) ** p, geometry) * _scale(x, geometry)


def _scale(x, geometry):
    """Return what each window's sum is multiplied by: the size of a whole window over its own."""
    return prod(geometry.kernel_size) / outer(*geometry.divisors(count_padding=False), x)
