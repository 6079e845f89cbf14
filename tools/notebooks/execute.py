"""Run the code of a page, and keep the text that it printed."""

import asyncio
import hashlib
import json
import platform
import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools.notebooks.outputs import text_outputs
from tools.notebooks.parser import ConversionError

VARIES = "nbval-ignore-output"
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_SECONDS = 600
_PACKAGES = ("numpy", "matplotlib", "torch")


def execute(page, cells):
    """Run code cells in one fresh kernel, in the page's folder as Jupyter Book does.

    Returns
    -------
    list of list of dict
        The text outputs of each cell; none where a cell says that its output varies.

    Raises
    ------
    ConversionError
        Where a cell fails, or writes to stderr: the book shows no warnings.
    """
    running = [nbformat.v4.new_code_cell(cell.source, metadata={"tags": list(cell.tags)}) for cell in cells]
    client = NotebookClient(
        nbformat.v4.new_notebook(cells=running),
        timeout=_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": page.path.parent}},
    )
    try:
        asyncio.run(client.async_execute())
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failure:
        # Cells are counted as they start, and the failing one is the last that did.
        line = cells[max(client.code_cells_executed - 1, 0)].line
        raise ConversionError(
            page.path, line, f"the cell failed\n{_COLOR.sub('', str(failure))}"
        ) from failure
    return [_text(page, cell, done.outputs) for cell, done in zip(cells, running)]


def _text(page, cell, outputs):
    if VARIES in cell.tags:
        return []
    kept = text_outputs(outputs)
    if any(output.get("name") == "stderr" for output in kept):
        raise ConversionError(page.path, cell.line, f"the cell writes to stderr: {kept}")
    return kept


class Cache:
    """Runs that need not be repeated: same code, same library, same packages, same answer.

    Parameters
    ----------
    folder : Path
        Where the runs are kept; it may be deleted at any time.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        library = Path(find_spec("cnnlib").origin).parent
        files = sorted(path for path in library.rglob("*") if path.suffix in (".py", ".js", ".css"))
        files = [path for path in files if "exercises" not in path.parts]  # no chapter uses them
        self.surroundings = [platform.python_version(), *(f"{name} {version(name)}" for name in _PACKAGES)]
        self.surroundings += [f"{path.name} {_digest(path.read_bytes())}" for path in files]

    def outputs(self, page, cells, *, again=False):
        """Return the outputs of these cells, executing them if they have not been, or if asked to."""
        path = self.folder / f"{self._key(page, cells)}.json"
        if path.exists() and not again:
            return json.loads(path.read_text(encoding="utf-8"))
        outputs = execute(page, cells)
        self.folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(outputs, ensure_ascii=False), encoding="utf-8")
        return outputs

    def _key(self, page, cells):
        code = [[cell.source, *cell.tags] for cell in cells]
        return _digest(json.dumps([page.name, self.surroundings, code]).encode())


def _digest(data):
    return hashlib.sha256(data).hexdigest()
