"""The students' notebooks, made by nbgrader: without solutions, hidden checks and outputs."""

import logging
import tempfile
from pathlib import Path

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from traitlets.config import PyFileConfigLoader

CONFIGURATION = "nbgrader_config.py"


def students_notebooks(root, names, sources):
    """Yield ``(name, text)``: the students' notebook of each set.

    Parameters
    ----------
    root : Path
        The folder of ``nbgrader_config.py``.
    names : list of str
        The sets.
    sources : Path
        The folder of nbgrader's sources: ``<set>/<set>.ipynb``.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            _generate(_course(root, folder, name, sources))
            path = Path(folder, name, f"{name}.ipynb")
            yield name, nbformat.writes(nbformat.read(path, as_version=4)) + "\n"


def _course(root, folder, name, sources):
    """Return nbgrader's configuration for one set, released into a folder."""
    config = PyFileConfigLoader(CONFIGURATION, path=str(root)).load_config()
    config.CourseDirectory.root = folder
    config.CourseDirectory.source_directory = str(Path(sources).resolve())
    config.CourseDirectory.release_directory = folder
    config.CourseDirectory.assignment_id = name
    config.GenerateAssignment.no_database = True
    return config


def _generate(config):
    """Let nbgrader make one notebook, in this process, without its database."""
    log = logging.getLogger("nbgrader")
    log.setLevel(logging.ERROR)
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, log=log)
    converter.preprocessors = [each for each in converter.preprocessors if each is not SaveCells]
    converter.start()
