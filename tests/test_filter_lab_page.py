"""FilterLab on a page: pictures, divider, magnifier, words."""

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnlib.widgets import FilterLab, filter_lab
from tests.filter_lab_cases import canvas, drawn, settle, text, trait

PLANES = """async (name) => {
  const { photographPicture } = window.modules.pictures;
  return JSON.stringify([...(await photographPicture(window.model.get("photographs")[name].url)).data]);
}"""


@pytest.fixture
def lab(widget_page):
    """Return ``lab(page=options, **traits)`` → a page with a FilterLab that has drawn its picture."""
    return lambda *, page=None, **traits: settle(widget_page(FilterLab(**traits), **(page or {})))


# What is drawn


@pytest.mark.parametrize(
    ("flip", "boundary", "color", "kernel"),
    [
        (False, "zero", False, "sobel_left"),
        (True, "reflect", True, [[1, -2, 3, 0.5], [0, 4, -1, 2]]),
        (True, "circular", False, "emboss"),
    ],
)
def test_photograph_is_filtered_as_by_cnnlib(lab, flip, boundary, color, kernel):
    page = lab(flip=flip, boundary=boundary, color=color, kernel=kernel, view="clipped")
    planes = np.reshape(json.loads(page.evaluate(PLANES, "china")), (3, 256, 256))
    picture = planes if color else np.tensordot([0.299, 0.587, 0.114], planes, 1)[None]
    result = filter_lab.filtered(picture, trait(page, "kernel"), flip=flip, boundary=boundary)
    expected = np.broadcast_to(255 * np.clip(result, 0, 1), (3, 256, 256)).transpose(1, 2, 0)
    assert np.abs(canvas(page, "after") - expected).max() <= 0.51
    before = np.broadcast_to(255 * picture, (3, 256, 256)).transpose(1, 2, 0)
    assert np.abs(canvas(page, "before") - before).max() <= 0.51


def test_convolving_an_impulse_shows_the_kernel(lab):
    page = lab(
        picture="impulse",
        kernel=[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]],
        view="clipped",
        flip=True,
    )
    seen = canvas(page, "after")[6:9, 6:9, 0] / 255
    np.testing.assert_allclose(seen, trait(page, "kernel"), atol=1 / 255)
    page.get_by_role("button", name="Cross-correlation").click()
    drawn(page)
    seen = canvas(page, "after")[6:9, 6:9, 0] / 255
    np.testing.assert_allclose(seen[::-1, ::-1], trait(page, "kernel"), atol=1 / 255)


def test_signed_and_absolute_views_and_their_scale(lab):
    page = lab(picture="digit_3", kernel="sobel_left", view="signed")
    result = filter_lab.filtered(filter_lab.picture_array("digit_3"), trait(page, "kernel"))[0]
    scale = np.abs(result).max()
    np.testing.assert_allclose(canvas(page, "after")[..., 0], 127.5 + 127.5 * result / scale, atol=0.51)
    assert text(page, "low") == f"−{float(f'{scale:.3g}'):g}"
    page.get_by_role("button", name="Absolute").click()
    drawn(page)
    np.testing.assert_allclose(canvas(page, "after")[..., 0], 255 * np.abs(result) / scale, atol=0.51)
    assert text(page, "low") == "0"


def test_python_can_change_everything(lab):
    page = lab()
    page.evaluate("window.model.set({ picture: 'digit_0', kernel: [[2]], view: 'clipped', divider: 0.25 })")
    page.wait_for_function("document.querySelector('.filter_lab-after').width === 8")
    drawn(page)
    expected = 255 * np.clip(2 * filter_lab.picture_array("digit_0")[0], 0, 1)
    np.testing.assert_allclose(canvas(page, "after")[..., 0], expected, atol=0.51)
    assert page.get_by_role("slider").get_attribute("aria-valuenow") == "25"
    assert page.get_by_label("Picture", exact=True).input_value() == "digit_0"


# The stage


def test_divider_by_mouse_keys_and_its_words(lab):
    page = lab()
    frame = page.locator(".filter_lab-frame").bounding_box()
    at = [frame["x"] + frame["width"] * part for part in (0.5, 0.2)]
    page.mouse.move(at[0], frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(at[1], frame["y"] + 30, steps=3)
    page.mouse.up()
    assert trait(page, "divider") == pytest.approx(0.2, abs=0.01)
    slider = page.get_by_role("slider", name="Divider between before and after")
    slider.press("ArrowRight")
    assert trait(page, "divider") == 0.21
    slider.press("PageUp")
    assert slider.get_attribute("aria-valuenow") == "31"
    slider.press("End")
    slider.press("ArrowRight")
    assert trait(page, "divider") == 1
    slider.press("Home")
    assert trait(page, "divider") == 0


def test_touch_swipes_the_divider_and_taps_the_magnifier(lab):
    page = lab(page={"touch": True}, picture="ramp", kernel="identity")
    frame = page.locator(".filter_lab-frame").bounding_box()
    y = frame["y"] + frame["height"] / 4
    page.touchscreen.tap(frame["x"] + frame["width"] * 0.9, y)
    drawn(page)
    assert text(page, "place") == "row 64, column 230"
    session = page.context.new_cdp_session(page)
    for kind, part in [("touchStart", 0.9), ("touchMove", 0.8), ("touchMove", 0.6), ("touchEnd", None)]:
        points = [] if part is None else [{"x": frame["x"] + frame["width"] * part, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert trait(page, "divider") == pytest.approx(0.6, abs=0.02)
    assert text(page, "place") == "row 64, column 230"


def test_magnifier_follows_the_mouse_until_a_click_holds_it(lab):
    page = lab(picture="digit_3", kernel="sobel_left")
    frame = page.locator(".filter_lab-frame").bounding_box()

    def hover(row, column, click=False):
        spot = [
            frame["x"] + (column + 0.5) * frame["width"] / 8,
            frame["y"] + (row + 0.5) * frame["height"] / 8,
        ]
        (page.mouse.click if click else page.mouse.move)(*spot)
        drawn(page)

    result = filter_lab.filtered(filter_lab.picture_array("digit_3"), trait(page, "kernel"))[0]
    hover(1, 2)
    assert text(page, "place") == "row 1, column 2"
    assert float(text(page, "sum").replace("−", "-")) == pytest.approx(result[1, 2], abs=0.006)
    patch = page.locator(".filter_lab-patch span").all_inner_texts()
    np.testing.assert_allclose(
        [float(each) for each in patch], filter_lab.picture_array("digit_3")[0, :3, 1:4].ravel(), atol=0.006
    )
    hover(6, 6, click=True)
    hover(2, 2)
    assert text(page, "place") == "row 6, column 6"


def test_magnifier_by_keys_is_spoken(lab):
    page = lab(picture="impulse", kernel="edge_horizontal")
    surface = page.locator(".filter_lab-surface")
    surface.press("Shift+ArrowLeft")
    surface.press("ArrowRight")
    said = page.locator(".filter_lab-look [role=status]")
    expect(said).to_have_text("Row 9, column 1: 0 × −1 + 0 × 1 = 0.")
    assert surface.get_attribute("aria-label") == "Result at row 9, column 1: 0. Arrow keys move."


def test_magnifier_has_a_channel_in_color_only(lab):
    page = lab(color=True, picture="flower", kernel="identity")
    red, blue = (page.get_by_role("button", name=name, exact=True) for name in "RB")
    red.click()
    drawn(page)
    with_red = text(page, "sum")
    blue.click()
    drawn(page)
    assert text(page, "sum") != with_red
    page.get_by_role("button", name="Gray", exact=True).click()
    drawn(page)
    assert not blue.is_visible()


# The whole


def test_live_region_says_the_result(lab):
    page = lab(picture="zone_plate", kernel="sharpen", view="clipped")
    said = text(page, "status")
    assert said.startswith("Cross-correlation of Zone plate in gray with Sharpen, 3×3. The result goes from ")
    assert "lies below 0 and shows black" in said
    assert said.endswith("Not separable: rank 2.")
    assert page.locator(".filter_lab-status").get_attribute("aria-live") == "polite"


def test_reset_goes_back_to_the_start(lab):
    page = lab(kernel="emboss", view="absolute")
    start = {name: trait(page, name) for name in ("kernel", "view", "picture", "divider", "flip")}
    page.get_by_label("Picture", exact=True).select_option("disc")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Convolution").click()
    page.locator(".filter_lab-surface").press("Shift+ArrowDown")
    drawn(page)
    page.get_by_role("button", name="Reset").click()
    drawn(page)
    assert text(page, "place") == "row 163, column 148"
    assert {name: trait(page, name) for name in start} == start
    page.wait_for_function("document.querySelector('select[aria-label=Picture]').value === 'china'")


def test_clean_up_removes_everything(lab):
    page = lab()
    page.evaluate("window.cleanUp()")
    assert page.evaluate("window.el.children.length") == 0
    page.evaluate("window.model.set('kernel', [[1]])")
    page.wait_for_timeout(400)


def test_link_is_offered_in_published_pages_only(widget_page):
    page = widget_page(FilterLab(), static=False)
    assert page.get_by_role("button", name="Copy link").count() == 0
    page = widget_page(FilterLab())
    assert page.get_by_role("button", name="Copy link").count() == 1


@pytest.mark.parametrize("width", [360, 700, 1200])
def test_reset_is_where_it_was_after_the_link_was_copied(lab, width):
    page = lab(page={"width": width}, kernel="sobel_left")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {} } })")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    box = page.get_by_role("button", name="Reset").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    drawn(page)
    page.mouse.up()
    assert trait(page, "kernel")[0] == [1, 0, -1]
