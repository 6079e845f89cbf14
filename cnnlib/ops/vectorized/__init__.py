"""NumPy, fast: whole slices and products of matrices in place of loops over pixels.

Every function has the arguments and the numbers of its namesake in :mod:`cnnlib.ops.loops`.
"""

from array_api_compat import numpy as xp

from cnnlib.ops.vectorized.conv import conv2d, conv2d_backward

__all__ = [
    "conv2d",
    "conv2d_backward",
    "xp",
]
