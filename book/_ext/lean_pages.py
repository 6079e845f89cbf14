"""Sphinx extension: the theme ships its icons as fonts and as a script of 1.5 MB; the fonts are enough."""

import re

from markupsafe import Markup

ICON_SCRIPT = re.compile(r"<script[^>]*fontawesome[^>]*></script>")


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("builder-inited", add_filter)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def add_filter(app):
    """Offer the templates a filter that takes out the icons' script."""
    if app.builder.format == "html":
        environment = app.builder.templates.environment
        environment.filters["without_icon_script"] = without_icon_script


def without_icon_script(text):
    """Return the head of a page, which the theme wrote, without the icons' script."""
    return Markup(ICON_SCRIPT.sub("", text))  # noqa: S704
