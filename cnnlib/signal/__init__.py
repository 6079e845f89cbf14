"""Convolution and cross-correlation of plain n-D arrays, as matrices, and in separable parts.

`convolve` flips the kernel, as mathematics does; `cross_correlate` does not, as network layers do.
Both return every overlap (``mode="full"``) unless told otherwise, as `numpy.convolve` does; a layer
without padding computes ``mode="valid"``.
"""

from cnnlib.signal.matrices import circulant_matrix, doubly_block_toeplitz_matrix, toeplitz_matrix
from cnnlib.signal.separable import is_separable, separable_parts, separable_rank
from cnnlib.signal.sliding import convolve, cross_correlate, flip, merge_kernels

__all__ = [
    "circulant_matrix",
    "convolve",
    "cross_correlate",
    "doubly_block_toeplitz_matrix",
    "flip",
    "is_separable",
    "merge_kernels",
    "separable_parts",
    "separable_rank",
    "toeplitz_matrix",
]
