"""The networks of the book, built from :mod:`cnnlib.layers`, and the table of what they cost.

:mod:`cnnlib.models.pytorch`, which needs torch, makes modules of PyTorch of them, and back.
"""

from cnnlib.models.alexnet import PUBLISHED, TORCHVISION, alexnet, small_alexnet
from cnnlib.models.bitmaps import digit_bitmaps
from cnnlib.models.lenet import c3_connections, lenet5, lenet5_published
from cnnlib.models.rbf import CompetitiveLoss, RadialBasis
from cnnlib.models.shipped import trained_lenet5, training_record
from cnnlib.models.summary import LayerSummary, Summary, summary

__all__ = [
    "PUBLISHED",
    "TORCHVISION",
    "CompetitiveLoss",
    "LayerSummary",
    "RadialBasis",
    "Summary",
    "alexnet",
    "c3_connections",
    "digit_bitmaps",
    "lenet5",
    "lenet5_published",
    "small_alexnet",
    "summary",
    "trained_lenet5",
    "training_record",
]
