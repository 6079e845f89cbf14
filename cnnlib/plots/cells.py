"""The drawing underneath all grids: shaded cells, numbers in them, windows around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from cnnlib.plots.style import FAINT, INK, NEGATIVE, PALETTE, POSITIVE, STRONG, new_axes, role_color, to_rgba

CELL_INCHES = 0.4
PAGE_INCHES = 7.5
TITLE_CELLS = 0.9


@dataclass(frozen=True)
class Grid:
    """An array as it is to be drawn: its numbers, the RGBA of its cells, its title and outlined windows.

    `subject` and `content` are what its description calls it and tells of it.
    """

    texts: Sequence[Sequence[str]]
    colors: np.ndarray
    title: str | None = None
    subject: str = "grid"
    content: str = ""
    windows: tuple = ()
    fade: np.ndarray | None = None

    @property
    def rows(self):
        """Return the number of rows of cells."""
        return self.colors.shape[0]

    @property
    def columns(self):
        """Return the number of columns of cells."""
        return self.colors.shape[1]

    @property
    def width(self):
        """Return the cells' or the title's width, whichever is more, in cells."""
        return max(self.columns, 0.21 * len(self.title or ""))


def as_table(function, values):
    """Return `values` as a 2-D array of real numbers; a 1-D array becomes one row."""
    table = np.atleast_2d(np.asarray(values))
    if table.dtype.kind not in "biuf":
        raise TypeError(f"{function}: values must be real numbers, got dtype {table.dtype}")
    if table.ndim != 2 or table.size == 0:
        raise ValueError(
            f"{function}: values must be a 1-D or 2-D array with entries, got shape {np.shape(values)}"
        )
    return table.astype(np.int64) if table.dtype.kind == "b" else table


def cell_texts(table, fmt=None):
    """Return the number in each cell as text, with a true minus sign."""
    if callable(fmt):
        write = fmt
    elif fmt is not None:
        write = f"{{:{fmt}}}".format
    else:
        write = f"{{:{_default_format(table)}}}".format
    return tuple(tuple(_with_minus(write(value)) for value in row) for row in table.tolist())


def _default_format(table):
    """Return the fewest decimals that are exact, or else those that give the largest number three digits."""
    finite = table[np.isfinite(table)].astype(float)
    for decimals in range(3):
        if np.array_equal(finite, np.round(finite, decimals)):
            return f".{decimals}f"
    largest = abs(finite).max()
    return f".{max(0, 2 - floor(log10(largest)))}f" if 1e-3 <= largest < 1e6 else ".2g"


def _with_minus(text):
    is_zero = not text.strip("-0.")
    return text.lstrip("-") if is_zero else text.replace("-", "−")


def uniform_colors(table, role):
    """Return the role's faint color for every cell."""
    return np.tile(role_color(role, FAINT), (*table.shape, 1))


def value_colors(table, role):
    """Return the role's color for every cell, the stronger the larger its value."""
    colors = uniform_colors(table, role)
    finite = np.where(np.isfinite(table), table, np.nan)
    low, high = np.nanmin(finite), np.nanmax(finite)
    strength = np.nan_to_num((finite - low) / (high - low if high > low else 1))
    colors[..., 3] = 0.04 + (STRONG - 0.04) * strength
    return colors


def signed_colors(table):
    """Return the positive or negative color for every cell, the stronger the farther from zero."""
    finite = np.nan_to_num(table.astype(float), posinf=0, neginf=0)
    largest = abs(finite).max() or 1
    colors = np.where((finite < 0)[..., None], to_rgba(NEGATIVE), to_rgba(POSITIVE))
    colors[..., 3] = STRONG * abs(finite) / largest
    return colors


def grid_axes(width, height, ax=None):
    """Return axes measured in cells, with rows counted downward and nothing but the drawing."""
    if ax is None:
        inches = min(CELL_INCHES, PAGE_INCHES / width)
        ax = new_axes(width * inches, height * inches)
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    return ax


def cell_points(ax):
    """Return the side of a cell in points."""
    width, height = (abs(np.diff(limits))[0] for limits in (ax.get_xlim(), ax.get_ylim()))
    return 72 / ax.figure.dpi * min(ax.bbox.width / width, ax.bbox.height / height)


def draw_grid(ax, grid, left=0.0, top=0.0):
    """Draw `grid` with its upper left corner at (`left`, `top`), in cells."""
    limits = ax.get_xlim(), ax.get_ylim()
    extent = (left, left + grid.columns, top + grid.rows, top)
    ax.imshow(grid.colors, extent=extent, interpolation="none", aspect="equal")
    ax.set(xlim=limits[0], ylim=limits[1])
    ax.add_patch(_lattice(grid, left, top))
    _draw_texts(ax, grid, left, top)
    for row, column, height, width in grid.windows:
        ax.add_patch(_outline(left + column, top + row, width, height))
    if grid.title:
        ax.text(left + grid.columns / 2, top - 0.25, grid.title, ha="center", va="bottom", size=10)


def _draw_texts(ax, grid, left, top):
    longest = max(len(text) for row in grid.texts for text in row)
    size = cell_points(ax) * min(0.4, 1.4 / max(longest, 1))
    for (row, column), text in np.ndenumerate(np.array(grid.texts, dtype=object)):
        if text:
            faded = grid.fade is not None and grid.fade[row, column]
            ax.text(left + column + 0.5, top + row + 0.5, text, ha="center", va="center_baseline", size=size,
                    alpha=0.5 if faded else None)  # fmt: skip


def _lattice(grid, left, top):
    """Return all lines between cells as one path: a tenth of the size of one path for each."""
    right, bottom = left + grid.columns, top + grid.rows
    ends = [[(x, top), (x, bottom)] for x in left + np.arange(grid.columns + 1)]
    ends += [[(left, y), (right, y)] for y in top + np.arange(grid.rows + 1)]
    path = Path(np.concatenate(ends), [Path.MOVETO, Path.LINETO] * len(ends))
    return PathPatch(path, fill=False, edgecolor=INK, alpha=0.3, linewidth=0.6, capstyle="projecting")


def _outline(x, y, width, height):
    return Rectangle((x, y), width, height, fill=False, edgecolor=PALETTE["window"], linewidth=2.5, zorder=3,
                     joinstyle="round", clip_on=False)  # fmt: skip
