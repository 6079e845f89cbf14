"""A class made up for the tests of the grader and for its benchmark: right answers, and every accident."""

import json
from copy import deepcopy
from dataclasses import dataclass

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LOOP = "    while True:\n        pass"
STUBBORN = f"    import signal\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n{LOOP}"
KILLED = "    import os\n    os._exit(1)"
SPLIT = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


def _mark(name, points=None, *, solution):
    """Return nbgrader's marks of a cell."""
    mark = {"schema_version": 3, "grade_id": name, "grade": points is not None, "solution": solution}
    return mark | {"locked": not solution, "task": False} | ({} if points is None else {"points": points})


def _marked(new, source, *mark, solution=False):
    return new(source, metadata={"nbgrader": _mark(*mark, solution=solution)})


def _exercise(title, name, answer, check, hidden):
    text = f"def {name}(x):\n    ### BEGIN SOLUTION\n    {answer}\n    ### END SOLUTION"
    return [
        new_markdown_cell(f"## {title}\n\nWrite it."),
        _marked(new_code_cell, text, name, solution=True),
        _marked(new_code_cell, check, f"{name}-check", 1),
        _marked(new_code_cell, f"# Hidden checks\n{SPLIT.format(hidden)}", f"{name}-hidden", 2),
    ]


def small_set():
    """Return the nbgrader source of a set of two functions and a question."""
    double = (
        "from cnnlib.exercises.errors import WrongAnswer\n"
        "if double(4) != 8:\n"
        "    raise WrongAnswer(f'double: 8 is right, not {double(4)}.\\nHint: times two.')"
    )
    twice = "assert double(5) == 10\nassert double(-1) == -2"
    stride = "assert stride([1, 2, 3, 4]) == [1, 4]"
    words = "### BEGIN SOLUTION\nBecause.\n### END SOLUTION"
    cells = [
        new_markdown_cell("# Exercises: small"),
        new_code_cell("import numpy as np"),
        new_code_cell('STUDENT = "your name"'),
        *_exercise("Twice", "double", "return 2 * x", double, twice),
        new_code_cell("STEP = 3"),
        *_exercise("A step", "stride", "return x[::STEP]", stride, "stride([])"),
        new_markdown_cell("## In words\n\nWhy?"),
        _marked(new_markdown_cell, words, "why", 3, solution=True),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@dataclass
class Classroom:
    """What the students were given, and the right answer to each exercise."""

    given: list
    answers: dict

    @classmethod
    def of(cls, course, source):
        """Return the class of a set, whose answers its nbgrader source holds."""
        answers = {}
        for cell in source.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                lines = [line for line in cell.source.splitlines() if "### " not in line]
                answers[cell.metadata.nbgrader["grade_id"]] = "\n".join(lines)
        return cls(list(course.given), answers)

    @property
    def functions(self):
        """The names of the functions to write, in their order."""
        return [name for name, answer in self.answers.items() if answer.lstrip().startswith("def ")]

    @property
    def questions(self):
        """The names of the questions in words."""
        return [name for name in self.answers if name not in self.functions]

    def notebook(self, **changed):
        """Return a notebook with right answers to everything but what is ``changed``."""
        cells = deepcopy(self.given)
        for cell in cells:
            name = grade_id(cell)
            if name in self.answers:
                cell.source = changed.get(name, self.answers[name])
        return new_notebook(cells=cells)

    def body(self, statements):
        """Return a notebook whose first function has another body."""
        name = self.functions[0]
        return self.notebook(**{name: f"{self.answers[name].splitlines()[0]}\n{statements}"})


def grade_id(cell):
    """Return nbgrader's name of a cell, or None."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def find(notebook, name):
    """Return the place of the cell with a grade id."""
    return next(i for i, cell in enumerate(notebook.cells) if grade_id(cell) == name)


def text(notebook):
    """Return a notebook as the bytes of its file."""
    return json.dumps(notebook).encode()


def unmarked(notebook):
    """Return a notebook without any metadata of its cells, as some editors leave it."""
    for cell in notebook.cells:
        cell.metadata.clear()
    return notebook


def edited(notebook, room):
    """Return a notebook whose visible checks ask for nothing."""
    for cell in notebook.cells:
        if (grade_id(cell) or "").endswith("-check"):
            cell.source = "print('all right')"
    return notebook


def without_checks(notebook, room):
    """Return a notebook from which every check was deleted."""
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("locked")]
    return notebook


def duplicated(notebook, room):
    """Return a notebook with a blank copy of the first answer, marks and all, below it."""
    name = room.functions[0]
    blank = next(cell for cell in room.given if grade_id(cell) == name)
    notebook.cells.insert(find(notebook, name) + 1, deepcopy(blank))
    return notebook


def moved(notebook, room):
    """Return a notebook whose first answer stands in a new cell at the end; the blank one is left."""
    name = room.functions[0]
    place = find(notebook, name)
    notebook.cells.append(new_code_cell(notebook.cells[place].source))
    notebook.cells[place] = deepcopy(next(cell for cell in room.given if grade_id(cell) == name))
    return notebook


def old_format(notebook):
    """Return a notebook in the format of 2013."""
    cells = [
        {"cell_type": "code", "input": cell.source, "language": "python", "metadata": {}, "outputs": []}
        if cell.cell_type == "code"
        else {"cell_type": "markdown", "source": cell.source, "metadata": {}}
        for cell in notebook.cells
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}
    return json.dumps(old).encode()


def graded_accidents(room):
    """Return files that can be graded whatever happened to them, by the accident."""
    broken = f"{room.answers[room.functions[0]].splitlines()[0].removesuffix(':')}\n    return"
    return {
        "syntax error": text(room.notebook(**{room.functions[0]: broken})),
        "endless loop": text(room.body(LOOP)),
        "lost marks": text(unmarked(room.notebook())),
        "edited checks": text(edited(room.notebook(**{room.functions[0]: ""}), room)),
        "deleted checks": text(without_checks(room.notebook(), room)),
        "duplicated answer": text(duplicated(room.notebook(), room)),
        "new cell": text(moved(room.notebook(), room)),
        "old format": old_format(room.notebook()),
        "byte order mark": b"\xef\xbb\xbf" + text(room.notebook()),
    }


def failed_accidents(room):
    """Return notebooks whose grading fails, by the accident."""
    return {"stubborn loop": text(room.body(STUBBORN)), "killed kernel": text(room.body(KILLED))}


def no_notebooks(room):
    """Return files that are no notebook of the set, by their kind."""
    return {
        "pdf": b"%PDF-1.7 homework",
        "empty": b"",
        "cut off": text(room.notebook())[:900],
        "list": b"[1, 2]",
        "other set": text(new_notebook(cells=[new_code_cell("print(1)")])),
    }
