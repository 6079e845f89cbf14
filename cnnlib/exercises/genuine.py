"""NumPy as it was when this module was imported, whatever a notebook has put in its place since."""

import builtins
import math
from contextlib import contextmanager

import numpy as np

_MODULES = (builtins, math, np, np.fft, np.lib.stride_tricks, np.linalg, np.random)
_MISSING = object()
_AS_IMPORTED = [(module, dict(vars(module))) for module in _MODULES]


@contextmanager
def genuine():
    """Run a block with the functions of NumPy, of `math` and of Python itself as they were imported.

    Yields
    ------
    list of str
        The names that stood for something else, such as ``"numpy.allclose"``. They do so again afterwards.

    Examples
    --------
    >>> keep, np.allclose = np.allclose, lambda *arrays: True
    >>> with genuine() as replaced:
    ...     print(replaced, np.allclose(1, 2))
    ['numpy.allclose'] False
    >>> np.allclose(1, 2)
    True
    >>> np.allclose = keep
    """
    found = [
        (module, name, vars(module).get(name, _MISSING), original)
        for module, names in _AS_IMPORTED
        for name, original in names.items()
        if vars(module).get(name, _MISSING) is not original
        and name not in ("_", "input")  # a notebook sets both for every cell
    ]
    for module, name, _, original in found:
        setattr(module, name, original)
    try:
        with np.errstate(all="ignore"):
            yield [f"{module.__name__}.{name}" for module, name, _, _ in found]
    finally:
        for module, name, replacement, _ in found:
            if replacement is _MISSING:
                delattr(module, name)
            else:
                setattr(module, name, replacement)
