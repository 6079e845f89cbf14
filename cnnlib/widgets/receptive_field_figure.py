"""ReceptiveField without a script: the unit's field in the input, and a table of the layers."""

from html import escape

from cnnlib import shapes
from cnnlib.widgets.photographs import SIZE

MARGIN = 16


def figure(layers, looked, place):
    """Return a ``<figure>``: the input as a square with the unit's field in it, and each layer's numbers.

    Parameters
    ----------
    layers : list of dict
        With all their numbers.
    looked : int
        The layer whose field is drawn.
    place : sequence of int
        Row and column of the input near which the unit is.
    """
    rows = layer_rows(layers)
    size, field = rows[looked]
    units = [nearest_unit(size, field, each) for each in place]
    top, left = (field.start + unit * field.jump for unit in units)
    words = (
        f"Unit ({units[0]}, {units[1]}) of layer {looked + 1} sees {field.size} × {field.size} pixels of "
        f"{SIZE} × {SIZE}{_cut(field.size, top, left)}."
    )
    side = SIZE + 2 * MARGIN
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN} {-MARGIN} {side} {side}" '
        f'width="{side}" role="img" style="max-width:100%;height:auto" aria-label="{escape(words)}">'
        f'<rect width="{SIZE}" height="{SIZE}" fill="#0072B2" fill-opacity=".2" stroke="currentColor"/>'
        f'<rect x="{left}" y="{top}" width="{field.size}" height="{field.size}" fill="none" stroke="#E69F00" '
        f'stroke-width="3"/></svg>{_table(layers, rows)}<figcaption>{escape(words)}</figcaption></figure>'
    )


def layer_rows(layers):
    """Return the output size and the receptive field after each layer."""
    windows = [{name: each[name] for name in each if name != "kind"} for each in layers]
    size, rows = SIZE, []
    for number, window in enumerate(windows, 1):
        size = shapes.conv_output_size(size, **window)
        rows.append((size, shapes.receptive_field(windows[:number])))
    return rows


def nearest_unit(size, field, place):
    """Return the unit whose field has its middle nearest to a place of the input."""
    unit = int((place - field.start - (field.size - 1) / 2) / field.jump + 0.5)
    return min(size - 1, max(0, unit))


def _cut(size, top, left):
    """Say what the border leaves of a field."""
    rows, columns = (max(0, min(start + size, SIZE) - max(start, 0)) for start in (top, left))
    return "" if rows == columns == size else f"; the border leaves {rows} × {columns} of them"


def _table(layers, rows):
    lines = "".join(
        f"<tr><th>{number}</th><td>{layer['kind']} {layer['kernel_size']} × {layer['kernel_size']}</td>"
        f"<td>{size} × {size}</td><td>{field.size}</td><td>{field.jump}</td><td>{field.start}</td></tr>"
        for number, (layer, (size, field)) in enumerate(zip(layers, rows), 1)
    )
    head = "".join(f"<th>{name}</th>" for name in ("layer", "window", "output", "field", "jump", "start"))
    return f"<table><tr>{head}</tr>{lines}</table>"
