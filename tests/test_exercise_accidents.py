"""Odd results and accidents end in a message that helps, never in an error of the checks."""

import functools
import sys
import types
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from cnnlib.exercises import Mistake, Task, WrongAnswer, case, check
from cnnlib.exercises.compare import difference
from cnnlib.exercises.words import show

X = np.array([1.0, 2.0, 4.0])
CASES = {"first": case(X), "second": case(X + 1)}
DOUBLE = Task("double", reference=lambda x: 2 * x, cases=CASES)


def told(task, answer, **options):
    """Return the message of a check that has to fail."""
    with pytest.raises(WrongAnswer) as raised:
        check(task, answer, **options)
    return str(raised.value)


class Mute:
    """An object that fails to tell of itself."""

    def __repr__(self):
        raise ValueError("no words")


def endless():
    """Return a list that holds itself."""
    found = []
    found.append(found)
    return found


@pytest.mark.parametrize("want", [7.5, 7, X, np.array([7]), True, "C1", (1, 2), [1, 2], {"a": 1}, None])
@pytest.mark.parametrize(
    "got",
    [
        Fraction(15, 2),
        Decimal("7.5"),
        10**400,
        10**5000,
        1j,
        float("nan"),
        Mute(),
        endless(),
        np.array([None, Mute(), 1], dtype=object),
        np.array(["a", "b", "c"]),
        np.zeros(3, dtype=[("a", float)]),
        (i for i in range(3)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_result_is_too_odd_to_be_called_wrong(got, want):
    task = Task("odd", reference=lambda x: want, cases=CASES)
    message = told(task, lambda x: got)
    assert message.startswith('odd is wrong in 2 of 2 cases, first for "first":')
    assert len(message) < 6000


@pytest.mark.parametrize(
    ("got", "want", "text"),
    [
        (7.5 + 0j, 7.5, "the result is a complex, but a number is expected"),
        (7 + 0j, 7, "the result is a complex, but a whole number is expected"),
        (Fraction(7), 7, "the result is a Fraction, but a whole number is expected"),
        (10**30, 10**30 + 1, "the value is wrong"),
        (np.array([7.5]), 7.5, "the result is an array, but a number is expected"),
        (np.uint8(7), X, "the result is a uint8, but an array is expected"),
    ],
)
def test_numbers_of_another_kind(got, want, text):
    assert difference(got, want).text == text


@pytest.mark.parametrize(("got", "want"), [(10**30, 10**30), (2 + 0j, 2 + 0j), (2, 2 + 0j)])
def test_large_and_complex_numbers_that_are_equal(got, want):
    assert difference(got, want) is None


@pytest.mark.parametrize(
    ("got", "want", "hint"),
    [
        (X * (1 + 3e-7), X, "only the last digits differ: is something rounded, or a small term left out?"),
        (X.astype(np.float32) / 3, X.astype(np.float64) / 3, ""),
        (X * 1.001, X, "the result is 1.001 times what it should be"),
        (np.array([10**6 + 1, 0]), np.array([10**6, 0]), ""),
        (10**6 + 1, 10**6, ""),
        ([None, 2], [1, 2], ""),
        (np.zeros((2, 3)), np.zeros((3, 2)), "are rows and columns exchanged?"),
        (np.zeros((2, 3, 4)), np.zeros((4, 3, 2)), "do the axes stand in another order?"),
        (np.zeros((2, 3, 4)), np.zeros((3, 2, 4)), "do the axes stand in another order?"),
        (np.zeros((2, 3, 4)), np.zeros((2, 3, 5)), ""),
    ],
)
def test_hints_say_no_more_than_is_seen(got, want, hint):
    assert difference(got, want).hint == hint


def test_long_results_are_cut():
    assert show([0] * 61) == "a list of 61 items"
    assert show({i: i for i in range(61)}) == "a dict of 61 items"
    assert show([0] * 60).count("0") == 60
    assert len(show("a" * 10**6)) < 5000
    assert len(show([["a" * 1000] * 60] * 60)) < 5000


def test_no_sentence_ends_twice():
    message = told(DOUBLE, lambda x: 2 * x * np.nan)
    assert message.endswith("Hint: the result holds NaN: is something divided by 0, or never written?")


def broken(x):
    first = x[0]
    return first / x[7]


def test_an_error_is_told_with_the_line_of_the_answer():
    line = broken.__code__.co_firstlineno + 2
    code = f"in line {line}: `return first / x[7]`."
    assert f"It raises IndexError: index 7 is out of bounds for axis 0 with size 3, {code}" in told(
        DOUBLE, broken
    )
    judged = Task("train", judge=lambda answer, rng: answer(X))
    assert told(judged, broken).endswith(code)


def test_an_error_without_words_is_told_by_its_type():
    assert "It raises StopIteration, in line" in told(DOUBLE, lambda x: next(iter(())))
    assert "It raises SystemExit, in line" in told(DOUBLE, lambda x: sys.exit())


def test_a_judge_is_not_escaped_by_leaving():
    judged = Task("train", judge=lambda answer, rng: answer())
    assert told(judged, lambda: sys.exit()).startswith("train raises SystemExit")


def halve(x):
    raise NotImplementedError


def test_what_an_answer_builds_on_is_named_where_it_is_not_written():
    message = "double calls halve, which is not written yet."
    assert told(DOUBLE, lambda x: 4 * halve(x)) == message
    judged = Task("double", judge=lambda answer, rng: answer(X))
    assert told(judged, lambda x: 4 * halve(x)) == message


def refuse(x):
    raise NotImplementedError("no sparse arrays")


def test_a_library_that_refuses_is_not_called_unwritten():
    message = told(DOUBLE, lambda x: refuse(x))
    assert "It raises NotImplementedError: no sparse arrays, in line" in message


def doubled_in_place(x):
    x *= 2
    return x


def test_a_changed_argument_is_told_before_any_mistake():
    mistake = Mistake("the shape is right", when=lambda got, want, x: got.shape == want.shape)
    task = Task("double", reference=lambda x: 2 * x, cases=CASES, mistakes=[mistake])
    assert told(task, doubled_in_place).endswith(
        "The result is right, but the call has changed its x.\n"
        "Hint: work on a copy, so that the caller keeps what it had."
    )


def test_a_wrong_result_is_shown_where_the_argument_is_changed_too():
    message = told(DOUBLE, lambda x: doubled_in_place(x) + 1)
    assert "expected: [2. 4. 8.]\nbut got:  [3. 5. 9.]\n" in message


def test_arrays_in_a_tuple_are_arguments_that_may_not_change():
    task = Task("total", reference=lambda pair: pair[0] + pair[1], cases={"two": case((X, X + 1))})

    def total(pair):
        pair[0][:] += pair[1]
        return pair[0]

    assert "the call has changed its pair" in told(task, total)


def test_no_cases_are_no_check():
    task = Task("double", reference=lambda x: 2 * x, cases=CASES, random=lambda rng: case(rng.normal(size=2)))
    with pytest.raises(ValueError, match="count must be at least 1, but is 0"):
        check(task, lambda x: None, seed=1, count=0)


@pytest.fixture
def doubling():
    """Return a task that forbids a function of a module that is there, but not imported."""
    module = types.ModuleType("late_module")
    module.double = lambda x: 2 * x
    yield module, Task("double", reference=lambda x: 2 * x, cases=CASES, without=("late_module.double",))
    sys.modules.pop("late_module", None)


def test_a_forbidden_function_that_the_answer_imports_itself_is_found(doubling):
    module, task = doubling

    def double(x):
        sys.modules.setdefault("late_module", module)
        return sys.modules["late_module"].double(x)

    assert told(task, double).startswith("double calls late_module.double, which this exercise asks")


def test_a_forbidden_function_is_found_behind_a_decorator(doubling):
    module, task = doubling
    sys.modules["late_module"] = module
    names = {"double_it": module.double}
    exec("def double(x):\n    return double_it(x)", names)  # noqa: S102

    @functools.wraps(names["double"])
    def decorated(x):
        return names["double"](x)

    assert told(task, decorated).startswith("double calls late_module.double, which this exercise asks")
