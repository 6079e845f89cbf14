"""All the whole numbers of one convolution."""

from __future__ import annotations

from dataclasses import dataclass

from cnnlib.arguments import show, whole_number
from cnnlib.shapes.windows import Pair, four_axes, hyperparameters, output_sizes


@dataclass(frozen=True)
class Conv2dGeometry:
    """All the whole numbers of one two-dimensional convolution, checked."""

    batch: int
    in_channels: int
    out_channels: int
    groups: int
    input_size: Pair
    kernel_size: Pair
    stride: Pair
    padding: tuple[Pair, Pair]
    dilation: Pair
    output_size: Pair

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Shape of the input: (batch, in_channels, height, width)."""
        return (self.batch, self.in_channels, *self.input_size)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """Shape of the output: (batch, out_channels, output_height, output_width)."""
        return (self.batch, self.out_channels, *self.output_size)


def conv2d_geometry(
    x_shape, weight_shape, bias_shape=None, *, stride=1, padding=0, dilation=1, groups=1, op="conv2d"
) -> Conv2dGeometry:
    """Check the shapes and hyperparameters of a convolution and work out all its sizes.

    Parameters
    ----------
    x_shape, weight_shape, bias_shape : tuple of int
        (batch, in_channels, height, width), (out_channels, in_channels // groups, kernel_height,
        kernel_width) and (out_channels,).
    stride, padding, dilation, groups
        As the engines' ``conv2d`` takes them.
    op : str
        The function that the error messages name.

    Raises
    ------
    TypeError, ValueError
        If they do not describe a convolution.

    Examples
    --------
    >>> conv2d_geometry((64, 6, 14, 14), (16, 6, 5, 5)).output_shape
    (64, 16, 10, 10)
    """
    batch, in_channels, *input_size = four_axes(op, "x", x_shape, "(batch, channels, height, width)")
    out_channels, per_group, *kernel_size = four_axes(
        op, "weight", weight_shape, "(out_channels, in_channels // groups, kernel_height, kernel_width)"
    )
    groups = _match_channels(op, in_channels, out_channels, per_group, groups)
    if bias_shape is not None and tuple(bias_shape) != (out_channels,):
        raise ValueError(
            f"{op}: bias must have shape ({out_channels},), one value for each output channel, "
            f"but has shape {show(tuple(bias_shape))}"
        )
    m = tuple(input_size)
    k, s, p, d = hyperparameters(op, tuple(kernel_size), stride, padding, dilation)
    output_size = output_sizes(op, m, k, s, p, d)
    return Conv2dGeometry(batch, in_channels, out_channels, groups, m, k, s, p, d, output_size)


def _match_channels(op, in_channels, out_channels, per_group, groups):
    groups = whole_number(op, "groups", groups, minimum=1)
    if in_channels % groups:
        raise ValueError(f"{op}: groups={groups} does not divide the {in_channels} channels of x")
    if out_channels % groups:
        raise ValueError(
            f"{op}: groups={groups} does not divide the {out_channels} output channels of weight"
        )
    if per_group * groups != in_channels:
        raise ValueError(
            f"{op}: weight has {per_group} input channels per group but x has {in_channels} channels and "
            f"groups={groups} (expected x.shape[1] == {per_group * groups})"
        )
    return groups
