"""The markers around a solution: what stands in their place, what stands between them."""

import re
from textwrap import dedent

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
STUB = "# YOUR CODE HERE\nraise NotImplementedError"

_REGION = re.compile(rf"^([ \t]*){BEGIN}[ \t]*\n(.*?)^[ \t]*{END}[ \t]*$", re.MULTILINE | re.DOTALL)


def is_marked(source):
    """Whether a text has one beginning and, below it, one end of a solution."""
    return source.count(BEGIN) == source.count(END) == 1 and bool(_REGION.search(source))


def has_markers(source):
    """Whether anything that nbgrader takes for a marker stands in a text."""
    return bool(re.search(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)", source))


def blanked(source, stub=STUB):
    """Return a solution's cell with ``stub`` in place of the solution, as nbgrader writes it."""
    return _REGION.sub(lambda found: "\n".join(found[1] + line for line in stub.split("\n")), source)


def shown(source):
    """Return a solution's cell without its markers."""
    return _REGION.sub(lambda found: found[2].rstrip("\n"), source)


def between(source):
    """Return what stands between the markers."""
    return dedent(_REGION.search(source)[2]).strip("\n")
