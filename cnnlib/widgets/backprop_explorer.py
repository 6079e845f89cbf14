"""BackpropExplorer: a small convolution or pooling, forward and backward, one δ or one gradient at a time."""

import numpy as np
import traitlets

from cnnlib.ops import vectorized
from cnnlib.shapes import conv2d_geometry, pool2d_geometry
from cnnlib.widgets.backprop_explorer_figure import figure
from cnnlib.widgets.base import Widget
from cnnlib.widgets.conv_explorer import Matrix
from cnnlib.widgets.whole_number import WholeNumber

OPS = {"convolution": "conv2d", "max": "max_pool2d", "average": "avg_pool2d"}
SMALLEST_INPUT = 2
SHAPING = ("operation", "input", "kernel", "stride", "padding", "kernel_size")
DELTAS = [2, -1, 1, 3, 1, -2, 0]


class Deltas(Matrix):
    """The gradient of the output, or None for what it is by default."""

    def validate(self, obj, value):
        """Return the matrix as nested lists, or say what is wrong with it."""
        return None if value is None else super().validate(obj, value)


class BackpropExplorer(Widget):
    r"""See what each δ sends backward through a convolution or a pooling, and what each gradient gathers.

    With :math:`J = \sum \delta z`, the gradients are, for a convolution,

    .. math:: \frac{\partial J}{\partial w_{uv}} = \sum_{i, j} \delta_{ij}\, x_{is - p + u,\; js - p + v},
              \qquad
              \frac{\partial J}{\partial x_{rc}} = \sum_{i, j} \delta_{ij}\, w_{r + p - is,\; c + p - js}

    Parameters
    ----------
    operation : {"convolution", "max", "average"}
    input : nested lists or array of numbers, 2 × 2 to 7 × 7
    kernel : nested lists or array of numbers, at most 4 × 4
        Of the convolution; a pooling leaves it as it is.
    grad_output : nested lists or array of numbers, of the output's size, or None
        The :math:`\delta` of each output; None stands for small whole numbers. When the output changes its
        size, each place that stays keeps its number.
    stride : int
        1 to 3.
    padding : int
        On each side, 0 to 3; at most half the window of a pooling.
    kernel_size : int
        Of a pooling's window, 1 to 4.
    view : {"send", "weight", "input"}
        What one output sends, or what one entry of the kernel's or the input's gradient gathers.
    position, weight_position, input_position : int
        Which output, weight and input, in row-major order. They stay within their squares.
    step_by_step : bool
        Whether the gradients hold only what has come so far.

    Raises
    ------
    traitlets.TraitError
        If a value does not fit, or the values together have no output; the widget then stays as it was.

    Notes
    -----
    The chapter on backpropagation uses it.

    Examples
    --------
    >>> explorer = BackpropExplorer(input=[[1, 2], [3, 4]], kernel=[[5]], grad_output=[[1, 0], [0, -1]])
    >>> explorer.grad_kernel.tolist()
    [[-3.0]]
    >>> explorer.grad_input.tolist()
    [[5.0, 0.0], [0.0, -5.0]]
    """

    operation = traitlets.Enum(tuple(OPS), "convolution").tag(sync=True)
    input = Matrix([[1, 2, 0, 1], [3, 1, 2, 0], [0, 2, 1, 3], [1, 0, 2, 1]], largest=7).tag(sync=True)
    kernel = Matrix([[1, 2], [-1, 0]], largest=4).tag(sync=True)
    grad_output = Deltas(traitlets.Undefined, largest=13).tag(sync=True)
    stride = WholeNumber(1, 1, 3).tag(sync=True)
    padding = WholeNumber(0, 0, 3).tag(sync=True)
    kernel_size = WholeNumber(2, 1, 4).tag(sync=True)
    view = traitlets.Enum(("send", "weight", "input"), "send").tag(sync=True)
    position = WholeNumber(0, 0, 168).tag(sync=True)
    weight_position = WholeNumber(0, 0, 15).tag(sync=True)
    input_position = WholeNumber(0, 0, 48).tag(sync=True)
    step_by_step = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **traits):
        if traits.get("grad_output", ...) is None:
            del traits["grad_output"]
        super().__init__(**traits)

    @traitlets.default("grad_output")
    def _default_grad_output(self):
        return _resized([], self._geometry().output_size)

    @property
    def output(self):
        """The output: an array of float64, shape (output_height, output_width)."""
        x, options = self._image(), {"stride": self.stride, "padding": self.padding}
        if self.operation == "max":
            return vectorized.max_pool2d(x, self.kernel_size, **options)[0][0, 0]
        if self.operation == "average":
            return vectorized.avg_pool2d(x, self.kernel_size, **options)[0, 0]
        return vectorized.conv2d(x, _image(self.kernel), **options)[0, 0]

    @property
    def grad_input(self):
        """The gradient of the input: an array of float64 of its shape."""
        x, delta = self._image(), _image(self.grad_output)
        options = {"stride": self.stride, "padding": self.padding}
        if self.operation == "max":
            _, winners = vectorized.max_pool2d(x, self.kernel_size, **options)
            return vectorized.max_pool2d_backward(delta, winners, x.shape)[0, 0]
        if self.operation == "average":
            return vectorized.avg_pool2d_backward(delta, x.shape, self.kernel_size, **options)[0, 0]
        return vectorized.conv2d_backward(delta, x, _image(self.kernel), **options)[0][0, 0]

    @property
    def grad_kernel(self):
        """The gradient of the kernel: an array of float64 of its shape; None for a pooling."""
        if self.operation != "convolution":
            return None
        options = {"stride": self.stride, "padding": self.padding}
        x, weight = self._image(), _image(self.kernel)
        return vectorized.conv2d_backward(_image(self.grad_output), x, weight, **options)[1][0, 0]

    def fallback(self):
        """Return all squares with the present window, and what they say, as a figure that needs no script."""
        return figure(self)

    def _image(self):
        return _image(self.input)

    def _geometry(self, **changes):
        state = {name: getattr(self, name) for name in SHAPING} | changes
        shape = 1, 1, *np.shape(state["input"])
        options = {"stride": state["stride"], "padding": state["padding"], "op": OPS[state["operation"]]}
        if state["operation"] == "convolution":
            return conv2d_geometry(shape, (1, 1, *np.shape(state["kernel"])), **options)
        return pool2d_geometry(shape, state["kernel_size"], **options)

    @traitlets.validate(*SHAPING)
    def _fits(self, proposal):
        name, value = proposal.trait.name, proposal.value
        if name == "input" and min(np.shape(value)) < SMALLEST_INPUT:
            self._refuse(f"input must have at least {SMALLEST_INPUT} rows and columns, but is {value}")
        try:
            self._geometry(**{name: value})
        except (TypeError, ValueError) as error:
            self._refuse(error)
        return value

    @traitlets.validate("grad_output")
    def _covers(self, proposal):
        size = tuple(self._geometry().output_size)
        if proposal.value is None:
            return self._default_grad_output()
        if np.shape(proposal.value) != size:
            self._refuse(
                f"grad_output must have the shape of the output, {size}, but has {np.shape(proposal.value)}"
            )
        return proposal.value

    @traitlets.validate("view")
    def _exists(self, proposal):
        if proposal.value == "weight" and self.operation != "convolution":
            self._refuse(f"view must be 'send' or 'input' for {self.operation} pooling, which has no weights")
        return proposal.value

    @traitlets.validate("position", "weight_position", "input_position")
    def _lies_within(self, proposal):
        name, last = proposal.trait.name, self._lasts()[proposal.trait.name]
        if proposal.value > last:
            self._refuse(f"{name} must be from 0 to {last}, but is {proposal.value}")
        return proposal.value

    def _lasts(self):
        sizes = self._geometry().output_size, np.shape(self.kernel), np.shape(self.input)
        names = "position", "weight_position", "input_position"
        return {name: int(np.prod(size)) - 1 for name, size in zip(names, sizes)}

    def _refuse(self, words):
        raise traitlets.TraitError(f"{type(self).__name__}: {words}")

    @traitlets.observe(*SHAPING)
    def _settle(self, _change):
        self.grad_output = _resized(self.grad_output, self._geometry().output_size)
        if self.operation != "convolution" and self.view == "weight":
            self.view = "send"
        for name, last in self._lasts().items():
            setattr(self, name, min(getattr(self, name), last))


def _image(numbers):
    return np.array(numbers, dtype=float)[None, None]


def _resized(rows, size):
    """Return δ of another size: entries stay in their places, new ones are as they are by default."""
    height, width = size
    known = {(i, j): value for i, row in enumerate(rows) for j, value in enumerate(row)}
    default = {(i, j): DELTAS[(3 * i + j) % len(DELTAS)] for i in range(height) for j in range(width)}
    return [[known.get((i, j), default[i, j]) for j in range(width)] for i in range(height)]
