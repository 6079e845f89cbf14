"""A students' notebook in a real kernel: an empty folder, a cnnlib that was installed, no other package."""

import asyncio
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.exercise_sets import ROOT

# What cnnlib's extras bring, and what that brings.
OPTIONAL = {
    "PIL",
    "anywidget",
    "ipywidgets",
    "joblib",
    "matplotlib",
    "pooch",
    "safetensors",
    "scipy",
    "sklearn",
    "threadpoolctl",
    "torch",
    "tqdm",
}
# What comes along where the text at the beginning of a set asks for a package.
_ASKED_FOR = {"scikit-learn": {"joblib", "scipy", "sklearn", "threadpoolctl"}}

_PRELUDE = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
import cnnlib
assert cnnlib.__file__.startswith({library!r}), cnnlib.__file__
assert not {missing!r} & set(sys.modules)
"""


def install(folder):
    """Install cnnlib into a folder, from a copy of what it is made of; return the folder."""
    source, target = Path(folder, "source"), Path(folder, "installed")
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "cnnlib", source / "cnnlib", ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(source)], check=True)
    return target


def run(cells, library, folder, missing):
    """Run the sources of cells in one kernel; return the message of each that fails, by its place."""
    prelude = _PRELUDE.format(missing=set(missing), library=str(library))
    sources = [f"exec({prelude!r}, {{}})", *cells]  # in names of its own: the notebook sees none of them
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in sources])
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    environment = {**os.environ, "PYTHONPATH": str(library)}
    # In a thread of its own: the browser's tests leave a running loop in the main one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(client.async_execute(env=environment))).result()
    failed = [_message(cell) for cell in notebook.cells]
    assert failed[0] is None, failed[0]
    return dict(enumerate(failed[1:]))


def _message(cell):
    """Return what a failed cell shows, or None."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return "\n".join(errors[0].traceback) if errors else None


def missing_packages(exercise_set):
    """Return the optional packages, less those that the set asks for before its first exercise."""
    first = exercise_set.exercises[0].line
    opening = [cell for cell in exercise_set.cells if cell.kind == "markdown" and cell.line < first]
    text = "\n".join(cell.source for cell in opening)
    return OPTIONAL.difference(*(modules for name, modules in _ASKED_FOR.items() if name in text))
