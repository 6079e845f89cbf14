"""Largest value and average of each window in torch: the passes of the NumPy engine, one for each tap."""

from __future__ import annotations

import numpy as np
import torch
from torch.autograd.function import once_differentiable

from cnnlib.ops.checks_pooling import (
    check_avg_pool2d,
    check_avg_pool2d_backward,
    check_indices,
    check_max_pool2d,
    check_max_pool2d_backward,
)
from cnnlib.ops.torch_ops.tensors import DTYPES, check_devices
from cnnlib.ops.torch_ops.windows import outer, single, spread, sums


def max_pool2d(x, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False):
    r"""Keep the largest value of each window, and where it was; autograd works through it.

    .. math:: z_{n,c,i,j} = \max_{u,v}\; x_{n,\, c,\, s_h i + d_h u - p_h,\, s_w j + d_w v - p_w}

    over the taps :math:`(u, v)` that lie in the input: padding is never the largest.

    Parameters
    ----------
    x : Tensor (batch, channels, height, width), float16, bfloat16, float32 or float64
        The input, on any device.
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
    out : Tensor (batch, channels, output_height, output_width)
        In the dtype of ``x``.
    indices : Tensor of the same shape, int64
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
    >>> x = torch.tensor([[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 0.0, 1.0]])[None, None]
    >>> out, indices = max_pool2d(x, 2)
    >>> out[0, 0], indices[0, 0]
    (tensor([[5., 2.]]), tensor([[1, 2]]))
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    geometry = check_max_pool2d(torch.Tensor, DTYPES, x, kernel_size, **hyperparameters)
    return _MaxPool2d.apply(x, geometry)


def max_pool2d_backward(grad_output, indices, input_shape):
    r"""Gradient of a loss with respect to the input of :func:`max_pool2d`.

    .. math:: \frac{\partial L}{\partial x_{n,c,k}} = \sum_{i,j:\; k_{n,c,i,j} = k} \delta_{n,c,i,j}

    Each maximum hands the gradient of its window, :math:`\delta`, to the one pixel :math:`k` that it came
    from. A pixel that is the maximum of several windows gets the sum.

    Parameters
    ----------
    grad_output : Tensor (batch, channels, output_height, output_width), float16, bfloat16, float32 or float64
        Gradient of the loss with respect to the output.
    indices : Tensor of the same shape, int64
        As :func:`max_pool2d` returned them.
    input_shape : (int, int, int, int)
        The shape of the input.

    Returns
    -------
    Tensor of shape ``input_shape``
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
    >>> grad_output, indices = torch.tensor([[[[10.0, 20.0]]]]), torch.tensor([[[[1, 2]]]])
    >>> max_pool2d_backward(grad_output, indices, (1, 1, 2, 4))[0, 0]
    tensor([[ 0., 10., 20.,  0.],
            [ 0.,  0.,  0.,  0.]])
    """
    shape = check_max_pool2d_backward(torch.Tensor, DTYPES, grad_output, indices, input_shape)
    check_devices("max_pool2d_backward", grad_output, reference="grad_output", indices=indices)
    if indices.numel():
        check_indices(*(int(extreme) for extreme in torch.aminmax(indices)), shape)
    with torch.no_grad():
        return _scatter(grad_output, indices, shape)


def avg_pool2d(
    x, kernel_size, *, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    r"""Average each window; autograd works through it.

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
    Tensor (batch, channels, output_height, output_width)
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
    >>> x = torch.tensor([[1.0, 5.0, 2.0, 2.0], [3.0, 3.0, 0.0, 0.0]])[None, None]
    >>> avg_pool2d(x, 2)[0, 0]
    tensor([[3., 1.]])
    """
    options = {"count_include_pad": count_include_pad, "divisor_override": divisor_override}
    options |= {"stride": stride, "padding": padding, "ceil_mode": ceil_mode}
    geometry, divisors = check_avg_pool2d(torch.Tensor, DTYPES, x, kernel_size, **options)
    return _AvgPool2d.apply(x, geometry, divisors)


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
    grad_output : Tensor (batch, channels, output_height, output_width), float16, bfloat16, float32 or float64
        Gradient of the loss with respect to the output.
    input_shape : (int, int, int, int)
        The shape of the input.
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As :func:`avg_pool2d` was given them.

    Returns
    -------
    Tensor of shape ``input_shape``
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
    >>> avg_pool2d_backward(torch.tensor([[[[8.0, 4.0]]]]), (1, 1, 2, 4), 2)[0, 0]
    tensor([[2., 2., 1., 1.],
            [2., 2., 1., 1.]])
    """
    options = {"count_include_pad": count_include_pad, "divisor_override": divisor_override}
    options |= {"stride": stride, "padding": padding, "ceil_mode": ceil_mode}
    geometry, divisors = check_avg_pool2d_backward(
        torch.Tensor, DTYPES, grad_output, input_shape, kernel_size, **options
    )
    with torch.no_grad():
        return _spread_shares(grad_output, geometry, divisors)


class _MaxPool2d(torch.autograd.Function):
    """Tells autograd which function is the derivative of the other."""

    @staticmethod
    def forward(ctx, x, geometry):
        out, indices = _largest(x, geometry)
        ctx.save_for_backward(indices)
        ctx.mark_non_differentiable(indices)
        ctx.input_shape = geometry.input_shape
        return out, indices

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output, _):
        return _scatter(grad_output, *ctx.saved_tensors, ctx.input_shape), None


class _AvgPool2d(torch.autograd.Function):
    """Tells autograd which function is the derivative of the other."""

    @staticmethod
    def forward(ctx, x, geometry, divisors):
        ctx.geometry, ctx.divisors = geometry, divisors
        return (sums(x, geometry) / outer(*divisors, x)).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        return _spread_shares(grad_output, ctx.geometry, ctx.divisors), None, None


def _largest(x, geometry):
    """Return the largest value of each window, and its place in its plane."""
    plane = torch.arange(geometry.input_size[0] * geometry.input_size[1], device=x.device)
    plane = plane.reshape(geometry.input_size)
    out = x.new_full(geometry.output_shape, -torch.inf)
    indices = _first_places(plane, geometry).expand(geometry.output_shape).clone()
    for u, v in np.ndindex(geometry.kernel_size):
        (upright, rows), (across, places) = geometry.slices(0, u), geometry.slices(1, v)
        windows, pixels = (..., upright, across), x[..., rows, places]
        larger = (pixels > out[windows]) | pixels.isnan()
        out[windows] = torch.where(larger, pixels, out[windows])
        indices[windows] = torch.where(larger, plane[rows, places], indices[windows])
    return out, indices


def _first_places(plane, geometry):
    """Return what ``plane`` holds under the first tap of each window that lies in the input."""
    rows, columns = (
        [s * i - p + d * tap for i, tap in enumerate(geometry.first_taps(axis))]
        for axis, (s, p, d) in enumerate(zip(geometry.stride, geometry.padding, geometry.dilation))
    )
    return plane[rows][:, columns]


def _scatter(grad_output, indices, shape):
    """Add the gradient of each window to the pixel that was its maximum."""
    grad_planes = single(grad_output).new_zeros(*shape[:2], shape[2] * shape[3])
    grad_planes.scatter_add_(2, indices.flatten(2), single(grad_output).flatten(2))
    return grad_planes.to(grad_output.dtype).reshape(shape)


def _spread_shares(grad_output, geometry, divisors):
    """Hand to every pixel its share of the gradient of each of its windows."""
    shares = single(grad_output) / outer(*divisors, grad_output)
    return spread(shares, geometry).to(grad_output.dtype)
