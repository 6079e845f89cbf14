"""The page of a student: what it shows of checks, of failures, of long lines."""

from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.grading import feedback


@pytest.fixture
def course():
    return SimpleNamespace(name="small", points=3, exercises=())


@pytest.fixture
def row():
    return {
        "student": "Zoë <i>",
        "points": 0,
        "notes": [],
        "by_hand": [],
        "exercises": {},
        "file": "zoë.ipynb",
    }


def error(ename, evalue, *traceback):
    return new_output("error", ename=ename, evalue=evalue, traceback=list(traceback))


def test_the_code_of_a_check_is_not_shown_by_its_traceback(course, row):
    outputs = [error("NameError", "name 'double' is not defined", "----> 1 double(seed=201)")]
    mark = {"grade": True, "grade_id": "double-hidden"}
    check = new_code_cell("double(seed=201)", metadata={"nbgrader": mark}, outputs=outputs)
    page = feedback.page(course, row, new_notebook(cells=[check]))
    assert "NameError: name &#x27;double&#x27; is not defined" in page
    assert "seed=201" not in page


def test_a_traceback_of_an_answer_is_shown(course, row):
    answer = new_code_cell("1 / 0", outputs=[error("ZeroDivisionError", "by zero", "----> 1 1 / 0")])
    assert "----&gt; 1 1 / 0" in feedback.page(course, row, new_notebook(cells=[answer]))


def test_a_page_of_what_was_not_graded_says_so_and_shows_no_points(course, row):
    page = feedback.failure(course, row | {"points": None, "reason": "the kernel died"})
    assert "Not graded. This is no 0" in page
    assert "zoë.ipynb: the kernel died" in page
    assert "as it was run" not in page
    assert "<table" not in page
    assert "Zoë &lt;i&gt;" in page
