"""Sphinx extension: figures drawn as SVG stand in the page itself and follow its light or dark theme."""

from pathlib import Path

from docutils import nodes

from cnnlib.widgets.svg import themed_svg


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
    """Return the drawing as a raw node with the image's alternative text."""
    svg = themed_svg(text, prefix=prefix, label=image.get("alt", ""))
    return nodes.raw("", f'<span class="cnn-figure">{svg}</span>', format="html")
