"""Turn the Markdown of one page into Markdown that Jupyter and Colab show as it was meant."""

import re
from textwrap import dedent, indent

from tools.notebooks.directives import DIRECTIVES
from tools.notebooks.inline import InlineConverter
from tools.notebooks.parser import read_directive

_STARRED = {"align*": "aligned", "gather*": "gathered", "equation*": "aligned"}
_MARKERS = re.compile(r"(?:\s|>|[-*+](?=\s)|\d+[.)](?=\s))*")


class Converter(InlineConverter):
    """Converts the blocks of a page: each stays as written, but for those that only MyST knows."""

    def blocks(self, text, line=1):
        """Return ``text``, whose first line is ``line`` of the page, without directives and roles."""
        lines, edits, done = text.split("\n"), [], 0
        tokens = self.book.parser.blocks(text, dict(self.page.env))
        for index, token in enumerate(tokens):
            if not token.map or token.map[0] < done:
                continue
            new = self._block(tokens, index, lines, line)
            if new is not None:
                start, end = _extent(token)
                edits.append((start, end, _in_place(lines, start, end, new, follows=start == done)))
                done = end
        for start, end, new in reversed(edits):
            lines[start : _next(lines, start, end, new)] = new
        return "\n".join(lines).strip("\n")

    def _block(self, tokens, index, lines, line):
        """Return the text that replaces a token's lines, or None to keep them."""
        token = tokens[index]
        here = line + token.map[0]
        handler = getattr(self, f"_block_{token.type}", None)
        if handler:
            return handler(tokens, index, lines, here)
        directive = read_directive(token, line)
        if directive:
            return self.directive(directive)
        if token.type in ("colon_fence", "substitution_block", "field_list_open"):
            raise self.error(here, f"{token.type} has no form in a notebook: {token.info or token.content}")
        return None

    def directive(self, directive):
        """Return what a directive becomes."""
        if directive.name not in DIRECTIVES:
            raise self.error(directive.line, f"unknown directive {{{directive.name}}}")
        return DIRECTIVES[directive.name](self, directive)

    def _block_inline(self, tokens, index, lines, here):
        token = tokens[index]
        new = self.inline(token.content, here)
        if new == token.content:
            return None
        start, end = token.map
        return _Placed(_around(lines[start:end], token.content.split("\n"), new.split("\n")))

    def _block_tr_open(self, tokens, index, lines, here):
        """Write a table's row again where one of its cells changes."""
        closing = next(i for i in range(index, len(tokens)) if tokens[i].type == "tr_close")
        cells = [token.content for token in tokens[index:closing] if token.type == "inline"]
        new = [self.inline(cell, here) for cell in cells]
        if new == cells:
            return None
        row = " | ".join(cell.replace("|", "\\|") for cell in new)
        return _Placed([f"{_MARKERS.match(lines[tokens[index].map[0]])[0]}| {row} |"])

    def _block_myst_target(self, tokens, index, lines, here):
        return ""

    _block_myst_line_comment = _block_myst_block_break = _block_myst_target

    def _block_math_block(self, tokens, index, lines, here):
        return self.math(tokens[index].content) if self._quotes else None

    def _block_math_block_label(self, tokens, index, lines, here):
        return self.math(tokens[index].content, self.number(here))

    def _block_amsmath(self, tokens, index, lines, here):
        name = re.match(r"\\begin\{([^}]*)\}", tokens[index].content.strip())[1]
        if name not in _STARRED:
            raise self.error(here, f"\\begin{{{name}}} numbers itself: use {{math}} with a label, or {name}*")
        return self.math(tokens[index].content.strip().replace(f"{{{name}}}", f"{{{_STARRED[name]}}}"))

    def _block_footnote_reference_open(self, tokens, index, lines, here):
        token = tokens[index]
        body = _dedented(lines[slice(*token.map)], r"\s*\[\^[^\]]+\]:\s*")
        return f"<sup>{self.footnote(token.meta['label'])}</sup> {self.blocks(body, here)}"

    def _block_dl_open(self, tokens, index, lines, here):
        """Write a list of definitions as an ordinary list."""
        level, offset = tokens[index].level, here - tokens[index].map[0]
        items, term = [], ""
        for position in range(index + 1, len(tokens)):
            token = tokens[position]
            if token.type == "dl_close" and token.level == level:
                break
            if token.type == "dt_open" and token.level == level + 1:
                term = self.inline(tokens[position + 1].content, offset + token.map[0])
            elif token.type == "dd_open" and token.level == level + 1:
                start = tokens[position + 1].map[0]
                body = _dedented(lines[start : token.map[1]], r"\s*[:~]\s+")
                items.append(_item(f"**{term}**: {self.blocks(body, offset + start)}"))
        return "\n".join(items)


class _Placed(list):
    """Lines that already carry what stands before them in a list or a quotation."""


def _extent(token):
    """Return the first line of a block and the one after its last."""
    start, end = token.map
    # The tokenizer of amsmath leaves the last line out.
    return start, max(end, start + token.content.count("\n") + 1) if token.type == "amsmath" else end


def _in_place(lines, start, end, new, *, follows):
    """Return a replacement as lines, each after the markers of the list or quotation around it.

    Empty lines set it off, as a fence sets itself off, unless another replacement (``follows``) ends above.
    """
    if isinstance(new, _Placed):
        return new
    prefix = _MARKERS.match(lines[start])[0]
    following = re.sub(r"[^>\s]", " ", prefix)
    if not new:
        return [prefix.rstrip()] if prefix != following else []
    first, *rest = new.split("\n")
    placed = [prefix + first, *((following + each).rstrip() for each in rest)]
    empty = [following.rstrip()]
    above = start and prefix == following and lines[start - 1].strip(" >") and not follows
    below = end < len(lines) and lines[end].strip(" >")
    return [*(empty if above else []), *placed, *(empty if below else [])]


def _next(lines, start, end, new):
    """Return where to go on: what vanishes takes one of the empty lines around it along."""
    alone = not start or not lines[start - 1].strip()
    return end + 1 if not new and alone and end < len(lines) and not lines[end].strip() else end


def _around(raw, old, new):
    """Put new lines where the old ones stand, between what surrounds these."""
    places = [line.find(part) for line, part in zip(raw, old)]
    before = [line[:place] for line, place in zip(raw, places)]
    if len(new) != len(old):
        before = [before[0]] + [re.sub(r"[^>\s]", " ", before[0])] * (len(new) - 1)
    after = raw[len(old) - 1][places[-1] + len(old[-1]) :]
    placed = [prefix + part for prefix, part in zip(before, new)]
    placed[-1] += after
    return [*placed, *raw[len(old) :]]


def _dedented(lines, marker):
    """Return lines without the marker on the first and the indentation of the others."""
    first, *rest = lines
    return f"{re.sub(marker, '', first, count=1)}\n{dedent(chr(10).join(rest))}".rstrip()


def _item(text):
    """Return a text as one item of a list."""
    return f"- {indent(text, '  ').strip()}"
