"""The formula itself: one loop for each summation sign, and nothing clever.

Read this package to learn what an operation is. :mod:`cnnlib.ops.vectorized` computes the same numbers a
thousand times faster, and the tests hold the two together.
"""

from array_api_compat import numpy as xp

from cnnlib.ops.loops.conv import conv2d, conv2d_backward

__all__ = [
    "conv2d",
    "conv2d_backward",
    "xp",
]
