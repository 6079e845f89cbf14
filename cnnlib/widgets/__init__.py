"""Widgets that live in notebooks with a kernel and in the published page without one."""

from cnnlib.widgets.conv_explorer import ConvExplorer
from cnnlib.widgets.filter_lab import FilterLab

__all__ = ["ConvExplorer", "FilterLab"]
