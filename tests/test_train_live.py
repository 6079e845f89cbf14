"""TrainLive's course of training and its session."""

import numpy as np
import pytest

from cnnlib import datasets
from cnnlib.functional import cross_entropy, cross_entropy_backward
from cnnlib.models import lenet5
from cnnlib.optim import SGD, Adam
from cnnlib.widgets.encoded_digits import encoded_digits
from cnnlib.widgets.train_live_layers import PRESETS
from tests.train_live_cases import DENSE, RUNAWAY, SETTINGS

COURSE = """
  const { decodeDigits } = window.modules.digits;
  const course = (layers, digits, seed, settings) =>
    new m.TrainCourse(layers, decodeDigits(digits, 28), seed, settings);
"""
STEPS = (
    "(m, [layers, digits, seed, settings, count]) => {"
    + COURSE
    + """
  const c = course(layers, digits, seed, settings);
  const values = c.network.parameters.map(({ value }) => ({ data: [...value.data], shape: value.shape }));
  const batches = [];
  const nextBatch = c.nextBatch.bind(c);
  c.nextBatch = () => { batches.push(nextBatch()); return batches.at(-1); };
  const steps = Array.from({ length: count }, () => c.step());
  return { values, batches, steps };
}"""
)
EPOCHS = (
    "(m, [layers, digits, settings]) => {"
    + COURSE
    + """
  const c = course(layers, digits, 0, settings);
  const batches = [];
  const nextBatch = c.nextBatch.bind(c);
  c.nextBatch = () => { batches.push(nextBatch()); return batches.at(-1); };
  while (c.epochs < 2) c.step();
  return { batches, held: c.held, steps: c.steps, seen: c.seen };
}"""
)
CHANGED = (
    "(m, [layers, digits, settings]) => {"
    + COURSE
    + """
  const c = course(layers, digits, 0, settings);
  const weights = () => c.network.parameters.flatMap(({ value }) => [...value.data]);
  const moved = (changes, steps = 1) => {
    c.set({ ...settings, ...changes });
    const before = weights();
    for (let step = 0; step < steps; step += 1) c.step();
    return Math.max(...weights().map((each, at) => Math.abs(each - before[at])));
  };
  const first = moved({ lr: 0.1, momentum: 0 });
  const slow = moved({ lr: 1e-5, momentum: 0 });
  const adam = moved({ optimizer: "adam", lr: 0.001 });
  const kept = weights();
  c.set({ ...settings, momentum: 0.3 });
  const { momentum } = c.optimizer;
  c.set({ ...settings, dropout: 0.5 });
  const dropped = c.layers.filter(({ kind }) => kind === "dropout").map(({ p }) => p);
  c.set({ ...settings, dropout: 0.5, lr: 1e-4 });
  return { first, slow, adam, momentum, dropped, isKept: weights().every((each, at) => each === kept[at]) };
}"""
)
DIVERGED = (
    "(m, [layers, digits, settings]) => {"
    + COURSE
    + """
  const c = course(layers, digits, 0, settings);
  const first = c.evaluate();
  let words = "";
  for (let step = 0; step < 60 && !words; step += 1) {
    try { c.step(); } catch (error) { words = error.message; }
  }
  c.restore();
  c.set({ ...settings, lr: 0.02 });
  const again = c.evaluate();
  return { words, same: first.loss === again.loss, next: [c.step(), c.step()][1].loss };
}"""
)
ASKED = (
    "(m, [layers, digits, settings]) => {"
    + COURSE
    + """
  const c = course(layers, digits, 0, settings);
  c.step();
  const values = c.network.parameters.map(({ value }) => ({ data: [...value.data], shape: value.shape }));
  return { values, held: c.held, ...c.evaluate() };
}"""
)
SESSION = """(m, [state, digits, script]) => {
  const posted = [];
  let time = 0;
  const session = new m.TrainSession((message) => posted.push(message), () => (time += 5), 2);
  const picture = new Float32Array(784).fill(0.5);
  session.receive({ type: "start", ...state, digits, picture });
  for (const [type, count] of script) {
    if (type === "tick") for (let each = 0; each < count; each += 1) session.tick();
    else for (let each = 0; each < count; each += 1) session.receive({ type, ...state, picture });
  }
  session.receive({ type: "pause" });
  const news = posted.filter(({ type }) => type === "news");
  const joined = (name) => news.flatMap(({ steps }) => [...steps[name]]);
  return {
    count: news.length, running: news.map(({ isRunning }) => isRunning), step: news.at(-1).step,
    losses: joined("losses"), epochs: joined("epochs"), held: news.flatMap(({ held }) => held),
    scores: [...news.at(-1).scores], maps: news.at(-1).maps.map(({ name, shape }) => [name, shape]),
    filters: news.at(-1).filters.shape, rests: news.at(-1).rests,
    failed: posted.filter(({ type }) => type === "failed"),
    finite: news.every(({ scores }) => scores.every(Number.isFinite)),
  };
}"""


@pytest.fixture(scope="module")
def digits():
    return encoded_digits()


@pytest.fixture(scope="module")
def course(module):
    module("digits")
    return module("train_live_course")


def in_cnnlib(values):
    """Return a LeNet-5 of the library with these weights."""
    model = lenet5()
    names = list(model.state_dict())
    arrays = [np.array(each["data"], "float32").reshape(each["shape"]) for each in values]
    model.load_state_dict(dict(zip(names, arrays, strict=True)))
    return model


def losses_in_cnnlib(values, batches, settings):
    """Return the losses of a LeNet-5 of the library, on the same batches from the same weights."""
    images, labels = datasets.digits(28)
    model = in_cnnlib(values)
    lr = settings["lr"]
    optimizer = (
        SGD(model, lr=lr, momentum=settings["momentum"])
        if settings["optimizer"] == "sgd"
        else Adam(model, lr=lr)
    )
    losses = []
    for batch in batches:
        scores = model(images[batch])
        losses.append(float(cross_entropy(scores, labels[batch])))
        model.backward(cross_entropy_backward(np.float32(1), scores, labels[batch]))
        optimizer.step()
    return losses


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_losses_are_those_of_the_library(course, digits, optimizer):
    settings = SETTINGS | {"optimizer": optimizer, "lr": {"sgd": 0.02, "adam": 0.002}[optimizer]}
    found = course(STEPS, [PRESETS["LeNet-5"], digits, 3, settings, 5])
    expected = losses_in_cnnlib(found["values"], found["batches"], settings)
    np.testing.assert_allclose([each["loss"] for each in found["steps"]], expected, rtol=1e-3)
    assert expected[-1] != pytest.approx(expected[0], rel=0.01)


def test_held_out_digits_are_asked_as_the_library_asks(course, digits):
    found = course(ASKED, [PRESETS["LeNet-5"], digits, SETTINGS])
    images, labels = (each[found["held"]] for each in datasets.digits(28))
    scores = in_cnnlib(found["values"])(images)
    assert found["loss"] == pytest.approx(float(cross_entropy(scores, labels)), rel=1e-4)
    wrong = np.flatnonzero(scores.argmax(1) != labels)
    assert found["mistakes"] == [[place, int(scores[place].argmax())] for place in wrong]


def test_same_seed_same_numbers_and_another_seed_others(course, digits):
    run = course
    given = [DENSE, digits, 0, SETTINGS | {"dropout": 0.3}, 4]
    first, again = run(STEPS, given), run(STEPS, given)
    assert first == again
    other = run(STEPS, [DENSE, digits, 1, *given[3:]])
    assert other["values"] != first["values"]
    assert other["batches"] != first["batches"]


def test_an_epoch_shows_each_training_digit_once_and_no_held_out_one(course, digits):
    found = course(EPOCHS, [DENSE, digits, SETTINGS])
    assert (found["steps"], found["seen"]) == (94, 3000)
    first, second = (
        [each for batch in part for each in batch] for part in (found["batches"][:47], found["batches"][47:])
    )
    assert len(found["batches"][46]) == 1500 - 46 * 32
    assert sorted(first) == sorted(second) != second
    assert first != second
    assert sorted(first + found["held"]) == list(range(1797))


def test_settings_act_from_the_next_step_on(course, digits):
    found = course(CHANGED, [DENSE, digits, SETTINGS])
    assert found["first"] > 1000 * found["slow"] > 0
    assert found["adam"] == pytest.approx(0.001, rel=0.01)
    assert (found["momentum"], found["dropped"], found["isKept"]) == (0.3, [0.5], True)


def test_an_infinite_loss_is_told_and_the_last_good_weights_come_back(course, digits):
    found = course(DIVERGED, [RUNAWAY, digits, SETTINGS | {"lr": 10}])
    assert found["words"].startswith("The loss became infinite at step ")
    assert found["words"].endswith(
        ": the learning rate 10 is too large. Lower it: the weights of step 0 are back."
    )
    assert found["same"]
    assert 1 < found["next"] < 4


def test_running_and_stepping_give_the_same_numbers(module, digits):
    run = module("train_live_session")
    state = {"layers": DENSE, "seed": 5, "settings": SETTINGS}
    ran = run(SESSION, [state, digits, [["run", 1], ["tick", 4]]])
    stepped = run(SESSION, [state, digits, [["step", ran["step"]]]])
    assert ran["step"] > 20
    assert ran["losses"] == stepped["losses"]
    assert ran["held"] == stepped["held"]
    assert ran["running"] == [False, True, True, False]
    assert stepped["count"] == ran["step"] + 2


def test_news_hold_each_step_once_and_ask_the_held_out_digits_often_at_first(module, digits):
    state = {"layers": DENSE, "seed": 0, "settings": SETTINGS | {"batch_size": 375}}
    found = module("train_live_session")(SESSION, [state, digits, [["step", 2], ["look", 1], ["step", 10]]])
    np.testing.assert_allclose(found["epochs"], np.arange(1, 13) / 4, rtol=1e-6)
    assert [each["step"] for each in found["held"]] == [*range(9), 10, 12]
    assert [each["epochs"] for each in found["held"]] == [each["step"] / 4 for each in found["held"]]
    assert found["held"][-1]["accuracy"] == 1 - len(found["held"][-1]["mistakes"]) / 297
    assert (found["filters"], found["maps"]) == ([16, 784], [["fc1, relu1", [1, 16]]])
    state["layers"] = PRESETS["LeNet-5"]
    found = module("train_live_session")(SESSION, [state, digits, [["look", 1]]])
    assert found["filters"] == [6, 1, 5, 5]
    assert found["maps"] == [["conv1, relu1", [1, 6, 28, 28]], ["conv2, relu2", [1, 16, 10, 10]]]
    assert sum(found["scores"]) == pytest.approx(1, abs=1e-5)


def test_a_run_pauses_itself_and_a_failure_pauses_it(module, digits):
    run = module("train_live_session")
    linear = [{"kind": "flatten"}, {"kind": "linear", "out_features": 10}]
    state = {"layers": linear, "seed": 0, "settings": SETTINGS | {"batch_size": 1500}}
    found = run(SESSION, [state, digits, [["run", 1], ["tick", 9]]])
    assert (found["step"], found["running"][-2], found["rests"]) == (2, False, True)
    state = {"layers": RUNAWAY, "seed": 0, "settings": SETTINGS | {"lr": 10}}
    found = run(SESSION, [state, digits, [["run", 1], ["tick", 9]]])
    assert [each["words"][:24] for each in found["failed"]] == ["The loss became infinite"]
    assert found["running"][-2] is False
    assert sum(found["scores"]) == pytest.approx(1, abs=1e-5)


def test_weights_without_numbers_are_never_asked(module, digits):
    state = {"layers": RUNAWAY, "seed": 0, "settings": SETTINGS | {"lr": 10}}
    found = module("train_live_session")(SESSION, [state, digits, [["step", 4]]])
    assert found["finite"]
    assert [each["words"][:36] for each in found["failed"]] == ["The loss became infinite at step 5: "]


def test_what_will_be_shown_is_known_before(module, digits):
    sheets = "(m, layers) => m.shownSheets(layers)"
    pooled = [{"kind": "max_pool", "kernel_size": 2}, *PRESETS["Small CNN"]]
    grouped = [
        {"kind": "relu"},
        {"kind": "conv", "out_channels": 4, "kernel_size": 5},
        *PRESETS["LeNet-5"][1:],
    ]
    for layers in (*PRESETS.values(), DENSE, pooled, grouped, [DENSE[0], DENSE[-1]]):
        state = {"layers": layers, "seed": 0, "settings": SETTINGS}
        found = module("train_live_session")(SESSION, [state, digits, []])
        expected = module("train_live_layers")(sheets, layers)
        assert [[each["name"], each["shape"]] for each in expected["maps"]] == found["maps"]
        assert expected["filters"]["shape"] == found["filters"]
