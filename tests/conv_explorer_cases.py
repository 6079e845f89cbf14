"""States of ConvExplorer that tests share: named corners, and a sweep over all settings."""

from itertools import product

import numpy as np
import traitlets

from cnnlib.widgets.conv_explorer import ConvExplorer

NAMES = ("input", "kernel", "stride", "dilation", "padding", "flip", "position")
LARGEST = {
    "input": np.arange(81).reshape(9, 9) % 10,
    "kernel": np.arange(25).reshape(5, 5) - 12,
    "padding": "full",
}
CORNERS = {
    "one number": {"input": [[3]], "kernel": [[-2]]},
    "a single row": {"input": [[1, 2, 3, 4]], "kernel": [[1, -1]], "stride": (1, 2)},
    "fractions": {"input": [[0.5, 1 / 3], [2, -0.25]], "kernel": [[1 / 9, 0.1]]},
    "all different": {
        "input": np.arange(30).reshape(5, 6),
        "kernel": np.arange(6).reshape(2, 3) - 2,
        "stride": (2, 1),
        "dilation": (1, 2),
        "padding": ((0, 2), (3, 1)),
        "flip": True,
    },
    "largest": LARGEST,
    "padded most": {"input": np.eye(9), "kernel": [[999]], "padding": 6},
}


def sweep():
    """Yield a widget for each combination of settings that has an output."""
    rng = np.random.default_rng(0)
    shapes = [((5, 7), (2, 3)), ((6, 4), (3, 2))]
    paddings = ["valid", "same", "full", 1, (2, 0), ((0, 1), (2, 1))]
    for shape, stride, dilation, padding, flip in product(
        shapes, [1, (2, 3)], [1, (2, 1)], paddings, [False, True]
    ):
        x, kernel = (rng.integers(-9, 10, size) for size in shape)
        try:
            yield ConvExplorer(
                input=x, kernel=kernel, stride=stride, dilation=dilation, padding=padding, flip=flip
            )
        except traitlets.TraitError:
            assert padding == "same"
            assert stride != 1


def widgets():
    """Return the widgets of all cases."""
    return [ConvExplorer(**case) for case in CORNERS.values()] + list(sweep())


def state(widget):
    """Return a widget's state as the browser gets it."""
    return {name: getattr(widget, name) for name in NAMES}


def cell(page, board, index):
    """Return the locator of a cell of a board: input, kernel or output."""
    return page.locator(f".conv_explorer-board.conv_explorer-{board} [role=gridcell]").nth(index)


def trait(page, name):
    """Return what the model holds."""
    return page.evaluate("(name) => window.model.get(name)", name)


def written(page, board):
    """Return the numbers of a board as a list of rows."""
    rows = page.locator(f".conv_explorer-board.conv_explorer-{board} [role=row]")
    return [row.locator("[role=gridcell]").all_text_contents() for row in rows.all()]


def edit(page, board, index, text):
    """Type a text into a cell, with the mouse and Enter."""
    cell(page, board, index).click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
