"""The convolutional layer."""

from __future__ import annotations

from math import prod

from array_api_compat import device

from cnnlib.arguments import whole_number
from cnnlib.layers.connections import check_connections, check_groups, connected_fans
from cnnlib.layers.initialization import draw_both
from cnnlib.layers.layer import Layer
from cnnlib.layers.window import Window
from cnnlib.ops import vectorized
from cnnlib.shapes import conv2d_geometry
from cnnlib.shapes.windows import hyperparameters


class Conv2d(Layer):
    """A bank of kernels that slides over images; see ``conv2d`` in :mod:`cnnlib.ops`.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of input and output.
    kernel_size : int or (int, int)
        Height and width of the kernels.
    stride, padding, dilation, groups
        As ``conv2d`` takes them.
    bias : bool
        Whether to add one number to each output channel.
    connections : array_like of bool (out_channels, in_channels), optional
        Which outputs see which inputs, as in table I of LeNet-5's paper. The weights of missing connections
        are 0, get no gradient and do not count as parameters. Not together with ``groups``.
    init : str or function, optional
        How the weights are drawn; see :mod:`cnnlib.layers`. With a connection table each kernel's fan_in
        counts the inputs that it sees.
    rng : int or numpy.random.Generator
        Draws the weights and the biases.
    engine : module
        What computes.
    dtype : str
        Of the parameters.

    Attributes
    ----------
    parameters
        ``weight`` (out_channels, in_channels // groups, kernel_height, kernel_width) and ``bias``
        (out_channels,).
    connection_table : ndarray of bool or None
        What ``connections`` said.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition* (1998).

    Examples
    --------
    >>> import numpy as np
    >>> layer = Conv2d(1, 6, 5, padding=2)
    >>> layer(np.zeros((64, 1, 28, 28), "float32")).shape, layer.parameter_count
    ((64, 6, 28, 28), 156)
    """

    shown = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias")

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        *,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        connections=None,
        init=None,
        rng=0,
        engine=vectorized,
        dtype="float32",
    ):
        super().__init__(engine=engine)
        self.in_channels = whole_number("Conv2d", "in_channels", in_channels, minimum=1)
        self.out_channels = whole_number("Conv2d", "out_channels", out_channels, minimum=1)
        self.groups = check_groups("Conv2d", groups, in_channels=in_channels, out_channels=out_channels)
        self.window = Window(*hyperparameters("Conv2d", kernel_size, stride, padding, dilation))
        self.kernel_size, self.stride, _, self.dilation = self.window
        self.padding, self.bias = padding, bool(bias)
        self.connection_table = check_connections(connections, self.out_channels, self.in_channels, groups)
        self._draw(init, rng, dtype)

    def compute(self, x):
        """Return the feature maps; the input and the weight are kept."""
        weight = self._connected(self._parameters["weight"])
        return self.engine.conv2d(x, weight, self._parameters.get("bias"), **self._options), (x, weight)

    def compute_gradients(self, grad_output, saved, needs_grad_x):
        """Return the gradients of the input, the weight and the bias."""
        grad_x, grad_weight, grad_bias = self.engine.conv2d_backward(grad_output, *saved, **self._options)
        return grad_x, dict(zip(self._parameters, (self._connected(grad_weight), grad_bias)))

    def output_shape(self, input_shape):
        """Return (batch, out_channels, output_height, output_width)."""
        weight_shape = self._parameters["weight"].shape
        return conv2d_geometry(input_shape, weight_shape, **self._options, op=self.label).output_shape

    @property
    def parameter_count(self):
        """How many numbers are learned, without the weights of missing connections."""
        return self._weights + self.bias * self.out_channels

    def connections(self, input_shape):
        """Count one link for each weight and bias at each place of the output."""
        return prod(self.output_shape(input_shape)[2:]) * self.parameter_count

    def multiply_adds(self, input_shape):
        """Count one product for each weight at each place of the output, with padding's zeros too."""
        return prod(self.output_shape(input_shape)[2:]) * self._weights

    def fit_state(self, title, key, array):
        """Refuse weights that use missing connections too."""
        fitted = super().fit_state(title, key, array)
        if key == "weight" and bool((fitted != self._connected(fitted)).any()):
            raise ValueError(f"{title} must be 0 where connections has False, but is not")
        return fitted

    @property
    def _options(self):
        _, stride, padding, dilation = self.window
        return {"stride": stride, "padding": padding, "dilation": dilation, "groups": self.groups}

    @property
    def _weights(self):
        pairs = self.in_channels // self.groups * self.out_channels
        if self.connection_table is not None:
            pairs = int(self.connection_table.sum())
        return pairs * prod(self.kernel_size)

    def _connected(self, weight):
        """Set the weights of missing connections to 0."""
        if self.connection_table is None:
            return weight
        xp, table = self.engine.xp, self.connection_table[:, :, None, None]
        return xp.where(xp.asarray(table, device=device(weight)), weight, 0)

    def _draw(self, init, rng, dtype):
        shape = self.out_channels, self.in_channels // self.groups, *self.kernel_size
        fans = shape[1] * prod(self.kernel_size), self.out_channels // self.groups * prod(self.kernel_size)
        if self.connection_table is not None:
            fans = connected_fans(self.connection_table, prod(self.kernel_size))
        weight, biases = draw_both("Conv2d", init, shape, rng, fans)
        self.add_parameter("weight", weight, dtype)
        self._parameters["weight"] = self._connected(self._parameters["weight"])
        if self.bias:
            self.add_parameter("bias", biases, dtype)
