r"""Whose a file is, by its path in the folder or zip that was handed over.

These layouts are known, in this order; ``NAMES=`` of ``make grade`` takes the place of all of them: a regular
expression with a group ``student_id``, searched in the path.

======================  ============================================================
Moodle                  ``Anna Berg_12345_assignsubmission_file_/convolution.ipynb``
a folder a student      ``anna/convolution.ipynb``, ``submitted/anna/convolution/convolution.ipynb``
Canvas                  ``bergannna_LATE_12345_67890_convolution.ipynb``
nbgrader's collector    ``anna.berg_convolution.ipynb``
a file a student        ``anna.ipynb``
======================  ============================================================
"""

import re
import unicodedata
from pathlib import PurePosixPath

_MOODLE = re.compile(r"(?:^|/)(?P<student_id>[^/]+?)_(?P<number>\d+)_assignsubmission_")
_CANVAS = re.compile(r"^(?P<student_id>[^/_]+)(?:_LATE)?_(?P<number>\d+)_\d+_[^/]+$", re.IGNORECASE)
_COLLECTOR = re.compile(r"^(?P<student_id>[^/_]+)_(?P<file_id>[^/]+)\.[^./]+$")
_FORBIDDEN = re.compile(r'[\x00-\x1f/\\:*?"<>|\[\]{}]+')


class NamesError(ValueError):
    """The expression for the names cannot be used."""


def students(paths, assignment, pattern=None, known=()):
    """Return each path's student, as a dictionary; None where no layout tells.

    Parameters
    ----------
    paths : list of str
        Paths below the folder, with slashes.
    assignment : str
        The set's name: it is no student.
    pattern : str, optional
        A regular expression with a group ``student_id``.
    known : iterable of (str, str), optional
        The paths and students of earlier times: whoever had a name then keeps it, a namesake gets another.

    Examples
    --------
    >>> students(["anna/convolution.ipynb", "ben/drafts/convolution.ipynb"], "convolution")
    {'anna/convolution.ipynb': 'anna', 'ben/drafts/convolution.ipynb': 'ben'}
    >>> students(["Zoe_7_assignsubmission_file_/a.ipynb", "Zoe_9_assignsubmission_file_/a.ipynb"], "a")
    {'Zoe_7_assignsubmission_file_/a.ipynb': 'Zoe-7', 'Zoe_9_assignsubmission_file_/a.ipynb': 'Zoe-9'}
    """
    if pattern:
        search = _compiled(pattern).search
        found = {path: _named(search(path)) for path in paths}
    else:
        common = _common([path for path in paths if not _MOODLE.search(path)])
        found = {path: _known(path, common, assignment) for path in paths}
    owners = {student: _known(path, 0, assignment)[1] for path, student in known}
    numbers = {}  # of each name: two students may have one name
    for name, number in [*found.values(), *((each, own) for each, own in owners.items() if own)]:
        numbers.setdefault(name, set()).add(number)

    def told_apart(name, number):
        full = f"{name}-{number}"
        kept = not number or owners.get(name) == number
        return name if kept or not (full in owners or len(numbers[name]) > 1) else full

    return {path: name and told_apart(name, number) for path, (name, number) in found.items()}


def _compiled(pattern):
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise NamesError(f"NAMES is no regular expression: {error}") from None
    if "student_id" not in expression.groupindex:
        raise NamesError("NAMES has no group (?P<student_id>...)")
    return expression


def _common(paths):
    """Return how many folders all paths have in common."""
    folders = [PurePosixPath(path).parent.parts for path in paths]
    levels = list(zip(*folders))
    return next((i for i, level in enumerate(levels) if len(set(level)) > 1), len(levels))


def _known(path, common, assignment):
    """Return the name and the number that a path tells, or None for either."""
    if match := _MOODLE.search(path):
        return _named(match)
    parts = PurePosixPath(path).parts
    folders = [part for part in parts[common:-1] if not _is_set(part, assignment)]
    if folders:
        return _clean(folders[0]), None
    if match := _CANVAS.match(parts[-1]):
        return _named(match)
    # Without the set's name it may be anna_berg.ipynb: another than anna_ott.ipynb.
    if (match := _COLLECTOR.match(parts[-1])) and _is_set(match["file_id"], assignment):
        return _named(match)
    stem = PurePosixPath(parts[-1]).stem
    if not _is_set(stem, assignment):
        return _clean(stem), None
    folders = [part for part in parts[:-1] if not _is_set(part, assignment)]
    return (_clean(folders[-1]) if len(folders) else None), None


def _is_set(name, assignment):
    """Return whether a name is that of the set, or of a copy: ``convolution (1)``, ``convolution-Copy1``."""
    plain = re.sub(r"[\s_-]*(\(\d+\)|copy\s*\d*|\d+)?$", "", name.removesuffix(".zip"), flags=re.IGNORECASE)
    return plain.casefold() == assignment.casefold() or name == ".ipynb_checkpoints"


def _named(match):
    if not match:
        return None, None
    return _clean(match["student_id"]), match.groupdict().get("number")


def _clean(name):
    """Return a name that can be a folder's, or None where nothing is left of it."""
    name = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", name.removesuffix(".zip")))
    return name.strip(" .-_") or None
