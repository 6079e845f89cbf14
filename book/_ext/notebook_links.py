"""Sphinx extension: the page's buttons lead to the notebook, not to the text that it is made from."""

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
    """Point the launch buttons to the page's notebook, offer it for download; without one they go."""
    notebook = Path(app.srcdir, pagename).with_suffix(".ipynb")
    groups = {each["label"]: each for each in context.get("header_buttons", []) if "label" in each}
    launch, download = groups.get("launch-buttons"), groups.get("download-buttons")
    if launch is None:
        return
    if not notebook.exists():
        context["header_buttons"].remove(launch)
        return
    for button in launch["buttons"]:
        button["url"] = button["url"].removesuffix(".md") + ".ipynb"
    download["buttons"].insert(0, download_button(context["pathto"], notebook.name))


def download_button(pathto, name):
    """Return the theme's description of a button that downloads the notebook."""
    return {
        "type": "link",
        "url": pathto(f"_static/{FOLDER}/{name}", 1),
        "text": ".ipynb",
        "tooltip": "Download the notebook",
        "icon": "fas fa-download",
        "label": "download-notebook-button",
    }
