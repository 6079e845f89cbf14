"""Whether a result is the expected one: in its type, its shape, its dtype and its values."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Number

import numpy as np

_KINDS = {
    "b": "truth values",
    "i": "whole numbers",
    "u": "whole numbers",
    "f": "floats",
    "c": "complex numbers",
}
WRONG_VALUE = "the value is wrong"


@dataclass(frozen=True)
class Difference:
    """What differs, as a sentence; what may be behind it; and how the sentence goes on with the values."""

    text: str
    hint: str = ""
    values: str = ""


def same(got, want, *, rtol=0.0, atol=0.0):
    """Return whether two values are the same, up to rounding."""
    return difference(got, want, rtol=rtol, atol=atol) is None


def difference(got, want, *, rtol=1e-7, atol=1e-9):
    """Return the first `Difference` between a result and the expected one, or None.

    Parameters
    ----------
    got, want
        Numbers, strings, arrays, None, and tuples, lists and dictionaries of them. A list passes for a
        tuple, a whole number for a float; a float does not pass for a whole number, nor a list for an array.
    rtol, atol : float
        Numbers are equal if they differ by no more than ``atol + rtol * abs(want)``; NaN equals NaN.

    Examples
    --------
    >>> difference(np.ones((2, 3)), np.ones((3, 2))).text
    'the shape is (2, 3), but should be (3, 2)'
    >>> difference(4.0, 4).hint
    '`//` divides whole numbers'
    """
    if isinstance(want, np.ndarray):
        return _array(got, want, rtol, atol)
    if isinstance(want, Mapping):
        return _mapping(got, want, rtol, atol)
    if isinstance(want, tuple | list):
        return _sequence(got, want, rtol, atol)
    if isinstance(want, bool | np.bool_):
        return _plain(got, bool(want), (bool, np.bool_), "True or False")
    if isinstance(want, Number):
        return _number(got, want, rtol, atol)
    return _plain(got, want, (type(want),), f"a value of type {type(want).__name__}")


def _plain(got, want, kinds, name):
    """Compare values of exactly these types: a subclass could call itself equal to anything."""
    if type(got) not in kinds:
        return _wrong_type(got, name)
    return None if got == want else Difference(WRONG_VALUE)


def _wrong_type(got, name):
    hint = "is the `return` missing?" if got is None else ""
    return Difference(f"the result is {_article(got)}, but {name} is expected", hint)


def _article(value):
    if value is None:
        return "None"
    name = "array" if type(value) is np.ndarray else type(value).__name__
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def _number(got, want, rtol, atol):
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got[()]
    whole = isinstance(want, int | np.integer)
    kinds = int | float | np.integer | np.floating
    if isinstance(want, complex | np.complexfloating):
        kinds |= complex | np.complexfloating
    if isinstance(got, bool | np.bool_) or not isinstance(got, kinds):
        return _wrong_type(got, "a whole number" if whole else "a number")
    if whole and not isinstance(got, int | np.integer):
        return Difference(f"{got} is a float, but a whole number is expected", "`//` divides whole numbers")
    if _close(np.asarray(got), np.asarray(want), rtol, atol).all():
        return None
    return Difference(WRONG_VALUE, _hint_of_values(np.asarray([got]), np.asarray([want])))


def _mapping(got, want, rtol, atol):
    if not isinstance(got, Mapping):
        return _wrong_type(got, "a dictionary")
    if set(got) != set(want):
        return Difference(f"the keys are {_listed(got)}, but should be {_listed(want)}")
    return _first((f"[{key!r}]", got[key], want[key]) for key in want)(rtol, atol)


def _sequence(got, want, rtol, atol):
    if isinstance(got, np.ndarray) and isinstance(want, list):
        return Difference("the result is an array, but a list is expected", "`.tolist()` makes it one")
    if not isinstance(got, tuple | list):
        name, s = "tuple" if isinstance(want, tuple) else "list", "s" * (len(want) != 1)
        return _wrong_type(got, f"a {name} of {len(want)} item{s}")
    if len(got) != len(want):
        return Difference(f"the result has {len(got)} items, but should have {len(want)}")
    return _first((f"[{i}]", got[i], want[i]) for i in range(len(want)))(rtol, atol)


def _first(items):
    """Return a function that finds the first difference among ``(place, got, want)``."""

    def search(rtol, atol):
        for place, got, want in items:
            found = difference(got, want, rtol=rtol, atol=atol)
            if found:
                hint = "" if got is None else found.hint
                return Difference(f"item {place}: {found.text}", hint, found.values)
        return None

    return search


def _listed(keys):
    return ", ".join(map(repr, keys)) or "none"


def _array(got, want, rtol, atol):
    if isinstance(got, list | tuple):
        text = f"the result is {_article(got)}, but an array is expected"
        return Difference(text, "`np.array(…)` makes it one")
    if type(got) is not np.ndarray:
        return _wrong_type(got, "an array")
    if got.shape != want.shape:
        return Difference(f"the shape is {got.shape}, but should be {want.shape}", _hint_of_shape(got, want))
    return _dtype(got, want) or _values(got, want, rtol, atol)


def _hint_of_shape(got, want):
    if got.ndim != want.ndim:
        axes = "axis" if got.ndim == 1 else "axes"
        return f"the result has {got.ndim} {axes} instead of {want.ndim}"
    if sorted(got.shape) != sorted(want.shape):
        return ""
    return "are rows and columns exchanged?" if want.ndim == 2 else "do the axes stand in another order?"


def _dtype(got, want):
    """Return what is wrong with the dtype: another kind of numbers, or fewer digits than expected."""
    kinds = [_KINDS.get(array.dtype.kind, str(array.dtype)) for array in (got, want)]
    text = f"the dtype is {got.dtype}, but should be {want.dtype}"
    if kinds == ["whole numbers", "floats"]:
        return _whole(got, want, text)
    if kinds[0] != kinds[1]:
        return Difference(text)
    return Difference(text) if got.dtype.itemsize < want.dtype.itemsize and got.dtype.kind in "fc" else None


def _whole(got, want, text):
    """Return what is wrong with whole numbers in place of floats: nothing, where each has its value."""
    if (got == want).all():
        return None
    cut = (got == np.trunc(want)).all()
    return Difference(text, "an array of whole numbers cuts off the fractions" if cut else "")


def _values(got, want, rtol, atol):
    wrong = ~_close(got, want, rtol, atol)
    if not wrong.any():
        return None
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = "" if want.ndim == 0 else f"; the first at [{', '.join(map(str, place))}]"
    pair = f": {_short(got[place])} instead of {_short(want[place])}"
    text = f"{int(wrong.sum())} of {want.size} values differ{where}"
    return Difference(text, _hint_of_values(got, want), pair)


def _short(number):
    return f"{number:.6g}" if isinstance(number, Number | np.number) else str(number)


def _close(got, want, rtol, atol):
    """Return where two arrays of one shape agree: numbers up to rounding, everything else exactly."""
    equal = got == want
    kinds = got.dtype.kind + want.dtype.kind
    if "O" in kinds or not set(kinds) & set("fc"):
        return equal
    with np.errstate(invalid="ignore"):  # inf - inf
        near = np.abs(got - want) <= atol + rtol * np.abs(want)
    finite = np.isfinite(got) & np.isfinite(want)
    return equal | (near & finite) | (np.isnan(got) & np.isnan(want))


def _hint_of_values(got, want):
    """Return what the whole of the values tells: NaN, the last digits, a sign, a factor, an order."""
    if got.dtype.kind not in "iufc" or want.dtype.kind not in "iufc":
        return ""
    if np.isnan(got).any() and not np.isnan(want).any():
        return "the result holds NaN: is something divided by 0, or never written?"
    if want.dtype.kind == "f" and _close(got, want, 1e-5, 1e-8).all():
        return "only the last digits differ: is something rounded, or a small term left out?"
    scaled = _hint_of_scale(got, want)
    if scaled or got.size < 2:
        return scaled
    near = {"rtol": 1e-6, "atol": 1e-9}
    if _close(np.flip(got), want, **near).all():
        return "these are the right values in reversed order"
    if got.ndim == 2 and got.shape[0] == got.shape[1] and _close(got.T, want, **near).all():
        return "rows and columns are exchanged"
    return ""


def _hint_of_scale(got, want):
    """Return that all values carry one factor, where they do."""
    if not np.isfinite(want).all() or not np.abs(want).max(initial=0):
        return ""
    at = np.unravel_index(np.abs(want).argmax(), want.shape)
    factor = (got[at] / want[at]).real
    if not factor or not np.isfinite(factor) or not _close(got, want * factor, 1e-6, 1e-9).all():
        return ""
    if np.isclose(factor, -1):
        return "the sign is wrong"
    simple = {2.0: "twice", 0.5: "half"}.get(round(float(factor), 9), f"{factor:.4g} times")
    return f"the result is {simple} what it should be" if want.size > 1 and simple != "1 times" else ""
