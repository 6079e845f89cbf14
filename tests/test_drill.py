"""The drill: its questions against torch, SciPy and NumPy; its verdicts; its behavior in Chromium."""

import re
from functools import cache

import numpy as np
import pytest
import torch
import traitlets
from scipy import signal
from torch.nn import functional

from cnnlib import shapes
from cnnlib.widgets.drill import Drill
from cnnlib.widgets.drill_topics import TOPICS
from tests import browser

COUNT = 200

QUESTIONS = """(m, [name, count]) => Array.from({ length: count }, (_, i) => m.question([name], 11, i + 1))"""

# Where topics are written, and all sentences that a topic has for these questions, shown or not.
WRITTEN = ("drill_sizes", "drill_values", "drill_counts")
SENTENCES = """(m, [name, questions]) => {
  const topic = Object.values(m).flat().find((each) => each.name === name);
  return topic ? questions.flatMap(({ numbers }) => topic.ask(numbers).mistakes.map(([, says]) => says)) : [];
}"""

VERDICTS = """(m, questions) => questions.map((question) => ({
  right: m.judge(question, m.answerText(question.answer)),
  wrong: question.mistakes.map(({ value }) => m.judge(question, m.answerText({ ...question.answer, value }))),
}))"""


def plane(*size):
    return torch.zeros(1, 1, *size, dtype=torch.float64)


def output_size(size, kernel, stride, padding, dilation):
    out = functional.conv2d(
        plane(size, size), plane(kernel, kernel), stride=stride, padding=padding, dilation=dilation
    )
    assert out.shape[-1] == shapes.conv_output_size(
        size, kernel, stride=stride, padding=padding, dilation=dilation
    )
    return [out.shape[-1]]


def same_padding(size, kernel, dilation, form):
    """Look where an impulse comes out through the first tap, and where through the last."""
    left = 32 - _moved_to(32, 0, kernel, dilation)
    right = _moved_to(32, kernel - 1, kernel, dilation) - 32
    return [{"all": left + right, "each": left, "right": right}[form]]


def _moved_to(place, tap, kernel, dilation):
    """Return the index of the input that one tap of a "same" convolution brings to ``place``."""
    weight = torch.zeros(1, 1, kernel)
    weight[..., tap] = 1
    out = functional.conv1d(torch.arange(64.0)[None, None], weight, padding="same", dilation=dilation)
    return int(out[0, 0, place])


def full_and_valid(size, kernel, mode):
    return [len(np.convolve(np.ones(size), np.ones(kernel), mode))]


def kernel_from_sizes(size, kernel, padding):
    return [kernel]


def padding_convention(height, width, kernel, ph, pw, form):
    per_side, split = (ph, pw), ((ph, 0), (pw, 0))
    padded = functional.pad(plane(height, width), (*split[1], *split[0]))
    if form == "side":
        return list(
            functional.conv2d(plane(height, width), plane(kernel, kernel), padding=per_side).shape[2:]
        )
    return list(functional.conv2d(padded, plane(kernel, kernel)).shape[2:])


def transposed_size(size, kernel, stride, padding, dilation, extra):
    out = functional.conv_transpose2d(
        plane(size, size),
        plane(kernel, kernel),
        stride=stride,
        padding=padding,
        dilation=dilation,
        output_padding=extra,
    )
    return [out.shape[-1]]


def correlation_value(kernel, padding, row, column, **given):
    out = signal.correlate2d(np.pad(given["input"], padding), kernel, "valid")
    return [out[row, column]]


def convolution_value(kernel, padding, row, column, **given):
    return [signal.convolve2d(given["input"], kernel, "valid")[row, column]]


def flipped_kernel(kernel):
    return np.flip(kernel).ravel().tolist()


def sequence_value(x, w, n):
    return [np.convolve(x, w)[n]]


def merged_kernel(first, second):
    """Two cross-correlation layers in a row, read off from an impulse."""
    impulse = torch.zeros(1, 1, 15, dtype=torch.float64)
    impulse[..., 7] = 1
    layers = [torch.tensor(each, dtype=torch.float64)[None, None] for each in (first, second)]
    out = functional.conv1d(functional.conv1d(impulse, layers[0]), layers[1]).ravel().flip(0)
    start = len(out) - 8
    return out[start : start + len(first) + len(second) - 1].tolist()


def merged_size(kernels):
    merged = np.ones(1)
    for kernel in kernels:
        merged = np.convolve(merged, np.ones(kernel))
    return [len(merged)]


def separable(height, width):
    return [height * width - (height + width)]


def weights(size, inputs, outputs, height, width, groups, bias):
    layer = torch.nn.Conv2d(inputs, outputs, (height, width), groups=groups, bias=bias)
    return [sum(each.numel() for each in layer.parameters())]


def receptive_field(kernels, strides):
    """Count the inputs that one output depends on, by its gradient."""
    x = torch.zeros(1, 1, 400, dtype=torch.float64, requires_grad=True)
    out = x
    for kernel, stride in zip(kernels, strides):
        out = functional.conv1d(out, torch.ones(1, 1, kernel, dtype=torch.float64), stride=stride)
    out[0, 0, 3].backward()
    used = torch.nonzero(x.grad[0, 0]).ravel()
    return [int(used[-1] - used[0]) + 1]


ORACLES = {
    "output-size": output_size,
    "full-and-valid": full_and_valid,
    "same-padding": same_padding,
    "padding-convention": padding_convention,
    "kernel-from-sizes": kernel_from_sizes,
    "transposed-size": transposed_size,
    "correlation-value": correlation_value,
    "convolution-value": convolution_value,
    "flipped-kernel": flipped_kernel,
    "sequence-value": sequence_value,
    "merged-kernel": merged_kernel,
    "merged-size": merged_size,
    "separable": separable,
    "weights": weights,
    "receptive-field": receptive_field,
}


@pytest.fixture(scope="module")
def pure(chromium):
    """Return ``pure(stem)`` as ``module`` does, with one page for all: pure functions leave no trace."""
    page = chromium.new_page()
    page.set_content(browser.BLANK)
    browser.load_modules(page, "drill")
    yield (
        lambda stem: (
            lambda function, argument=None: page.evaluate(
                f"(argument) => ({function})(window.modules[{stem!r}], argument)", argument
            )
        )
    )
    page.close()


@pytest.fixture(scope="module")
def questions(pure):
    """Return ``questions(name)``: the first ones of a topic."""
    return cache(lambda name: pure("drill_questions")(QUESTIONS, [name, COUNT]))


def test_python_and_javascript_have_the_same_topics(pure):
    assert pure("drill_questions")("(m) => m.topicLabels()") == Drill.topics()
    assert set(ORACLES) == set(TOPICS)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@pytest.mark.parametrize("name", ORACLES)
def test_right_answers(questions, name):
    drawn = questions(name)
    assert [each["answer"]["value"] for each in drawn] == [ORACLES[name](**each["numbers"]) for each in drawn]


def test_the_kernel_asked_for_gives_the_sizes_that_are_stated(questions):
    for each in questions("kernel-from-sizes"):
        size, kernel, padding = (each["numbers"][key] for key in ("size", "kernel", "padding"))
        out = shapes.conv_output_size(size, kernel, padding=padding)
        assert each["facts"][0] == ["input", "input", f"{size} × {size}"]
        assert each["facts"][1] == ["output", "output", f"{out} × {out}"]


@pytest.mark.parametrize("name", ORACLES)
def test_every_mistake_is_wrong_and_recognized(questions, pure, name):
    drawn = questions(name)
    for question, verdicts in zip(drawn, pure("drill_grade")(VERDICTS, drawn)):
        assert verdicts["right"]["verdict"] == "right"
        assert verdicts["wrong"] == [
            {"verdict": "wrong", "says": mistake["says"]} for mistake in question["mistakes"]
        ]
        assert len(question["mistakes"]) >= 2
        assert question["answer"]["value"] not in [mistake["value"] for mistake in question["mistakes"]]


@pytest.mark.parametrize("name", ORACLES)
def test_every_named_mistake_of_a_topic_turns_up(questions, pure, name):
    """A sentence that never appears would be dead text: each stands in some question of many."""
    drawn = questions(name)
    written = [says for stem in WRITTEN for says in pure(stem)(SENTENCES, [name, drawn])]
    shown = {_without_numbers(mistake["says"]) for each in drawn for mistake in each["mistakes"]}
    assert len(shown) >= 4
    assert set(map(_without_numbers, written)) == shown


def _without_numbers(sentence):
    return re.sub(r"−?[\d.]+", "#", sentence)


@pytest.mark.parametrize("name", ORACLES)
def test_the_solution_ends_with_the_answer(questions, name):
    for each in questions(name):
        value = each["answer"]["value"]
        closing = " ".join(formula for _, formula in each["steps"][-len(value) :])
        shown = [int(number.replace("−", "-")) for number in re.findall(r"(?<!\w)−?\d+", closing)]
        kept = shown[-len(value) :] if each["answer"]["kind"] != "pair" else _ends(each["steps"])
        assert kept == value


def _ends(steps):
    return [int(formula.split("= ")[-1]) for _, formula in steps]


@pytest.mark.parametrize("name", TOPICS)
def test_the_fallback_is_a_question_of_the_drill(pure, name):
    topic = TOPICS[name]
    drawn = pure("drill_questions")(
        "(m, [name, numbers]) => m.questionWith(name, numbers)", [name, topic.numbers]
    )
    assert topic.question == drawn["text"]
    assert list(map(list, topic.steps)) == drawn["steps"]
    assert topic.answer == pure("drill_grade")("(m, answer) => m.answerText(answer)", drawn["answer"])
    facts = {label: str(value) for _, label, value in drawn["facts"]}
    grids = {label: " ".join(map(_row, rows)) for _, label, rows in drawn["grids"]}
    assert topic.given == facts | grids


def _row(values):
    return f"[{', '.join(map(str, values))}]".replace("-", "−")


def test_a_seed_repeats_its_questions_and_each_round_has_every_topic(pure):
    ask = pure("drill_questions")
    names = list(TOPICS)
    row = (
        "(m, [names, seed, count]) => Array.from({ length: count }, (_, i) => m.question(names, seed, i + 1))"
    )
    first = ask(row, [names, 5, 45])
    assert first == ask(row, [names, 5, 45])
    assert first != ask(row, [names, 6, 45])
    rounds = [[each["topic"] for each in first[start : start + 15]] for start in (0, 15, 30)]
    assert [sorted(each) for each in rounds] == [sorted(names)] * 3
    assert rounds[0] != rounds[1]


KINDS = {
    "number": {"kind": "number", "value": [5]},
    "side": {"kind": "side", "value": [5]},
    "pair": {"kind": "pair", "value": [5, 7]},
    "list": {"kind": "list", "value": [1, -3, 1]},
    "grid": {"kind": "grid", "value": [4, 3, 2, 1], "rows": 2},
}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "5", [5]),
        ("number", " 5 ", [5]),
        ("number", "5.0", [5]),
        ("number", "10/2", [5]),
        ("number", "−5", [-5]),
        ("number", "+.5", [0.5]),
        ("number", "1,792", [1792]),
        ("number", "15 052 800", [15052800]),
        ("number", "½", [0.5]),
        ("side", "5x5", [5]),
        ("side", "5 × 5", [5]),
        ("side", "5,5", [5]),
        ("side", "5 X 5", [5]),
        ("side", "(5, 5)", [5]),
        ("side", "5 by 5", [5]),
        ("side", "5", [5]),
        ("pair", "5 x 7", [5, 7]),
        ("pair", "5,7", [5, 7]),
        ("list", "1 −3 1", [1, -3, 1]),
        ("list", "[1, -3, 1]", [1, -3, 1]),
        ("list", "1", [1]),
        ("grid", "4 3; 2 1", [4, 3, 2, 1]),
        ("grid", "[[4, 3], [2, 1]]", [4, 3, 2, 1]),
    ],
)
def test_answers_are_read_as_people_write_them(pure, kind, text, value):
    read = pure("drill_grade")("(m, [text, answer]) => m.readAnswer(text, answer)", [text, KINDS[kind]])
    assert read == {"value": value}


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("number", "", "Type your answer first."),
        ("number", "   ", "Type your answer first."),
        ("number", "five", "“five” cannot be read as an answer. One number is asked for"),
        ("number", "x", "“x” cannot be read"),
        ("number", "5x5", "One number is asked for"),
        ("number", "1/0", "A fraction cannot have 0 below the line."),
        ("number", "0/0", "A fraction cannot have 0 below the line."),
        ("number", "1e400", "cannot be read"),
        ("number", "5..2", "cannot be read"),
        ("number", "<b>5</b>", "cannot be read"),
        ("side", "5x6", "Height and width are equal here"),
        ("pair", "5", "Height and width are asked for"),
        ("list", "a b", "such as 1 3 3 1"),
        ("grid", "4 3 2", "Write the 4 values row by row, 2 rows of 2"),
    ],
)
def test_nonsense_is_refused_with_words(pure, kind, text, says):
    judged = pure("drill_grade")(
        "(m, [text, answer]) => m.judge({ answer, mistakes: [] }, text)", [text, KINDS[kind]]
    )
    assert judged["verdict"] == "refused"
    assert says in judged["says"]


def test_answers_that_no_slip_explains(pure):
    judge = pure("drill_grade")
    call = "(m, [text, question]) => m.judge(question, text).says"
    question = {"answer": KINDS["side"], "mistakes": [], "near": "One off."}
    assert judge(call, ["6", question]) == "One off."
    assert judge(call, ["9", question]) == "9 × 9 is not it. Go through it once more, or show the solution."
    lists = {"answer": KINDS["list"], "mistakes": []}
    assert judge(call, ["1 2", lists]) == "You wrote 2 values, but the result has 3."


# Python


def test_topics_are_listed_and_unknown_ones_refused():
    assert Drill.topics()["same-padding"] == "Padding for “same”"
    assert Drill().chosen == list(TOPICS)
    assert Drill(topics=["weights", "weights"]).chosen == ["weights"]
    with pytest.raises(ValueError, match=r"topics must be one or more of output-size, .*; got 'sizes'"):
        Drill(topics=["sizes"])
    with pytest.raises(ValueError, match="got none"):
        Drill(topics=[])
    with pytest.raises(ValueError, match="topic must be empty or one of weights; got 'separable'"):
        Drill(topics=["weights"], topic="separable")


@pytest.mark.parametrize(
    "bad", [{"seed": -1}, {"seed": 1.5}, {"seed": "1"}, {"number": 0}, {"number": 2**31}]
)
def test_numbers_out_of_range_are_refused(bad):
    with pytest.raises(traitlets.TraitError):
        Drill(**bad)


def test_fallback_teaches_without_javascript():
    html = Drill(topics=["convolution-value"]).fallback()
    assert "<details><summary>Solution</summary>" in html
    assert "The answer is 23." in html
    assert "<script" not in html
    assert len(html) < 12_000


# Chromium

PRESENT = """(which) => {
  const { state } = model;
  const names = state.topic ? [state.topic] : state.chosen;
  const { answer, mistakes } = window.modules.drill_questions.question(names, state.seed, state.number);
  return which === "right" ? [answer.value, ""] : [mistakes[0].value, mistakes[0].says];
}"""


@pytest.fixture
def drill(widget_page):
    """Return a page with a drill on output sizes and weights, seed 3, and what stands in it."""
    return widget_page(Drill(topics=["output-size", "weights"], seed=3))


def texts(page):
    part = {name: f".drill-{name}" for name in ("count", "streak", "verdict", "note", "main", "steps")}
    return {
        name: " ".join(page.locator(selector).all_text_contents()).strip() for name, selector in part.items()
    }


def answer(page, which="right"):
    """Type the right answer, or one that the question knows as a slip; return what is said about the slip."""
    value, says = page.evaluate(PRESENT, which)
    page.get_by_label("Your answer").fill(str(value[0]))
    page.keyboard.press("Enter")
    return says


def test_enter_checks_and_enter_again_goes_on(drill):
    first = texts(drill)
    assert first["count"].startswith("Question 1 · ")
    answer(drill)
    after = texts(drill)
    assert after["verdict"].startswith("Right: ")
    assert after["steps"]
    assert (after["streak"], after["main"]) == ("1 in a row · best 1", "Next question")
    drill.keyboard.press("Enter")
    assert texts(drill)["count"].startswith("Question 2 · ")
    assert texts(drill)["steps"] == ""
    assert drill.evaluate("document.activeElement.className") == "drill-input"
    assert drill.get_by_label("Your answer").input_value() == ""


def test_a_slip_is_named_breaks_the_streak_and_can_be_mended(drill):
    answer(drill)
    drill.keyboard.press("Enter")
    says = answer(drill, "wrong")
    assert texts(drill)["verdict"] == says
    assert texts(drill)["streak"] == "0 in a row · best 1"
    assert texts(drill)["main"] == "Check"
    answer(drill)
    assert texts(drill)["verdict"].startswith("Right: ")
    assert texts(drill)["streak"] == "0 in a row · best 1"


def test_nonsense_is_refused_beside_the_field_and_costs_nothing(drill):
    answer(drill)
    drill.keyboard.press("Enter")
    before = texts(drill)
    field = drill.get_by_label("Your answer")
    field.fill("many")
    drill.get_by_role("button", name="Check", exact=True).click()
    assert "“many” cannot be read" in texts(drill)["note"]
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby").split()
    assert drill.locator(f"#{described[-1]}").text_content() == texts(drill)["note"]
    assert texts(drill)["streak"] == before["streak"]
    assert texts(drill)["verdict"] == before["verdict"]
    answer(drill)
    assert texts(drill)["note"] == ""
    assert field.get_attribute("aria-invalid") == "false"
    assert texts(drill)["streak"] == "2 in a row · best 2"


def test_the_solution_breaks_the_streak_and_skipping_does_not(drill):
    answer(drill)
    drill.keyboard.press("Enter")
    drill.get_by_role("button", name="Skip").click()
    assert texts(drill)["count"].startswith("Question 3 · ")
    assert texts(drill)["streak"] == "1 in a row · best 1"
    drill.get_by_role("button", name="Show solution").click()
    assert texts(drill)["streak"] == "0 in a row · best 1"
    assert texts(drill)["verdict"].startswith("The answer is ")
    assert texts(drill)["steps"]
    assert drill.get_by_role("button", name="Show solution").is_disabled()


def test_one_topic_can_be_chosen_and_reset_brings_all_back(drill):
    drill.get_by_label("Topic").select_option("weights")
    for number in (1, 2, 3):
        assert texts(drill)["count"] == f"Question {number} · Weights in a layer"
        drill.get_by_role("button", name="Skip").click()
    drill.get_by_role("button", name="Reset").click()
    assert drill.evaluate("[model.get('topic'), model.get('number'), model.get('seed')]") == ["", 1, 3]
    assert texts(drill)["count"].startswith("Question 1 · ")


def test_touch(widget_page):
    page = widget_page(Drill(topics=["separable"], seed=1), touch=True, width=340)
    page.get_by_role("button", name="Show solution").tap()
    page.get_by_role("button", name="Next question").tap()
    assert texts(page)["count"] == "Question 2 · Separable kernels"
    assert page.get_by_label("Topic").is_hidden()


def test_without_a_seed_numbers_are_fresh_and_the_address_stays_clean_until_the_reader_acts(widget_page):
    pages = [widget_page(Drill(topics=["weights"])) for _ in range(3)]
    assert [page.evaluate("[model.get('seed'), saved]") for page in pages] == [[None, 0]] * 3
    asked = {page.locator(".drill-place").text_content() for page in pages}
    assert len(asked) > 1
    before = pages[0].locator(".drill-place").text_content()
    pages[0].get_by_role("button", name="Show solution").click()
    assert pages[0].evaluate("Number.isInteger(model.get('seed'))")
    assert pages[0].locator(".drill-place").text_content() == before


def test_reset_without_a_seed_gives_fresh_numbers(widget_page):
    page = widget_page(Drill(topics=["weights"]))
    page.get_by_role("button", name="Skip").click()
    before = page.locator(".drill-place").text_content()
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("[model.get('number'), model.get('seed')]") == [1, None]
    assert page.locator(".drill-place").text_content() != before


def test_the_kernel_can_change_every_trait(drill):
    drill.evaluate("model.set('number', 4)")
    assert texts(drill)["count"].startswith("Question 4 · ")
    before = drill.locator(".drill-place").text_content()
    drill.evaluate("model.set('seed', 99)")
    assert drill.locator(".drill-place").text_content() != before
    drill.evaluate("model.set('chosen', ['separable'])")
    assert texts(drill)["count"] == "Question 4 · Separable kernels"


def test_link_only_in_the_published_page(widget_page):
    page = widget_page(Drill(seed=1), static=True)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert widget_page(Drill(seed=1), static=False).get_by_role("button", name="Copy link").count() == 0


def test_address_states_are_checked(pure):
    check = pure("drill")
    good = {"chosen": ["weights"], "topic": "", "seed": None, "number": 1}
    refusal = "(m, state) => m.default.check(state)"
    assert check(refusal, good) is None
    assert check(refusal, good | {"topic": "weights", "seed": 7, "number": 30}) is None
    for bad, says in [
        ({"chosen": []}, "chosen must list topics out of output-size"),
        ({"chosen": ["toString"]}, "chosen must list topics"),
        ({"chosen": "weights"}, "chosen must list topics"),
        ({"topic": "separable"}, "topic must be one of the chosen ones"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": "1"}, "seed must be a whole number"),
        ({"number": 0}, "number must be a whole number, 1 or more"),
        ({"number": 1.5}, "number must be a whole number, 1 or more"),
    ]:
        assert says in check(refusal, good | bad)


def test_nothing_moves_and_nothing_overflows(widget_page):
    for width in (1200, 700, 340, 320):
        page = widget_page(Drill(seed=5), width=width)
        heights = set()
        for number in range(1, 16):
            page.evaluate("(number) => model.set('number', number)", number)
            heights.add(page.evaluate("el.offsetHeight"))
            page.get_by_role("button", name="Show solution").click()
            heights.add(page.evaluate("el.offsetHeight"))
        assert len(heights) == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_reserved_height_is_the_drawn_height(widget_page):
    for width in (1200, 700, 340):
        page = widget_page(Drill(seed=5), width=width)
        reserved = page.evaluate(
            "() => { const mount = document.createElement('div'); mount.className = 'cnn-mount'; "
            "mount.dataset.stem = 'drill'; document.body.append(mount); return mount.offsetHeight; }"
        )
        assert abs(reserved - page.evaluate("el.offsetHeight")) <= 8


def test_clean_up_lets_go_of_the_model(drill):
    drill.evaluate("cleanUp()")
    drill.evaluate("model.set('number', 9)")
    assert drill.evaluate("el.childElementCount") == 0


def test_the_streak_works_where_storage_is_closed_or_broken(module):
    streak = module("drill_streak")
    result = streak("""(m) => {
      const key = "test";
      const seen = [];
      const storage = (store) =>
        Object.defineProperty(window, "localStorage", { configurable: true, ...store });
      storage({ get() { throw new Error("closed"); } });
      let kept = m.drillStreak(key);
      kept.add();
      kept.add();
      kept.clear();
      seen.push(kept.read());
      const texts = new Map([[key, "not JSON"]]);
      const getItem = (name) => texts.get(name) ?? null;
      storage({ value: { getItem, setItem: (name, text) => texts.set(name, text) } });
      kept = m.drillStreak(key);
      seen.push(kept.read());
      kept.add();
      seen.push(m.drillStreak(key).read(), m.drillStreak("other").read());
      return seen;
    }""")
    assert result == [
        {"now": 0, "best": 2},
        {"now": 0, "best": 0},
        {"now": 1, "best": 1},
        {"now": 0, "best": 0},
    ]
