"""The formula itself: one loop for each summation sign, and nothing clever.

Read this package to learn what an operation is. :mod:`cnnlib.ops.vectorized` computes the same numbers a
thousand times faster, and the tests hold the two together.
"""

from array_api_compat import numpy as xp

from cnnlib.ops.loops.conv import conv2d, conv2d_backward
from cnnlib.ops.loops.lp_pooling import lp_pool2d, lp_pool2d_backward
from cnnlib.ops.loops.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlib.ops.loops.transpose import conv_transpose2d, conv_transpose2d_backward
from cnnlib.ops.loops.unfold import fold, fold_backward, unfold, unfold_backward

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv2d",
    "conv2d_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "fold",
    "fold_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "unfold",
    "unfold_backward",
    "xp",
]
