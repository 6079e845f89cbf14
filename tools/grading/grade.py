"""One submission graded: put in order, run in the sandbox, its points and messages read off."""

import logging
import re
import shutil
from pathlib import Path
from time import perf_counter

import nbformat
from nbgrader.preprocessors import ClearOutput, LimitOutput, OverwriteCells
from nbgrader.utils import determine_grade

from tools.grading.guard import TOLD
from tools.grading.kernel import GradingFailed, Run
from tools.grading.reading import Unreadable, read_notebook
from tools.grading.repair import repair

_COLORS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LONGEST = 4_000


def grade(course, sandbox, submission, folder, worker=0):
    """Return what came of one submission, as a dictionary; ``folder`` is its own, and deleted after it."""
    start = perf_counter()
    folder = Path(folder)
    folder.mkdir(parents=True)
    try:
        notebook, notes = repair(read_notebook(Path(submission["path"]).read_bytes()), course)
        graded = _run(course, sandbox, notebook, folder, worker)
        result = {"status": "graded", "notes": notes + _changes(graded), **_outcome(course, graded)}
    except Unreadable as error:
        result = {"status": "unreadable", "reason": str(error)}
    except GradingFailed as error:
        result = {"status": "failed", "reason": str(error)}
    except Exception as error:
        result = {"status": "failed", "reason": f"{type(error).__name__}: {error}"}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return result | {"seconds": round(perf_counter() - start, 2)}


def _run(course, sandbox, notebook, folder, worker):
    """Return the notebook after nbgrader's steps: cleared, checks overwritten, run, outputs bounded."""
    resources = {"nbgrader": {"notebook": course.name, "assignment": course.name, "db_url": course.database}}
    quiet = logging.getLogger("nbgrader.quiet")
    quiet.setLevel(logging.CRITICAL)
    for step in (ClearOutput(), OverwriteCells(add_missing_cells=True, log=quiet)):
        notebook, resources = step.preprocess(notebook, resources)
    limits = sandbox.limits
    run = Run(sandbox=sandbox, worker=worker, submission=limits.submission, timeout=limits.cell, log=quiet)
    notebook = run.run(notebook, folder)
    for cell in notebook.cells:
        _settle(cell, limits)
    return LimitOutput(max_lines=300).preprocess(notebook, {})[0]


def _settle(cell, limits):
    """Say in a cell's outputs what nbgrader leaves out, and let a warning cost no points."""
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            output.name = "stdout"
        elif output.output_type == "error" and output.ename == "CellTimeoutError":
            output.evalue = f"no answer within {limits.cell:g} s: is there an endless loop?"
    ends = [each for each in cell.get("outputs", ()) if each.get("ename") == "CellTimeoutError"]
    if ends:
        cell.outputs = [each for each in cell.outputs if each.output_type != "error"] + ends


def _outcome(course, notebook):
    """Return the points of every exercise and what its checks said, with the notebook itself."""
    cells = {
        cell.metadata.nbgrader["grade_id"]: cell for cell in notebook.cells if "nbgrader" in cell.metadata
    }
    exercises = {
        each.name: _in_words(each, cells) if each.in_words else _coded(each, cells)
        for each in course.exercises
    }
    return {"exercises": exercises, "student": _student(notebook), "notebook": nbformat.writes(notebook)}


def _changes(notebook):
    """Return what the kernel's guard told: each change of the library once."""
    streams = [
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream"
    ]
    lines = [line for text in streams for line in text.splitlines() if line.startswith(TOLD)]
    return list(dict.fromkeys(lines))


def _coded(exercise, cells):
    checks = [_check(cells[check.grade_id]) for check in exercise.checks]
    answer = cells.get(exercise.name)
    said = [check["message"] for check in checks if check["message"]]
    own = _errors(answer) if said else []
    # Where the answer itself could not be run, it is no news that its function is missing.
    missing = f"NameError: name '{exercise.name}' is not defined"
    return {
        "points": sum(check["points"] for check in checks),
        "messages": own + [each for each in dict.fromkeys(said) if not (own and each == missing)],
        "checks": checks,
    }


def _check(cell):
    points, _ = determine_grade(cell)
    return {"id": cell.metadata.nbgrader["grade_id"], "points": points, "message": "\n".join(_errors(cell))}


def _in_words(exercise, cells):
    """Return a question's points: none as long as nobody has read the answer, 0 where there is none."""
    cell = cells[exercise.name]
    points, _ = determine_grade(cell)
    return {"points": points, "messages": [] if points is None else ["no answer"], "answer": cell.source}


def _errors(cell):
    """Return what the errors of a cell say."""
    outputs = cell.outputs if cell and cell.cell_type == "code" else ()
    return [message(output) for output in outputs if output.output_type == "error"]


def message(error):
    """Return an error's text; that of a check is shown alone, any other's name is part of it."""
    text = _COLORS.sub("", str(error.evalue or ""))
    alone = error.ename in ("WrongAnswer", "CellTimeoutError", "OutputLimitError")
    text = re.sub(r"\(\d+\.py, (line \d+)\)", r"(\1)", text)
    return (text if alone else f"{error.ename}: {text}".removesuffix(": "))[:_LONGEST]


def _student(notebook):
    """Return what the student typed as ``STUDENT``, for a set with numbers of one's own."""
    found = [
        match[2]
        for cell in notebook.cells
        if cell.cell_type == "code"
        and (match := re.search(r"^STUDENT\s*=\s*(['\"])(.*?)\1", cell.source, re.MULTILINE))
    ]
    return found[-1] if found else None
