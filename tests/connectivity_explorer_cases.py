"""States of ConnectivityExplorer that tests share: a sweep over all settings, and named corners."""

import contextlib
from itertools import product

import traitlets

from cnnlib.widgets import ConnectivityExplorer

SHAPE = ("units", "layers", "connection", "kernel_size", "stride", "dilation", "padding")
NAMES = (*SHAPE, "direction", "matrix", "unit")
CORNERS = {
    "first": {},
    "largest": {"units": 12, "layers": 5},
    "smallest": {"units": 2, "connection": "shared", "kernel_size": 1, "padding": 0},
    "units that see only zeros": {"units": 2, "connection": "shared", "kernel_size": 1, "padding": 5},
    "weights that meet only zeros": {"units": 2, "connection": "shared", "kernel_size": 5, "padding": 2},
    "no unit beyond the last window": {"units": 6, "connection": "local", "stride": 2, "padding": 0},
    "windows far out in the padding": {
        "units": 5,
        "layers": 4,
        "connection": "local",
        "kernel_size": 1,
        "stride": 2,
        "padding": 3,
    },
    "wider than the input": {"units": 6, "layers": 4, "connection": "shared", "padding": 2},
}


def sweep():
    """Yield a widget for each combination of settings whose layers can be shown."""
    settings = product((5, 11), (3,), ("local", "shared"), (2, 3, 5), (1, 2), (1, 2), (0, 1, 3))
    for values in settings:
        with contextlib.suppress(traitlets.TraitError):
            yield ConnectivityExplorer(**dict(zip(SHAPE, values)))


def widgets():
    """Return the widgets of all cases."""
    return [ConnectivityExplorer(**case) for case in CORNERS.values()] + list(sweep())


def state(widget):
    """Return a widget's state as the browser gets it."""
    return {name: getattr(widget, name) for name in NAMES}


def trait(page, name):
    """Return what the model holds."""
    return page.evaluate("(name) => window.model.get(name)", name)


def unit(page, layer, place):
    """Return the locator of a unit."""
    return page.locator(f".connectivity_explorer-unit[data-unit='[{layer},{place}]']")


def lit(page, kind):
    """Return the units, as [layer, place], that are marked as seen or fed."""
    found = page.locator(f".connectivity_explorer-unit.connectivity_explorer-{kind}")
    return found.evaluate_all("(units) => units.map((unit) => JSON.parse(unit.dataset.unit))")
