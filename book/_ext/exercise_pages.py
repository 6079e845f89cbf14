"""Sphinx extension: a set of exercises as a page, without what its source says to instructors alone.

Nothing runs in such a page. Its links lead to the students' notebook. With ``SOLUTIONS=1`` in the
environment, solutions and model answers stand in it, each folded; hidden checks and wrong answers never do.
"""

import os
import shutil
import sys
from pathlib import Path

from sphinx.util import logging

# The build is run by a program of another folder.
sys.path.append(str(Path(__file__).parents[2]))

from tools.exercises.notebook import PAGES, RELEASED, notebook_place
from tools.exercises.page import page_text
from tools.exercises.source import ExerciseSet
from tools.notebooks.book import Book
from tools.notebooks.twin import colab

FOLDER = "_static/notebooks"
LINKS = (
    "[Open in Colab]({colab}) · "
    '<a href="{download}" download>Download the notebook</a>: your answers go into it, and its checks tell '
    "you what is wrong with them."
)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("builder-inited", copy_notebooks)
    app.connect("env-get-outdated", start_anew)
    app.connect("source-read", show_page)
    app.connect("html-page-context", offer_notebook, priority=910)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def set_of(docname):
    """Return the name of the set whose page this is, or an empty text."""
    folder, _, name = docname.rpartition("/")
    return name if folder == f"{PAGES}/{name}" else ""


def copy_notebooks(app):
    """Put the students' notebooks into the site, so that a reader can download them from the page."""
    if app.builder.format == "html":
        target = Path(app.outdir, FOLDER)
        target.mkdir(parents=True, exist_ok=True)
        for path in Path(app.srcdir, RELEASED).glob("*/*.ipynb"):
            shutil.copy(path, target)


def start_anew(app, env, added, changed, removed):
    """Name all pages where solutions are asked for and were not before, or the other way.

    The index of the search goes, too: Sphinx adds to it, and forgets no word.
    """
    before, env.exercise_solutions = getattr(env, "exercise_solutions", None), with_solutions()
    if before == env.exercise_solutions:
        return []
    Path(app.outdir, "searchindex.js").unlink(missing_ok=True)
    return env.found_docs


def with_solutions():
    """Whether the pages hold the solutions."""
    return os.environ.get("SOLUTIONS", "") not in ("", "0")


def show_page(app, docname, source):
    """Put the page in place of the source, before Sphinx reads it."""
    name = set_of(docname)
    if name:
        found = ExerciseSet.parse(Path(app.env.doc2path(docname)), source[0])
        links = _links(app, docname, name)
        source[0] = page_text(found, links, solutions=with_solutions())


def _links(app, docname, name):
    """Return the paragraph with the links to the students' notebook."""
    if not Path(app.srcdir, notebook_place(name)).exists():
        logging.getLogger(__name__).warning("no %s: make assignments", notebook_place(name), location=docname)
    place = Book(Path(app.srcdir)).blob(notebook_place(name))
    return LINKS.format(colab=colab(place), download=f"{'../' * docname.count('/')}{FOLDER}/{name}.ipynb")


def offer_notebook(app, pagename, templatename, context, doctree):
    """Offer the students' notebook where a page offers its source, and publish no source."""
    name = set_of(pagename)
    if not name:
        return
    buttons = [each for group in context.get("header_buttons", []) for each in group.get("buttons", [])]
    for button in buttons:
        if button.get("label") == "download-source-button":
            url = context["pathto"](f"{FOLDER}/{name}.ipynb", 1)
            button.update(label="download-notebook-button", url=url, text=".ipynb", icon="fas fa-code")
            button["tooltip"] = "Download notebook file"
    Path(app.outdir, "_sources", f"{pagename}.md").unlink(missing_ok=True)
    context["sourcename"] = ""
