"""Figures in words: what each function records, and how it reaches the page."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnnlib import plots
from cnnlib.plots.style import described_svg

matplotlib.use("agg")

ROOT = Path(__file__).parent.parent
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
---

# Figures

```{code-cell} ipython3
from cnnlib import plots

plots.use_style()
plots.show_kernel([1, 0, -1], title="<difference> & more");
```

```{code-cell} ipython3
---
mystnb:
  image:
    alt: The author's own words.
---
plots.show_kernel([1, 2, 1]);
```
"""
SETTINGS = """
extensions = ["myst_nb", "inline_figures"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
"""


@pytest.fixture(autouse=True)
def _own_style():
    with matplotlib.rc_context():
        plots.use_style()
        yield
    plt.close("all")


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plots.show_grid([[0.5, -1]], title="x"), "Input “x”, 1 × 2: 0.5, −1.0."),
        (lambda: plots.show_grid([1, 2], role="output", title="output"), "Output, 1 × 2: 1, 2."),
        (lambda: plots.show_grid([1, 2], fade=[True, False]), "Input, 1 × 2: 1, 2, 1 cell faded."),
        (lambda: plots.show_grid([1, 3], fmt=lambda _: ""), "Input, 1 × 2: values from 1 to 3."),
        (
            lambda: plots.show_grid(np.eye(3), window=[(0, 1, 2, 2), (2, 0, 1, 1)]),
            (
                "Input, 3 × 3: 1, 0, 0; 0, 1, 0; 0, 0, 1. "
                "Outlined: rows 0 to 1, columns 1 to 2 and row 2, column 0."
            ),
        ),
        (lambda: plots.show_grid(np.arange(100).reshape(10, 10)), "Input, 10 × 10: values from 0 to 99."),
        (
            lambda: plots.show_equation([1, 2, 3], [1, 1], [3, 5], at=1, symbol="∗"),
            (
                "Input (1 × 3: 1, 2, 3) convolved with kernel (1 × 2: 1, 1) gives output (1 × 2: 3, 5). "
                "Outlined: in the input row 0, columns 1 to 2; in the output row 0, column 1."
            ),
        ),
        (lambda: plots.show_row([[1], ([2], "kernel")]), "Input (1 × 1: 1), kernel (1 × 1: 2)."),
        (lambda: plots.show_kernel([1, 0, -1]), "Kernel, 1 × 3: 1, 0, −1."),
        (
            lambda: plots.show_matrix([[5, 7, 0], [0, 5, 7]]),
            "Matrix, 2 × 3: 2 weights in 4 entries, the others zero: 5 and 7.",
        ),
        (lambda: plots.show_matrix([[0]]), "Matrix, 1 × 1: zeros only."),
        (lambda: plots.show_image([[0, 0.25]]), "Gray picture, 1 × 2 pixels, values from 0 to 0.25."),
        (
            lambda: plots.show_image([[-1.0, np.nan]], signed=True, title="edges"),
            "Signed picture “edges”, 1 × 2 pixels, values all −1; 1 not finite.",
        ),
        (lambda: plots.show_image([[[0.0, 0, 1]]]), "Color picture, 1 × 1 pixels, values from 0 to 1."),
        (
            lambda: plots.show_signal(np.arange(20.0), kind="dots", start=-5, label="s"),
            "Input signal “s”, dots with 20 values from n = −5: from 0 to 19, the largest at n = 14.",
        ),
        (
            lambda: plots.show_connections(3, 2, padding=1, highlight=1),
            (
                "3 inputs, 4 outputs, with 1 of padding on each side; 2 shared weights join each output to "
                "its inputs. y0 sees padding and x0; y1 sees x0 and x1; y3 sees x2 and padding. "
                "The lines of y1 are highlighted."
            ),
        ),
    ],
)
def test_each_function_tells_what_it_drew(draw, words):
    assert plots.describe(draw()) == words


def test_a_figure_tells_of_all_its_axes_once():
    axes = plots.show_images([[[0.0, 1.0]], [[0.5]]], ["a", "b"])
    words = (
        "Gray picture “a”, 1 × 2 pixels, values from 0 to 1. Gray picture “b”, 1 × 1 pixels, values all 0.5."
    )
    assert plots.describe(axes) == plots.describe(list(axes)) == plots.describe(axes[0].figure) == words


def test_words_can_be_added_and_replaced():
    ax = plots.show_kernel([1])
    plots.add_description(ax, "It does nothing.")
    assert plots.describe(ax) == "Kernel, 1 × 1: 1. It does nothing."
    plots.set_description(ax, "The identity.")
    assert plots.describe(ax.figure) == "The identity."
    plots.set_description(ax.figure, "A kernel of one.")
    assert plots.describe(ax.figure) == "A kernel of one."


def test_words_go_when_the_axes_are_cleared():
    ax = plots.show_kernel([1])
    ax.clear()
    assert plots.describe(ax) == ""
    assert plots.describe(plt.figure()) == ""


def test_words_take_no_room():
    ax = plots.show_kernel([1, 2])
    before = ax.figure.get_tightbbox().bounds
    plots.add_description(ax, "A sentence.")
    assert ax.figure.get_tightbbox().bounds == before


def test_a_figure_without_words_has_no_alternative_text():
    figure, _ = plt.subplots()
    svg, metadata = described_svg(figure)
    assert metadata == {}
    assert "dc:description" not in svg
    assert described_svg(plt.figure()) is None


@pytest.mark.parametrize("wrong", ["ax", None, [1]])
def test_refusals(wrong):
    with pytest.raises(TypeError, match="describe: drawn must be axes, an array of axes or a figure, got"):
        plots.describe(wrong)
    with pytest.raises(TypeError, match="add_description: drawn must be axes or a figure, got"):
        plots.add_description(wrong, "x")


def test_a_page_takes_the_words_where_the_cell_gives_none(tmp_path):
    (tmp_path / "index.md").write_text(PAGE, encoding="utf-8")
    paths = f"import sys\nsys.path.insert(0, {str(ROOT / 'book' / '_ext')!r})"
    (tmp_path / "conf.py").write_text(paths + SETTINGS, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", tmp_path, tmp_path / "out"]
    subprocess.run(command, check=True, timeout=300)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    drawings = [ElementTree.fromstring(text + "</svg>") for text in figures(page)]  # noqa: S314
    assert [each.get("aria-label") for each in drawings] == [
        "Kernel “<difference> & more”, 1 × 3: 1, 0, −1.",
        "The author's own words.",
    ]


def figures(page):
    """Return the inlined drawings of a page, each without its end tag."""
    return [part.split("</svg>")[0] for part in page.split('<span class="cnn-figure">')[1:]]
