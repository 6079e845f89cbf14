"""Sphinx extension: the page's buttons lead to the committed notebook, in which no directive is left."""

import shutil
from pathlib import Path

FOLDER = "notebooks"


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("builder-inited", copy_notebooks)
    app.connect("html-page-context", link_notebook, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def copy_notebooks(app):
    """Put the notebooks into the site, so that a reader can download them from the page."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for path in Path(app.srcdir, "book").glob("*.ipynb"):
        shutil.copy(path, target)


def link_notebook(app, pagename, templatename, context, doctree):
    """Offer the committed notebook for download, instead of the one that the build has executed."""
    notebook = Path(app.srcdir, pagename).with_suffix(".ipynb")
    Path(app.outdir, "_sources", pagename).with_suffix(".ipynb").unlink(missing_ok=True)
    buttons = context.get("header_buttons", [])
    if not notebook.exists():
        buttons[:] = [each for each in buttons if each.get("label") != "launch-buttons"]
    for button in [each for group in buttons for each in group.get("buttons", [])]:
        if button.get("label") == "download-notebook-button":
            button["url"] = context["pathto"](f"_static/{FOLDER}/{notebook.name}", 1)
