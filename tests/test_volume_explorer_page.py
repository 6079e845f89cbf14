"""VolumeExplorer in the page: mouse, touch, keys, settings, turning, themes, its place at every width."""

import pytest

from cnnlib.widgets import VolumeExplorer
from tests import browser
from tests.volume_explorer_cases import LARGEST

SPEECH = ".volume_explorer > [role=status]"
LINE = ".volume_explorer-line"
INPUT = ".volume_explorer-input"
OUTPUT = ".volume_explorer-output"
PIXELS = "() => [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL())"
FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def trait(page, name):
    return page.evaluate("(name) => window.model.get(name)", name)


def pixels(page):
    page.evaluate(FRAME)
    return page.evaluate(PIXELS)


def setting(page, label):
    return page.get_by_role("combobox", name=label, exact=True)


def boards(page, name):
    return page.locator(f".volume_explorer-card:not([hidden]) .volume_explorer-{name}").all_text_contents()


def point(page, x, y):
    """Move the mouse to a place on the output, given in parts of its width and height."""
    box = page.locator(OUTPUT).bounding_box()
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])


def test_pointing_and_keys(widget_page):
    page = widget_page(VolumeExplorer(filters=1, view="flat"))
    page.evaluate(FRAME)
    assert page.inner_text(LINE) == "y[0, 0, 0] = 7 + (−12) + (−11) + (−1) = −17"
    assert boards(page, "window")[0].split() == list("103432150")
    assert boards(page, "products")[0].split() == ["−1", "0", "3", "8", "6", "−4", "0", "−5", "0"]
    before = pixels(page)
    point(page, 0.5, 0.55)
    assert trait(page, "position") == 4
    assert page.inner_text(LINE).startswith("y[0, 1, 1] = ")
    after = pixels(page)
    assert all(old != new for old, new in zip(before, after))
    page.locator(OUTPUT).focus()
    for key, place in [
        ("ArrowRight", 5),
        ("ArrowRight", 5),
        ("ArrowDown", 8),
        ("ArrowLeft", 7),
        ("ArrowUp", 4),
    ]:
        page.keyboard.press(key)
        assert trait(page, "position") == place
    assert page.evaluate("window.saved") > 0
    text = f"document.querySelector('{SPEECH}').textContent.startsWith('Output y[0, 1, 1]: ')"
    page.wait_for_function(text)


def test_filters_are_chosen_with_buttons_keys_and_by_pointing(widget_page):
    page = widget_page(VolumeExplorer(filters=3, turn=[35, 20]))
    page.get_by_role("button", name="Filter 2").click()
    assert trait(page, "filter") == 2
    assert page.get_by_role("button", name="Filter 2").get_attribute("aria-pressed") == "true"
    assert page.inner_text(LINE).startswith("y[2, 0, 0] = ")
    page.locator(OUTPUT).focus()
    page.keyboard.press("PageUp")
    assert trait(page, "filter") == 1
    page.evaluate(FRAME)
    seen = set()
    for x in (0.3, 0.4, 0.5, 0.6, 0.7):
        point(page, x, 0.45)
        seen.add(trait(page, "filter"))
    assert seen == {0, 1, 2}


def test_turning(widget_page):
    page = widget_page(VolumeExplorer(picture="china"), reduced_motion="reduce")
    before = pixels(page)
    box = page.locator(INPUT).bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 110)
    page.mouse.up()
    assert trait(page, "turn") == [19, 16]
    assert all(old != new for old, new in zip(before, pixels(page)))
    page.locator(INPUT).focus()
    for key in ("ArrowLeft", "ArrowDown", *["ArrowRight"] * 20):
        page.keyboard.press(key)
    assert trait(page, "turn") == [75, 11]
    page.keyboard.press("Home")
    assert trait(page, "turn") == [35, 20]
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Reset view").click()
    assert pixels(page) == before
    page.get_by_role("button", name="Flat").click()
    page.evaluate(FRAME)
    assert page.get_by_role("button", name="Reset view").is_disabled()
    assert trait(page, "view") == "flat"


def test_settings(widget_page):
    page = widget_page(VolumeExplorer(position=8))
    for label, value in [("Kernel size", "5"), ("Filters", "6"), ("Padding", "2"), ("Stride", "2")]:
        setting(page, label).select_option(value)
    assert trait(page, "position") == 0
    assert "5 × 5 × 3 in, 6 filters of 5 × 5 × 3, 3 × 3 × 6 out" in page.inner_text("dl")
    assert "3 · 5² · 6 = 450 weights, + 6 biases = 456" in page.inner_text("dl")
    assert "3 · 3 places · 6 · 3 · 5² = 4,050" in page.inner_text("dl")
    setting(page, "Each filter sees").select_option("depthwise")
    assert setting(page, "Filters").is_disabled()
    assert setting(page, "Filters").input_value() == "3"
    assert "1 · 5² · 3 = 75 weights, + 3 biases = 78" in page.inner_text("dl")
    assert page.locator(".volume_explorer-card:not([hidden])").count() == 1
    page.get_by_role("button", name="New numbers").click()
    assert trait(page, "seed") == 1
    setting(page, "Input").select_option("flower")
    assert setting(page, "Size").input_value() == "32"
    assert setting(page, "Channels").is_disabled()
    assert 'photograph("flower", 32)' in page.inner_text("pre")
    page.get_by_role("button", name="Reset", exact=True).click()
    assert [trait(page, name) for name in ("picture", "kernel_size", "position")] == ["numbers", 3, 8]


def test_touch_and_narrow(widget_page):
    page = widget_page(VolumeExplorer(filters=1), touch=True, width=340)
    page.evaluate(FRAME)
    assert page.get_by_role("button", name="Flat").get_attribute("aria-pressed") == "true"
    box = page.locator(OUTPUT).bounding_box()
    page.locator(OUTPUT).tap(position={"x": box["width"] / 2, "y": box["height"] * 0.55})
    assert trait(page, "position") == 4


def test_changes_from_the_kernel_and_clean_up(widget_page):
    page = widget_page(VolumeExplorer(), static=False)
    assert page.get_by_role("button", name="Copy link").count() == 0
    page.evaluate("window.model.set({ kernel_size: 1, filters: 4, filter: 3, position: 24 })")
    page.wait_for_function(f"document.querySelector('{LINE}').textContent.startsWith('y[3, 4, 4]')")
    page.evaluate("window.model.set({ kernel_size: 9 })")
    page.evaluate(FRAME)
    assert page.inner_text(LINE).startswith("y[3, 4, 4]")
    page.evaluate("() => { window.cleanUp(); window.model.set({ kernel_size: 2 }); }")
    assert page.evaluate("window.el.childElementCount") == 0


def test_layout(widget_page):
    """Its height stays and is reserved; nothing overflows; each theme has its colors and no faults."""
    page = widget_page(VolumeExplorer(), width=1200)
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    states = [
        LARGEST | {"groups": "all"},
        {"picture": "china", "groups": "depthwise"},
        {"picture": "numbers", "channels": 1},
    ]
    for width in (1200, 700, 340):
        page.set_viewport_size({"width": width, "height": 900})
        heights = set()
        for state in states:
            page.evaluate("(state) => window.model.set(state)", state)
            page.evaluate(FRAME)
            heights.add(page.locator(".cnn-widget").evaluate("(root) => root.offsetHeight"))
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert len(heights) == 1
        assert browser.reserved_height(page, "volume_explorer") == pytest.approx(heights.pop(), abs=12)
    light = pixels(page)
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert browser.accessibility_faults(page, "volume_explorer") == []
    assert all(old != new for old, new in zip(light, pixels(page)))
