"""All the whole numbers of one pooling operation."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index

from cnnlib.arguments import is_whole, pair, show
from cnnlib.shapes.windows import Pair, input_axes

AXES = ("height", "width")


@dataclass(frozen=True)
class Pool2dGeometry:
    """All the whole numbers of one two-dimensional pooling, checked.

    The methods speak of one axis at a time, 0 for the height and 1 for the width. A window's *taps* are the
    places that it looks at; those in the padding hold nothing.
    """

    batch: int
    channels: int
    input_size: Pair
    kernel_size: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    output_size: Pair

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Shape of the input: (batch, channels, height, width)."""
        return (self.batch, self.channels, *self.input_size)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """Shape of the output: (batch, channels, output_height, output_width)."""
        return (self.batch, self.channels, *self.output_size)

    def slices(self, axis: int, tap: int) -> tuple[slice, slice]:
        """Return the windows whose tap number ``tap`` lies in the input, and the inputs that lie there."""
        m, s, size = self.input_size[axis], self.stride[axis], self.output_size[axis]
        offset = self.dilation[axis] * tap - self.padding[axis]
        first = max(-(offset // s), 0)
        stop = max(min((m - 1 - offset) // s + 1, size), first)
        start = s * first + offset
        return slice(first, stop), slice(start, max(s * (stop - 1) + offset + 1, start), s)

    def first_taps(self, axis: int) -> list[int]:
        """Return for each window the number of its first tap in the input."""
        starts = _starts(self.output_size[axis], self.stride[axis], self.padding[axis])
        return [max(-(start // self.dilation[axis]), 0) for start in starts]

    def lengths(self, axis: int, *, count_padding: bool) -> list[int]:
        """Return for each window (undilated) how many places it covers, with those in the padding or without.

        Beyond the padding, where ``ceil_mode`` lets the last window reach, nothing is counted.
        """
        m, k, p = self.input_size[axis], self.kernel_size[axis], self.padding[axis]
        low, high = (-p, m + p) if count_padding else (0, m)
        starts = _starts(self.output_size[axis], self.stride[axis], p)
        return [min(start + k, high) - max(start, low) for start in starts]

    def divisors(self, count_padding: bool, override: int | None = None) -> tuple[list[int], list[int]]:
        """Return the factors of what an average divides by: one for each row of windows, one for each column.

        Their product is the number of places that a window covers, or ``override`` for every window.
        """
        if override is not None:
            return [override] * self.output_size[0], [1] * self.output_size[1]
        return tuple(self.lengths(axis, count_padding=count_padding) for axis in (0, 1))


def pool2d_output_size(
    input_size, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False
) -> Pair:
    r"""Return height and width of a pooling's output; each size is an int or a (height, width) pair.

    .. math:: \left\lfloor \frac{m + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1

    along each axis. With ``ceil_mode`` the quotient is rounded up, so that the last window may reach beyond
    the padded input; but a window that would begin beyond the input itself is left out.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation : int or (int, int)
        The sizes :math:`m, k, s, p, d`. A ``stride`` of None is the kernel's size. ``padding`` is at most
        half the kernel.
    ceil_mode : bool
        Whether to round up.

    Raises
    ------
    TypeError
        If an argument is not of its kind.
    ValueError
        If a number is too small, the padding exceeds half the kernel, the kernel does not fit, or a window
        would hold padding alone.

    Examples
    --------
    >>> pool2d_output_size(55, 3, stride=2)
    (27, 27)
    >>> pool2d_output_size((7, 8), 2), pool2d_output_size((7, 8), 2, ceil_mode=True)
    ((3, 4), (4, 4))
    """
    op = "pool2d_output_size"
    m = pair(op, "input_size", input_size, minimum=1)
    k, s, p, d = _hyperparameters(op, kernel_size, stride, padding, dilation)
    return _output_sizes(op, m, k, s, p, d, flag(op, "ceil_mode", ceil_mode))


def pool2d_geometry(
    x_shape, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False, op="pool2d", name="x"
) -> Pool2dGeometry:
    """Check the shape and the hyperparameters of a pooling and work out all its sizes.

    Parameters
    ----------
    x_shape : tuple of int
        (batch, channels, height, width).
    kernel_size, stride, padding, dilation, ceil_mode
        As the engines' ``max_pool2d`` takes them.
    op, name : str
        The function, and the argument with the shape, that the error messages name.

    Raises
    ------
    TypeError, ValueError
        If they do not describe a pooling.

    Examples
    --------
    >>> pool2d_geometry((64, 6, 28, 28), 2).output_shape
    (64, 6, 14, 14)
    """
    batch, channels, *input_size = input_axes(op, name, x_shape)
    m = tuple(input_size)
    k, s, p, d = _hyperparameters(op, kernel_size, stride, padding, dilation)
    output_size = _output_sizes(op, m, k, s, p, d, flag(op, "ceil_mode", ceil_mode))
    return Pool2dGeometry(batch, channels, m, k, s, p, d, output_size)


def flag(op, name, value) -> bool:
    """Return ``value``, True or False, or refuse what is neither."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise TypeError(f"{op}: {name} must be True or False, but is {show(value)}")
    return bool(value)


def nonzero_or_none(op, name, value):
    """Return ``value``, None or a whole number that can divide, or refuse it."""
    if value is None:
        return None
    if not is_whole(value):
        raise TypeError(f"{op}: {name} must be None or a whole number, but is {show(value)}")
    if index(value) == 0:
        raise ValueError(f"{op}: {name} must not be 0")
    return index(value)


def _hyperparameters(op, kernel_size, stride, padding, dilation):
    k = pair(op, "kernel_size", kernel_size, minimum=1)
    s = k if stride is None else pair(op, "stride", stride, minimum=1)
    p = pair(op, "padding", padding, minimum=0)
    d = pair(op, "dilation", dilation, minimum=1)
    halves = k[0] // 2, k[1] // 2
    if p[0] > halves[0] or p[1] > halves[1]:
        raise ValueError(
            f"{op}: padding must be at most half the kernel size, {show(halves)}, but is {show(padding)}"
        )
    return k, s, p, d


def _output_sizes(op, input_size, kernel_size, stride, padding, dilation, ceil_mode):
    """Return the number of windows along each axis, or refuse a kernel that does not fit."""
    sizes = []
    for name, m, k, s, p, d in zip(AXES, input_size, kernel_size, stride, padding, dilation):
        span, room, beyond = d * (k - 1) + 1, m + 2 * p, (s - 1 if ceil_mode else 0)
        if span > room + beyond:
            allowed = f", and the {beyond} beyond it that ceil_mode and stride {s} allow" if ceil_mode else ""
            raise ValueError(
                f"{op}: kernel of {name} {k} with dilation {d} spans {span}, more than the padded input "
                f"{name} {room} ({m} + {p} + {p}){allowed}"
            )
        size = (room + beyond - span) // s + 1
        size -= ceil_mode and (size - 1) * s >= m + p
        _refuse_empty_windows(op, name, m, s, p, d, size)
        sizes.append(size)
    return tuple(sizes)


def _refuse_empty_windows(op, name, m, s, p, d, size):
    """Refuse a dilated window that steps from the padding over the whole input."""
    if any(start < 0 and start % d >= m for start in _starts(min(size, p), s, p)):
        raise ValueError(
            f"{op}: dilation {d} steps over the whole input {name} {m}: a window would hold padding alone"
        )


def _starts(size, stride, padding):
    """Return where each window begins; the padding lies at negative places."""
    return range(-padding, stride * size - padding, stride)
