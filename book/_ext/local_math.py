"""Sphinx extension: formulas are typeset by KaTeX while the book is built, and need no script in the page.

KaTeX, its style sheet and its fonts come from the npm package that ``package.json`` names. A formula that
KaTeX refuses is a warning that names the page and the line.
"""

import html
import json
import shutil
import subprocess
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

LOGGER = logging.getLogger(__name__)
SHORT = 24


def setup(app):
    """Register the math renderer ``katex`` with Sphinx."""
    typesetter = Typesetter()
    app.add_html_math_renderer("katex", (typesetter.visit_inline, None), (typesetter.visit_display, None))
    app.connect("builder-inited", copy_style)
    app.connect("doctree-resolved", take_marks)
    app.connect("build-finished", lambda *_: typesetter.close())
    app.add_css_file("katex/katex.min.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}


class Typesetter:
    """Turns math nodes into HTML by one Node.js process, which starts with the first formula."""

    def __init__(self):
        self.process = None

    def visit_inline(self, translator, node):
        """Typeset a formula within a line, in one piece with the mark that follows where it is short."""
        kept = " kept" if len(node.astext()) <= SHORT else ""
        formula = self.formula(node, display=False) + node.get("mark", "")
        translator.body.append(f'<span class="math{kept}">{formula}</span>')
        raise nodes.SkipNode

    def visit_display(self, translator, node):
        """Typeset a formula that stands alone, with its number if it has one."""
        translator.body.append(translator.starttag(node, "div", CLASS="math"))
        if node["number"]:
            translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
            translator.add_permalink_ref(node, "Link to this equation")
            translator.body.append("</span>")
        translator.body.append(f"{self.formula(node, display=True)}</div>")
        raise nodes.SkipNode

    def formula(self, node, *, display):
        """Return the formula of ``node`` as HTML, or its source where KaTeX refuses it."""
        latex = node.astext()
        if display and r"\\" in latex and r"\begin" not in latex:
            latex = rf"\begin{{split}}{latex}\end{{split}}"
        answer = self.ask({"latex": latex, "displayMode": display})
        if "error" in answer:
            LOGGER.warning("KaTeX refuses a formula: %s", answer["error"], location=node)
        return answer.get("html") or html.escape(latex)

    def ask(self, formula):
        """Send one formula to the process and return its answer."""
        if self.process is None:
            script = Path(__file__).with_name("typeset_formulas.js")
            self.process = subprocess.Popen(  # noqa: S603
                [shutil.which("node"), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        self.process.stdin.write(json.dumps(formula) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        """End the process."""
        if self.process:
            self.process.communicate()
            self.process = None


def take_marks(app, doctree, docname):
    """Give each formula in a line the mark that follows it: browsers break lines between the two."""
    if app.builder.format != "html":
        return
    for formula in list(doctree.findall(nodes.math)):
        line, place = formula.parent, formula.parent.index(formula) + 1
        following = line[place] if place < len(line) else ""
        if isinstance(following, nodes.Text) and following[:1] in tuple(".,;:!?)"):
            formula["mark"] = following[0]
            line[place] = nodes.Text(following[1:])


def copy_style(app):
    """Copy KaTeX's style sheet and its WOFF2 fonts into the site."""
    if app.builder.format != "html":
        return
    package = Path(app.confdir) / "node_modules" / "katex" / "dist"
    if not package.is_dir() or not shutil.which("node"):
        raise ExtensionError("KaTeX is not installed: run `make setup`, and build with `make book`")
    target = Path(app.outdir) / "_static" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copy(package / "katex.min.css", target)
    for font in (package / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")
