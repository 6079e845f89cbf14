"""Whole numbers only: output sizes, padding, receptive fields, counts of parameters and multiply-adds.

Nothing here touches an array. Every engine in :mod:`cnnlib.ops` asks this module what an operation means
before it computes, and so all of them refuse the same input with the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cnnlib.arguments import pair, show, whole_number
from cnnlib.padding import axis_padding, plane_padding

Pair = tuple[int, int]


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
    def output_shape(self) -> tuple[int, int, int, int]:
        """Shape of the output: (batch, out_channels, output_height, output_width)."""
        return (self.batch, self.out_channels, *self.output_size)


class ReceptiveField(NamedTuple):
    """What unit ``i`` of a layer sees: the ``size`` inputs that begin at ``start + i * jump``."""

    size: int
    jump: int
    start: int


def conv_output_size(input_size, kernel_size, *, stride=1, padding=0, dilation=1) -> int:
    r"""Return the size of a convolution's output along one axis.

    .. math:: \left\lfloor \frac{m + p_\text{before} + p_\text{after} - d\,(k - 1) - 1}{s} \right\rfloor + 1

    Parameters
    ----------
    input_size, kernel_size : int
        The sizes :math:`m` and :math:`k` of input and kernel.
    stride, dilation : int
        The steps :math:`s` between windows and :math:`d` between the taps of one window.
    padding : int, (int, int) or {"valid", "same", "full"}
        Zeros on each side, or before and after, or a name that :func:`resolve_padding` explains.

    Raises
    ------
    TypeError
        If a size is not a whole number.
    ValueError
        If a number is too small, a name is unknown, "same" meets a stride, or the kernel does not fit.

    References
    ----------
    Dumoulin and Visin, *A guide to convolution arithmetic for deep learning* (2016). The book derives it in
    its chapter on padding, stride and dilation.

    Examples
    --------
    >>> conv_output_size(227, 11, stride=4)
    55
    >>> conv_output_size(28, 5, padding="same")
    28
    >>> conv_output_size(7, 3, padding=(0, 1), dilation=2)
    4
    """
    op = "conv_output_size"
    m = (whole_number(op, "input_size", input_size, minimum=1),)
    k = (whole_number(op, "kernel_size", kernel_size, minimum=1),)
    s = (whole_number(op, "stride", stride, minimum=1),)
    d = (whole_number(op, "dilation", dilation, minimum=1),)
    return _output_sizes(op, m, k, s, axis_padding(op, padding, k, s, d), d)[0]


def conv2d_output_size(input_size, kernel_size, *, stride=1, padding=0, dilation=1) -> Pair:
    """Return height and width of a convolution's output; each argument is an int or a (height, width) pair.

    Examples
    --------
    >>> conv2d_output_size((32, 48), 5, stride=(1, 2), padding="valid")
    (28, 22)
    """
    op = "conv2d_output_size"
    m = pair(op, "input_size", input_size, minimum=1)
    k, s, p, d = _hyperparameters(op, kernel_size, stride, padding, dilation)
    return _output_sizes(op, m, k, s, p, d)


def resolve_padding(padding, kernel_size, *, stride=1, dilation=1) -> tuple[Pair, Pair]:
    """Count the zeros on each side: ((top, bottom), (left, right)).

    Parameters
    ----------
    padding : int, pair, pair of pairs or {"valid", "same", "full"}
        An int pads all four sides; (height, width) pads that much above *and* below, left *and* right.
        "valid" pads nothing. "same" pads ``dilation * (kernel_size - 1)`` zeros along each axis, divided
        between its two sides so that the output is as large as the input; an odd rest goes to the bottom and
        the right. "full" pads that many on *each* side, so that every window that touches the input is
        counted.
    kernel_size, stride, dilation : int or (int, int)
        Of the operation; "same" exists for stride 1 only.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of these.

    Examples
    --------
    >>> resolve_padding((2, 1), 3)
    ((2, 2), (1, 1))
    >>> resolve_padding("same", (4, 3))
    ((1, 2), (1, 1))
    >>> resolve_padding("full", 3, dilation=2)
    ((4, 4), (4, 4))
    """
    return _hyperparameters("resolve_padding", kernel_size, stride, padding, dilation)[2]


def receptive_field(layers: Iterable[Mapping]) -> ReceptiveField:
    r"""Return what one unit after a stack of layers sees of the input, along one axis.

    .. math:: r_l = r_{l-1} + d_l (k_l - 1)\, j_{l-1}, \qquad j_l = s_l\, j_{l-1}, \qquad
              b_l = b_{l-1} - p_l\, j_{l-1}

    Parameters
    ----------
    layers : iterable of mappings
        From input to output; each holds ``kernel_size`` and, where they differ from
        :func:`conv_output_size`'s defaults, ``stride``, ``padding`` and ``dilation``.

    Returns
    -------
    ReceptiveField
        ``size`` :math:`r`, ``jump`` :math:`j` (inputs between the fields of neighbors) and ``start``
        :math:`b` (the first input that unit 0 sees; negative where that lies in the padding).

    Raises
    ------
    TypeError, ValueError
        If a layer is no such mapping, or as :func:`conv_output_size`.

    Examples
    --------
    >>> receptive_field([{"kernel_size": 3}, {"kernel_size": 3}])
    ReceptiveField(size=5, jump=1, start=0)
    >>> receptive_field([{"kernel_size": 3, "stride": 2, "padding": 1}, {"kernel_size": 3, "padding": 1}])
    ReceptiveField(size=7, jump=2, start=-3)
    """
    field = ReceptiveField(size=1, jump=1, start=0)
    for layer in layers:
        _check_layer(layer)
        field = _widen(field, **layer)
    return field


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
    k, s, p, d = _hyperparameters(op, kernel_size, stride, padding, dilation)
    height, width = _output_sizes(op, m, k, s, p, d)
    weights = conv2d_parameter_count(in_channels, out_channels, k, groups=groups, bias=False)
    return height * width * weights


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
    batch, in_channels, *input_size = _four_axes(op, "x", x_shape, "(batch, channels, height, width)")
    out_channels, per_group, *kernel_size = _four_axes(
        op, "weight", weight_shape, "(out_channels, in_channels // groups, kernel_height, kernel_width)"
    )
    groups = _match_channels(op, in_channels, out_channels, per_group, groups)
    if bias_shape is not None and tuple(bias_shape) != (out_channels,):
        raise ValueError(
            f"{op}: bias must have shape ({out_channels},), one value for each output channel, "
            f"but has shape {show(tuple(bias_shape))}"
        )
    m = tuple(input_size)
    k, s, p, d = _hyperparameters(op, tuple(kernel_size), stride, padding, dilation)
    output_size = _output_sizes(op, m, k, s, p, d)
    return Conv2dGeometry(batch, in_channels, out_channels, groups, m, k, s, p, d, output_size)


def _hyperparameters(op, kernel_size, stride, padding, dilation):
    k = pair(op, "kernel_size", kernel_size, minimum=1)
    s = pair(op, "stride", stride, minimum=1)
    d = pair(op, "dilation", dilation, minimum=1)
    return k, s, plane_padding(op, padding, k, s, d), d


def _output_sizes(op, input_size, kernel_size, stride, padding, dilation):
    names = ("size",) if len(input_size) == 1 else ("height", "width")
    sizes = []
    for name, m, k, s, (before, after), d in zip(names, input_size, kernel_size, stride, padding, dilation):
        span, room = d * (k - 1) + 1, m + before + after
        if span > room:
            raise ValueError(
                f"{op}: kernel of {name} {k} with dilation {d} spans {span}, more than the padded input "
                f"{name} {room} ({m} + {before} + {after})"
            )
        sizes.append((room - span) // s + 1)
    return tuple(sizes)


def _four_axes(op, name, shape, axes):
    shape = tuple(shape)
    if len(shape) != 4:
        raise ValueError(f"{op}: {name} must have 4 axes {axes}, but has shape {show(shape)}")
    if 0 in (shape[1:] if name == "x" else shape):
        rest = "only the batch may be empty" if name == "x" else "no axis may be empty"
        raise ValueError(f"{op}: {name} has shape {show(shape)}: {rest}")
    return shape


def _grouped_channels(op, in_channels, out_channels, groups):
    in_channels = whole_number(op, "in_channels", in_channels, minimum=1)
    out_channels = whole_number(op, "out_channels", out_channels, minimum=1)
    groups = whole_number(op, "groups", groups, minimum=1)
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            raise ValueError(f"{op}: groups={groups} does not divide {name}={channels}")
    return in_channels // groups, out_channels


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


def _check_layer(layer):
    op, names = "receptive_field", ("kernel_size", "stride", "padding", "dilation")
    if not isinstance(layer, Mapping):
        raise TypeError(f"{op}: a layer must be a mapping, but is {show(layer)}")
    for name in layer:
        if name not in names:
            raise TypeError(f"{op}: a layer has {name} (expected {', '.join(names[:-1])} or {names[-1]})")
    if "kernel_size" not in layer:
        raise TypeError(f"{op}: a layer has no kernel_size: it has {', '.join(layer) or 'nothing'}")


def _widen(field, *, kernel_size, stride=1, padding=0, dilation=1):
    op = "receptive_field"
    k = whole_number(op, "kernel_size", kernel_size, minimum=1)
    s = whole_number(op, "stride", stride, minimum=1)
    d = whole_number(op, "dilation", dilation, minimum=1)
    before = axis_padding(op, padding, (k,), (s,), (d,))[0][0]
    return ReceptiveField(
        size=field.size + d * (k - 1) * field.jump,
        jump=field.jump * s,
        start=field.start - before * field.jump,
    )
