"""EquivarianceLab on a page: what is drawn and said, under mouse, touch and keys, at every width."""

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnlib import kernels
from cnnlib.widgets import EquivarianceLab
from cnnlib.widgets.equivariance_lab import picture_plane
from cnnlib.widgets.equivariance_lab_law import Layer, both_ways, motion, moved
from tests import browser
from tests.equivariance_lab_cases import drawn, pixels, settle, text, trait

WIDTHS = (320, 360, 700, 1200)
CUT_OFF = """() => [...document.querySelectorAll(".equivariance_lab-verdict, .equivariance_lab figcaption")]
  .filter((each) => each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.textContent)"""


@pytest.fixture
def lab(widget_page):
    """Return ``lab(page=options, **traits)`` → a page with a lab that has drawn its picture."""
    return lambda *, page=None, **traits: settle(widget_page(EquivarianceLab(**traits), **(page or {})))


def handle(page):
    """Return the picture that is dragged, and its box."""
    frame = page.get_by_role("application")
    return frame, frame.bounding_box()


def change(page, **traits):
    page.evaluate("(traits) => window.model.set(traits)", traits)
    drawn(page)


# What is drawn


@pytest.mark.parametrize(
    ("way", "state"),
    [
        ({"transformation": "shift", "shift": [9, -14]}, {"boundary": "zeros", "stride": 2, "relu": True}),
        ({"transformation": "rotation", "angle": 30}, {"boundary": "circular", "pooling": "max"}),
    ],
)
def test_pictures_are_those_of_python(lab, way, state):
    page = lab(picture="zone_plate", kernel="emboss", **way, **state)
    plane, boundary = picture_plane("zone_plate"), state["boundary"]
    layer = Layer(kernels.get("emboss"), **state)
    first, second = both_ways(plane, layer, motion(**way))
    gray = moved(plane, motion(**way), boundary=boundary)
    assert abs(pixels(page, "picture")[..., 0] - plane).max() == 0
    assert abs(pixels(page, "moved")[..., 0] - gray).max() <= 0.51
    scale = float(text(page, "band-responses + .cnn-number"))
    low = 0 if state.get("relu") else -scale
    for name, result in [("upper", first), ("lower", second)]:
        expected = np.clip(255 * (result - low) / (scale - low), 0, 255)
        assert abs(pixels(page, name)[..., 0] - expected).max() <= 1.5
    alpha = 255 * abs(first - second) / abs(first - second).max()
    assert abs(pixels(page, "difference")[..., 3] - alpha).max() <= 0.51
    is_lower = (first < second) & (alpha > 20)
    assert (pixels(page, "difference")[is_lower, 2] > pixels(page, "difference")[is_lower, 0]).all()


def test_numbers_and_verdict_follow_the_state(lab):
    page = lab(shift=(4, -6))
    assert text(page, "sentence") == "Equal. The difference is exactly 0 everywhere."
    assert text(page, "place") == "nowhere"
    assert not pixels(page, "difference")[..., 3].any()
    change(page, boundary="zeros")
    expected = "Equal except within 1 pixel of the border or the moved edge. Elsewhere the difference is 0."
    assert text(page, "sentence") == expected
    change(page, stride=3, boundary="circular")
    assert text(page, "sentence").startswith("Broken.")
    quotient = (
        "(4, −6) ÷ 3 = (1.333, −2) is no whole shift of the output: compared with the nearest, (1, −2)."
    )
    assert text(page, "step").replace("\u00a0", " ") == quotient
    change(page, stride=1, transformation="rotation", angle=90, kernel="outline")
    assert text(page, "largest") == "0"
    change(page, kernel="sobel_left")
    assert text(page, "place") == "all over"


def test_live_region_says_the_result_after_a_pause(lab):
    page = lab(picture="digit_3", kernel="gaussian", boundary="zeros")
    assert text(page, "status") == (
        "Digit 3 shifted (0,\u00a00); filter Gaussian, zeros beyond. Equal. "
        "The difference is exactly 0 everywhere. Nothing is moved yet: drag the picture."
    )
    change(page, shift=[2, 2])
    assert "Nothing is moved yet" in text(page, "status")
    expect(page.locator(".equivariance_lab-status")).to_contain_text(
        "Equal except within 2 pixels of the border."
    )


# The hand


def test_mouse_drags_by_whole_pixels_from_both_pictures(lab):
    page = lab()
    for name, sign in [("picture", 1), ("moved", -1)]:
        box = page.locator(f".equivariance_lab-{name} canvas").bounding_box()
        pixel = box["width"] / 96
        page.mouse.move(box["x"] + 40 * pixel, box["y"] + 40 * pixel)
        page.mouse.down()
        page.mouse.move(box["x"] + (40 + 11 * sign) * pixel, box["y"] + (40 - 5 * sign) * pixel, steps=3)
        page.mouse.up()
        page.mouse.move(box["x"], box["y"])
        assert trait(page, "shift") == ([-5, 11] if sign == 1 else [0, 0])
    assert page.evaluate("window.saved") > 0


def test_touch_turns_and_scales(lab):
    page = lab(page={"touch": True, "width": 360}, transformation="rotation")
    frame, box = handle(page)
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    session = page.context.new_cdp_session(page)

    def touch(*places):
        kinds = ["touchStart", *["touchMove"] * (len(places) - 1), "touchEnd"]
        for kind, place in zip(kinds, [*places, None]):
            points = place and [
                {"x": box["x"] + place[0] * box["width"], "y": box["y"] + place[1] * box["height"]}
            ]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points or []})

    touch((0.9, 0.5), (0.7, 0.3), (0.5, 0.1))
    assert trait(page, "angle") == pytest.approx(90, abs=2)
    page.get_by_role("button", name="Scale").click()
    box = frame.bounding_box()
    touch((0.6, 0.5), (0.65, 0.5), (0.7, 0.5))
    assert trait(page, "factor") == pytest.approx(2, abs=0.1)


def test_keys_move_and_put_back(lab):
    page = lab()
    frame, _ = handle(page)
    for key in ("ArrowDown", "Shift+ArrowRight", "ArrowUp", "ArrowUp"):
        frame.press(key)
    assert trait(page, "shift") == [-1, 10]
    drawn(page)
    assert frame.get_attribute("aria-label").startswith("Picture, shifted (−1,\u00a010). Arrow keys")
    frame.press("Home")
    assert trait(page, "shift") == [0, 0]
    frame.press("Tab")


def test_fields_refuse_with_a_reason_and_keep_the_last_good_number(lab):
    page = lab(shift=(3, 4))
    field, error = page.get_by_label("dy, rows down"), page.get_by_role("alert")
    height = page.evaluate("window.el.offsetHeight")
    for typed in ("49", "1.5", ""):
        field.fill(typed)
        expect(error).to_have_text("A shift is a whole number from −48 to 48.")
        assert field.get_attribute("aria-invalid") == "true"
        assert trait(page, "shift") == [3, 4]
    assert page.evaluate("window.el.offsetHeight") == height
    page.keyboard.press("Tab")
    assert field.input_value() == "3"
    expect(error).to_have_text("")
    field.fill("-7")
    assert trait(page, "shift") == [-7, 4]
    assert field.get_attribute("aria-invalid") is None


def test_controls_choose_and_reset_goes_back(lab):
    page = lab(kernel="emboss", shift=(1, 2))
    start = page.evaluate("({ ...window.model.state })")
    page.get_by_label("Picture", exact=True).select_option("disc")
    page.get_by_label("Kernel", exact=True).select_option("box")
    for name in ("Zeros", "3", "ReLU", "Average", "Rotate"):
        page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="+ 90°").click()
    drawn(page)
    page.get_by_role("slider").press("ArrowRight")
    chosen = {"picture": "disc", "kernel": "box", "boundary": "zeros", "stride": 3, "relu": True}
    chosen |= {"pooling": "average", "transformation": "rotation", "angle": 91}
    assert {name: trait(page, name) for name in chosen} == chosen
    page.get_by_role("button", name="Put back").click()
    assert trait(page, "angle") == 0
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("window.model.state") == start


def test_link_in_published_pages_only_and_nothing_stays_behind(widget_page):
    page = settle(widget_page(EquivarianceLab(), static=False))
    assert page.get_by_role("button", name="Copy link").count() == 0
    page.evaluate("window.cleanUp()")
    assert page.evaluate("window.el.children.length") == 0
    page.evaluate("window.model.set('kernel', 'box')")
    assert settle(widget_page(EquivarianceLab())).get_by_role("button", name="Copy link").count() == 1


# Layout


@pytest.mark.parametrize("dark", [False, True])
def test_layout_holds_at_every_width_and_in_every_state(lab, dark):
    page = lab(page={"dark": dark})
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        heights = set()
        for traits in (
            {
                "shift": [0, 0],
                "boundary": "circular",
                "stride": 1,
                "transformation": "shift",
                "picture": "china",
            },
            {"shift": [-41, -47], "stride": 4, "pooling": "average", "relu": True},
            {"shift": [-41, -47], "boundary": "zeros", "kernel": "laplacian_of_gaussian"},
            {"transformation": "rotation", "angle": -143},
            {"transformation": "scale", "factor": 0.57, "kernel": "gaussian", "picture": "flower"},
        ):
            change(page, **traits)
            heights.add(page.evaluate("window.el.offsetHeight"))
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(CUT_OFF) == [], (width, traits)
        assert len(heights) == 1, (width, heights)
        reserved = browser.reserved_height(page, "equivariance_lab")
        assert reserved == pytest.approx(heights.pop(), abs=24), width
    assert browser.accessibility_faults(page, "equivariance_lab") == []
