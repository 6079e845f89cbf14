"""ArchitectureExplorer in Chromium: the list edited in place, its refusals, its layout."""

import pytest

from cnnlib.widgets import ArchitectureExplorer
from cnnlib.widgets.layer_list import LAYER_PRESETS
from tests import browser

ROW = ".architecture_explorer-list .layer_editor-body > .layer_editor-line"
CONV = {"kind": "conv", "out_channels": 8, "kernel_size": 3, "padding": 1}


def row(page, place):
    """Return the texts of a layer's line."""
    return page.locator(ROW).nth(place).locator(".layer_editor-cell").all_text_contents()


def says(page):
    return page.locator(".architecture_explorer-says p").all_text_contents()


def trait(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def test_reader_edits_a_layer_in_place(widget_page):
    page = widget_page(ArchitectureExplorer())
    assert row(page, 3) == ["conv2", "5 × 5 → 16", "16 × 10 × 10", "2,416", "240,000", "6.4 kB", "14"]
    assert says(page)[0] == "61,706 parameters; most in fc1, 78\xa0%."
    button(page, "conv2").click()
    assert says(page)[1] == "Parameters: 5² · 6 · 16 + 16 = 2,416, 3.9\xa0% of all."
    page.get_by_label("conv2, kernel").fill("3")
    assert row(page, 3)[2:5] == ["16 × 12 × 12", "880", "124,416"]
    page.get_by_label("conv2, groups").fill("2")
    page.get_by_label("conv2, bias").uncheck()
    assert row(page, 3)[1:4] == ["3 × 3 → 16, groups 2, no bias", "16 × 12 × 12", "432"]
    assert page.get_by_label("Network").input_value() == ""
    assert trait(page, "layers")[3] == {
        "kind": "conv",
        "out_channels": 16,
        "kernel_size": 3,
        "groups": 2,
        "bias": False,
    }
    page.get_by_label("conv2, kind").select_option("avg_pool")
    assert row(page, 3)[:3] == ["pool2", "Average pooling 3 × 3, stride 1", "6 × 12 × 12"]
    button(page, "Reset").click()
    assert (page.get_by_label("Network").input_value(), trait(page, "layers")) == ("lenet5", None)


def test_layers_are_moved_doubled_removed_and_added(widget_page):
    page = widget_page(ArchitectureExplorer(layers=[CONV, {"kind": "relu"}, {"kind": "max_pool"}], layer=0))
    kinds = "model.get('layers').map(({ kind }) => kind).join(' ')"
    button(page, "Move conv1 towards the output").click()
    assert page.evaluate(kinds) == "relu conv max_pool"
    assert page.evaluate("document.activeElement.title") == "Move conv1 towards the output"
    page.keyboard.press("Enter")
    assert page.evaluate(kinds) == "relu max_pool conv"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "conv1, kind"
    assert button(page, "Move conv1 towards the output").is_disabled()
    button(page, "Move conv1 towards the input").click()
    button(page, "Duplicate conv1").click()
    assert (page.evaluate(kinds), trait(page, "layer")) == ("relu conv conv max_pool", 2)
    button(page, "Remove conv2").click()
    assert (page.evaluate(kinds), trait(page, "layer")) == ("relu conv max_pool", 2)
    page.get_by_label("Kind of the new layer").select_option("flatten")
    button(page, "Add").click()
    assert (page.evaluate(kinds), trait(page, "layer")) == ("relu conv max_pool flatten", 3)
    page.evaluate(
        "model.set({ layers: [{ kind: 'relu', name: 'first' }, ...model.get('layers').slice(1)], layer: 0 })"
    )
    button(page, "Duplicate first").click()
    assert page.locator(ROW).nth(1).locator("button").text_content() == "relu1"
    for _ in range(4):
        page.get_by_role("button", name="Remove").click()
    assert page.get_by_role("button", name="Remove").is_disabled()


def test_a_list_holds_forty_layers(widget_page):
    page = widget_page(ArchitectureExplorer(layers=[CONV] * 39, layer=0))
    button(page, "Add").click()
    assert len(trait(page, "layers")) == 40
    assert button(page, "Add").is_disabled()
    assert page.get_by_role("button", name="Duplicate").is_disabled()


def test_an_impossible_layer_is_marked_with_the_reason_and_those_before_it_stay(widget_page):
    page = widget_page(ArchitectureExplorer(layer=3))
    before = [row(page, place) for place in range(3)]
    page.get_by_label("conv2, kernel").fill("15")
    span = "kernel of height 15 with dilation 1 spans 15"
    reason = f"Conv2d: {span}, more than the padded input height 14 (14 + 0 + 0)"
    assert page.locator(".layer_editor-refused .layer_editor-refusal").text_content() == reason
    assert page.locator(".architecture_explorer-reason").text_content() == f"conv2 is impossible. {reason}."
    assert page.locator(".architecture_explorer-refused").count() == 1
    assert page.locator(".architecture_explorer-nothing").count() == 8
    assert [row(page, place) for place in range(3)] == before
    assert row(page, 3)[2:] == row(page, 4)[2:] == [""] * 5
    assert says(page)[0] == "conv2 cannot take 6 × 14 × 14."
    button(page, "relu2").click()
    assert says(page)[0] == "relu2 comes after a layer that is impossible."
    button(page, "conv2").click()
    page.get_by_label("conv2, padding").fill("1")
    assert page.locator(".architecture_explorer-refused").count() == 0
    assert row(page, 3)[2] == "16 × 2 × 2"
    button(page, "flat1").click()
    button(page, "Remove flat1").click()
    assert page.locator(".layer_editor-refusal:visible").text_content().endswith(": put a Flatten before it")


def test_a_refused_number_says_why_and_the_last_good_one_stays(widget_page):
    page = widget_page(ArchitectureExplorer(layer=0))
    field = page.get_by_label("conv1, kernel")
    for typed in ("0", "16", "", "2.5"):
        field.fill(typed)
        note = page.locator(".layer_editor-note").text_content()
        assert note == "kernel must be a whole number from 1 to 15"
        assert field.get_attribute("aria-invalid") == "true"
        assert field.get_attribute("aria-describedby") == page.locator(".layer_editor-note").get_attribute(
            "id"
        )
        assert row(page, 0)[1] == "5 × 5 → 6, padding 2"
    field.blur()
    assert (field.input_value(), page.locator(".layer_editor-note").text_content()) == ("5", "")
    height = page.get_by_label("Input, height")
    height.fill("0")
    note = page.locator(".architecture_explorer-note")
    assert note.text_content() == "input_shape: height must be a whole number from 1 to 1024"
    height.blur()
    assert (height.input_value(), note.text_content()) == ("28", "")
    field.fill("0")
    page.evaluate("model.set('layer', 3)")
    assert page.locator(".layer_editor-note").text_content() == ""
    assert page.get_by_label("conv2, kernel").get_attribute("aria-invalid") == "false"
    page.evaluate("model.set('layer', 0)")
    height.fill("32")
    assert row(page, 0)[2] == "6 × 32 × 28"
    assert trait(page, "input_shape") == [1, 32, 28]


def test_keys_and_pointer_choose_a_layer(widget_page):
    page = widget_page(ArchitectureExplorer("vgg16-head"), height=700)
    button(page, "conv1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    assert trait(page, "layer") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert (trait(page, "layer"), page.evaluate("document.activeElement.textContent")) == (2, "conv2")
    page.keyboard.press("ArrowUp")
    assert trait(page, "layer") == 1
    page.keyboard.press("Enter")
    assert trait(page, "layer") is None
    top = page.evaluate("scrollY")
    box = page.locator(".architecture_explorer-boxes > g[data-place='28'] path").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert (trait(page, "layer"), page.evaluate("scrollY")) == (28, top)
    assert (
        page.locator(".architecture_explorer-box.architecture_explorer-chosen").get_attribute("data-place")
        == "28"
    )
    line, window = (
        page.locator(each).bounding_box() for each in (".layer_editor-chosen", ".architecture_explorer-list")
    )
    assert window["y"] < line["y"] < window["y"] + window["height"] - line["height"]
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40)
    assert abs(trait(page, "layer") - 28) <= 1


def test_a_network_that_is_a_preset_again_is_named(widget_page):
    page = widget_page(ArchitectureExplorer("alexnet-grouped"))
    for conv in ("conv2", "conv4", "conv5"):
        button(page, conv).click()
        page.get_by_label(f"{conv}, groups").fill("1")
    assert trait(page, "preset") == "alexnet"
    assert trait(page, "layers") is None
    assert page.get_by_label("Network").input_value() == "alexnet"
    assert says(page)[1] == "Parameters: 3² · 384 · 256 + 256 = 884,992, 1.4\xa0% of all."
    page.get_by_label("Network").select_option("lenet5-published")
    assert says(page)[0] == "60,000 parameters and 840 fixed numbers; most in C5, 80\xa0%."


def test_code_follows_the_list(widget_page):
    page = widget_page(ArchitectureExplorer(layer=0))
    listing = page.locator("pre")
    page.get_by_text("PyTorch code").click()
    page.wait_for_function(
        "document.querySelector('pre').textContent.includes('nn.Conv2d(1, 6, 5, padding=2)')"
    )
    page.get_by_label("conv1, channels").fill("7")
    assert "nn.Conv2d(1, 7, 5, padding=2)" in listing.text_content()
    assert "nn.Conv2d(7, 16, 5)" in listing.text_content()
    button(page, "Copy code").click()
    page.get_by_role("button", name="Copied").wait_for()


def test_a_kernel_may_change_the_network(widget_page):
    page = widget_page(ArchitectureExplorer(layer=11), static=False)
    page.evaluate("model.set({ preset: 'lenet5', layers: [{ kind: 'flatten' }], input_shape: [1, 4, 4] })")
    assert page.locator(ROW).count() == 1
    assert row(page, 0)[2] == "16"
    assert page.locator(".layer_editor-chosen").count() == 1
    page.locator("[role=status]").get_by_text("flat1: 1 × 4 × 4 → 16, 16 values (64 B in float32).").wait_for(
        state="attached"
    )
    assert button(page, "Copy link").count() == 0


def test_the_drawing_is_as_wide_as_its_place(widget_page):
    page = widget_page(ArchitectureExplorer(), width=624)
    page.set_viewport_size({"width": 360, "height": 900})
    page.wait_for_function(
        "document.querySelector('.architecture_explorer-drawing').viewBox.baseVal.width"
        " === document.querySelector('.architecture_explorer-frame').clientWidth"
    )


@pytest.mark.parametrize("width", [1200, 624, 360, 328, 288])
def test_nothing_moves(widget_page, width):
    page = widget_page(ArchitectureExplorer(), width=width)
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    height = browser.reserved_height(page, "architecture_explorer")
    for name in LAYER_PRESETS:
        for layer in (None, 0, 3, len(LAYER_PRESETS[name]["layers"]) - 1):
            page.evaluate(
                "([preset, layer]) => model.set({ preset, layer, layers: null, input_shape: null })",
                [name, layer],
            )
            assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=2), (name, layer)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("model.set({ preset: 'alexnet', input_shape: [3, 32, 32], layer: 3 })")
    assert page.locator(".architecture_explorer-reason").text_content() != ""
    assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=2)


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_accessible(widget_page, dark):
    page = widget_page(ArchitectureExplorer("lenet5", input_shape=[1, 10, 10], layer=3), dark=dark)
    page.evaluate("document.querySelector('details').open = true")
    assert browser.accessibility_faults(page, "architecture_explorer") == []


HUGE = [{"kind": "conv", "out_channels": 4096, "kernel_size": 15, "padding": 15}] * 4
# Cells whose text is wider or higher than the place that they have, each with its text.
CUT = """() =>
  [...document.querySelectorAll(":is(.layer_editor-body, .architecture_explorer-sum) .layer_editor-cell")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1)
  .map((cell) => cell.textContent)"""


# Shapes that take more than one line.
BROKEN = """() =>
  [...document.querySelectorAll(".layer_editor-body .layer_editor-words + .layer_editor-cell")]
  .filter((cell) => cell.offsetHeight > 20)
  .map((cell) => cell.textContent)"""


@pytest.mark.parametrize("width", [624, 328])
def test_no_line_is_cut_off(widget_page, width):
    page = widget_page(ArchitectureExplorer(), width=width)
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    page.add_style_tag(content=".layer_editor-line { content-visibility: visible !important }")
    for name in LAYER_PRESETS:
        page.evaluate("(preset) => model.set({ preset })", name)
        assert page.evaluate(CUT) == []
        assert page.evaluate(BROKEN) == []
    page.evaluate("(layers) => model.set({ layers, input_shape: [1024, 1024, 1024] })", HUGE)
    assert page.evaluate(CUT) == []
    assert row(page, 1)[2:5] == ["4096 × 1056 × 1056", "3.77 · 10⁹", "4.21 · 10¹⁵"]


# Whether the first and last pixels of what has the focus are seen, and not another part over them.
SEEN = """() => {
  const { left, top, bottom } = document.activeElement.getBoundingClientRect();
  const isSeen = (y) => document.elementFromPoint(left + 20, y) === document.activeElement;
  return [top + 2, bottom - 2].every(isSeen);
}"""


@pytest.mark.parametrize("width", [624, 328])
def test_what_has_the_focus_is_seen(widget_page, width):
    page = widget_page(ArchitectureExplorer("vgg16-head"), width=width, height=1200)
    button(page, "conv1").focus()
    for key in ["ArrowDown"] * 15 + ["Shift+Tab"] * 12:
        page.keyboard.press(key)
        assert page.evaluate(SEEN), (key, page.evaluate("document.activeElement.textContent"))


def test_the_list_begins_anew_with_another_network(widget_page):
    page = widget_page(ArchitectureExplorer("vgg16-head", layer=28))
    top = "document.querySelector('.architecture_explorer-list').scrollTop"
    assert page.evaluate(top) > 300
    page.get_by_label("Network").select_option("alexnet")
    assert page.evaluate(top) == 0


# How far the words about an impossible layer reach into the boxes, in pixels.
COVERED = """() => {
  const reason = document.querySelector(".architecture_explorer-reason").getBoundingClientRect();
  const paths = [...document.querySelectorAll(".architecture_explorer-boxes path")];
  const boxes = paths.map((path) => path.getBoundingClientRect()).filter(({ width }) => width > 0);
  const over = ({ left, right, top, bottom }) => Math.min(reason.right - left, right - reason.left,
    reason.bottom - top, bottom - reason.top);
  return Math.max(...boxes.map(over));
}"""


@pytest.mark.parametrize("width", [624, 328, 288])
def test_reason_covers_no_box(widget_page, width):
    page = widget_page(ArchitectureExplorer(), width=width)
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    convs = [{"kind": "conv", "kernel_size": 3}] * 10
    for layers in ([CONV, {"kind": "linear"}], [*convs, {"kind": "flatten"}, CONV], [{"kind": "linear"}]):
        page.evaluate("(layers) => model.set({ layers, input_shape: [1, 28, 28] })", layers)
        assert page.locator(".architecture_explorer-reason").text_content() != ""
        assert page.evaluate(COVERED) <= 1, layers


@pytest.mark.parametrize("width", [624, 328])
def test_fields_of_an_impossible_layer_are_seen(widget_page, width):
    layers = [CONV] * 4 + [{"kind": "flatten"}, CONV, CONV]
    page = widget_page(ArchitectureExplorer(layers=layers), width=width)
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    page.evaluate("model.set('layer', 5)")
    panel, last = (
        page.locator(each).bounding_box() for each in (".layer_editor-panel", ".architecture_explorer-sum")
    )
    assert panel["y"] + panel["height"] <= last["y"] + 1
