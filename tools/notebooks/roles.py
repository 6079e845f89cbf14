"""What each role becomes: a function of the converter, the role's content and its line."""

import re
from functools import partial

from myst_nb.core.variables import format_plain_text

_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>$", re.DOTALL)
_PYTHON = ("func", "class", "meth", "mod", "attr", "data", "exc", "obj", "const")


def _titled(content):
    """Return ``(words, label)`` of ``words <label>``; the words are empty where the author gave none."""
    match = _TITLED.match(content)
    return (match[1], match[2]) if match else ("", content)


def _wrapped(before, after, converter, content, line):
    return f"{before}{content}{after}"


def _code(converter, content, line):
    """Return names of objects and files as code: their own words, or the label without its mark."""
    words, label = _titled(content)
    if label.startswith("~"):
        label = label.rpartition(".")[2]
    return f"`{words or label.lstrip('!')}`"


def _ref(converter, content, line):
    words, label = _titled(content)
    target = converter.target(label, line)
    return f"[{words or converter.title(target, line)}]({target.url})"


def _numref(converter, content, line):
    words, label = _titled(content)
    target = converter.target(label, line)
    if not target.number:
        raise converter.error(line, f"{label} has no number")
    pattern = words or converter.book.settings.number_formats.get(
        target.kind, f"{target.kind.capitalize()} %s"
    )
    pattern = pattern.replace("%s", target.number).replace("{number}", target.number)
    if "{name}" in pattern:
        pattern = pattern.replace("{name}", converter.inline(target.title, line))
    return f"[{pattern}]({target.url})"


def _eq(converter, content, line):
    target = converter.target(content, line)
    return f"[({target.number})]({target.url})"


def _doc(converter, content, line):
    words, name = _titled(content)
    url, title = converter.resolve(name.removesuffix(".md") + ".md", line)
    return f"[{words or title}]({url})"


def _cite(converter, content, line, *, textual):
    keys = [key.strip() for key in content.split(",")]
    for key in keys:
        if key not in converter.book.bibliography.entries:
            raise converter.error(line, f"no entry {key} in the bibliography")
    converter.cited += [key for key in keys if key not in converter.cited]
    links = [converter.book.bibliography.link(key, textual=textual) for key in keys]
    return ", ".join(links) if textual else f"({'; '.join(links)})"


def _glue(converter, content, line):
    return converter.value(content, line)


def _glue_text(converter, content, line):
    """Return a glued value, by the format after the last colon if there is one."""
    name, _, form = content.rpartition(":") if ":" in content else (content, "", "s")
    return format_plain_text(converter.value(name, line), form)


def _abbreviation(converter, content, line):
    match = re.match(r"(.+?)\s*\((.+)\)$", content)
    return f'<abbr title="{match[2]}">{match[1]}</abbr>' if match else content


def _term(converter, content, line):
    words, label = _titled(content)
    return f"*{words or label}*"


def _download(converter, content, line):
    words, path = _titled(content)
    return f"`{words or path.rpartition('/')[2]}`"


_cite_parenthetical = partial(_cite, textual=False)
_cite_textual = partial(_cite, textual=True)

ROLES = {
    "abbr": _abbreviation,
    "cite": _cite_parenthetical,
    "cite:p": _cite_parenthetical,
    "cite:t": _cite_textual,
    "doc": _doc,
    "download": _download,
    "eq": _eq,
    "glue": _glue,
    "glue:": _glue,
    "glue:any": _glue,
    "glue:text": _glue_text,
    "guilabel": partial(_wrapped, "**", "**"),
    "kbd": partial(_wrapped, "<kbd>", "</kbd>"),
    "math": partial(_wrapped, "$", "$"),
    "math:numref": _eq,
    "menuselection": partial(_wrapped, "**", "**"),
    "numref": _numref,
    "ref": _ref,
    "sub": partial(_wrapped, "<sub>", "</sub>"),
    "subscript": partial(_wrapped, "<sub>", "</sub>"),
    "sup": partial(_wrapped, "<sup>", "</sup>"),
    "superscript": partial(_wrapped, "<sup>", "</sup>"),
    "term": _term,
    **dict.fromkeys(("code", "command", "file", "literal", "python", "samp", *_PYTHON), _code),
    **{f"py:{name}": _code for name in _PYTHON},
}
