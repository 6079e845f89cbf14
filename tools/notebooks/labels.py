"""What each label points at, numbered as Sphinx numbers it: by chapter where chapters are numbered."""

from collections import Counter
from dataclasses import dataclass

from docutils.nodes import make_id


@dataclass(frozen=True)
class Target:
    """A place in the published book."""

    kind: str
    url: str
    number: str = ""
    title: str = ""


# Which option of a directive holds the label, and what the directive is counted as.
_KINDS = {
    "math": ("label", "equation"),
    "figure": ("name", "figure"),
    "glue:figure": ("name", "figure"),
    "table": ("name", "table"),
    "list-table": ("name", "table"),
    "code-block": ("name", "code-block"),
    "exercise": ("label", "exercise"),
    "exercise-start": ("label", "exercise"),
    "solution": ("label", "solution"),
    "solution-start": ("label", "solution"),
}


def collect(pages, parser):
    """Return ``{label: Target}`` over all pages.

    Under ``(page name, line)`` stands what is numbered on that line, under ``("doc", page name)`` the page.
    """
    targets, counts = {}, Counter()
    for page in pages:
        _Collector(page, targets, counts).read(parser)
    return targets


class _Collector:
    """Walks one page in order; counters go on from page to page where pages have no number."""

    def __init__(self, page, targets, counts):
        self.page, self.targets, self.counts = page, targets, counts
        self.sections, self.pending, self.depth = [], [], 0

    def read(self, parser):
        """Note every label of the page."""
        for token, line, directive in parser.directives(self.page.text, self.page.env):
            if token.type == "myst_target":
                self.pending.append(token.content)
            elif token.type == "heading_open":
                self.depth = int(token.tag[1])
            elif token.type == "inline" and self.depth:
                self.heading(token.content)
                self.depth = 0
            elif token.type == "math_block_label":
                self.add("equation", token.info, line, anchor=f"equation-{token.info}")
            elif directive:
                self.directive(directive)
            elif token.nesting >= 0 and token.type not in ("myst_line_comment", "front_matter"):
                self.note(Target("place", ""))

    def heading(self, title):
        """Count a heading, and give it the labels that stand before it."""
        below = self.depth - 2
        if below >= 0:
            self.sections = [*self.sections[: below + 1], *[0] * (below + 1 - len(self.sections))]
            self.sections[below] += 1
        parts = (*self.page.number, *self.sections) if self.page.number else ()
        target = Target("section", "", ".".join(map(str, parts)), title)
        self.targets.setdefault(
            ("doc", self.page.name), Target("section", self.page.url, target.number, title)
        )
        self.note(target)

    def directive(self, directive):
        """Count a directive that has a number, and note its label."""
        options = directive.options
        figure = (options.get("mystnb") or {}).get("figure") if directive.name == "code-cell" else None
        if figure and figure.get("caption"):
            self.add("figure", figure.get("name"), directive.line, figure["caption"])
        if directive.name not in _KINDS:
            self.note(Target("place", ""))
            return
        option, kind = _KINDS[directive.name]
        label, title = options.get(option), directive.argument
        if kind == "figure":
            title = directive.body.split("\n\n")[0]
        elif kind == "solution":
            self.targets[self.page.name, directive.line] = Target(kind, self.page.url, title=title)
        elif kind == "code-block":
            title = options.get("caption", "")
        if _is_counted(kind, label, title, options):
            self.add(kind, label, directive.line, title, f"equation-{label}" if kind == "equation" else label)
        elif label:
            self.note(Target(kind, "", title=title), label)

    def add(self, kind, label, line, title="", anchor=None):
        """Give the next number of its kind to what stands on a line."""
        chapter = self.page.number[:1]
        self.counts[kind, chapter] += 1
        number = ".".join(map(str, (*chapter, self.counts[kind, chapter])))
        url = f"{self.page.url}#{make_id(anchor or label or '')}".removesuffix("#")
        target = Target(kind, url, number, title)
        self.targets[self.page.name, line] = target
        if label:
            self.targets[label] = target
        self.note(target)

    def note(self, target, *labels):
        """Let the labels that wait point at ``target``, each by its own anchor."""
        for label in (*self.pending, *labels):
            url = f"{self.page.url}#{make_id(label)}"
            self.targets[label] = Target(target.kind, url, target.number, target.title)
        self.pending.clear()


def _is_counted(kind, label, title, options):
    """Whether Sphinx gives it a number: a labelled equation, a captioned figure, a numbered exercise."""
    if kind == "equation":
        return bool(label)
    if kind == "exercise":
        return "nonumber" not in options
    return kind != "solution" and bool(title)
