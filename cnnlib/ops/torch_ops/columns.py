"""Windows written out as columns, and columns added up again, in torch: for convolutions and for unfold."""

from __future__ import annotations

from math import prod

import numpy as np
import torch
from torch.nn.functional import pad

BLOCK_BYTES = {"cpu": 4 * 2**20, "cuda": 256 * 2**20}


def blocks(tensor, geometry):
    """Yield slices of as many images as have their columns, in the dtype of ``tensor``, in one block."""
    image_bytes = geometry.in_channels * prod(geometry.kernel_size) * prod(geometry.output_size)
    block_bytes = BLOCK_BYTES.get(tensor.device.type, BLOCK_BYTES["cuda"])
    images = max(block_bytes // (image_bytes * tensor.element_size()), 1)
    for first in range(0, geometry.batch, images):
        yield slice(first, first + images)


def write_out(x, geometry):
    """Pad ``x`` and write out all its windows: (images, channels * taps in a kernel, windows)."""
    (top, bottom), (left, right) = geometry.padding
    x_padded = pad(x, (left, right, top, bottom))
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = geometry.kernel_size, geometry.stride, geometry.dilation
    windows = x_padded.unfold(2, d_h * (k_h - 1) + 1, s_h).unfold(3, d_w * (k_w - 1) + 1, s_w)
    height, width = geometry.output_size
    taps_first = windows[:, :, :height, :width, ::d_h, ::d_w].permute(0, 1, 4, 5, 2, 3)
    return taps_first.reshape(len(x), x.shape[1] * k_h * k_w, height * width)


def add_up(columns, geometry):
    """Add every column to the window that :func:`write_out` would have copied it from; cut the padding off.

    Half precision is summed, and returned, in single.
    """
    (s_h, s_w), (d_h, d_w) = geometry.stride, geometry.dilation
    (top, bottom), (left, right) = geometry.padding
    (_, channels, height, width), (rows, places) = geometry.input_shape, geometry.output_size
    columns = columns.reshape(len(columns), channels, *geometry.kernel_size, rows, places)
    x_padded = zeros(columns, (len(columns), channels, top + height + bottom, left + width + right))
    for u, v in np.ndindex(geometry.kernel_size):
        down = slice(d_h * u, d_h * u + s_h * (rows - 1) + 1, s_h)
        across = slice(d_w * v, d_w * v + s_w * (places - 1) + 1, s_w)
        x_padded[:, :, down, across] += columns[:, :, u, v]
    return x_padded[:, :, top : top + height, left : left + width]


def zeros(like, shape):
    """Make an accumulator: half precision is summed in single, or the small terms would be lost."""
    return like.new_zeros(shape, dtype=torch.promote_types(like.dtype, torch.float32))
