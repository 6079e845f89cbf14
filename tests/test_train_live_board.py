"""TrainLive in Chromium: curves, pad, pictures and mistakes, and the layout of all."""

import re

import pytest

from cnnlib.widgets import TrainLive
from tests import browser
from tests.train_live_cases import DENSE, RUNAWAY
from tests.train_live_page import press, shown, text, wait

# A worker that does nothing.
IDLE = """() => {
  window.posted = [];
  window.Worker = class {
    constructor() { window.worker = this; }
    postMessage(message) { posted.push(message); }
    terminate() {}
  };
}"""
# News with a loss above the chart, the strongest weights of both signs, and a digit taken for another.
NEWS = """() => worker.onmessage({ data: {
  type: "news", isRunning: false, rests: false, step: 0, epochs: 0, speed: 0,
  steps: { epochs: [], losses: [], accuracies: [] },
  held: [{ step: 0, epochs: 0, loss: 9, accuracy: 0.25, mistakes: [[0, 4]] }],
  filters: { data: Float32Array.from({ length: 784 }, (_, at) => [1, -1][at] ?? 0), shape: [1, 784] },
  maps: [],
  scores: Float32Array.of(0, 0, 0, 0, 0.75, 0, 0, 0.25, 0, 0),
} })"""


def test_digits_are_picked_and_drawn(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    pad = page.get_by_role("application", name="Drawing pad")
    first = text(page, "name")
    assert re.fullmatch(r"held out 3: a 3", first)
    press(page, "Next held-out digit")
    assert text(page, "name") == "held out 4: a 5"
    for _ in range(5):
        press(page, "Held-out digit before")
    assert text(page, "name").startswith("held out 296: a ")
    before = text(page, "scores")
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 80, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 140, steps=4)
    page.mouse.up()
    assert text(page, "name") == "Your own"
    assert wait(page, "answer-words", "^Taken for a ")
    page.wait_for_function("/^Taken for/.test(el.querySelector('[role=status]').textContent)")
    drawn = text(page, "scores")
    assert drawn != before
    press(page, "Clear, then draw")
    assert text(page, "name") == "Draw a digit"
    pad.focus()
    for key in ["Space", *["ArrowDown"] * 8, "Alt+ArrowRight", "Space", "ArrowRight"]:
        page.keyboard.press(key)
    assert text(page, "name") == "Your own"
    page.wait_for_function("(was) => el.querySelector('.train_live-scores').textContent === was", arg=drawn)
    assert page.get_by_role("status").text_content().startswith("Pen at row ")
    page.keyboard.press("Backspace")
    assert text(page, "name") == "Draw a digit"
    page.keyboard.press("Backspace")
    assert text(page, "name") == "Draw a digit"
    press(page, "Next held-out digit")
    page.keyboard.press("Backspace")
    assert text(page, "name").startswith("held out ")
    page.locator(".train_live-mistaken button").first.click()
    assert re.search(r"held out \d+: a \d", text(page, "name"))


def test_before_the_first_news_the_page_says_what_comes(open_page):
    page = open_page()
    page.evaluate(IDLE)
    browser.mount(page, TrainLive())
    assert page.locator(".train_live-end").first.evaluate("(node) => node.getBBox().width") == 0
    assert page.locator("svg[aria-label]").count() == 2
    assert text(page, "held-words") == "Here the course is told in numbers."
    titles = page.locator(".train_live-sheet .train_live-title").all_text_contents()
    assert titles == [
        "It sees",
        "First layer: 6 of 5 × 5",
        "conv1, relu1: 6 of 28 × 28",
        "conv2, relu2: 16 of 10 × 10",
    ]
    drawn = "(canvas) => canvas.getContext('2d').getImageData(14, 8, 1, 1).data[3]"
    assert page.locator("canvas.train_live-digit").evaluate(drawn) > 0


def test_what_is_said_of_mistakes_and_runs_is_what_is_seen(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    for _ in range(2):
        press(page, "Step")
        wait(page, "progress", "step 1")
        press(page, "Reset")
        wait(page, "progress", "step 0")
    for width, mistakes, runs in ((1200, 14, 2), (360, 7, 1)):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".train_live-mistaken button:visible").count() == mistakes
        title = page.locator(".train_live-mistakes .train_live-title").inner_text()
        assert re.fullmatch(rf"Held-out digits that it misses: \d+, the first {mistakes}", title)
        assert page.locator(".train_live-runs li:visible").count() == runs
        curves = page.locator(".train_live-charts svg").first.locator(".train_live-past")
        shows = "(paths) => paths.filter((path) => getComputedStyle(path).display !== 'none').length"
        assert curves.evaluate_all(shows) == {2: 3, 1: 1}[runs]


def test_a_loss_above_the_chart_is_told(widget_page):
    page = shown(widget_page(TrainLive(RUNAWAY, lr=0.5)))
    title = page.locator(".train_live-charts svg").first.locator("text").last
    assert title.text_content() == "Loss over epochs"
    for step in range(1, 5):
        press(page, "Step")
        wait(page, "progress", f"step {step}")
    assert title.text_content() == "Loss over epochs; above 3 along the top"


def test_a_busy_worker_is_asked_for_the_last_picture_only(open_page):
    page = open_page()
    page.evaluate(IDLE)
    browser.mount(page, TrainLive(DENSE))
    box = page.get_by_role("application", name="Drawing pad").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 140, steps=10)
    assert page.evaluate("posted.map(({ type }) => type)") == ["start"]
    page.evaluate(NEWS)
    page.mouse.move(box["x"] + 90, box["y"] + 20, steps=10)
    assert page.evaluate("posted.map(({ type }) => type)") == ["start", "look"]
    page.evaluate(NEWS)
    page.evaluate(NEWS)
    assert page.evaluate("posted.map(({ type }) => type)") == ["start", "look", "look"]
    first, last = page.evaluate("posted.slice(1).map(({ picture }) => [...picture])")
    assert first != last


def test_what_is_drawn_is_what_the_news_say(open_page):
    page = open_page()
    page.evaluate(IDLE)
    browser.mount(page, TrainLive(DENSE))
    page.evaluate(NEWS)
    scores = page.locator(".train_live-scores")
    widths = scores.locator("i").evaluate_all("(bars) => bars.map(({ style }) => style.width)")
    assert widths == ["0%"] * 4 + ["75%"] + ["0%"] * 2 + ["25%"] + ["0%"] * 2
    classes = scores.locator("li").evaluate_all("(rows) => rows.map(({ className }) => className)")
    assert [each.removeprefix("train_live-") for each in classes[3:5]] == ["label", "answer"]
    assert text(page, "answer-words") == "A 3, taken for a 4, with 75\u00a0%."
    ends = page.locator(".train_live-end").evaluate_all("(all) => all.map((end) => end.getAttribute('cy'))")
    assert ends == ["24.0", "105.0"]
    pixels = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 2, 1).data]"
    kernel, negative = [213, 94, 0, 255], [0, 114, 178, 255]
    assert page.locator("canvas.train_live-filters").evaluate(pixels) == kernel + negative


def test_touch_draws(widget_page):
    page = shown(widget_page(TrainLive(DENSE), touch=True, width=360))
    page.get_by_role("application", name="Drawing pad").tap()
    assert text(page, "name") == "Your own"


def test_layout_at_every_width_and_theme(widget_page):
    page = shown(widget_page(TrainLive()))
    page.add_style_tag(content="body { font-family: 'DejaVu Sans', sans-serif }")
    for width in (1200, 640, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        height = page.evaluate("el.offsetHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.reserved_height(page, "train_live") == pytest.approx(height, abs=24), width
        for title in ("Only dense", "Small CNN") if width in (640, 320) else ():
            page.get_by_label("Network").select_option(title)
            wait(page, "progress", "step 0")
            press(page, "Step")
            wait(page, "progress", "step 1")
            assert page.evaluate("el.offsetHeight") == pytest.approx(height, abs=1), (width, title)
    page.locator("summary").click()
    press(page, "conv1")
    assert page.get_by_label("conv1, groups").is_visible()
    assert not page.get_by_label("conv1, connected").is_visible()
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert browser.accessibility_faults(page, "train_live") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
