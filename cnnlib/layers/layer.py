"""What all layers share: names, passes, state, moves."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from math import prod
from types import MappingProxyType

from cnnlib.arguments import show
from cnnlib.functional.checks import check_shape, dtype_name, namespace
from cnnlib.layers import files, placement, state
from cnnlib.layers.arrays import check_dtype, check_engine, convert
from cnnlib.layers.window import Window
from cnnlib.ops import vectorized


class Layer:
    """A function with parameters and its derivative; :mod:`cnnlib.layers` says what it promises.

    Parameters
    ----------
    engine : module
        One that keeps the contract of :mod:`cnnlib.ops`.
    """

    shown: tuple[str, ...] = ()
    """The attributes that ``repr`` writes, named as the constructor's arguments."""
    window: Window | None = None

    def __init__(self, *, engine=vectorized):
        self.engine = check_engine(type(self).__name__, engine)
        self.name = ""
        self.training = True
        self.children: dict[str, Layer] = {}
        self._parameters, self._gradients, self._buffers = {}, {}, {}
        self._kept = None

    def __call__(self, x):
        """Return ``forward(x)``."""
        return self.forward(x)

    def __repr__(self):
        arguments = ", ".join(f"{name}={show(getattr(self, name))}" for name in self.shown)
        return f"{type(self).__name__}({arguments})"

    @property
    def label(self) -> str:
        """How error messages name the layer: by its name in the container and its class."""
        return f"{self.name} ({type(self).__name__})" if self.name else type(self).__name__

    def forward(self, x):
        """Return the output for a batch and keep what :meth:`backward` needs.

        Raises
        ------
        TypeError, ValueError
            If ``x`` is not of the layer's library, dtype, device or shape.
        """
        self.check_input(x)
        out, saved = self.compute(x)
        self._kept = saved, out.shape, out.dtype
        return out

    def backward(self, grad_output, *, needs_grad_x=True):
        """Return the gradient of a loss with respect to the last input, and fill :attr:`gradients`.

        Parameters
        ----------
        grad_output : array
            Gradient of the loss with respect to the last output.
        needs_grad_x : bool
            False where nobody asks for the gradient of the input, as in the first layer: None is returned.

        Raises
        ------
        RuntimeError
            Without a forward pass before it.
        TypeError, ValueError
            If ``grad_output`` has not the library, dtype and shape of the output.
        """
        saved = self._recall(grad_output)
        grad_x, self._gradients = self.compute_gradients(grad_output, saved, needs_grad_x)
        return grad_x if needs_grad_x else None

    def compute(self, x):
        """Return the output and whatever :meth:`compute_gradients` needs; a subclass says how."""
        raise NotImplementedError

    def compute_gradients(self, grad_output, saved, needs_grad_x):
        """Return the gradient of the input, and those of the own parameters by name; a subclass says how."""
        raise NotImplementedError

    def check_input(self, x) -> None:
        """Refuse an input of another library, dtype, device or shape than the layer takes."""
        namespace(self.label, x=x, **self._parameters, **self._buffers)
        self.output_shape(tuple(x.shape))

    def _recall(self, grad_output):
        if self._kept is None:
            raise RuntimeError(f"{self.label}: backward needs a forward pass before it")
        saved, shape, dtype = self._kept
        namespace(self.label, grad_output=grad_output)
        check_shape(self.label, "grad_output", grad_output, shape, "the shape of the output")
        if grad_output.dtype != dtype:
            came, expected = dtype_name(grad_output), str(dtype).removeprefix("torch.")
            raise TypeError(
                f"{self.label}: grad_output has dtype {came} but the output has dtype {expected}: convert it"
            )
        return saved

    @property
    def parameters(self):
        """The arrays that are learned, by name; those of children by dotted names."""
        return MappingProxyType(self._collect("_parameters"))

    @property
    def gradients(self):
        """The gradients of the last backward pass, by the names of the parameters."""
        return MappingProxyType(self._collect("_gradients"))

    @property
    def buffers(self):
        """The arrays that belong to the layer but are not learned, by name."""
        return MappingProxyType(self._collect("_buffers"))

    def _collect(self, kind):
        found = dict(getattr(self, kind))
        for name, child in self.children.items():
            found |= {f"{name}.{key}": array for key, array in child._collect(kind).items()}
        return found

    def add_parameter(self, name, values, dtype="float32") -> None:
        """Take a copy of an array as a parameter of the layer's own."""
        dtype = check_dtype(self.label, self.engine, dtype)
        self._parameters[name] = convert(values, self.engine, dtype, "cpu")

    def add_buffer(self, name, values, dtype="float32") -> None:
        """Take a copy of an array as a buffer of the layer's own."""
        dtype = check_dtype(self.label, self.engine, dtype)
        self._buffers[name] = convert(values, self.engine, dtype, "cpu")

    def set_parameter(self, name, array) -> None:
        """Replace a parameter, by its dotted name, with a copy of an array of its shape.

        Raises
        ------
        KeyError
            If there is no such parameter.
        TypeError, ValueError
            If ``array`` is no floating array, or of another shape.
        """
        if name not in self.parameters:
            raise KeyError(f"{self.label} has no parameter {name} (it has {', '.join(self.parameters)})")
        owner, key = state.places(self)[name]
        owner.take_state(key, owner.fit_state(f"set_parameter: {name}", key, array))

    def walk(self) -> Iterator[Layer]:
        """Yield this layer and all below it, each before its children."""
        yield self
        for child in self.children.values():
            yield from child.walk()

    def rename(self, name) -> None:
        """Take a name, dotted where containers lie in containers, and name all layers below accordingly."""
        self.name = name
        for key, child in self.children.items():
            child.rename(f"{name}.{key}" if name else key)

    def train(self, mode=True):
        """Set the layer and all below it to training, or with ``mode=False`` to evaluation; return it."""
        for layer in self.walk():
            layer.training = bool(mode)
        return self

    def eval(self):
        """Set the layer and all below it to evaluation; return it."""
        return self.train(False)

    def to(self, device=None, *, dtype=None, engine=None):
        """Move the layer and all below it, in place, and return it; what is None stays as it is.

        Parameters
        ----------
        device : str or device of torch, optional
            "cpu" or, with torch, for example "cuda".
        dtype : str, optional
            float32 or float64, with torch also float16 or bfloat16.
        engine : module, optional
            A module that keeps the contract of :mod:`cnnlib.ops`.

        Raises
        ------
        TypeError, ValueError
            If the engine is none, does not know the dtype or cannot use the device. Nothing has moved then.

        Examples
        --------
        >>> from cnnlib.layers import Linear
        >>> Linear(2, 3).to(dtype="float64").parameters["weight"].dtype
        dtype('float64')
        """
        for layer in self.walk():
            placement.check(layer, device, dtype, engine)
        for layer in self.walk():
            placement.move(layer, device, dtype, engine)
        return self

    def state_dict(self) -> dict:
        """Return copies of all arrays that a later :meth:`load_state_dict` needs, by dotted names."""
        return state.collect(self)

    def load_state_dict(self, values) -> None:
        """Take over what :meth:`state_dict` returned, converted to the layer's library, dtype and device.

        Raises
        ------
        TypeError
            If ``values`` is no mapping.
        ValueError
            If an array is missing, unexpected, not floating or of another shape: the message names every
            one. Nothing has changed then.
        """
        state.restore(self, values)

    def save(self, path) -> None:
        """Write the state to a ``.npz`` or ``.safetensors`` file; see :func:`cnnlib.layers.write_state`."""
        files.write_state(path, self.state_dict())

    def load(self, path):
        """Take over the state in a file that :meth:`save` wrote, and return the layer.

        Raises
        ------
        FileNotFoundError, ValueError
            If there is no such file, or it is damaged or does not fit. Nothing has changed then.
        """
        self.load_state_dict(files.read_state(path))
        return self

    def own_state(self) -> dict:
        """Return the arrays of the layer itself that belong to its state."""
        return self._parameters | self._buffers

    def fit_state(self, title, key, array):
        """Return an array as :meth:`take_state` takes it, or refuse it; ``title`` names it in the message."""
        return state.fit(title, array, self.own_state()[key], self.engine)

    def take_state(self, key, array) -> None:
        """Put a fitted array in its place."""
        (self._parameters if key in self._parameters else self._buffers)[key] = array

    def forget(self) -> None:
        """Drop the gradients and what the last forward pass kept."""
        self._gradients, self._kept = {}, None

    def __getstate__(self):
        return self.__dict__ | {"engine": self.engine.__name__}

    def __setstate__(self, attributes):
        self.__dict__ |= attributes | {"engine": import_module(attributes["engine"])}

    def output_shape(self, input_shape) -> tuple:
        """Return the shape of the output for an input of that shape, or refuse it; both with the batch."""
        return tuple(input_shape)

    @property
    def parameter_count(self) -> int:
        """How many numbers are learned."""
        own = sum(prod(array.shape) for array in self._parameters.values())
        return own + sum(child.parameter_count for child in self.children.values())

    def connections(self, input_shape) -> int:
        """Count the links between units for one image, biases among them; 0 where each unit stands alone."""
        self.output_shape(input_shape)
        return 0

    def multiply_adds(self, input_shape) -> int:
        """Count the products with parameters for one image."""
        self.output_shape(input_shape)
        return 0
