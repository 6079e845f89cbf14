"""LeNet-5's pooling, which learns."""

from __future__ import annotations

from math import prod

import numpy as np

from cnnlib.arguments import show, whole_number
from cnnlib.layers.initialization import draw, generator
from cnnlib.layers.pooling import Pooling
from cnnlib.ops import vectorized


class Subsampling(Pooling):
    r"""LeNet-5's pooling: the sum of each window, times a coefficient, plus a bias, both learned.

    .. math:: y_{n,c,i,j} = w_c \sum_{u,v} x_{n,\, c,\, s_h i + u,\, s_w j + v} + b_c

    Parameters
    ----------
    channels : int
        Number of feature maps: each has one coefficient and one bias.
    kernel_size, stride
        As ``avg_pool2d`` takes them.
    init : str or function, optional
        How the coefficients are drawn; see :mod:`cnnlib.layers`. By default all are one over the number of
        places in a window, so that the layer begins as an average, with biases of 0.
    rng : int or numpy.random.Generator
        Draws the coefficients, where ``init`` is given.
    engine : module
        What computes.
    dtype : str
        Of the parameters.

    Attributes
    ----------
    parameters
        ``coefficient`` and ``bias``, both (channels,).

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998),
    section II.B, layers S2 and S4.

    Examples
    --------
    >>> layer = Subsampling(6, 2)
    >>> layer.parameter_count, layer.connections((1, 6, 28, 28))
    (12, 5880)
    """

    shown = ("channels", "kernel_size", "stride")

    def __init__(
        self,
        channels,
        kernel_size=2,
        *,
        stride=None,
        init=None,
        rng=0,
        engine=vectorized,
        dtype="float32",
    ):
        super().__init__(kernel_size, engine=engine, stride=stride)
        self.channels = whole_number("Subsampling", "channels", channels, minimum=1)
        places, shape = prod(self.kernel_size), (self.channels,)
        coefficients = np.full(shape, 1 / places)
        if init is not None:
            coefficients = draw("Subsampling", init, shape, generator("Subsampling", rng), (places, 1))
        self.add_parameter("coefficient", coefficients, dtype)
        self.add_parameter("bias", np.zeros(shape), dtype)

    def compute(self, x):
        """Return the scaled sums; the plain ones are kept."""
        sums = self.engine.avg_pool2d(x, self.kernel_size, stride=self.stride, divisor_override=1)
        coefficient, bias = (array[:, None, None] for array in self._parameters.values())
        return coefficient * sums + bias, (sums, tuple(x.shape))

    def compute_gradients(self, grad_output, saved, needs_grad_x):
        """Return the gradients of the input, the coefficients and the biases."""
        xp, (sums, input_shape) = self.engine.xp, saved
        grad_sums = grad_output * self._parameters["coefficient"][:, None, None]
        options = {"stride": self.stride, "divisor_override": 1}
        grad_x = self.engine.avg_pool2d_backward(grad_sums, input_shape, self.kernel_size, **options)
        axes = (0, 2, 3)
        grad_coefficient = xp.sum(grad_output * sums, axis=axes)
        return grad_x, {"coefficient": grad_coefficient, "bias": xp.sum(grad_output, axis=axes)}

    def output_shape(self, input_shape):
        """Return (batch, channels, output_height, output_width)."""
        shape = super().output_shape(input_shape)
        if shape[1] != self.channels:
            raise ValueError(
                f"{self.label}: x must have {self.channels} channels, "
                f"but has shape {show(tuple(input_shape))}"
            )
        return shape

    def connections(self, input_shape):
        """Count one link for each place of each window, and one for its bias."""
        return prod(self.output_shape(input_shape)[1:]) * (prod(self.kernel_size) + 1)

    def multiply_adds(self, input_shape):
        """Count one product for each window."""
        return prod(self.output_shape(input_shape)[1:])
