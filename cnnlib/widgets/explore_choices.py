"""What a reader can choose from in :func:`cnnlib.widgets.explore`."""

from collections.abc import Iterable, Mapping
from numbers import Real
from typing import NamedTuple


class Choice(NamedTuple):
    """One argument of the explored function: its values, how they are called, where to begin."""

    name: str
    values: list
    labels: list
    start: int
    is_scale: bool


def parse_choice(name, given):
    """Return the choice that a reader's author gave as a sequence, a mapping of labels to values, or a bool.

    Raises
    ------
    TypeError
        If ``given`` is a single value.
    ValueError
        If there is nothing to choose from, or two values are called the same.
    """
    if isinstance(given, bool):
        return Choice(name, [False, True], ["no", "yes"], int(given), False)
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise TypeError(
            f"explore: {name} must be a list, a range, a dict of labels and values, or a bool; got {given!r}"
        )
    labels, values = _named(given)
    if not values:
        raise ValueError(f"explore: {name} must have at least one value; got {given!r}")
    if len(set(labels)) < len(labels):
        raise ValueError(f"explore: {name} has two values with one name; got {labels}")
    return Choice(name, values, labels, 0, not isinstance(given, Mapping) and all(map(_is_number, values)))


def _named(given):
    if isinstance(given, Mapping):
        return [str(label) for label in given], list(given.values())
    values = given.tolist() if hasattr(given, "tolist") else list(given)
    return [_label(value) for value in values], values


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool)


def _label(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}".replace("-", "−")
    if _is_number(value):
        return str(value).replace("-", "−")
    return getattr(value, "__name__", None) or str(value)
