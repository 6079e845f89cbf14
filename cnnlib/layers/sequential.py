"""Layers one after the other."""

from __future__ import annotations

from cnnlib.arguments import is_whole, show
from cnnlib.layers.layer import Layer
from cnnlib.ops import vectorized


class Sequential(Layer):
    """Layers one after the other, each fed with what the one before it gives.

    Parameters
    ----------
    *layers : Layer
        Named "0", "1", ...; or
    **named : Layer
        by names of your own. ``model["conv1"]`` and ``model[0]`` return one.

    Raises
    ------
    TypeError
        If something is no layer, or some are named and some are not.
    ValueError
        If there is none, or one stands in it twice: it could remember only one of its inputs. If a name is
        empty or holds a dot, which parts the names of nested layers.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib.layers import Linear, ReLU
    >>> rng = np.random.default_rng(0)
    >>> model = Sequential(fc1=Linear(2, 3, rng=rng), relu=ReLU(), fc2=Linear(3, 1, rng=rng))
    >>> model(np.zeros((5, 2), "float32")).shape
    (5, 1)
    >>> model.backward(np.ones((5, 1), "float32")).shape
    (5, 2)
    >>> list(model.gradients)
    ['fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias']
    """

    def __init__(self, *layers, **named):
        super().__init__(engine=vectorized)
        if layers and named:
            raise TypeError("Sequential: name all layers or none")
        self.children = named or {str(number): layer for number, layer in enumerate(layers)}
        self._check_children()
        self.rename("")

    def __repr__(self):
        lines = [f"{name}: {child!r}" for name, child in self.children.items()]
        return "\n".join(
            ["Sequential(", *(f"  {line}" for block in lines for line in block.split("\n")), ")"]
        )

    def __len__(self):
        return len(self.children)

    def __getitem__(self, key):
        if is_whole(key):
            return list(self.children.values())[key]
        if key not in self.children:
            raise KeyError(f"{self.label} has no layer {show(key)} (it has {', '.join(self.children)})")
        return self.children[key]

    def forward(self, x):
        """Return the output of the last layer."""
        for child in self.children.values():
            x = child.forward(x)
        return x

    def backward(self, grad_output, *, needs_grad_x=True):
        """Return the gradient of the first layer's input; ``needs_grad_x`` is handed to that layer."""
        first, *later = self.children.values()
        for child in reversed(later):
            grad_output = child.backward(grad_output)
        return first.backward(grad_output, needs_grad_x=needs_grad_x)

    def output_shape(self, input_shape):
        """Return the shape of the last layer's output."""
        for child in self.children.values():
            input_shape = child.output_shape(input_shape)
        return input_shape

    def connections(self, input_shape):
        """Add up those of the layers."""
        return self._sum("connections", input_shape)

    def multiply_adds(self, input_shape):
        """Add up those of the layers."""
        return self._sum("multiply_adds", input_shape)

    def _sum(self, count, input_shape):
        total = 0
        for child in self.children.values():
            total += getattr(child, count)(input_shape)
            input_shape = child.output_shape(input_shape)
        return total

    def _check_children(self):
        if not self.children:
            raise ValueError("Sequential: there must be at least one layer")
        for name, child in self.children.items():
            if not name or "." in name:
                raise ValueError(
                    f"Sequential: a name must not be empty or hold a dot, but one is {show(name)}"
                )
            if not isinstance(child, Layer):
                raise TypeError(f"Sequential: {name} must be a layer, but is {show(child)}")
        seen = set()
        for layer in self.walk():
            if id(layer) in seen:
                raise ValueError(f"Sequential: {layer!r} stands in it twice; make a second one")
            seen.add(id(layer))
