"""Pictures changed at random, so that a network sees more of them than there are.

Every function takes a batch (count, channels, height, width) and a `numpy.random.Generator` as `rng`, and
returns a new batch: the pictures that it was given stay as they were, and the same seed gives the same
pictures. Each picture of the batch gets a draw of its own, all its channels the same.

>>> import numpy as np
>>> from functools import partial
>>> augment = compose(partial(affine, degrees=10, shift=2), elastic)
>>> augment(np.zeros((5, 1, 28, 28), np.float32), rng=np.random.default_rng(0)).shape
(5, 1, 28, 28)

Sources: P. Simard, D. Steinkraus, J. Platt, *Best Practices for Convolutional Neural Networks Applied to
Visual Document Analysis*, ICDAR 2003: shifts, affine and elastic distortions. A. Krizhevsky, I. Sutskever,
G. Hinton, *ImageNet Classification with Deep Convolutional Neural Networks*, NIPS 2012, section 4.1: crops,
flips, colors.
"""

from cnnlib.datasets.augmentation.color import pca_color, principal_colors
from cnnlib.datasets.augmentation.composition import compose
from cnnlib.datasets.augmentation.elastic import elastic
from cnnlib.datasets.augmentation.frames import center_crop, crop, flip
from cnnlib.datasets.augmentation.geometry import affine, affine_matrices, rotate, scale, shift, warp_affine

__all__ = [
    "affine",
    "affine_matrices",
    "center_crop",
    "compose",
    "crop",
    "elastic",
    "flip",
    "pca_color",
    "principal_colors",
    "rotate",
    "scale",
    "shift",
    "warp_affine",
]
