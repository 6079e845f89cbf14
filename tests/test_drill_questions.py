"""The drill's questions against torch, SciPy and NumPy; its verdicts."""

import json
import re
from functools import cache

import pytest

from cnnlib import shapes
from cnnlib.widgets.drill import Drill
from cnnlib.widgets.drill_topics import TOPICS
from tests.drill_oracles import ORACLES

COUNT = 200

# Questions travel as JSON: Playwright's own way of passing objects takes many times longer.
QUESTIONS = """(m, [name, count]) => JSON.stringify(
  Array.from({ length: count }, (_, i) => m.question([name], 11, i + 1)))"""

# All sentences that a topic has for these questions, shown or not.
SENTENCES = """(m, [name, texts]) => {
  const topic = Object.values(window.modules).flatMap((each) => Object.values(each).flat())
    .find((each) => each.name === name && each.ask);
  return JSON.parse(texts).flatMap((numbers) => topic.ask(numbers).mistakes.map(([, says]) => says));
}"""

VERDICTS = """(m, texts) => JSON.stringify(JSON.parse(texts).map((question) => ({
  right: m.judge(question, m.answerText(question.answer)),
  wrong: question.mistakes.map(({ value }) => m.judge(question, m.answerText({ ...question.answer, value }))),
})))"""


@pytest.fixture(scope="module")
def questions(module):
    """Return ``questions(name)``: the first ones of a topic."""
    return cache(lambda name: json.loads(module("drill_questions")(QUESTIONS, [name, COUNT])))


def test_python_and_javascript_have_the_same_topics(module):
    assert module("drill_questions")("(m) => m.topicLabels()") == Drill.topics()
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
def test_every_mistake_is_wrong_and_recognized(questions, module, name):
    drawn = questions(name)
    judged = json.loads(module("drill_grade")(VERDICTS, json.dumps(drawn)))
    for question, verdicts in zip(drawn, judged, strict=True):
        assert verdicts["right"]["verdict"] == "right"
        assert verdicts["wrong"] == [
            {"verdict": "wrong", "says": mistake["says"]} for mistake in question["mistakes"]
        ]
        assert len(question["mistakes"]) >= 2
        assert question["answer"]["value"] not in [mistake["value"] for mistake in question["mistakes"]]


@pytest.mark.parametrize("name", ORACLES)
def test_every_named_mistake_of_a_topic_turns_up(questions, module, name):
    """A sentence that never appears would be dead text: each stands in some question of many."""
    drawn = questions(name)
    written = module("drill")(SENTENCES, [name, json.dumps([each["numbers"] for each in drawn])])
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
def test_the_fallback_is_a_question_of_the_drill(module, name):
    topic = TOPICS[name]
    drawn = module("drill_questions")(
        "(m, [name, numbers]) => m.questionWith(name, numbers)", [name, topic.numbers]
    )
    assert topic.question == drawn["text"]
    assert list(map(list, topic.steps)) == drawn["steps"]
    assert topic.answer == module("drill_grade")("(m, answer) => m.answerText(answer)", drawn["answer"])
    facts = {label: str(value) for _, label, value in drawn["facts"]}
    grids = {label: " ".join(map(_row, rows)) for _, label, rows in drawn["grids"]}
    assert topic.given == facts | grids


def _row(values):
    return f"[{', '.join(map(str, values))}]".replace("-", "−")


def test_a_seed_repeats_its_questions_and_each_round_has_every_topic(module):
    ask = module("drill_questions")
    names = list(TOPICS)
    row = (
        "(m, [names, seed, count]) => Array.from({ length: count }, (_, i) => m.question(names, seed, i + 1))"
    )
    count = 3 * len(names)
    first = ask(row, [names, 5, count])
    assert first == ask(row, [names, 5, count])
    assert first != ask(row, [names, 6, count])
    topics = [each["topic"] for each in first]
    rounds = [topics[start : start + len(names)] for start in range(0, count, len(names))]
    assert [sorted(each) for each in rounds] == [sorted(names)] * 3
    assert rounds[0] != rounds[1]


def test_a_window_that_begins_in_the_padding_is_named(module):
    numbers = {"size": 28, "kernel": 4, "stride": 3, "padding": 2, "ceil": True}
    ask = "(m, [name, numbers]) => m.questionWith(name, numbers)"
    drawn = module("drill_questions")(ask, ["pool-size", numbers])
    judged = module("drill_grade")("(m, question) => m.judge(question, '11')", drawn)
    assert drawn["answer"]["value"] == [10]
    assert judged["verdict"] == "wrong"
    assert judged["says"].startswith("You counted a window that would begin in the padding at the end.")


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
def test_answers_are_read_as_people_write_them(module, kind, text, value):
    read = module("drill_grade")("(m, [text, answer]) => m.readAnswer(text, answer)", [text, KINDS[kind]])
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
def test_nonsense_is_refused_with_words(module, kind, text, says):
    judged = module("drill_grade")(
        "(m, [text, answer]) => m.judge({ answer, mistakes: [] }, text)", [text, KINDS[kind]]
    )
    assert judged["verdict"] == "refused"
    assert says in judged["says"]


def test_answers_that_no_slip_explains(module):
    judge = module("drill_grade")
    call = "(m, [text, question]) => m.judge(question, text).says"
    question = {"answer": KINDS["side"], "mistakes": [], "near": "One off."}
    assert judge(call, ["6", question]) == "One off."
    assert judge(call, ["9", question]) == "9 × 9 is not it. Go through it once more, or show the solution."
    lists = {"answer": KINDS["list"], "mistakes": []}
    assert judge(call, ["1 2", lists]) == "You wrote 2 values, but the result has 3."
