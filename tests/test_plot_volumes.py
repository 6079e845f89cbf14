"""Feature maps and filters as tiles: which pixel is where, in which color, on which scale."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnnlib import plots
from cnnlib.plots.style import NOT_A_NUMBER

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def tiles(ax, shape):
    """Return the RGBA inside each rim, in the order of the rims."""
    picture = np.asarray(ax.images[0].get_array())
    corners = ax.patches[0].get_path().vertices.reshape(-1, 5, 2)[:, 0].astype(int)
    return [picture[y : y + shape[0], x : x + shape[1]] for x, y in corners]


def color(rgba):
    return to_hex(rgba).upper()


def test_each_map_stands_in_its_rim():
    volume = np.arange(24.0).reshape(4, 2, 3) / 23
    shown = tiles(plots.show_feature_maps(volume, columns=2), (2, 3))
    assert np.array(shown)[..., 0] == pytest.approx(volume, abs=1 / 128)
    assert np.array(shown)[..., 3].min() == 1


@pytest.mark.parametrize(
    ("limits", "weak", "scale"),
    [("shared", 0.5, ["0", "2"]), ("own", 1, ["each on its own scale"]), ((0, 4), 0.25, ["0", "4"])],
)
def test_maps_share_a_scale_or_have_their_own(limits, weak, scale):
    ax = plots.show_feature_maps([[[0, 1.0]], [[0, 2.0]]], limits=limits)
    assert tiles(ax, (1, 2))[0][0, 1, 0] == pytest.approx(weak, abs=1 / 128)
    assert texts(ax) == ["0", "1", *scale]


def test_maps_below_zero_are_colored_by_sign():
    ax = plots.show_feature_maps([[[-2, 0, 1]]])
    shown = [color(pixel) for pixel in tiles(ax, (1, 3))[0][0]]
    assert shown[0] == plots.PALETTE["input"]
    assert shown[1] == "#FFFFFF"
    assert texts(ax) == ["0", "−2", "2"]
    assert color(tiles(plots.show_feature_maps([[[-2, 0]]], signed=False), (1, 2))[0][0, 0]) == "#000000"


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_yellow(strange):
    ax = plots.show_feature_maps([[[strange, 1.0]], [[0, 2.0]]])
    assert color(tiles(ax, (1, 2))[0][0, 0]) == NOT_A_NUMBER
    assert texts(ax)[2:] == ["0", "2"]
    assert "1 not finite" in plots.describe(ax)
    assert "in yellow: map 0." in plots.describe(ax)
    in_color = plots.show_filters([[[[strange]], [[0]], [[1]]]])
    assert color(tiles(in_color, (1, 1))[0][0, 0]) == NOT_A_NUMBER


def test_filters_of_one_channel_are_signed_and_of_three_are_in_color():
    signed = tiles(plots.show_filters([[[[-1, 1]]]]), (1, 2))[0]
    assert [color(pixel) for pixel in signed[0]] == [plots.PALETTE["input"], plots.PALETTE["kernel"]]
    ax = plots.show_filters([[[[1]], [[0]], [[-1]]], [[[0]], [[0.5]], [[0]]]])
    np.testing.assert_allclose(
        [tile[0, 0, :3] for tile in tiles(ax, (1, 1))], [[1, 0.5, 0], [0.5, 0.75, 0.5]]
    )
    assert texts(ax)[-1] == "gray is 0, the ends are ±1"


def test_filters_of_many_channels_make_a_table():
    ax = plots.show_filters(np.ones((3, 2, 4, 4)))
    assert texts(ax)[:6] == ["0, 0", "0, 1", "1, 0", "1, 1", "2, 0", "2, 1"]
    rims = ax.patches[0].get_path().vertices.reshape(6, 5, 2)[:, 0]
    assert len(set(rims[:, 0])) == 2
    assert len(set(rims[:, 1])) == 3


@pytest.mark.parametrize(("count", "columns"), [(6, 6), (16, 8), (32, 8), (96, 16), (120, 15), (1, 1)])
def test_boards_are_broad_and_full(count, columns):
    ax = plots.show_feature_maps(np.ones((count, 5, 5)))
    rims = ax.patches[0].get_path().vertices.reshape(count, 5, 2)[:, 0]
    assert len(set(rims[:, 0])) == columns


def test_numbers_are_left_out_where_they_have_no_room():
    _, ax = plt.subplots(figsize=(1, 1))
    assert texts(plots.show_feature_maps(np.ones((64, 4, 4)), ax=ax)) == ["0", "1"]


def test_descriptions_tell_the_numbers():
    volume = np.zeros((3, 2, 2))
    volume[1] = [[1, 2], [3, 4]]
    assert plots.describe(plots.show_feature_maps(volume, title="C1")) == (
        "3 feature maps “C1” of 2 × 2, on one scale; values from 0 to 4. Map 1 has the largest mean, 2.5. "
        "The same value everywhere: maps 0 and 2."
    )
    assert plots.describe(plots.show_filters([[[[1, -1]]], [[[3, 0]]]], limits=(-4, 4))) == (
        "2 filters of 1 × 2 over 1 input channel, on a scale from −4 to 4; values from −1 to 3. "
        "Filter 1 is the largest, filter 0 the smallest."
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: plots.show_feature_maps(np.ones((2, 3))),
            ValueError,
            r"volume must have shape \(channels, height, width\) .* got \(2, 3\)",
        ),
        (lambda: plots.show_feature_maps(np.ones((1, 2, 3, 4))), ValueError, r"volume must have shape"),
        (lambda: plots.show_feature_maps(np.ones((0, 3, 4))), ValueError, r"and entries, got \(0, 3, 4\)"),
        (lambda: plots.show_feature_maps([[["a"]]]), TypeError, r"volume must hold real numbers, got"),
        (
            lambda: plots.show_feature_maps([[[1]]], limits="all"),
            ValueError,
            r"limits must be 'shared', 'own' or",
        ),
        (lambda: plots.show_feature_maps([[[1]]], limits=(2, 1)), ValueError, r"low < high, got \(2, 1\)"),
        (lambda: plots.show_feature_maps([[[1]]], columns=0), ValueError, r"columns must be at least 1"),
        (
            lambda: plots.show_filters(np.ones((2, 3, 4))),
            ValueError,
            r"weight must have shape \(out_channels",
        ),
        (
            lambda: plots.show_filters(np.ones((1, 1, 1, 1)), limits=(-1, 2)),
            ValueError,
            r"same distance from zero",
        ),
        (
            lambda: plots.show_filters(np.ones((1, 2, 1, 1)), columns=1),
            ValueError,
            r"weight has 2 in_channels",
        ),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
