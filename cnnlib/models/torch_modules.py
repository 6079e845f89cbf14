"""Modules of ``torch.nn``'s kind for the layers that PyTorch does not have."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional


class GeneralConv2d(nn.Conv2d):
    """A convolution with a padding of its own for each side, and with a table of connections.

    Parameters
    ----------
    *arguments, **options
        As ``torch.nn.Conv2d`` takes them, without padding.
    sides : ((int, int), (int, int))
        Zeros at ((top, bottom), (left, right)).
    connections : Tensor of bool (out_channels, in_channels), optional
        Which outputs see which inputs.
    """

    def __init__(self, *arguments, sides, connections=None, **options):
        super().__init__(*arguments, **options)
        self.sides = sides
        self.register_buffer("connections", connections, persistent=False)

    def forward(self, x):
        """Pad, leave out the missing connections, convolve."""
        weight = self.weight
        if self.connections is not None:
            weight = weight * self.connections[:, :, None, None]
        (top, bottom), (left, right) = self.sides
        return self._conv_forward(functional.pad(x, (left, right, top, bottom)), weight, self.bias)


class Subsampling(nn.Module):
    """LeNet-5's pooling: the sum of each window, times a coefficient, plus a bias."""

    def __init__(self, channels, kernel_size, stride):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride
        self.coefficient = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        """Sum, scale, shift."""
        sums = functional.avg_pool2d(x, self.kernel_size, self.stride, divisor_override=1)
        return self.coefficient[:, None, None] * sums + self.bias[:, None, None]


class ScaledTanh(nn.Module):
    """amplitude * tanh(slope * x)."""

    def __init__(self, amplitude, slope):
        super().__init__()
        self.amplitude, self.slope = amplitude, slope

    def forward(self, x):
        """Squash."""
        return self.amplitude * torch.tanh(self.slope * x)


class RadialBasis(nn.Module):
    """Minus the squared distance to each prototype."""

    def __init__(self, classes, features):
        super().__init__()
        self.register_buffer("prototypes", torch.zeros(classes, features))

    def forward(self, x):
        """Subtract, square, sum."""
        return -((x[:, None, :] - self.prototypes) ** 2).sum(-1)
