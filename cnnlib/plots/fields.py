"""What a unit sees: its receptive field, drawn over a picture."""

from math import ceil

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib.arguments import pair
from cnnlib.plots.descriptions import add_description
from cnnlib.plots.images import show_image
from cnnlib.plots.labels import spread
from cnnlib.plots.style import NOT_A_NUMBER, PALETTE, role_color, to_rgba
from cnnlib.plots.words import box, counted, listed
from cnnlib.shapes import conv_output_size, receptive_field

_LINE_POINTS = 11


def show_receptive_field(image, layers, *, unit=None, every_layer=False, effective=None, title=None, ax=None):
    """Draw over a picture what one unit of the last layer sees of it.

    The box is the theoretical field: all pixels that can change the unit, padding included, where it may
    reach beyond the picture. The effective field, in the gradient's color, is how much each does.

    Parameters
    ----------
    image : array_like, shape (height, width) or (height, width, 3)
        As in `show_image`.
    layers : sequence of mappings
        As in :func:`cnnlib.shapes.receptive_field`, the same along both axes.
    unit : (row, column), optional
        Which unit of the last layer; by default the one in the middle.
    every_layer : bool
        Whether to draw a box for each layer, thinner the earlier it is: that of the layer's unit whose field
        lies closest to the middle of the last one's; of two, the upper or left one.
    effective : array_like, shape (height, width), optional
        How much each pixel changes the unit, such as the magnitude of its gradient. Zero is clear, the
        largest value the strongest; NaN and infinities are yellow.
    title : str, optional
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        Measured in pixels: pixel (i, j) has its center at x = j, y = i.

    Raises
    ------
    TypeError, ValueError
        As `show_image` and :func:`cnnlib.shapes.receptive_field`; if there is no layer or no such unit, or
        `effective` has another shape than the picture or is negative.

    Examples
    --------
    >>> ax = show_receptive_field([[0.5] * 9] * 9, [{"kernel_size": 3}, {"kernel_size": 3}], unit=(0, 2))
    >>> [(patch.get_x(), patch.get_y(), patch.get_width()) for patch in ax.patches]
    [(1.5, -0.5, 5)]
    """
    layers = list(layers)
    shape = np.shape(image)[:2]
    ax = show_image(image, title=title, ax=ax)
    unit = _unit(layers, shape, unit)
    if effective is not None:
        ax.imshow(_heat(effective, shape), interpolation="none")
    last = receptive_field(layers)
    depths = range(1, len(layers) + 1) if every_layer else [len(layers)]
    fields = [_corner_and_size(receptive_field(layers[:depth]), last, unit) for depth in depths]
    labels = [f"{depth}: {size}×{size}" for depth, (_, _, size) in zip(depths, fields)]
    _make_room(ax, shape, fields)
    _draw_boxes(ax, fields, labels if every_layer else [labels[0].partition(": ")[2]], shape)
    add_description(ax, _words(unit, fields, shape, effective))
    return ax


def _unit(layers, shape, unit):
    """Return the unit as a pair, by default the middle one, or refuse what is beyond the last layer."""
    if not layers:
        raise ValueError("show_receptive_field: layers must hold at least one layer")
    receptive_field(layers)
    outputs = list(shape)
    for layer in layers:
        outputs = [conv_output_size(pixels, **layer) for pixels in outputs]
    if unit is None:
        return tuple((count - 1) // 2 for count in outputs)
    unit = pair("show_receptive_field", "unit", unit, minimum=0)
    if unit[0] >= outputs[0] or unit[1] >= outputs[1]:
        raise ValueError(
            f"show_receptive_field: unit must lie in the last layer's {outputs[0]} × {outputs[1]}, got {unit}"
        )
    return unit


def _corner_and_size(field, last, unit):
    """Return row, column and size of a layer's field that lies closest to the middle of `unit`'s."""
    corner = []
    for place in unit:
        middle = last.start + place * last.jump + (last.size - 1) / 2
        nearest = ceil((middle - field.start - (field.size - 1) / 2) / field.jump - 0.5)
        corner.append(field.start + nearest * field.jump)
    return *corner, field.size


def _heat(effective, shape):
    """Return the effective field as shades that lie over the picture."""
    effective = np.asarray(effective, dtype=float)
    if effective.shape != shape:
        raise ValueError(
            f"show_receptive_field: effective must have the picture's shape {shape}, got {effective.shape}"
        )
    if (effective < 0).any():
        raise ValueError("show_receptive_field: effective must not be negative: take its magnitude")
    finite = np.isfinite(effective)
    largest = effective[finite].max(initial=0) or 1
    heat = np.tile(role_color("gradient"), (*shape, 1))
    heat[..., 3] = 0.9 * np.where(finite, effective, 0) / largest
    heat[~finite] = to_rgba(NOT_A_NUMBER)
    return heat


def _make_room(ax, shape, fields):
    """Widen the view to what the boxes cover of the padding."""
    rows, columns, sizes = np.transpose(fields)
    ends = rows + sizes, columns + sizes
    low = [min(0, corners.min()) - 0.5 for corners in (rows, columns)]
    high = [max(side, end.max()) - 0.5 for side, end in zip(shape, ends)]
    ax.set(xlim=(low[1], high[1]), ylim=(high[0], low[0]))


def _draw_boxes(ax, fields, labels, shape):
    """Draw boxes, and right of the picture the label of each, joined to its upper edge."""
    right, (bottom, top) = ax.get_xlim()[1], ax.get_ylim()
    line = _LINE_POINTS / (72 / ax.figure.dpi * ax.bbox.height) * (bottom - top)
    heights = spread([row - 0.5 for row, _, _ in fields], line)
    widths = np.linspace(1, 2.5, len(fields) + 1)[1:]
    for (row, column, size), label, height, width in zip(fields, labels, heights, widths):
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), size, size, fill=False, clip_on=False,
                               edgecolor=PALETTE["window"], linewidth=width, joinstyle="round"))  # fmt: skip
        ends = [column + size - 0.5, right, right + 0.6 * line], [row - 0.5, row - 0.5, height]
        ax.plot(*ends, color=PALETTE["window"], linewidth=0.8, clip_on=False, scalex=False, scaley=False)
        ax.text(right + 0.8 * line, height, label, va="center", size=9)


def _words(unit, fields, shape, effective):
    row, column, pixels = fields[-1]
    told = (
        f"Unit {unit} of the last layer sees {pixels} × {pixels} pixels: {box(row, column, pixels, pixels)}"
    )
    inside = [max(0, min(start + pixels, side) - max(start, 0)) for start, side in zip((row, column), shape)]
    beyond = pixels**2 - inside[0] * inside[1]
    told += f", {beyond} of them beyond the picture." if beyond else "."
    if len(fields) > 1:
        told += f" Layer by layer the field grows: {listed(field[2] for field in fields)} pixels wide."
    return told if effective is None else f"{told} {_effective_words(np.asarray(effective, dtype=float))}"


def _effective_words(effective):
    effective = np.where(np.isfinite(effective), effective, 0)
    if not effective.any():
        return "The effective field is zero everywhere."
    row, column = np.unravel_index(effective.argmax(), effective.shape)
    shares = np.cumsum(np.sort(effective, axis=None)[::-1]) / effective.sum()
    half = int(np.argmax(shares >= 0.5 - 1e-12)) + 1
    return (
        f"The effective field is strongest at row {row}, column {column}; half of it lies in "
        f"{counted(half, 'pixel')} of {effective.size}."
    )
