"""A student's page: points, what the checks said, then the answers. It asks no other host for anything."""

import base64
import binascii
import re
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.grading.grade import message

# Nothing of what a student wrote can run: no script is allowed, and nothing is fetched.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = Path(__file__).with_name("feedback.css")
_FORMAT = HtmlFormatter(nowrap=True, noclasses=True, style="default")
_COLORS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False}).disable("image")
_PICTURES = ("image/png", "image/jpeg")


def page(course, row, notebook):
    """Return the page of one student as HTML; ``row`` is the student's row of the results."""
    body = [
        f"<p class=total>{_number(row['points'])} of {course.points:g} points{_pending(course, row)}</p>",
        _table(course, row),
        _notes(row),
        *(_exercise(each, row) for each in course.exercises),
        "<h2>Your notebook, as it was run</h2>",
        *map(_cell, notebook.cells),
    ]
    return _document(course, row, body)


def failure(course, row):
    """Return the page of a student whose submission could not be graded."""
    told = "<p class=total>Not graded. This is no 0: talk to your instructor.</p>"
    return _document(course, row, [told, f"<p>{escape(row['file'])}: {escape(row['reason'])}</p>"])


def _document(course, row, body):
    """Return a page with a heading and this body."""
    title = escape(f"{course.name}: {row['student']}")
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE.read_text(encoding='utf-8')}</style>"
    )
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}</head>\n'
        f"<body><main>\n<h1>{title}</h1>{''.join(body)}\n</main></body></html>\n"
    )


def _number(value):
    return "not yet graded" if value is None else f"{value:g}"


def _pending(course, row):
    points = sum(each.points for each in course.exercises if each.name in row["by_hand"])
    return f"; {points:g} more are to be graded by hand" if points else ""


def _table(course, row):
    """Return the points of every exercise."""
    lines = [
        f'<tr><td><a href="#{escape(each.name)}">{escape(each.title)}</a></td>'
        f"<td>{_number(row['exercises'].get(each.name, {}).get('points'))}</td><td>{each.points:g}</td></tr>"
        for each in course.exercises
    ]
    return f"<table><tr><th>Exercise</th><th>Points</th><th>of</th></tr>{''.join(lines)}</table>"


def _notes(row):
    items = "".join(f"<li>{escape(note)}</li>" for note in row["notes"])
    return f"<h2>Notes</h2><ul>{items}</ul>" if items else ""


def _exercise(exercise, row):
    """Return what the checks of an exercise said, and what an instructor wrote."""
    found = row["exercises"].get(exercise.name)
    if not found:
        return ""
    messages = "".join(f"<pre class=wrong>{escape(message)}</pre>" for message in found["messages"])
    comment = f"<div class=comment>{_MARKDOWN.render(found['comment'])}</div>" if found.get("comment") else ""
    right = found["points"] == exercise.points
    said = messages or ("<p>Everything right.</p>" if right else "")
    heading = f'<h2 id="{escape(exercise.name)}">{escape(exercise.title)}</h2>'
    points = f"<p>{_number(found['points'])} of {exercise.points:g} points</p>"
    return heading + points + said + comment


def _cell(cell):
    """Return one cell with its outputs; of a check, which may be hidden, only its name."""
    mark = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "code":
        return f"<section>{_MARKDOWN.render(cell.source)}</section>"
    if mark.get("grade"):
        source = f"<p class=check>Check {escape(mark['grade_id'])}</p>"
    else:
        source = f"<pre class=code>{highlight(cell.source, PythonLexer(), _FORMAT)}</pre>"
    outputs = (_output(output, in_check=bool(mark.get("grade"))) for output in cell.outputs)
    return f"<section>{source}{''.join(outputs)}</section>"


def _output(output, *, in_check):
    """Return an output as text or picture, never as what could run; a traceback shows the code of a check."""
    if output.output_type == "stream":
        return _text(output.text)
    if output.output_type == "error":
        traceback = [] if in_check else output.traceback
        return _text("\n".join(traceback) or message(output), "wrong")
    for kind in _PICTURES:
        if picture := _picture(output.data.get(kind)):
            return f'<img alt="A picture that this cell drew" src="data:{kind};base64,{picture}">'
    return _text(output.data.get("text/plain", ""))


def _text(text, kind="output"):
    text = _COLORS.sub("", "".join(text))
    return f"<pre class={kind}>{escape(text)}</pre>" if text else ""


def _picture(data):
    """Return a picture's base64, or None where it is none."""
    text = "".join(data or "")
    try:
        return base64.b64encode(base64.b64decode("".join(text.split()), validate=True)).decode()
    except (binascii.Error, ValueError):
        return None
