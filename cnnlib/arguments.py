"""Whole numbers and pairs of them, or an error that names the argument, what was expected and what came.

Every public function of the library passes its hyperparameters through here, so that each engine refuses the
same value with the same words. A boolean is not a number, and neither is 2.0: both are refused.
"""

from __future__ import annotations

from operator import index


def show(value) -> str:
    """Write a value as it stands in error messages: sequences as tuples, whatever type they came in."""
    if isinstance(value, tuple | list):
        inside = ", ".join(show(item) for item in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return repr(value)


def whole_number(op: str, name: str, value, *, minimum: int) -> int:
    """Return ``value`` as an int of at least ``minimum``.

    Parameters
    ----------
    op, name : str
        The function and the argument that the error message names.
    value : int
        Anything that supports ``operator.index``, except booleans.
    minimum : int
        The smallest number allowed.

    Raises
    ------
    TypeError
        If ``value`` is not a whole number.
    ValueError
        If it is below ``minimum``.

    Examples
    --------
    >>> whole_number("conv2d", "groups", 2, minimum=1)
    2
    >>> whole_number("conv2d", "groups", 0, minimum=1)
    Traceback (most recent call last):
    ValueError: conv2d: groups must be at least 1, but is 0
    """
    if not is_whole(value):
        raise TypeError(f"{op}: {name} must be a whole number, but is {show(value)}")
    if value < minimum:
        raise ValueError(f"{op}: {name} must be at least {minimum}, but is {show(value)}")
    return index(value)


def pair(op: str, name: str, value, *, minimum: int) -> tuple[int, int]:
    """Return ``value``, one whole number or two, as a (height, width) pair, each at least ``minimum``.

    Raises
    ------
    TypeError
        If ``value`` is neither a whole number nor a pair of them.
    ValueError
        If a number is below ``minimum``.

    Examples
    --------
    >>> pair("conv2d", "stride", 2, minimum=1)
    (2, 2)
    >>> pair("conv2d", "stride", (1, 0), minimum=1)
    Traceback (most recent call last):
    ValueError: conv2d: stride must be at least 1, but is (1, 0)
    """
    both = (value, value) if is_whole(value) else value
    if not is_pair(both):
        raise TypeError(
            f"{op}: {name} must be a whole number or a (height, width) pair of them, but is {show(value)}"
        )
    if min(both) < minimum:
        raise ValueError(f"{op}: {name} must be at least {minimum}, but is {show(value)}")
    return index(both[0]), index(both[1])


def one_of(op: str, name: str, value, choices) -> None:
    """Refuse a value that is none of the choices.

    Examples
    --------
    >>> one_of("mnist", "split", "validation", ("train", "test"))
    Traceback (most recent call last):
    ValueError: mnist: split must be one of 'train', 'test', got 'validation'
    """
    if value not in tuple(choices):
        raise ValueError(f"{op}: {name} must be one of {', '.join(map(repr, choices))}, got {value!r}")


def is_whole(value) -> bool:
    """Whether ``value`` is a whole number: an int or an array library's integer, and not a boolean."""
    if type(value).__name__ in ("bool", "bool_"):
        return False
    try:
        index(value)
    except TypeError:
        return False
    return True


def is_pair(value) -> bool:
    """Whether ``value`` is a tuple or list of two whole numbers."""
    return isinstance(value, tuple | list) and len(value) == 2 and all(is_whole(item) for item in value)
