"""FilterLab's camera: a made-up device of Chromium, and refusals."""

import pytest
from playwright.sync_api import expect

from cnnlib.widgets import FilterLab
from tests import browser


@pytest.fixture
def camera(chromium):
    """Return ``camera(script)`` → a page with a FilterLab, on https as cameras want it, after `script`."""
    contexts = []

    def show(script):
        context = chromium.new_context(permissions=["camera"])
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(script)
        page.route(
            "https://book.test/**", lambda route: route.fulfill(body=browser.BLANK, content_type="text/html")
        )
        page.goto("https://book.test/")
        page.watch = browser.Watch(page)
        browser.mount(page, FilterLab(picture="disc", kernel="outline"))
        return page

    yield show
    for context in contexts:
        context.close()


STREAMS = """
  window.streams = [];
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await real(wanted);
    window.streams.push(stream);
    return stream;
  };
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    window.drawings = (window.drawings ?? 0) + 1;
    return put.apply(this, given);
  };
"""
ENDED = """window.streams.length > 0 &&
  window.streams.every((stream) => stream.getTracks().every((track) => track.readyState === "ended"))"""


def test_camera_is_live_and_stops(camera):
    page = camera(STREAMS)
    button = page.get_by_role("button", name="Camera", exact=True)
    button.click()
    page.wait_for_function("window.drawings > 30")
    assert page.get_by_label("Picture", exact=True).input_value() == "camera"
    assert page.locator(".filter_lab-credit").inner_text().startswith("Live from the camera.")
    assert page.evaluate("document.querySelector('.filter_lab-after').width") == 256
    assert not page.evaluate(ENDED)
    page.get_by_role("button", name="Stop camera").click()
    assert page.evaluate(ENDED)
    expect(button).to_be_visible()
    drawings = page.evaluate("window.drawings")
    page.wait_for_timeout(300)
    assert page.evaluate("window.drawings") <= drawings + 2
    assert page.watch.problems == []
    assert page.watch.foreign_requests() == []


@pytest.mark.parametrize("end", ["reset", "other", "clean-up"])
def test_camera_stops_when_it_is_left(camera, end):
    page = camera(STREAMS)
    page.get_by_role("button", name="Camera", exact=True).click()
    page.wait_for_function("window.drawings > 6")
    if end == "reset":
        page.get_by_role("button", name="Reset").click()
    elif end == "other":
        page.get_by_label("Picture", exact=True).select_option("ramp")
    else:
        page.evaluate("window.cleanUp()")
    assert page.evaluate(ENDED)


def test_camera_that_starts_after_clean_up_is_stopped(camera):
    page = camera(STREAMS)
    page.evaluate("""() => {
      document.querySelectorAll("button").forEach((each) => each.textContent === "Camera" && each.click());
      window.cleanUp();
    }""")
    page.wait_for_function(ENDED)


REFUSALS = {
    "NotAllowedError": "The camera was refused. Allow it beside the address bar, then try again.",
    "NotFoundError": "No camera was found.",
    "NotReadableError": "The camera is busy in another program.",
    "AbortError": "The camera did not start: why",
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refused_camera_is_told_in_words(camera, name):
    page = camera(
        f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('why', '{name}'))"
    )
    page.get_by_label("Picture", exact=True).select_option("camera")
    expect(page.locator(".filter_lab-picture-error")).to_have_text(REFUSALS[name])
    assert page.get_by_label("Picture", exact=True).input_value() == "disc"


def test_page_without_a_camera_says_so(camera):
    page = camera("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.get_by_role("button", name="Camera", exact=True).click()
    expect(page.locator(".filter_lab-picture-error")).to_contain_text("no access to a camera")
