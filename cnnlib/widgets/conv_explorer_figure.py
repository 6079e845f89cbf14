"""ConvExplorer without a script: three boards, the present window, the sum, as one inline SVG."""

from html import escape

import numpy as np

COLORS = {"input": "#0072B2", "kernel": "#D55E00", "output": "#009E73", "window": "#E69F00"}
CELL = 30
GAP = 40
TOP = 26
MOST_NUMBERS = 200  # more of them cannot be read, and would weigh on the page


def figure(geometry, x, weights, output, position, *, flip=False):
    """Return a ``<figure>``: input with its padding, kernel as it slides, output, and the sum of one window.

    Parameters
    ----------
    geometry : cnnlib.shapes.Conv2dGeometry
        The sizes of the convolution.
    x, weights, output : ndarray
        The three matrices; ``weights`` is already turned if ``flip`` says so.
    position : int
        The output whose window is marked, counted in row-major order.
    flip : bool
        Whether to call it a convolution.
    """
    (top, bottom), (left, right) = geometry.padding
    place = divmod(position, output.shape[1])
    padded = np.pad(x, ((top, bottom), (left, right)))
    taps = window_taps(geometry, place)
    starts = board_starts(padded.shape[1], weights.shape[1])
    boards = [
        (x, starts[0] + left * CELL, TOP + top * CELL, "input"),
        (weights, starts[1], TOP, "kernel"),
        (output, starts[2], TOP, "output"),
    ]
    parts = [
        *(tint(*each) for each in boards),
        squares(taps, starts[0]),
        squares([place], starts[2]),
        lines(padded.shape, starts[0], TOP, "currentColor"),
        *(ink(*each) for each in boards),
        *titles(starts, flip),
    ]
    size = (
        starts[2] + output.shape[1] * CELL + 2,
        TOP + max(len(padded), len(weights), len(output)) * CELL + 2,
    )
    return drawing(size, "".join(parts), sum_sentence(padded, weights, output, taps, place))


def drawing(size, content, sentence):
    """Return the ``<figure>`` around what is drawn; the sentence is its text alternative and its caption."""
    width, height = size
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'role="img" style="max-width:100%;height:auto" font-size="13" aria-label="{escape(sentence)}">'
        f"{content}</svg><figcaption>{escape(sentence)}</figcaption></figure>"
    )


def window_taps(geometry, place):
    """Return row and column, in the padded input, of each tap of the window of the output at ``place``."""
    rows, columns = (
        [i * s + tap * d for tap in range(k)]
        for i, s, d, k in zip(place, geometry.stride, geometry.dilation, geometry.kernel_size)
    )
    return [(row, column) for row in rows for column in columns]


def sum_sentence(padded, weights, output, taps, place):
    """Return the products of one window and their sum: ``y[0, 0] = 0×0 + 1×1 + 3×2 + 4×3 = 19``."""
    products = (f"{factor(padded[tap])}×{factor(weight)}" for tap, weight in zip(taps, weights.flat))
    return f"y[{place[0]}, {place[1]}] = {' + '.join(products)} = {number(output[place])}"


def number(value):
    """Write a number: whole ones in full, others to four digits."""
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}"
    return text.replace("-", "−")


def factor(value):
    """Write a number as a factor, in parentheses where it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def board_starts(padded_width, kernel_width):
    """Return where input, kernel and output begin, from the left."""
    kernel = 1 + padded_width * CELL + GAP
    return 1, kernel, kernel + max(kernel_width, 3) * CELL + GAP


def titles(starts, flip):
    """Return the names of the boards, over them, and the signs between them."""
    names = {"input": "input", "kernel": "kernel, turned" if flip else "kernel", "output": "output"}
    texts = [
        f'<text x="{start}" y="17" fill="{COLORS[name]}" font-weight="bold">{text}</text>'
        for (name, text), start in zip(names.items(), starts)
    ]
    signs = [
        f'<text x="{start - GAP // 2}" y="{TOP + CELL}" fill="currentColor" font-size="20" '
        f'text-anchor="middle">{sign}</text>'
        for sign, start in zip("∗=" if flip else "⋆=", starts[1:])
    ]
    return texts + signs


def squares(places, start):
    """Return the marked cells at (row, column) places of the board that begins at ``start``."""
    path = "".join(f"M{start + j * CELL} {TOP + i * CELL}h{CELL}v{CELL}h-{CELL}z" for i, j in places)
    return f'<path d="{path}" fill="{COLORS["window"]}" fill-opacity=".6"/>'


def lines(shape, x, y, color):
    """Return the lines between the cells of a board."""
    rows, columns = shape
    across = "".join(f"M{x} {y + i * CELL}h{columns * CELL}" for i in range(rows + 1))
    down = "".join(f"M{x + j * CELL} {y}v{rows * CELL}" for j in range(columns + 1))
    return f'<path d="{across}{down}" stroke="{color}" stroke-opacity=".4" fill="none"/>'


def tint(values, x, y, name):
    """Return the ground of a board."""
    rows, columns = values.shape
    return (
        f'<rect x="{x}" y="{y}" width="{columns * CELL}" height="{rows * CELL}" '
        f'fill="{COLORS[name]}" fill-opacity=".15"/>'
    )


def ink(values, x, y, name):
    """Return the lines and the numbers of a board, one text for each row."""
    if values.size > MOST_NUMBERS:
        return lines(values.shape, x, y, COLORS[name])
    texts = "".join(
        f'<text y="{y + i * CELL + 20}">'
        + "".join(f'<tspan x="{x + j * CELL + 15}">{number(value)}</tspan>' for j, value in enumerate(row))
        + "</text>"
        for i, row in enumerate(values)
    )
    style = f'fill="currentColor" text-anchor="middle" font-size="{font_size(values)}"'
    return f"{lines(values.shape, x, y, COLORS[name])}<g {style}>{texts}</g>"


def font_size(values):
    """Return the size at which the longest number fits its cell."""
    return min(13, 44 // max(len(number(value)) for value in values.flat))
