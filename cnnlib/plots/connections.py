"""Which inputs each output of a 1-D convolution sees."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from cnnlib.arguments import whole_number
from cnnlib.plots.cells import cell_points
from cnnlib.plots.descriptions import add_description
from cnnlib.plots.style import FAINT, INK, PALETTE, new_axes, role_color
from cnnlib.plots.words import counted, listed, sentence

_DASHES = ("solid", "dashed", "dotted", "dashdot", (0, (6, 1, 1, 1, 1, 1)))
_HEIGHT = 1.6
_RADIUS = 0.3


def show_connections(
    n_inputs, kernel_size, *, stride=1, padding=0, dilation=1, highlight=None, title=None, ax=None
):
    """Draw inputs below, outputs above, and a line for each weight between them.

    Every weight has its own dash, so equal dashes are one shared weight (up to five; beyond, all are solid).
    Padding is drawn pale and dashed.

    Parameters
    ----------
    n_inputs, kernel_size : int
    stride, padding, dilation : int
        As in PyTorch; `padding` is per side.
    highlight : int, optional
        An output whose lines are drawn in the window's color.
    title : str, optional
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        Input ``i`` at x = i, the padding before it at negative x; an output stands over its window's middle.

    Raises
    ------
    ValueError
        If the kernel, spread by `dilation`, does not fit into the padded input, a size is too small, or there
        is no output `highlight`.

    Examples
    --------
    >>> ax = show_connections(5, 3, stride=2)
    >>> [text.get_text() for text in ax.texts][-2:]
    ['y0', 'y1']
    """
    first, offsets = _windows(n_inputs, kernel_size, stride, padding, dilation)
    outputs = first + offsets[-1] / 2
    ax = _connection_axes(-padding, n_inputs + padding, title, ax)
    if highlight is not None:
        _refuse_missing(highlight, outputs.size)
        ax.add_patch(_lines(first[highlight] + offsets, outputs[highlight], PALETTE["window"], 3, "solid"))
    dashes = _DASHES if kernel_size <= len(_DASHES) else ("solid",) * kernel_size
    for offset, dash in zip(offsets, dashes):
        ax.add_patch(_lines(first + offset, outputs, PALETTE["kernel"], 1.3, dash))
    inputs = np.arange(n_inputs)
    pads = np.setdiff1d(np.arange(-padding, n_inputs + padding), inputs)
    _nodes(ax, inputs, 0, "input", [f"x{i}" for i in inputs])
    _nodes(ax, pads, 0, None, ["0"] * pads.size)
    _nodes(ax, outputs, _HEIGHT, "output", [f"y{j}" for j in range(outputs.size)])
    add_description(ax, _words(n_inputs, first, offsets, padding, highlight))
    return ax


def _words(n_inputs, first, offsets, padding, highlight):
    told = f"{counted(n_inputs, 'input')}, {counted(first.size, 'output')}"
    told += f", with {padding} of padding on each side" if padding else ""
    weights = counted(offsets.size, "shared weight")
    told = sentence(f"{told}; {weights} join each output to its inputs")
    shown = [0, first.size - 1] if first.size > 1 else [0]
    shown = sorted({*shown, *([] if highlight is None else [highlight])})
    sees = [f"y{j} sees {_seen(first[j] + offsets, n_inputs)}" for j in shown]
    marked = "" if highlight is None else f" The lines of y{highlight} are highlighted."
    return f"{told} {'; '.join(sees)}.{marked}"


def _seen(places, n_inputs):
    return listed(f"x{i}" if 0 <= i < n_inputs else "padding" for i in places.tolist())


def _windows(n_inputs, kernel_size, stride, padding, dilation):
    """Return where each output's window starts, and how far from there each weight lies."""
    at_least_one = {"n_inputs": n_inputs, "kernel_size": kernel_size, "stride": stride, "dilation": dilation}
    for name, value in at_least_one.items():
        whole_number("show_connections", name, value, minimum=1)
    whole_number("show_connections", "padding", padding, minimum=0)
    offsets = dilation * np.arange(kernel_size)
    first = np.arange(-padding, n_inputs + padding - offsets[-1], stride)
    if first.size == 0:
        raise ValueError(
            f"show_connections: a kernel that spans {offsets[-1] + 1} does not fit into {n_inputs} inputs "
            f"with {padding} of padding on each side"
        )
    return first, offsets


def _refuse_missing(highlight, n_outputs):
    if whole_number("show_connections", "highlight", highlight, minimum=0) >= n_outputs:
        raise ValueError(
            f"show_connections: highlight must be below {n_outputs}, the outputs, got {highlight}"
        )


def _connection_axes(left, right, title, ax):
    width, height = right - left + 0.4, _HEIGHT + 1 + (0.4 if title else 0)
    if ax is None:
        ax = new_axes(0.6 * width, 0.6 * height)
    ax.set(xlim=(left - 0.7, left - 0.7 + width), ylim=(-0.5, height - 0.5), aspect="equal")
    ax.axis("off")
    if title:
        ax.text(left - 0.7 + width / 2, height - 0.55, title, ha="center", va="top")
    return ax


def _lines(inputs, outputs, color, width, dash):
    """Return lines between inputs and outputs as one path, each from rim to rim."""
    inputs, outputs = np.broadcast_arrays(inputs, outputs)
    lower = np.stack([inputs, np.zeros(inputs.size)], axis=1)
    upper = np.stack([outputs, np.full(inputs.size, _HEIGHT)], axis=1)
    to_rim = _RADIUS * (upper - lower) / np.linalg.norm(upper - lower, axis=1, keepdims=True)
    ends = np.stack([lower + to_rim, upper - to_rim], axis=1)
    path = Path(ends.reshape(-1, 2), [Path.MOVETO, Path.LINETO] * inputs.size)
    return PathPatch(path, fill=False, edgecolor=color, linewidth=width, linestyle=dash)


def _nodes(ax, xs, y, role, texts):
    """Draw discs with texts; without a role they are padding."""
    face, edge, dash = (role_color(role, FAINT), PALETTE[role], "solid") if role else ("none", INK, "dashed")
    diameter = 2 * _RADIUS * cell_points(ax)
    ys = np.full(len(xs), y)
    ax.scatter(
        xs, ys, diameter**2, facecolor=face, edgecolor=edge, linewidth=1.2, linestyle=dash, clip_on=False
    )
    for x, text in zip(xs, texts):
        ax.text(x, y, text, ha="center", va="center_baseline", size=9, alpha=None if role else 0.5)
