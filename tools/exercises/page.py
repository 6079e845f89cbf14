"""The text of a set's page: nothing runs in it, and solutions are in it only where that is asked for."""

import re

from tools.exercises.answers import between, blanked, shown
from tools.exercises.source import headings

_FOLDED = "::::::{dropdown} %s\n%s\n::::::"


def page_text(exercise_set, links, *, solutions=False):
    """Return a set as a page of plain MyST Markdown.

    Parameters
    ----------
    exercise_set : ExerciseSet
        The set.
    links : str
        The paragraph that stands below the title.
    solutions : bool
        Whether the page holds the solutions and model answers, each folded.
    """
    notes = {exercise_set.line: links, **points_lines(exercise_set)}
    parts = [_part(cell, notes, solutions) for cell in exercise_set.cells]
    return "\n\n".join(part for part in parts if part) + "\n"


def _part(cell, notes, solutions):
    """Return what a cell is in the page; hidden checks and wrong answers are nothing."""
    if cell.role in ("hidden", "wrong"):
        return ""
    if cell.role == "words":
        return _FOLDED % ("Show a model answer", between(cell.source)) if solutions else ""
    if cell.role == "solution":
        folded = _FOLDED % ("Show the solution", _fenced(shown(cell.source))) if solutions else ""
        return f"{_fenced(blanked(cell.source))}\n\n{folded}".rstrip()
    return _fenced(cell.source) if cell.kind == "code" else with_notes(cell, cell.source, notes)


def _fenced(code):
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}python\n{code}\n{fence}"


def with_notes(cell, text, notes):
    """Return a cell's ``text``, as it is or converted, with a note below each heading that has one.

    ``notes`` holds them by the line of the source on which the heading stands.
    """
    lines = text.split("\n")
    places = zip(headings(cell.source), headings(text))
    for (_, _, offset, _), (_, _, _, end) in reversed(list(places)):
        if cell.line + offset in notes:
            lines[end:end] = ["", notes[cell.line + offset]]
    return "\n".join(lines)


def points_lines(exercise_set):
    """Return, by the line of its heading, how many points each exercise has and what earns them."""
    return {exercise.line: _points(exercise) for exercise in exercise_set.exercises}


def _points(exercise):
    total = f"{exercise.points} point{'s' if exercise.points > 1 else ''}"
    if exercise.in_words:
        return f"*{total} for an answer in words.*"
    visible = sum(cell.points for cell in exercise.checks)
    below = "check" if len(exercise.checks) == 1 else "checks"
    if not exercise.hidden:
        return f"*{total} for the {below} below.*"
    hidden = "a hidden one" if len(exercise.hidden) == 1 else "hidden ones"
    return f"*{total}: {visible} for the {below} below, {exercise.points - visible} for {hidden}.*"
