"""Sphinx extension: mends the marks, made by others, that screen readers and browsers stumble over.

docutils gives the entries of a bibliography a role that ARIA has given up, in a list that may not hold them;
sphinx-exercise gives the bodies of all exercises on a page one and the same id.
"""

import re

MENDS = [
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    (re.compile(r' role="doc-biblioentry"'), ""),
    (re.compile(r' id="(?:exercise|solution)-content"'), ""),
]


def setup(app):
    """Register the extension with Sphinx."""
    app.connect("html-page-context", mend, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def mend(app, pagename, templatename, context, doctree):
    """Mend the body of a page."""
    for wrong, right in MENDS:
        context["body"] = wrong.sub(right, context.get("body", ""))
