"""Which names a cell defines, and whether what it defines is still blank."""

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager


def parsed(source):
    """Return the syntax tree of a cell, IPython's own syntax included, or None where it cannot be read."""
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def defined(source):
    r"""Return the names that a cell defines; where its syntax is wrong, those of its functions.

    Examples
    --------
    >>> sorted(defined("import numpy as np\ndef pool(x):\n    return x"))
    ['np', 'pool']
    >>> defined("def pool(x) return x")
    {'pool'}
    """
    tree = parsed(source)
    if tree is None:
        return set(re.findall(r"^\s*def\s+(\w+)", source, re.MULTILINE))
    return {name for statement in tree.body for name in _names(statement)}


def _names(statement):
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    inner = [*getattr(statement, "body", []), *getattr(statement, "orelse", [])]
    return [name for each in inner if isinstance(each, ast.stmt) for name in _names(each)]


def is_blank(source, name, blank):
    """Return whether a cell holds the function ``name`` as it was given: nothing has been written into it."""
    if same(source, blank):
        return True
    tree = parsed(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] if tree else []
    own = [node for node in functions if node.name == name]
    return bool(own) and all(_is_empty(statement) for statement in own[-1].body)


def _is_empty(statement):
    """Return whether a statement does nothing: a docstring, `...`, `pass`, `raise NotImplementedError`."""
    if isinstance(statement, ast.Raise) and statement.exc:
        return "NotImplementedError" in ast.unparse(statement.exc)
    literal = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return literal or isinstance(statement, ast.Pass)


def same(one, other):
    """Return whether two texts are the same but for spaces at the lines' ends and blank lines."""
    return _plain(one) == _plain(other)


def _plain(text):
    return [line.rstrip() for line in text.splitlines() if line.strip()]
