"""Values as the message of a check shows them."""

import numpy as np

_MOST = 60  # numbers of an array that are shown, and items of a list
_LONGEST = 4000  # letters of a value


def show(value):
    """Return a value as text: what is short in full, long arrays by their shape, long lists by their length.

    Examples
    --------
    >>> show(np.array([1.0, 0.5]))
    '[1.  0.5]'
    >>> show(np.zeros((8, 16)))
    'an array of shape (8, 16), float64'
    >>> show((3, np.array([1, 2])))
    '(3, [1 2])'
    >>> show(list(range(5000)))
    'a list of 5000 items'
    >>> print(show({"weight": np.eye(2), "bias": 0.5}))
    {'weight': [[1. 0.]
                [0. 1.]],
     'bias': 0.5}
    """
    try:
        text = _in_full(value)
    except Exception:  # an object that fails to tell of itself, a list that holds itself
        return f"a value of type {type(value).__name__}"
    return cut(text)


def cut(text):
    """Return a text, or its beginning where it is longer than anyone reads."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _in_full(value):
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, tuple | list | dict) and len(value) > _MOST:
        return f"a {type(value).__name__} of {len(value)} items"
    if isinstance(value, tuple):
        return _bracketed(map(show, value), "(", ",)" if len(value) == 1 else ")")
    if isinstance(value, list):
        return _bracketed(map(show, value), "[", "]")
    if isinstance(value, dict):
        return _bracketed((labelled(f"{key!r}: ", item) for key, item in value.items()), "{", "}")
    if isinstance(value, float | np.floating):
        return f"{value:.7g}"
    if isinstance(value, np.generic):
        return str(value)
    return getattr(value, "__name__", None) or repr(value)


def _bracketed(items, opening, closing):
    """Return items in one line, or below each other if one of them has several lines."""
    items = list(items)
    comma = ",\n" if any("\n" in item for item in items) else ", "
    return opening + comma.join(items).replace("\n", "\n ") + closing


def _array(array):
    if array.size > _MOST:
        return f"an array of shape {array.shape}, {array.dtype}"
    return np.array2string(array, precision=4, suppress_small=True, floatmode="maxprec", threshold=_MOST)


def labelled(label, value):
    """Return ``label`` and a value, all lines of which begin in one column.

    Examples
    --------
    >>> print(labelled("x = ", np.eye(2)))
    x = [[1. 0.]
         [0. 1.]]
    """
    return label + show(value).replace("\n", "\n" + " " * len(label))
