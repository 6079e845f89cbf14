"""From feature maps to vectors."""

from __future__ import annotations

from math import prod

from cnnlib.arguments import show
from cnnlib.layers.layer import Layer


class Flatten(Layer):
    """Write out each image, whatever axes it has, as one vector; nothing is computed.

    Raises
    ------
    ValueError
        If the input has no axis but the batch.

    Examples
    --------
    >>> import numpy as np
    >>> Flatten()(np.zeros((64, 16, 5, 5), "float32")).shape
    (64, 400)
    """

    def compute(self, x):
        """Return the vectors; the shape is kept."""
        return x.reshape(self.output_shape(tuple(x.shape))), tuple(x.shape)

    def compute_gradients(self, grad_output, shape, needs_grad_x):
        """Return the gradient in the shape of the images."""
        return grad_output.reshape(shape), {}

    def output_shape(self, input_shape):
        """Return (batch, the product of the other axes)."""
        if len(input_shape) < 2:
            raise ValueError(
                f"{self.label}: x must have at least 2 axes (batch, ...), "
                f"but has shape {show(tuple(input_shape))}"
            )
        return input_shape[0], prod(input_shape[1:])
