"""Sphinx extension: figures drawn as SVG stand in the page itself and follow its light or dark theme.

A figure's alternative text is what the cell gives, or else the description that the SVG carries.
"""

import html
import re
from pathlib import Path

from docutils import nodes

from cnnlib.widgets.svg import themed_svg

DESCRIPTION = re.compile(r"<dc:description>(.*?)</dc:description>", re.DOTALL)


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("doctree-resolved", inline_figures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def inline_figures(app, doctree, docname):
    """Replace each image of an SVG file by the drawing itself."""
    if app.builder.format != "html":
        return
    for number, image in enumerate(list(doctree.findall(nodes.image))):
        path = Path(app.srcdir) / image["uri"]
        if path.suffix == ".svg" and path.exists():
            image.replace_self(inline(image, path.read_text(encoding="utf-8"), f"figure-{number}-"))


def inline(image, text, prefix):
    """Return the drawing as a raw node with the image's alternative text, or the drawing's own."""
    svg = themed_svg(text, prefix=prefix, label=image.get("alt") or own_description(text))
    return nodes.raw("", f'<span class="cnn-figure">{svg}</span>', format="html")


def own_description(text):
    """Return what an SVG file says about itself, as :mod:`cnnlib.plots` writes it; empty if nothing."""
    found = DESCRIPTION.search(text)
    return html.unescape(found[1]).strip() if found else ""
