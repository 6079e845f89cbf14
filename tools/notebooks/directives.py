"""What each directive becomes: a function of the converter and the directive."""

from functools import partial

# Directives whose title is their name, and whose argument is the first line of their text.
_ADMONITIONS = ("attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning")


def _quoted(converter, title, body, line):
    """Return a block with a bold title, set off as a quotation."""
    with converter.quoting():
        text = converter.blocks(body, line) if body.strip() else ""
        title = converter.inline(title, line)
    lines = [f"**{title}**", ""] if title else []
    lines += text.split("\n") if text else []
    return "\n".join(f"> {each}".rstrip() for each in lines).removesuffix("\n>")


def _admonition(converter, directive, *, title):
    """Return an admonition whose title is fixed."""
    body, line = directive.body, directive.body_line
    if directive.argument:
        body, line = f"{directive.argument}\n{body}", directive.line
    return _quoted(converter, title, body, line)


def _titled(converter, directive, *, title=""):
    """Return an admonition whose title is its argument."""
    return _quoted(converter, directive.argument or title, directive.body, directive.body_line)


def _sequence(converter, directive):
    """Return the title, if there is one, and the text, as any paragraphs: cards, tabs, containers."""
    title = converter.inline(directive.argument, directive.line)
    return _joined(f"**{title}**" if title else "", _body(converter, directive))


def _plain(converter, directive):
    """Return the text alone, for directives whose argument is only about looks."""
    return _body(converter, directive)


def _dropped(converter, directive):
    return ""


def _body(converter, directive):
    return converter.blocks(directive.body, directive.body_line) if directive.body.strip() else ""


def _joined(*parts):
    return "\n\n".join(part for part in parts if part)


def _math(converter, directive):
    tex = "\n".join(part for part in (directive.argument, directive.body) if part)
    return converter.math(tex, converter.number(directive.line))


def _code(converter, directive):
    caption = directive.options.get("caption", "")
    fence = "````" if "```" in directive.body else "```"
    code = f"{fence}{directive.argument}\n{directive.body}\n{fence}"
    return _joined(_caption(converter, directive, caption, "code-block"), code)


def _caption(converter, directive, caption, kind):
    return converter.caption(kind, directive.line, caption)


def _figure(converter, directive):
    caption, _, legend = directive.body.partition("\n\n")
    image = converter.image(directive.argument, directive.options.get("alt", ""), directive.line)
    text = _caption(converter, directive, caption, "figure")
    below = directive.body_line + caption.count("\n") + 2
    return _joined(image, text, converter.blocks(legend, below) if legend.strip() else "")


def _image(converter, directive):
    return converter.image(directive.argument, directive.options.get("alt", ""), directive.line)


def _glued_figure(converter, directive):
    """Return the caption; the figure itself is drawn by the cell that glued it."""
    return _caption(converter, directive, directive.body, "figure")


def _glue(converter, directive):
    return converter.value(directive.argument, directive.line)


def _table(converter, directive):
    return _joined(_caption(converter, directive, directive.argument, "table"), _body(converter, directive))


def _list_table(converter, directive):
    """Return a table written as a list of lists of cells."""
    rows = []
    for line in directive.body.split("\n"):
        text = line.lstrip()
        if text.startswith("* -"):
            rows.append([text[3:].strip()])
        elif text.startswith("- ") or text == "-":
            rows[-1].append(text[1:].strip())
        elif text:
            rows[-1][-1] += f" {text}"
    if not rows:
        raise converter.error(directive.line, "list-table without rows")
    if not int(directive.options.get("header-rows", 0)):
        rows.insert(0, [""] * len(rows[0]))
    rows.insert(1, ["---"] * len(rows[0]))
    cells = [
        [converter.inline(cell, directive.body_line).replace("|", "\\|") for cell in row] for row in rows
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in cells)
    return _joined(_caption(converter, directive, directive.argument, "table"), table)


def _exercise_heading(converter, directive):
    number = converter.number(directive.line)
    title = converter.inline(directive.argument, directive.line)
    return f"### Exercise {number}".rstrip() + (f" ({title})" if title else "")


def _exercise(converter, directive):
    return _joined(_exercise_heading(converter, directive), _body(converter, directive))


def _solution_title(converter, directive):
    target = converter.target(directive.argument, directive.line)
    if target.kind != "exercise":
        raise converter.error(directive.line, f"{directive.argument} is no exercise")
    return f"Solution to Exercise {target.number}".rstrip()


def _solution(converter, directive):
    """Return a solution that opens on a click."""
    summary = f"<details>\n<summary>{_solution_title(converter, directive)}</summary>"
    return _joined(summary, _body(converter, directive), "</details>")


def _solution_start(converter, directive):
    return _joined(f"### {_solution_title(converter, directive)}", _body(converter, directive))


def _rubric(converter, directive):
    return f"**{converter.inline(directive.argument, directive.line)}**"


def _raw(converter, directive):
    """Return raw HTML as it is; what is meant for other writers is not for a notebook."""
    return directive.body if directive.argument == "html" else ""


def _bibliography(converter, directive):
    """Return the works cited so far on this page."""
    lines = [converter.book.bibliography.line(key) for key in converter.cited]
    return "\n".join(f"- {line}" for line in sorted(lines, key=str.lower))


DIRECTIVES = {
    **{name: partial(_admonition, title=name.capitalize()) for name in _ADMONITIONS},
    "seealso": partial(_admonition, title="See also"),
    **dict.fromkeys(("admonition", "dropdown", "sidebar", "topic"), _titled),
    "margin": _titled,
    **{name: partial(_admonition, title="") for name in ("epigraph", "highlights", "pull-quote")},
    **dict.fromkeys(("card", "grid-item-card", "tab-item"), _sequence),
    **dict.fromkeys(("container", "div", "grid", "grid-item", "tab-set"), _plain),
    **dict.fromkeys(("contents", "index", "tableofcontents", "exercise-end", "solution-end"), _dropped),
    **dict.fromkeys(("code", "code-block", "sourcecode"), _code),
    "bibliography": _bibliography,
    "exercise": _exercise,
    "exercise-start": _exercise,
    "figure": _figure,
    "glue": _glue,
    "glue:figure": _glued_figure,
    "image": _image,
    "list-table": _list_table,
    "math": _math,
    "raw": _raw,
    "rubric": _rubric,
    "solution": _solution,
    "solution-start": _solution_start,
    "table": _table,
}
