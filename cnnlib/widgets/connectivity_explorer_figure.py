"""ConnectivityExplorer without a script: dots, arrows and counts as one inline SVG."""

from html import escape

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
    """Return for each layer, from the input on, the (x, y) of its units: each over the middle of its window."""
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
    lines = {}
    for to, row in enumerate(matrix):
        for source, weight in enumerate(row):
            if weight:
                (x1, y1), (x2, y2) = below[source], above[to]
                path = f"M{x1:.0f} {y1 - RADIUS:.0f}L{x2:.0f} {y2 + RADIUS:.0f}"
                lines.setdefault(int(weight) if shared else 1, []).append(path)
    return "".join(
        f'<path d="{"".join(paths)}" stroke="{COLORS["kernel"]}" stroke-width="1.5" fill="none" '
        f'stroke-dasharray="{DASHES[weight - 1]}"/>'
        for weight, paths in lines.items()
    )


def layer_units(row, layer, layers):
    """Return the dots of a layer, numbered from 1, and its name before them."""
    name = "input" if layer == 0 else "output" if layer == layers - 1 else f"hidden {layer}"
    color = COLORS.get(name, "currentColor")
    dots = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>' for x, y in row)
    numbers = "".join(f'<text x="{x:g}" y="{y + 5:g}">{unit}</text>' for unit, (x, y) in enumerate(row, 1))
    return (
        f'<g fill="{color}" fill-opacity=".15" stroke="{color}" stroke-width="2">{dots}</g>'
        f'<g fill="currentColor"><g text-anchor="middle">{numbers}</g>'
        f'<text x="0" y="{row[0][1] + 5:g}">{name}</text></g>'
    )
