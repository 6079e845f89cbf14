"""The set that is graded, as nbgrader knows it: its exercises, its checks, what the students were given."""

import hashlib
import logging
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import nbgrader
from alembic.script import ScriptDirectory
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

import cnnlib
from tools.exercises.notebook import add_pages, source_notebook
from tools.exercises.source import headings, read_sets
from tools.notebooks.book import Book

CONFIGURATION = "nbgrader_config.py"


class CourseError(Exception):
    """There is no such set, or it cannot be graded; the message says what to do."""


@dataclass(frozen=True)
class Check:
    """A cell that gives points, with the text that the students were given."""

    grade_id: str
    points: float
    text: str


@dataclass(frozen=True)
class Exercise:
    """An exercise: the blank answer that the students were given and its checks; none, if it is in words."""

    name: str
    title: str
    blank: str
    points: float
    checks: tuple = ()
    in_words: bool = False


@dataclass(frozen=True)
class Course:
    """One set: ``given`` are the cells of the students' notebook, ``database`` holds the hidden checks."""

    name: str
    digest: str
    root: Path
    database: str
    exercises: tuple
    given: tuple = field(repr=False)

    @property
    def points(self):
        """The points of the whole set."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def checks(self):
        """Every check, by its grade id."""
        return {check.grade_id: check for exercise in self.exercises for check in exercise.checks}


def check_set(sources, name):
    """Raise CourseError unless there is a set of this name."""
    known = {found.stem for found in Path(sources).glob("*/*.*") if found.stem == found.parent.name}
    if name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise CourseError(f"there is no set {name!r} in {sources}; there are: {listed}")


def read_course(root, sources, name, folder):
    """Return the set ``name`` of ``sources``; nbgrader's database of it is made in ``folder``."""
    source = Path(folder) / "source" / name / f"{name}.ipynb"
    source.parent.mkdir(parents=True)
    _write_source(Path(root), Path(sources), name, source)
    database = f"sqlite:///{folder}/template.db"
    _new_database(Path(folder) / "template.db")
    _generate(_configuration(root, folder, name, database))
    given = nbformat.read(Path(folder) / "release" / name / f"{name}.ipynb", as_version=4).cells
    return Course(name, _digest(source), Path(root), database, tuple(_exercises(given)), tuple(given))


def save_cells(course, database):
    """Let another of nbgrader's databases know the set."""
    folder = Path(course.database.removeprefix("sqlite:///")).parent
    _generate(_configuration(course.root, folder, course.name, database))


def _configuration(root, folder, name, database):
    """Return nbgrader's settings for this course, with its folders in ``folder``."""
    config = PyFileConfigLoader(CONFIGURATION, path=str(root)).load_config()
    course = config.CourseDirectory
    course.root = str(folder)
    course.source_directory, course.release_directory = "source", "release"
    course.assignment_id, course.db_url = name, database
    return config


def _write_source(root, sources, name, path):
    """Write nbgrader's notebook of a set: from its text if there is one, so that the two are in step."""
    text, notebook = sources / name / f"{name}.md", sources / name / f"{name}.ipynb"
    if text.exists():
        book, sets = Book(root), read_sets(sources, [name])
        path.write_text(source_notebook(book, add_pages(book, sets)[name], sets[0]), encoding="utf-8")
    else:
        shutil.copy(notebook, path)


def _new_database(path):
    """Make a database with the version that nbgrader would write; it starts a program to find that out."""
    version = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_current_head()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", [version])
        database.commit()


def _generate(config):
    """Let nbgrader make the students' notebook, and save the checks in its database."""
    log = logging.getLogger("nbgrader")
    log.setLevel(logging.ERROR)
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, log=log, force=True).start()


def _exercises(cells):
    """Yield the exercises of the students' notebook, each with its checks."""
    title, answer, checks = "", None, []
    for cell in cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution"):
            if answer:
                yield _exercise(*answer, checks)
            answer, checks = (cell, title), []
        elif mark.get("grade"):
            checks.append(Check(mark["grade_id"], float(mark["points"]), cell.source))
        elif cell.cell_type == "markdown":
            title = next((each for level, each, *_ in headings(cell.source) if level == 2), title)
    if answer:
        yield _exercise(*answer, checks)


def _exercise(cell, title, checks):
    mark = cell.metadata.nbgrader
    points = sum(check.points for check in checks) + float(mark.get("points", 0))
    name = mark["grade_id"]
    return Exercise(name, title or name, cell.source, points, tuple(checks), cell.cell_type == "markdown")


def _digest(source):
    """Return a digest of the set and of the library that its checks are in."""
    digest = hashlib.sha256(source.read_bytes())
    library = Path(cnnlib.__file__).parent
    for path in sorted(library.rglob("*.py")):
        digest.update(path.relative_to(library).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
