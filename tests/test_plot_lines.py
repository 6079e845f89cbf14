"""Signals as stems and lines, and which inputs the connection diagrams join to which outputs."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnnlib import plots
from cnnlib.plots import PALETTE

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


@pytest.mark.parametrize("kind", ["stem", "line", "dots"])
def test_signal_values_stand_at_their_indices(kind):
    ax = plots.show_signal([3, 1, 2], kind=kind, start=-1, role="output", label="s", title="t")
    line = ax.lines[-1]
    assert line.get_xydata().tolist() == [[-1, 3], [0, 1], [1, 2]]
    assert to_hex(line.get_color()).upper() == PALETTE["output"]
    assert [text.get_text() for text in ax.legend().get_texts()] == ["s"]
    assert (ax.get_xlabel(), ax.get_title()) == ("n", "t")
    stems = [patch.get_path().vertices.tolist() for patch in ax.patches]
    assert stems == ([[[-1, 0], [-1, 3], [0, 0], [0, 1], [1, 0], [1, 2]]] if kind == "stem" else [])


def test_stems_do_not_cut_fractions():
    ax = plots.show_signal([0.5, 0.25])
    assert ax.patches[0].get_path().vertices[1].tolist() == [0, 0.5]


def connections(ax):
    """Return, for each drawn path, its color and the (input, output) places that it joins."""
    found = []
    for patch in ax.patches:
        ends = patch.get_path().vertices.reshape(-1, 2, 2)
        beyond = (
            ends
            + (ends - ends[:, ::-1])
            * (0.3 / (np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)))[:, None, None]
        )
        assert beyond[:, :, 1] == pytest.approx(np.tile([0, 1.6], (len(ends), 1)))
        found.append((to_hex(patch.get_edgecolor()).upper(), beyond[:, :, 0].round(9).tolist()))
    return found


def test_connections_join_each_output_to_its_window():
    ax = plots.show_connections(5, 2, stride=2, padding=1, dilation=2)
    assert [text.get_text() for text in ax.texts] == [
        "x0",
        "x1",
        "x2",
        "x3",
        "x4",
        "0",
        "0",
        "y0",
        "y1",
        "y2",
    ]
    outputs = [0, 2, 4]
    assert connections(ax) == [
        (PALETTE["kernel"], [[-1, outputs[0]], [1, outputs[1]], [3, outputs[2]]]),
        (PALETTE["kernel"], [[1, outputs[0]], [3, outputs[1]], [5, outputs[2]]]),
    ]
    assert ax.patches[0].get_linestyle() != ax.patches[1].get_linestyle()


def test_connections_highlight_one_output():
    highlighted = connections(plots.show_connections(4, 3, highlight=1, title="t"))[0]
    assert highlighted == (PALETTE["window"], [[1, 2], [2, 2], [3, 2]])
