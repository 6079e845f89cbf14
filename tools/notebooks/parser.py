"""Read MyST with MyST's own tokenizer, and remember where each inline construct stands in its line."""

import re
from dataclasses import dataclass, field

import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

_DIRECTIVE = re.compile(r"\{([^\s}]+)\}\s*(.*)", re.DOTALL)
_OPTION = re.compile(r":([\w-]+):(?:\s+(.*))?$")
_RECORDED = ("myst_role", "link", "autolink", "image", "footnote_ref", "math_inline", "attr", "span")
_ADDED = ("substitution_inline",)
_LEFT_TO_SPHINX = {"linkify", "replacements", "smartquotes", "tasklist"}


class ConversionError(ValueError):
    """Something in a page that cannot be said in plain Markdown, with the file and the line."""

    def __init__(self, path, line, message):
        super().__init__(f"{path}:{line}: {message}")


@dataclass(frozen=True)
class Directive:
    """A fenced directive: its parts, the line that opens it, the line where its body begins (from 1)."""

    name: str
    argument: str
    options: dict
    body: str
    line: int
    body_line: int


@dataclass(frozen=True)
class Span:
    """An inline construct: the rule that found it, its place in the text, its token, where its label ends."""

    rule: str
    start: int
    end: int
    token: object
    label_end: int = -1


@dataclass
class Parser:
    """A MyST tokenizer for a set of syntax extensions."""

    extensions: frozenset
    markdown: object = field(init=False)

    def __post_init__(self):
        config = MdParserConfig(enable_extensions=self.extensions - _LEFT_TO_SPHINX, dmath_double_inline=True)
        self.markdown = create_md_parser(config, RendererHTML)
        self.markdown.core.ruler.disable("inline")
        known = set(self.markdown.get_all_rules()["inline"])
        for name in (*_RECORDED, *_ADDED):
            if name in known:
                _record(self.markdown.inline.ruler, name)

    def blocks(self, text, env):
        """Return the block tokens of ``text``; ``env`` collects link definitions and footnotes."""
        return self.markdown.parse(text, env)

    def spans(self, text, env):
        """Return the recorded constructs of one inline ``text``, in order of their end."""
        recording = {**env, "spans": []}
        self.markdown.inline.parse(text, self.markdown, recording, [])
        return [span for source, span in recording["spans"] if source == text]

    def directives(self, text, env, line=1):
        """Yield ``(token, line, directive or None)`` for all blocks, into every directive's body."""
        for token in self.blocks(text, env):
            found = read_directive(token, line)
            yield token, line + token.map[0] if token.map else line, found
            if found and found.name not in VERBATIM:
                yield from self.directives(found.body, env, found.body_line)


VERBATIM = frozenset({"code-cell", "code", "code-block", "sourcecode", "math", "raw", "list-table"})


def read_directive(token, line):
    """Return the directive that a token opens, or None; ``line`` is that of the first line parsed."""
    if token.type not in ("fence", "colon_fence"):
        return None
    match = _DIRECTIVE.match(token.info.strip())
    if not match:
        return None
    opening = line + token.map[0]
    lines = token.content.split("\n")
    options, taken = _read_options(lines)
    body = "\n".join(lines[taken:])
    return Directive(match[1], match[2].strip(), options, body.rstrip(), opening, opening + 1 + taken)


def _read_options(lines):
    """Return a directive's options and how many lines they take."""
    if lines and lines[0].strip() == "---":
        closing = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
        return yaml.safe_load("\n".join(lines[1:closing])) or {}, closing + 1
    options = {}
    for count, line in enumerate(lines):
        match = _OPTION.match(line.strip())
        if not match:
            return options, count
        options[match[1]] = (match[2] or "").strip()
    return options, len(lines)


def _record(ruler, name):
    """Wrap an inline rule so that what it finds is added to ``env["spans"]``, with its place."""
    rule = next(each.fn for each in ruler.__rules__ if each.name == name)

    def recording(state, silent):
        start, count, label_end = state.pos, len(state.tokens), -1
        if name in ("link", "image") and "[" in state.src[start : start + 2]:
            label = state.src.index("[", start)
            label_end = state.md.helpers.parseLinkLabel(state, label)
        found = rule(state, silent)
        if found and not silent and "spans" in state.env:
            token = next((each for each in state.tokens[count:] if each.type != "text"), None)
            state.env["spans"].append((state.src, Span(name, start, state.pos, token, label_end)))
        return found

    ruler.at(name, recording)
