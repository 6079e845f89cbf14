"""Figures of arrays, kernels, feature maps, pictures, signals, connections, and of how a training went.

Every function takes an `ax` (or makes one) and returns it; what has several panels returns an array of them.
Colors mean one thing throughout the book: see `PALETTE`. Text and lines are drawn in pure black, shades are
translucent, so that a page can recolor the ink and lay the figure on a dark ground.

Every function also leaves in its axes a sentence that tells what was drawn, with its numbers. `describe`
returns them; a page takes them as the figure's alternative text where its cell gives none. For what you draw
yourself there is `add_description`, and `set_description` to say it better.
"""

from cnnlib.plots.confusion import confusion_matrix, show_confusion_matrix
from cnnlib.plots.connections import show_connections
from cnnlib.plots.curves import show_curve, show_training
from cnnlib.plots.descriptions import add_description, describe, set_description
from cnnlib.plots.fields import show_receptive_field
from cnnlib.plots.grids import show_equation, show_grid, show_kernel, show_matrix, show_row
from cnnlib.plots.images import show_image, show_images
from cnnlib.plots.signals import show_signal
from cnnlib.plots.style import PALETTE, use_style
from cnnlib.plots.volumes import show_feature_maps, show_filters

__all__ = [
    "PALETTE",
    "add_description",
    "confusion_matrix",
    "describe",
    "set_description",
    "show_confusion_matrix",
    "show_connections",
    "show_curve",
    "show_equation",
    "show_feature_maps",
    "show_filters",
    "show_grid",
    "show_image",
    "show_images",
    "show_kernel",
    "show_matrix",
    "show_receptive_field",
    "show_row",
    "show_signal",
    "show_training",
    "use_style",
]
