"""A row of grids in words."""

from cnnlib.plots.words import box, headed, sentence, size

_SYMBOLS = {"⋆": "cross-correlated with", "∗": "convolved with", "=": "gives", "+": "plus", "−": "minus"}


def row_words(items):
    """Return the sentences that tell of grids and of the symbols between them."""
    grids = [item for item in items if not isinstance(item, str)]
    if len(grids) == len(items) == 1:
        told = sentence(f"{_name(grids[0])}, {_content(grids[0])}")
        return f"{told} Outlined: {_windows(grids[0])}." if grids[0].windows else told
    parts = [
        _SYMBOLS.get(item, item) if isinstance(item, str) else f"{_name(item)} ({_content(item)})"
        for item in items
    ]
    told = sentence(" ".join(parts) if len(grids) < len(items) else ", ".join(parts))
    outlined = [f"in the {_name(grid)} {_windows(grid)}" for grid in grids if grid.windows]
    return f"{told} Outlined: {'; '.join(outlined)}." if outlined else told


def _name(grid):
    return headed(grid.subject, grid.title)


def _content(grid):
    return f"{size((grid.rows, grid.columns))}: {grid.content}"


def _windows(grid):
    return " and ".join(box(*window) for window in grid.windows)
