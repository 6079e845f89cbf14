"""What the page for instructors says, held against what it speaks of."""

import ast
import re
from pathlib import Path

import pytest

from cnnlib.exercises import sets
from tests.exercise_sets import PATHS, ROOT
from tools.exercises.proof import prove
from tools.exercises.source import ExerciseSet
from tools.grading.names import students
from tools.notebooks.book import Book
from tools.notebooks.twin import colab

PAGE = (ROOT / "book" / "instructors.md").read_text(encoding="utf-8")
SETS = {path.stem: ExerciseSet.read(path) for path in PATHS}
LINK = re.compile(r"\{doc\}`(\w+) <exercises/\1/\1>`")


def rows(heading):
    """Return the cells of the tables in a section, without their first two lines."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    for table in re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE):
        yield [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def chapter(exercise_set):
    return re.search(r"chapter (\d+)", exercise_set.text)[1]


def numbers(exercise_set):
    """Return what the table says of a set: its chapter, exercises to write and in words, points, hours."""
    in_words = sum(each.in_words for each in exercise_set.exercises)
    exercises = f"{len(exercise_set.exercises) - in_words} + {in_words}"
    hours = round(exercise_set.points * 7 / 60 * 2) / 2
    return [chapter(exercise_set), exercises, f"{exercise_set.points:g}", f"{hours:g}"]


def test_the_table_tells_every_set_as_it_is():
    [table] = rows("Choose a set")
    told = {LINK.fullmatch(name)[1]: cells for name, *cells, _ in table}
    assert told == {name: numbers(each) for name, each in SETS.items()}
    assert list(told) == sorted(told, key=lambda name: int(chapter(SETS[name])))
    assert all(description for *_, description in table)


def test_the_sets_without_own_numbers_are_told():
    [told] = re.findall("All sets but (.*?) have", PAGE)
    plain = [name for name, each in SETS.items() if not any(cell.role == "student" for cell in each.cells)]
    assert sorted(re.findall("`(.*?)`", told)) == sorted(plain)


def test_the_exercises_that_use_another_are_told():
    [told] = re.findall(r"If you leave one out.*", PAGE)
    pairs = re.findall(r"`(\w+)`[^`]* on `(\w+)`", told)
    assert sorted(pairs) == sorted(pair for each in SETS.values() for pair in uses(each))


def uses(exercise_set):
    """Yield ``(exercise, other)`` where the solution of an exercise calls another's."""
    coded = [each for each in exercise_set.exercises if not each.in_words]
    for each in coded:
        nodes = ast.walk(ast.parse(each.solution.source))
        called = {node.func.id for node in nodes if isinstance(node, ast.Call) and hasattr(node.func, "id")}
        yield from ((each.name, other.name) for other in coded if other is not each and other.name in called)


def test_the_links_form_is_that_of_the_badges():
    book = Book(ROOT)
    link = colab(book.blob("assignments/convolution/convolution.ipynb"))
    repository = book.settings.repository.removeprefix("https://github.com/")
    assert link.replace(f"{repository}/blob/{book.settings.branch}", "OWNER/REPOSITORY/blob/BRANCH") in PAGE


def test_lenet_alone_needs_more_than_numpy():
    assert [name for name, each in SETS.items() if "scikit-learn" in each.text] == ["lenet"]


def test_the_layouts_are_understood():
    [table] = rows("Collect")
    names = []
    for _, cell in table:
        paths = re.findall("`(.+?)`", cell)
        found = students([*paths, "ben/convolution.ipynb"], "convolution")
        names.append({found[path] for path in paths})
    assert names == [{"Ada King"}, {"kingada"}, {"ada"}, {"ada.king"}, {"ada"}]


def test_the_statuses_are_those_of_the_grading():
    _, table = rows("Grade")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tools" / "grading").glob("*.py"))
    assert {status.strip("`") for status, *_ in table} == set(re.findall('"status": "([a-z]+)"', code))


def test_the_commands_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"(?:`|^ *)make ([a-z]+)((?: [A-Z]+=(?:\"[^\"]*\"|[^\s`]+))*)", PAGE, re.M)
    assert {"grade", "assignments", "book", "notebooks", "test"} <= {target for target, _ in commands}
    read = makefile + (ROOT / "book" / "_ext" / "exercise_pages.py").read_text(encoding="utf-8")
    for target, variables in commands:
        assert re.search(rf"^{target}:.*##", makefile, re.MULTILINE), target
        for variable in re.findall("([A-Z]+)=", variables):
            assert re.search(rf"\$\({variable}\)|environ.get\(\"{variable}\"", read), variable


@pytest.fixture
def example(tmp_path, monkeypatch):
    """Return the path of the page's own set, whose tasks cnnlib finds meanwhile."""
    tasks, source = Path(tmp_path, "tasks", "pictures.py"), Path(tmp_path, "pictures", "pictures.md")
    for path, fence, language in ((tasks, "```", "python"), (source, "````", "text")):
        path.parent.mkdir()
        [text] = re.findall(rf"^{fence}{language}\n(.*?)^{fence}$", PAGE, re.DOTALL | re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sets, "__path__", [*sets.__path__, str(tasks.parent)])
    return source


def test_the_example_of_an_exercise_is_proved(example):
    proof = prove(ExerciseSet.read(example))
    assert proof.problems == []
    assert proof.seen == ["mirror: upside down", "mirror: calls NumPy's"]
