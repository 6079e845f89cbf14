"""ConvExplorer in the page: what it says to bad input, and that it fits its place at every width."""

import pytest

from cnnlib.widgets import ConvExplorer, base
from tests.conv_explorer_cases import LARGEST, cell, edit, trait, written

REFUSAL = ".conv_explorer-refusal"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pig", "“pig” is not a number. Write one like 3, −0.5 or 1/9."),
        ("2000", "2000 is too large: numbers go from"),
    ],
)
def test_refused_numbers(widget_page, text, reason):
    page = widget_page(ConvExplorer())
    edit(page, "input", 0, text)
    field = page.locator(".conv_explorer-editor")
    assert reason in page.inner_text(REFUSAL)
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text().startswith(reason)
    assert trait(page, "input")[0][0] == 0
    page.keyboard.press("Escape")
    assert page.locator(REFUSAL).is_hidden()
    assert written(page, "input")[0][0] == "0"


def test_a_bad_number_that_is_left_keeps_its_refusal(widget_page):
    page = widget_page(ConvExplorer())
    cell(page, "input", 0).click()
    page.keyboard.type("pig")
    page.keyboard.press("Tab")
    assert page.locator(".conv_explorer-editor").is_hidden()
    assert "“pig” is not a number" in page.inner_text(REFUSAL)
    assert trait(page, "input")[0][0] == 0


@pytest.mark.parametrize(
    ("label", "value", "reason"),
    [
        ("Stride, height", "0", "Stride, height must be a whole number from 1 to 9."),
        ("Stride, width", "1.5", "Stride, width must be a whole number from 1 to 9."),
        (
            "Dilation, height",
            "5",
            "Kernel of height 2 with dilation 5 spans 6, more than the padded input height 3",
        ),
        ("Padding, top", "-1", "Padding, top must be a whole number from 0 to 9."),
    ],
)
def test_refused_settings(widget_page, label, value, reason):
    page = widget_page(ConvExplorer())
    field = page.get_by_label(label)
    field.fill(value)
    assert reason in page.inner_text(REFUSAL)
    assert field.get_attribute("aria-invalid") == "true"
    assert written(page, "output") == [["19", "25"], ["37", "43"]]
    field.fill(field.get_attribute("data-shown"))
    assert page.locator(REFUSAL).is_hidden()
    assert field.get_attribute("aria-invalid") is None


def test_same_with_stride_is_refused(widget_page):
    page = widget_page(ConvExplorer(stride=2))
    choice = page.get_by_role("combobox", name="Padding")
    choice.select_option("same")
    assert 'Padding="same" needs stride 1, but stride is (2, 2)' in page.inner_text(REFUSAL)
    assert trait(page, "padding") == "valid"


def test_reduced_motion(widget_page):
    page = widget_page(ConvExplorer(), reduced_motion="reduce")
    frame = page.locator(".conv_explorer-frame")
    assert frame.evaluate("(frame) => getComputedStyle(frame).transitionDuration") == "0s"
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("window.model.get('position') === 3")


@pytest.mark.parametrize("settings", [{}, LARGEST], ids=["first", "largest"])
def test_narrow(widget_page, settings):
    page = widget_page(ConvExplorer(**settings), width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for board in ("input", "kernel", "output"):
        box = page.locator(f".conv_explorer-board.conv_explorer-{board}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("width", [1200, 700, 340])
def test_height_stays_and_is_reserved(widget_page, width):
    """Neither the settings nor the position move what stands below the widget."""
    page = widget_page(ConvExplorer(), width=width)
    reserved = page.evaluate("""() => {
      const mount = Object.assign(document.createElement("div"), { className: "cnn-mount" });
      mount.dataset.stem = "conv_explorer";
      mount.append(document.createElement("noscript"));
      document.body.append(mount);
      return mount.offsetHeight;
    }""")
    heights = {page.locator(".cnn-widget").evaluate("(root) => root.offsetHeight")}
    for name in page.get_by_label("Example").locator("option:not([hidden])").all_text_contents():
        page.get_by_label("Example").select_option(label=name)
        heights.add(page.locator(".cnn-widget").evaluate("(root) => root.offsetHeight"))
    assert len(heights) == 1
    assert abs(heights.pop() - reserved) <= 2


def test_one_module_for_notebooks(open_page):
    """The modules put end to end run as one: no private name stands in two of them."""
    page = open_page()
    exports = page.evaluate(
        """async (text) => {
          const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
          return Object.keys((await import(url)).default);
        }""",
        base.bundle("conv_explorer"),
    )
    assert exports == ["render", "address", "check"]
