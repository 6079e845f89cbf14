"""Put a page's notebook together, and say whether the one on disk is in step with its text."""

import hashlib
from collections import Counter
from dataclasses import dataclass

import nbformat
from jupytext.myst import myst_to_notebook

from tools.notebooks.convert import Converter
from tools.notebooks.execute import VARIES
from tools.notebooks.outputs import glued_values

MEND = "make notebooks"
_PACKAGE = "cnnlib[notebooks]"
_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
_COLAB = "https://colab.research.google.com/github"
_HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Cell:
    """A cell as the text has it, with the line of the page on which it begins."""

    kind: str
    source: str
    line: int
    tags: tuple = ()
    caption: str = ""


class TwinError(ValueError):
    """A twin that must not be overwritten."""


def read_cells(page):
    """Return the cells of a page."""
    return [_cell(cell, line) for cell, line in located(page.text)]


def located(text):
    """Return ``(cell, line)`` for each cell that jupytext reads in a text."""
    notebook = myst_to_notebook(text, add_source_map=True)
    lines, starts = text.split("\n"), notebook.metadata["source_map"]
    return [(cell, _line(cell, start, lines)) for cell, start in zip(notebook.cells, starts)]


def _line(cell, start, lines):
    """Return a cell's line; jupytext counts from 0 to the empty lines above prose, from 1 to a fence."""
    if cell.cell_type == "markdown":
        return next(i for i in range(start, len(lines)) if lines[i].strip()) + 1
    return start


def _cell(cell, line):
    if cell.cell_type == "markdown":
        return Cell("markdown", cell.source, line)
    figure = (cell.metadata.get("mystnb") or {}).get("figure") or {}
    return Cell("code", cell.source, line, tuple(cell.metadata.get("tags", ())), figure.get("caption", ""))


def bootstrap(book, page):
    """Return the two cells in front: the links, and the line that installs the library on Colab."""
    links = (
        f"{badge(book.source_url(page))}\n"
        f"[Read this page on the web]({page.url}): there, everything interactive works without a kernel."
    )
    return [Cell("markdown", links, 0, ("bootstrap",)), installation(book)]


def badge(place):
    """Return the picture that opens a notebook on Colab; ``place`` is owner/name/blob/branch/path."""
    return f"[![Open in Colab]({_BADGE})]({colab(place)})"


def colab(place):
    """Return the address under which Colab opens a notebook."""
    return f"{_COLAB}/{place}"


def installation(book):
    """Return the cell that installs the library, where it runs on Colab."""
    install = (
        'import sys\n\nif "google.colab" in sys.modules:\n'
        f'    %pip install -q "{_PACKAGE} @ git+{book.settings.repository}@{book.settings.branch}"\n'
        "    from google.colab import output\n\n    output.enable_custom_widget_manager()"
    )
    return Cell("code", install, 0, ("bootstrap", "hide-input"))


def convert(book, page, values):
    """Return all cells of the twin, the prose in plain Markdown with ``values`` in it."""
    converter, cells = Converter(book, page, values), bootstrap(book, page)
    for cell in read_cells(page):
        if cell.kind == "code":
            cells.append(cell)
            prose = converter.caption("figure", cell.line, cell.caption)
        else:
            prose = converter.blocks(cell.source, cell.line)
        if prose:
            cells.append(Cell("markdown", prose, cell.line))
    return cells


def code_cells(book, page):
    """Return the cells to execute: the one in front, then the page's own."""
    return [cell for cell in [*bootstrap(book, page), *read_cells(page)] if cell.kind == "code"]


def write(book, page, outputs):
    """Return the text of the twin's file, given the outputs of its code cells in order."""
    values = glued_values(output for cell in outputs for output in cell)
    remaining, ids, cells, count = iter(outputs), Counter(), [], 0
    for cell in convert(book, page, values):
        new = notebook_cell(cell, ids)
        if cell.kind == "code":
            count += 1
            new.execution_count = count
            new.outputs = [_counted(output, count) for output in next(remaining)]
        cells.append(new)
    notebook = nbformat.v4.new_notebook(
        cells=cells, metadata={**METADATA, "twin": {"source": page.path.name}}
    )
    notebook.metadata.twin.digest = _digest(notebook)
    return nbformat.writes(notebook) + "\n"


def notebook_cell(cell, ids):
    """Return a cell of a notebook, with an identity that depends on its text alone."""
    digest = hashlib.sha256(f"{cell.kind}\n{cell.source}".encode()).hexdigest()[:8]
    ids[digest] += 1
    metadata = {"tags": list(cell.tags)} if cell.tags else {}
    if _HIDDEN & set(cell.tags):
        metadata["jupyter"] = {"source_hidden": True}
    new = getattr(nbformat.v4, f"new_{cell.kind}_cell")
    return new(cell.source, id=f"{digest}-{ids[digest]}", metadata=metadata)


def _counted(output, count):
    """Return an output with its cell's count, where its kind has one."""
    counted = {"execution_count": count} if output["output_type"] == "execute_result" else {}
    return nbformat.from_dict({**output, **counted})


def _digest(notebook):
    """Return the digest of a notebook, whatever digest it carries."""
    bare = nbformat.from_dict({**notebook, "metadata": {**notebook["metadata"], "twin": None}})
    return hashlib.sha256(nbformat.writes(bare).encode()).hexdigest()


def refuse_edited(page):
    """Raise TwinError where a twin was changed since it was generated: the change would be lost."""
    if not page.twin.exists():
        return
    notebook = nbformat.read(page.twin, as_version=4)
    if notebook.metadata.get("twin", {}).get("digest") != _digest(notebook):
        raise TwinError(
            f"{page.twin} was changed since it was generated. Put the change into {page.path.name}, then "
            f"overwrite the notebook: python -m tools.notebooks --force"
        )


def out_of_step(book, page):
    """Return what is wrong with a page's twin and the command that mends it, or None; nothing is executed."""
    if not page.twin.exists():
        return f"{page.twin} is missing; run: {MEND}"
    refuse_edited(page)
    if _rebuilt(book, page) != page.twin.read_text(encoding="utf-8"):
        return f"{page.twin} is out of step with {page.path.name}; run: {MEND}"
    return None


def _rebuilt(book, page):
    """Return the twin's text with the outputs that it has, or None where its code is not the page's."""
    stored = [cell for cell in nbformat.read(page.twin, as_version=4).cells if cell.cell_type == "code"]
    if [cell.source for cell in stored] != [cell.source for cell in code_cells(book, page)]:
        return None
    return write(book, page, [cell.outputs for cell in stored])


def varying_cells(page):
    """Return the cells whose output is not compared."""
    return [cell for cell in read_cells(page) if VARIES in cell.tags]
