"""Functions that an answer may not call, because writing them is the exercise."""

import sys
from contextlib import contextmanager
from inspect import unwrap


class Forbidden(Exception):
    """An answer called a function that it was asked to write."""


@contextmanager
def forbidden(names, answer):
    """Let some functions raise Forbidden, in their modules and among the globals of ``answer``.

    Parameters
    ----------
    names : sequence of str
        Such as ``"numpy.convolve"``. A module that nobody has imported is left alone: an answer that imports
        it itself is refused from its second call on.
    answer : callable
        The function under test. A forbidden function that was imported by its name is found in its globals.
    """
    originals = {name: original for name in names if (original := _lookup(name)) is not None}
    places = [(vars(sys.modules[_module(name)]), name.rpartition(".")[2], name) for name in originals]
    own = getattr(unwrap(answer), "__globals__", {})
    places += [
        (own, key, name)
        for key, value in list(own.items())
        for name, original in originals.items()
        if value is original
    ]
    kept = [(place, key, place[key]) for place, key, _ in places]
    for place, key, name in places:
        place[key] = _refusing(name)
    try:
        yield
    finally:
        for place, key, original in kept:
            place[key] = original


def _module(name):
    return name.rpartition(".")[0]


def _lookup(name):
    """Return the function of a dotted name, or None where its module is not imported or lacks it."""
    return getattr(sys.modules.get(_module(name)), name.rpartition(".")[2], None)


def _refusing(name):
    def refuse(*arguments, **options):
        raise Forbidden(name)

    return refuse
