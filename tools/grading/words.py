"""Answers in words: found by their marks, or by their place below the question's heading."""

import ast

from tools.exercises.source import headings
from tools.grading.definitions import parsed, same


def find_words(draft, exercise):
    """Put everything that the student wrote to a question into one cell, in the place of its answer."""
    marked = [i for i in draft.kept if draft.ids[i] == exercise.name]
    section = _section(draft, exercise)
    own = [i for i in section[1:] if draft.cells[i].cell_type != "code" and _is_own(draft, i)]
    found = sorted({*marked, *own})
    if not found and not section:
        return
    written = [draft.cells[i].source for i in found]
    texts = [text for text in written if text.strip() and not same(text, exercise.blank)]
    if not texts and section:
        texts = _written_into(draft, section[0])
    if texts and (len(found) != 1 or found != marked):
        draft.notes.append(f"{exercise.name}: the answer is what stands below the question")
    elif not texts:
        texts = _elsewhere(draft, exercise, section)
    draft.lost += not marked
    for i in found:
        del draft.kept[i]
    place = found[0] if found else section[-1]
    draft.places[exercise.name] = place
    draft.add(place, 1, draft.given(exercise.name, "\n\n".join(texts) or exercise.blank))


def _elsewhere(draft, exercise, section):
    """Return what may be the answer: words in code cells below the question, else any other text."""
    code = [i for i in section[1:] if _is_words_in_code(draft, i)]
    texts = {i: f"```\n{draft.cells[i].source}\n```" for i in code}
    if not code:
        texts = {i: text for i in draft.kept if _is_free(draft, i) for text in _written_into(draft, i)}
    if texts:
        numbers = " and ".join(str(i + 1) for i in texts)
        draft.notes.append(f"{exercise.name}: no text below the question, but in cell {numbers}: is it that?")
    return list(texts.values())


def _is_free(draft, i):
    """Return whether a cell is a text without a heading: all of the set's own, in any edition, have one."""
    if draft.cells[i].cell_type == "code" or draft.ids[i]:
        return False
    return all(level > 2 for level, *_ in headings(draft.cells[i].source))


def _is_words_in_code(draft, i):
    """Return whether a code cell by the student holds comments, strings, or what Python cannot read."""
    if draft.cells[i].cell_type != "code" or draft.ids[i] or draft.names[i] or not _is_own(draft, i):
        return False
    tree = parsed(draft.cells[i].source)
    return tree is None or all(isinstance(getattr(each, "value", None), ast.Constant) for each in tree.body)


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
    """Return whether a cell is the student's own: neither given nor empty."""
    source = draft.cells[i].source
    return bool(source.strip()) and not any(same(source, each.source) for each in draft.course.given)


def _written_into(draft, i):
    """Return what a student added to a text that was given."""
    given = {line.strip() for cell in draft.course.given for line in cell.source.splitlines()}
    lines = [
        line for line in draft.cells[i].source.splitlines() if line.strip() and line.strip() not in given
    ]
    return ["\n".join(lines)] if lines else []
