"""Dropout as a layer, whose noise can be resumed."""

from __future__ import annotations

import numpy as np

from cnnlib import functional
from cnnlib.arguments import show
from cnnlib.functional.checks import dtype_name, is_number
from cnnlib.layers.initialization import generator
from cnnlib.layers.layer import Layer
from cnnlib.ops import vectorized

WORD = 2**64


class Dropout(Layer):
    """In training, set numbers to 0 at random; see :func:`cnnlib.functional.dropout`. Else do nothing.

    Parameters
    ----------
    p : float
        Probability of a 0, from 0 up to but not including 1.
    rng : int or numpy.random.Generator
        The seed of the layer's own generator, or what draws it: layers that are given one generator do not
        share it, so that each can be saved and resumed. One seed gives one sequence of masks on every engine.
    engine : module
        As for the other layers; it changes nothing here.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    Notes
    -----
    The state of the generator belongs to the layer's: training that is resumed from a saved state draws the
    masks that it would have drawn.

    Examples
    --------
    >>> layer = Dropout(0.5, rng=0)
    >>> layer(np.ones((1, 4))), layer.eval()(np.ones((1, 4)))
    (array([[2., 0., 0., 0.]]), array([[1., 1., 1., 1.]]))
    """

    shown = ("p",)

    def __init__(self, p=0.5, *, rng=0, engine=vectorized):
        super().__init__(engine=engine)
        if not is_number(p):
            raise TypeError(f"Dropout: p must be a number, but is {show(p)}")
        if not 0 <= p < 1:
            raise ValueError(f"Dropout: p must be at least 0 and below 1, but is {show(p)}")
        self.p = p
        seed = rng.integers(2**63) if isinstance(rng, np.random.Generator) else rng
        self.rng = generator("Dropout", seed)

    def compute(self, x):
        """Return the input times a fresh mask, which is kept; in evaluation the input itself."""
        return functional.dropout(x, self.p, rng=self.rng) if self.training else (x, None)

    def compute_gradients(self, grad_output, mask, needs_grad_x):
        """Return the gradient of the input."""
        return grad_output if mask is None else functional.dropout_backward(grad_output, mask), {}

    def own_state(self):
        """Return the state of the generator, as six words of 64 bits."""
        return {"rng": _words(self.rng)}

    def fit_state(self, title, key, array):
        """Refuse what is no state of a generator."""
        if not isinstance(array, np.ndarray) or dtype_name(array) != "uint64" or array.shape != (6,):
            raise ValueError(f"{title} must be an ndarray of 6 numbers in uint64, as state_dict returns it")
        return array

    def take_state(self, key, array):
        """Let the generator go on from there."""
        self.rng.bit_generator.state = _from_words(array)


def _words(rng):
    state = rng.bit_generator.state
    numbers = state["state"]["state"], state["state"]["inc"]
    words = [word for number in numbers for word in divmod(number, WORD)]
    return np.array([*words, state["has_uint32"], state["uinteger"]], dtype=np.uint64)


def _from_words(words):
    high, low, inc_high, inc_low, has_uint32, uinteger = (int(word) for word in words)
    return {
        "bit_generator": "PCG64",
        "state": {"state": high * WORD + low, "inc": inc_high * WORD + inc_low},
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }
