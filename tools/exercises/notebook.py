"""nbgrader's source of a set: a notebook with solutions and hidden checks, and without wrong answers."""

from collections import Counter

import nbformat

from tools.exercises.page import points_lines, with_notes
from tools.notebooks.book import Page
from tools.notebooks.convert import Converter
from tools.notebooks.twin import METADATA, Cell, badge, installation, notebook_cell

PAGES = "book/exercises"
RELEASED = "assignments"
_HIDDEN = (
    "# Hidden checks run here when your notebook is graded: leave this cell as it is.\n"
    "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
)
_FLAGS = {
    "solution": {"grade": False, "solution": True, "locked": False},
    "words": {"grade": True, "solution": True, "locked": False},
    "check": {"grade": True, "solution": False, "locked": True},
    "hidden": {"grade": True, "solution": False, "locked": True},
}


def notebook_place(name):
    """Return where the students' notebook of a set lies in the repository."""
    return f"{RELEASED}/{name}/{name}.ipynb"


def add_pages(book, sets):
    """Let a book know the pages of the sets, with the text of each set's own source.

    Return them by the set's name. It comes before the book's labels are asked for.
    """
    pages = {each.name: _page(book, each) for each in sets}
    own = {page.name: page for page in pages.values()}
    book.pages[:] = [own.pop(page.name, page) for page in book.pages]
    book.pages.extend(own.values())
    return pages


def _page(book, exercise_set):
    name = f"{PAGES}/{exercise_set.name}/{exercise_set.name}"
    numbers = [page.number for page in book.pages if page.name == name]
    return Page(name, exercise_set.path, *(numbers or [()]), book.settings.base_url)


def write_sources(book, sets):
    """Write nbgrader's source beside the text of each set; return what to say about each."""
    pages = add_pages(book, sets)
    return [
        write(each.path.with_suffix(".ipynb"), source_notebook(book, pages[each.name], each)) for each in sets
    ]


def write(path, text):
    """Write a notebook where it changes; return what to say about it."""
    same = path.exists() and path.read_text(encoding="utf-8") == text
    if not same:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return f"{path}: {'unchanged' if same else 'written'}"


def source_notebook(book, page, exercise_set):
    """Return the text of nbgrader's source; ``page`` is the set's, which ``add_pages`` gave."""
    converter, ids = Converter(book, page, {}), Counter()
    notes = points_lines(exercise_set)
    cells = [notebook_cell(cell, ids) for cell in _bootstrap(book, page, exercise_set.name)]
    for cell in exercise_set.cells:
        if cell.role != "wrong":
            cells.append(_notebook_cell(cell, _text(converter, cell, notes), ids))
    metadata = {**METADATA, "exercises": {"set": exercise_set.name}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=metadata)) + "\n"


def _bootstrap(book, page, name):
    """Return the two cells in front: the links, and the line that installs the library on Colab."""
    links = f"{badge(book.blob(notebook_place(name)))}\n[Read these exercises on the web]({page.url})"
    return [Cell("markdown", links, 0, ("bootstrap",)), installation(book)]


def _text(converter, cell, notes):
    """Return what a cell holds: prose in plain Markdown, a hidden check between its markers."""
    if cell.role == "hidden":
        return _HIDDEN.format(cell.source)
    if cell.kind == "code":
        return cell.source
    text = converter.blocks(cell.source, cell.line)
    return with_notes(cell, text, notes)


def _notebook_cell(cell, text, ids):
    tags = ("student",) if cell.role == "student" else ()
    # No identity tells of a text that the students do not see.
    new = notebook_cell(Cell(cell.kind, cell.grade_id or text, cell.line, tags), ids)
    new.source = text
    if cell.grade_id:
        new.metadata["nbgrader"] = _nbgrader(cell)
    return new


def _nbgrader(cell):
    """Return what nbgrader wants to know of a cell."""
    points = {} if cell.role == "solution" else {"points": cell.points}
    return {"schema_version": 3, "grade_id": cell.grade_id, **_FLAGS[cell.role], "task": False, **points}
