"""Sphinx extension: keep of the theme's icon fonts only the icons that the built pages show.

The theme ships three fonts with some thousand icons; a page shows about twenty. Which, the pages say by their
classes (``fa-github``), the scripts by the classes that they set, style sheets by the characters that they
insert.
"""

import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = "vendor/fontawesome/webfonts"
ICON_SCRIPT = "fontawesome.js"
_CLASS = re.compile(r"\bfa-[a-z0-9-]+")
_ICON_RULE = re.compile(r"((?:,?\.fa-[a-z0-9-]+::?before)+)\{content:\"\\([0-9a-f]+)\"\}")
_ESCAPED = re.compile(r"[\"']\\([0-9a-f]{4,5})[\"']")
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # Unicode's private use area, where the fonts have their icons


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("build-finished", shrink_fonts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def shrink_fonts(app, error):
    """Write the icon fonts of the built site anew, with the icons in use alone."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    used = used_icons(site)
    for theme in app.builder.theme.get_theme_dirs():
        for path in sorted(Path(theme, "static", FONTS).glob("*.woff2")):
            shrink_font(path, site / "_static" / FONTS / path.name, used)


def used_icons(site):
    """Return the characters of all icons that a site's pages, scripts or style sheets ask for."""
    styles = "\n".join(_texts(site / "_static", "*.css"))
    icons = {
        name: int(code, 16)
        for selectors, code in _ICON_RULE.findall(styles)
        for name in _CLASS.findall(selectors)
    }
    rest = _ICON_RULE.sub("", styles)
    inserted = {int(code, 16) for code in _ESCAPED.findall(rest)} | set(map(ord, _PRIVATE.findall(rest)))
    written = [*_texts(site, "*.html"), *_texts(site / "_static", "*.js")]
    names = {name for text in written for name in _CLASS.findall(text)}
    return inserted | {icons[name] for name in names & icons.keys()}


def _texts(folder, pattern):
    """Return the files' texts, but for that of the script which knows every icon."""
    paths = (path for path in folder.rglob(pattern) if path.name != ICON_SCRIPT)
    return [path.read_text(encoding="utf-8") for path in paths]


def shrink_font(path, target, characters):
    """Write a font with these of its characters alone."""
    font = TTFont(path)
    options = subset.Options(layout_features=[], name_IDs=[], flavor="woff2")
    worker = subset.Subsetter(options)
    worker.populate(unicodes=characters)
    worker.subset(font)
    subset.save_font(font, str(target), options)
