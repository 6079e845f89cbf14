"""Arrays as tables of numbers: grids, kernels, equations between grids, convolution matrices."""

import matplotlib
import numpy as np

from cnnlib.plots.cells import (
    TITLE_CELLS,
    Grid,
    as_table,
    cell_points,
    cell_texts,
    draw_grid,
    grid_axes,
    signed_colors,
    uniform_colors,
    value_colors,
)
from cnnlib.plots.descriptions import add_description
from cnnlib.plots.row_words import row_words
from cnnlib.plots.style import STRONG
from cnnlib.plots.words import counted, listed, number, written

SYMBOL_CELLS = 1.1
_SYMBOL_SCALE = {"⋆": 0.9}
_EQUATION_ROLES = ("input", "kernel", "output")


def show_grid(values, *, ax=None, role="input", window=None, title=None, fmt=None, fade=None, shade=False):
    """Draw an array as a grid of numbers.

    Parameters
    ----------
    values : array_like, 1-D or 2-D
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure with cells of 0.4 inches.
    role : str
        What the array is, a key of `PALETTE`: gives the color of the cells.
    window : (row, column, height, width) or a list of these, optional
        Outlined, in cells; it may reach beyond the grid.
    title : str, optional
    fmt : str or callable, optional
        How to write a number: a format specification (``".2f"``), or a function from number to text. By
        default with the fewest decimals that are exact, or three digits for the largest.
        ``fmt=lambda value: ""`` leaves them out.
    fade : array_like of bool, optional
        Cells to show without color and in pale numbers, such as padding; of `values`' shape.
    shade : bool
        Whether a cell is the stronger in color the larger its value.

    Returns
    -------
    matplotlib.axes.Axes
        Measured in cells: cell (i, j) spans x from j to j + 1 and y from i to i + 1, plus the title's height.

    Raises
    ------
    ValueError
        If `values` is empty or not 1-D or 2-D, `role` is unknown, or `fade` or `window` has another shape.

    Examples
    --------
    >>> ax = show_grid([[0, 1, 2], [3, 4, 5]], role="input", window=(0, 0, 2, 2), title="input")
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '2', '3', '4', '5', 'input']
    """
    options = {"window": window, "title": title, "fmt": fmt, "fade": fade, "shade": shade}
    return show_row([{"values": values, "role": role, **options}], ax=ax)


def show_kernel(kernel, *, ax=None, title=None, fmt=None):
    """Draw a kernel as numbers, colored by sign: vermillion above zero, blue below, the stronger the larger.

    Parameters
    ----------
    kernel : array_like, 1-D or 2-D
    ax : matplotlib.axes.Axes, optional
    title : str, optional
    fmt : str or callable, optional
        As in `show_grid`.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> ax = show_kernel([[1, 0, -1]])
    >>> [text.get_text() for text in ax.texts]
    ['1', '0', '−1']
    """
    table = as_table("show_kernel", kernel)
    texts = cell_texts(table, fmt)
    return _draw_in_row([Grid(texts, signed_colors(table), title, "kernel", written(texts, table))], ax)


def show_row(items, *, ax=None):
    """Draw grids side by side, with symbols between them.

    Parameters
    ----------
    items : list
        From left to right, each of them

        * a str: a symbol such as ``"⋆"`` or ``"="``;
        * an array: a grid in the input's color;
        * a tuple ``(array, role)`` or ``(array, role, title)``;
        * a dict of `show_grid`'s arguments: ``{"values": x, "role": "input", "window": (0, 0, 2, 2)}``.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> ax = show_row([([1, 2, 3], "input"), "⋆", ([1, 1], "kernel"), "=", ([3, 5], "output")])
    >>> "".join(text.get_text() for text in ax.texts)
    '123⋆11=35'
    """
    if all(isinstance(item, str) for item in items):
        raise ValueError(f"show_row: items must hold at least one array, got {items!r}")
    return _draw_in_row([item if isinstance(item, str) else _as_grid(item) for item in items], ax)


def show_equation(
    x,
    kernel,
    output,
    *,
    symbol="⋆",
    at=None,
    stride=1,
    titles=("input", "kernel", "output"),
    fmt=None,
    ax=None,
):
    """Draw input, symbol, kernel, equals sign and output in a row.

    Parameters
    ----------
    x, kernel, output : array_like, 1-D or 2-D
        For a padded operation pass the padded input.
    symbol : str
        ``"⋆"`` for cross-correlation, ``"∗"`` for convolution.
    at : (row, column) or int, optional
        An output cell, to be outlined together with the window of `x` that it comes from.
    stride : int or (int, int)
        How far the window moves from one output to the next.
    titles : (str, str, str)
    fmt : str or callable, optional
        As in `show_grid`.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> ax = show_equation([1, 2, 3], [1, 1], [3, 5], at=1)
    >>> [text.get_text() for text in ax.texts if text.get_text().isalpha()]
    ['input', 'kernel', 'output']
    """
    kernel_shape = as_table("show_equation", kernel).shape
    windows = (None, None, None) if at is None else _windows_of(at, stride, kernel_shape)
    x, kernel, output = (
        {"values": values, "role": role, "title": title, "window": window, "fmt": fmt}
        for values, role, title, window in zip((x, kernel, output), _EQUATION_ROLES, titles, windows)
    )
    return show_row([x, symbol, kernel, "=", output], ax=ax)


def show_matrix(matrix, *, ax=None, title=None, numbers=None, fmt=None):
    """Draw a convolution matrix: equal weights in equal color, zeros blank.

    Parameters
    ----------
    matrix : array_like, 2-D
    ax : matplotlib.axes.Axes, optional
    title : str, optional
    numbers : bool, optional
        Whether to write the weights into the cells; by default up to 16 columns.
    fmt : str or callable, optional
        As in `show_grid`; zeros are always left out.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> ax = show_matrix([[1, 2, 0], [0, 1, 2]])
    >>> [text.get_text() for text in ax.texts]
    ['1', '2', '1', '2']
    """
    table = as_table("show_matrix", matrix)
    if numbers is None:
        numbers = table.shape[1] <= 16
    texts = cell_texts(table, fmt) if numbers else np.full(table.shape, "")
    texts = np.where(table == 0, "", np.array(texts, dtype=object)).tolist()
    colors = _weight_colors(table, STRONG if numbers else 0.75)
    return _draw_in_row([Grid(texts, colors, title, "matrix", _matrix_words(table))], ax)


def _matrix_words(table):
    weights = np.unique(table[table != 0])
    if weights.size == 0:
        return "zeros only"
    words = f"{counted(weights.size, 'weight')} in {np.count_nonzero(table)} entries, the others zero"
    return f"{words}: {listed(map(number, weights))}" if weights.size <= 16 else words


def _weight_colors(table, opacity):
    """Return one color for each weight, leaving out the map's ends, which vanish on a dark or light page."""
    weights, which = np.unique(table[table != 0], return_inverse=True)
    colors = np.zeros((*table.shape, 4))
    places = 0.15 + 0.6 * which / max(len(weights) - 1, 1)
    colors[table != 0] = matplotlib.colormaps["plasma"](places, alpha=opacity)
    return colors


def _as_grid(item):
    if isinstance(item, dict):
        return _grid(**item)
    if isinstance(item, tuple):
        return _grid(**dict(zip(("values", "role", "title"), item)))
    return _grid(item)


def _grid(values, role="input", title=None, window=None, fmt=None, fade=None, shade=False):
    table = as_table("show_grid", values)
    colors = (value_colors if shade else uniform_colors)(table, role)
    if fade is not None:
        fade = np.atleast_2d(np.asarray(fade, dtype=bool))
        if fade.shape != table.shape:
            raise ValueError(f"show_grid: fade must have values' shape {table.shape}, got {fade.shape}")
        colors[fade, 3] = 0
    texts = cell_texts(table, fmt)
    content = written(texts, table) + (f", {counted(fade.sum(), 'cell')} faded" if np.any(fade) else "")
    return Grid(texts, colors, title, role, content, _as_windows(window), fade)


def _as_windows(window):
    windows = np.atleast_2d(np.empty((0, 4)) if window is None else window)
    if windows.ndim != 2 or windows.shape[1] != 4:
        raise ValueError(
            f"show_grid: window must be (row, column, height, width) or a list of these, got {window!r}"
        )
    return tuple(map(tuple, windows.tolist()))


def _windows_of(at, stride, kernel_shape):
    row, column = (0, at) if np.ndim(at) == 0 else at
    stride_row, stride_column = (stride, stride) if np.ndim(stride) == 0 else stride
    return (row * stride_row, column * stride_column, *kernel_shape), None, (row, column, 1, 1)


def _draw_in_row(items, ax):
    """Draw `Grid`s and symbols from left to right, centered on one line."""
    widths = [SYMBOL_CELLS if isinstance(item, str) else item.width for item in items]
    grids = [item for item in items if not isinstance(item, str)]
    title_height = TITLE_CELLS if any(grid.title for grid in grids) else 0
    height = max(grid.rows for grid in grids)
    ax = grid_axes(sum(widths), height + title_height, ax)
    middle = title_height + height / 2
    for left, width, item in zip(np.cumsum([0, *widths]), widths, items):
        if isinstance(item, str):
            points = _SYMBOL_SCALE.get(item, 0.5) * cell_points(ax)
            ax.text(left + width / 2, middle, item, ha="center", va="center_baseline", size=points)
        else:
            draw_grid(ax, item, float(left + (width - item.columns) / 2), middle - item.rows / 2)
    add_description(ax, row_words(items))
    return ax
