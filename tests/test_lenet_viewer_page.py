"""LeNetViewer in Chromium: drawing by mouse, finger and keys, units, settings, layout."""

import numpy as np
import pytest

from cnnlib.widgets import LeNetViewer
from cnnlib.widgets.lenet_viewer_network import layer_values
from cnnlib.widgets.lenet_viewer_picture import framed_picture
from tests import browser

# A 7 of two strokes, as shares of the pad.
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]
FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The pad's pixels are shades from paper to ink.
PIXELS = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 28, height: 28 });
  const copy = canvas.getContext("2d", { willReadFrequently: true });
  copy.drawImage(document.querySelector(".drawing_pad canvas"), 0, 0);
  const { data } = copy.getImageData(0, 0, 28, 28);
  const shades = Array.from({ length: 784 }, (_, at) => data[4 * at]);
  return shades.map((each) => (255 - each) / (255 - 26));
}"""


# Where the scores begin, below the verdict that is of one line or of two.
TOP = "document.querySelector('.lenet_viewer-classes').getBoundingClientRect().top + scrollY"


def text(page, name):
    page.evaluate(FRAME)
    return page.locator(f".lenet_viewer-{name}").text_content()


def pad(page):
    return page.get_by_role("application", name="Drawing pad")


def ink(page):
    page.evaluate(FRAME)
    return np.array(page.evaluate(PIXELS)).reshape(28, 28)


def draw(page, places):
    box = pad(page).bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


def scores(page):
    page.evaluate(FRAME)
    texts = page.locator(".lenet_viewer-class span:last-child").all_text_contents()
    return [float(each.replace("−", "-")) for each in texts]


def test_digit_is_drawn_taken_back_and_read(widget_page):
    page = widget_page(LeNetViewer(None))
    assert text(page, "verdict").startswith("Blank paper, read as")
    undo = page.get_by_role("button", name="Undo")
    assert undo.is_disabled()
    draw(page, SEVEN)
    assert text(page, "verdict").startswith("The network reads 7 with")
    drawn = ink(page)
    assert (drawn[5, 7:21] == 1).all()
    wanted = layer_values(framed_picture(drawn.astype("float32")), "max")["Output"]
    assert scores(page) == pytest.approx(wanted, abs=0.2)  # the pad shows its ink in 256 shades
    draw(page, [(0.1, 0.9), (0.1, 0.9)])
    assert ink(page)[25, 2] == 1
    undo.click()
    assert (ink(page) == drawn).all()
    page.wait_for_timeout(600)
    assert page.locator("p[role=status]").text_content().startswith("The network reads 7 with")
    page.get_by_role("button", name="Clear").click()
    assert ink(page).max() == 0
    undo.click()
    assert (ink(page) == drawn).all()
    undo.click()
    assert text(page, "verdict").startswith("Blank paper")
    assert undo.is_disabled()


def test_digit_is_picked_and_drawn_on(widget_page):
    page = widget_page(LeNetViewer())
    five = page.get_by_role("button", name="5", exact=True)
    five.click()
    assert page.evaluate("model.get('digit')") == 5
    assert text(page, "verdict") == "The network reads 5 with > 99 %"
    assert five.get_attribute("aria-pressed") == "true"
    picked = ink(page)
    page.get_by_role("button", name="Undo").click()
    assert text(page, "verdict").startswith("The network reads 3 with")
    assert page.evaluate("model.get('digit')") == 3
    five.click()
    draw(page, SEVEN)
    assert (ink(page) >= picked).all()
    assert ink(page).sum() > picked.sum()
    assert five.get_attribute("aria-pressed") == "false"
    five.click()
    assert (ink(page) == picked).all()
    page.get_by_label("Fit into MNIST").uncheck()
    assert text(page, "verdict").startswith("The network reads 1 with")
    page.evaluate("model.set('digit', null)")
    assert text(page, "verdict").startswith("Blank paper")
    page.get_by_role("button", name="Reset").click()
    assert text(page, "verdict").startswith("The network reads 3 with")
    assert page.get_by_label("Fit into MNIST").is_checked()


def test_keys_draw(widget_page):
    page = widget_page(LeNetViewer(None))
    pad(page).focus()
    page.keyboard.press("Alt+ArrowUp")
    for key in ("Shift+ArrowUp", "Shift+ArrowUp", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    assert ink(page).max() == 0
    page.keyboard.press(" ")
    for key in ["Shift+ArrowDown"] * 4:
        page.keyboard.press(key)
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    drawn = ink(page)
    assert np.argwhere(drawn == 1).tolist() == [[row, 12] for row in range(6, 23)]
    assert text(page, "verdict").startswith("The network reads 1 with")
    assert page.locator(".drawing_pad-pen").is_visible()
    page.keyboard.press(" ")
    page.keyboard.press("Backspace")
    assert (ink(page) == drawn).all()
    page.keyboard.press("ArrowLeft")  # the pen was lifted
    assert (ink(page) == drawn).all()
    page.keyboard.press(" ")
    pad(page).blur()
    dotted = ink(page)
    pad(page).press("ArrowLeft")  # and again
    assert (ink(page) == dotted).all()
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert ink(page).max() == 0
    pad(page).click()
    assert not page.locator(".drawing_pad-pen").is_visible()
    page.keyboard.press("ArrowUp")
    assert page.locator(".drawing_pad-pen").is_visible()


def test_finger_picks_a_unit_and_draws_without_scrolling_the_page(widget_page):
    page = widget_page(LeNetViewer(None), touch=True, width=360, height=300)
    page.get_by_role("application", name="S2").tap(position={"x": 20, "y": 20})
    page.wait_for_function("model.get('unit')[0] === 'S2'")
    assert text(page, "name").startswith("S2, map 0, row ")
    page.evaluate("scrollTo(0, 0)")
    box = pad(page).bounding_box()
    session = page.context.new_cdp_session(page)
    points = [{"x": box["x"] + 90, "y": box["y"] + y} for y in (20, 60, 100, 150)]
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    for point in points[1:]:
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate("scrollY") == 0
    assert (ink(page) == 1).any(axis=1).sum() > 15


def test_units_are_pointed_at_picked_and_walked_to(widget_page):
    page = widget_page(LeNetViewer(3, unit=["C3", 9, 4, 4]), width=640)
    assert text(page, "name").startswith("C3, map 9, row 4, column 4: ")
    marks = ".lenet_viewer-stage path:last-child"
    classes = page.locator(marks).evaluate_all("(all) => all.map((each) => each.className.baseVal.slice(13))")
    assert classes == ["field", "field", "next", "unit", "none", "none", "none"]
    page.get_by_role("application", name="C1").hover(position={"x": 61, "y": 7})
    assert text(page, "name").startswith("C1, map 1, row 3, column 0: ")
    assert text(page, "sum").startswith("Σ products ")
    assert "; ReLU → " in text(page, "sum")
    assert "rows 1–5, columns 0–2, the rest is padding" in text(page, "sees")
    assert page.locator(marks).first.get_attribute("d") == "M0 2h6v10h-6z"
    page.mouse.move(5, 5)
    assert text(page, "name").startswith("C3, map 9")
    page.get_by_role("application", name="S4").focus()
    page.get_by_role("application", name="S4").click(position={"x": 2, "y": 2})
    assert page.evaluate("model.get('unit')") == ["S4", 0, 0, 0]
    assert text(page, "sum").startswith("max(")
    window, winner = page.locator(marks).nth(3).get_attribute("d")[1:].split("M")
    assert window == "0 0h4v4h-4z"
    assert winner.endswith("h1.5v1.5h-1.5z")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+ArrowRight")
    assert page.evaluate("model.get('unit')") == ["S4", 0, 0, 1]
    page.wait_for_timeout(600)
    assert page.locator("p[role=status]").text_content().startswith("S4, map 0, row 0, column 1. max(")
    page.locator(".lenet_viewer-class").nth(4).click()
    page.get_by_role("application", name="Output").press("ArrowDown")
    assert page.evaluate("model.get('unit')") == ["Output", 5]
    assert "its score" in text(page, "sum")
    assert "of F6" in text(page, "parts")
    page.get_by_role("application", name="F6").press("ArrowRight")
    assert page.evaluate("model.get('unit')") == ["F6", 1]


def test_settings_change_what_is_read(widget_page):
    page = widget_page(LeNetViewer(9))
    for name, value, trait, wanted in [
        ("Down", "-2", "shift", [-2, 0]),
        ("Right", "6", "shift", [-2, 6]),
        ("Angle", "-30", "angle", -30),
        ("Noise", "0.25", "noise", 0.25),
    ]:
        page.get_by_role("slider", name=name).fill(value)
        assert page.evaluate("(trait) => model.get(trait)", trait) == wanted
    page.get_by_role("button", name="Average").click()
    assert "learned with max" in text(page, "pooling-note")
    state = {"shift": [-2, 6], "angle": -30, "noise": 0.25, "pooling": "average"}
    viewer = LeNetViewer(9, **state)
    assert scores(page) == pytest.approx(layer_values(viewer.picture, "average")["Output"], abs=0.0051)
    assert page.evaluate("saved") == 5
    page.evaluate("model.set('pooling', 'max')")
    page.get_by_role("application", name="S2").click()
    assert text(page, "sum").startswith("max(")
    page.get_by_role("button", name="Reset").click()
    assert scores(page) == pytest.approx(layer_values(LeNetViewer(9).picture, "max")["Output"], abs=0.0051)
    assert page.get_by_label("Angle").input_value() == "0"


def test_layout_at_every_width_and_theme(widget_page):
    page = widget_page(LeNetViewer())
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    states = [
        {"digit": None, "pooling": "average", "unit": ["C5", 100]},
        {"digit": 8, "noise": 0.5, "pooling": "average", "unit": ["S4", 15, 4, 4]},
        {"digit": 7, "angle": 45, "pooling": "max", "unit": ["C1", 0, 27, 27]},
        {"digit": 0, "pooling": "max", "unit": ["Output", 0]},
    ]
    for width in (1200, 640, 580, 480, 344, 304):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("el.offsetHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.reserved_height(page, "lenet_viewer") == pytest.approx(height, abs=10), width
        top = page.evaluate(TOP)
        for state in states:
            page.evaluate("(state) => model.set(state)", state)
            page.evaluate(FRAME)
            assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=1), (width, state)
            assert page.evaluate(TOP) == top, (width, state)
        for verdict in ("The network reads 1", "Blank paper, read as 8 with > 99 %"):
            page.locator(".lenet_viewer-verdict").evaluate(
                "(node, words) => { node.textContent = words; }", verdict
            )
            assert page.evaluate(TOP) == top, (width, verdict)
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert browser.accessibility_faults(page, "lenet_viewer") == []
        page.evaluate("model.set('digit', null)")
        assert ink(page)[0, 0] == pytest.approx(0 if theme == "light" else 235 / 229)


PRESSES = """() => {
  const stage = el.querySelector(".lenet_viewer-classes");
  el.querySelectorAll(".lenet_viewer-class")[4].click();
  for (let press = 0; press < 3; press += 1) {
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  }
  return model.get("unit");
}"""


def test_no_key_is_lost_before_the_next_frame(widget_page):
    assert widget_page(LeNetViewer(3)).evaluate(PRESSES) == ["Output", 7]
