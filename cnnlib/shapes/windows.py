"""Windows that slide over a plane: how many there are, and how much of the padding they need."""

from __future__ import annotations

from operator import index

from cnnlib.arguments import is_whole, pair, show, whole_number
from cnnlib.padding import axis_padding, plane_padding

Pair = tuple[int, int]


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
    return output_sizes(op, m, k, s, axis_padding(op, padding, k, s, d), d)[0]


def conv2d_output_size(input_size, kernel_size, *, stride=1, padding=0, dilation=1) -> Pair:
    """Return height and width of a convolution's output; each argument is an int or a (height, width) pair.

    Examples
    --------
    >>> conv2d_output_size((32, 48), 5, stride=(1, 2), padding="valid")
    (28, 22)
    """
    op = "conv2d_output_size"
    m = pair(op, "input_size", input_size, minimum=1)
    k, s, p, d = hyperparameters(op, kernel_size, stride, padding, dilation)
    return output_sizes(op, m, k, s, p, d)


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
    return hyperparameters("resolve_padding", kernel_size, stride, padding, dilation)[2]


def hyperparameters(op, kernel_size, stride, padding, dilation):
    """Check them and return each as a pair, the padding as two."""
    k = pair(op, "kernel_size", kernel_size, minimum=1)
    s = pair(op, "stride", stride, minimum=1)
    d = pair(op, "dilation", dilation, minimum=1)
    return k, s, plane_padding(op, padding, k, s, d), d


def output_sizes(op, input_size, kernel_size, stride, padding, dilation):
    """Return the number of windows along each axis, or refuse a kernel that does not fit."""
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


def four_axes(op, name, shape, axes):
    """Return ``shape``, or refuse one that has not four axes or an empty one among them."""
    shape = tuple(shape)
    if len(shape) != 4:
        raise ValueError(f"{op}: {name} must have 4 axes {axes}, but has shape {show(shape)}")
    batched = name != "weight"
    if 0 in (shape[1:] if batched else shape):
        rest = "only the batch may be empty" if batched else "no axis may be empty"
        raise ValueError(f"{op}: {name} has shape {show(shape)}: {rest}")
    return shape


def input_axes(op, name, shape):
    """Return the four axes of an input, or refuse a shape that is none; only the batch may be empty."""
    axes = "(batch, channels, height, width)"
    if name == "x":
        return four_axes(op, name, shape, axes)
    if not isinstance(shape, tuple | list) or not all(is_whole(size) for size in shape):
        raise TypeError(f"{op}: {name} must be a tuple of whole numbers, but is {show(shape)}")
    if len(shape) != 4:
        raise ValueError(f"{op}: {name} must have 4 axes {axes}, but is {show(shape)}")
    if min(shape) < 0:
        raise ValueError(f"{op}: {name} must be at least 0, but is {show(shape)}")
    if 0 in shape[1:]:
        raise ValueError(f"{op}: {name} is {show(shape)}: only the batch may be empty")
    return tuple(index(size) for size in shape)
