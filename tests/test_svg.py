"""Figures for the page: the theme's colors, names of their own, nothing that reaches beyond the figure."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure

from cnnlib.widgets.svg import themed_svg


def saved(figure):
    text = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "test"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


@pytest.fixture(scope="module")
def figure():
    """Return a figure with an image, a clipped line with markers, ticks, a legend and mathematics."""
    drawn = Figure(figsize=(4, 3))
    axes = drawn.subplots()
    axes.imshow(np.eye(3))
    axes.plot([0, 1, 2], marker="o", label="$x^2$")
    axes.set_title("Title")
    axes.text(1, 1, "stays black", color="#010101")
    axes.legend()
    return saved(drawn)


@pytest.fixture(scope="module")
def themed(figure):
    return themed_svg(figure, label='The "title" & more')


def wrapped(*inner):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{"".join(inner)}</svg>'


def test_it_is_one_image_with_an_alternative_text(themed):
    root = ElementTree.fromstring(themed)  # noqa: S314 - made above
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'The "title" & more'
    assert root.get("viewBox") == "0 0 288 216"
    assert root.get("width") == "384"
    assert "height" not in root.attrib
    assert themed.startswith("<svg ")


def test_nothing_reaches_the_rest_of_the_page(themed):
    for gone in ("<?xml", "<!DOCTYPE", "<metadata", "<style", "xlink", "rdf:"):
        assert gone not in themed


def test_black_follows_the_theme_and_other_colors_stay(figure, themed):
    assert "#000000" in figure
    assert "#000000" not in themed
    assert "stroke: currentColor" in themed
    assert "#010101" in themed
    assert "#1f77b4" in themed
    assert 'fill="currentColor"' in themed


def test_black_in_an_image_is_not_touched():
    data = "data:image/png;base64,AAAA/000+#000"
    assert data in themed_svg(wrapped(f'<image href="{data}" />'))


def test_longer_hexadecimal_colors_are_not_taken_for_black():
    assert 'fill="#000080"' in themed_svg(wrapped('<path fill="#000080" />'))
    assert 'fill="currentColor"' in themed_svg(wrapped('<path fill="#000" />'))


def test_white_backgrounds_go_and_white_marks_stay(figure, themed):
    assert figure.count("#ffffff") == 3
    assert "#ffffff" not in themed
    drawn = Figure()
    axes = drawn.subplots()
    axes.bar([0, 1], [1, 2], color="white")
    assert themed_svg(saved(drawn)).count("#ffffff") == 2


def test_a_background_with_a_color_stays():
    assert "#ffeecc" in themed_svg(saved(Figure(facecolor="#ffeecc")))


def test_every_name_is_defined_once_has_the_prefix_and_is_used(figure):
    themed = themed_svg(figure, prefix="fig-7")
    defined = re.findall(r' id="([^"]+)"', themed)
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', themed))
    assert len(defined) == len(set(defined))
    assert {one or other for one, other in used} == set(defined)
    assert all(name.startswith("fig-7-") for name in defined)


def test_two_figures_share_no_names(figure):
    other = figure.replace("Title", "Another title")
    one, two = (set(re.findall(r' id="([^"]+)"', themed_svg(text))) for text in (figure, other))
    assert one
    assert not one & two
    assert themed_svg(figure) == themed_svg(figure)


def test_it_is_smaller_and_keeps_two_decimals(figure, themed):
    assert len(themed) < 0.6 * len(figure)
    assert not re.search(r' (?:d|x|y)="[^"]*\.\d{3}', themed)
    assert 'd="M 1.23 -4.5 L 3 0.1"' in themed_svg(
        wrapped('<path d="M 1.2345678 -4.500001 \nL 3.0000 0.1"/>')
    )


def test_small_scale_factors_keep_their_value():
    assert 'transform="scale(0.015625)"' in themed_svg(
        wrapped('<g transform="scale(0.015625)"><path d="M 0 0"/></g>')
    )


def test_glyphs_as_paths_work_too():
    text = io.StringIO()
    drawn = Figure()
    drawn.text(0.5, 0.5, "glyphs")
    with rc_context({"svg.fonttype": "path"}):
        drawn.savefig(text, format="svg")
    themed = themed_svg(text.getvalue())
    names = set(re.findall(r' id="([^"]+)"', themed))
    assert names
    assert set(re.findall(r'href="#([^"]+)"', themed)) == names


def test_text_keeps_its_words_and_loses_the_list_of_fonts(themed):
    assert ">Title</text>" in themed
    assert "Bitstream" not in themed


@pytest.mark.parametrize("text", ["", "no svg", "<svg", "<html></html>", "<svg></svg>"])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="themed_svg: the text is no SVG"):
        themed_svg(text)


def test_browsers_draw_it_as_matplotlib_meant(open_page, themed):
    page = open_page()
    page.evaluate("(svg) => { document.body.innerHTML = svg; }", themed)
    box = page.locator("svg").bounding_box()
    assert (round(box["width"]), round(box["height"])) == (384, 288)
    assert page.get_by_role("img", name='The "title" & more').count() == 1
    for color in ("rgb(1, 2, 3)", "rgb(250, 251, 252)"):
        page.evaluate("(color) => { document.body.style.color = color; }", color)
        title = page.locator("text", has_text="Title")
        assert title.evaluate("(element) => getComputedStyle(element).fill") == color
