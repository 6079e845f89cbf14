"""UnrollExplorer's costs in Chromium: layers, sliders, bars, and what is folded away on a phone."""

import pytest

from cnnlib.widgets import UnrollExplorer


def trait(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def test_costs_follow_sizes_sliders_and_known_layers(widget_page):
    page = widget_page(UnrollExplorer())
    costs = page.locator(".unroll_explorer-costs")

    def row(name):
        cells = costs.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
        return cells.get_by_role("cell").all_text_contents()

    assert (row("im2col"), row("Direct"), row("Winograd")) == (["162", "81"], ["162", "none"], ["128", "224"])
    page.locator(".unroll_explorer-fields").get_by_label("Stride").fill("2")
    assert (row("im2col"), row("Winograd")) == (["72", "36"], ["not here", "not here"])
    fewest = costs.locator(".unroll_explorer-fewest")
    assert fewest.all_text_contents() == ["72", "none", "72", "72", "none"]
    costs.get_by_label("Layer").select_option("VGG-16, second")
    assert fewest.count() == 3
    assert row("im2col") == ["1.85·10⁹", "2.89·10⁷"]
    assert trait(page, "layer") == [64, 224, 3, 64, 1, 1]
    of = page.locator(".unroll_explorer-of").text_content()
    assert of == "64 channels of 224 × 224, 64 filters of 3 × 3, stride 1, padding 1"
    ticks = page.locator(".unroll_explorer-axis").first.locator("span")
    assert ticks.all_text_contents() == ["108", "109", "1010", "1011"]
    places = ticks.evaluate_all("(ticks) => ticks.map((each) => parseFloat(each.style.left))")
    assert places == pytest.approx([0, 100 / 3, 200 / 3, 100], abs=0.01)
    slider = costs.get_by_role("slider", name="Kernel")
    assert slider.get_attribute("aria-valuetext") == "3"
    shares = []
    for _ in range(3):
        slider.press("ArrowRight")
        bars = costs.locator("[role=cell]:nth-child(2) .unroll_explorer-bar")
        scales = bars.evaluate_all("(bars) => bars.map((bar) => Number(bar.style.transform.slice(7, -1)))")
        shares.append(scales[0] - scales[3])
    assert shares[0] < shares[1] < shares[2]
    assert costs.get_by_label("Layer").input_value() == "own"
    costs.get_by_label("Layer").select_option("The convolution above")
    assert (trait(page, "layer"), row("im2col")) == (None, ["72", "36"])
    slider.press("End")
    note = costs.locator(".unroll_explorer-note")
    assert note.text_content() == "Kernels of 11 × 11 do not fit into 5 × 5."
    assert slider.get_attribute("aria-invalid") == "true"
    assert (slider.get_attribute("aria-valuetext"), trait(page, "layer")) == ("3", None)
    slider.press("ArrowLeft")
    assert (note.text_content(), slider.get_attribute("aria-invalid")) == ("", None)
    assert trait(page, "layer") == [1, 5, 2, 2, 2, 0]
    drag = "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input')); }"
    slider.evaluate(drag, 10)
    assert note.text_content() != ""
    slider.evaluate(drag, 1)
    assert (note.text_content(), slider.get_attribute("aria-invalid")) == ("", None)


def test_bars_of_what_does_not_change_stand_still(widget_page):
    page = widget_page(UnrollExplorer(layer=[64, 27, 5, 192, 1, 2]))
    slider = page.get_by_role("slider", name="Kernel")
    slider.press("Home")
    bars = page.locator(".unroll_explorer-bar")
    scales = []
    for _ in range(11):
        scales.append(bars.evaluate_all("(bars) => bars.map((bar) => bar.style.transform)"))
        slider.press("ArrowRight")
    direct, *_, fft, fft_memory, _, _ = zip(*scales)
    assert len(set(direct)) == 11
    assert (len(set(fft)), len(set(fft_memory))) == (1, 1)


def test_sliders_are_folded_where_there_is_little_room(widget_page):
    page = widget_page(UnrollExplorer("fft", channels=3), width=640)
    slider = page.get_by_role("slider", name="Kernel")
    unfold = page.get_by_role("button", name="Other sizes")
    assert (slider.is_visible(), unfold.count()) == (True, 0)
    page.set_viewport_size({"width": 328, "height": 900})
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif; margin: 0 }")
    assert page.evaluate("el.offsetHeight") <= 1300
    clipped = "(titles) => titles.filter((each) => each.scrollWidth > each.clientWidth).length"
    assert page.locator(".unroll_explorer-fft .unroll_explorer-title").evaluate_all(clipped) == 0
    assert slider.count() == 0
    unfold.click()
    assert (slider.is_visible(), unfold.get_attribute("aria-expanded")) == (True, "true")
    unfold.click()
    assert slider.count() == 0
