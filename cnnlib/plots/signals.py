"""One-dimensional signals as stems or lines."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from cnnlib.plots.descriptions import add_description
from cnnlib.plots.style import INK, role_color
from cnnlib.plots.words import counted, extent, headed, number, sentence

_MOST_NUMBERS = 16


def show_signal(values, *, ax=None, role="input", kind="stem", label=None, start=0, title=None):
    """Draw a 1-D signal.

    Parameters
    ----------
    values : array_like, shape (n,)
    ax : matplotlib.axes.Axes, optional
        Call again with the same axes to lay signals over each other.
    role : str
        A key of `PALETTE`.
    kind : {"stem", "line", "dots"}
    label : str, optional
        For the legend, which you ask for with ``ax.legend()``.
    start : int
        Index of the first value.
    title : str, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `values` is not 1-D, or `role` or `kind` is unknown.

    Examples
    --------
    >>> ax = show_signal([0, 1, 0.5], role="kernel", start=-1)
    >>> ax.lines[-1].get_xdata()
    array([-1,  0,  1])
    """
    values = np.asarray(values)
    if values.ndim != 1:
        raise ValueError(f"show_signal: values must be 1-D, got shape {values.shape}")
    styles = {"stem": "o", "dots": ".", "line": "-"}
    if kind not in styles:
        raise ValueError(f"show_signal: kind must be 'stem', 'dots' or 'line', got {kind!r}")
    color = role_color(role)
    if ax is None:
        ax = plt.figure(figsize=(6, 2.2)).add_subplot(xlabel="n")
    n = start + np.arange(values.size)
    if kind == "stem":
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.add_patch(_stems(n, values, color))
    ax.plot(n, values, styles[kind], color=color, label=label, markersize=5 if kind == "stem" else 4)
    if title:
        ax.set_title(title)
    add_description(ax, _words(values, headed(f"{role} signal", title or label), kind, start))
    return ax


def _words(values, subject, kind, start):
    shape = {"stem": "stems", "dots": "dots", "line": "a line"}[kind]
    if values.size <= _MOST_NUMBERS:
        told = ", ".join(map(number, values))
    else:
        largest = start + int(np.argmax(np.nan_to_num(values, nan=-np.inf)))
        told = f"{extent(values)}, the largest at n = {number(largest)}"
    return sentence(
        f"{subject}, {shape} with {counted(values.size, 'value')} from n = {number(start)}: {told}"
    )


def _stems(n, values, color):
    ends = np.stack([np.stack([n, np.zeros_like(values)], 1), np.stack([n, values], 1)], 1)
    path = Path(ends.reshape(-1, 2), [Path.MOVETO, Path.LINETO] * n.size)
    return PathPatch(path, fill=False, edgecolor=color, linewidth=1.5)
