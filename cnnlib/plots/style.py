"""One look for all figures: the palette, the ink, and SVG that is the same on every run."""

import sys

import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.figure import Figure

from cnnlib.plots.descriptions import describe

INK = "#000000"
PALETTE = {
    "input": "#0072B2",
    "kernel": "#D55E00",
    "output": "#009E73",
    "gradient": "#CC79A7",
    "window": "#E69F00",
}
"""Role to color, from the color-blind safe palette of Okabe & Ito 2008."""

NEGATIVE, POSITIVE = PALETTE["input"], PALETTE["kernel"]
# an odd number of steps, so that zero is exactly white
SIGNED_MAP = LinearSegmentedColormap.from_list("signed", [NEGATIVE, "#FFFFFF", POSITIVE], N=255)

NOT_A_NUMBER = "#F0E442"
"""Yellow, from the same palette: NaN and infinities, and nothing else."""

FAINT, STRONG = 0.18, 0.45
"""Opacity of a cell: the usual, and the most on which ink is legible both in black and in white."""

_INKED = (
    "text.color",
    "axes.edgecolor",
    "axes.labelcolor",
    "axes.titlecolor",
    "xtick.color",
    "ytick.color",
)
_SVG_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def use_style():
    """Set matplotlib's defaults to the book's look, and a notebook's figures to SVG.

    Figures come out the same, byte by byte, on every run: no date, fixed salt for identifiers. The white
    background is the first shape of each figure, ``patch_1``, and there is no other, so that a page can
    remove it. Outside a notebook only the defaults are set. In it each figure carries its alternative text,
    :func:`cnnlib.plots.describe`: in the SVG as its description, and in the output's metadata as ``alt``.

    Examples
    --------
    >>> use_style()
    >>> plt.rcParams["svg.fonttype"]
    'none'
    """
    plt.rcParams.update(
        {
            "font.family": "sans-serif",
            "font.sans-serif": ["DejaVu Sans"],
            "font.size": 10,
            "axes.titlesize": 10,
            "axes.facecolor": "none",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.facecolor": "white",
            "legend.frameon": False,
            "savefig.facecolor": "white",
            "svg.fonttype": "none",
            "svg.hashsalt": "cnnlib",
        }
        | dict.fromkeys(_INKED, INK)
    )
    _use_svg_in_notebook()


def role_color(role, opacity=1.0):
    """Return a role's color as RGBA, or refuse a role that is not in `PALETTE`."""
    if role not in PALETTE:
        raise ValueError(f"plots: role must be one of {', '.join(map(repr, PALETTE))}, got {role!r}")
    return to_rgba(PALETTE[role], opacity)


def new_axes(width, height):
    """Return axes that fill a new figure of `width` × `height` inches."""
    return plt.figure(figsize=(width, height)).add_axes((0, 0, 1, 1))


def _use_svg_in_notebook():
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and hasattr(shell, "kernel"):
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg")
        shell.display_formatter.formatters["image/svg+xml"].for_type(Figure, described_svg)


def described_svg(figure):
    """Return a figure as SVG with its description in it, and the metadata of an output that shows it.

    This is what a notebook calls; None for a figure without content.

    Examples
    --------
    >>> from cnnlib.plots import show_kernel
    >>> svg, metadata = described_svg(show_kernel([1, 0, -1]).figure)
    >>> metadata["alt"]
    'Kernel, 1 × 3: 1, 0, −1.'
    >>> "<dc:description>Kernel, 1 × 3: 1, 0, −1.</dc:description>" in svg
    True
    """
    from IPython.core.pylabtools import print_figure

    text = describe(figure)
    svg = print_figure(figure, fmt="svg", metadata=_SVG_METADATA | {"Description": text or None})
    return None if svg is None else (svg, {"alt": text} if text else {})
