"""TrainLive in Chromium: its worker, buttons and fields, the list of layers, the pad, the layout."""

import re

import pytest

from cnnlib.widgets import TrainLive
from tests import browser
from tests.train_live_cases import DENSE, RUNAWAY

TRAINED = """(epochs) => new Promise((resolve) => {
  const words = el.querySelector(".train_live-progress");
  const epoch = () => Number(/epoch ([\\d.]+)/.exec(words.textContent)?.[1] ?? 0);
  const look = () => (epoch() >= epochs ? resolve() : setTimeout(look, 50));
  look();
})"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# A worker that does nothing, and an answer of it.
IDLE = """() => {
  window.posted = [];
  window.Worker = class {
    constructor() { window.worker = this; }
    postMessage(message) { posted.push(message); }
    terminate() {}
  };
}"""
ANSWER = """() => worker.onmessage({ data: {
  type: "news", isRunning: false, rests: false, step: 0, epochs: 0, speed: 0,
  steps: { epochs: [], losses: [], accuracies: [] },
  held: [{ step: 0, epochs: 0, loss: 2.3, accuracy: 0.1, mistakes: [] }],
  filters: { data: new Float32Array(784), shape: [1, 784] }, maps: [], scores: new Float32Array(10).fill(0.1),
} })"""
SPOKEN = """() => {
  window.spoken = [];
  const status = el.querySelector("[role=status]");
  new MutationObserver(() => spoken.push(status.textContent)).observe(status, { childList: true });
}"""


def text(page, name):
    return page.locator(f".train_live-{name}").first.text_content()


def wait(page, name, words):
    """Wait until a part of the widget says something; return all that it says."""
    page.locator(f".train_live-{name}").first.filter(has_text=re.compile(words)).wait_for(state="attached")
    return text(page, name)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def shown(page):
    """Wait until the first news of the worker are shown."""
    wait(page, "progress", "step")
    return page


def test_trains_pauses_steps_and_begins_anew(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    assert text(page, "progress") == "Ready · epoch 0.0 · step 0. Train, and watch the curves grow."
    assert re.fullmatch(
        r"Held out: \d+\.\d % right, \d+ of 297 wrong, loss 2\.\d+ \(after step 0\)\.",
        text(page, "held-words"),
    )
    page.evaluate(SPOKEN)
    press(page, "Step")
    assert wait(page, "progress", "step 1") == "Paused · epoch 0.0 · step 1"
    press(page, "Train")
    page.evaluate(TRAINED, 3)
    press(page, "Pause")
    wait(page, "progress", "Paused")
    accuracy = float(text(page, "held-words").split()[2])
    assert accuracy > 80
    assert page.locator(".train_live-held").first.get_attribute("d").count("L") >= 6
    assert page.locator(".train_live-mistaken button:visible").count() > 0
    spoken = page.evaluate("spoken")
    assert spoken[0].startswith("Epoch ")
    assert spoken[-1].startswith("Paused at epoch ")
    assert len(spoken) <= 4
    press(page, "Reset")
    wait(page, "progress", "Ready · epoch 0.0 · step 0")
    assert re.fullmatch(r"\d+\.\d % after \d\.\d: Your own, SGD 0.02", text(page, "runs li"))
    assert page.locator(".train_live-past").first.get_attribute("d").count("L") >= 6
    assert len(page.workers) == 1
    press(page, "Train")
    wait(page, "progress", "Training")
    page.evaluate("cleanUp()")
    page.wait_for_function("el.childElementCount === 0")
    page.wait_for_timeout(100)
    assert page.workers == []


def test_settings_act_at_once_and_seed_and_network_begin_anew(widget_page):
    page = shown(widget_page(TrainLive(DENSE, lr=0.02)))
    press(page, "Step")
    wait(page, "progress", "step 1")
    page.get_by_label("Learning rate").press("ArrowRight")
    assert page.evaluate("model.get('lr')") == 0.03
    page.get_by_label("Optimizer").select_option("adam")
    assert page.evaluate("model.get('lr')") == 0.03
    assert page.get_by_label("Momentum").is_disabled()
    page.get_by_label("Dropout").fill("0.5")
    page.get_by_label("Batch size").fill("64")
    press(page, "Step")
    wait(page, "progress", "step 2")
    field = page.get_by_label("Batch size")
    for typed in ("0", "2.5", ""):
        field.fill(typed)
        assert text(page, "notes").endswith("Batch size must be a whole number from 1 to 1500.")
        assert field.get_attribute("aria-invalid") == "true"
        assert not page.locator(".train_live-progress").is_visible()
    field.blur()
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("64", "false")
    assert page.locator(".train_live-progress").is_visible()
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Seed").press("Enter")
    wait(page, "progress", "step 0")
    words = "Your own, Adam 0.03, batch 64, dropout 0.5, changed on the way"
    assert text(page, "runs li").endswith(words)
    assert page.get_by_label("Dropout").get_attribute("title").startswith("How likely a value")
    page.evaluate("model.set({ layers: [{ kind: 'flatten' }, { kind: 'linear', out_features: 10 }] })")
    assert page.locator(".layer_editor-name").all_text_contents() == ["flat1", "fc1"]
    page.get_by_label("Network").select_option("Only dense")
    wait(page, "sheet .train_live-title >> nth=2", "fc1, relu1: 128 values")
    press(page, "Default settings")
    page.get_by_label("Optimizer").select_option("adam")
    assert page.evaluate("model.get('lr')") == 0.002
    page.get_by_label("Optimizer").select_option("sgd")
    state = page.evaluate(
        "['lr', 'optimizer', 'dropout', 'batch_size', 'seed'].map((name) => model.get(name))"
    )
    assert state == [0.02, "sgd", 0, 32, 0]
    assert page.evaluate("model.get('layers').length") == 4


def test_an_infinite_loss_is_told_and_training_can_go_on(widget_page):
    page = shown(widget_page(TrainLive(RUNAWAY, lr=10)))
    press(page, "Train")
    words = page.get_by_role("alert").filter(has_text="infinite")
    words.wait_for()
    assert re.fullmatch(
        r"The loss became infinite at step \d+: the learning rate 10 is too large. "
        r"Lower it: the weights of step 0 are back\.",
        words.text_content(),
    )
    assert page.get_by_role("button", name="Train").is_visible()
    page.get_by_label("Learning rate").fill("10")
    press(page, "Train")
    page.evaluate(TRAINED, 1)
    assert text(page, "notes").startswith("Training")


def test_where_no_worker_starts_the_widget_says_so(open_page):
    page = open_page()
    page.evaluate("() => { window.Worker = class { constructor() { throw new Error('not allowed'); } }; }")
    browser.mount(page, TrainLive(DENSE))
    assert text(page, "notes").endswith("The browser starts no worker here: not allowed")
    press(page, "Train")
    page.evaluate("cleanUp()")


def test_training_rests_while_the_page_is_hidden(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    press(page, "Train")
    wait(page, "progress", "Training")
    page.evaluate(HIDE, True)
    wait(page, "progress", "Paused")
    page.evaluate(HIDE, False)
    wait(page, "progress", "Training")
    press(page, "Pause")
    wait(page, "progress", "Paused")
    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)
    step = text(page, "progress")
    page.wait_for_timeout(150)
    assert text(page, "progress") == step


def test_layers_are_edited_and_a_broken_list_keeps_the_network(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    page.locator("summary").click()
    press(page, "fc1")
    field = page.get_by_label("fc1, features")
    field.fill("24")
    assert page.evaluate("model.get('layers')[1].out_features") == 16
    press(page, "Duplicate fc1")
    assert [each.get("out_features") for each in page.evaluate("model.get('layers')")[1:3]] == [24, 24]
    page.get_by_label("fc2, kind").select_option("dropout")
    assert page.evaluate("model.get('layers')[2]") == {"kind": "dropout", "p": 0.5}
    assert set(page.get_by_label("drop1, kind").locator("option").all_text_contents()).isdisjoint(
        {"LRN", "RBF", "Subsampling"}
    )
    field = page.get_by_label("drop1, p")
    field.fill("0.25")
    field.press("Tab")
    assert page.evaluate("model.get('layers')[2].p") == 0.25
    assert page.evaluate("document.activeElement.ariaLabel") == "Move drop1 towards the input"
    press(page, "flat1")
    press(page, "Remove flat1")
    words = (
        "Linear: x must have shape (batch, 784), but has shape (1, 1, 28, 28): put a Flatten before it. "
        "Until that is mended, the network from before stays."
    )
    assert page.locator("details [role=alert]").first.text_content() == f"fc1: {words}"
    refused = page.locator(".layer_editor-refusal:visible")
    page.get_by_label("Learning rate").press("ArrowRight")
    assert refused.all_text_contents() == [words]
    assert page.evaluate("model.get('layers').length") == 5
    page.get_by_label("Kind of the new layer").select_option("flatten")
    press(page, "Add")
    press(page, "Move flat1 towards the input")
    assert refused.count() == 0
    assert [each["kind"] for each in page.evaluate("model.get('layers')")][:2] == ["flatten", "linear"]


def test_scores_of_another_number_are_refused_in_their_line(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    page.locator("summary").click()
    press(page, "fc2")
    page.get_by_label("fc2, features").fill("9")
    page.get_by_label("fc2, features").press("Enter")
    refused = page.locator(".layer_editor-refusal:visible")
    assert "must give 10 scores, one for each digit, but gives 9" in refused.text_content()
    press(page, "Default settings")
    press(page, "fc1")
    page.get_by_label("fc1, features").fill("2000")
    page.get_by_label("fc1, features").press("Enter")
    note = page.locator("details [role=alert]").first
    assert note.text_content().startswith("This network: 1,590,010 parameters")
    assert note.evaluate("(node) => node.offsetHeight") > 12


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


def test_a_step_is_told_aloud(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    press(page, "Step")
    status = page.get_by_role("status").filter(
        has_text=re.compile(r"^Step 1: the loss of its batch is 2\.\d+\.$")
    )
    status.wait_for(state="attached")


def test_a_loss_above_the_chart_is_told(widget_page):
    page = shown(widget_page(TrainLive(RUNAWAY, lr=0.5)))
    title = page.locator(".train_live-charts svg").first.locator("text").last
    assert title.text_content() == "Loss over epochs"
    for step in range(1, 5):
        press(page, "Step")
        wait(page, "progress", f"step {step}")
    assert title.text_content() == "Loss over epochs; above 3 along the top"


def test_dropout_needs_a_last_linear_layer(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    field = page.get_by_label("Dropout")
    assert not field.is_disabled()
    conv = {"kind": "conv", "out_channels": 10}
    layers = [{**conv, "kernel_size": 15}, {**conv, "kernel_size": 14}, {"kind": "flatten"}]
    page.evaluate("(layers) => model.set({ layers })", layers)
    assert field.is_disabled()


def test_a_busy_worker_is_asked_for_the_last_picture_only(open_page):
    page = open_page()
    page.evaluate(IDLE)
    browser.mount(page, TrainLive(DENSE))
    box = page.get_by_role("application", name="Drawing pad").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 140, steps=10)
    assert page.evaluate("posted.map(({ type }) => type)") == ["start"]
    page.evaluate(ANSWER)
    page.mouse.move(box["x"] + 90, box["y"] + 20, steps=10)
    assert page.evaluate("posted.map(({ type }) => type)") == ["start", "look"]
    page.evaluate(ANSWER)
    page.evaluate(ANSWER)
    assert page.evaluate("posted.map(({ type }) => type)") == ["start", "look", "look"]
    first, last = page.evaluate("posted.slice(1).map(({ picture }) => [...picture])")
    assert first != last


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
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        assert browser.accessibility_faults(page, "train_live") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
