"""Lay times out as multiples of PyTorch's, with their geometric mean."""

from __future__ import annotations

from statistics import geometric_mean


def ratios(name, seconds):
    """Return a row: PyTorch's time in ms, and the others as multiples of it."""
    own = seconds["PyTorch"]
    others = {key: value / own for key, value in seconds.items() if key != "PyTorch"}
    return {"layer": name, "PyTorch ms": own * 1e3} | others


def print_ratios(title, rows):
    """Print the rows of one table, and below them the mean of every column of ratios."""
    names = list(rows[0])[1:]
    print(f"\n{title:24}", *(f"{name:>13}" for name in names))
    for row in rows:
        print(f"{row['layer']:24}", *(f"{row[name]:13.2f}" for name in names))
    means = {name: mean(rows, name) for name in names if not name.endswith(("ms", "MB"))}
    print(
        f"{'geometric mean':24}", *(f"{means[name]:13.2f}" if name in means else 13 * " " for name in names)
    )


def mean(rows, name):
    """Return the geometric mean of one column."""
    return geometric_mean(row[name] for row in rows)
