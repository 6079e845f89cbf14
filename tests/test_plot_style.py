"""The look of the figures: what a page can rely on when it recolors them."""

import io
import re

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from nbclient import NotebookClient

from cnnlib import plots, signal
from cnnlib.plots.style import FAINT, STRONG

matplotlib.use("agg")

X = np.arange(9).reshape(3, 3)
FIGURES = {
    "grid": lambda: plots.show_grid(np.arange(49).reshape(7, 7), shade=True, title="n", window=(0, 0, 3, 3)),
    "equation": lambda: plots.show_equation(X, X[:2, :2], X[1:, 1:], at=(0, 0)),
    "kernel": lambda: plots.show_kernel(X - 4),
    "matrix": lambda: plots.show_matrix(signal.doubly_block_toeplitz_matrix(X, (6, 6), mode="valid")),
    "image": lambda: plots.show_image(np.linspace(-1, 1, 64 * 64).reshape(64, 64), signed=True),
    "signal": lambda: plots.show_signal(np.linspace(0, 1, 20), label="x", title="ramp"),
    "connections": lambda: plots.show_connections(7, 3, padding=1, stride=2, highlight=1),
    "feature maps": lambda: plots.show_feature_maps(X[None].repeat(6, axis=0), title="C1"),
    "filters": lambda: plots.show_filters(X[None, None].repeat(6, axis=0) - 4),
    "confusion": lambda: plots.show_confusion_matrix(np.diag(np.arange(30, 40)) + np.eye(10, k=3, dtype=int)),
    "field": lambda: plots.show_receptive_field(X / 8, [{"kernel_size": 2}], effective=X),
    "curve": lambda: plots.show_curve([3, 2, np.nan], [3, 2.5, 2], log=True),
}  # fmt: skip
GROUND_AND_INK = [("#ffffff", "#000000"), ("#14181e", "#ced6dd")]


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


def svg(name):
    file = io.StringIO()
    FIGURES[name]().figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    return file.getvalue()


@pytest.mark.parametrize("name", FIGURES)
def test_svg_starts_with_its_only_white_background(name):
    text = svg(name)
    groups = re.findall(r'<g id="([^"]+)"', text)
    assert groups[:2] == ["figure_1", "patch_1"]
    background = text.split('<g id="patch_1">')[1].split("</g>")[0]
    assert text.lower().count("fill: #ffffff") == background.count("fill: #ffffff") == 1


@pytest.mark.parametrize("name", FIGURES)
def test_svg_knows_no_color_but_ink_and_palette(name):
    used = set(re.findall(r"#[0-9a-f]{6}\b", svg(name)))
    assert used <= {"#ffffff", "#000000", *(color.lower() for color in plots.PALETTE.values())}


@pytest.mark.parametrize("name", FIGURES)
def test_svg_is_small_and_the_same_on_every_run(name):
    first = svg(name)
    plt.close("all")
    assert svg(name) == first
    assert len(first) < 15_000


def test_text_stays_text():
    assert re.search(r"<text[^>]*>48</text>", svg("grid"))


def contrast(one, other):
    darker, lighter = sorted(luminance(color) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color):
    color = np.asarray(color)
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def on(ground, color, opacity):
    return opacity * np.array(to_rgb(color)) + (1 - opacity) * np.array(to_rgb(ground))


@pytest.mark.parametrize(("ground", "ink"), GROUND_AND_INK, ids=["light", "dark"])
@pytest.mark.parametrize("opacity", [FAINT, STRONG])
@pytest.mark.parametrize("role", plots.PALETTE)
def test_numbers_are_legible_on_every_shade(role, opacity, ground, ink):
    assert contrast(on(ground, plots.PALETTE[role], opacity), to_rgb(ink)) >= 4.5


@pytest.mark.parametrize(("ground", "ink"), GROUND_AND_INK, ids=["light", "dark"])
def test_numbers_are_legible_on_every_weight(ground, ink):
    cells = plots.show_matrix(np.arange(1, 10)[None]).images[0].get_array()[0]
    assert min(contrast(on(ground, cell[:3], cell[3]), to_rgb(ink)) for cell in cells) >= 4.5


def test_a_notebook_draws_svg_without_a_date():
    source = "from cnnlib import plots\nplots.use_style()\nplots.show_grid([1, 2, 3]);"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    [output] = [output for output in notebook.cells[0].outputs if output.output_type == "display_data"]
    drawing = output["data"]["image/svg+xml"]
    assert 'id="patch_1"' in drawing
    assert "date" not in drawing
    assert "<dc:description>Input, 1 × 3: 1, 2, 3.</dc:description>" in drawing
    assert output["metadata"]["image/svg+xml"] == {"alt": "Input, 1 × 3: 1, 2, 3."}
