"""The activations of :mod:`cnnlib.functional` as layers."""

from __future__ import annotations

from cnnlib import functional
from cnnlib.functional.checks import check_numbers
from cnnlib.layers.layer import Layer
from cnnlib.ops import vectorized


class ReLU(Layer):
    """Keep positive numbers, replace negative ones by 0; see :func:`cnnlib.functional.relu`.

    Examples
    --------
    >>> import numpy as np
    >>> layer = ReLU()
    >>> layer(np.array([[-1.0, 2.0]])), layer.backward(np.array([[5.0, 5.0]]))
    (array([[0., 2.]]), array([[0., 5.]]))
    """

    def compute(self, x):
        """Return the output, which is all that the backward pass needs."""
        out = functional.relu(x)
        return out, out

    def compute_gradients(self, grad_output, out, needs_grad_x):
        """Return the gradient of the input."""
        return functional.relu_backward(grad_output, out), {}


class Sigmoid(Layer):
    """Squash each number into (0, 1); see :func:`cnnlib.functional.sigmoid`.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Sigmoid()
    >>> layer(np.zeros((1, 1))), layer.backward(np.ones((1, 1)))
    (array([[0.5]]), array([[0.25]]))
    """

    def compute(self, x):
        """Return the output, which is all that the backward pass needs."""
        out = functional.sigmoid(x)
        return out, out

    def compute_gradients(self, grad_output, out, needs_grad_x):
        """Return the gradient of the input."""
        return functional.sigmoid_backward(grad_output, out), {}


class Tanh(Layer):
    """Squash each number into (−1, 1); see :func:`cnnlib.functional.tanh`.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Tanh()
    >>> layer(np.zeros((1, 1))), layer.backward(np.ones((1, 1)))
    (array([[0.]]), array([[1.]]))
    """

    def compute(self, x):
        """Return the output, which is all that the backward pass needs."""
        out = functional.tanh(x)
        return out, out

    def compute_gradients(self, grad_output, out, needs_grad_x):
        """Return the gradient of the input."""
        return functional.tanh_backward(grad_output, out), {}


class ScaledTanh(Layer):
    """LeNet-5's squashing function; see :func:`cnnlib.functional.scaled_tanh`.

    Parameters
    ----------
    amplitude, slope : float, above 0
        f(x) = amplitude · tanh(slope · x).

    Raises
    ------
    TypeError, ValueError
        If one of them is no number above 0.

    Examples
    --------
    >>> import numpy as np
    >>> ScaledTanh()(np.ones((1, 1))).round(4)
    array([[1.]])
    """

    shown = ("amplitude", "slope")

    def __init__(self, *, amplitude=1.7159, slope=2 / 3, engine=vectorized):
        super().__init__(engine=engine)
        check_numbers("ScaledTanh", positive=True, amplitude=amplitude, slope=slope)
        self.amplitude, self.slope = amplitude, slope

    def compute(self, x):
        """Return the output, which is all that the backward pass needs."""
        out = functional.scaled_tanh(x, amplitude=self.amplitude, slope=self.slope)
        return out, out

    def compute_gradients(self, grad_output, out, needs_grad_x):
        """Return the gradient of the input."""
        options = {"amplitude": self.amplitude, "slope": self.slope}
        return functional.scaled_tanh_backward(grad_output, out, **options), {}
