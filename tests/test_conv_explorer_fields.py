"""ConvExplorer's fields in the page: how a number is typed, what a field shows once it is left, its width."""

import pytest

from cnnlib.widgets import ConvExplorer
from tests.conv_explorer_cases import LARGEST, cell, trait

REFUSAL = ".conv_explorer-refusal"
LABELS = [
    *(f"{name}, {axis}" for name in ("Stride", "Dilation") for axis in ("height", "width")),
    *(f"Padding, {side}" for side in ("top", "bottom", "left", "right")),
]


@pytest.mark.parametrize("label", LABELS)
def test_a_click_anywhere_in_a_number_lets_the_reader_type(widget_page, label):
    page = widget_page(ConvExplorer(input=LARGEST["input"]))
    field = page.get_by_label(label)
    box, before = field.bounding_box(), field.input_value()
    for across in (0.2, 0.6, 0.9):
        for down in (0.25, 0.75):
            field.click(position={"x": across * box["width"], "y": down * box["height"]})
            assert field.input_value() == before
            page.locator(".conv_explorer-count").click()
    field.click()
    page.keyboard.type("2")
    assert field.input_value() == "2"
    assert page.locator(REFUSAL).is_hidden()


def test_arrow_keys_step_a_number(widget_page):
    page = widget_page(ConvExplorer())
    page.get_by_label("Stride, height").focus()
    page.keyboard.press("ArrowUp")
    assert trait(page, "stride") == [2, 1]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert trait(page, "stride") == [1, 1]


@pytest.mark.parametrize("typed", ["12", "1e", "-", "0", ""])
def test_a_field_that_is_left_shows_what_holds(widget_page, typed):
    page = widget_page(ConvExplorer())
    field = page.get_by_label("Stride, height")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(typed)
    page.keyboard.press("Tab")
    assert field.input_value() == "1"
    assert field.evaluate("(field) => field.validity.valid")
    assert field.get_attribute("aria-invalid") is None
    assert page.inner_text(REFUSAL) == "Stride, height must be a whole number from 1 to 9."
    assert trait(page, "stride") == [1, 1]


def test_a_list_that_is_left_shows_what_holds(widget_page):
    page = widget_page(ConvExplorer(stride=2))
    choice = page.get_by_role("combobox", name="Padding")
    choice.focus()
    choice.select_option("same")
    page.keyboard.press("Tab")
    assert choice.input_value() == "valid"
    assert choice.get_attribute("aria-invalid") is None
    assert page.locator(REFUSAL).is_visible()


@pytest.mark.parametrize("act", ["key", "press"])
def test_the_next_action_takes_the_refusal_away(widget_page, act):
    page = widget_page(ConvExplorer())
    field = page.get_by_label("Stride, height")
    field.fill("12")
    page.keyboard.press("Tab")
    cell(page, "output", 3).hover()
    assert page.locator(REFUSAL).is_visible()
    if act == "key":
        page.keyboard.press("ArrowLeft")
    else:
        page.get_by_role("button", name="Back").click()
    assert page.locator(REFUSAL).is_hidden()
    assert field.get_attribute("aria-describedby") is None


@pytest.mark.parametrize("width", [1280, 790, 688, 624, 400])
def test_the_example_can_be_read(widget_page, width):
    page = widget_page(ConvExplorer(), width=width)
    page.add_style_tag(content="body { font-family: system-ui, sans-serif; }")
    lacks = """(list) => {
      const shown = list.offsetWidth;
      list.style = "flex: none; max-width: none";
      return list.offsetWidth - shown;
    }"""
    assert page.get_by_label("Example").evaluate(lacks) <= 0
