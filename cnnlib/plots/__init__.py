"""Figures of arrays, kernels, pictures, signals and connections.

Every function takes an `ax` (or makes one) and returns it. Colors mean one thing throughout the book:
see `PALETTE`. Text and lines are drawn in pure black, shades are translucent, so that a page can recolor the
ink and lay the figure on a dark ground.
"""

from cnnlib.plots.connections import show_connections
from cnnlib.plots.grids import show_equation, show_grid, show_kernel, show_matrix, show_row
from cnnlib.plots.images import show_image, show_images
from cnnlib.plots.signals import show_signal
from cnnlib.plots.style import PALETTE, use_style

__all__ = [
    "PALETTE",
    "show_connections",
    "show_equation",
    "show_grid",
    "show_image",
    "show_images",
    "show_kernel",
    "show_matrix",
    "show_row",
    "show_signal",
    "use_style",
]
