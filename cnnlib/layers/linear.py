"""The fully connected layer."""

from __future__ import annotations

from cnnlib import functional
from cnnlib.arguments import show, whole_number
from cnnlib.layers.initialization import draw_both
from cnnlib.layers.layer import Layer
from cnnlib.ops import vectorized


class Linear(Layer):
    """Each output is a weighted sum of all inputs; see :func:`cnnlib.functional.linear`.

    Parameters
    ----------
    in_features, out_features : int
        Sizes of input and output.
    bias : bool
        Whether to add one.
    init : str or function, optional
        How the weights are drawn; see :mod:`cnnlib.layers`.
    rng : int or numpy.random.Generator
        Draws the weights and the biases.
    engine : module
        Whose arrays the parameters are.
    dtype : str
        Of the parameters.

    Attributes
    ----------
    parameters
        ``weight`` (out_features, in_features) and ``bias`` (out_features,).

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Linear(400, 120)
    >>> layer(np.zeros((64, 400), "float32")).shape, layer.parameter_count
    ((64, 120), 48120)
    """

    shown = ("in_features", "out_features", "bias")

    def __init__(
        self,
        in_features,
        out_features,
        *,
        bias=True,
        init=None,
        rng=0,
        engine=vectorized,
        dtype="float32",
    ):
        super().__init__(engine=engine)
        self.in_features = whole_number("Linear", "in_features", in_features, minimum=1)
        self.out_features = whole_number("Linear", "out_features", out_features, minimum=1)
        self.bias = bool(bias)
        shape = self.out_features, self.in_features
        weight, biases = draw_both("Linear", init, shape, rng, (self.in_features, self.out_features))
        self.add_parameter("weight", weight, dtype)
        if self.bias:
            self.add_parameter("bias", biases, dtype)

    def compute(self, x):
        """Return the sums; the input is kept."""
        return functional.linear(x, self._parameters["weight"], self._parameters.get("bias")), x

    def compute_gradients(self, grad_output, x, needs_grad_x):
        """Return the gradients of the input, the weight and the bias."""
        grad_x, *gradients = functional.linear_backward(grad_output, x, self._parameters["weight"])
        return grad_x, dict(zip(self._parameters, gradients))

    def output_shape(self, input_shape):
        """Return (batch, out_features)."""
        if len(input_shape) != 2 or input_shape[1] != self.in_features:
            hint = ": put a Flatten before it" if len(input_shape) > 2 else ""
            raise ValueError(
                f"{self.label}: x must have shape (batch, {self.in_features}), "
                f"but has shape {show(tuple(input_shape))}{hint}"
            )
        return input_shape[0], self.out_features

    def connections(self, input_shape):
        """Count one link for each weight and bias."""
        self.output_shape(input_shape)
        return self.parameter_count

    def multiply_adds(self, input_shape):
        """Count one product for each weight."""
        self.output_shape(input_shape)
        return self.in_features * self.out_features
