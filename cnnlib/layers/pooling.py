"""The poolings of :mod:`cnnlib.ops` as layers."""

from __future__ import annotations

from math import prod

from cnnlib.arguments import pair
from cnnlib.functional.checks import check_numbers, library
from cnnlib.layers.arrays import library_of
from cnnlib.layers.layer import Layer
from cnnlib.layers.window import Window
from cnnlib.ops import vectorized
from cnnlib.shapes import pool2d_geometry
from cnnlib.shapes.pooling import flag, nonzero_or_none


class Pooling(Layer):
    """What all poolings share: windows, and the sizes that follow from them."""

    def __init__(self, kernel_size, *, engine, stride=None, padding=0, dilation=1, ceil_mode=False):
        super().__init__(engine=engine)
        op = self.label
        self.ceil_mode = flag(op, "ceil_mode", ceil_mode)
        kernel, steps = (
            pair(op, name, value, minimum=1)
            for name, value in (("kernel_size", kernel_size), ("dilation", dilation))
        )
        spans = [d * (k - 1) + 1 for k, d in zip(kernel, steps)]
        fitting = pool2d_geometry(
            (1, 1, *spans), kernel, stride=stride, padding=padding, dilation=steps, op=op
        )
        self.kernel_size, self.stride = fitting.kernel_size, fitting.stride
        self.padding, self.dilation = fitting.padding, fitting.dilation
        sides = tuple((p, p) for p in self.padding)
        self.window = Window(self.kernel_size, self.stride, sides, self.dilation)

    def check_input(self, x) -> None:
        """Refuse arrays of another library than the engine's too."""
        super().check_input(x)
        if library(x) != library_of(self.engine):
            raise TypeError(
                f"{self.label}: x is a {library(x)} but the layer computes with {self.engine.__name__}: "
                "convert x, or move the layer with to(engine=...)"
            )

    def output_shape(self, input_shape):
        """Return (batch, channels, output_height, output_width)."""
        options = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        options |= {"ceil_mode": self.ceil_mode, "op": self.label}
        return pool2d_geometry(input_shape, self.kernel_size, **options).output_shape

    def connections(self, input_shape):
        """Count one link for each place of each window, those in the padding included."""
        return prod(self.output_shape(input_shape)[1:]) * prod(self.kernel_size)


class MaxPool2d(Pooling):
    """The largest number of each window; see ``max_pool2d`` in :mod:`cnnlib.ops`.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, ceil_mode
        As ``max_pool2d`` takes them.
    engine : module
        What computes.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    Examples
    --------
    >>> import numpy as np
    >>> MaxPool2d(3, stride=2)(np.zeros((64, 96, 55, 55), "float32")).shape
    (64, 96, 27, 27)
    """

    shown = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")

    def __init__(
        self, kernel_size, *, stride=None, padding=0, dilation=1, ceil_mode=False, engine=vectorized
    ):
        options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
        super().__init__(kernel_size, engine=engine, **options)

    def compute(self, x):
        """Return the maxima; where they were is kept."""
        options = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        out, indices = self.engine.max_pool2d(x, self.kernel_size, **options, ceil_mode=self.ceil_mode)
        return out, (indices, tuple(x.shape))

    def compute_gradients(self, grad_output, saved, needs_grad_x):
        """Return the gradient of the input, which the maxima alone receive."""
        return self.engine.max_pool2d_backward(grad_output, *saved), {}


class AvgPool2d(Pooling):
    """The mean of each window; see ``avg_pool2d`` in :mod:`cnnlib.ops`.

    Parameters
    ----------
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As ``avg_pool2d`` takes them.
    engine : module
        What computes.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    Examples
    --------
    >>> import numpy as np
    >>> AvgPool2d(2)(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]))
    array([[[[2.5]]]])
    """

    shown = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")

    def __init__(
        self,
        kernel_size,
        *,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
        engine=vectorized,
    ):
        super().__init__(kernel_size, engine=engine, stride=stride, padding=padding, ceil_mode=ceil_mode)
        self.count_include_pad = flag("AvgPool2d", "count_include_pad", count_include_pad)
        self.divisor_override = nonzero_or_none("AvgPool2d", "divisor_override", divisor_override)

    def compute(self, x):
        """Return the means; the shape of the input is kept."""
        return self.engine.avg_pool2d(x, self.kernel_size, **self._options), tuple(x.shape)

    def compute_gradients(self, grad_output, input_shape, needs_grad_x):
        """Return the gradient of the input."""
        options = self._options
        return self.engine.avg_pool2d_backward(grad_output, input_shape, self.kernel_size, **options), {}

    @property
    def _options(self):
        return {name: getattr(self, name) for name in self.shown[1:]}


class LpPool2d(Pooling):
    """The p-norm of each window; see ``lp_pool2d`` in :mod:`cnnlib.ops`.

    Parameters
    ----------
    norm_type, kernel_size, stride, ceil_mode
        As ``lp_pool2d`` takes them.
    engine : module
        What computes.

    Raises
    ------
    TypeError, ValueError
        As :mod:`cnnlib.layers` says.

    Examples
    --------
    >>> import numpy as np
    >>> LpPool2d(2, (1, 2))(np.array([[[[3.0, 4.0]]]]))
    array([[[[5.]]]])
    """

    shown = ("norm_type", "kernel_size", "stride", "ceil_mode")

    def __init__(self, norm_type, kernel_size, *, stride=None, ceil_mode=False, engine=vectorized):
        super().__init__(kernel_size, engine=engine, stride=stride, ceil_mode=ceil_mode)
        check_numbers("LpPool2d", positive=True, norm_type=norm_type)
        self.norm_type = norm_type

    def compute(self, x):
        """Return the norms; the input is kept."""
        return self.engine.lp_pool2d(x, self.norm_type, self.kernel_size, **self._options), x

    def compute_gradients(self, grad_output, x, needs_grad_x):
        """Return the gradient of the input."""
        options = self._options
        return self.engine.lp_pool2d_backward(grad_output, x, self.norm_type, self.kernel_size, **options), {}

    @property
    def _options(self):
        return {"stride": self.stride, "ceil_mode": self.ceil_mode}
