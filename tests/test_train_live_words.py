"""TrainLive's words, curves, ink and refusals, and its figure without a script."""

import numpy as np
import pytest
import traitlets

from cnnlib.widgets import TrainLive, base
from cnnlib.widgets.train_live_layers import PRESETS
from tests.train_live_cases import DENSE, REFUSED, REFUSED_SETTINGS, SETTINGS

CURVES = """(m, count) => {
  const curve = new m.TrainCurve();
  for (let at = 1; at <= count; at += 1) curve.add(at, 2 * at);
  return curve.points;
}"""
INK = "(m, strokes) => m.inkText(strokes)"


def test_a_picture_is_named_as_one_says_it(module):
    say = module("train_live_words")
    scores = [0.0] * 8 + [0.999, 0.001]
    words = "(m, [scores, label]) => m.answerWords(scores, label)"
    assert say(words, [scores, 8]) == "Right: an 8, with > 99\u00a0%."
    assert say(words, [scores, 3]) == "A 3, taken for an 8, with > 99\u00a0%."
    assert say(words, [[0.3, 0.7, *[0.0] * 8], 8]) == "An 8, taken for a 1, with 70\u00a0%."
    assert say(words, [scores, None]) == "Taken for an 8, with > 99\u00a0%."
    one = {"loss": 2.3, "accuracy": 0.1, "mistakes": [[0, 8]], "step": 9}
    assert "taken for an 8." in say("(m, asked) => m.heldWords(asked)", one)


def test_a_network_that_always_gives_one_answer_is_told(module):
    words = "(m, asked) => m.heldWords(asked)"
    asked = {"loss": 2.303, "accuracy": 0.1, "mistakes": [[0, 3], [2, 3]], "step": 47}
    say = module("train_live_words")
    assert "10.0 % right, every digit is taken for a 3. If that stays so" in say(words, asked)
    for other in ({"step": 0}, {"accuracy": 0.99}, {"mistakes": [[0, 3], [2, 5]]}):
        assert "every digit" not in say(words, asked | other)
        assert "2 of 297 wrong, loss 2.303 (after step" in say(words, asked | other)


def test_curves_keep_their_middle_however_long_they_are(module):
    short, long = (module("train_live_curves")(CURVES, count) for count in (100, 5000))
    assert short == [[at, 2 * at] for at in range(1, 101)]
    assert 100 < len(long) < 240
    assert all(y == 2 * x for x, y in long)
    assert np.ptp(np.diff([x for x, _ in long])) == 0
    ends = module("train_live_curves")("(m, given) => given.map(m.axisEnd)", [0, 1, 1.01, 3, 7, 12, 80])
    assert ends == [1, 1, 2, 5, 10, 20, 100]


def test_a_drawn_digit_is_fitted_like_those_of_the_data_set(module):
    ink = module("train_live_ink")
    blank = ink(INK, [])
    assert blank == "0" * 64
    one = ink(INK, [[[0.4, 0.1], [0.4, 0.9]]])
    assert one == ink(INK, [[[40, 10], [40, 40], [40, 90]]])
    rows = np.array([int(each, 17) for each in one]).reshape(8, 8)
    assert (rows[1:7, 3:5] >= 8).all()
    assert (rows[:, [0, 1, 6, 7]] == 0).all()
    dot = np.array([int(each, 17) for each in ink(INK, [[[0.2, 0.2]]])]).reshape(8, 8)
    assert dot[3:5, 3:5].min() > 0
    assert dot.sum() == dot[2:6, 2:6].sum()


@pytest.mark.parametrize(("layers", "words"), REFUSED)
def test_networks_that_cannot_be_trained_are_refused(module, layers, words):
    with pytest.raises(traitlets.TraitError) as caught:
        TrainLive(layers)
    assert words in str(caught.value)
    good = base.own_traits(TrainLive().get_state()) | {"worker": "", "digits": {}}
    check = "(m, state) => m.checkTrainState(state)"
    assert str(caught.value) == "TrainLive: " + module("train_live_words")(check, good | {"layers": layers})
    assert module("train_live_words")(check, good) is None


@pytest.mark.parametrize(("name", "value"), REFUSED_SETTINGS)
def test_settings_are_refused(module, name, value):
    with pytest.raises(traitlets.TraitError, match=name):
        TrainLive(**{name: value})
    state = {"layers": DENSE, "seed": 0, **SETTINGS} | {name: value}
    assert module("train_live_words")("(m, state) => m.checkTrainState(state)", state) is not None


def test_presets_are_the_same_in_python_and_in_the_browser(module):
    assert module("train_live_layers")("(m) => m.TRAIN_PRESETS") == PRESETS
    titles = module("train_live_words")("(m, all) => all.map(m.presetTitle)", [*PRESETS.values(), DENSE])
    assert titles == [*PRESETS, ""]


def test_fallback_tells_layers_and_settings():
    html = TrainLive(lr=0.05, dropout=0.2).fallback()
    assert html.count("<tr>") == 13
    assert "61,706 parameters" in html
    assert "<td>16 × 10 × 10</td><td>2,416</td>" in html
    assert "by SGD with momentum 0.9, learning rate 0.05, batches of 32, dropout 0.2" in html
    assert len(html) < 12_000


def test_progress_says_where_the_training_is(module):
    say = "(m, news) => m.progressWords(news)"
    ready = {"step": 0, "epochs": 0, "speed": 0, "isRunning": False, "rests": False}
    paused = ready | {"step": 47, "epochs": 1, "speed": 1234.5}
    states = [ready, paused, paused | {"isRunning": True}, paused | {"rests": True}]
    assert [module("train_live_words")(say, each) for each in states] == [
        "Ready · epoch 0.0 · step 0. Train, and watch the curves grow.",
        "Paused · epoch 1.0 · step 47 · 1,235 digits/s",
        "Training · epoch 1.0 · step 47 · 1,235 digits/s",
        "Paused by itself; train on if you like · epoch 1.0 · step 47 · 1,235 digits/s",
    ]
