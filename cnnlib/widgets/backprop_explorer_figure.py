"""BackpropExplorer without a script: six squares of numbers, and the gradients in words."""

import numpy as np

from cnnlib.widgets.conv_explorer_figure import CELL, COLORS, drawing, font_size, lines, number

GAP = 34
TITLE = 24
MOST_NUMBERS = 81  # more of them would weigh on the page
COLOR = {"x": COLORS["input"], "w": COLORS["kernel"], "z": COLORS["output"]}
GRADIENT = "#CC79A7"
NAMES = {"convolution": "Convolution", "max": "Max pooling", "average": "Average pooling"}


def figure(explorer):
    """Return a ``<figure>`` of a BackpropExplorer: its squares as SVG, and a caption with the numbers."""
    forward = {"x": np.array(explorer.input), "w": np.array(explorer.kernel), "z": explorer.output}
    backward = {"dX": explorer.grad_input, "dW": explorer.grad_kernel, "δ": np.array(explorer.grad_output)}
    if explorer.operation != "convolution":
        del forward["w"], backward["dW"]
    down = max(len(each) for each in forward.values()) * CELL + TITLE + GAP // 2
    parts, left = [], 2
    for (name, values), (below, gradient) in zip(forward.items(), backward.items()):
        parts += [_square(name, values, left, 0), _square(below, gradient, left, down)]
        left += values.shape[1] * CELL + GAP
    return drawing((left - GAP + 2, 2 * down - GAP // 2), "".join(parts), _words(explorer))


def _square(name, values, left, top):
    color = COLOR.get(name, GRADIENT)
    rows, columns = values.shape
    box = (
        f'<text x="{left}" y="{top + 17}" fill="currentColor" font-weight="bold">{name}</text>'
        f'<rect x="{left}" y="{top + TITLE}" width="{columns * CELL}" height="{rows * CELL}" fill="{color}" '
        f'fill-opacity=".2"/>{lines(values.shape, left, top + TITLE, color)}'
    )
    if values.size > MOST_NUMBERS:
        return box
    texts = "".join(
        f'<text y="{top + TITLE + i * CELL + 20}">'
        + "".join(f'<tspan x="{left + j * CELL + 15}">{number(value)}</tspan>' for j, value in enumerate(row))
        + "</text>"
        for i, row in enumerate(values)
    )
    style = f'fill="currentColor" text-anchor="middle" font-size="{font_size(values)}"'
    return f"{box}<g {style}>{texts}</g>"


def _words(explorer):
    i, j = divmod(explorer.position, len(explorer.grad_output[0]))
    rows = {"dX": explorer.grad_input, "dW": explorer.grad_kernel}
    sums = "; ".join(f"{name} = {_rows(values)}" for name, values in rows.items() if values is not None)
    return (
        f"{NAMES[explorer.operation]}, stride {explorer.stride}, padding {explorer.padding}: "
        f"δ[{i}, {j}] = {number(explorer.grad_output[i][j])}; all together, {sums}."
    )


def _rows(values):
    return " | ".join(" ".join(map(number, row)) for row in values)
