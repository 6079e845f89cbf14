"""One call of an answer or of a reference: what came of it."""

import inspect
from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from cnnlib.exercises.compare import same
from cnnlib.exercises.genuine import genuine


@dataclass(frozen=True)
class Outcome:
    """What a call returned, or the error that it raised; and the arguments that it changed in place."""

    value: object = None
    error: Exception | None = None
    changed: tuple = ()


def call(function, case):
    """Call a function with copies of a case's arguments.

    Returns
    -------
    Outcome
        ``changed`` names the arguments that are not what they were before.
    """
    arguments, options = deepcopy((case.arguments, dict(case.options)))
    try:
        value = function(*arguments, **options)
    except (Exception, SystemExit) as error:
        return Outcome(error=error)
    with genuine():
        return Outcome(_kept(value), changed=_changed(function, case, [*arguments, *options.values()]))


def _changed(function, case, after):
    """Return the names of the arguments that are not what they were."""
    before = argument_names(function, case)
    return tuple(name for (name, old), new in zip(before, after) if _is_data(old) and not same(new, old))


def _is_data(value):
    """Return whether a caller minds a change: a random generator, for one, is there to be changed."""
    return isinstance(value, np.ndarray | list | dict) or (
        isinstance(value, tuple) and all(map(_is_data, value))
    )


def argument_names(function, case):
    """Return ``(name, value)`` for each argument of a case, by the names in the function's signature."""
    given = [*case.arguments, *case.options.values()]
    return list(zip([*_positional(function, len(case.arguments)), *case.options], given))


def _positional(function, count):
    """Return ``count`` names for the positional arguments of a function."""
    numbered = [f"argument {i + 1}" for i in range(count)]
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return numbered
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return [*names, *numbered[len(names) :]][:count]


def _kept(value):
    """Return a copy that the next call cannot write into, where the value can be copied."""
    try:
        return deepcopy(value)
    except Exception:  # generators and the like: of the wrong type anyway
        return value
