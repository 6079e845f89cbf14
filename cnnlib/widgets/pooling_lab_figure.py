"""PoolingLab without a script: the input with the present window, the output, and the result in words."""

from html import escape

import numpy as np

from cnnlib.widgets.pooling_lab_ring import count_changes, pool_ring

CELL = 34
INPUT, OUTPUT, WINDOW = "#0072B2", "#009E73", "#E69F00"
NAMES = {"max": "Max", "average": "Average", "l2": "L2"}


def figure(lab):
    """Return a ``<figure>`` of a PoolingLab: both grids as SVG, and a caption that says the numbers."""
    x, z = np.array(lab.input), lab.output
    i, j = divmod(lab.position, z.shape[1])
    words = _words(lab, x, z, i, j)
    corner = [each * lab.stride - lab.padding for each in (i, j)]
    ends = [min(start + lab.kernel_size, side) for start, side in zip(corner, x.shape)]
    window = [max(each, 0) for each in corner], ends
    right = (x.shape[1] + 1) * CELL
    width, height = right + z.shape[1] * CELL + 4, max(x.shape[0], z.shape[0]) * CELL + 4
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {width} {height}" width="{width}" '
        f'role="img" style="max-width:100%;height:auto" aria-label="{escape(words)}" font-size="12">'
        f"{_grid(x, 0, INPUT)}{_frame(*window, 0)}{_grid(z, right, OUTPUT)}"
        f"{_frame((i, j), (i + 1, j + 1), right)}</svg><figcaption>{escape(words)}</figcaption></figure>"
    )


def _grid(values, left, color):
    rows, columns = values.shape
    width, height = columns * CELL, rows * CELL
    lines = "".join(f"M{left} {k * CELL}h{width}" for k in range(rows + 1))
    lines += "".join(f"M{left + k * CELL} 0v{height}" for k in range(columns + 1))
    texts = "".join(
        f'<text x="{left + (j + 0.5) * CELL}" y="{(i + 0.5) * CELL + 4}">{_number(value)}</text>'
        for (i, j), value in np.ndenumerate(values)
    )
    box = f'<rect x="{left}" width="{width}" height="{height}" fill="{color}" fill-opacity=".12"/>'
    return f'{box}<path d="{lines}" stroke="{color}"/><g fill="currentColor" text-anchor="middle">{texts}</g>'


def _frame(start, end, left):
    (top, first), (bottom, last) = start, end
    x, width, height = left + first * CELL, (last - first) * CELL, (bottom - top) * CELL
    place = f'x="{x}" y="{top * CELL}" width="{width}" height="{height}"'
    return f'<rect {place} fill="none" stroke="{WINDOW}" stroke-width="3"/>'


def _number(value):
    return f"{round(float(value), 2):g}".replace("-", "−")


def _words(lab, x, z, i, j):
    before, after = lab.detectors, np.roll(lab.detectors, lab.shift)
    settings = lab.kind, lab.detector_window, lab.detector_stride
    pooled = [pool_ring(row, *settings) for row in (before, after)]
    return (
        f"{NAMES[lab.kind]} pooling, window {lab.kernel_size}, stride {lab.stride}, padding {lab.padding}: "
        f"{z.size} number{'s' if z.size > 1 else ''} from "
        f"{x.size}; output [{i}, {j}] is {_number(z[i, j])}. Shifted by {_number(lab.shift)}, "
        f"{count_changes(before, after)} of {len(before)} detectors change, and "
        f"{count_changes(*pooled)} of {len(pooled[0])} pooled values."
    )
