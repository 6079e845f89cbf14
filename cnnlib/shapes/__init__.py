"""Whole numbers only: output sizes, padding, receptive fields, counts of parameters and multiply-adds.

Nothing here touches an array. Every engine in :mod:`cnnlib.ops` asks this module what an operation means
before it computes, and so all of them refuse the same input with the same words.
"""

from cnnlib.shapes.conv import Conv2dGeometry, conv2d_geometry
from cnnlib.shapes.counts import conv2d_multiply_adds, conv2d_parameter_count
from cnnlib.shapes.fields import ReceptiveField, receptive_field
from cnnlib.shapes.pooling import Pool2dGeometry, pool2d_geometry, pool2d_output_size
from cnnlib.shapes.transpose import conv_transpose2d_geometry, conv_transpose2d_output_size
from cnnlib.shapes.unfold import UnfoldGeometry, fold_geometry, unfold_geometry
from cnnlib.shapes.windows import conv2d_output_size, conv_output_size, resolve_padding

__all__ = [
    "Conv2dGeometry",
    "Pool2dGeometry",
    "ReceptiveField",
    "UnfoldGeometry",
    "conv2d_geometry",
    "conv2d_multiply_adds",
    "conv2d_output_size",
    "conv2d_parameter_count",
    "conv_output_size",
    "conv_transpose2d_geometry",
    "conv_transpose2d_output_size",
    "fold_geometry",
    "pool2d_geometry",
    "pool2d_output_size",
    "receptive_field",
    "resolve_padding",
    "unfold_geometry",
]
