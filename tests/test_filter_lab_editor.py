"""FilterLab's kernel on a page: dragged, stepped, typed, chosen, normalized, made separable."""

import numpy as np
import pytest

from cnnlib.widgets import FilterLab
from tests.filter_lab_cases import canvas, drawn, settle, text, trait


@pytest.fixture
def lab(widget_page):
    """Return ``lab(page=options, **traits)`` → a page with a FilterLab that has drawn its picture."""
    return lambda *, page=None, **traits: settle(widget_page(FilterLab(**traits), **(page or {})))


def weight(page, row, column):
    return page.get_by_role("spinbutton", name=f"weight in row {row}, column {column}")


def test_dragging_a_weight_changes_it_by_steps(lab):
    page = lab(kernel="sobel_left")
    box = weight(page, 2, 2).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = canvas(page, "after")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 20, steps=5)
    page.mouse.up()
    drawn(page)
    assert trait(page, "kernel")[1][1] == 0.5
    assert weight(page, 2, 2).input_value() == "0.5"
    assert page.evaluate("window.saved") > 0
    assert not np.array_equal(canvas(page, "after"), before)
    assert page.get_by_label("Kernel", exact=True).input_value() == ""


def test_touch_drags_a_weight(lab):
    page = lab(page={"touch": True}, kernel="outline")
    box = weight(page, 1, 1).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, dy in [("touchStart", 0), ("touchMove", 6), ("touchMove", 12), ("touchEnd", None)]:
        points = [] if dy is None else [{"x": x, "y": y + dy}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert trait(page, "kernel")[0][0] < -1


def test_keys_and_typing_change_a_weight(lab):
    page = lab(kernel="sobel_left")
    cell = weight(page, 1, 2)
    cell.press("ArrowUp")
    cell.press("Shift+ArrowDown")
    assert trait(page, "kernel")[0][1] == -0.9
    drawn(page)
    cell.fill("1/8")
    cell.press("Enter")
    drawn(page)
    assert trait(page, "kernel")[0][1] == 0.125
    assert cell.get_attribute("aria-valuenow") == "0.125"


def test_no_key_is_lost_between_two_frames(lab):
    page = lab(kernel="sobel_left")
    page.evaluate("""() => {
      const cell = document.querySelectorAll(".filter_lab-weight")[4];
      const surface = document.querySelector(".filter_lab-surface");
      for (const target of [cell, cell, cell, surface, surface])
        target.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
    }""")
    drawn(page)
    assert trait(page, "kernel")[1][1] == 0.3
    assert text(page, "place") == "row 161, column 148"


def test_bad_weight_is_refused_beside_the_field(lab):
    page = lab(kernel="sobel_left")
    cell = weight(page, 1, 1)
    cell.fill("ten")
    cell.press("Enter")
    error = page.locator(f"#{cell.get_attribute('aria-describedby')}")
    assert cell.get_attribute("aria-invalid") == "true"
    assert error.inner_text() == "“ten” is not a number. Try 2, −0.5 or 1/9. The weight stays 1."
    assert trait(page, "kernel")[0][0] == 1
    cell.press("Escape")
    assert (cell.input_value(), error.inner_text()) == ("1", "")
    assert cell.get_attribute("aria-invalid") is None


def test_kernel_by_name_and_size(lab):
    page = lab(kernel="sobel_left")
    page.get_by_label("Kernel", exact=True).select_option("box")
    page.get_by_label("Size of the kernel").select_option("5")
    assert trait(page, "kernel") == [[pytest.approx(1 / 25)] * 5] * 5
    page.get_by_label("Kernel", exact=True).select_option("outline")
    page.get_by_label("Size of the kernel").select_option("7")
    drawn(page)
    assert np.shape(trait(page, "kernel")) == (7, 7)
    assert np.sum(np.abs(trait(page, "kernel"))) == 16
    assert page.get_by_role("spinbutton").count() == 49


def test_kernel_as_text(lab):
    page = lab()
    field = page.get_by_label("Kernel as text")
    field.fill("1 2; 3 4; 5 6")
    field.press("Enter")
    drawn(page)
    assert trait(page, "kernel") == [[1, 2], [3, 4], [5, 6]]
    assert page.get_by_label("Size of the kernel").evaluate("(list) => list.selectedOptions[0].text") == "3×2"
    field.fill("1 2; 3")
    field.press("Enter")
    assert trait(page, "kernel") == [[1, 2], [3, 4], [5, 6]]
    assert field.get_attribute("aria-invalid") == "true"
    assert "Row 2 has 1 weights but row 1 has 2." in text(page, "note")
    field.press("Escape")
    drawn(page)
    assert field.input_value() == "1 2; 3 4; 5 6"
    assert field.get_attribute("aria-invalid") is None


def test_normalize_and_clear(lab):
    page = lab(kernel=[[1, 3], [2, 2]])
    page.get_by_role("button", name="Normalize").click()
    assert trait(page, "kernel") == [[0.125, 0.375], [0.25, 0.25]]
    assert text(page, "note") == "Divided by 8, the sum of the weights."
    page.get_by_role("button", name="Clear").click()
    assert trait(page, "kernel") == [[0, 0], [0, 0]]
    page.get_by_role("button", name="Normalize").click()
    assert text(page, "note") == "All weights are 0: there is nothing to divide by."


def test_separable_kernels_show_their_factors(lab):
    page = lab(kernel="sobel_left")
    assert text(page, "verdict").startswith("Separable: column × row.")
    assert "for this picture 393,216 instead of 589,824." in text(page, "verdict")
    assert page.locator(".filter_lab-factor").all_inner_texts() == ["1", "0", "−1", "1", "2", "1"]
    page.get_by_label("Kernel", exact=True).select_option("laplacian_8")
    drawn(page)
    assert text(page, "verdict").startswith("Not separable: rank 2.")
    page.get_by_role("button", name="Use the nearest separable kernel").click()
    drawn(page)
    assert np.linalg.matrix_rank(trait(page, "kernel")) == 1
    assert text(page, "verdict").startswith("Separable")


def test_a_kernel_without_factors_has_no_sign_of_them(lab):
    page = lab(kernel=[[1, 2, 3], [4, 5, 6], [7, 8, 0]])
    margins = page.locator(".filter_lab-corner, .filter_lab-factor")
    assert margins.all_inner_texts() == [""] * 7
    page.get_by_role("button", name="Use the nearest separable kernel").click()
    drawn(page)
    assert all(margins.all_inner_texts())
    assert margins.first.inner_text() == "×"


@pytest.mark.parametrize("width", [320, 360, 700])
def test_factors_of_a_large_kernel_keep_apart(lab, width):
    page = lab(
        page={"width": width}, kernel=[[-0.0044 * (i + 1) * (j + 1) for i in range(7)] for j in range(7)]
    )
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    factors = page.locator(".filter_lab-factor")
    assert all(each.removeprefix("−").startswith(".") for each in factors.all_inner_texts())
    wide = factors.evaluate_all("(all) => all.filter((each) => each.scrollWidth > each.clientWidth).length")
    assert wide == 0
