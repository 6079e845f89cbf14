"""ActivationExplorer: its numbers against cnnlib and PyTorch, its behavior and layout in Chromium."""

import numpy as np
import pytest
import torch
import traitlets

from cnnlib.widgets import ActivationExplorer, base
from cnnlib.widgets.activation_explorer_signal import ACTIVATIONS, random_stack, through_layers
from tests import browser

XS = [-1000.0, -4.0, -1.5, -1e-3, 0.0, 1e-3, 0.5, 2.0, 4.0, 1000.0]
SEEDS = [0, 7, 2**31 - 1]
LAYERS = 20
CASES = [(name, layers, gain) for name in ACTIVATIONS for layers, gain in [(1, 1.0), (10, 0.5), (20, 3.0)]]

BAD = [
    ("x", float("nan")),
    ("function", "gelu"),
    ("layers", 0),
    ("layers", 21),
    ("gain", 0),
    ("gain", 5),
    ("x", 5),
    ("seed", -1),
]

CURVES = """(m, [names, xs]) => names.map((name) => {
  const { value, slope } = m.ACTIVATIONS[name];
  return [xs.map(value), xs.map(slope)];
})"""
STACKS = """(m, [seeds, layers]) => seeds.map((seed) => {
  const { input, gradient, weights } = m.randomStack(seed, layers);
  return [input, gradient, weights.at(-1)].map((each) => [...each]);
})"""
RUNS = """(m, [seed, most, cases]) => {
  const stack = m.randomStack(seed, most);
  return cases.map(([name, layers, gain]) => m.throughLayers(stack, name, layers, gain));
}"""
TORCH = {
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "scaled_tanh": lambda x: 1.7159 * torch.tanh(2 / 3 * x),
    "identity": lambda x: 1 * x,
}


@pytest.fixture(scope="module")
def oracle():
    """Return what PyTorch makes of a case, in float64: the sizes of the signal and of the gradient."""

    def run(name, layers, gain):
        stack = random_stack(7, LAYERS)
        values = [torch.tensor(stack.input, requires_grad=True)]
        sums = []
        for weight in stack.weights[:layers]:
            sums.append(values[-1] @ (gain / 8 * torch.tensor(weight)).T)
            values.append(TORCH[name](sums[-1]))
        for each in [*values, *sums]:
            each.retain_grad()
        torch.autograd.backward(values[-1], torch.tensor(stack.gradient))
        size = [each.square().mean().sqrt().item() for each in values]
        gradient = [each.grad.square().mean().sqrt().item() for each in values]
        return size, gradient

    return run


def test_functions_and_slopes_are_those_of_cnnlib_and_of_pytorch(module):
    x = np.array(XS)
    found = module("activation_explorer_math")(CURVES, [list(ACTIVATIONS), XS])
    for (name, activation), (values, slopes) in zip(ACTIVATIONS.items(), found):
        given = torch.tensor(x, requires_grad=True)
        expected = TORCH[name](given)
        expected.sum().backward()
        for value, slope in [(values, slopes), (activation.value(x), activation.slope(x))]:
            np.testing.assert_allclose(value, expected.detach(), rtol=1e-12, atol=1e-15, err_msg=name)
            np.testing.assert_allclose(slope, given.grad, rtol=1e-9, atol=1e-12, err_msg=name)


def test_python_and_browser_draw_the_same_normal_numbers(module):
    found = module("activation_explorer_math")(STACKS, [SEEDS, 3])
    for seed, (values, gradient, weights) in zip(SEEDS, found):
        stack = random_stack(seed, 3)
        for drawn, own in [(values, stack.input), (gradient, stack.gradient), (weights, stack.weights[2])]:
            np.testing.assert_allclose(drawn, own.ravel(), rtol=1e-9, atol=1e-12)
    numbers = np.concatenate([each.ravel() for each in random_stack(0, LAYERS).weights])
    assert abs(numbers.mean()) < 0.01
    assert numbers.std() == pytest.approx(1, abs=0.01)


def test_sizes_layer_by_layer_are_those_of_autograd(module, oracle):
    found = module("activation_explorer_math")(RUNS, [7, LAYERS, CASES])
    for (name, layers, gain), run in zip(CASES, found):
        signal, gradient = oracle(name, layers, gain)
        own = through_layers(random_stack(7, layers), name, gain)
        np.testing.assert_allclose(run["signal"], signal, rtol=1e-9, err_msg=name)
        np.testing.assert_allclose(run["gradient"], gradient, rtol=1e-9, err_msg=name)
        np.testing.assert_allclose(own.signal, signal, rtol=1e-9, err_msg=name)
        np.testing.assert_allclose(own.gradient, gradient, rtol=1e-9, err_msg=name)
        np.testing.assert_allclose(run["small"], own.small, atol=1e-12, err_msg=name)


def test_spread_counts_every_value_once_and_what_lies_outside_at_the_ends(module):
    [small, large] = module("activation_explorer_math")(
        RUNS, [0, LAYERS, [("identity", 3, 0.1), ("identity", 3, 4.0)]]
    )
    for run in (small, large):
        assert [sum(counts) for counts in run["spread"]] == [32 * 64] * 4
    assert sum(small["spread"][3][11:13]) == 32 * 64
    assert large["spread"][3][0] + large["spread"][3][-1] > 0.9 * 32 * 64


def test_values_out_of_range_are_refused_in_python_and_in_an_address(module):
    check = module("activation_explorer_words")
    good = base.own_traits(ActivationExplorer().get_state())
    assert check("(m, state) => m.checkActivationState(state)", good) is None
    for name, value in BAD:
        with pytest.raises(traitlets.TraitError):
            ActivationExplorer(**{name: value})
        assert check("(m, state) => m.checkActivationState(state)", good | {name: value}).startswith(name)


def test_sizes_have_their_digits_also_where_they_are_rounded_up(module):
    given = [0, 0.934, 9.999, 999.9, 9999.6, 0.0009996, 3.14e-5, 9.99e-9, 9.96e5, 4.0**20]
    found = module("activation_explorer_words")("(m, values) => values.map(m.sizeText)", given)
    whole = ["0", "0.934", "10.0", "1000", "1.0·10⁴"]
    assert found == [*whole, "0.00100", "3.1·10⁻⁵", "1.0·10⁻⁸", "1.0·10⁶", "1.1·10¹²"]


def test_fallback_shows_the_point_and_all_layers():
    html = ActivationExplorer("tanh", layers=12, x=0).fallback()
    assert "tanh: f(0.00) = 0.00, slope 1.00" in html
    assert "f(−0.20) = 0.00, slope 0.01" in ActivationExplorer("leaky_relu", x=-0.2).fallback()
    assert html.count("<tr>") == 14
    assert len(html) < 12_000


def words(page):
    return page.locator(".activation_explorer-words").all_text_contents()


def test_reader_changes_everything_and_resets(widget_page):
    page = widget_page(ActivationExplorer("sigmoid", x=0))
    assert words(page)[0] == "f(0.00) = 0.50, slope 0.25"
    first = words(page)[1]
    assert first.startswith("Layer 10: signal 0.5")
    page.get_by_label("Function").select_option("relu")
    page.get_by_role("button", name="√2").click()
    assert page.evaluate("[model.get('function'), model.get('gain')]") == ["relu", 2**0.5]
    page.get_by_label("x", exact=True).focus()
    page.keyboard.press("Home")
    assert words(page)[0] == "f(−4.00) = 0.00, slope 0.00"
    page.get_by_label("Layers", exact=True).focus()
    page.keyboard.press("End")
    assert words(page)[1].startswith("Layer 20: ")
    page.get_by_label("Look at layer").focus()
    page.keyboard.press("Home")
    assert words(page)[1].startswith("Input: signal 1.0")
    before = words(page)[1]
    page.get_by_role("button", name="Other weights").click()
    assert words(page)[1] != before
    page.wait_for_timeout(400)
    assert (
        page.locator("p[role=status]")
        .text_content()
        .startswith("ReLU, gain 1.41. After 20 layers the signal's")
    )
    page.get_by_role("button", name="Reset").click()
    assert words(page) == ["f(0.00) = 0.50, slope 0.25", first]
    page.evaluate("model.set('x', 2)")
    assert words(page)[0] == "f(2.00) = 0.88, slope 0.10"


def test_pointer_drags_the_point_and_picks_a_layer(widget_page):
    page = widget_page(ActivationExplorer("relu"), touch=True)
    curve, depth = (page.locator("svg").nth(place).bounding_box() for place in (0, 1))
    page.mouse.move(curve["x"] + curve["width"] / 2, curve["y"] + 50)
    page.mouse.down()
    page.mouse.move(curve["x"] + 0.75 * curve["width"], curve["y"] + 50)
    page.mouse.up()
    assert page.evaluate("model.get('x')") == pytest.approx(80 / 36, abs=0.03)
    page.mouse.move(depth["x"] + depth["width"] * 0.5, depth["y"] + 60)
    assert words(page)[1].startswith("Layer 4: ")
    page.touchscreen.tap(depth["x"] + 2, depth["y"] + 60)
    assert words(page)[1].startswith("Input: ")


def test_layout_at_every_width_and_theme(widget_page):
    page = widget_page(ActivationExplorer("tanh"))
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    for width in (1200, 760, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("el.offsetHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.reserved_height(page, "activation_explorer") == pytest.approx(height, abs=24), width
        for name in ("sigmoid", "leaky_relu", "tanh"):
            page.get_by_label("Function").select_option(name)
            page.get_by_role("button", name="½").click()
            assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=1), (width, name)
    for dark in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", dark)
        assert browser.accessibility_faults(page, "activation_explorer") == []


def test_a_widget_that_goes_takes_its_listeners_along(widget_page):
    page = widget_page(ActivationExplorer())
    page.evaluate("cleanUp()")
    page.evaluate("model.set('x', 3)")
    assert page.locator(".activation_explorer").count() == 0
