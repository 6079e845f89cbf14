"""Windows written out as columns, and columns added up to images, in torch."""

from __future__ import annotations

import torch
from torch.autograd.function import once_differentiable

from cnnlib.ops.checks_unfold import check_fold, check_fold_backward, check_unfold, check_unfold_backward
from cnnlib.ops.torch_ops.columns import add_up, write_out
from cnnlib.ops.torch_ops.tensors import DTYPES


def unfold(x, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Write out each window of a batch of images as a column (im2col); autograd works through it.

    .. math:: X_{n,\, (c k_h + u) k_w + v,\, i m_w + j} = \tilde x_{n,\, c,\, s_h i + d_h u,\, s_w j + d_w v}

    where :math:`\tilde x` is the padded input, :math:`k_h \times k_w` the kernel's size and :math:`m_w` the
    number of windows in a row. A convolution is then a product of matrices: the kernels, written out as rows,
    times :math:`X_n`.

    Parameters
    ----------
    x : Tensor (batch, channels, height, width), float16, bfloat16, float32 or float64
        The input, on any device.
    kernel_size : int or (int, int)
        Height and width of the window.
    stride, dilation : int or (int, int)
        Steps between windows, and between the taps of one window, along (height, width).
    padding : int, (int, int), ((int, int), (int, int)) or {"valid", "same", "full"}
        Zeros around the input; see :func:`cnnlib.shapes.resolve_padding`.

    Returns
    -------
    Tensor (batch, channels * kernel_height * kernel_width, windows)
        In the dtype of ``x`` and on its device. Windows follow each other row by row, as
        ``torch.nn.functional.unfold`` orders them.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says.

    References
    ----------
    Chellapilla, Puri and Simard, *High performance convolutional neural networks for document processing*
    (2006). The book's chapter on how convolution is computed builds this function.

    Examples
    --------
    >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
    >>> unfold(x, 2)[0]
    tensor([[0., 1., 3., 4.],
            [1., 2., 4., 5.],
            [3., 4., 6., 7.],
            [4., 5., 7., 8.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_unfold(torch.Tensor, DTYPES, x, kernel_size, **hyperparameters)
    return _Unfold.apply(x, geometry)


def unfold_backward(grad_output, input_shape, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Gradient of a loss with respect to the input of :func:`unfold`.

    .. math:: \frac{\partial L}{\partial x} = \operatorname{fold}(\Delta)

    Each value of a column hands its gradient to the pixel that it was copied from: the same as :func:`fold`.

    Parameters
    ----------
    grad_output : Tensor (batch, channels * kernel_height * kernel_width, windows)
        Gradient of the loss with respect to the columns, :math:`\Delta`.
    input_shape : (int, int, int, int)
        The shape of the input.
    kernel_size, stride, padding, dilation
        As :func:`unfold` was given them.

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
    >>> unfold_backward(torch.ones(1, 4, 4), (1, 1, 3, 3), 2)[0, 0]
    tensor([[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_unfold_backward(
        torch.Tensor, DTYPES, grad_output, input_shape, kernel_size, **hyperparameters
    )
    with torch.no_grad():
        return add_up(grad_output, geometry).to(grad_output.dtype)


def fold(columns, output_size, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Add up the columns of windows to a batch of images (col2im); autograd works through it.

    .. math::
        \tilde x_{n,\, c,\, s_h i + d_h u,\, s_w j + d_w v}
            \mathrel{+}= X_{n,\, (c k_h + u) k_w + v,\, i m_w + j}

    where :math:`\tilde x` is the padded image, :math:`k_h \times k_w` the kernel's size and :math:`m_w` the
    number of windows in a row. Where windows overlap, their values add up; what falls on the padding is cut
    off. As a matrix, it is the transpose of :func:`unfold`, and not its inverse.

    Parameters
    ----------
    columns : Tensor (batch, channels * kernel_height * kernel_width, windows)
        As :func:`unfold` orders them, on any device: float16, bfloat16 (both summed in single precision),
        float32 or float64.
    output_size : int or (int, int)
        Height and width of the images, without the padding.
    kernel_size, stride, padding, dilation
        As for :func:`unfold`: together with ``output_size``, they say how many windows there are.

    Returns
    -------
    Tensor (batch, channels, height, width)
        In the dtype of ``columns`` and on its device.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.ops` says; also where the number of columns is not that of the windows.

    References
    ----------
    ``torch.nn.functional.fold``. The book's chapter on how convolution is computed builds this function.

    Examples
    --------
    >>> columns = unfold(torch.arange(9.0).reshape(1, 1, 3, 3), 2)
    >>> fold(columns, 3, 2)[0, 0]
    tensor([[ 0.,  2.,  2.],
            [ 6., 16., 10.],
            [ 6., 14.,  8.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_fold(torch.Tensor, DTYPES, columns, output_size, kernel_size, **hyperparameters)
    return _Fold.apply(columns, geometry)


def fold_backward(grad_output, kernel_size, *, stride=1, padding=0, dilation=1):
    r"""Gradient of a loss with respect to the columns of :func:`fold`.

    .. math:: \frac{\partial L}{\partial X} = \operatorname{unfold}(\delta)

    Each value of a column gets the gradient of the pixel that it was added to: the same as :func:`unfold`.

    Parameters
    ----------
    grad_output : Tensor (batch, channels, height, width)
        Gradient of the loss with respect to the images, :math:`\delta`.
    kernel_size, stride, padding, dilation
        As :func:`fold` was given them.

    Returns
    -------
    Tensor (batch, channels * kernel_height * kernel_width, windows)
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
    >>> fold_backward(torch.arange(6.0).reshape(1, 1, 2, 3), 2)[0]
    tensor([[0., 1.],
            [1., 2.],
            [3., 4.],
            [4., 5.]])
    """
    hyperparameters = {"stride": stride, "padding": padding, "dilation": dilation}
    geometry = check_fold_backward(torch.Tensor, DTYPES, grad_output, kernel_size, **hyperparameters)
    with torch.no_grad():
        return write_out(grad_output, geometry)


class _Unfold(torch.autograd.Function):
    """Tells autograd that adding columns up is the derivative of writing them out."""

    @staticmethod
    def forward(ctx, x, geometry):
        ctx.geometry = geometry
        return _owned(write_out(x, geometry))

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        return add_up(grad_output, ctx.geometry).to(grad_output.dtype), None


class _Fold(torch.autograd.Function):
    """Tells autograd that writing columns out is the derivative of adding them up."""

    @staticmethod
    def forward(ctx, columns, geometry):
        ctx.geometry = geometry
        return _owned(add_up(columns, geometry).to(columns.dtype))

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        return write_out(grad_output, ctx.geometry), None


def _owned(tensor):
    """Return a tensor that is no view: autograd would let nobody change a view from a Function in place."""
    return tensor.clone() if tensor._is_view() else tensor
