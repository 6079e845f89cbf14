"""ConvExplorer in the page: mouse, touch, keyboard, playing, refusals, clean-up, narrow screens."""

import pytest

from cnnlib.widgets import ConvExplorer
from tests.conv_explorer_cases import NAMES, cell, edit, trait, written

SPEECH = ".conv_explorer > [role=status]"
SUM = ".conv_explorer-sum"
REFUSAL = ".conv_explorer-refusal"


def test_first_sight(widget_page):
    page = widget_page(ConvExplorer())
    assert written(page, "output") == [["19", "25"], ["37", "43"]]
    assert page.inner_text(SUM) == "y[0, 0] = 0×0 + 1×1 + 3×2 + 4×3 = 19"
    assert page.locator(".conv_explorer-tap").all_text_contents() == ["0", "1", "3", "4"]
    assert page.inner_text(".conv_explorer-weights .conv_explorer-numbers") == "row 0: 0 1 0 | 2 3 0 | 0 0 0"
    assert page.inner_text(".conv_explorer-columns .conv_explorer-numbers") == "column 0: 0 1 | 3 4"
    assert "⌊(3 + 0 + 0 − 1·(2 − 1) − 1) / 1⌋ + 1 = ⌊1 / 1⌋ + 1 = 2" in page.inner_text(
        ".conv_explorer-formula"
    )


def test_hovering_an_output_moves_everything(widget_page):
    page = widget_page(ConvExplorer())
    cell(page, "output", 3).hover()
    assert page.inner_text(SUM) == "y[1, 1] = 4×0 + 5×1 + 7×2 + 8×3 = 43"
    assert page.locator(".conv_explorer-tap").all_text_contents() == ["4", "5", "7", "8"]
    assert page.inner_text(".conv_explorer-weights .conv_explorer-numbers") == "row 3: 0 0 0 | 0 0 1 | 0 2 3"
    assert page.inner_text(".conv_explorer-columns .conv_explorer-numbers") == "column 3: 4 5 | 7 8"
    assert page.inner_text(".conv_explorer-count") == "4 of 4"
    assert trait(page, "position") == 3


def test_hovering_an_input_shows_its_uses(widget_page):
    page = widget_page(ConvExplorer())
    cell(page, "input", 1).hover()
    assert page.inner_text(SUM).startswith(
        "Input x[0, 1] = 1 is used by 2 outputs: y[0, 0] through k[0, 1] = 1"
    )
    linked = page.locator(".conv_explorer-output .conv_explorer-linked")
    assert linked.all_text_contents() == ["19", "25"]
    assert linked.evaluate_all("(cells) => cells.map((cell) => cell.dataset.weight)") == ["×1", "×0"]
    page.locator(".conv_explorer-count").hover()
    assert page.locator(".conv_explorer-linked").count() == 0
    assert page.inner_text(SUM).startswith("y[0, 0] = ")


def test_hovering_a_kernel_entry_shows_its_partner(widget_page):
    page = widget_page(ConvExplorer(flip=True))
    cell(page, "kernel", 0).hover()
    assert page.locator(".conv_explorer-input .conv_explorer-linked").all_text_contents() == ["4"]


def test_padding_and_dilation_are_drawn(widget_page):
    page = widget_page(ConvExplorer(input=[[1] * 4] * 4, padding=1, dilation=2))
    assert page.locator(".conv_explorer-zero").count() == 36 - 16
    assert page.locator(".conv_explorer-tap").count() == 4
    assert page.locator(".conv_explorer-tap.conv_explorer-zero").count() == 3
    box, frame = cell(page, "input", 0).bounding_box(), page.locator(".conv_explorer-frame").bounding_box()
    assert frame["width"] == pytest.approx(3 * box["width"], abs=1)


def test_typing_a_number(widget_page):
    page = widget_page(ConvExplorer())
    edit(page, "kernel", 0, "-1/2")
    assert trait(page, "kernel") == [[-0.5, 1], [2, 3]]
    assert written(page, "output") == [["19", "24.5"], ["35.5", "41"]]
    assert page.evaluate("document.activeElement.textContent") == "−0.5"
    assert page.evaluate("window.saved") > 0


def test_keys_alone(widget_page):
    page = widget_page(ConvExplorer())
    cell(page, "output", 0).focus()
    for key, index in [
        ("ArrowRight", 1),
        ("ArrowDown", 3),
        ("ArrowDown", 3),
        ("Home", 2),
        ("End", 3),
        ("ArrowUp", 1),
    ]:
        page.keyboard.press(key)
        assert trait(page, "position") == index
    cell(page, "input", 0).focus()
    for key in ["ArrowRight", "Enter", "9", "Enter", "ArrowDown", "7", "0", "Escape"]:
        page.keyboard.press(key)
    assert trait(page, "input") == [[0, 9, 2], [3, 4, 5], [6, 7, 8]]
    assert page.locator("[role=gridcell][tabindex='0']").count() == 3


def test_touch(widget_page):
    page = widget_page(ConvExplorer(), touch=True, width=340)
    cell(page, "output", 2).tap()
    assert trait(page, "position") == 2
    cell(page, "input", 4).tap()
    assert page.inner_text(SUM).startswith("Input x[1, 1] = 4 is used by 4 outputs")
    assert page.locator(".conv_explorer-editor").count() == 0
    cell(page, "input", 4).tap()
    page.locator(".conv_explorer-editor").fill("5")
    page.keyboard.press("Enter")
    assert trait(page, "input")[1][1] == 5


def test_rows_and_columns(widget_page):
    page = widget_page(ConvExplorer())
    page.get_by_role("button", name="Add a row to the input").click()
    page.get_by_role("button", name="Remove a column from the kernel").click()
    assert trait(page, "input") == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 0, 0]]
    assert trait(page, "kernel") == [[0], [2]]
    assert len(written(page, "output")) == 3
    page.get_by_role("button", name="Remove a column from the kernel").click()
    assert page.inner_text(REFUSAL) == "The kernel must keep one column."


def test_settings(widget_page):
    page = widget_page(ConvExplorer())
    page.get_by_label("Stride, height").fill("2")
    page.get_by_role("combobox", name="Padding").select_option("full")
    page.get_by_role("button", name="Convolution ∗").click()
    assert [trait(page, name) for name in ("stride", "padding", "flip")] == [[2, 1], "full", True]
    assert page.get_by_label("Padding, left").input_value() == "1"
    page.get_by_label("Padding, left").fill("0")
    page.get_by_label("Dilation, width").fill("2")
    assert trait(page, "padding") == [[1, 1], [0, 1]]
    assert page.get_by_label("Example").input_value() == "own"
    assert written(page, "output") == [["0", "1"], ["25", "19"]]


def test_presets(widget_page):
    page = widget_page(ConvExplorer())
    page.get_by_label("Example").select_option(label="Stride 3 down, 2 across")
    assert written(page, "output") == [["0", "8"], ["6", "8"]]
    page.get_by_label("Example").select_option(label="4×4, true convolution")
    assert written(page, "output") == [["0", "1", "2"], ["4", "5", "6"], ["8", "9", "10"]]
    page.get_by_label("Example").select_option(label="7×7, stride 3: does not fit")
    assert "The division leaves a rest: height 4 / 3 + 1 = 2.33" in page.inner_text(".conv_explorer-remark")
    page.get_by_role("button", name="Reset").click()
    assert page.get_by_label("Example").locator("option:checked").inner_text() == "3×3 ⋆ 2×2, by hand"


def test_playing(widget_page):
    page = widget_page(ConvExplorer())
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    assert page.locator(".conv_explorer-later").count() > 0
    page.wait_for_function("window.model.get('position') === 3")
    page.get_by_role("button", name="Play").wait_for()
    assert page.locator(".conv_explorer-later").count() == 0
    page.get_by_role("button", name="Play").click()
    assert trait(page, "position") == 0


def test_pausing_stepping_scrubbing(widget_page):
    page = widget_page(ConvExplorer())
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Step").click()
    position = trait(page, "position")
    assert position >= 1
    page.get_by_role("button", name="Back").click()
    assert trait(page, "position") == position - 1
    page.get_by_role("slider", name="Output").fill("3")
    assert trait(page, "position") == 3
    assert page.get_by_role("button", name="Step").is_disabled()


def test_a_change_while_playing_pauses(widget_page):
    page = widget_page(ConvExplorer())
    page.get_by_role("button", name="Play").click()
    page.get_by_role("combobox", name="Padding").select_option("full")
    assert page.get_by_role("button", name="Play").is_visible()
    assert page.locator(".conv_explorer-later").count() == 0


def test_live_region(widget_page):
    page = widget_page(ConvExplorer())
    page.wait_for_function("document.querySelector('.conv_explorer > [role=status]').textContent !== ''")
    assert page.inner_text(SPEECH) == "Output [0, 0]: 0×0 + 1×1 + 3×2 + 4×3 = 19."
    cell(page, "output", 1).focus()
    page.wait_for_function(
        "document.querySelector('.conv_explorer > [role=status]').textContent.includes('[0, 1]')"
    )
    assert page.inner_text(SPEECH) == "Output [0, 1]: 1×0 + 2×1 + 4×2 + 5×3 = 25."


def test_changes_from_the_kernel(widget_page):
    page = widget_page(ConvExplorer(), static=False)
    assert page.get_by_role("button", name="Copy link").count() == 0
    page.evaluate("window.model.set({ kernel: [[1, 1, 1, 1]], input: [[1, 2, 3, 4, 5]], position: 1 })")
    page.wait_for_function("document.querySelectorAll('.conv_explorer-output [role=gridcell]').length === 2")
    assert written(page, "output") == [["10", "14"]]
    assert page.inner_text(SUM) == "y[0, 1] = 2×1 + 3×1 + 4×1 + 5×1 = 14"


def test_matrices_follow_the_theme(widget_page):
    page = widget_page(ConvExplorer())
    canvas = page.locator(".conv_explorer-weights canvas")
    assert (
        page.locator("canvas")
        .first.get_attribute("aria-label")
        .startswith("A matrix of 4 rows and 9 columns")
    )
    light = canvas.evaluate("(canvas) => canvas.toDataURL()")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function("(light) => document.querySelector('canvas').toDataURL() !== light", arg=light)


def test_copying(widget_page):
    page = widget_page(ConvExplorer())
    page.evaluate("""() => {
      window.copied = [];
      document.execCommand = () => window.copied.push(document.activeElement.value);
    }""")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    link, code = page.evaluate("window.copied")
    assert link == "https://example.org/page.html#widget?state"
    assert code.startswith("import torch, torch.nn.functional as F\nF.conv2d(torch.tensor(")
    assert page.get_by_text("Copied").count() == 2


def test_clean_up(widget_page):
    page = widget_page(ConvExplorer())
    page.evaluate("""() => {
      const { set, off } = window.model;
      window.model.set = function (...change) { window.sets += 1; return set.apply(this, change); };
      window.model.off = function (event, listener) { window.offs.push(event); return off(event, listener); };
    }""")
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    page.evaluate("window.sets = 0; window.offs = []; window.cleanUp(); window.model.set('flip', true)")
    page.wait_for_timeout(400)
    assert page.evaluate("window.el.childElementCount") == 0
    assert page.evaluate("window.sets") == 1
    assert sorted(page.evaluate("window.offs")) == sorted(f"change:{name}" for name in NAMES)


def test_a_retyped_number_redraws_nothing_that_stays_the_same(widget_page):
    page = widget_page(ConvExplorer())
    page.evaluate("""() => {
      window.changed = [];
      const names = (each) => (each.target.closest?.("[class]") ?? each.target).className;
      const watch = (changes) => window.changed.push(...changes.map(names));
      new MutationObserver(watch).observe(window.el, { childList: true, subtree: true });
    }""")
    edit(page, "input", 8, "9")
    changed = set(page.evaluate("window.changed"))
    assert "conv_explorer-cell" in " ".join(changed)
    kept = ("conv_explorer-title", "conv_explorer-size", "conv_explorer-formula", "conv_explorer-kernel")
    assert [name for name in changed if any(part in name.split() for part in kept)] == []
    edit(page, "input", 0, "5")
    assert page.locator(".conv_explorer-editor").count() == 1
    assert page.locator(".conv_explorer-editor").is_hidden()
