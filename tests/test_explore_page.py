"""The view of explore in Chromium, with all frames and with a kernel."""

import re

import pytest

from cnnlib.widgets.explore import Explore, explore
from tests import browser
from tests.explore_cases import bars, output_size


@pytest.fixture
def shown(widget_page, prerender):
    """Return a page with bars to explore: a slider and two buttons."""
    return widget_page(explore(bars, k=[2, 3, 5], tall=False, alt=lambda k, tall: f"{k} bars, tall: {tall}"))


def picture(page):
    return page.locator(".explore-picture svg").get_attribute("aria-label")


def test_mouse_and_keyboard_choose_frames(shown):
    assert picture(shown) == "2 bars, tall: False"
    slider = shown.get_by_role("slider", name="k")
    slider.focus()
    shown.keyboard.press("ArrowRight")
    assert picture(shown) == "3 bars, tall: False"
    assert slider.get_attribute("aria-valuetext") == "3"
    shown.keyboard.press("End")
    assert picture(shown) == "5 bars, tall: False"
    group = shown.get_by_role("group", name="tall")
    group.get_by_role("button", name="yes").click()
    assert picture(shown) == "5 bars, tall: True"
    assert group.get_by_role("button", name="yes").get_attribute("aria-pressed") == "true"
    assert group.get_by_role("button", name="no").get_attribute("aria-pressed") == "false"
    assert shown.locator(".explore-text").text_content() == "5 bars\n"
    shown.get_by_role("button", name="Reset").click()
    assert picture(shown) == "2 bars, tall: False"
    assert slider.input_value() == "0"


def test_touch(widget_page, prerender):
    page = widget_page(
        explore(output_size, kernel_size=[1, 3, 5], stride={"one": 1, "two": 2}), touch=True, width=340
    )
    page.get_by_role("button", name="two").tap()
    box = page.get_by_role("slider", name="kernel_size").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert page.locator(".explore-text").text_content() == "12"


@pytest.mark.parametrize("width", [320, 640])
def test_buttons_do_not_touch_the_slider_beside_them(width, widget_page, prerender):
    choices = {"detector": ["ReLU", "tanh", "sigmoid"], "bias": [0, -2, -4]}
    page = widget_page(explore(lambda detector, bias: detector, **choices), width=width)
    last = page.get_by_role("button", name="sigmoid").bounding_box()
    slider = page.get_by_role("slider", name="bias").bounding_box()
    assert last["x"] + last["width"] < slider["x"]
    assert slider["width"] > 60


def test_long_lists_of_names_get_a_menu(widget_page, prerender):
    page = widget_page(explore(lambda mode: mode, mode=["zero", "reflect", "replicate", "circular"]))
    page.get_by_role("combobox", name="mode").select_option(label="replicate")
    assert page.locator(".explore-text").text_content() == "replicate"


def test_the_result_is_stated_in_words(shown):
    shown.get_by_role("slider", name="k").press("ArrowRight")
    shown.get_by_role("status").filter(has_text="k = 3, tall = no: 3 bars, tall: False. 3 bars").wait_for(
        state="attached"
    )


def test_all_frames_stand_in_a_place_of_one_size(shown):
    places = set()
    for index in ([0, 0], [1, 0], [2, 1], [0, 1]):
        shown.evaluate("(index) => model.set('index', index)", index)
        places.add(
            shown.evaluate("[el.offsetHeight, document.querySelector('.explore-picture').offsetHeight] + ''")
        )
        drawn = shown.locator(".explore-picture svg").bounding_box()
        assert round(drawn["width"]) == 288
        assert round(drawn["height"]) == (240 if index[1] else 192)
    assert len(places) == 1


@pytest.mark.parametrize("width", [1200, 700, 340, 320])
def test_nothing_overflows_and_the_reserved_height_is_the_drawn_one(widget_page, prerender, width):
    for choices in ({"k": [2, 3]}, {"k": [2, 3], "tall": False}):
        widget = explore(bars, **choices)
        page = widget_page(widget, width=width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        reserved = page.evaluate(
            """(style) => {
              const mount = document.createElement("div");
              mount.className = "cnn-mount";
              mount.dataset.stem = "explore";
              mount.style = style;
              mount.append(document.createElement("noscript"));
              document.body.append(mount);
              return mount.offsetHeight;
            }""",
            widget.reserved_space(),
        )
        assert abs(reserved - page.evaluate("el.offsetHeight")) <= 12


def test_a_kernel_is_asked_by_the_index_and_its_answer_is_shown(widget_page):
    page = widget_page(explore(output_size, kernel_size=[1, 3, 5]), static=False)
    root = page.locator(".cnn-widget")
    page.get_by_role("slider", name="kernel_size").press("ArrowRight")
    assert page.evaluate("[model.get('index'), saved]") == [[1], 1]
    assert root.get_attribute("aria-busy") == "true"
    assert page.locator(".explore-text").text_content() == "28"
    frame = {"type": "text", "data": "26", "alt": ""}
    page.evaluate("(frame) => model.set('frames', { ...model.get('frames'), '1': frame })", frame)
    assert page.locator(".explore-text").text_content() == "26"
    assert root.get_attribute("aria-busy") == "false"
    assert page.get_by_role("button", name="Copy link").count() == 0


def test_an_error_of_the_function_is_shown_until_another_choice(widget_page):
    page = widget_page(explore(output_size, kernel_size=[1, 3, 5]), static=False)
    page.evaluate("model.set('index', [1])")
    page.evaluate("model.set('error', { at: '1', text: 'ValueError: <b>no</b>' })")
    assert page.get_by_role("alert").text_content() == "ValueError: <b>no</b>"
    assert page.locator(".cnn-widget").get_attribute("aria-busy") == "false"
    page.evaluate("model.set('index', [0])")
    assert page.locator(".explore-failure").is_hidden()
    assert page.locator(".explore-text").text_content() == "28"


def test_pictures_have_their_alternative_text(widget_page):
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    frame = {"type": "png", "data": dot, "alt": "A dot", "width": 80, "height": 60, "text": ""}
    page = widget_page(Explore(names=["k"], labels=[["1"]], scales=[False], index=[0], frames={"0": frame}))
    image = page.get_by_role("img", name="A dot")
    assert image.evaluate("(image) => image.decode().then(() => image.offsetWidth)") == 80


def test_two_explorations_on_one_page_share_no_names(open_page, prerender):
    page = open_page()
    for widget in (explore(bars, k=[2, 3]), explore(bars, k=[3, 5])):
        browser.mount(page, widget)
    names = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(names) > 4
    assert len(names) == len(set(names))


def test_address_states_are_checked(module):
    check = module("explore")
    state = "(m, index) => m.default.check({ index, labels: [['1', '3', '5'], ['valid', 'same']] })"
    assert check(state, [2, 1]) is None
    for bad in ([3, 0], [0, 2], [-1, 0], [0], [0, 0, 0], [0.5, 0], ["0", 0], "00", None, {}):
        assert re.match("index must hold one whole number from 0 .* below 3, 2", check(state, bad))


def test_clean_up_lets_go_of_the_model(shown):
    shown.evaluate("cleanUp()")
    shown.evaluate("model.set('index', [1, 1])")
    assert shown.evaluate("el.childElementCount") == 0
