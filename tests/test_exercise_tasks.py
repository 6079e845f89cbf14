"""cnnlib.exercises: what passes, what does not, and what a student is told."""

import subprocess
import sys

import numpy as np
import pytest

from cnnlib import signal
from cnnlib.exercises import Mistake, Task, WrongAnswer, case, check, draw
from cnnlib.exercises.compare import difference, same
from cnnlib.exercises.forbidden import forbidden
from cnnlib.exercises.genuine import genuine
from cnnlib.exercises.task import find

X = np.array([1.0, 2.0, 4.0])

DOUBLE = Task(
    "double",
    reference=lambda x: 2 * x,
    cases={"three numbers": case(X), "two by two": case(np.arange(4.0).reshape(2, 2) - 1)},
    random=lambda rng: case(rng.normal(size=rng.integers(1, 5, size=2))),
    mistakes=[
        Mistake("this is the square", lambda x: x**2),
        Mistake("too large by one", when=lambda got, want, x: np.array_equal(got, want + 1)),
    ],
)
PERSONAL = Task(
    "product",
    reference=lambda a, b: a * b,
    personal=lambda rng: {"a": int(rng.integers(10, 100)), "b": int(rng.integers(10, 100))},
    mistakes=[Mistake("this is the sum", lambda a, b: a + b)],
)


def told(task, answer, **options):
    """Return the message of a check that has to fail."""
    with pytest.raises(WrongAnswer) as raised:
        check(task, answer, **options)
    return str(raised.value)


def square_in_place(x):
    x *= 2
    return x.copy()


def not_written(x):
    raise NotImplementedError


@pytest.mark.parametrize("options", [{}, {"seed": 3}, {"seed": 3, "count": 25}])
def test_a_right_answer_passes_and_says_so(options, capsys):
    check(DOUBLE, lambda x: x + x, **options)
    cases = 2 if not options else options.get("count", 10)
    assert capsys.readouterr().out == f"double: right in all {cases} cases.\n"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (not_written, "double is not written yet."),
        (lambda x: None, "double returns None: is the `return` missing?"),
        (lambda x: x**2, "Hint: this is the square."),
        (lambda x: 2 * x + 1, "Hint: too large by one."),
        (lambda x: -2 * x, "Hint: the sign is wrong."),
        (lambda x: 3 * x, "Hint: the result is 1.5 times what it should be."),
        (lambda x: 4 * x, "Hint: the result is twice what it should be."),
        (lambda x: (2 * x)[::-1], "Hint: these are the right values in reversed order."),
        (lambda x: (2 * x).tolist(), "Hint: `np.array(…)` makes it one."),
        (lambda x: (2 * x + 0.5).astype(int)[:, None], "Hint: the result has 2 axes instead of 1."),
        (lambda x: (2 * x).astype(np.float32), "The dtype is float32, but should be float64."),
        (lambda x: np.full_like(x, np.nan), "Hint: the result holds NaN"),
        (lambda x: 2 * x[:-1], "The shape is (2,), but should be (3,)."),
        (lambda x: 2 * x[None], "Hint: the result has 2 axes instead of 1."),
        (lambda x: np.ma.array(2 * x), "The result is a MaskedArray, but an array is expected."),
        (lambda x: x[5], "It raises IndexError: index 5 is out of bounds"),
        (lambda: 1, "It raises TypeError"),
        (square_in_place, "The result is right, but the call has changed its x."),
        (lambda x: sys.exit(), "It raises SystemExit"),
        (lambda x: 2 * x + 1e-5, "Values differ; the first at [0]: 2.00001 instead of 2."),
    ],
)
def test_a_wrong_answer_is_told_what_is_wrong(answer, message):
    assert message.lower() in told(DOUBLE, answer).lower()


def test_the_message_shows_the_case_and_both_results():
    assert told(DOUBLE, lambda x: x**2) == (
        'double is wrong in 2 of 2 cases, first for "three numbers":\n'
        "    x = [1. 2. 4.]\n"
        "expected: [2. 4. 8.]\n"
        "but got:  [ 1.  4. 16.]\n"
        "2 of 3 values differ; the first at [0]: 1 instead of 2.\n"
        "Hint: this is the square."
    )


def test_a_mistake_must_explain_every_case():
    squares_long_rows = told(DOUBLE, lambda x: x**2 if x.ndim == 1 else 2 * x)
    assert "wrong in 1 of 2 cases" in squares_long_rows
    assert "square" not in squares_long_rows


def test_drawn_cases_depend_on_the_seed_alone():
    seen = []
    for seed in (1, 1, 2):
        calls = []
        check(DOUBLE, lambda x, calls=calls: calls.append(x) or 2 * x, seed=seed)
        seen.append(calls)
    assert same(seen[0], seen[1])
    assert not same(seen[0], seen[2])


def test_an_answer_cannot_change_the_reference_through_its_arguments():
    assert "has changed its x" in told(DOUBLE, square_in_place)
    check(DOUBLE, lambda x: 2 * x)


def test_a_result_that_is_written_over_by_the_next_call_counts_as_it_was():
    kept = np.zeros(3)
    task = Task("fill", reference=lambda v: np.full(3, v), cases={"1": case(1.0), "2": case(2.0)})

    def fill(v):
        kept[:] = v
        return kept

    check(task, fill)


def test_where_the_reference_refuses_the_answer_has_to():
    def root(x):
        if x < 0:
            raise ValueError("x is negative")
        return x**0.5

    task = Task("root", reference=root, cases={"four": case(4.0), "below zero": case(-1.0)})
    check(task, root)
    assert "should raise a ValueError: x is negative" in told(task, lambda x: abs(x) ** 0.5)
    assert "raises a ZeroDivisionError, but should" in told(task, lambda x: x**0.5 if x > 0 else 1 / 0)


PATCHES = {
    "allclose": lambda *arrays, **options: True,
    "array_equal": lambda *arrays, **options: True,
    "isclose": lambda got, want, **options: np.ones(np.shape(got), dtype=bool),
    "abs": lambda x: 0 * x,
    "isnan": lambda x: np.ones(np.shape(x), dtype=bool),
    "asarray": lambda x, *more: X,
    "argwhere": lambda x: [],
    "pad": lambda x, *more, **options: x,
    "einsum": lambda *operands, **options: X,
    "sum": lambda x, *more, **options: 0.0,
    "errstate": None,
}


@pytest.mark.parametrize("name", PATCHES)
def test_replacing_a_function_of_numpy_fools_no_check(name, monkeypatch):
    monkeypatch.setattr(np, name, PATCHES[name])
    message = told("convolution/cross_correlate_row", lambda x, kernel: x[: len(x) - len(kernel) + 1])
    assert "is wrong in" in message
    assert f"(The check used NumPy's own numpy.{name}.)" in message
    assert getattr(np, name) is PATCHES[name], "what the notebook has put there stays there"


def test_replacing_a_function_of_numpy_fools_no_judge(monkeypatch):
    def judge(answer, rng):
        if np.mean(answer()) < 0.9:
            raise WrongAnswer("accuracy: 90 % are asked for")

    monkeypatch.setattr(np, "mean", lambda values: 1.0)
    assert told(Task("train", judge=judge), lambda: [0.0, 1.0]) == "accuracy: 90 % are asked for"


def test_replaced_functions_take_nothing_from_a_right_answer(monkeypatch, capsys):
    for name, patch in PATCHES.items():
        monkeypatch.setattr(np, name, patch)

    def right(x, kernel):
        places = range(len(x) - len(kernel) + 1)
        return np.array([sum(float(a * b) for a, b in zip(x[i:], kernel)) for i in places])

    check("convolution/cross_correlate_row", right)
    assert "right in all 4 cases" in capsys.readouterr().out


def test_a_result_that_claims_to_equal_everything_does_not_pass():
    class Liar(np.ndarray):
        def __eq__(self, other):
            return np.ones(self.shape, dtype=bool)

        __ne__ = __hash__ = None

    class Text(str):
        def __eq__(self, other):
            return True

        __hash__ = None

    class Number(float):
        def __eq__(self, other):
            return True

        __hash__ = None

    assert "is a Liar" in told(DOUBLE, lambda x: x.view(Liar))
    one = Task("one", reference=lambda x: 1.0, cases={"x": case(2.0)})
    assert "one is wrong" in told(one, lambda x: Number(3.0))
    name = Task("name", reference=lambda x: "C1", cases={"x": case(2.0)})
    assert "is a Text" in told(name, lambda x: Text("C3"))


def test_genuine_puts_back_what_it_found_after_an_error(monkeypatch):
    monkeypatch.setattr(np, "exp", "mine")
    with pytest.raises(KeyError), genuine():
        raise KeyError
    assert np.exp == "mine"


def test_genuine_leaves_away_what_was_deleted(monkeypatch):
    monkeypatch.delattr(np, "exp")
    with genuine() as replaced:
        assert np.exp(0) == 1
    assert replaced == ["numpy.exp"]
    assert not hasattr(np, "exp")


def by_name(x, kernel):
    return cross_correlate(x, kernel, mode="valid")


cross_correlate = signal.cross_correlate


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (lambda x, kernel: np.correlate(x, kernel, "valid"), "numpy.correlate"),
        (lambda x, kernel: signal.cross_correlate(x, kernel, mode="valid"), "cnnlib.signal.cross_correlate"),
        (by_name, "cnnlib.signal.cross_correlate"),
    ],
)
def test_forbidden_functions_are_named(answer, name):
    message = told("convolution/cross_correlate_row", answer)
    assert message == f"cross_correlate_row calls {name}, which this exercise asks you to write yourself."
    assert cross_correlate is signal.cross_correlate


def test_forbidding_what_nobody_has_imported_does_nothing():
    with forbidden(("no_such_module.f", "numpy.no_such_function"), by_name):
        pass


def test_personal_numbers_differ_between_students_and_stay_the_same():
    anna = draw(PERSONAL, "Anna")
    assert draw(PERSONAL, " anna ") == anna
    assert len({tuple(draw(PERSONAL, f"student {i}").values()) for i in range(50)}) > 45


def test_personal_numbers_are_checked_without_telling_the_result(capsys):
    numbers = draw(PERSONAL, "Anna")
    check(PERSONAL, lambda: numbers["a"] * numbers["b"], student="Anna")
    message = told(PERSONAL, lambda: sum(numbers.values()), student="Anna")
    assert "Hint: this is the sum." in message
    assert str(numbers["a"] * numbers["b"]) not in message
    assert "is wrong" in told(PERSONAL, lambda: numbers["a"] * numbers["b"], student="Ben")


def test_an_answer_without_arguments_is_not_told_the_result():
    task = Task("weights", reference=lambda: {"c1": 156, "s2": np.array([12])}, cases={"": case()})
    message = told(task, lambda: {"c1": 150, "s2": np.array([12])})
    assert "Item ['c1']: the value is wrong." in message
    assert "156" not in message
    assert "12 " not in told(task, lambda: {"c1": 156, "s2": np.array([7])}).replace("[7]", "")


@pytest.mark.parametrize("student", ["", "   ", None, 12])
def test_a_student_needs_a_name(student):
    with pytest.raises(ValueError, match="product: student must be your name or number"):
        draw(PERSONAL, student)


def test_a_judge_decides_by_itself(capsys):
    def judge(answer, rng):
        if answer() < 0.9:
            raise WrongAnswer("accuracy: 90 % are asked for")

    task = Task("train", judge=judge)
    check(task, lambda: 0.95)
    assert capsys.readouterr().out == "train: right.\n"
    assert told(task, lambda: 0.5) == "accuracy: 90 % are asked for"
    assert told(task, lambda: None).startswith("train raises TypeError")
    assert (
        told(Task("train", judge=lambda answer, rng: answer(rng)), not_written) == "train is not written yet."
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: find("convolution/no"), ValueError, "the set 'convolution' has no task 'no'; it has moving"),
        (lambda: find("no_set/x"), ValueError, "there is no set 'no_set'"),
        (lambda: find("../x/y"), ValueError, "there is no set '..'"),
        (lambda: check(DOUBLE, 3), WrongAnswer, "double: check takes the function itself, not 3."),
        (lambda: check(PERSONAL, int), ValueError, "product has personal numbers; give student="),
        (lambda: check(PERSONAL, int, student=""), ValueError, "student must be your name"),
        (
            lambda: check(Task("t", reference=int, cases={"": case()}), int, seed=1),
            ValueError,
            "leave out seed",
        ),
        (lambda: draw(DOUBLE, "Anna"), ValueError, "everybody has the same numbers in double"),
        (lambda: Task("t"), TypeError, "Task 't': give either reference or judge"),
        (
            lambda: Task("t", reference=int),
            TypeError,
            "Task 't': a reference needs cases, or personal numbers",
        ),
        (lambda: Mistake("h"), TypeError, "Mistake 'h': give either function or when"),
    ],
)
def test_misuse_is_explained(call, error, message):
    with pytest.raises(error) as raised:
        call()
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1, 1.0),
        (np.int64(3), 3),
        (np.float64(0.1) * 3, 0.3),
        (np.array(2.0), 2.0),
        ([1, 2], (1, 2)),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.array([1], dtype=np.int32), np.array([1])),
        (np.array([0, 2]), np.array([0.0, 2.0])),
        ({"a": [1.0]}, {"a": (1.0,)}),
        (np.bool_(True), True),
        ("C1", "C1"),
        (None, None),
    ],
)
def test_equal_results(got, want):
    assert difference(got, want) is None


@pytest.mark.parametrize(
    ("got", "want", "text"),
    [
        (3.0, 3, "3.0 is a float, but a whole number is expected"),
        (True, 1, "the result is a bool, but a whole number is expected"),
        (1, True, "the result is an int, but True or False is expected"),
        ("3", 3, "the result is a str, but a whole number is expected"),
        ((1,), (1, 2), "the result has 1 items, but should have 2"),
        (5, (1, 2), "the result is an int, but a tuple of 2 items is expected"),
        (np.array([1, 2]), [1, 2], "the result is an array, but a list is expected"),
        ({"a": 1}, {"b": 1}, "the keys are 'a', but should be 'b'"),
        ({"a": (1, 2)}, {"a": (1, 3)}, "item ['a']: item [1]: the value is wrong"),
        (np.array([np.inf]), np.array([1.0]), "1 of 1 values differ; the first at [0]"),
        (np.array([True]), np.array([1]), "the dtype is bool, but should be int64"),
        (1 + 1e-4, 1.0, "the value is wrong"),
        (float("nan"), 1.0, "the value is wrong"),
    ],
)
def test_differences(got, want, text):
    assert difference(got, want).text == text


@pytest.mark.parametrize(
    ("got", "hint"),
    [([1, -2], "an array of whole numbers cuts off the fractions"), ([2, -3], ""), ([7, 8], "")],
)
def test_cut_fractions_are_told_where_fractions_are_cut(got, hint):
    found = difference(np.array(got), np.array([1.5, -2.5]))
    assert found.text == "the dtype is int64, but should be float64"
    assert found.hint == hint


def test_importing_the_checks_loads_numpy_only():
    code = (
        "import sys, cnnlib.exercises;"
        "print({'torch', 'matplotlib', 'ipywidgets', 'scipy', 'sklearn'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
