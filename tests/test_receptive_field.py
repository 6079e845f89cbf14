"""ReceptiveField: its numbers against the library, its behavior and layout in Chromium."""

import numpy as np
import pytest
import torch
import traitlets

from cnnlib import shapes
from cnnlib.layers import Conv2d, MaxPool2d, ReLU, Sequential
from cnnlib.widgets import ReceptiveField, base
from cnnlib.widgets.receptive_field import window
from cnnlib.widgets.receptive_field_figure import layer_rows, nearest_unit
from tests import browser


def layer(kind="conv", kernel_size=3, stride=1, padding=0, dilation=1):
    return {
        "kind": kind,
        "kernel_size": kernel_size,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
    }


STACKS = {
    "one": [layer()],
    "pooled": [layer(padding=1), layer("pool", 2, 2), layer(kernel_size=5, padding=2), layer(padding=1)],
    "overlapping": [layer(kernel_size=11, stride=4, padding=2), layer("pool", 3, 2), layer(padding=1)],
    "dilated": [layer(padding=d, dilation=d) for d in (1, 2, 4)],
    "even": [layer(kernel_size=4, stride=3, padding=1), layer("pool", 2, 1, 1), layer(kernel_size=2)],
    "pooled last": [layer(kernel_size=3, padding=2), layer("pool", 3, 2, 1)],
}
UNITS = {"corner": (0, 0), "middle": (0.5, 0.4), "end": (1, 1)}
CASES = [(name, unit) for name in STACKS for unit in UNITS]
HEIGHT, WIDTH = 37, 44

ROWS = "(m, stacks) => stacks.map((layers) => m.fieldRows(layers))"
NEAREST = "(m, cases) => cases.map(([row, place]) => m.nearestUnit(row, place))"
GRADIENTS = """(m, [data, height, width, cases]) => cases.map(([layers, unit, draw]) => {
  const run = m.measureGradient({ height, width, data: Float32Array.from(data) }, layers, unit, draw);
  let step = run.next();
  while (!step.done) step = run.next();
  const squares = new Float64Array(height * width);
  m.addSquares(squares, width, step.value);
  const weights = m.drawnWeights(layers, draw);
  return [[...squares], weights.map((each) => each && { data: [...each.data], shape: each.shape })];
})"""
SEEN = """(m, [layers, unit]) => m.unitText(layers,
  window.modules.receptive_field_math.fieldRows(layers).at(-1), unit, layers.length - 1)"""
SIDES = "(m, cases) => cases.map(([values, shape, middle]) => m.effectiveSide(values, shape, middle, 0.95))"
REFUSED = [
    ([], "a list of 1 to 20"),
    ([layer()] * 21, "a list of 1 to 20"),
    ([layer("dense")], "layer 1"),
    ([layer(), layer(kernel_size=0)], "layer 2: kernel_size must be a whole number from 1 to 15"),
    ([layer(stride=1.5)], "layer 1: stride must be a whole number from 1 to 8"),
    ([layer("pool", 2, 2, 2)], "layer 1: padding of a pooling window must be at most half its size"),
    ([layer(stride=8)] * 4, "layer 4: "),
]


def place_of(name, unit):
    """Return the unit of a stack that is meant, as row and column."""
    sizes = [HEIGHT, WIDTH]
    for each in STACKS[name]:
        sizes = [shapes.conv_output_size(size, **window(each)) for size in sizes]
    return [round(part * (size - 1)) for part, size in zip(UNITS[unit], sizes)]


def gradient_in_cnnlib(picture, layers, unit, weights):
    """Return the gradient of channel 0 of one unit, by the library's own layers."""
    steps = []
    for given, weight in zip(layers, weights):
        options = {name: given[name] for name in ("stride", "padding", "dilation")}
        if given["kind"] == "pool":
            steps.append(MaxPool2d(given["kernel_size"], **options))
            continue
        array = np.array(weight["data"]).reshape(weight["shape"])
        conv = Conv2d(array.shape[1], array.shape[0], array.shape[2], bias=False, dtype="float64", **options)
        conv.parameters["weight"][:] = array
        steps += [conv, ReLU()]
    if layers[-1]["kind"] == "conv":
        steps.pop()
    model = Sequential(*steps)
    out = model(picture[None, None])
    grad = np.zeros_like(out)
    grad[0, 0, unit[0], unit[1]] = 1
    return model.backward(grad)[0, 0]


def test_fields_are_those_of_the_library(module):
    for name, rows in zip(STACKS, module("receptive_field_math")(ROWS, list(STACKS.values()))):
        for row, (size, field) in zip(rows, layer_rows(STACKS[name]), strict=True):
            assert (row["size"], row["field"], row["jump"], row["start"]) == (size, *field), name


def test_read_length_counts_the_inputs_whose_gradient_is_not_zero(module):
    stacks = [[layer(dilation=2)] * 3, [layer(kernel_size=2, stride=4), layer()], *STACKS.values()]
    found = module("receptive_field_math")("(m, stacks) => stacks.map(m.readLength)", stacks)
    for layers, read in zip(stacks, found):
        x = torch.zeros(1, 1, 2 * HEIGHT, dtype=torch.float64, requires_grad=True)
        out = x
        for each in layers:
            ones = torch.ones(1, 1, each["kernel_size"], dtype=torch.float64)
            out = torch.nn.functional.conv1d(out, ones, stride=each["stride"], dilation=each["dilation"])
        out[0, 0, 0].backward()
        assert read == int((x.grad != 0).sum())


def test_nearest_unit_is_the_same_in_python_and_in_the_browser(module):
    [(size, field)] = layer_rows([layer(kernel_size=4, stride=3, padding=1)])
    row = {"size": size, "field": field.size, "jump": field.jump, "start": field.start}
    places = [0, 1, 3, 4, 100, 253, 255]
    found = module("receptive_field_math")(NEAREST, [[row, place] for place in places])
    assert found == [nearest_unit(size, field, place) for place in places]
    middles = [field.start + unit * field.jump + (field.size - 1) / 2 for unit in range(size)]
    assert found == [int(np.argmin(np.abs(np.array(middles) - place))) for place in places]


def test_measured_gradients_are_those_of_the_layers(module):
    rng = np.random.default_rng(3)
    picture = rng.random((HEIGHT, WIDTH)).astype(np.float32)
    given = [[STACKS[name], place_of(name, unit), draw] for draw, (name, unit) in enumerate(CASES)]
    found = module("receptive_field_effective")(GRADIENTS, [picture.ravel().tolist(), HEIGHT, WIDTH, given])
    reached = 0
    for case, (layers, unit, _), (squares, weights) in zip(CASES, given, found):
        expected = gradient_in_cnnlib(picture.astype(np.float64), layers, unit, weights) ** 2
        got = np.reshape(squares, expected.shape)
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5 * expected.max(), err_msg=str(case))
        reached += bool(expected.any())
    assert reached > 0.8 * len(CASES)


def test_a_unit_far_out_in_the_padding_sees_nothing_and_has_no_gradient(module):
    stacks = {
        "outside": [layer(kernel_size=1, stride=8, padding=3)],
        "beside": [layer(kernel_size=3, stride=8, padding=4)],
        "above the padding": [layer(kernel_size=15), layer(kernel_size=1, stride=8, padding=1)],
    }
    given = [[stack, [0, 4], 0] for stack in stacks.values()]
    measure = module("receptive_field_effective")
    for squares, _ in measure(GRADIENTS, [[0.5] * 128**2, 128, 128, given]):
        assert not any(squares)
    for stack, (layers, unit, _) in zip(stacks, given):
        said = module("receptive_field_words")(SEEN, [layers, unit])
        assert said == f"Unit (0, 4) of layer {len(layers)} sees padding alone.", stack


def test_effective_side_holds_the_share(module):
    point, even, nothing = np.zeros((9, 9)), np.zeros((9, 9)), np.zeros((9, 9))
    point[4, 4] = 1
    even[2:6, 2:6] = 1
    cases = [(point, [4, 4]), (even, [3.5, 3.5]), (np.ones((9, 9)), [4, 4]), (nothing, [4, 4])]
    found = module("receptive_field_effective")(
        SIDES, [[values.ravel().tolist(), [9, 9], middle] for values, middle in cases]
    )
    assert found == [1, 4, 9, 0]


def test_bad_layers_are_refused_in_python_and_in_an_address(module):
    check = module("receptive_field_words")
    good = base.own_traits(ReceptiveField().get_state())
    assert check("(m, state) => m.checkFieldState(state)", good) is None
    for layers, words in REFUSED:
        with pytest.raises(traitlets.TraitError, match=words):
            ReceptiveField(layers)
        assert words in check("(m, state) => m.checkFieldState(state)", good | {"layers": layers}), words
    for name, value in [("layer", 9), ("layer", -1), ("place", [1]), ("place", [0, 256]), ("picture", "cat")]:
        assert check("(m, state) => m.checkFieldState(state)", good | {name: value}).startswith(name)
    with pytest.raises(traitlets.TraitError, match="layer 1 has size"):
        ReceptiveField([{"kind": "conv", "size": 3}])


def test_fallback_shows_field_and_layers():
    widget = ReceptiveField(STACKS["pooled"], place=[0, 0])
    assert widget.field == shapes.ReceptiveField(size=16, jump=2, start=-7)
    html = widget.fallback()
    words = "Unit (0, 0) of layer 4 sees 16 × 16 pixels of 256 × 256; the border leaves 9 × 9 of them."
    assert words in html
    assert "pixels of 256 × 256." in ReceptiveField(STACKS["pooled"]).fallback()
    assert html.count("<tr>") == 5
    assert len(html) < 12_000


def words(page, name):
    return page.locator(f".receptive_field-{name}").text_content()


def test_reader_edits_the_list_and_moves_the_unit(widget_page):
    page = widget_page(ReceptiveField())
    assert words(page, "growth") == "Layer 2: field 3 + (3 − 1)·1 = 5"
    page.get_by_label("Layer 1, stride").fill("2")
    assert words(page, "growth") == "Layer 2: field 3 + (3 − 1)·2 = 7"
    page.get_by_label("Layer 2, dilation").fill("4")
    assert words(page, "growth") == "Layer 2: field 3 + 4·(3 − 1)·2 = 19"
    page.get_by_role("button", name="+ Pooling").click()
    assert words(page, "growth") == "Layer 3: field 19 + (2 − 1)·2 = 21"
    page.get_by_role("button", name="Look at layer 1").click()
    assert words(page, "unit") == "Unit (64, 64) of layer 1 sees 3 × 3 pixels, from row 127 and column 127."
    page.get_by_label("Picture; arrow keys").press("Alt+ArrowUp")
    assert words(page, "unit").startswith("Unit (64, 64)")
    page.get_by_label("Picture; arrow keys").press("ArrowUp")
    assert words(page, "unit").startswith("Unit (63, 64)")
    page.get_by_label("Move layer 3 towards the input").click()
    kinds = [each["kind"] for each in page.evaluate("model.get('layers')")]
    assert kinds == ["conv", "pool", "conv"]
    page.get_by_label("Remove layer 2").click()
    page.get_by_label("Stack of layers").select_option("VGG-16")
    assert words(page, "growth").endswith("= 212")
    box = page.get_by_label("Picture; arrow keys").bounding_box()
    page.mouse.click(box["x"] + 14, box["y"] + 14)
    assert "the border leaves" in words(page, "unit")
    page.get_by_role("button", name="Reset").click()
    assert words(page, "growth") == "Layer 2: field 3 + (3 − 1)·1 = 5"


def test_gaps_of_a_dilated_field_are_told(widget_page):
    page = widget_page(ReceptiveField([layer(padding=2, dilation=2)] * 3))
    assert "sees 13 × 13 pixels, with gaps: it reads 7 × 7 of them, from row" in words(page, "unit")


def test_a_refused_number_says_why_and_the_last_good_one_stays(widget_page):
    page = widget_page(ReceptiveField())
    field = page.get_by_label("Layer 2, kernel")
    for typed, why in [("0", "from 1 to 15"), ("", "must be a whole number"), ("2.5", "whole number")]:
        field.fill(typed)
        assert why in words(page, "note")
        assert field.get_attribute("aria-invalid") == "true"
        assert page.evaluate("model.get('layers')[1].kernel_size") == 3
    field.blur()
    assert (field.input_value(), words(page, "note")) == ("3", "")
    assert field.get_attribute("aria-invalid") == "false"


def test_field_is_measured_where_the_reader_rests(widget_page):
    page = widget_page(ReceptiveField([layer(padding=1)] * 8))
    page.wait_for_function(
        "document.querySelector('.receptive_field-measured').textContent.includes('16 random')"
    )
    middle = int(words(page, "measured").split("middle ")[1].split(" ")[0])
    assert 3 <= middle < 17


def test_the_picture_follows_the_theme(widget_page):
    page = widget_page(ReceptiveField())
    measured = "document.querySelector('.receptive_field-measured').textContent.includes('16 random')"
    page.wait_for_function(measured)
    for name in ("surface", "lens"):
        pixels = f"document.querySelector('.receptive_field-{name}').toDataURL()"
        light = page.evaluate(pixels)
        page.evaluate("document.documentElement.dataset.theme = 'dark'; new Promise(requestAnimationFrame)")
        assert page.evaluate(pixels) != light
        page.evaluate("document.documentElement.dataset.theme = 'light'; new Promise(requestAnimationFrame)")


def test_layout_at_every_width_and_theme(widget_page):
    page = widget_page(ReceptiveField(STACKS["pooled"]))
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    for width in (1200, 760, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("el.offsetHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.reserved_height(page, "receptive_field") == pytest.approx(height, abs=40), width
        for name in ("AlexNet", "Two 3 × 3"):
            page.get_by_label("Stack of layers").select_option(name)
            assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=1), (width, name)
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert browser.accessibility_faults(page, "receptive_field") == []


def test_a_widget_that_goes_takes_its_timers_along(widget_page):
    page = widget_page(ReceptiveField())
    page.evaluate("cleanUp(); model.set('layer', 0)")
    page.wait_for_timeout(600)
    assert page.locator(".receptive_field").count() == 0
