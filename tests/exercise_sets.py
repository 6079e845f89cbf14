"""The book's sets of exercises, a copy of the sample's, and what of a source only instructors may read."""

import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from tools.exercises.answers import blanked
from tools.exercises.notebook import PAGES, RELEASED

ROOT = Path(__file__).parents[1]
SAMPLE = Path(__file__).parent / "sample_exercises"
PATHS = [path for path in sorted((ROOT / PAGES).glob("*/*.md")) if path.stem == path.parent.name]
EACH_SET = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)

_SHORT = 8


def released(path):
    """Return where the students' notebook of a source lies."""
    return ROOT / RELEASED / path.stem / f"{path.stem}.ipynb"


def sample(folder):
    """Return a copy of the sample book, with nbgrader's settings."""
    root = Path(shutil.copytree(SAMPLE, folder))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


def public_text(exercise_set):
    """Return what everybody may read of a set."""
    cells = [cell for cell in exercise_set.cells if cell.role not in ("hidden", "wrong")]
    return "\n".join(blanked(cell.source, "") for cell in cells)


def secret_text(exercise_set):
    """Return the cells of which at least a part is for instructors alone."""
    roles = ("solution", "words", "hidden", "wrong")
    return "\n".join(cell.source for cell in exercise_set.cells if cell.role in roles)


def leaks(exercise_set, text):
    """Return the lines of a source that are for instructors alone and stand in a text, HTML or plain."""
    public, text = _plain(public_text(exercise_set)), _plain(unescape(re.sub(r"<[^<>]*>", "", text)))
    lines = {_plain(line) for line in secret_text(exercise_set).split("\n")}
    return sorted(line for line in lines if len(line) > _SHORT and line not in public and line in text)


def _plain(text):
    return " ".join(text.split())
