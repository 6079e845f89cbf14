"""TrainLive in Chromium: its worker, buttons, fields and list of layers."""

import re

from cnnlib.widgets import TrainLive
from tests import browser
from tests.train_live_cases import DENSE, RUNAWAY
from tests.train_live_page import TRAINED, press, shown, text, wait

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SPOKEN = """() => {
  window.spoken = [];
  const status = el.querySelector("[role=status]");
  new MutationObserver(() => spoken.push(status.textContent)).observe(status, { childList: true });
}"""


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


def test_a_step_is_told_aloud(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    press(page, "Step")
    status = page.get_by_role("status").filter(
        has_text=re.compile(r"^Step 1: the loss of its batch is 2\.\d+\.$")
    )
    status.wait_for(state="attached")


def test_dropout_needs_a_last_linear_layer(widget_page):
    page = shown(widget_page(TrainLive(DENSE)))
    field = page.get_by_label("Dropout")
    assert not field.is_disabled()
    conv = {"kind": "conv", "out_channels": 10}
    layers = [{**conv, "kernel_size": 15}, {**conv, "kernel_size": 14}, {"kind": "flatten"}]
    page.evaluate("(layers) => model.set({ layers })", layers)
    assert field.is_disabled()
