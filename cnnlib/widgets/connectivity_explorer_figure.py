"""ConnectivityExplorer without a script: dots, arrows and counts as one inline SVG."""

from html import escape
from itertools import zip_longest

import numpy as np

COLORS = {"input": "#0072B2", "kernel": "#D55E00", "output": "#009E73"}
DASHES = ("none", "9 4", "2.5 3.5", "11 3 2.5 3", "5 2.5", "9 3 2.5 3 2.5 3", "1.5 5")
SPACING = 56
ROW = 110
RADIUS = 14
LEFT = 80


def figure(explorer):
    """Return a ``<figure>`` of a `ConnectivityExplorer`: layers from the bottom up, counts in the caption."""
    places = unit_places(explorer)
    sentence = counts_sentence(explorer)
    arrows = "".join(
        step_arrows(matrix, places[step], places[step + 1], shared=explorer.connection == "shared")
        for step, matrix in enumerate(explorer.weights)
    )
    layers = "".join(layer_units(row, layer, explorer.layers) for layer, row in enumerate(places))
    right = max(x for row in places for x, _ in row) + RADIUS + 6
    height = (explorer.layers - 1) * ROW + 2 * RADIUS + 8
    return (
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right:g} {height}" width="{right:g}" '
        f'role="img" style="max-width:100%;height:auto" font-size="13" aria-label="{escape(sentence)}">'
        f"{arrows}{layers}</svg><figcaption>{escape(sentence)}</figcaption></figure>"
    )


def unit_places(explorer):
    """Return the (x, y) of the units of each layer, each unit over the middle of its window."""
    first, jump = 0.0, 1
    rows = [[(unit, 0) for unit in range(explorer.units)]]
    for layer, width in enumerate(explorer.widths[1:], start=1):
        if explorer.connection != "dense":
            first += jump * (explorer.dilation * (explorer.kernel_size - 1) / 2 - explorer.padding)
            jump *= explorer.stride
        rows.append([(first + unit * jump, layer) for unit in range(width)])
    left = min(x for row in rows for x, _ in row)
    bottom = (explorer.layers - 1) * ROW + RADIUS + 4
    return [[(LEFT + (x - left) * SPACING, bottom - y * ROW) for x, y in row] for row in rows]


def counts_sentence(explorer):
    """Return the widths and counts in words."""
    widths = " → ".join(map(str, explorer.widths))
    connections, weights = map(sum, zip(*explorer.counts))
    return (
        f"Layers of {widths} units, {explorer.connection} connections: {connections} connections, "
        f"{weights} weights."
    )


def step_arrows(matrix, below, above, *, shared):
    """Return the arrows of one step as paths: one for each shared weight, with its own dash, else one."""
    lines = shared_lines(matrix, below, above) if shared else [own_lines(matrix, below, above)]
    return "".join(
        f'<path d="{path}" stroke="{COLORS["kernel"]}" stroke-width="1.5" fill="none" '
        f'stroke-dasharray="{dash}"/>'
        for path, dash in zip(lines, DASHES, strict=False)
    )


def shared_lines(matrix, below, above):
    """Return a path for each weight, through all of its arrows."""
    return [
        "".join(f"M{start(below[source])}l{way(below[source], above[to])}" for to, source in arrows.T)
        for arrows in (np.array(np.nonzero(matrix == weight)) for weight in range(1, matrix.max() + 1))
    ]


def own_lines(matrix, below, above):
    """Return one path through all arrows: up to an output and down again, two arrows at a time."""
    path = ""
    for row, top in zip(matrix, above):
        sources = [below[source] for source in np.nonzero(row)[0]]
        for up, down in zip_longest(sources[::2], sources[1::2]):
            back = f" {way(top, down)}" if down else ""
            path += f"M{start(up)}l{way(up, top)}{back}"
    return path.replace(" -", "-")


def start(place):
    """Return the top of a unit, where its arrows begin."""
    x, y = place
    return f"{x:.0f} {y - RADIUS:.0f}"


def way(place, other):
    """Return the way from a unit's rim to the rim of one in another layer."""
    (x1, y1), (x2, y2) = place, other
    rims = 2 * RADIUS if y2 < y1 else -2 * RADIUS
    return f"{x2 - x1:.0f} {y2 - y1 + rims:.0f}"


def layer_units(row, layer, layers):
    """Return the dots of a layer, numbered from 1, and its name before them."""
    name = "input" if layer == 0 else "output" if layer == layers - 1 else f"hidden {layer}"
    color = COLORS.get(name, "currentColor")
    height = row[0][1]
    dots = "".join(f"M{x:g} {height - RADIUS}a{RADIUS} {RADIUS} 0 1 1-.1 0z" for x, _ in row)
    numbers = "".join(f'<tspan x="{x:g}">{unit}</tspan>' for unit, (x, _) in enumerate(row, 1))
    return (
        f'<path d="{dots}" fill="{color}" fill-opacity=".15" stroke="{color}" stroke-width="2"/>'
        f'<g fill="currentColor"><text y="{height + 5}" text-anchor="middle">{numbers}</text>'
        f'<text x="0" y="{height + 5}">{name}</text></g>'
    )
