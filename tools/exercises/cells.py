"""The cells of a source, each with its role and the line on which it begins."""

import ast
import re
from dataclasses import dataclass

from jupytext.myst import MystMetadataParsingError

from tools.exercises.answers import has_markers
from tools.notebooks.parser import ConversionError
from tools.notebooks.twin import located

# What each role must say, and the kind of it. A cell without a role is plain.
_OPTIONS = {
    "": {},
    "student": {},
    "solution": {"exercise": str},
    "check": {"points": int},
    "hidden": {"points": int},
    "wrong": {"mistake": str, "says": str},
    "words": {"exercise": str, "points": int},
}
_STRAY = re.compile(r"^.*\{code-cell\}.*$|^[ \t]*:role:.*$", re.MULTILINE)
_KINDS = {str: "a text (in quotation marks, if YAML reads something else)", int: "a whole number from 1"}


class SourceError(ConversionError):
    """Something in the source of a set that cannot be meant, with the file and the line."""


@dataclass(frozen=True)
class Cell:
    """A cell of a source: its kind (``code`` or ``markdown``), its role, its text, its first line.

    What belongs to other roles is empty. A grade id stands on the cells that nbgrader must know.
    """

    kind: str
    role: str
    source: str
    line: int
    exercise: str = ""
    points: int = 0
    mistake: str = ""
    says: str = ""
    grade_id: str = ""

    def defines(self, name):
        """Whether the cell's code defines a function ``name`` at its top level."""
        return any(
            isinstance(node, ast.FunctionDef) and node.name == name for node in ast.parse(self.source).body
        )


def read_cells(path, text):
    """Return the cells of a source.

    Raises
    ------
    SourceError
        Where a cell has an unknown role, lacks what its role must say, says more, or is no Python.
    """
    if text.startswith("---"):
        raise SourceError(path, 1, "a set of exercises has no front matter: its page runs nothing")
    try:
        found = located(text)
    except MystMetadataParsingError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise SourceError(path, int(line[1]) if line else 1, str(error)) from error
    return [_cell(path, cell, line) for cell, line in found]


def _cell(path, cell, line):
    options = dict(cell.metadata)
    role = options.pop("role", "")
    kind = "markdown" if role == "words" or not (role or cell.cell_type == "code") else "code"
    if not isinstance(role, str) or role not in _OPTIONS:
        known = ", ".join(filter(None, _OPTIONS))
        raise SourceError(path, line, f"unknown role {role!r}; there are {known}")
    if cell.cell_type != kind:
        raise SourceError(path, line, f"a {role} cell is a {kind} cell, not {cell.cell_type}")
    _check_options(path, line, role, options)
    _check_secrets(path, line, role, cell.source)
    if role and kind == "code":
        _check_python(path, line, role, cell.source)
    return Cell(kind, role, cell.source, line, **options)


def _name(role):
    return f"a {role} cell" if role else "a cell without a role"


def _check_options(path, line, role, options):
    """Raise SourceError unless a cell says what its role must say, and nothing else."""
    name = _name(role)
    wanted = _OPTIONS[role]
    for option, kind in wanted.items():
        value = options.get(option)
        if option not in options:
            raise SourceError(path, line, f"{name} needs `:{option}:`")
        if type(value) is not kind or not value or (kind is int and value < 0):
            raise SourceError(path, line, f"`{option}` must be {_KINDS[kind]}, not {value!r}")
    if surplus := sorted(set(options) - set(wanted)):
        raise SourceError(path, line, f"{name} takes no {', '.join(surplus)}")


def _check_secrets(path, line, role, source):
    """Raise SourceError where something that the students must not see would not be known as such."""
    if role not in ("solution", "words") and has_markers(source):
        raise SourceError(path, line, f"{_name(role)} has no markers: they are set around hidden checks")
    if not role and (stray := _STRAY.search(source)):
        place = line + source[: stray.start()].count("\n")
        raise SourceError(path, place, f"this begins no cell, and is prose to everybody: {stray[0].strip()}")


def _check_python(path, line, role, source):
    try:
        ast.parse(source)
    except SyntaxError as error:
        raise SourceError(
            path, line, f"this {role} cell is no Python: {error.msg}: {(error.text or '').strip()}"
        ) from error
