"""What the figures hold: their numbers, colors, windows and lines."""

import re
import warnings

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba

from cnnlib import plots
from cnnlib.plots import PALETTE

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def windows(ax):
    rectangles = [patch for patch in ax.patches if isinstance(patch, matplotlib.patches.Rectangle)]
    assert {to_hex(patch.get_edgecolor()).upper() for patch in rectangles} <= {PALETTE["window"]}
    return [(*patch.get_xy(), patch.get_width(), patch.get_height()) for patch in rectangles]


def colors(ax, which=0):
    return np.asarray(ax.images[which].get_array())


def test_grid_writes_each_number_in_the_middle_of_its_cell():
    ax = plots.show_grid([[1, -2, 3], [4, 5, 6]])
    assert texts(ax) == ["1", "−2", "3", "4", "5", "6"]
    assert [text.get_position() for text in ax.texts][4] == (1.5, 1.5)
    assert ax.get_xlim() == (0, 3)
    assert ax.get_ylim() == (2, 0)
    assert ax.images[0].get_extent() == [0, 3, 2, 0]


@pytest.mark.parametrize("role", PALETTE)
def test_grid_is_tinted_in_the_color_of_its_role(role):
    cell = colors(plots.show_grid([1, 2], role=role))[0, 1]
    assert to_hex(cell[:3]).upper() == PALETTE[role]
    assert 0.1 < cell[3] < 0.3


def test_grid_outlines_windows_below_the_title():
    ax = plots.show_grid(np.eye(4), window=[(0, 1, 2, 3), (2, 0, 1, 1)], title="input")
    assert texts(ax)[-1] == "input"
    top = ax.images[0].get_extent()[3]
    assert windows(ax) == [(1, top, 3, 2), (0, top + 2, 1, 1)]
    assert windows(plots.show_grid(np.eye(4), window=(1, 2, 3, 2))) == [(2, 1, 2, 3)]


def test_faded_cells_are_blank_and_pale():
    ax = plots.show_grid([[0, 7]], fade=[[True, False]])
    assert colors(ax)[0, 0, 3] == 0 < colors(ax)[0, 1, 3]
    assert [text.get_alpha() for text in ax.texts] == [0.5, None]


def test_shade_grows_with_the_value():
    opacity = colors(plots.show_grid([[1, 2, 4], [np.nan, 4, 1]], shade=True))[..., 3]
    assert opacity[0, 0] < opacity[0, 1] < opacity[0, 2] == opacity[1, 1]
    assert opacity[1, 0] == opacity[1, 2] == opacity[0, 0]
    flat = colors(plots.show_grid([[3, 3]], shade=True))[..., 3]
    assert flat[0, 0] == flat[0, 1]


@pytest.mark.parametrize(
    ("values", "fmt", "expected"),
    [
        ([1.0, -0.0, 12.0], None, ["1", "0", "12"]),
        ([0.5, 0.25], None, ["0.50", "0.25"]),
        ([1 / 3, -0.001], None, ["0.333", "−0.001"]),
        ([36.25, 100 / 3], None, ["36.2", "33.3"]),
        ([1e-7, 0.3e-7], None, ["1e−07", "3e−08"]),
        ([np.nan, np.inf, -1], None, ["nan", "inf", "−1"]),
        ([True, False], None, ["1", "0"]),
        ([0.126, -0.001], ".2f", ["0.13", "0.00"]),
        ([1, 2], lambda value: f"w{value}", ["w1", "w2"]),
    ],
)
def test_numbers_are_written_short(values, fmt, expected):
    assert texts(plots.show_grid(values, fmt=fmt)) == expected


def test_long_numbers_get_smaller_letters():
    short, long = (plots.show_grid([[value]]).texts[0].get_size() for value in (1, 1234567))
    assert long < short


def test_row_sets_grids_and_symbols_on_one_line():
    ax = plots.show_row(
        [
            ([1, 2], "input", "x"),
            "⋆",
            {"values": [[3], [4]], "role": "kernel", "window": (0, 0, 1, 1)},
            "=",
            [5],
        ]
    )
    assert texts(ax) == ["1", "2", "x", "⋆", "3", "4", "=", "5"]
    extents = np.array([image.get_extent() for image in ax.images])
    assert (np.diff(extents[:, :2].ravel()) > 0).all()
    middles = extents[:, 2:].mean(axis=1)
    assert middles == pytest.approx([ax.texts[3].get_position()[1]] * 3)
    assert windows(ax) == [(extents[1][0], extents[1][3], 1, 1)]


@pytest.mark.parametrize(
    ("at", "stride", "expected"), [((1, 0), 1, (0, 1)), ((1, 1), (3, 2), (2, 3)), (None, 1, None)]
)
def test_equation_outlines_an_output_and_its_window(at, stride, expected):
    ax = plots.show_equation(np.eye(6), np.eye(3, 2), np.eye(2), at=at, stride=stride, symbol="∗")
    assert [text for text in texts(ax) if text not in "01"] == ["input", "∗", "kernel", "=", "output"]
    if expected is None:
        assert windows(ax) == []
        return
    x, _, output = (image.get_extent() for image in ax.images)
    in_input, in_output = windows(ax)
    assert in_input == pytest.approx((x[0] + expected[0], x[3] + expected[1], 2, 3))
    assert in_output == pytest.approx((output[0] + at[1], output[3] + at[0], 1, 1))


def test_kernel_is_colored_by_sign():
    ax = plots.show_kernel([[-2, 0, 1]], title="emboss")
    assert texts(ax) == ["−2", "0", "1", "emboss"]
    cells = colors(ax)[0]
    assert to_hex(cells[0][:3]).upper() == PALETTE["input"]
    assert to_hex(cells[2][:3]).upper() == PALETTE["kernel"]
    assert cells[1][3] == 0 < cells[2][3] < cells[0][3]


def test_matrix_gives_equal_weights_equal_color():
    matrix = np.array([[5, 7, 0], [0, 5, 7]])
    cells = colors(plots.show_matrix(matrix))
    np.testing.assert_array_equal(cells[0, 0], cells[1, 1])
    np.testing.assert_array_equal(cells[0, 1], cells[1, 2])
    assert not np.array_equal(cells[0, 0], cells[0, 1])
    assert (cells[..., 3] == 0).tolist() == (matrix == 0).tolist()


@pytest.mark.parametrize(
    ("columns", "numbers", "count"), [(16, None, 16), (17, None, 0), (17, True, 17), (3, False, 0)]
)
def test_matrix_writes_numbers_where_there_is_room(columns, numbers, count):
    assert len(texts(plots.show_matrix(np.ones((1, columns)), numbers=numbers))) == count


@pytest.mark.parametrize(
    ("image", "options", "limits"),
    [
        ([[0.2, 0.4]], {}, (0, 1)),
        ([[-0.5, 3.0]], {}, (-0.5, 3)),
        (np.array([[3, 40]], np.uint8), {}, (0, 255)),
        ([[-0.5, 0.2]], {"signed": True}, (-0.5, 0.5)),
        ([[0.0, 0.0]], {"signed": True}, (-1, 1)),
        ([[0.2, 0.4]], {"limits": (0.2, 0.4)}, (0.2, 0.4)),
    ],
)
def test_image_limits(image, options, limits):
    ax = plots.show_image(image, title="patch", **options)
    assert ax.images[0].get_clim() == limits
    assert ax.images[0].get_interpolation() == "none"
    assert ax.get_title() == "patch"
    np.testing.assert_array_equal(ax.images[0].get_array(), image)


def test_signed_image_is_white_at_zero():
    image = plots.show_image([[-1.0, 0.0, 1.0]], signed=True).images[0]
    shown = [to_hex(color).upper() for color in image.to_rgba(image.get_array())[0]]
    assert shown == [PALETTE["input"], "#FFFFFF", PALETTE["kernel"]]


def test_colors_beyond_their_range_are_clipped():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plots.show_image([[[1.5, -0.5, 0.25]]])
    np.testing.assert_array_equal(ax.images[0].get_array(), [[[1, 0, 0.25]]])


@pytest.mark.parametrize(
    ("image", "limits"), [(np.array([[[0, 51, 255]]], np.uint8), None), ([[[2.0, 2.4, 4.0]]], (2, 4))]
)
def test_colors_are_scaled_by_their_limits(image, limits):
    shown = plots.show_image(image, limits=limits).images[0].get_array()
    np.testing.assert_allclose(shown, [[[0, 0.2, 1]]])


@pytest.mark.parametrize(
    ("shape", "way"), [((1, 4, 5), r"image\[0\]"), ((3, 4, 5), r"image\.transpose\(1, 2, 0\)")]
)
def test_channels_that_come_first_are_refused_with_a_way_out(shape, way):
    with pytest.raises(ValueError, match=rf"{re.escape(str(shape))}: its channels come first, take {way}$"):
        plots.show_image(np.zeros(shape))


def test_images_stand_in_rows():
    pictures = [np.full((2, 2), value) for value in (0.1, 0.2, 0.3)]
    axes = plots.show_images(pictures, ["a", "b", "c"], columns=2, signed=[False, True, False])
    assert [ax.get_title() for ax in axes] == ["a", "b", "c"]
    specs = [ax.get_subplotspec() for ax in axes]
    assert [(spec.rowspan.start, spec.colspan.start) for spec in specs] == [(0, 0), (0, 1), (1, 0)]
    assert [ax.images[0].get_cmap().name for ax in axes] == ["gray", "signed", "gray"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.show_grid([1, 2], ax=ax),
        lambda ax: plots.show_kernel([1, 2], ax=ax),
        lambda ax: plots.show_row([[1], "+", [2]], ax=ax),
        lambda ax: plots.show_equation([1, 2], [1], [1, 2], ax=ax),
        lambda ax: plots.show_matrix([[1, 2]], ax=ax),
        lambda ax: plots.show_image([[1, 2]], ax=ax),
        lambda ax: plots.show_signal([1, 2], ax=ax),
        lambda ax: plots.show_connections(3, 2, ax=ax),
    ],
)
def test_axes_are_taken_and_returned(draw):
    figure, (_, ax) = plt.subplots(1, 2)
    assert draw(ax) is ax
    assert plt.get_fignums() == [figure.number]


def test_default_color_of_text_stays_pure_black():
    ax = plots.show_grid([[1]], title="t")
    assert {to_rgba(text.get_color()) for text in ax.texts} == {(0, 0, 0, 1)}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: plots.show_grid([]), ValueError, r"values must be a 1-D or 2-D array .* \(0,\)"),
        (lambda: plots.show_grid(np.ones((2, 2, 2))), ValueError, r"show_grid: values .* \(2, 2, 2\)"),
        (lambda: plots.show_grid(["a"]), TypeError, r"show_grid: values must be real numbers, got"),
        (lambda: plots.show_grid([1], role="weights"), ValueError, r"role must be one of .* got 'weights'"),
        (lambda: plots.show_grid([1], fade=[True, False]), ValueError, r"fade must have values' shape"),
        (lambda: plots.show_grid([1], window=(0, 0, 1)), ValueError, r"window must be \(row, column, height"),
        (lambda: plots.show_kernel([]), ValueError, r"show_kernel: values must be"),
        (lambda: plots.show_row(["="]), ValueError, r"show_row: items must hold at least one array"),
        (lambda: plots.show_image(np.ones(3)), ValueError, r"image must have shape .* got \(3,\)"),
        (lambda: plots.show_image(np.ones((2, 2, 3)), signed=True), ValueError, r"\(height, width\), got"),
        (lambda: plots.show_images([]), ValueError, r"images must not be empty"),
        (lambda: plots.show_images([[[1]]], ["a", "b"]), ValueError, r"1 images need as many titles"),
        (lambda: plots.show_signal([[1]]), ValueError, r"show_signal: values must be 1-D, got shape"),
        (lambda: plots.show_signal([1], kind="bar"), ValueError, r"kind must be 'stem', .* got 'bar'"),
        (lambda: plots.show_connections(3, 2, dilation=3), ValueError, r"spans 4 does not fit into 3 inputs"),
        (lambda: plots.show_connections(3, 2, stride=0), ValueError, r"stride must be at least 1, but is 0"),
        (lambda: plots.show_connections(3, 2, highlight=2), ValueError, r"highlight must be below 2"),
    ],
)  # fmt: skip
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
