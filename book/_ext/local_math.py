"""Sphinx extension: formulas are typeset while the book is built; their style sheet and fonts are local.

``sphinxcontrib.katex`` runs KaTeX at build time, so a page needs no script for its mathematics. The style
sheet and fonts of the very same release come from the npm package ``katex``.
"""

import json
import shutil
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinxcontrib.katex import katex_version


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("builder-inited", copy_style)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def copy_style(app):
    """Copy KaTeX's style sheet and its WOFF2 fonts into the site."""
    if app.builder.format != "html":
        return
    package = Path(app.confdir) / "node_modules" / "katex"
    check_release(package)
    target = Path(app.outdir) / "_static" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copy(package / "dist" / "katex.min.css", target)
    for font in (package / "dist" / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")


def check_release(package):
    """Refuse a style sheet of another release than the formulas'."""
    if not package.is_dir():
        raise ExtensionError("KaTeX's style sheet is not installed: run `make setup`")
    release = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    if release != katex_version:
        raise ExtensionError(f"formulas are typeset by KaTeX {katex_version}, but package.json has {release}")
