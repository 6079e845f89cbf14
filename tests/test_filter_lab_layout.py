"""FilterLab's layout: its numbers, its height and the place reserved for it, at every width and theme."""

import itertools

import pytest

from cnnlib.widgets import FilterLab, base
from tests import browser
from tests.filter_lab_cases import drawn, settle

WIDTHS = (320, 360, 700, 1200)
WIDE = "body { font-family: 'DejaVu Sans', sans-serif }"
CUT_OFF = """() => [...document.querySelectorAll(".filter_lab-numbers span")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth || cell.scrollHeight > cell.clientHeight)
  .map((cell) => `${cell.parentNode.className}: ${cell.textContent}`)"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".filter_lab-numbers span")]
  .map((cell) => parseFloat(getComputedStyle(cell).fontSize)))"""


@pytest.fixture
def lab(widget_page):
    """Return ``lab(page=options, **traits)`` → a page with a FilterLab that has drawn its picture."""
    return lambda *, page=None, **traits: settle(widget_page(FilterLab(**traits), **(page or {})))


@pytest.fixture
def lab_at(lab):
    """Return ``lab_at(widths, style, **options)``, which yields each width and the page that has taken it."""

    def at(widths=WIDTHS, style="body {}", **options):
        page = lab(**options)
        page.add_style_tag(content=style)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            drawn(page)
            yield width, page

    return at


def test_no_number_is_cut_off(lab_at):
    for width, page in lab_at(style=WIDE, picture="impulse"):
        for size, weight in itertools.product((1, 3, 5, 7), (-1.52, -0.76, -0.0417, -12.3, -1000)):
            page.evaluate("(kernel) => window.model.set('kernel', kernel)", [[weight] * size] * size)
            page.locator(".filter_lab-surface").press("ArrowUp" if size == 3 else "ArrowDown")
            drawn(page)
            assert page.evaluate(CUT_OFF) == [], (width, size, weight)
            assert page.evaluate(SMALLEST) >= 9, (width, size, weight)


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_overflows_and_axe_finds_nothing(lab_at, dark):
    settings = {"color": True, "kernel": "laplacian_of_gaussian"}
    for width, page in lab_at((320, 700, 1200), page={"dark": dark}, **settings):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.accessibility_faults(page, "filter_lab") == [], width


def test_height_stays_while_it_is_used(lab_at):
    for width, page in lab_at(kernel="sobel_left"):
        height = page.evaluate("window.el.offsetHeight")
        for name, size in [("gaussian", "7"), ("outline", "3"), ("laplacian_of_gaussian", "5")]:
            page.get_by_label("Kernel", exact=True).select_option(name)
            page.get_by_label("Size of the kernel").select_option(size)
            page.get_by_role("button", name="Clipped").click()
            page.get_by_role("button", name="Color", exact=True).click()
            page.wait_for_timeout(400)
            assert page.evaluate("window.el.offsetHeight") == pytest.approx(height, abs=1), (width, name)
        page.get_by_role("button", name="Reset").click()


def test_text_of_a_small_kernel_is_seen_whole(lab_at):
    for width, page in lab_at(style=WIDE, kernel="sobel_left"):
        field = page.get_by_label("Kernel as text")
        assert field.input_value() == "1 0 -1; 2 0 -2; 1 0 -1"
        assert field.evaluate("(field) => field.scrollWidth <= field.clientWidth"), width


def test_reserved_height_is_the_drawn_one_and_none_in_print(lab_at):
    for width, page in lab_at(style=WIDE):
        drawn_height = page.evaluate("window.el.offsetHeight")
        assert browser.reserved_height(page, "filter_lab") == pytest.approx(drawn_height, abs=24), width
        page.emulate_media(media="print")
        assert browser.reserved_height(page, "filter_lab") == 0
        page.emulate_media(media="screen")


@pytest.mark.parametrize("scripting", [True, False])
def test_place_is_reserved_only_where_scripts_run(open_page, scripting):
    page = open_page(java_script_enabled=scripting)
    mount = '<div class="cnn-mount" data-stem="filter_lab"><noscript>figure</noscript></div>'
    page.set_content(f"<style>{base.style('filter_lab')}</style>{mount}")
    height = page.locator(".cnn-mount").bounding_box()["height"]
    assert height > 900 if scripting else height < 40
