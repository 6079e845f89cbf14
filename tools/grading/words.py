"""Answers in words: found by their marks, or by their place below the question's heading."""

from tools.exercises.source import headings
from tools.grading.definitions import same


def find_words(draft, exercise):
    """Put everything that the student wrote to a question into one cell, in the place of its answer."""
    marked = [i for i in draft.kept if draft.ids[i] == exercise.name]
    section = _section(draft, exercise)
    found = sorted({*marked, *(i for i in section[1:] if _is_own(draft, i))})
    if not found and not section:
        return
    texts = [draft.cells[i].source for i in found if not same(draft.cells[i].source, exercise.blank)]
    if not texts and section:
        texts = _written_into(draft, draft.cells[section[0]].source)
    if texts and (len(found) != 1 or found != marked):
        draft.notes.append(f"{exercise.name}: the answer is what stands below the question")
    draft.lost += not marked
    for i in found:
        del draft.kept[i]
    place = found[0] if found else section[-1]
    draft.places[exercise.name] = place
    draft.add(place, 1, draft.given(exercise.name, "\n\n".join(texts) or exercise.blank))


def _section(draft, exercise):
    """Return the places from the question's heading to the next one, or nothing where it has been lost."""
    titles = {i: _titles(cell) for i, cell in draft.kept.items() if cell.cell_type == "markdown"}
    start = next((i for i, found in titles.items() if exercise.title in found), None)
    if start is None:
        return []
    end = next((i for i, found in titles.items() if i > start and found), len(draft.cells))
    return [i for i in draft.kept if start <= i < end]


def _titles(cell):
    return [title for level, title, *_ in headings(cell.source) if level == 2]


def _is_own(draft, i):
    """Return whether a cell is a text by the student."""
    cell = draft.cells[i]
    known = any(same(cell.source, each.source) for each in draft.course.given)
    return cell.cell_type != "code" and bool(cell.source.strip()) and not known


def _written_into(draft, source):
    """Return what a student added to the text of the question itself."""
    given = {line.strip() for cell in draft.course.given for line in cell.source.splitlines()}
    lines = [line for line in source.splitlines() if line.strip() and line.strip() not in given]
    return ["\n".join(lines)] if lines else []
