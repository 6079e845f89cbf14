"""Sums over the windows of a pooling in torch, along one axis after the other."""

from __future__ import annotations

import torch


def single(tensor):
    """Return ``tensor``, or half precision in single: sums of half precision would lose the small terms."""
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32))


def outer(heights, widths, like):
    """Return the products of two lists as a matrix, in at least single precision, where ``like`` lies."""
    options = {"dtype": torch.promote_types(like.dtype, torch.float32), "device": like.device}
    return torch.outer(torch.tensor(heights, **options), torch.tensor(widths, **options))


def sums(x, geometry):
    """Add up each window (undilated); half precision is summed in single, which the result has too."""
    x = single(x)
    batch, channels, _, width = geometry.input_shape
    columns = x.new_zeros(batch, channels, geometry.output_size[0], width)
    for u in range(geometry.kernel_size[0]):
        windows, rows = geometry.slices(0, u)
        columns[:, :, windows] += x[:, :, rows]
    out = x.new_zeros(geometry.output_shape)
    for v in range(geometry.kernel_size[1]):
        windows, places = geometry.slices(1, v)
        out[..., windows] += columns[..., places]
    return out


def spread(grad_sums, geometry):
    """Hand the gradient of each of :func:`sums` to every pixel of its window."""
    batch, channels, _, width = geometry.input_shape
    grad_columns = grad_sums.new_zeros(batch, channels, geometry.output_size[0], width)
    for v in range(geometry.kernel_size[1]):
        windows, places = geometry.slices(1, v)
        grad_columns[..., places] += grad_sums[..., windows]
    grad_x = grad_sums.new_zeros(geometry.input_shape)
    for u in range(geometry.kernel_size[0]):
        windows, rows = geometry.slices(0, u)
        grad_x[:, :, rows] += grad_columns[:, :, windows]
    return grad_x
