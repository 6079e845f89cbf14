"""The normalizations of :mod:`cnnlib.functional` as layers."""

from __future__ import annotations

from math import prod

import numpy as np

from cnnlib import functional
from cnnlib.arguments import show, whole_number
from cnnlib.functional.checks import check_numbers
from cnnlib.layers.arrays import detached
from cnnlib.layers.layer import Layer
from cnnlib.ops import vectorized


class LocalResponseNorm(Layer):
    """Divide each activation by a power of its neighbors' squares in the channels around it.

    Parameters
    ----------
    size, alpha, beta, k
        As :func:`cnnlib.functional.local_response_norm` takes them, with the paper's constants.
    engine : module
        As for the other layers; it changes nothing here.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    Examples
    --------
    >>> LocalResponseNorm(5)(np.ones((1, 3, 2, 2))).round(3)[0, :, 0, 0]
    array([0.595, 0.595, 0.595])
    """

    shown = ("size", "alpha", "beta", "k")

    def __init__(self, size=5, *, alpha=1e-4, beta=0.75, k=2.0, engine=vectorized):
        super().__init__(engine=engine)
        self.size = whole_number("LocalResponseNorm", "size", size, minimum=1)
        if self.size % 2 == 0:
            raise ValueError(f"LocalResponseNorm: size must be odd, but is {show(size)}")
        check_numbers("LocalResponseNorm", alpha=alpha, beta=beta, k=k)
        self.alpha, self.beta, self.k = alpha, beta, k

    def compute(self, x):
        """Return the quotients; the input is kept."""
        return functional.local_response_norm(x, self.size, **self._constants), x

    def compute_gradients(self, grad_output, x, needs_grad_x):
        """Return the gradient of the input."""
        return functional.local_response_norm_backward(grad_output, x, self.size, **self._constants), {}

    def output_shape(self, input_shape):
        """Return the shape as it is."""
        if len(input_shape) < 2:
            raise ValueError(
                f"{self.label}: x must have at least 2 axes (batch, channels, ...), "
                f"but has shape {show(tuple(input_shape))}"
            )
        return tuple(input_shape)

    @property
    def _constants(self):
        return {"alpha": self.alpha, "beta": self.beta, "k": self.k}


class BatchNorm2d(Layer):
    r"""Give each channel mean 0 and variance 1, then a learned scale and shift.

    In training the mean and the variance are those of the batch, and running averages of them are kept:

    .. math:: \mu_\text{run} \leftarrow (1 - \eta)\, \mu_\text{run} + \eta\, \mu, \qquad
              v_\text{run} \leftarrow (1 - \eta)\, v_\text{run} + \eta\, \frac{m}{m - 1} v

    over the m numbers of a channel. In evaluation the averages stand in for both.

    Parameters
    ----------
    num_features : int
        Number of channels.
    eps : float
        Added to the variance.
    momentum : float, from 0 to 1
        :math:`\eta`: the weight of the newest batch.
    engine : module
        Whose arrays the parameters are.
    dtype : str
        Of the parameters.

    Attributes
    ----------
    parameters
        ``weight``, at first 1, and ``bias``, at first 0, both (num_features,).
    buffers
        ``running_mean``, at first 0, and ``running_var``, at first 1.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says; also in training if a channel has fewer than two numbers.

    References
    ----------
    Ioffe and Szegedy, *Batch normalization* (2015). As in PyTorch the batch is divided by the root of the
    biased variance, and the running average is of the unbiased one.

    Examples
    --------
    >>> layer = BatchNorm2d(1, dtype="float64")
    >>> layer(np.array([1.0, 3.0]).reshape(2, 1, 1, 1)).ravel().round(3)
    array([-1.,  1.])
    >>> layer.buffers["running_mean"], layer.buffers["running_var"]
    (array([0.2]), array([1.1]))
    """

    shown = ("num_features", "eps", "momentum")

    def __init__(self, num_features, *, eps=1e-5, momentum=0.1, engine=vectorized, dtype="float32"):
        super().__init__(engine=engine)
        self.num_features = whole_number("BatchNorm2d", "num_features", num_features, minimum=1)
        check_numbers("BatchNorm2d", eps=eps, momentum=momentum)
        if momentum > 1:
            raise ValueError(f"BatchNorm2d: momentum must be at most 1, but is {show(momentum)}")
        self.eps, self.momentum = eps, momentum
        ones, zeros = np.ones(self.num_features), np.zeros(self.num_features)
        self.add_parameter("weight", ones, dtype)
        self.add_parameter("bias", zeros, dtype)
        self.add_buffer("running_mean", zeros, dtype)
        self.add_buffer("running_var", ones, dtype)

    def compute(self, x):
        """Return the normalized maps; input, mean and variance are kept."""
        weight, bias = self._parameters.values()
        if not self.training:
            mean, var = self._buffers.values()
            out, *_ = functional.batch_norm(x, weight, bias, mean, var, eps=self.eps)
            return out, (x, mean, var, True)
        numbers = prod(x.shape) // self.num_features
        if numbers < 2:
            raise ValueError(
                f"{self.label}: x has shape {show(tuple(x.shape))}, but in training the variance of a batch "
                "takes at least two numbers a channel"
            )
        out, mean, var = functional.batch_norm(x, weight, bias, eps=self.eps)
        self._average("running_mean", mean)
        self._average("running_var", var * (numbers / (numbers - 1)))
        return out, (x, mean, var, False)

    def compute_gradients(self, grad_output, saved, needs_grad_x):
        """Return the gradients of the input, the weight and the bias."""
        x, mean, var, fixed = saved
        grad_x, *gradients = functional.batch_norm_backward(
            grad_output, x, self._parameters["weight"], mean, var, eps=self.eps, fixed=fixed
        )
        return grad_x, dict(zip(self._parameters, gradients))

    def output_shape(self, input_shape):
        """Return the shape as it is."""
        if len(input_shape) != 4 or input_shape[1] != self.num_features:
            raise ValueError(
                f"{self.label}: x must have shape (batch, {self.num_features}, height, width), "
                f"but has shape {show(tuple(input_shape))}"
            )
        return tuple(input_shape)

    def multiply_adds(self, input_shape):
        """Count one product for each number: in evaluation scale and shift are all that is left."""
        return prod(self.output_shape(input_shape)[1:])

    def _average(self, name, newest):
        momentum = float(self.momentum)
        self._buffers[name] = self._buffers[name] * (1 - momentum) + detached(newest) * momentum
