"""All the whole numbers of windows written out as columns, and of columns added up to windows."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from cnnlib.arguments import pair, show
from cnnlib.shapes.windows import Pair, four_axes, hyperparameters, input_axes, output_sizes


@dataclass(frozen=True)
class UnfoldGeometry:
    """All the whole numbers of one ``unfold``, or of the ``fold`` that is its adjoint, checked.

    ``output_size`` is the number of windows along (height, width).
    """

    batch: int
    channels: int
    input_size: Pair
    kernel_size: Pair
    stride: Pair
    padding: tuple[Pair, Pair]
    dilation: Pair
    output_size: Pair

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Shape of the images: (batch, channels, height, width)."""
        return (self.batch, self.channels, *self.input_size)

    @property
    def columns_shape(self) -> tuple[int, int, int]:
        """Shape of the columns: (batch, channels * kernel_height * kernel_width, windows)."""
        return (self.batch, self.channels * prod(self.kernel_size), prod(self.output_size))


def unfold_geometry(
    x_shape, kernel_size, *, stride=1, padding=0, dilation=1, op="unfold", name="x"
) -> UnfoldGeometry:
    """Check the shape and the hyperparameters of ``unfold`` and work out all its sizes.

    Parameters
    ----------
    x_shape : tuple of int
        (batch, channels, height, width).
    kernel_size, stride, padding, dilation
        As the engines' ``unfold`` takes them.
    op, name : str
        The function, and the argument with the shape, that the error messages name.

    Raises
    ------
    TypeError, ValueError
        If they do not describe windows over images.

    Examples
    --------
    >>> unfold_geometry((64, 6, 14, 14), 5).columns_shape
    (64, 150, 100)
    """
    if name == "input_shape":
        batch, channels, *input_size = input_axes(op, name, x_shape)
    else:
        batch, channels, *input_size = four_axes(op, name, x_shape, "(batch, channels, height, width)")
    k, s, p, d = hyperparameters(op, kernel_size, stride, padding, dilation)
    m = tuple(input_size)
    return UnfoldGeometry(batch, channels, m, k, s, p, d, output_sizes(op, m, k, s, p, d))


def fold_geometry(
    columns_shape, output_size, kernel_size, *, stride=1, padding=0, dilation=1, op="fold"
) -> UnfoldGeometry:
    """Check the shape of columns and the hyperparameters of ``fold`` and work out all its sizes.

    Parameters
    ----------
    columns_shape : tuple of int
        (batch, channels * kernel_height * kernel_width, windows).
    output_size, kernel_size, stride, padding, dilation
        As the engines' ``fold`` takes them.
    op : str
        The function that the error messages name.

    Raises
    ------
    TypeError, ValueError
        If the columns are not those of windows over images of that size.

    Examples
    --------
    >>> fold_geometry((64, 150, 100), 14, 5).input_shape
    (64, 6, 14, 14)
    """
    batch, rows, windows = _three_axes(op, columns_shape)
    m = pair(op, "output_size", output_size, minimum=1)
    k, s, p, d = hyperparameters(op, kernel_size, stride, padding, dilation)
    height, width = output_sizes(op, m, k, s, p, d)
    if rows % prod(k):
        raise ValueError(
            f"{op}: columns has {rows} rows, but a kernel of {k[0]} x {k[1]} needs "
            f"a multiple of {prod(k)}, channels * kernel_height * kernel_width"
        )
    if windows != height * width:
        raise ValueError(
            f"{op}: columns has {windows} columns, but output_size {show(m)} has {height * width} windows "
            f"({height} x {width}; expected columns.shape[2] == {height * width})"
        )
    return UnfoldGeometry(batch, rows // prod(k), m, k, s, p, d, (height, width))


def _three_axes(op, shape):
    """Return the shape of columns, or refuse one that has not three axes or none to read."""
    shape = tuple(shape)
    axes = "(batch, channels * kernel_height * kernel_width, windows)"
    if len(shape) != 3:
        raise ValueError(f"{op}: columns must have 3 axes {axes}, but has shape {show(shape)}")
    if 0 in shape[1:]:
        raise ValueError(f"{op}: columns has shape {show(shape)}: only the batch may be empty")
    return shape
