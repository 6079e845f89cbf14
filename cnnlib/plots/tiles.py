"""Many small pictures as one: tiles in rows, the number of each, and the scale that they share."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from cnnlib.plots.cells import PAGE_INCHES, cell_points
from cnnlib.plots.shading import shaded
from cnnlib.plots.style import INK, new_axes
from cnnlib.plots.words import number

_TILE_INCHES = 0.8
_LINE_INCHES = 0.19
_MOST_COLUMNS = 16
_LABEL_POINTS = 22
"""A tile less wide than this gets no number."""


@dataclass(frozen=True)
class Board:
    """Where each of `count` tiles stands, in pixels; `line` is the height of a line of text."""

    count: int
    height: int
    width: int
    columns: int
    titled: bool

    @property
    def inches(self):
        """Return the side of a pixel."""
        return min(_TILE_INCHES, 0.85 * PAGE_INCHES / self.columns) / self.width

    @property
    def gap(self):
        """Return the pixels between two columns."""
        return ceil(0.08 * self.width)

    @property
    def line(self):
        """Return the pixels between two rows: a label fits in."""
        return ceil(_LINE_INCHES / self.inches)

    @property
    def size(self):
        """Return height and width of all."""
        rows = ceil(self.count / self.columns)
        top = self.line * (2 if self.titled else 1)
        return top + rows * (self.height + self.line), self.columns * (self.width + self.gap) - self.gap

    def corner(self, index):
        """Return the row and column of a tile's upper left pixel."""
        row, column = divmod(index, self.columns)
        top = self.line * (2 if self.titled else 1)
        return top + row * (self.height + self.line), column * (self.width + self.gap)


def usual_columns(count, ratio):
    """Return how many columns make a broad board with few empty places; `ratio` is height over width."""
    least = max(1, int(sqrt(2 * count * ratio)))
    choices = range(min(least, count, _MOST_COLUMNS), min(count, _MOST_COLUMNS) + 1)
    return count if count <= 8 else min(choices, key=lambda columns: -count % columns)


def draw_tiles(tiles, board, *, labels, title, ax):
    """Draw tiles of RGBA as one picture with rims, numbers and title; return its axes."""
    height, width = board.size
    if ax is None:
        ax = new_axes(width * board.inches, (height + board.line) * board.inches)
    picture = np.zeros((height, width, 4))
    for index, tile in enumerate(tiles):
        row, column = board.corner(index)
        picture[row : row + board.height, column : column + board.width] = tile
    ax.imshow(picture, extent=(0, width, height, 0), interpolation="none", aspect="equal")
    ax.set(xlim=(0, width), ylim=(height + board.line, 0))
    ax.axis("off")
    ax.add_patch(_rims(board))
    if title:
        ax.text(width / 2, 0.9 * board.line, title, ha="center", va="bottom", size=10)
    if cell_points(ax) * board.width >= _LABEL_POINTS:
        for index, label in enumerate(labels):
            row, column = board.corner(index)
            ax.text(
                column + board.width / 2, row - 0.12 * board.line, label, ha="center", va="bottom", size=8
            )
    return ax


def draw_scale(ax, board, limits, signed):
    """Draw below the tiles which color is which value; `limits` are a pair, or a text to stand there."""
    height, width = board.size
    middle = height + 0.1 * board.line
    if isinstance(limits, str):
        ax.text(width / 2, middle, limits, ha="center", va="center", size=8)
        return
    half = max(0.15 * width, 1.2 * board.line)
    left, right = width / 2 - half, width / 2 + half
    view = ax.get_xlim(), ax.get_ylim()
    bar = shaded(np.linspace(*limits, 65)[None], limits, signed)
    extent = (left, right, middle + 0.25 * board.line, middle - 0.25 * board.line)
    ax.imshow(bar, extent=extent, interpolation="none", aspect="equal")
    ax.set(xlim=view[0], ylim=view[1])
    ax.text(left - 0.3 * board.line, middle, number(limits[0]), ha="right", va="center_baseline", size=8)
    ax.text(right + 0.3 * board.line, middle, number(limits[1]), ha="left", va="center_baseline", size=8)


def _rims(board):
    """Return the outlines of all tiles as one path."""
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) * (board.width, board.height)
    places = [corners + board.corner(index)[::-1] for index in range(board.count)]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    path = Path(np.concatenate(places), codes * board.count)
    return PathPatch(path, fill=False, edgecolor=INK, alpha=0.5, linewidth=0.6, clip_on=False)
