"""UnrollExplorer in Chromium: pointer, touch and keyboard, steps, refusals, costs, the layout."""

import pytest

from cnnlib.widgets import UnrollExplorer
from tests import browser
from tests import unroll_explorer_cases as cases

FRAMES = """(room) => [...room.querySelectorAll(".unroll_explorer-frames i:not([hidden])")].map((frame) => [
  frame.className.replace("unroll_explorer-", ""),
  ...["left", "top", "width", "height"].map((side) => Math.round(parseFloat(frame.style[side]))),
])"""
SAYS = "(text) => document.querySelector('p[role=status]').textContent === text"
DRAWN = "(canvas) => canvas.toDataURL()"
ALPHA = """(canvas, [x, y]) => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, -x, -y);
  return context.getImageData(0, 0, 1, 1).data[3];
}"""


def room(page, name):
    return page.locator(
        ".unroll_explorer-stage:not(.unroll_explorer-hidden), .unroll_explorer-result"
    ).locator(f".unroll_explorer-{name} .unroll_explorer-room")


def frames(page, name):
    return room(page, name).evaluate(FRAMES)


def said(page, line=1):
    return page.locator(".unroll_explorer-words p").nth(line).text_content()


def trait(page, name):
    return page.evaluate("(name) => model.get(name)", name)


def test_pointing_at_a_matrix_shows_window_and_output(widget_page):
    page = widget_page(UnrollExplorer())
    assert said(page).endswith("= 4")
    assert frames(page, "input")[0][1:3] == [3, 3]
    cell = frames(page, "columns")[0][3] + 1
    room(page, "columns").hover(position={"x": 3 + 4.5 * cell, "y": 40})
    assert "rows 1 to 3 and columns 1 to 3 is column 4" in said(page, 0)
    assert said(page).endswith("= 6")
    side = (frames(page, "input")[0][3] + 1) // 3
    assert frames(page, "input")[0][1:3] == [3 + side, 3 + side]
    assert frames(page, "output")[0][1:3] == [3 + 36, 3 + 36]
    assert trait(page, "position") == 0
    page.mouse.move(5, 5)
    assert said(page).endswith("= 4")
    room(page, "product").click(position={"x": 3 + 5.5 * cell, "y": 3 + 1.5 * cell})
    assert (trait(page, "filter"), trait(page, "position")) == (1, 5)
    assert said(page).endswith("= −24")
    room(page, "kernel").click(position={"x": 40, "y": 10})
    assert (trait(page, "filter"), trait(page, "tap")) == (0, 1)
    room(page, "input").click(position={"x": 3 + 3.5 * side, "y": 3 + 3.5 * side})
    assert trait(page, "position") == 8
    room(page, "output").click(position={"x": 3 + 3 * 36 + 8 + 5, "y": 5})
    assert (trait(page, "filter"), trait(page, "position")) == (1, 0)


def test_frames_lie_where_stride_and_tap_put_them(widget_page):
    page = widget_page(UnrollExplorer(size=7, stride=2, position=5, tap=5))
    _, left, top, width, height = frames(page, "input")[0]
    cell = (width + 1) / 3
    assert width == height
    assert [left, top] == pytest.approx([3 + 4 * cell, 3 + 2 * cell], abs=1)
    kind, left, top, width, _ = frames(page, "input")[1]
    assert (kind, width) == ("spot", pytest.approx(cell - 1, abs=1))
    assert [left, top] == pytest.approx([3 + 6 * cell, 3 + 3 * cell], abs=1)
    page.get_by_role("button", name="Shifted sums").click()
    (_, left, top, width, _), (_, *spot) = frames(page, "input")
    cell = spot[2] + 1
    assert [left, top, width] == pytest.approx([3 + 2 * cell, 3 + cell, 5 * cell - 1], abs=3)
    assert spot[:2] == pytest.approx([3 + 6 * cell, 3 + 3 * cell], abs=3)
    assert frames(page, "kernel")[0][1:3] == [3 + 2 * 36, 3 + 36]


def test_zeros_around_are_gray_and_what_is_not_met_is_faint(widget_page):
    page = widget_page(UnrollExplorer("shifted"))
    cell = frames(page, "input")[1][3] + 1

    def alpha(row, column):
        place = [round(3 + each * cell) + 3 for each in (column, row)]
        return room(page, "input").locator("canvas").evaluate(ALPHA, place)

    assert (alpha(2, 2), alpha(4, 1)) == pytest.approx((0.5 * 255, 0.35 * 0.5 * 255), abs=2)
    page.get_by_role("button", name="im2col").click()
    page.locator(".unroll_explorer-fields").get_by_label("Padding").fill("1")
    cell = (frames(page, "input")[0][3] + 1) / 3
    assert (alpha(0, 0), alpha(3, 3)) == pytest.approx((0.35 * 255, 0.5 * 255), abs=2)


def test_arrow_keys_move_on_every_board(widget_page):
    page = widget_page(UnrollExplorer())
    steps = [
        ("input", ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft"], {"position": 3}),
        ("columns", ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp"], {"position": 4, "tap": 0}),
        ("kernel", ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"], {"filter": 1, "tap": 2}),
        ("product", ["Alt+ArrowUp", "ArrowLeft"], {"filter": 1, "position": 3}),
        ("product", ["ArrowUp", "ArrowUp"], {"filter": 0, "position": 3}),
        ("output", ["ArrowRight"] * 3 + ["ArrowDown"] * 2, {"filter": 1, "position": 6}),
    ]
    for name, keys, wanted in steps:
        room(page, name).focus()
        for key in keys:
            page.keyboard.press(key)
        assert {each: trait(page, each) for each in wanted} == wanted, name
    page.get_by_role("button", name="FFT").click()
    room(page, "y").focus()
    page.keyboard.press("ArrowDown")
    assert trait(page, "frequency") == 6
    assert said(page).startswith("At [1, 1]: X = ")
    page.get_by_role("button", name="Shifted sums").click()
    room(page, "kernel").focus()
    page.keyboard.press("ArrowDown")
    assert trait(page, "tap") == 5


def test_steps_let_sums_grow_until_they_are_the_output(widget_page):
    page = widget_page(UnrollExplorer("shifted", channels=2))
    slider = page.get_by_role("slider", name="Step", exact=True)
    title = page.locator(".unroll_explorer-output .unroll_explorer-title")
    assert title.text_content() == "Sums of 1 of 18 taps: 2 maps of 3 × 3"
    first = room(page, "output").locator("canvas").evaluate(DRAWN)
    page.get_by_role("button", name="One step on").click()
    assert (title.text_content(), trait(page, "tap")) == ("Sums of 2 of 18 taps: 2 maps of 3 × 3", 1)
    assert page.get_by_role("button", name="One step back").is_enabled()
    slider.focus()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "Tap 17 (of 18)"
    assert page.get_by_role("button", name="One step on").is_disabled()
    grown = room(page, "output").locator("canvas").evaluate(DRAWN)
    assert grown != first
    page.get_by_role("button", name="im2col").click()
    assert title.text_content() == "Output: 2 maps of 3 × 3"
    assert room(page, "output").locator("canvas").evaluate(DRAWN) == grown
    page.locator(".unroll_explorer-looks").get_by_label("Channel").select_option("1")
    assert trait(page, "tap") == 17
    page.get_by_label("Map").select_option("1")
    assert trait(page, "filter") == 1
    check = page.locator(".unroll_explorer-check").text_content()
    assert check.startswith("Largest difference from the direct sum: im2col 0, shifted sums 0, FFT ")
    assert check.endswith("·10⁻¹⁵.")


def test_frequencies_step_by_step_and_stride_that_throws_away(widget_page):
    page = widget_page(UnrollExplorer("fft", stride=2, size=7))
    later = page.locator(".unroll_explorer-fft .unroll_explorer-later")
    back = room(page, "back").locator("canvas")
    counts, drawn = [], []
    for _ in range(5):
        counts.append(later.count())
        drawn.append(back.evaluate(DRAWN))
        page.get_by_role("button", name="One step on").click(force=True, no_wait_after=True)
    assert counts == [4, 2, 1, 0, 0]
    assert drawn[0] == drawn[3] != drawn[4]
    output = page.locator(".unroll_explorer-output")
    assert "unroll_explorer-later" not in output.get_attribute("class")
    page.get_by_role("button", name="One step back").click()
    assert "unroll_explorer-later" in output.get_attribute("class")
    page.get_by_role("button", name="One step on").click()
    assert "keeps 3 × 3 of them and throws 64 % of the work away" in said(page, 0)
    kinds = [kind for kind, *_ in frames(page, "back")]
    assert kinds == ["window", "spot"]
    cell = frames(page, "back")[1][3] + 1
    room(page, "back").click(position={"x": 3 + 2.5 * cell, "y": 3 + 4.5 * cell})
    assert trait(page, "position") == 7
    room(page, "back").click(position={"x": 3 + 3.5 * cell, "y": 3 + 4.5 * cell})
    assert trait(page, "position") == 7
    room(page, "x").hover(position={"x": 5, "y": 5})
    assert said(page).startswith("At [0, 0]: X = 126 + 0i")


def test_play_goes_through_the_steps_and_stops(widget_page):
    page = widget_page(UnrollExplorer("fft", stage=3))
    play = page.get_by_role("button", name="Play")
    play.click()
    page.wait_for_function("model.get('stage') === 4")
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_role("button", name="Play").click()
    assert trait(page, "stage") == 0
    page.get_by_role("button", name="Pause").click()
    assert play.is_visible()


def test_changes_by_a_kernel_stop_the_play_and_what_is_pointed_at(widget_page):
    page = widget_page(UnrollExplorer(size=8))
    assert page.locator("p[role=status]").text_content() == f"{said(page, 0)} {said(page)}"
    page.get_by_role("button", name="Play").click()
    room(page, "columns").hover(position={"x": room(page, "columns").bounding_box()["width"] - 9, "y": 9})
    assert "is column 35." in said(page, 0)
    page.evaluate("model.set({ size: 3 })")
    assert "is column 0." in said(page, 0)
    assert page.get_by_role("button", name="Play").is_visible()


def test_a_refusal_stops_the_play_and_stays(widget_page):
    page = widget_page(UnrollExplorer())
    page.get_by_role("button", name="Play").click()
    size = page.locator(".unroll_explorer-fields").get_by_label("Size")
    size.fill("9")
    page.wait_for_timeout(600)
    assert (size.input_value(), size.get_attribute("aria-invalid")) == ("9", "true")
    assert page.get_by_role("button", name="Play").is_visible()


def test_sizes_change_and_are_refused(widget_page):
    page = widget_page(UnrollExplorer(position=8, tap=8))
    fields = page.locator(".unroll_explorer-fields")
    note = page.locator(".unroll_explorer-settings .unroll_explorer-note")
    kernel = fields.get_by_label("Kernel")
    kernel.fill("5")
    assert (trait(page, "kernel_size"), trait(page, "position"), trait(page, "tap")) == (5, 0, 8)
    size = fields.get_by_label("Size")
    size.fill("4")
    assert note.text_content() == "Kernels of 5 × 5 do not fit into 4 × 4."
    assert size.get_attribute("aria-invalid") == "true"
    assert trait(page, "size") == 5
    size.blur()
    assert (size.input_value(), size.get_attribute("aria-invalid"), note.text_content()) == ("5", None, "")
    fields.get_by_label("Filters").fill("7")
    assert note.text_content() == "Filters must be a whole number from 1 to 4."
    page.get_by_role("button", name="Other numbers").click()
    assert (trait(page, "seed"), note.text_content()) == (1, "")
    page.get_by_role("button", name="Reset").click()
    assert (kernel.input_value(), trait(page, "position"), trait(page, "seed")) == ("3", 8, 0)
    page.evaluate("model.set({ size: 8, channels: 3, filters: 4 })")
    label = room(page, "columns").get_attribute("aria-label")
    assert label == "im2col matrix: 27 × 36; arrow keys move"


def test_touch_picks_and_the_result_is_said(widget_page):
    page = widget_page(UnrollExplorer(), touch=True)
    room(page, "output").tap(position={"x": 3 + 36 + 5, "y": 5})
    assert trait(page, "position") == 1
    before = said(page)
    box = room(page, "output").bounding_box()
    finger = {"pointerType": "touch", "clientX": box["x"] + 9, "clientY": box["y"] + 9}
    room(page, "output").dispatch_event("pointermove", finger)
    assert said(page) == before
    page.wait_for_function(SAYS, arg=f"{said(page, 0)} {said(page)}")
    page.get_by_label("Layer").select_option("VGG-16, last")
    costs = page.locator(".unroll_explorer-said p").all_text_contents()
    page.wait_for_function(SAYS, arg=" ".join([said(page, 0), said(page), *costs]))
    page.evaluate("cleanUp()")
    page.evaluate("model.set('stage', 3)")
    assert page.locator(".unroll_explorer").count() == 0


def test_layout_at_every_width_and_theme(widget_page):
    page = widget_page(UnrollExplorer())
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    states = [
        cases.LARGEST | {"position": 63, "tap": 74, "filter": 3, "layer": [512, 224, 11, 512, 1, 5]},
        cases.LARGEST | {"method": "shifted", "stride": 3, "layer": [1, 5, 3, 2, 4, 0]},
        cases.LARGEST | {"method": "fft", "stage": 4, "stride": 3, "frequency": 143},
        cases.state(),
    ]
    for width in (1200, 640, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("el.offsetHeight")
        assert browser.reserved_height(page, "unroll_explorer") == pytest.approx(height, abs=24), width
        for state in states:
            page.evaluate("(state) => model.set(state)", state)
            assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=1), (width, state)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    before = room(page, "columns").locator("canvas").evaluate(DRAWN)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert browser.accessibility_faults(page, "unroll_explorer") == []
    assert room(page, "columns").locator("canvas").evaluate(DRAWN) != before
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.evaluate("(state) => model.set(state)", cases.state("fft"))
    page.get_by_text("How this is counted").click()
    assert browser.accessibility_faults(page, "unroll_explorer") == []
