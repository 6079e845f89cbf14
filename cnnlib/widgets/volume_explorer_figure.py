"""VolumeExplorer without a script: the volume, the filter and the maps as stacks, and one sum as a table."""

from html import escape

COLORS = {"input": "#0072B2", "kernel": "#D55E00", "output": "#009E73", "window": "#E69F00"}
SIDE = 96
STEP = 20
GAP = 70


def figure(padded, weight, bias, output, shown, *, stride):
    """Return a ``<figure>``: three stacks of planes, and the channels' sums behind one output.

    Parameters
    ----------
    padded : numpy.ndarray, shape (channels, height, width)
        The input with its padding.
    weight : numpy.ndarray, shape (filters, channels, k, k), or (channels, 1, k, k) if depthwise
    bias : numpy.ndarray, shape (filters,)
    output : numpy.ndarray, shape (filters, output_height, output_width)
    shown : (int, int, int)
        The output whose sum is written: its filter, row and column.
    stride : int
    """
    k = weight.shape[-1]
    n, i, j = map(int, shown)
    row, column = stride * i, stride * j
    depthwise = weight.shape[1] < len(padded)
    seen = [n] if depthwise else range(len(padded))
    windows = [padded[c, row : row + k, column : column + k] for c in seen]
    partial = [float((x * w).sum()) for x, w in zip(windows, weight[n])]
    total = sum_text(partial, bias[n], output[n, i, j])
    sentence = f"y[{n}, {i}, {j}] = {total}"
    rows = "".join(
        f"<tr><th>{c}</th><td>{matrix(x)}</td><td>{matrix(w)}</td><td>{number(p)}</td></tr>"
        for c, x, w, p in zip(seen, windows, weight[n], partial)
    )
    head = "<tr><th>channel</th><th>window</th><th>filter</th><th>sum of products</th></tr>"
    return (
        f'<figure class="volume_explorer-fallback">{drawing(padded, weight, output, (row, column))}'
        f"<table>{head}{rows}</table><figcaption>{escape(sentence)}</figcaption></figure>"
    )


def drawing(padded, weight, output, corner):
    """Return the stacks as an ``<svg>``, with the window marked in each channel of the input."""
    sizes = shape_text(padded), shape_text(weight[0]), shape_text(output)
    words = f"A volume of {sizes[0]}, {len(weight)} filters of {sizes[1]}, maps of {sizes[2]}."
    k = weight.shape[-1]
    small = max(16.0, SIDE * k / padded.shape[1])
    stacks = [("input", len(padded), SIDE), ("kernel", weight.shape[1], small), ("output", len(output), SIDE)]
    parts, x = [], 2.0
    for (name, depth, side), text in zip(stacks, sizes):
        window = (corner, k, padded.shape[1]) if name == "input" else None
        parts.append(stack(x, name, depth, side, text, window))
        x += side + STEP * depth + GAP
    height = SIDE + STEP * max(depth for _, depth, _ in stacks) + 26
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x - GAP:.0f} {height}" width="{x - GAP:.0f}" '
        f'role="img" style="max-width:100%;height:auto" font-size="13" aria-label="{words}">'
        f"{''.join(parts)}</svg>"
    )


def stack(x, name, depth, side, text, window):
    """Return one stack of planes, the first in front, under its shape."""
    color = COLORS[name]
    parts = [f'<text x="{x:.1f}" y="14" fill="currentColor">{text}</text>']
    for plane in reversed(range(depth)):
        left, top = x + STEP * plane, 24 + STEP * (depth - 1 - plane)
        parts.append(
            f'<rect x="{left:.1f}" y="{top}" width="{side:.1f}" height="{side:.1f}" fill="{color}" '
            f'fill-opacity=".25" stroke="{color}"/>'
        )
        if window:
            parts.append(marked(left, top, side, *window))
    return "".join(parts)


def marked(left, top, side, corner, k, size):
    """Return the window on one plane."""
    cell = side / size
    x, y = left + corner[1] * cell, top + corner[0] * cell
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{k * cell:.1f}" height="{k * cell:.1f}" '
        f'fill="{COLORS["window"]}" fill-opacity=".6" stroke="{COLORS["window"]}"/>'
    )


def sum_text(partial, bias, value):
    """Return the written sum of the channels and the bias: ``9 + (−4) + 6 + 1 = 12``."""
    terms = [
        number(each) if index == 0 or each >= 0 else f"({number(each)})"
        for index, each in enumerate([*partial, bias])
    ]
    return f"{' + '.join(terms)} = {number(value)}"


def matrix(values):
    """Return the numbers of a window, a line for each row."""
    return "<br>".join(" ".join(number(each) for each in row) for row in values)


def shape_text(volume):
    """Return height × width × depth."""
    depth, height, width = volume.shape
    return f"{height} × {width} × {depth}"


def number(value):
    """Write a number to four digits, with a true minus sign."""
    return f"{value:.4g}".replace("-", "−")
