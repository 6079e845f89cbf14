"""ConnectivityExplorer in the page: mouse, touch, keyboard, settings, refusals, clean-up, layout."""

import pytest

from cnnlib.widgets import ConnectivityExplorer, base
from tests import browser
from tests.connectivity_explorer_cases import NAMES, lit, trait, unit

SENTENCE = ".connectivity_explorer-sentence"
REFUSAL = ".connectivity_explorer-refusal"
SPEECH = ".connectivity_explorer > [role=status]"
LIT_ARROWS = """() => [...document.querySelectorAll(".connectivity_explorer-lit .connectivity_explorer-line")]
  .reduce((sum, path) => sum + path.getAttribute("d").split("M").length - 1, 0)"""
SHADES = """() => [...document.querySelectorAll(".connectivity_explorer-cell")]
  .map((cell) => getComputedStyle(cell).color)"""


def field(page, name):
    return page.get_by_role("spinbutton", name=name)


def outlined(page, line):
    return page.locator(f".connectivity_explorer-{line}").get_attribute("visibility") == "visible"


def test_first_sight_and_the_three_kinds(widget_page):
    page = widget_page(ConnectivityExplorer())
    assert page.text_content(SPEECH) == "Dense: 25 connections, 25 weights."
    cards = page.get_by_role("group", name="Connections", exact=True).get_by_role("button")
    assert [text.split("\n") for text in cards.all_inner_texts()] == [
        ["Dense", "25 connections", "25 weights"],
        ["Local", "13 connections", "13 weights"],
        ["Shared", "13 connections", "3 weights"],
    ]
    cells = page.locator("tbody tr:not([hidden]) :is(th, td)")
    assert cells.all_inner_texts() == ["input → output", "5·5 = 25", "25"]
    assert len(set(page.evaluate(SHADES))) == 25
    cards.nth(1).click()
    assert trait(page, "connection") == "local"
    assert len(set(page.evaluate(SHADES))) == len(page.evaluate(SHADES)) == 13
    cards.nth(2).click()
    assert cells.all_inner_texts() == ["input → output", "3·5 − 2 = 13", "3"]
    assert len(set(page.evaluate(SHADES))) == 3
    assert page.locator(".connectivity_explorer-blank").count() == 12
    field(page, "Layers").fill("3")
    assert cells.all_inner_texts()[-3:] == ["together", "13 + 13 = 26", "3 + 3 = 6"]


def test_pointing(widget_page):
    page = widget_page(ConnectivityExplorer(connection="shared", layers=3))
    unit(page, 2, 2).hover()
    assert lit(page, "sees") == [*([0, i] for i in range(5)), [1, 1], [1, 2], [1, 3], [2, 2]]
    assert lit(page, "feeds") == []
    assert page.evaluate(LIT_ARROWS) == 12
    assert page.inner_text(SENTENCE) == "Output unit 3 sees all 5 inputs. Its receptive field is r = 5."
    assert page.locator(".connectivity_explorer-labels [visibility=visible]").all_text_contents() == [
        "w₁",
        "w₂",
        "w₃",
    ]
    unit(page, 1, 0).hover()
    assert page.locator(".connectivity_explorer-size").text_content() == "r = 3, cut by the border"
    assert lit(page, "sees") == [[0, 0], [0, 1], [1, 0]]
    assert lit(page, "feeds") == [[1, 0], [2, 0], [2, 1]]
    assert (outlined(page, "row"), outlined(page, "column")) == (True, False)
    unit(page, 0, 4).hover()
    assert (outlined(page, "row"), outlined(page, "column")) == (False, True)
    page.get_by_role("button", name="Reset").hover()
    assert lit(page, "sees") == lit(page, "feeds") == []
    assert page.inner_text(SENTENCE).startswith("Local, with shared weights: 26 connections, 6 weights.")
    assert page.evaluate(LIT_ARROWS) == 0
    page.locator(".connectivity_explorer-cells [data-unit='[1,3]']").first.hover()
    assert page.locator(".connectivity_explorer-pointed").get_attribute("data-unit") == "[1,3]"
    page.get_by_role("button", name="Feeds").click()
    unit(page, 1, 3).hover()
    assert (lit(page, "sees"), len(lit(page, "feeds"))) == ([], 4)
    assert trait(page, "unit") == []


def test_clicks_hold_a_unit(widget_page):
    page = widget_page(ConnectivityExplorer(connection="shared", layers=3))
    unit(page, 2, 0).click()
    assert (trait(page, "unit"), trait(page, "matrix")) == ([2, 0], 2)
    page.get_by_role("button", name="Reset").hover()
    assert page.inner_text(SENTENCE).startswith("Output unit 1 sees 3 of 5 inputs.")
    unit(page, 2, 0).click()
    assert trait(page, "unit") == []
    page.locator(".connectivity_explorer-cells [data-unit='[2,1]']").first.click()
    assert trait(page, "unit") == [2, 1]
    field(page, "Layers").fill("2")
    assert (trait(page, "unit"), trait(page, "matrix")) == ([], 1)


def test_keys_alone(widget_page):
    page = widget_page(ConnectivityExplorer(connection="shared", units=7, layers=3, stride=2))
    assert page.locator("[role=gridcell][tabindex='0']").count() == 1
    field(page, "Padding").focus()
    page.keyboard.press("Tab")
    steps = {"ArrowRight": [0, 1], "ArrowUp": [1, 0], "End": [1, 3], "ArrowDown": [0, 6], "Home": [0, 0]}
    for key, place in steps.items():
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.unit") == str(place).replace(" ", "")
        assert lit(page, "pointed") == [place]
    page.keyboard.press("Alt+ArrowUp")
    assert lit(page, "pointed") == [[0, 0]]
    page.keyboard.press("Enter")
    assert trait(page, "unit") == [0, 0]
    page.wait_for_function(
        "document.querySelector('.connectivity_explorer > [role=status]').textContent.startsWith('Input')"
    )
    assert page.text_content(SPEECH) == "Input unit 1 feeds 1 of 2 outputs."
    page.keyboard.press("Escape")
    assert trait(page, "unit") == []
    assert page.locator("[role=gridcell][tabindex='0']").count() == 1
    page.keyboard.press("Shift+Tab")
    assert lit(page, "pointed") == []


def test_touch(widget_page):
    page = widget_page(ConnectivityExplorer(connection="shared"), touch=True, width=340)
    unit(page, 1, 4).tap()
    assert trait(page, "unit") == [1, 4]
    assert page.inner_text(SENTENCE).endswith("r = 3, cut by the border.")
    unit(page, 0, 0).tap()
    assert lit(page, "pointed") == [[0, 0]]
    unit(page, 0, 0).tap()
    assert lit(page, "pointed") == []


def test_refusals(widget_page):
    page = widget_page(ConnectivityExplorer(padding=0, layers=3, connection="shared"))
    widths = "() => [...document.querySelectorAll('[role=row]')].map((row) => row.childElementCount)"
    assert page.evaluate(widths) == [5, 3, 1]
    for name, value, reason in [
        ("Layers", "4", "No unit would be left in layer 4: the kernel spans 3 places, but layer 3 has 1"),
        ("Units", "13", "Units must be a whole number from 2 to 12, but is 13."),
        ("Stride", "1.5", "Stride must be a whole number from 1 to 4, but is 1.5."),
        ("Padding", "-1", "Padding must be a whole number from 0 to 6, but is -1."),
        ("Padding", "6", "Layer 2 would have 15 units; the picture holds up to 12."),
    ]:
        number = field(page, name)
        number.fill(value)
        assert page.inner_text(REFUSAL).startswith(reason)
        assert number.get_attribute("aria-invalid") == "true"
        assert page.locator(f"#{number.get_attribute('aria-describedby')}").inner_text().startswith(reason)
        assert page.evaluate(widths) == [5, 3, 1]
        number.blur()
        assert number.input_value() == number.get_attribute("data-shown")
    field(page, "Padding").fill("1")
    assert page.locator(REFUSAL).is_hidden()
    assert page.evaluate(widths) == [5, 5, 5]
    page.get_by_role("button", name="Reset").click()
    assert trait(page, "padding") == 0


def test_a_kind_that_has_no_unit_left_is_refused(widget_page):
    page = widget_page(ConnectivityExplorer(units=2, padding=0))
    card = page.get_by_role("button", name="Shared")
    assert "no unit left" in card.inner_text()
    card.click()
    assert page.inner_text(REFUSAL).startswith("No unit would be left in layer 2")
    assert trait(page, "connection") == "dense"


def test_changes_from_the_kernel_and_clean_up(widget_page):
    page = widget_page(ConnectivityExplorer(), static=False)
    assert page.get_by_role("button", name="Copy link").count() == 0
    page.evaluate("window.model.set({ units: 8, connection: 'local', unit: [1, 7] })")
    page.wait_for_function("document.querySelectorAll('[role=gridcell]').length === 16")
    assert lit(page, "sees") == [[0, 6], [0, 7], [1, 7]]
    page.evaluate("window.model.set({ units: 99 })")
    page.wait_for_timeout(50)
    assert page.locator("[role=gridcell]").count() == 16
    page.evaluate("""() => {
      window.offs = [];
      window.model.off = (event) => window.offs.push(event);
      window.ResizeObserver.prototype.disconnect = () => window.offs.push("change:size");
      window.cleanUp();
    }""")
    assert page.evaluate("window.el.childElementCount") == 0
    assert sorted(page.evaluate("window.offs")) == sorted(f"change:{name}" for name in (*NAMES, "size"))


def test_copying_the_link(widget_page):
    page = widget_page(ConnectivityExplorer())
    page.evaluate(
        "document.execCommand = () => { window.copied = document.activeElement.value; return true; }"
    )
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("window.copied") == "https://example.org/page.html#widget?state"


@pytest.mark.parametrize("dark", [False, True])
def test_layout(widget_page, dark):
    """At every width nothing overflows, and neither settings nor pointing change the reserved height."""
    page = widget_page(ConnectivityExplorer(connection="shared", layers=3), dark=dark)
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    for width in (1200, 700, 320):
        page.set_viewport_size({"width": width, "height": 900})
        heights = {browser.reserved_height(page, "connectivity_explorer")}
        for layers, units, direction in [(2, 5, "sees"), (5, 12, "both")]:
            page.evaluate("(state) => window.model.set(state)", {"layers": layers, "units": units})
            page.evaluate("(state) => window.model.set(state)", {"direction": direction, "unit": [1, 0]})
            page.wait_for_timeout(50)
            heights.add(page.evaluate("window.el.offsetHeight"))
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            inside = "(p) => p.scrollHeight <= p.clientHeight + 1"
            assert page.locator(SENTENCE).evaluate(inside)
            assert page.locator(".connectivity_explorer-counts").evaluate(inside)
        assert max(heights) - min(heights) <= 2, (width, heights)
    assert browser.accessibility_faults(page, "connectivity_explorer") == []


def test_one_module_for_notebooks(open_page):
    """The modules put end to end run as one: no private name stands in two of them."""
    exports = open_page().evaluate(
        """async (text) => {
          const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
          return Object.keys((await import(url)).default);
        }""",
        base.bundle("connectivity_explorer"),
    )
    assert exports == ["render", "address", "check"]
