"""Blocks of windows, written out as columns: what the convolution and its transpose are computed on.

Three decisions make them fast; the book's chapter on computing convolutions measures each. A block is as
large as a cache, so that the columns are read back before they leave it. The image number is the last axis
inside a block, so that copies run over long stretches of memory however small the images are. A strided
convolution first splits its input into the sub-images that its windows step through, stride_h * stride_w of
them: each tap of the kernel then reads one of them without gaps.
"""

from __future__ import annotations

import numpy as np

BLOCK_BYTES = 4 * 2**20


def blocks(geometry, itemsize):
    """Yield slices of images, each with the bands of output rows whose columns fill one block."""
    height, width = geometry.output_size
    kernel_height, kernel_width = geometry.kernel_size
    row_bytes = geometry.in_channels * kernel_height * kernel_width * width * itemsize
    images = min(max(BLOCK_BYTES // (row_bytes * height), 1), max(geometry.batch, 1))
    rows = max(BLOCK_BYTES // (row_bytes * images), 1)
    bands = [slice(top, min(top + rows, height)) for top in range(0, height, rows)]
    for first in range(0, geometry.batch, images):
        yield slice(first, min(first + images, geometry.batch)), bands


def split(x, geometry):
    """Pad ``x`` and split it by stride, into the planes that :func:`planes_shape` describes."""
    (top, _), (left, _) = geometry.padding
    height, width = geometry.input_size
    s_h, s_w, channels, rows, columns, images = planes_shape(len(x), geometry)
    padded = np.zeros((channels, rows * s_h, columns * s_w, images), x.dtype)
    padded[:, top : top + height, left : left + width] = np.moveaxis(x, 0, -1)
    planes = padded.reshape(channels, rows, s_h, columns, s_w, images).transpose(2, 4, 0, 1, 3, 5)
    return np.ascontiguousarray(planes)


def merge(planes, geometry):
    """Undo :func:`split`: join the sub-images and cut the padding off."""
    s_h, s_w, channels, rows, columns, images = planes.shape
    (top, _), (left, _) = geometry.padding
    height, width = geometry.input_size
    padded = planes.transpose(2, 3, 0, 4, 1, 5).reshape(channels, rows * s_h, columns * s_w, images)
    return np.moveaxis(padded[:, top : top + height, left : left + width], -1, 0)


def planes_shape(images, geometry):
    """Return the shape of an input split by stride: (stride_h, stride_w, channels, rows, columns, images)."""
    s_h, s_w = _steps(geometry)
    (top, bottom), (left, right) = geometry.padding
    height, width = geometry.input_size
    rows, columns = -(-(top + height + bottom) // s_h), -(-(left + width + right) // s_w)
    return s_h, s_w, geometry.in_channels, rows, columns, images


def write_out(planes, rows, geometry):
    """Write out the windows of a block: (groups, taps in a kernel, windows)."""
    shape = geometry.in_channels, *geometry.kernel_size, rows.stop - rows.start, geometry.output_size[1]
    columns = np.empty((*shape, planes.shape[-1]), planes.dtype)
    for u, v, window in _windows(planes, rows, geometry):
        columns[:, u, v] = window
    return columns.reshape(geometry.groups, -1, columns[0, 0, 0].size)


def add_up(planes, columns, rows, geometry):
    """Add every column to the window that :func:`write_out` would have copied it from."""
    shape = geometry.in_channels, *geometry.kernel_size, rows.stop - rows.start, geometry.output_size[1]
    columns = columns.reshape(*shape, planes.shape[-1])
    for u, v, window in _windows(planes, rows, geometry):
        window += columns[:, u, v]


def _windows(planes, rows, geometry):
    """Yield for each tap (u, v) of the kernel the pixels under it: a view (channels, rows, width, images)."""
    (s_h, s_w), (d_h, d_w) = _steps(geometry), geometry.dilation
    for u, v in np.ndindex(geometry.kernel_size):
        (top, a), (left, b) = divmod(u * d_h, s_h), divmod(v * d_w, s_w)
        right = left + geometry.output_size[1]
        yield u, v, planes[a, b, :, top + rows.start : top + rows.stop, left:right]


def _steps(geometry):
    """Return the stride, or 1 along an axis with one window: nobody steps, however large the stride is."""
    return tuple(1 if size == 1 else step for size, step in zip(geometry.output_size, geometry.stride))
