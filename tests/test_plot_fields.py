"""Receptive fields over pictures: where the boxes lie, what the shades are."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnnlib import plots
from cnnlib.ops import loops
from cnnlib.plots.labels import spread
from cnnlib.plots.style import NOT_A_NUMBER

matplotlib.use("agg")

PICTURE = np.linspace(0, 1, 17 * 19).reshape(17, 19)
LAYERS = [
    {"kernel_size": 3, "stride": 2, "padding": 1},
    {"kernel_size": 3, "dilation": 2, "padding": 1},
]


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def boxes(ax):
    """Return row, column, height and width of each box, in pixels."""
    found = [(p.get_y() + 0.5, p.get_x() + 0.5, p.get_height(), p.get_width()) for p in ax.patches]
    assert {to_hex(patch.get_edgecolor()).upper() for patch in ax.patches} <= {plots.PALETTE["window"]}
    return found


def influence(unit):
    """Return which pixels of the padded picture change a unit, by way of the gradient's own formula."""
    rows, columns = PICTURE.shape
    grad = np.zeros((1, 1, 7, 8))
    grad[0, 0, *unit] = 1
    middle = np.zeros((1, 1, 9, 10))
    for layer, x in zip(reversed(LAYERS), (middle, np.zeros((1, 1, rows, columns)))):
        options = {name: value for name, value in layer.items() if name != "kernel_size"}
        grad = loops.conv2d_backward(grad, x, np.ones((1, 1, 3, 3)), **options)[0]
    return grad[0, 0]


@pytest.mark.parametrize("unit", [(3, 4), (2, 5), None])
def test_the_box_holds_the_pixels_that_change_the_unit(unit):
    [(row, column, height, width)] = boxes(plots.show_receptive_field(PICTURE, LAYERS, unit=unit))
    rows, columns = np.nonzero(influence((3, 3) if unit is None else unit))
    assert (row, row + height - 1) == (rows.min(), rows.max())
    assert (column, column + width - 1) == (columns.min(), columns.max())


def test_a_box_reaches_into_the_padding():
    ax = plots.show_receptive_field(PICTURE, LAYERS, unit=(0, 0))
    assert boxes(ax) == [(-3, -3, 11, 11)]
    assert ax.get_xlim() == (-3.5, 18.5)
    assert ax.get_ylim() == (16.5, -3.5)
    assert "57 of them beyond the picture" in plots.describe(ax)


def test_each_layer_has_a_box_around_one_middle():
    ax = plots.show_receptive_field(PICTURE, LAYERS, unit=(3, 4), every_layer=True)
    assert boxes(ax) == [(7, 9, 3, 3), (3, 5, 11, 11)]
    assert [text.get_text() for text in ax.texts] == ["1: 3×3", "2: 11×11"]
    deeper = [*LAYERS, {"kernel_size": 2, "stride": 2}]
    ax = plots.show_receptive_field(PICTURE, deeper, unit=(1, 1), every_layer=True)
    assert boxes(ax) == [(5, 5, 3, 3), (1, 1, 11, 11), (1, 1, 13, 13)]


def test_the_effective_field_lies_over_the_picture():
    effective = np.zeros(PICTURE.shape)
    effective[4, 5:7] = 1, 2
    effective[0, 0] = np.nan
    ax = plots.show_receptive_field(PICTURE, LAYERS, effective=effective)
    shades = np.asarray(ax.images[1].get_array())
    assert to_hex(shades[4, 6]).upper() == plots.PALETTE["gradient"]
    assert shades[4, 6, 3] == pytest.approx(2 * shades[4, 5, 3])
    assert shades[9, 9, 3] == 0
    assert to_hex(shades[0, 0]).upper() == NOT_A_NUMBER
    assert plots.describe(ax).endswith(
        "The effective field is strongest at row 4, column 6; half of it lies in 1 pixel of 323."
    )


def test_its_description_tells_where_the_field_lies():
    ax = plots.show_receptive_field(PICTURE, LAYERS, unit=(3, 4), every_layer=True, title="ramp")
    assert plots.describe(ax) == (
        "Gray picture “ramp”, 17 × 19 pixels, values from 0 to 1. Unit (3, 4) of the last layer sees 11 × 11 "
        "pixels: rows 3 to 13, columns 5 to 15. Layer by layer the field grows: 3 and 11 pixels wide."
    )


def test_labels_are_moved_apart_as_little_as_can_be():
    moved = spread([5.0, 0.0, 5.5, 20.0], 2.0)
    assert moved.tolist() == pytest.approx([4.25, 0, 6.25, 20])
    assert spread([1.0, 1.0, 1.0], 1.0).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"layers": []}, ValueError, r"layers must hold at least one layer"),
        ({"layers": [{"stride": 2}]}, TypeError, r"a layer has no kernel_size"),
        ({"layers": [{"kernel_size": 18}]}, ValueError, r"conv_output_size"),
        ({"unit": (7, 0)}, ValueError, r"unit must lie in the last layer's 7 × 8, got \(7, 0\)"),
        ({"unit": (0, -1)}, ValueError, r"unit must be at least 0"),
        ({"effective": np.ones((2, 2))}, ValueError, r"effective must have the picture's shape \(17, 19\)"),
        ({"effective": -np.ones(PICTURE.shape)}, ValueError, r"must not be negative"),
    ],
)
def test_refusals(options, error, message):
    with pytest.raises(error, match=message):
        plots.show_receptive_field(PICTURE, **({"layers": LAYERS} | options))
