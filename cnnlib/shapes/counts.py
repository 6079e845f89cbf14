"""How many parameters a convolutional layer has, and how many multiply-adds it takes."""

from __future__ import annotations

from cnnlib.arguments import pair, whole_number
from cnnlib.shapes.windows import hyperparameters, output_sizes


def conv2d_parameter_count(in_channels, out_channels, kernel_size, *, groups=1, bias=True) -> int:
    """Count the weights, and the biases if there are any, of a convolutional layer.

    Examples
    --------
    >>> conv2d_parameter_count(3, 96, 11)
    34944
    """
    op = "conv2d_parameter_count"
    height, width = pair(op, "kernel_size", kernel_size, minimum=1)
    per_group, out_channels = _grouped_channels(op, in_channels, out_channels, groups)
    return out_channels * per_group * height * width + (out_channels if bias else 0)


def conv2d_multiply_adds(
    input_size, in_channels, out_channels, kernel_size, *, stride=1, padding=0, dilation=1, groups=1
) -> int:
    """Count the multiply-adds of a convolutional layer for one image, those with padding's zeros included.

    Examples
    --------
    >>> conv2d_multiply_adds(227, 3, 96, 11, stride=4)
    105415200
    """
    op = "conv2d_multiply_adds"
    m = pair(op, "input_size", input_size, minimum=1)
    k, s, p, d = hyperparameters(op, kernel_size, stride, padding, dilation)
    height, width = output_sizes(op, m, k, s, p, d)
    weights = conv2d_parameter_count(in_channels, out_channels, k, groups=groups, bias=False)
    return height * width * weights


def _grouped_channels(op, in_channels, out_channels, groups):
    in_channels = whole_number(op, "in_channels", in_channels, minimum=1)
    out_channels = whole_number(op, "out_channels", out_channels, minimum=1)
    groups = whole_number(op, "groups", groups, minimum=1)
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            raise ValueError(f"{op}: groups={groups} does not divide {name}={channels}")
    return in_channels // groups, out_channels
