"""ArchitectureExplorer without a script: the maps to scale, the shares as bars, and a table of the layers."""

from html import escape
from math import sqrt

from cnnlib.models.summary import show_bytes, show_shape
from cnnlib.widgets.layer_list import layer_names
from cnnlib.widgets.layer_list_rows import layer_rows

WIDTH, TALLEST, BAR, GAP = 600, 90, 30, 4
AXIS = TALLEST + BAR + 4
KEY = (
    "Heights of the maps to scale, widths as the roots of the channels; below, each layer's share of the "
    "parameters (up) and of the multiply-adds (down)."
)


def figure(layers, input_shape):
    """Return a ``<figure>``: each output to scale, its costs as bars, and a table.

    Parameters
    ----------
    layers : list of dict
        As :mod:`cnnlib.widgets.layer_list` says.
    input_shape : (int, int, int)
        Channels, height and width.
    """
    rows, names = layer_rows(layers, input_shape), layer_names(layers)
    words = _words(rows, names)
    return (
        f"<figure>{_drawing(rows, words)}{_table(rows, names)}"
        f"<figcaption>{escape(words)} {KEY}</figcaption></figure>"
    )


def _words(rows, names):
    parameters, work = (sum(getattr(row, name) for row in rows) for name in ("parameters", "multiply_adds"))
    refused = next((place for place, row in enumerate(rows) if row.refusal), None)
    words = f"{parameters:,} parameters, {work:,} multiply-adds."
    return words if refused is None else f"{words} {names[refused]} is impossible: {rows[refused].refusal}."


def _drawing(rows, words):
    """Draw all boxes as one path, and all bars of a kind as one."""
    shown = [row for row in rows if row.shape]
    boxes = _boxes(shown)
    path = "".join(f"M{x:.1f} {(TALLEST - h) / 2:.1f}h{d:.1f}v{h:.1f}h-{d:.1f}z" for x, d, h in boxes)
    up = _bars([-row.parameters for row in shown], boxes)
    down = _bars([row.multiply_adds for row in shown], boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {AXIS + BAR + 4}" width="{WIDTH}" '
        f'role="img" style="max-width:100%;height:auto" aria-label="{escape(words)}">'
        f'<path d="{path}" fill="#009E73"/><path d="{up}" fill="#D55E00"/>'
        f'<path d="{down}" fill="currentColor"/></svg>'
    )


def _bars(counts, boxes):
    """Return the path of all bars of one kind: from the axis up where the counts are below 0, else down."""
    length = BAR / (abs(sum(counts)) or 1)
    return "".join(
        f"M{x + depth / 2 - 3:.0f} {AXIS}h6v{length * count:.1f}h-6z"
        for count, (x, depth, _) in zip(counts, boxes)
        if count
    )


def _boxes(rows):
    """Return left, width and height of each layer's output."""
    volumes = [row.shape if len(row.shape) == 3 else (*row.shape, 1, 1) for row in rows]
    tallest = max((height for _, height, _ in volumes), default=1)
    roots = [sqrt(channels) for channels, *_ in volumes]
    unit = min(4, (WIDTH - GAP * len(rows)) / (sum(roots) or 1))
    boxes, x = [], 0
    for (_, height, _), root in zip(volumes, roots):
        boxes.append((x, unit * root, max(2, TALLEST * height / tallest)))
        x += unit * root + GAP
    return boxes


def _table(rows, names):
    head = "".join(
        f"<th>{name}</th>" for name in ("layer", "output", "parameters", "multiply-adds", "memory", "field")
    )
    lines = "".join(f"<tr><td>{name}{_cells(row)}</tr>" for name, row in zip(names, rows))
    table = f'<table style="text-align:right;white-space:nowrap"><tr>{head}</tr>{lines}</table>'
    return f'<div tabindex="0" role="region" aria-label="Layers" style="overflow-x:auto">{table}</div>'


def _cells(row):
    if row.shape is None:
        return "<td>impossible" if row.refusal else "<td>"
    texts = (
        show_shape(row.shape),
        f"{row.parameters:,}" if row.parameters else "",
        f"{row.multiply_adds:,}" if row.multiply_adds else "",
        show_bytes(4 * row.memory),
        "all" if row.field is None else row.field,
    )
    return "".join(f"<td>{text}" for text in texts)
