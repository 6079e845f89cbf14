"""The results of a class: a table, everything in one JSON file, a page for each student, a summary."""

import csv
import io
import json
import re
from collections import Counter

from tools.grading import feedback
from tools.grading.store import write

_COLUMNS = ("student", "status", "points", "maximum", "by_hand", "notes", "file")
_HINT = re.compile(r"^Hint: (.+)$", re.MULTILINE)
# A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(course, submission, record, given):
    """Return everything that there is to say of one file; points only where it was graded.

    Parameters
    ----------
    course : Course
    submission, record : dict
        A file of the store and what came of it.
    given : dict
        Points and comments given by hand, by cell.
    """
    graded = record["status"] == "graded"
    exercises = {
        each.name: _points(each, record["exercises"][each.name], given) for each in course.exercises if graded
    }
    pending = [name for name, each in exercises.items() if each["points"] is None]
    return {
        "student": submission["student"],
        "status": record["status"],
        "points": sum(each["points"] or 0 for each in exercises.values()) if graded else None,
        "maximum": course.points,
        "by_hand": pending,
        "reason": record.get("reason"),
        "notes": [*filter(None, [record.get("reason")]), *record.get("notes", [])],
        "file": submission["file"],
        "original": submission.get("path"),
        "typed": record.get("student"),
        "seconds": record.get("seconds"),
        "exercises": exercises,
    }


def _points(exercise, found, given):
    """Return an exercise's points and messages, what was given by hand in place of nbgrader's own."""
    cells = {check["id"]: check["points"] for check in found.get("checks", ())}
    cells = cells or {exercise.name: found["points"]}
    points = [given.get(cell, {}).get("points", own) for cell, own in cells.items()]
    comment = given.get(exercise.name, {}).get("comment")
    total = None if None in points else sum(points)
    return {**found, "points": total, "maximum": exercise.points, "comment": comment}


def tell_same_numbers(rows):
    """Note where two students typed the same name, and so got the same numbers."""
    typed = {}
    for each in rows:
        if each["status"] == "graded" and each["typed"]:
            typed.setdefault(each["typed"].strip().casefold(), []).append(each)
    for own in typed.values():
        for each in own:
            others = sorted(other["student"] for other in own if other is not each)
            if others:
                each["notes"].append(f"STUDENT = {each['typed']!r} was also typed by {', '.join(others)}")


def write_results(course, rows, notebooks, folder):
    """Write ``results.csv``, ``results.json`` and ``feedback/<student>.html``."""
    write(folder / "results.csv", _table(course, rows))
    write(folder / "results.json", json.dumps(rows, indent=1, ensure_ascii=False))
    pages = folder / "feedback"
    for each in rows:
        if each["student"] and each["status"] in ("graded", "failed", "unreadable"):
            notebook = notebooks.get(each["student"])
            graded = each["status"] == "graded"
            text = feedback.page(course, each, notebook) if graded else feedback.failure(course, each)
            if graded or each["student"] not in notebooks:
                write(pages / f"{each['student']}.html", text)


def _table(course, rows):
    """Return the results as CSV; a spreadsheet reads its letters by the mark in front."""
    names = [exercise.name for exercise in course.exercises]
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow([*_COLUMNS[:4], *names, *_COLUMNS[4:]])
    for each in rows:
        points = [each["exercises"].get(name, {}).get("points") for name in names]
        first = [each["student"], each["status"], each["points"], each["maximum"], *points]
        last = [" ".join(each["by_hand"]), "; ".join(each["notes"]), each["file"]]
        table.writerow([_field(value) for value in [*first, *last]])
    return "\ufeff" + file.getvalue()


def _field(value):
    """Return a field as text: nothing for what is not known, and never a formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = " ".join(value.split())
        return f"'{value}" if value.startswith(_FORMULA) else value
    return f"{value:g}"


def summary(course, rows):
    """Return what an instructor wants to know first, as lines of text."""
    counts = Counter(each["status"] for each in rows)
    yield ", ".join(f"{count} {status}" for status, count in counts.most_common())
    graded = [each for each in rows if each["status"] == "graded"]
    for exercise in course.exercises:
        points = [each["exercises"][exercise.name]["points"] for each in graded]
        known = [each for each in points if each is not None]
        mean = f"{sum(known) / len(known):.1f}" if known else "-"
        yield f"  {exercise.name:32} {mean:>5} of {exercise.points:g} points on average" + (
            f", {len(points) - len(known)} to grade by hand" if len(known) < len(points) else ""
        )
    hints = Counter(hint for each in graded for hint in _hints(each))
    if hints:
        yield "What went wrong most often:"
        yield from (f"  {count:3} × {hint}" for hint, count in hints.most_common(5))


def _hints(each):
    """Return the hints that one student was given, each once."""
    texts = [text for found in each["exercises"].values() for text in found["messages"]]
    return {(_HINT.findall(text) or text.splitlines() or [""])[0] for text in texts}
