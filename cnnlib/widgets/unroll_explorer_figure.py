"""UnrollExplorer without a script: kernels, columns and their product drawn, and a table of the costs."""

from html import escape

import numpy as np

CELL = 22
LONGEST_SIDE = 16
SMALLEST = 120
INPUT, KERNEL, OUTPUT, WINDOW = "#0072B2", "#D55E00", "#009E73", "#E69F00"
NAMES = {
    "direct": "Direct sum",
    "im2col": "im2col and a matrix product",
    "shifted": "Shifted sums",
    "fft": "FFT",
    "winograd": "Winograd F(2×2, 3×3)",
}


def figure(explorer):
    """Return a ``<figure>`` of an UnrollExplorer: the product as a drawing, and a table of the costs."""
    weight = explorer.weight.reshape(explorer.filters, -1)
    columns = explorer.columns
    product = weight @ columns
    words = _words(explorer, weight, columns, product)
    rows = "".join(
        f"<tr><th>{NAMES[name]}</th><td>{cost.multiplications:,}</td><td>{cost.memory:,}</td></tr>"
        for name, cost in explorer.costs.items()
    )
    head = "<tr><th>method</th><th>multiplications</th><th>numbers held</th></tr>"
    return (
        f"<figure>{_drawing(explorer, weight, columns, product, words)}"
        f"<figcaption>{escape(words)}</figcaption></figure><table>{head}{rows}</table>"
    )


def _drawing(explorer, weight, columns, product, words):
    """Draw the kernels to the left of the product and the columns above it, so that rows and columns meet."""
    is_small = max(columns.shape) <= LONGEST_SIDE
    across, down = _room(weight.shape[1], is_small), _room(columns.shape[0], is_small)
    wide, low = _room(columns.shape[1], is_small), _room(len(weight), is_small)
    right, below = across + 14, down + 14
    p, f = explorer.position, explorer.filter
    step = wide / columns.shape[1], low / len(weight)
    parts = [
        _matrix(columns, (right, 0), (wide, down), INPUT, is_small),
        _matrix(weight, (0, below), (across, low), KERNEL, is_small),
        _matrix(product, (right, below), (wide, low), OUTPUT, is_small),
        _frame(right + p * step[0], 0, step[0], down),
        _frame(0, below + f * step[1], across, step[1]),
        _frame(right + p * step[0], below + f * step[1], *step),
    ]
    width, height = right + wide + 4, below + low + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {width} {height}" width="{width}" '
        f'role="img" style="max-width:100%;height:auto" font-size="11" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>"
    )


def _room(count, is_small):
    return CELL * count if is_small else max(40, min(3 * count, 2 * SMALLEST))


def _matrix(values, corner, size, color, is_small):
    (left, top), (width, height) = corner, size
    box = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{color}" fill-opacity=".15"/>'
    if not is_small:
        middle = f'x="{left + width / 2}" y="{top + height / 2 + 4}" text-anchor="middle"'
        return f'{box}<text {middle} fill="currentColor">{values.shape[0]} × {values.shape[1]}</text>'
    lines = "".join(f"M{left} {top + k * CELL}h{width}" for k in range(values.shape[0] + 1))
    lines += "".join(f"M{left + k * CELL} {top}v{height}" for k in range(values.shape[1] + 1))
    texts = "".join(
        f'<text x="{left + (j + 0.5) * CELL:g}" y="{top + (i + 0.5) * CELL + 4:g}">{_number(value)}</text>'
        for (i, j), value in np.ndenumerate(values)
    )
    style = f'stroke="{color}" stroke-width=".5"'
    return f'{box}<path d="{lines}" {style}/><g fill="currentColor" text-anchor="middle">{texts}</g>'


def _frame(x, y, width, height):
    place = f'x="{x:.5g}" y="{y:.5g}" width="{width:.5g}" height="{height:.5g}"'
    return f'<rect {place} fill="none" stroke="{WINDOW}" stroke-width="2.5"/>'


def _number(value):
    return f"{value:.0f}".replace("-", "−")


def _words(explorer, weight, columns, product):
    f, p = explorer.filter, explorer.position
    i, j = divmod(p, explorer.output.shape[2])
    shapes = [f"{each.shape[0]} × {each.shape[1]}" for each in (weight, columns, product)]
    return (
        f"The {shapes[0]} kernel matrix times the {shapes[1]} im2col matrix is the {shapes[2]} product. "
        f"Row {f} times column {p} is {_number(product[f, p])}: output [{i}, {j}] of map {f}."
    )
