"""The losses that a training can be told by name, and what any other must offer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from cnnlib import functional
from cnnlib.arguments import show


class Loss(NamedTuple):
    """A loss as a pair of functions.

    Attributes
    ----------
    forward : callable
        ``forward(out, target)`` returns the mean loss of a batch, one number.
    backward : callable
        ``backward(out, target)`` returns its gradient with respect to ``out``.

    Examples
    --------
    >>> import numpy as np
    >>> absolute = Loss(lambda out, target: abs(out - target).mean(),
    ...                 lambda out, target: np.sign(out - target) / out.size)
    >>> float(absolute.forward(np.array([1.0, 4.0]), np.array([2.0, 2.0])))
    1.5
    """

    forward: Callable
    backward: Callable


LOSSES = {
    "cross_entropy": Loss(functional.cross_entropy, partial(functional.cross_entropy_backward, 1.0)),
    "mse": Loss(functional.mse_loss, partial(functional.mse_loss_backward, 1.0)),
}


def resolve_loss(op, loss):
    """Return the loss of that name, or the object itself if it can be used as one.

    Raises
    ------
    ValueError
        If there is no loss of that name.
    TypeError
        If the object lacks ``forward`` or ``backward``.
    """
    if isinstance(loss, str):
        if loss not in LOSSES:
            raise ValueError(f"{op}: loss must be {' or '.join(map(repr, LOSSES))}, but is {show(loss)}")
        return LOSSES[loss]
    for name in ("forward", "backward"):
        if not callable(getattr(loss, name, None)):
            raise TypeError(
                f"{op}: loss must be a name or have forward and backward, but {show(loss)} lacks {name}"
            )
    return loss
