"""The sources of the exercises, and the notebooks that are made of them."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.exercise_sets import EACH_SET, PATHS, ROOT, leaks, released, sample
from tools.exercises.__main__ import main
from tools.exercises.answers import blanked, has_markers
from tools.exercises.source import ExerciseSet, read_sets
from tools.notebooks.book import Book

SET = "book/exercises/sample/sample"
CHECKS = ("double-check", "double-hidden", "halve-check", "halve-check2", "halve-hidden", "halve-hidden2")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the sample book with its notebooks, written once."""
    root = sample(tmp_path_factory.mktemp("exercises") / "book")
    assert main(["--root", str(root)]) == 0
    return root


@pytest.fixture
def root(written, tmp_path):
    """Return a copy of the written sample that a test may spoil."""
    return shutil.copytree(written, tmp_path / "book")


def notebook(root, path):
    found = nbformat.read(root / path, as_version=4)
    nbformat.validate(found)
    return found


def by_grade_id(found):
    return {cell.metadata.nbgrader.grade_id: cell for cell in found.cells if "nbgrader" in cell.metadata}


def test_a_source_is_read_into_its_exercises(written):
    found = ExerciseSet.read(written / f"{SET}.md")
    assert (found.name, found.title, found.points) == ("sample", "Exercises: a sample", 8)
    names = [(each.name, each.title, each.points, each.in_words) for each in found.exercises]
    assert names == [
        ("double", "Twice as much", 3, False),
        ("halve", "Half of it, by {eq}`own`", 4, False),
        ("why_twice", "Why?", 1, True),
    ]
    wrong = found.exercises[0].wrong[0]
    assert (wrong.mistake, wrong.says) == ("squares", "this is the square: 2 and 2 only look alike")
    assert tuple(cell.grade_id for cell in found.cells if cell.role in ("check", "hidden")) == CHECKS


def test_the_students_get_what_is_theirs(written):
    found = notebook(written, "assignments/sample/sample.ipynb")
    graded = by_grade_id(found)
    assert set(graded) == {*CHECKS, "double", "halve", "why_twice"}
    assert graded["double"].source == (
        'def double(x):\n    """Return twice ``x``."""\n    # YOUR CODE HERE\n    raise NotImplementedError'
    )
    assert graded["why_twice"].source == "*Write your answer here.*"
    assert re.fullmatch("# Hidden checks run here .*", graded["double-hidden"].source)
    assert [cell.metadata.nbgrader.points for cell in map(graded.get, CHECKS)] == [1, 2, 1, 1, 1, 1]
    assert [cell.source for cell in found.cells if "student" in cell.metadata.get("tags", ())] == [
        'STUDENT = "your name or number"'
    ]


@pytest.mark.parametrize(
    ("grade_id", "flags"),
    [
        ("double", {"grade": False, "solution": True, "locked": False}),
        ("double-check", {"grade": True, "solution": False, "locked": True, "points": 1}),
        ("double-hidden", {"grade": True, "solution": False, "locked": True, "points": 2}),
        ("why_twice", {"grade": True, "solution": True, "locked": False, "points": 1}),
    ],
)
def test_nbgrader_is_told_what_each_cell_is(written, grade_id, flags):
    cell = by_grade_id(notebook(written, f"{SET}.ipynb"))[grade_id]
    wanted = {"schema_version": 3, "grade_id": grade_id, "task": False, **flags}
    assert dict(cell.metadata.nbgrader) == wanted


def test_nbgraders_source_holds_solutions_and_hidden_checks_and_no_wrong_answers(written):
    graded = by_grade_id(notebook(written, f"{SET}.ipynb"))
    assert "solved_by_sum" in graded["double"].source
    lines = graded["double-hidden"].source.split("\n")
    assert lines[0].startswith("# Hidden checks run here")
    assert (lines[1], lines[-1]) == ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
    assert 'check("sample/double", double, seed=4711' in lines[-2]
    assert "wrongly_squared" not in (written / f"{SET}.ipynb").read_text(encoding="utf-8")


def test_the_prose_becomes_plain_markdown_with_links_and_points(written):
    cells = notebook(written, "assignments/sample/sample.ipynb").cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    page = "https://example.org/book/book"
    assert f"[the first chapter]({page}/01-first.html)" in prose[1]
    assert f"[(1.1)]({page}/01-first.html#equation-double)" in prose[1]
    assert f"[Doubling]({page}/01-first.html#doubling)" in prose[1]
    assert "[Euclid (1482)](https://example.org/elements)" in prose[1]
    titles = [text.split("\n")[:3] for text in prose if text.startswith("## ")]
    assert titles == [
        ["## Twice as much", "", "*3 points: 1 for the check below, 2 for a hidden one.*"],
        [
            f"## Half of it, by [(1)]({page}/exercises/sample/sample.html#equation-own)",
            "",
            "*4 points: 2 for the checks below, 2 for hidden ones.*",
        ],
        ["## Why?", "", "*1 point for an answer in words.*"],
    ]


def test_the_notebook_begins_with_the_way_to_colab(written):
    links, install = notebook(written, "assignments/sample/sample.ipynb").cells[:2]
    place = "somebody/something/blob/trunk/assignments/sample/sample.ipynb"
    assert f"(https://colab.research.google.com/github/{place})" in links.source
    assert "(https://example.org/book/book/exercises/sample/sample.html)" in links.source
    assert '%pip install -q "cnnlib[notebooks] @ git+https://github.com/somebody/something@trunk"' in (
        install.source
    )


def test_no_source_is_copied_to_the_students(written):
    files = [path.relative_to(written / "assignments") for path in (written / "assignments").rglob("*.*")]
    assert sorted(map(str, files)) == ["sample/sample.ipynb", "words/words.ipynb"]
    for each in read_sets(written / "book" / "exercises"):
        text = "\n".join(
            cell.source for cell in notebook(written, f"assignments/{each.name}/{each.name}.ipynb").cells
        )
        assert not has_markers(text)
        assert leaks(each, text) == []


def test_nbgraders_own_command_writes_the_same_and_copies_no_source(root, written):
    shutil.rmtree(root / "assignments")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "sample", "--no-db", "--force"]
    subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert [path.name for path in (root / "assignments" / "sample").iterdir()] == ["sample.ipynb"]
    path = "assignments/sample/sample.ipynb"
    assert notebook(root, path) == notebook(written, path)


def test_another_process_writes_the_same_bytes(root, written):
    (root / "assignments" / "sample" / "sample.ipynb").unlink()
    command = [sys.executable, "-m", "tools.exercises", "--root", str(root), "sample"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "sample.ipynb: unchanged" in done.stdout
    for path in ("assignments/sample/sample.ipynb", f"{SET}.ipynb"):
        assert (root / path).read_bytes() == (written / path).read_bytes()


def test_other_hidden_checks_from_another_folder_change_nothing_for_the_students(root, written, tmp_path):
    folder = shutil.copytree(root / "book" / "exercises", tmp_path / "private")
    path = folder / "sample" / "sample.md"
    path.write_text(path.read_text(encoding="utf-8").replace("4711", "815"), encoding="utf-8")
    assert main(["--root", str(root), "--sources", str(folder)]) == 0
    assert "seed=815" in path.with_suffix(".ipynb").read_text(encoding="utf-8")
    name = "assignments/sample/sample.ipynb"
    assert (root / name).read_bytes() == (written / name).read_bytes()


def test_an_unknown_set_is_named(root, capsys):
    assert main(["--root", str(root), "sampel"]) == 1
    assert "no set sampel in" in capsys.readouterr().err


def test_no_name_stands_in_two_sets(root, capsys):
    path = root / "book" / "exercises" / "words" / "words.md"
    path.write_text(path.read_text(encoding="utf-8").replace("what_half", "halve"), encoding="utf-8")
    assert main(["--root", str(root)]) == 1
    assert "words.md:5: halve is in the set sample, too" in capsys.readouterr().err


def test_an_answer_is_blanked_as_nbgrader_does_it(written):
    solutions = by_grade_id(notebook(written, f"{SET}.ipynb"))
    blanks = by_grade_id(notebook(written, "assignments/sample/sample.ipynb"))
    for name in ("double", "halve"):
        assert blanked(solutions[name].source) == blanks[name].source


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """Return a copy of what the book's own notebooks are made from, with fresh ones."""
    root = tmp_path_factory.mktemp("fresh")
    for name in ("nbgrader_config.py", "_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "book", root / "book", ignore=shutil.ignore_patterns("*.ipynb"))
    assert main(["--root", str(root)]) == 0
    return root


@EACH_SET
def test_the_committed_notebook_is_that_of_its_source(fresh, path):
    own = released(path)
    assert own.exists(), "make assignments"
    assert own.read_bytes() == (fresh / own.relative_to(ROOT)).read_bytes(), "make assignments"


@EACH_SET
def test_the_committed_notebook_holds_no_secret_and_no_output(path):
    found = nbformat.read(released(path), as_version=4)
    nbformat.validate(found)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in found.cells)
    text = "\n".join(cell.source for cell in found.cells)
    assert not has_markers(text)
    assert leaks(ExerciseSet.read(path), text) == []


@EACH_SET
def test_hidden_cells_are_empty_for_the_students(path):
    found = by_grade_id(nbformat.read(released(path), as_version=4))
    for exercise in ExerciseSet.read(path).exercises:
        for hidden in exercise.hidden:
            assert re.fullmatch("# .*", found[hidden.grade_id].source)


def test_nothing_else_lies_among_the_assignments():
    files = {path for path in (ROOT / "assignments").rglob("*") if path.is_file()}
    assert files == {released(path) for path in PATHS}


def test_no_two_sets_share_a_name():
    assert [each.name for each in read_sets(ROOT / "book" / "exercises")] == [path.stem for path in PATHS]


def test_pages_of_exercises_are_no_chapters():
    assert [page.name for page in Book(ROOT).chapters if "exercises" in page.name] == []
