"""PoolingLab in Chromium: pointer, touch and keyboard, refusals, the shift, the layout."""

import re

import pytest

from cnnlib.widgets import PoolingLab
from tests import browser
from tests import pooling_lab_cases as cases
from tests.test_pooling_lab import refusal

FRAME = ".pooling_lab-input .pooling_lab-frame"


def text(page, name):
    return page.locator(f".pooling_lab-{name}").text_content()


def outputs(page):
    return page.get_by_role("grid", name="output").get_by_role("gridcell").all_text_contents()


def cell(page, row, column):
    return page.get_by_role("textbox", name=f"row {row}, column {column}")


def area(page):
    return page.locator(FRAME).evaluate("(frame) => frame.style.gridArea")


def test_numbers_are_pooled_typed_and_refused(widget_page):
    page = widget_page(PoolingLab())
    assert outputs(page) == ["100", "184", "12", "45"]
    assert page.locator(".pooling_lab-winner input").input_value() == "100"
    output = page.get_by_role("grid", name="output").get_by_role("gridcell")
    output.nth(3).hover()
    assert text(page, "sum") == "max(7, 2, 45, 6) = 45"
    assert area(page) == "3 / 3 / 5 / 5"
    page.mouse.move(5, 880)
    assert text(page, "sum") == "max(29, 15, 0, 100) = 100"
    output.nth(0).focus()
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate("model.get('position')") == 0
    page.keyboard.press("ArrowDown")
    assert (text(page, "sum"), page.evaluate("model.get('position')")) == ("max(12, 12, 12, 12) = 12", 2)
    for kind, sums in [("Average", "(12 + 12 + 12 + 12)/4 = 12"), ("L2", "√(12² + 12² + 12² + 12²) = 24")]:
        page.get_by_role("button", name=kind).click()
        assert text(page, "sum") == sums
    assert page.get_by_label("Padding").is_disabled()
    assert "takes no padding" in text(page, "why")
    page.get_by_role("button", name="Max").click()
    cell(page, 0, 0).click()
    page.keyboard.type("-300")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("999")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.ariaLabel") == "row 1, column 1"
    assert outputs(page) == ["999", "184", "12", "45"]
    page.keyboard.type("x")
    assert cell(page, 1, 1).get_attribute("aria-invalid") == "true"
    assert text(page, "side .pooling_lab-note") == "“x” is not a whole number from −999 to 999."
    assert outputs(page) == ["999", "184", "12", "45"]
    page.keyboard.press("Tab")
    assert (cell(page, 1, 1).input_value(), text(page, "side .pooling_lab-note")) == ("100", "")
    page.get_by_role("button", name="Reset").click()
    assert outputs(page) == ["100", "184", "12", "45"]


def test_settings_work_and_are_refused_in_the_librarys_words(widget_page):
    page = widget_page(PoolingLab())
    for label, name, value in [
        ("Window", "kernel_size", 5),
        ("Stride", "stride", 0),
        ("Padding", "padding", 2),
    ]:
        field = page.locator(".pooling_lab-fields").get_by_label(label)
        field.fill(str(value))
        assert text(page, "side .pooling_lab-note") == refusal(**{name: value})
        assert field.get_attribute("aria-invalid") == "true"
        assert outputs(page) == ["100", "184", "12", "45"]
        field.blur()
        assert field.get_attribute("aria-invalid") is None
        assert field.input_value() == {"kernel_size": "2", "stride": "2", "padding": "0"}[name]
    fields = page.locator(".pooling_lab-fields")
    fields.get_by_label("Window").fill("3")
    assert text(page, "kept").startswith("1 number from 16: 94 % discarded, 7 inputs")
    page.get_by_label("ceil_mode").check()
    assert outputs(page) == ["100", "184", "45", "45"]
    assert page.locator(".pooling_lab-beyond").count() == 9
    fields.get_by_label("Padding").fill("1")
    assert page.locator(".pooling_lab-padding").all_text_contents() == ["−∞"] * 20
    assert page.locator(".pooling_lab-cell").first.evaluate("(each) => each.style.gridArea") == "2 / 2"
    page.get_by_role("button", name="Average").click()
    assert page.locator(".pooling_lab-padding").first.text_content() == "0"
    page.get_by_label("count_include_pad").uncheck()
    assert text(page, "sum") == "(29 + 15 + 0 + 100)/4 = 36"
    call = "F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False)"
    assert text(page, "call") == call
    fields.get_by_label("Rows").fill("9")
    assert "input must have 2 to 8 rows" in text(page, "side .pooling_lab-note")
    fields.get_by_label("Rows").fill("2")
    assert page.get_by_role("textbox", name="column 0").count() == 2
    page.get_by_label("Numbers", exact=True).last.select_option("0 to 8")
    assert outputs(page) == ["4", "5", "7", "8"]
    page.get_by_role("button", name="Random").click()
    assert page.evaluate("model.get('input').flat().every((each) => each >= 0 && each < 100)")
    page.evaluate("model.set({ input: [[1, 2], [3, 4]], position: 0 })")
    assert outputs(page) == ["4"]


def test_row_is_shifted_dragged_and_typed(widget_page):
    page = widget_page(PoolingLab())
    assert text(page, "changes") == "All 10 inputs changed, 4 of 10 outputs (by more than 10⁻⁹)."
    assert page.locator(".pooling_lab-output .pooling_lab-pair.pooling_lab-changed").count() == 4
    numbers = re.findall(r"\d\.\d\d", text(page, "curve-words"))
    row = PoolingLab().detectors
    wanted = [cases.curve(row, kind, 3, 1, 1)[1] for kind in ("none", *cases.REDUCE)]
    assert [float(each) for each in numbers] == pytest.approx(wanted, abs=0.00501)
    page.get_by_label("Shift by").focus()
    page.keyboard.press("ArrowLeft")
    assert text(page, "changes").startswith("None of 10 inputs changed, none of 10")
    page.keyboard.press("Home")
    assert "shift of 3" in text(page, "curve-words")
    assert page.evaluate("model.get('shift')") == -3
    bars = page.locator(".pooling_lab-input .pooling_lab-bars").bounding_box()
    page.mouse.move(bars["x"] + 2, bars["y"] + bars["height"] - 4)
    page.mouse.down()
    page.mouse.move(bars["x"] + 2, bars["y"] + 0.25 * bars["height"])
    page.mouse.up()
    assert page.evaluate("model.get('detectors')")[:2] == [0.75, 0.1]
    field = page.get_by_label("Detector 9")
    field.fill("2")
    assert text(page, "rows .pooling_lab-note") == "A detector’s value must be a number from 0 to 1."
    assert not page.locator(".pooling_lab-changes").is_visible()
    field.blur()
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("0.2", "false")
    field.fill("0.55")
    assert page.evaluate("model.get('detectors')")[9] == 0.55
    rows = page.locator(".pooling_lab-rows")
    rows.get_by_label("Row").select_option("Stripes")
    rows.get_by_label("Window").select_option("2")
    rows.get_by_label("Stride").select_option("2")
    page.get_by_label("Shift by").fill("1")
    assert text(page, "changes").startswith("6 of 12 inputs changed, 3 of 6 outputs")
    page.wait_for_timeout(500)
    said = page.locator("p[role=status]").text_content()
    assert said.startswith(
        "Output [0, 0]: max(29, 15, 0, 100) = 100. 4 numbers from 16: 75 % discarded. 6 of 12"
    )
    page.get_by_role("button", name="Reset").click()
    assert text(page, "changes").startswith("All 10 inputs changed, 4 of 10")


def test_touch_picks_a_window_and_a_widget_that_goes_takes_its_listeners_along(widget_page):
    page = widget_page(PoolingLab(stride=1), touch=True)
    page.get_by_role("grid", name="output").get_by_role("gridcell").nth(4).tap()
    assert (text(page, "sum"), area(page)) == ("max(100, 70, 12, 7) = 100", "2 / 2 / 4 / 4")
    page.evaluate("cleanUp()")
    page.evaluate("model.set('shift', 3)")
    assert page.locator(".pooling_lab").count() == 0


def test_layout_at_every_width_and_theme(widget_page):
    page = widget_page(PoolingLab())
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    states = [
        {
            "input": [[-7] * 8] * 8,
            "kernel_size": 3,
            "padding": 1,
            "stride": 3,
            "ceil_mode": True,
            "kind": "average",
        },
        {"input": cases.BOOK, "kernel_size": 2, "padding": 0, "stride": 2, "ceil_mode": False, "kind": "l2"},
    ]
    for width in (1200, 760, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("el.offsetHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.reserved_height(page, "pooling_lab") == pytest.approx(height, abs=24), width
        for state in states:
            page.evaluate("(state) => model.set({ position: 0, ...state })", state)
            assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=1), (width, state["kind"])
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert browser.accessibility_faults(page, "pooling_lab") == []
