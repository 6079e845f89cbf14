"""NumPy, fast: whole slices and products of matrices in place of loops over pixels.

Every function has the arguments and the numbers of its namesake in :mod:`cnnlib.ops.loops`.
"""

from array_api_compat import numpy as xp

from cnnlib.ops.vectorized.conv import conv2d, conv2d_backward
from cnnlib.ops.vectorized.lp_pooling import lp_pool2d, lp_pool2d_backward
from cnnlib.ops.vectorized.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlib.ops.vectorized.transpose import conv_transpose2d, conv_transpose2d_backward
from cnnlib.ops.vectorized.unfold import fold, fold_backward, unfold, unfold_backward

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
