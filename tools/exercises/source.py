"""The exercises of a set: what stands under each heading of its source."""

import ast
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from tools.exercises.answers import BEGIN, END, between, blanked, has_markers, is_marked
from tools.exercises.cells import Cell, SourceError, read_cells
from tools.notebooks.book import ConfigurationError

IMPORT = "from cnnlib.exercises import check"
TITLE = "Exercises: "
_MARKDOWN = MarkdownIt()


@dataclass(frozen=True)
class Exercise:
    """One exercise: its name, its heading, the cell of its answer, its checks, its wrong answers."""

    name: str
    title: str
    line: int
    solution: Cell
    checks: tuple = ()
    hidden: tuple = ()
    wrong: tuple = ()

    @property
    def in_words(self):
        """Whether the answer is a text, which an instructor reads."""
        return self.solution.role == "words"

    @property
    def points(self):
        """The points that a right answer earns."""
        return self.solution.points + sum(cell.points for cell in (*self.checks, *self.hidden))


@dataclass(frozen=True)
class ExerciseSet:
    """A set of exercises: its folder's name, its source, its title and the line of that, its cells."""

    name: str
    path: Path
    text: str = field(repr=False)
    title: str
    line: int
    cells: tuple = field(repr=False)
    exercises: tuple

    @classmethod
    def read(cls, path):
        """Read ``<set>/<set>.md``; raise SourceError where it is malformed."""
        return cls.parse(path, path.read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, path, text):
        """Return the set that ``text`` describes; the name is that of the file."""
        cells = read_cells(path, text)
        sections = _sections(path, cells)
        exercises = [found for section in sections[1:] if (found := _exercise(path, section))]
        _check_beginning(path, sections[0])
        _check_names(path, exercises)
        _check_student(path, cells)
        known = {cell.line: cell for each in exercises for cell in _own(each)}
        cells = tuple(known.get(cell.line, cell) for cell in cells)
        return cls(path.stem, path, text, sections[0].title, sections[0].line, cells, tuple(exercises))

    @property
    def points(self):
        """The points of the whole set."""
        return sum(exercise.points for exercise in self.exercises)


def read_sets(folder, chosen=()):
    """Return the sets below a folder, or those chosen, by name; no exercise's name stands in two of them."""
    paths = {path.stem: path for path in sorted(folder.glob("*/*.md")) if path.stem == path.parent.name}
    if unknown := sorted(set(chosen) - set(paths)):
        raise ConfigurationError(f"no set {', '.join(unknown)} in {folder}; there are: {', '.join(paths)}")
    sets = [ExerciseSet.read(path) for name, path in paths.items() if not chosen or name in chosen]
    homes = {}
    for each in sets:
        for exercise in each.exercises:
            other = homes.setdefault(exercise.name, each.name)
            if other != each.name:
                raise SourceError(each.path, exercise.line, f"{exercise.name} is in the set {other}, too")
    return sets


def headings(text):
    """Yield ``(level, title, line, end)`` for the titles of a page and its sections, lines counted from 0."""
    tokens = _MARKDOWN.parse(text)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            yield int(token.tag[1]), inline.content, *token.map


@dataclass
class _Section:
    """What stands under one heading."""

    title: str
    line: int
    cells: list = field(default_factory=list)

    def of(self, *roles):
        """Return the cells of some roles."""
        return [cell for cell in self.cells if cell.role in roles]


def _sections(path, cells):
    """Return the sections of a source: the one of its title, then one for each exercise."""
    sections = []
    for cell in cells:
        if cell.kind == "markdown" and not cell.role:
            for level, title, offset, _ in headings(cell.source):
                if level == (2 if sections else 1):
                    sections.append(_Section(title, cell.line + offset))
        if not sections:
            raise SourceError(path, cell.line, f"a set begins with its title: `# {TITLE}…`")
        sections[-1].cells.append(cell)
    if not sections:
        raise SourceError(path, 1, f"a set begins with its title: `# {TITLE}…`")
    return sections


def _check_beginning(path, section):
    if not section.title.startswith(TITLE):
        raise SourceError(path, section.line, f"the title begins with `# {TITLE}`, not `# {section.title}`")
    for cell in section.of("solution", "words", "check", "hidden", "wrong"):
        raise SourceError(path, cell.line, f"a {cell.role} cell stands below a `##` heading")


def _exercise(path, section):
    """Return the exercise of a section, or None where there are only plain cells."""
    found = section.of("solution", "words")
    for cell in section.of("check", "hidden", "wrong"):
        if not found or cell.line < found[0].line:
            raise SourceError(path, cell.line, f"a {cell.role} cell comes after its solution")
    if not found:
        return None
    if len(found) > 1:
        raise SourceError(path, found[1].line, "a second solution under one heading; give it its own `##`")
    cell = found[0]
    name = cell.exercise
    _check_answer(path, cell)
    _check_parts(path, section, cell)
    return Exercise(
        name,
        section.title,
        section.line,
        replace(cell, grade_id=name),
        checks=_graded(section.of("check"), name, "check"),
        hidden=_graded(section.of("hidden"), name, "hidden"),
        wrong=tuple(replace(each, exercise=name) for each in section.of("wrong")),
    )


def _graded(cells, exercise, kind):
    """Return checks with their grade ids: the first without a number."""
    return tuple(
        replace(cell, exercise=exercise, grade_id=f"{exercise}-{kind}{count if count > 1 else ''}")
        for count, cell in enumerate(cells, 1)
    )


def _own(exercise):
    return (exercise.solution, *exercise.checks, *exercise.hidden, *exercise.wrong)


def _check_answer(path, cell):
    """Raise SourceError unless a solution has a name, its two markers, and the function of its name."""
    if not cell.exercise.isidentifier() or cell.exercise != cell.exercise.lower():
        raise SourceError(path, cell.line, f"an exercise's name is like_this, not {cell.exercise!r}")
    if not is_marked(cell.source):
        raise SourceError(path, cell.line, f"a solution stands between one `{BEGIN}` and one `{END}`")
    around = blanked(cell.source, "")
    if has_markers(around + between(cell.source)):
        raise SourceError(path, cell.line, f"a {cell.role} cell has no other markers")
    if cell.role == "words" and around.strip():
        raise SourceError(path, cell.line, "in a words cell stands the model answer alone: end it by `+++`")
    if cell.role == "solution" and not cell.defines(cell.exercise):
        raise SourceError(path, cell.line, f"this solution defines no function {cell.exercise}")


def _check_parts(path, section, answer):
    """Raise SourceError unless the checks and wrong answers of an exercise are as they must be."""
    if answer.role == "words":
        for cell in section.of("check", "hidden", "wrong"):
            raise SourceError(path, cell.line, f"a question in words has no {cell.role} cell")
        return
    for role in _needed(section):
        if not section.of(role):
            raise SourceError(path, answer.line, f"{answer.exercise} has no {role} cell")
    for cell in section.of("check", "hidden"):
        _check_check(path, cell, answer.exercise)
    for cell in section.of("wrong"):
        _check_wrong(path, cell, answer.exercise)
    if repeated := _repeated(cell.mistake for cell in section.of("wrong")):
        raise SourceError(path, answer.line, f"{answer.exercise} has two wrong answers named {repeated[0]!r}")


def _needed(section):
    """Return the roles that an exercise needs: with one's own numbers, a hidden check could only repeat."""
    personal = any("student=STUDENT" in cell.source for cell in section.of("check"))
    return ("check",) if personal else ("check", "hidden")


def _check_check(path, cell, exercise):
    """Raise SourceError unless a check begins with its import, and asks for this exercise."""
    if cell.source.split("\n")[0].strip() != IMPORT:
        raise SourceError(path, cell.line, f"a {cell.role} cell begins with `{IMPORT}`")
    task = f"{path.stem}/{exercise}"
    calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
    asked = [[ast.unparse(part) for part in (call.func, *call.args)] for call in calls]
    if ["check", repr(task), exercise] not in asked:
        raise SourceError(path, cell.line, f'a {cell.role} cell calls `check("{task}", {exercise}, …)`')


def _check_wrong(path, cell, exercise):
    if not cell.defines(exercise):
        raise SourceError(path, cell.line, f"this wrong answer defines no function {exercise}")


def _check_names(path, exercises):
    if repeated := _repeated(each.name for each in exercises):
        line = [each.line for each in exercises if each.name == repeated[0]][1]
        raise SourceError(path, line, f"two exercises are named {repeated[0]}")


def _check_student(path, cells):
    """Raise SourceError unless at most one cell asks who the student is, by ``STUDENT = "…"``."""
    found = [cell for cell in cells if cell.role == "student"]
    for cell in found[1:]:
        raise SourceError(path, cell.line, "a second student cell; one is enough for a set")
    for cell in found:
        if not re.fullmatch(r"(#.*\s+)*STUDENT = (\".*\"|'.*')\s*(#.*)?", cell.source):
            raise SourceError(path, cell.line, 'a student cell sets STUDENT alone: `STUDENT = "…"`')
    asking = [cell for cell in cells if cell.role in ("check", "hidden") and "STUDENT" in cell.source]
    if asking and not found:
        raise SourceError(path, asking[0].line, "this check asks for STUDENT, and there is no student cell")


def _repeated(names):
    return [name for name, count in Counter(names).items() if count > 1]
