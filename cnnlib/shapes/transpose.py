"""All the whole numbers of a transposed convolution: those of the convolution that it transposes."""

from __future__ import annotations

from cnnlib.arguments import pair, show, whole_number
from cnnlib.padding import plane_padding
from cnnlib.shapes.conv import Conv2dGeometry
from cnnlib.shapes.windows import Pair, four_axes

AXES = ("height", "width")


def conv_transpose2d_output_size(
    input_size, kernel_size, *, stride=1, padding=0, output_padding=0, dilation=1
) -> Pair:
    r"""Return height and width of a transposed convolution's output; sizes are an int or such a pair.

    .. math:: s\,(m - 1) + d\,(k - 1) + 1 - p_\text{before} - p_\text{after} + q

    along each axis: the windows of the input, stretched out again, less the padding that the convolution had
    added.

    Parameters
    ----------
    input_size, kernel_size, stride, dilation : int or (int, int)
        The sizes :math:`m, k` and the steps :math:`s, d`.
    padding : int, pair, pair of pairs or {"valid", "same", "full"}
        Rows and columns cut off each side of the output; see :func:`cnnlib.shapes.resolve_padding` for the
        forms. "same" exists for stride 1 only.
    output_padding : int or (int, int)
        Rows :math:`q` added at the bottom and columns added at the right, fewer than the stride or than the
        dilation. Inputs of several sizes lead a strided convolution to one size of output; it chooses among
        them.

    Raises
    ------
    TypeError
        If an argument is not of its kind.
    ValueError
        If a number is too small, a name unknown, ``output_padding`` too large, or nothing of the output left.

    References
    ----------
    Dumoulin and Visin, *A guide to convolution arithmetic for deep learning* (2016), chapter 4.

    Examples
    --------
    >>> conv_transpose2d_output_size(4, 3, stride=2, padding=1)
    (7, 7)
    >>> conv_transpose2d_output_size(4, 3, stride=2, padding=1, output_padding=1)
    (8, 8)
    """
    op = "conv_transpose2d_output_size"
    m = pair(op, "input_size", input_size, minimum=1)
    k = pair(op, "kernel_size", kernel_size, minimum=1)
    s, p, q, d = _hyperparameters(op, k, stride, padding, output_padding, dilation)
    return _output_sizes(op, m, k, s, p, q, d)


def conv_transpose2d_geometry(
    x_shape,
    weight_shape,
    bias_shape=None,
    *,
    stride=1,
    padding=0,
    output_padding=0,
    dilation=1,
    groups=1,
    op="conv_transpose2d",
) -> Conv2dGeometry:
    """Check the shapes and hyperparameters, and work out the sizes of the convolution that is transposed.

    That convolution runs the other way: its output is the input ``x`` of the transposed convolution, and its
    input is the output.

    Parameters
    ----------
    x_shape, weight_shape, bias_shape : tuple of int
        (batch, in_channels, height, width), (in_channels, out_channels // groups, kernel_height,
        kernel_width) and (out_channels,).
    stride, padding, output_padding, dilation, groups
        As the engines' ``conv_transpose2d`` takes them.
    op : str
        The function that the error messages name.

    Raises
    ------
    TypeError, ValueError
        If they do not describe a transposed convolution.

    Examples
    --------
    >>> convolution = conv_transpose2d_geometry((64, 16, 10, 10), (16, 6, 5, 5))
    >>> convolution.output_shape, convolution.input_shape
    ((64, 16, 10, 10), (64, 6, 14, 14))
    """
    batch, in_channels, *m = four_axes(op, "x", x_shape, "(batch, channels, height, width)")
    rows, per_group, *kernel_size = four_axes(
        op, "weight", weight_shape, "(in_channels, out_channels // groups, kernel_height, kernel_width)"
    )
    groups = whole_number(op, "groups", groups, minimum=1)
    _match_channels(op, in_channels, rows, groups)
    out_channels = per_group * groups
    if bias_shape is not None and tuple(bias_shape) != (out_channels,):
        raise ValueError(
            f"{op}: bias must have shape ({out_channels},), one value for each output channel, "
            f"but has shape {show(tuple(bias_shape))}"
        )
    k = tuple(kernel_size)
    s, p, q, d = _hyperparameters(op, k, stride, padding, output_padding, dilation)
    larger = _output_sizes(op, m, k, s, p, q, d)
    return Conv2dGeometry(batch, out_channels, in_channels, groups, larger, k, s, p, d, tuple(m))


def _match_channels(op, in_channels, rows, groups):
    if in_channels % groups:
        raise ValueError(f"{op}: groups={groups} does not divide the {in_channels} channels of x")
    if rows != in_channels:
        raise ValueError(
            f"{op}: weight has {rows} input channels but x has {in_channels} channels "
            f"(expected x.shape[1] == {rows})"
        )


def _hyperparameters(op, kernel_size, stride, padding, output_padding, dilation):
    """Check them and return stride, padding, output padding and dilation, the padding as two pairs."""
    s = pair(op, "stride", stride, minimum=1)
    d = pair(op, "dilation", dilation, minimum=1)
    q = pair(op, "output_padding", output_padding, minimum=0)
    limit = tuple(max(steps) for steps in zip(s, d))
    if q[0] >= limit[0] or q[1] >= limit[1]:
        raise ValueError(
            f"{op}: output_padding must be smaller than the stride or the dilation, {show(limit)}, "
            f"but is {show(output_padding)}"
        )
    if isinstance(padding, str) and padding == "same" and s != (1, 1):
        _refuse_same(op, kernel_size, s, d)
    return s, plane_padding(op, padding, kernel_size, s, d), q, d


def _refuse_same(op, kernel_size, stride, dilation):
    """Refuse padding="same" with a stride, and name the numbers that are meant."""
    rests = [d * (k - 1) + 1 - s for k, s, d in zip(kernel_size, stride, dilation)]
    sides = tuple((max(rest, 0) // 2, max(rest, 0) - max(rest, 0) // 2) for rest in rests)
    added = tuple(max(-rest, 0) for rest in rests)
    raise ValueError(
        f'{op}: padding="same" needs stride 1, but stride is {show(stride)}: pass padding={show(sides)} '
        f"and output_padding={show(added)} for an output of input * stride"
    )


def _output_sizes(op, input_size, kernel_size, stride, padding, output_padding, dilation):
    """Return the size of the output along each axis, or refuse a padding that leaves nothing of it."""
    sizes = []
    for axis, name in enumerate(AXES):
        m, k, s, d = input_size[axis], kernel_size[axis], stride[axis], dilation[axis]
        (before, after), rest = padding[axis], output_padding[axis]
        full = s * (m - 1) + d * (k - 1) + 1 + rest
        if full <= before + after:
            raise ValueError(
                f"{op}: padding cuts off {before} + {after}, the whole output {name} of {full}: "
                "at least 1 must be left"
            )
        sizes.append(full - before - after)
    return tuple(sizes)
