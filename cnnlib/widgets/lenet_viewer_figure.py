"""LeNetViewer without a script: the picture, the maps of all layers, the probabilities."""

import base64
import io
from html import escape

import numpy as np

# Maps in a row, and cells along a unit, as on the page.
_ARRANGEMENTS = {
    "Input": (1, 2),
    "C1": (6, 1),
    "S2": (6, 2),
    "C3": (8, 2),
    "S4": (8, 4),
    "C5": (40, 4),
    "F6": (42, 4),
}
_SHADES = 15
_ROW, _BAR = 18, 150


def figure(values, probabilities, words):
    """Return the layers and the probabilities as an HTML figure of at most 12 kB.

    Parameters
    ----------
    values : dict of numpy.ndarray
        The picture as "Input", and each layer's output.
    probabilities : numpy.ndarray, shape (10,)
    words : str
        What is seen.

    Returns
    -------
    str
    """
    rows = "".join(f"<tr><th>{name}<td>{_image(name, values[name])}" for name in _ARRANGEMENTS)
    rows = rows.replace("<th>", '<th style="width:4.5em">', 1) + f"<tr><th>Output<td>{_bars(probabilities)}"
    return (
        f'<figure><table style="width:100%;table-layout:fixed">{rows}</table>'
        f"<figcaption>{escape(words)}. In each layer its largest value, or 1, is black.</figcaption></figure>"
    )


def _image(name, values):
    from PIL import Image

    columns, block = _ARRANGEMENTS[name]
    maps = values.reshape(-1, *values.shape[-2:]) if values.ndim > 1 else values.reshape(-1, 1, 1)
    board = _board(maps / max(float(maps.max()), 1.0), columns, block)
    image = Image.fromarray((_SHADES - np.round(_SHADES * board)).astype(np.uint8), "P")
    image.putpalette([level for shade in range(_SHADES + 1) for level in [255 * shade // _SHADES] * 3])
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True, bits=4)
    url = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
    height, width = board.shape
    return (
        f'<img src="{url}" width="{2 * width}" height="{2 * height}" alt="{name}, {_count(maps)}" '
        'style="max-width:100%;height:auto;image-rendering:pixelated">'
    )


def _count(maps):
    """Say how many maps or units there are."""
    if maps.shape[1] == 1:
        return f"{len(maps)} units"
    return f"{len(maps)} map{'s' if len(maps) > 1 else ''} of {maps.shape[1]} × {maps.shape[2]}"


def _board(maps, columns, block):
    """Lay maps side by side in rows, a light gray line between them."""
    count, height, _ = maps.shape
    gap = 2 if height > 1 and count > 1 else 0
    tiles = np.kron(maps, np.ones((1, block, block)))
    tiles = np.pad(tiles, ((0, -count % columns), (0, gap), (0, gap)), constant_values=0.2)
    rows = len(tiles) // columns
    board = tiles.reshape(rows, columns, *tiles.shape[1:]).transpose(0, 2, 1, 3)
    board = board.reshape(rows * tiles.shape[1], columns * tiles.shape[2])
    return board[: board.shape[0] - gap, : board.shape[1] - gap]


def _bars(probabilities):
    """Draw a bar for each class, with its probability."""
    lines = "".join(
        f'<text x="0" y="{(digit + 0.75) * _ROW}">{digit}</text>'
        f'<rect x="16" y="{digit * _ROW + 3}" width="{_BAR * share:.1f}" height="{_ROW - 6}" fill="#009E73"/>'
        f'<text x="{_BAR + 24}" y="{(digit + 0.75) * _ROW}">{share:.1%}</text>'.replace("%", " %")
        for digit, share in enumerate(probabilities)
    )
    width, height = _BAR + 80, 10 * _ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-label="Probabilities of the ten classes" font-size="13" fill="currentColor">{lines}</svg>'
    )
