"""Notebooks put in order, without running them."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests import classroom
from tests.classroom import Classroom, find, grade_id, text
from tests.test_grading import ROOT
from tools.grading.course import read_course
from tools.grading.definitions import is_blank
from tools.grading.reading import Unreadable, read_notebook
from tools.grading.repair import repair


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("repair")
    (folder / "small").mkdir()
    nbformat.write(classroom.small_set(), folder / "small" / "small.ipynb")
    return read_course(ROOT, folder, "small", folder / "course")


@pytest.fixture
def room(course):
    return Classroom.of(course, classroom.small_set())


@pytest.fixture
def repaired(course):
    def run(notebook):
        return repair(read_notebook(text(notebook)), course)

    return run


def ids(notebook):
    return [name for cell in notebook.cells if (name := grade_id(cell))]


def source(notebook, name):
    return notebook.cells[find(notebook, name)].source


ORDER = ["double", "double-check", "double-hidden", "stride", "stride-check", "stride-hidden", "why"]


def test_the_set_is_read(course):
    assert [(each.name, each.title, each.points, each.in_words) for each in course.exercises] == [
        ("double", "Twice", 3, False),
        ("stride", "A step", 3, False),
        ("why", "In words", 3, True),
    ]


def test_a_notebook_in_order_stays_as_it_is(room, repaired):
    notebook, notes = repaired(room.notebook())
    assert ids(notebook) == ORDER
    assert notes == []
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in room.notebook().cells]


def test_lost_marks_are_found_again(room, repaired):
    notebook, notes = repaired(classroom.unmarked(room.notebook(why="It is so.")))
    assert ids(notebook) == ORDER
    assert source(notebook, "why") == "It is so."
    assert "on 7 cells" in " ".join(notes)


def test_a_lost_mark_is_told(room, repaired):
    given = room.notebook()
    given.cells[find(given, "double")].metadata.clear()
    assert repaired(given)[1] == ["nbgrader's marks were lost on 1 cell: found again by name and text"]


def test_a_check_comes_after_the_answer_wherever_that_is(room, repaired):
    notebook, _ = repaired(classroom.moved(room.notebook(), room))
    assert find(notebook, "double-check") > find(notebook, "double")
    assert source(notebook, "double").endswith("return 2 * x")
    assert sum("def double" in cell.source for cell in notebook.cells) == 1


def test_of_two_answers_the_last_counts(room, repaired):
    given = room.notebook()
    given.cells.insert(find(given, "double") + 1, new_code_cell("def double(x):\n    return x + x"))
    notebook, notes = repaired(given)
    assert source(notebook, "double").endswith("x + x")
    assert "double is written in cells 5 and 6: the last one counts" in notes


def test_answers_in_one_cell_count(room, repaired):
    given = room.notebook(double="", stride="")
    both = "\n\n".join([room.answers["double"], room.answers["stride"]])
    given.cells.insert(3, new_code_cell(both))
    notebook, _ = repaired(given)
    places = [i for i, cell in enumerate(notebook.cells) if "def double" in cell.source]
    assert len(places) == 1
    assert all(find(notebook, name) > places[0] for name in ORDER if name.endswith(("check", "hidden")))


def test_an_answer_written_into_a_check_counts(room, repaired):
    given = room.notebook(double="")
    given.cells[find(given, "double-check")].source = room.answers["double"] + "\n\nprint(double(1))"
    notebook, notes = repaired(given)
    assert "print(double(1))" in source(notebook, "double")
    assert "WrongAnswer" in source(notebook, "double-check")
    assert "the check double-check had been edited: put back" in notes


def test_a_deleted_answer_leaves_a_blank_one(room, repaired):
    given = room.notebook()
    del given.cells[find(given, "double")]
    notebook, notes = repaired(given)
    assert "NotImplementedError" in source(notebook, "double")
    assert find(notebook, "double") < find(notebook, "double-check")
    assert "there was no answer to double: a blank one was put in" in notes


def test_deleted_given_code_comes_back_before_it_is_needed(room, repaired):
    given = room.notebook()
    given.cells = [cell for cell in given.cells if cell.source not in ("STEP = 3", "import numpy as np")]
    notebook, notes = repaired(given)
    sources = [cell.source for cell in notebook.cells]
    assert sources.index("import numpy as np") < find(notebook, "double")
    assert find(notebook, "double-hidden") < sources.index("STEP = 3") < find(notebook, "stride-check")
    assert notes.count("given code was missing: put back") == 2


def test_a_changed_student_cell_is_no_missing_one(room, repaired):
    given = room.notebook()
    given.cells[2].source = 'STUDENT = "Zoë"'
    notebook, notes = repaired(given)
    assert notes == []
    assert not [cell for cell in notebook.cells if "your name" in cell.source]


@pytest.mark.parametrize("blank", ["*Write your answer here.*", None])
def test_words_in_new_cells_are_the_answer(room, repaired, blank):
    given = room.notebook(why=blank or "")
    if blank is None:
        del given.cells[-1]
    given.cells += [new_markdown_cell("First."), new_markdown_cell("Second.")]
    notebook, notes = repaired(given)
    assert source(notebook, "why") == "First.\n\nSecond."
    assert ids(notebook).count("why") == 1
    assert "why: the answer is what stands below the question" in notes


def test_words_below_the_question_itself_are_the_answer(room, repaired):
    given = room.notebook(why="*Write your answer here.*")
    given.cells[-2].source += "\n\nIt is so."
    assert source(repaired(given)[0], "why") == "It is so."


@pytest.mark.parametrize("source_of_words", ["# It is so.", "'It is so.'", "It is so."])
def test_words_in_a_code_cell_below_the_question_are_shown(room, repaired, source_of_words):
    given = room.notebook(why="")
    given.cells.append(new_code_cell(source_of_words))
    notebook, notes = repaired(given)
    assert source(notebook, "why") == f"```\n{source_of_words}\n```"
    assert "why: no text below the question, but in cell 15: is it that?" in notes


def test_words_far_from_the_question_are_shown(room, repaired):
    given = room.notebook(why="*Write your answer here.*")
    given.cells.insert(1, new_markdown_cell("To the flip: it is so."))
    notebook, notes = repaired(given)
    assert source(notebook, "why") == "To the flip: it is so."
    assert "why: no text below the question, but in cell 2: is it that?" in notes


def test_an_older_edition_of_the_set_is_no_answer_in_words(room, repaired):
    given = room.notebook(why="*Write your answer here.*")
    for cell in given.cells:
        if cell.source.startswith("## Twice"):
            cell.source = "## Twice\n\nWrite it, please."
    notebook, notes = repaired(given)
    assert source(notebook, "why") == "*Write your answer here.*"
    assert notes == []


def test_code_below_the_question_is_no_answer_in_words(room, repaired):
    given = room.notebook(why="")
    given.cells.append(new_code_cell("print(double(3))"))
    notebook, notes = repaired(given)
    assert source(notebook, "why") == "*Write your answer here.*"
    assert notes == []


def test_a_blank_answer_in_words_stays_blank(room, repaired, course):
    blank = next(each.blank for each in course.exercises if each.in_words)
    assert source(repaired(room.notebook(why=blank))[0], "why") == blank


def test_another_notebook_is_refused(repaired):
    with pytest.raises(Unreadable, match="without any exercise of this set"):
        repaired(nbformat.v4.new_notebook(cells=[new_code_cell("x = 1")]))


@pytest.mark.parametrize(
    ("body", "blank"),
    [
        ("'''Twice.'''\n    raise NotImplementedError", True),
        ("...", True),
        ("# YOUR CODE HERE\n    raise NotImplementedError()", True),
        ("pass", True),
        ("return 2 * x", False),
        ("y = 2\n    raise NotImplementedError", False),
        ("return", False),
    ],
)
def test_blank_is_what_does_nothing(body, blank):
    assert is_blank(f"def double(x):\n    {body}", "double", "") == blank
