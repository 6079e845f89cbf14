"""The checks of the exercises find what they are there to find, here and in a student's kernel."""

import sys

import nbformat
import pytest

from cnnlib.exercises import sets as tasks
from tests import exercise_kernel
from tests.exercise_sets import EACH_SET, PATHS, SAMPLE, released
from tools.exercises.proof import prove
from tools.exercises.source import ExerciseSet

ONE_KERNEL = pytest.mark.xdist_group("exercise kernels")
FEWEST_EXERCISES = 60
FEWEST_WRONG_ANSWERS = 250


@EACH_SET
def test_solutions_pass_blanks_fail_and_wrong_answers_are_explained(path):
    proof = prove(ExerciseSet.read(path))
    assert not proof.problems, "\n".join(proof.problems)


@EACH_SET
def test_each_exercise_has_four_wrong_answers(path):
    coded = [each for each in ExerciseSet.read(path).exercises if not each.in_words]
    assert [each.name for each in coded if len(each.wrong) < 4] == []


@EACH_SET
def test_each_set_is_complete(path):
    exercises = ExerciseSet.read(path).exercises
    assert 5 <= len(exercises) <= 8
    assert any(each.in_words for each in exercises)


def test_there_are_enough_exercises_and_wrong_answers():
    coded = [each for path in PATHS for each in ExerciseSet.read(path).exercises if not each.in_words]
    assert len(coded) >= FEWEST_EXERCISES
    assert sum(len(each.wrong) for each in coded) >= FEWEST_WRONG_ANSWERS


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """Return the folder of an installed cnnlib."""
    return exercise_kernel.install(tmp_path_factory.mktemp("library"))


@ONE_KERNEL
@EACH_SET
def test_the_students_notebook_runs_with_an_installed_cnnlib_alone(library, tmp_path, path):
    exercise_set = ExerciseSet.read(path)
    cells = [cell for cell in nbformat.read(released(path), as_version=4).cells if cell.cell_type == "code"]
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells]
    unsolved = [cell.source for cell in cells]
    answers = {
        each.grade_id: each.source for each in exercise_set.cells if each.role in ("solution", "hidden")
    }
    solved = [answers.get(name, source) for name, source in zip(names, unsolved)]
    missing = exercise_kernel.missing_packages(exercise_set)
    said = exercise_kernel.run([*unsolved, *solved], library, tmp_path, missing)
    exercises = {check.grade_id: each.name for each in exercise_set.exercises for check in each.checks}
    for place, name in enumerate(names):
        if name in exercises:
            assert said[place], f"{name} passes without an answer"
            assert said[place].startswith(f"{exercises[name]} "), said[place]
    failed = {names[place]: said[place + len(names)] for place in range(len(names))}
    assert [message for message in failed.values() if message] == []


@pytest.fixture
def sample(monkeypatch):
    """Return the text of the sample's set, whose tasks cnnlib finds meanwhile."""
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(SAMPLE / "sets")])
    yield (SAMPLE / "book" / "exercises" / "sample" / "sample.md").read_text(encoding="utf-8")
    sys.modules.pop("cnnlib.exercises.sets.sample", None)


def proof_of(text):
    return prove(ExerciseSet.parse(SAMPLE / "book" / "exercises" / "sample" / "sample.md", text))


def test_the_sample_is_proved(sample):
    proof = proof_of(sample)
    assert (proof.problems, proof.seen, proof.hidden) == ([], ["double: squares"], [])


def test_it_is_told_which_wrong_answers_only_a_hidden_check_explains(sample):
    visible = 'check("sample/double", double)'
    proof = proof_of(sample.replace(visible, f"assert {visible} is None if double(3) == 6 else True"))
    assert (proof.seen, proof.hidden) == ([], ["double: squares"])


HIDDEN = 'check("sample/double", double, seed=4711'
RAISES = "double, blank by raise NotImplementedError: double-hidden: double-hidden"
RETURNS = "double, blank by return None: double-hidden: double-hidden"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("x + x", "x + 1", "double: the solution fails double-check: double is wrong"),
        ("x + x", "x + y", "double: the solution fails double-hidden: double is wrong"),
        (
            'check("sample/double", double)',
            'check("sample/double", double) if double(1) else None',
            "double, blank by return None: double-check: it passes",
        ),
        (HIDDEN, f"print(double(1) + 1)\n{HIDDEN}", f"{RAISES} raises NotImplementedError"),
        (HIDDEN, f"print(double(1) + 1)\n{HIDDEN}", f"{RETURNS} raises TypeError"),
        (
            "x**2",
            "x + x",
            "double: squares: no check says 'this is the square: 2 and 2 only look alike', but: it passes",
        ),
        ("x**2", "x**3", "double: squares: no check says"),
        ("return wrongly_squared", "return 1\n\n\nunknown", "double: squares: name 'unknown' is not defined"),
    ],
)
def test_what_a_check_misses_is_told(sample, old, new, problem):
    assert old in sample
    assert any(each.startswith(problem) for each in proof_of(sample.replace(old, new, 1)).problems)


def test_one_answer_alone_is_blanked_and_put_back(sample):
    using = sample.replace("return x / 2", "return double(x) / 4").replace(
        "def halve(x):\n    ###", "def halve(x):\n    assert double(1) == 2\n    ###"
    )
    assert proof_of(using).problems == []


def test_an_answer_that_breaks_a_check_is_not_kept(sample):
    broken = sample.replace("return wrongly_squared", "return 1\n\n\nunknown")
    broken = broken.replace("return x / 2", "return double(x) / 4")
    assert [each for each in proof_of(broken).problems if not each.startswith("double: squares")] == []
