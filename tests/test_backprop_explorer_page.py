"""BackpropExplorer in Chromium: what is sent and gathered, steps, editing, refusals, the layout."""

import pytest

from cnnlib.widgets import BackpropExplorer
from tests import backprop_explorer_cases as cases

REFUSAL = ".conv_explorer-refusal"
LABELS = {"x": "Input x", "w": "Kernel w", "z": "Output z", "dX": "dX", "dW": "dW", "delta": "δ"}


def text(page, name):
    return page.locator(f".backprop_explorer-{name}").text_content()


def cell(page, board, index):
    return (
        page.get_by_role("grid", name=LABELS[board], exact=True)
        .get_by_role("gridcell", include_hidden=True)
        .nth(index)
    )


def numbers(page, board):
    cells = page.get_by_role("grid", name=LABELS[board], exact=True).get_by_role("gridcell")
    return " ".join(cells.all_text_contents())


def marked(page, board, kind="tap"):
    return page.locator(f".backprop_explorer-{board} .backprop_explorer-{kind}").all_text_contents()


def notes(page, board):
    marks = page.locator(f".backprop_explorer-{board} [data-note]")
    return marks.evaluate_all("(cells) => cells.map((each) => each.dataset.note)")


def trait(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def pictures(page):
    """Return the numbers of the squares in the workings that are seen."""
    shown = page.locator(".backprop_explorer-picture:visible").all()
    return [" ".join(each.locator("span").all_text_contents()) for each in shown]


def frame(page, board):
    return page.locator(f".backprop_explorer-{board} .backprop_explorer-frame").evaluate(
        "(frame) => frame.style.gridArea"
    )


def check(page):
    return [each.text_content() for each in page.locator(".backprop_explorer-check:visible").all()]


def test_an_output_sends_its_delta_to_both_gradients(widget_page):
    page = widget_page(BackpropExplorer())
    assert page.locator("p[role=status]").text_content().startswith("δ[0, 0] = 2. ")
    assert numbers(page, "dX") == "2 3 −1 2 1 8 −1 −4 −3 1 5 −2 0 −2 1 0"
    assert numbers(page, "dW") == "9 9 5 4"
    cell(page, "delta", 5).click()
    assert (trait(page, "position"), text(page, "sum")) == (5, "δ[1, 2] = −2")
    assert marked(page, "x") == ["2", "0", "1", "3"]
    assert notes(page, "dW") == ["−4", "+0", "−2", "−6"]
    assert notes(page, "dX") == ["−2", "−4", "+2", "+0"]
    assert pictures(page) == ["2 0 1 3", "−4 0 −2 −6", "1 2 −1 0", "−2 −4 2 0"]
    assert frame(page, "x") == frame(page, "dX") == "2 / 3 / 4 / 5"
    assert page.locator(".conv_explorer-editor").count() == 0
    page.keyboard.press("ArrowDown")
    assert (trait(page, "position"), text(page, "sum")) == (8, "δ[2, 2] = −1")
    page.wait_for_function(
        "document.querySelector('p[role=status]').textContent.startsWith('δ[2, 2] = −1. ')"
    )
    cell(page, "z", 0).click()
    assert (trait(page, "position"), frame(page, "x")) == (0, "1 / 1 / 3 / 3")
    assert cell(page, "delta", 0).get_attribute("aria-selected") == "true"
    page.wait_for_timeout(500)
    said = page.locator("p[role=status]").text_content()
    assert "dW gets 2, 4, 6, 2; dX gets 2, 4, −2, 0. dX[0, 0] = 2, measured 2.0000. All 16 within" in said


def test_steps_add_up_and_play_to_the_end(widget_page):
    page = widget_page(BackpropExplorer())
    page.get_by_label("Step by step").check()
    assert (numbers(page, "dW"), numbers(page, "dX")) == ("2 4 6 2", "2 4 0 0 −2 0" + " 0" * 10)
    assert marked(page, "delta", "later") == ["−1", "1", "3", "1", "−2", "0", "2", "−1"]
    assert text(page, "step").startswith("Finite differences, at the end: ")
    assert check(page)[1].startswith("✓dW[0, 0] = 9, measured 9.0000")
    page.get_by_role("button", name="Step ›").click()
    assert numbers(page, "dW") == "0 4 5 0"
    assert text(page, "why").endswith("So far outputs 0 to 1 have sent, of 0 to 8.")
    page.get_by_label("Step by step").uncheck()
    assert numbers(page, "dW") == "9 9 5 4"
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Play").wait_for()
    assert (trait(page, "position"), trait(page, "step_by_step")) == (8, True)
    assert numbers(page, "dW") == "9 9 5 4"
    page.get_by_role("button", name="Play").click()
    page.get_by_label("Padding", exact=True).fill("1")
    assert page.get_by_role("button", name="Play").is_visible()
    page.get_by_label("Padding", exact=True).fill("0")
    page.get_by_role("button", name="dW gathers").click()
    page.get_by_role("slider", name="Weight").focus()
    page.keyboard.press("ArrowRight")
    assert marked(page, "dW", "later") == ["5", "4"]


def test_a_weight_gathers_the_window_of_each_output(widget_page):
    page = widget_page(BackpropExplorer(stride=2, padding=1))
    cell(page, "dW", 3).click()
    assert text(page, "sum").startswith("dW[1, 1] = 1×2 + 0×(−1) + 0×1")
    assert marked(page, "x") == ["0", "0", "0", "0", "0", "1", "0", "0", "1"]
    padded, spread = pictures(page)
    assert padded.startswith("0 0 0 0 0 0 0 1 2 0 1 0")
    assert spread == "2 0 −1 0 1 0 0 0 0 0 3 0 1 0 −2 0 0 0 0 0 0 0 2 0 −1"
    assert (
        page.locator(".backprop_explorer-workings .backprop_explorer-frame:visible").evaluate(
            "(frame) => frame.style.gridArea"
        )
        == "2 / 2 / 7 / 7"
    )
    assert "spread out by stride 2, lies on the padded input, corner at [1, 1]" in text(page, "why")
    cell(page, "delta", 5).click()
    assert frame(page, "x") == frame(page, "dX") == "3 / 5 / 5 / 7"


def test_an_input_gathers_through_the_flipped_kernel(widget_page):
    page = widget_page(BackpropExplorer(padding=1))
    cell(page, "dX", 5).click()
    assert text(page, "sum") == "dX[1, 1] = 1×0 + (−2)×(−1) + 2×2 + (−1)×1 = 5"
    assert marked(page, "delta") == ["1", "−2", "2", "−1"]
    assert notes(page, "delta") == ["×0", "×−1", "×2", "×1"]
    full, flipped = pictures(page)
    assert (len(full.split()), flipped) == (49, "0 −1 2 1")
    rim = page.locator(".backprop_explorer-dX .conv_explorer-zero").all_text_contents()
    assert (len(rim), rim[:6]) == (20, ["2", "3", "−1", "5", "7", "2"])
    assert "rim that the padding added is cropped" in text(page, "why")
    page.get_by_role("button", name="δ sends").click()
    assert (trait(page, "view"), trait(page, "input_position")) == ("send", 5)
    cell(page, "dX", 5).focus()
    assert trait(page, "view") == "send"
    page.keyboard.press("Enter")
    assert trait(page, "view") == "input"
    page.keyboard.press("Alt+ArrowDown")
    assert trait(page, "input_position") == 5
    page.keyboard.press("ArrowDown")
    assert trait(page, "input_position") == 9


def test_pooling_sends_to_the_winner_or_in_equal_shares(widget_page):
    page = widget_page(BackpropExplorer(operation="max", input=cases.HILLS))
    assert page.get_by_role("button", name="dW gathers").is_disabled()
    assert page.get_by_role("grid", name="dW").count() == 0
    cell(page, "z", 1).click()
    assert marked(page, "x", "winner") == ["6"]
    assert (notes(page, "dX"), pictures(page)) == (["−1"], ["3 2 6 5", "0 0 −1 0"])
    assert numbers(page, "dX") == "0 0 0 0 0 1 1 0 0 6 −2 0 0 0 0 −1"
    cell(page, "dX", 9).click()
    assert text(page, "sum") == "dX[2, 1] = 3 + 1 + 0 + 2 = 6"
    assert pictures(page) == ["1,1 1,1 1,2 2,1 2,1 2,2 2,1 2,1 3,3"]
    page.get_by_role("button", name="Average pooling").click()
    assert numbers(page, "w") == "0.25 0.25 0.25 0.25"
    assert text(page, "sum").endswith("(3 + 1 + 0 + 2)/4 = 1.5")
    cell(page, "w", 0).click()
    assert page.locator(".conv_explorer-editor").count() == 0
    page.get_by_role("button", name="Max pooling").click()
    page.get_by_label("Padding", exact=True).fill("1")
    cell(page, "delta", 0).click()
    assert pictures(page) == ["−∞ −∞ −∞ 1", "0 0 0 2"]
    rim = page.locator(".backprop_explorer-x .conv_explorer-zero")
    assert set(rim.all_text_contents()) == {"−∞"}


def test_a_tie_is_named_where_the_difference_disagrees(widget_page):
    page = widget_page(BackpropExplorer(operation="max", input=cases.SMALL))
    cell(page, "dX", 6).click()
    assert check(page)[0].startswith("≠dX[1, 2] = 2, measured 1.0000")
    assert page.locator(".backprop_explorer-off").all_text_contents() == ["≠"]
    assert check(page)[0].endswith("; 4 at ties")
    assert text(page, "rest") == (
        "x[1, 2] ties in a window, where a maximum has a kink. J’s slope is 1 upward, 1 downward, 1 across "
        "both; by the rule, the first takes all: 2."
    )
    cell(page, "dX", 0).click()
    assert (text(page, "rest"), check(page)[0][0]) == ("", "✓")
    page.get_by_role("spinbutton", name="Stride").fill("3")
    assert text(page, "rest") == "12 inputs lie in no window: their gradient is 0."


def test_numbers_are_edited_and_refused(widget_page):
    page = widget_page(BackpropExplorer())
    cell(page, "x", 0).click()
    cell(page, "x", 0).click()
    page.keyboard.type("pig")
    page.keyboard.press("Enter")
    assert page.locator(REFUSAL).text_content().startswith("“pig” is not a number")
    page.keyboard.press("Escape")
    cell(page, "x", 0).click()
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    assert (numbers(page, "z").split()[0], numbers(page, "dW").split()[0]) == ("1.5", "8")
    cell(page, "delta", 0).click()
    cell(page, "delta", 0).click()
    page.keyboard.type("-4")
    page.keyboard.press("Enter")
    assert (trait(page, "grad_output")[0][0], numbers(page, "dX").split()[0]) == (-4, "−4")
    cell(page, "w", 3).focus()
    page.keyboard.press("7")
    page.keyboard.press("Enter")
    assert (trait(page, "kernel"), numbers(page, "z").split()[0]) == ([[1, 2], [-1, 7]], "8.5")
    assert [each[0] for each in check(page)] == ["✓", "✓"]
    page.get_by_role("button", name="Reset").click()
    assert trait(page, "input") == cases.SMALL


@pytest.mark.parametrize(
    ("label", "value", "reason"),
    [
        ("Stride", "4", "Stride must be a whole number from 1 to 3."),
        ("Padding", "-1", "Padding must be a whole number from 0 to 3."),
        ("Kernel, rows", "5", "Kernel, rows must be a whole number from 1 to 4."),
    ],
)
def test_refused_settings(widget_page, label, value, reason):
    page = widget_page(BackpropExplorer())
    page.get_by_text("Sizes").click()
    field = page.get_by_label(label, exact=True)
    before = field.input_value()
    field.fill(value)
    assert page.locator(REFUSAL).text_content() == reason
    assert field.get_attribute("aria-invalid") == "true"
    assert numbers(page, "dW") == "9 9 5 4"
    field.blur()
    assert (field.get_attribute("aria-invalid"), field.input_value()) == (None, before)


def test_settings_examples_and_sizes(widget_page):
    page = widget_page(BackpropExplorer(position=8))
    page.get_by_label("Stride", exact=True).fill("2")
    assert (trait(page, "grad_output"), trait(page, "position")) == ([[2, -1], [3, 1]], 3)
    page.get_by_label("Stride", exact=True).fill("1")
    assert trait(page, "grad_output") == [[2, -1, 1], [3, 1, -2], [0, 2, -1]]
    page.get_by_text("Sizes").click()
    page.get_by_label("Input, rows").fill("2")
    page.get_by_label("Kernel, rows").fill("3")
    assert page.locator(REFUSAL).text_content() == "A kernel of 3 × 2 does not fit into the input of 2 × 4."
    assert page.locator(REFUSAL).is_visible()
    page.get_by_label("Kernel, columns").fill("3")
    assert trait(page, "kernel") == [[1, 2, 0], [-1, 0, 0]]
    page.get_by_label("Example").select_option("Stride 2, padding 1")
    assert (numbers(page, "delta"), page.locator(REFUSAL).is_hidden()) == ("2 −1 1 3 1 −2 0 2 −1", True)
    page.get_by_role("button", name="Max pooling").click()
    page.get_by_label("Window of a pooling").fill("1")
    assert (trait(page, "padding"), page.get_by_label("Example").input_value()) == (0, "")
    page.get_by_label("Padding", exact=True).fill("1")
    assert page.locator(REFUSAL).text_content() == "Padding must be at most half the window of 1 × 1: 0."


def test_a_key_for_a_field_that_has_just_closed_does_nothing(widget_page):
    page = widget_page(BackpropExplorer())
    cell(page, "delta", 0).dblclick()
    field = page.locator(".conv_explorer-editor")
    assert field.is_visible()
    field.evaluate(
        """(field) => new Promise((done) => {
            model.set({ input: [[1, 2], [3, 4]], input_position: 0, grad_output: [[5]], position: 0 });
            requestAnimationFrame(() => requestAnimationFrame(() => {
                field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
                done();
            }));
        })"""
    )
    assert trait(page, "grad_output") == [[5]]


def test_traits_from_a_kernel_are_followed_and_a_broken_state_is_passed_over(widget_page):
    page = widget_page(BackpropExplorer(), touch=True)
    page.evaluate("model.set({ stride: 2, grad_output: [[1, 0], [0, 1]], view: 'input', input_position: 3 })")
    page.wait_for_timeout(20)
    assert text(page, "sum") == "dX[0, 3] = 0×2 = 0"
    page.evaluate("model.set('stride', 9)")
    page.wait_for_timeout(20)
    assert text(page, "sum") == "dX[0, 3] = 0×2 = 0"
    cell(page, "delta", 3).tap()
    assert (text(page, "sum"), page.locator(".conv_explorer-editor").count()) == ("δ[1, 1] = 1", 0)
    cell(page, "delta", 3).tap()
    assert page.locator(".conv_explorer-editor").input_value() == "1"
    page.evaluate(
        "model.set({ input: [[1, 2], [3, 4]], input_position: 0, grad_output: [[5]], position: 0 })"
    )
    page.wait_for_timeout(20)
    page.keyboard.press("Enter")
    assert (trait(page, "grad_output"), page.locator(".conv_explorer-open").count()) == ([[5]], 0)
