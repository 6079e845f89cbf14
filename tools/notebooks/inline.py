"""Turn a page's inline text into plain Markdown, and answer what is asked of the book meanwhile."""

import re
from contextlib import contextmanager
from urllib.parse import urldefrag

from tools.notebooks.parser import ConversionError
from tools.notebooks.roles import ROLES

_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)]*\)")


class InlineConverter:
    """Converts inline text in the order of the page; what runs through a page (footnotes) is counted here.

    Parameters
    ----------
    book : Book
        The book, for labels, citations and addresses.
    page : Page
        The page whose cells are converted.
    values : mapping of str to str
        What the page's code glued, as plain text by name.
    """

    def __init__(self, book, page, values):
        self.book, self.page, self.values = book, page, values
        self.labels = book.labels
        self.footnotes = {}
        self.cited = []
        self._quotes = 0

    def error(self, line, message):
        """Return the error to raise for something on a line of the page."""
        return ConversionError(self.page.path, line, message)

    def inline(self, text, line):
        """Return inline ``text`` without roles; code, mathematics and everything else stay as they are."""
        edits = []
        for span in self.book.parser.spans(text, self.page.env):
            where = line + text.count("\n", 0, span.start)
            edits += self._edits(span, text, where)
        for start, end, new in sorted(edits, reverse=True, key=lambda edit: edit[0]):
            text = text[:start] + new + text[end:]
        return text

    def _edits(self, span, text, line):
        """Return ``(start, end, replacement)`` for one construct."""
        source = text[span.start : span.end]
        if span.rule == "myst_role":
            return [(span.start, span.end, self.role(span.token.meta["name"], span.token.content, line))]
        if span.rule == "link":
            return self._link_edits(span, text, line)
        if span.rule == "image":
            return [(span.start, span.end, self._image(span, line))]
        if span.rule == "footnote_ref":
            return [(span.start, span.end, f"<sup>{self.footnote(span.token.meta['label'])}</sup>")]
        if span.rule == "math_inline":
            return [(span.start, span.end, source.replace("\n", " "))] if self._quotes else []
        if span.rule == "attr":
            return [(span.start, span.end, "")]
        if span.rule == "autolink" and not source.startswith("<project:"):
            return []
        raise self.error(line, f"{source} has no form in a notebook")

    def role(self, name, content, line):
        """Return what a role becomes."""
        if name not in ROLES:
            raise self.error(line, f"unknown role {{{name}}}")
        return ROLES[name](self, content, line)

    def _link_edits(self, span, text, line):
        """Point a link that leads to another page at the published one."""
        href = span.token.attrs["href"]
        label = text[span.start + 1 : span.label_end]
        inline = text.startswith("(", span.label_end + 1)
        url, implied = (href, "") if _EXTERNAL.match(href) else self.resolve(href, line)
        if inline and label and url == href:
            return []
        if label:
            return [(span.label_end, span.end, f"]({url})")]
        return [(span.start, span.end, f"[{implied}]({url})")]

    def _image(self, span, line):
        return self.image(span.token.attrs["src"], span.token.content, line)

    def image(self, source, alt, line):
        """Return an image as the published page has it."""
        if _EXTERNAL.match(source):
            return f"![{alt}]({source})"
        if not (self.page.path.parent / source).exists():
            raise self.error(line, f"no image {source}")
        name = source.rpartition("/")[2]
        return f"![{alt}]({self.page.base_url}_images/{name})"

    def resolve(self, href, line):
        """Return the published address of a link within the book, and the text it has if it says none."""
        if href.lstrip("#") in self.labels:
            target = self.target(href.lstrip("#"), line)
            return target.url, self.title(target, line)
        path, fragment = urldefrag(href)
        folder = self.book.root if path.startswith("/") else self.page.path.parent
        page = self.book.page_at(folder / path.lstrip("/")) if path else self.page
        if page is None:
            raise self.error(line, f"{href} is neither a label nor a page of _toc.yml")
        title = self.target(("doc", page.name), line).title
        return f"{page.url}#{fragment}".removesuffix("#"), _LINK.sub(r"\1", self.inline(title, line))

    def target(self, label, line):
        """Return what a label points at."""
        if label not in self.labels:
            raise self.error(line, f"unknown label {label}")
        return self.labels[label]

    def title(self, target, line):
        """Return how a reference names its target when the author gives no words."""
        if target.kind == "equation":
            return f"({target.number})"
        if target.kind == "solution":
            exercise = self.target(target.title, line)
            subtitle = f" ({self.inline(exercise.title, line)})" if exercise.title else ""
            return f"Solution to {self.title(exercise, line)}{subtitle}"
        if target.kind == "exercise" or not target.title:
            return f"{target.kind.capitalize()} {target.number}".strip()
        return _LINK.sub(r"\1", self.inline(target.title, line))

    def number(self, line):
        """Return the number that the page shows for what stands on a line, or an empty text."""
        target = self.labels.get((self.page.name, line))
        return target.number if target else ""

    def caption(self, kind, line, text):
        """Return a caption after the name and number that the page shows, or an empty text."""
        if not text:
            return ""
        name = self.book.settings.number_formats[kind].replace("%s", self.number(line))
        return f"**{name}.** {self.inline(text, line)}"

    def math(self, tex, number=""):
        """Return a displayed formula; in a quoted block on one line, as the markers would get into it."""
        tag = f" \\tag{{{number}}}" if number else ""
        tex = tex.strip("\n")
        if self._quotes:
            return f"$$ {' '.join(tex.split())}{tag} $$"
        return f"$$\n{tex}{tag}\n$$"

    def value(self, name, line):
        """Return what the page's code glued under a name."""
        if name not in self.values:
            raise self.error(line, f"no cell glues {name}")
        return self.values[name]

    def footnote(self, label):
        """Return the number of a footnote: the order in which they are met."""
        return self.footnotes.setdefault(label, len(self.footnotes) + 1)

    @contextmanager
    def quoting(self):
        """Mark what is converted meanwhile as standing in a quoted block."""
        self._quotes += 1
        yield
        self._quotes -= 1
