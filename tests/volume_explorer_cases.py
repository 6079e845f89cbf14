"""States of VolumeExplorer that tests share: named corners, and a sweep over the settings."""

from itertools import product

from cnnlib.widgets import VolumeExplorer

WORDS = ("picture", "groups", "view", "turn")
NUMBERS = ("channels", "size", "filters", "kernel_size", "stride", "padding", "seed", "filter", "position")
LARGEST = {"channels": 4, "size": 7, "filters": 6, "kernel_size": 5, "padding": 2}
CORNERS = {
    "first": {},
    "one of everything": {"channels": 1, "filters": 1, "kernel_size": 1},
    "largest": LARGEST | {"filter": 5, "position": 48},
    "depthwise": {"channels": 4, "kernel_size": 2, "groups": "depthwise", "filter": 3, "position": 15},
    "photograph": {"picture": "china", "filters": 6, "kernel_size": 5, "filter": 5, "position": 783},
    "photograph, padded most": {"picture": "flower", "filters": 4, "kernel_size": 1, "padding": 2},
    "photograph, depthwise": {"picture": "flower", "groups": "depthwise", "stride": 2, "filter": 2},
}


def widgets():
    """Return the widgets of the corners and of a sweep, each of it at its last place."""
    settings = product((1, 2, 5), (1, 2), (0, 1, 2), ("all", "depthwise"))
    sweep = [
        VolumeExplorer(kernel_size=k, stride=s, padding=p, groups=groups, seed=17 * k + s, size=6, filters=4)
        for k, s, p, groups in settings
    ]
    for widget in sweep:
        widget.position = widget.output[0].size - 1
    return [*(VolumeExplorer(**case) for case in CORNERS.values()), *sweep]


def state(widget):
    """Return a widget's state as the browser gets it."""
    return {name: getattr(widget, name) for name in WORDS + NUMBERS}
