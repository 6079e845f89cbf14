"""Layers: parameters by name, a forward and a backward pass, written once for every engine.

The contract
------------
``layer(x)``, the same as ``layer.forward(x)``, returns the output and keeps what the backward pass needs.
``layer.backward(grad_output)`` returns the gradient with respect to ``x`` and fills ``layer.gradients``:
gradients are *replaced* at each backward pass, never added up, so there is nothing to set to zero. With
``needs_grad_x=False`` it returns None and may save the work; that is for the first layer of a network, whose
input is data. A backward pass without a forward pass before it raises RuntimeError. Inputs and outputs are
kept as they are, not copied: change neither in place between the two passes, or the gradients are wrong.

::

    layer.parameters    name -> array, to be learned
    layer.gradients     name -> array, after a backward pass
    layer.buffers       name -> array, kept but not learned
    layer.children      name -> layer, in a container
    layer.engine        a module that keeps the contract of cnnlib.ops
    layer.training      True, until layer.eval()

The first three are read-only views: change an array in place, as an optimizer does, or give another one to
``layer.set_parameter(name, array)``. In a container the names are dotted, "conv1.weight".

Engines, dtypes, devices
------------------------
A layer computes with the engine that it is told, by default :mod:`cnnlib.ops.vectorized`. Its parameters are
arrays of that engine. ``model.to(device, dtype=..., engine=...)`` moves a whole tree of layers, for example
``model.to("cuda", engine=torch_ops)``; what is kept for the backward pass, and the gradients, are dropped.

State
-----
``state_dict()`` copies parameters, buffers and the state of random generators; ``load_state_dict(state)``
takes them over, all or nothing. ``save(path)`` and ``load(path)`` do so with a ``.npz`` or ``.safetensors``
file, never with pickle.

Initialization
--------------
By default weights and biases are drawn as PyTorch draws them, uniform within ±1/√fan_in. ``init=`` names one
of :data:`INITIALIZATIONS` or is a function like them, called as ``init(shape, rng, fans=(fan_in,
fan_out))``; the biases then begin at 0. ``rng`` is a seed or a NumPy generator. Give one generator to all
layers of a network: from one seed, layers of one shape begin with the same weights.

What a summary asks
-------------------
``output_shape(input_shape)``, both with the batch first; ``parameter_count``; for one image
``connections(input_shape)``, the links between units, biases among them, as LeNet-5's paper counts, and
``multiply_adds(input_shape)``, products with parameters only; and ``window``, a :class:`Window` where units
see windows, else None.

A layer of your own
-------------------
Derive from :class:`Layer`. Call ``super().__init__(engine=engine)``, add arrays with ``add_parameter`` and
``add_buffer``, and define ``compute(x) -> (out, saved)`` and ``compute_gradients(grad_output, saved,
needs_grad_x) -> (grad_x, {name: gradient})``; where the shape changes, ``output_shape`` too. It refuses wrong
shapes, in words that begin with ``self.label``. :class:`ReLU` and :class:`Linear` show how.

Errors
------
As in :mod:`cnnlib.ops` and :mod:`cnnlib.functional`, but the message begins with the layer's name in its
container and its class: ``conv2 (Conv2d): weight has 6 input channels per group but x has 3 channels ...``.
"""

from cnnlib.layers.activations import ReLU, ScaledTanh, Sigmoid, Tanh
from cnnlib.layers.conv import Conv2d
from cnnlib.layers.dropout import Dropout
from cnnlib.layers.files import read_state, write_state
from cnnlib.layers.flatten import Flatten
from cnnlib.layers.initialization import (
    INITIALIZATIONS,
    kaiming_normal,
    kaiming_uniform,
    lecun_normal,
    lecun_uniform,
    xavier_normal,
    xavier_uniform,
)
from cnnlib.layers.layer import Layer
from cnnlib.layers.linear import Linear
from cnnlib.layers.normalization import BatchNorm2d, LocalResponseNorm
from cnnlib.layers.pooling import AvgPool2d, LpPool2d, MaxPool2d
from cnnlib.layers.sequential import Sequential
from cnnlib.layers.subsampling import Subsampling
from cnnlib.layers.window import Window

__all__ = [
    "INITIALIZATIONS",
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "Dropout",
    "Flatten",
    "Layer",
    "Linear",
    "LocalResponseNorm",
    "LpPool2d",
    "MaxPool2d",
    "ReLU",
    "ScaledTanh",
    "Sequential",
    "Sigmoid",
    "Subsampling",
    "Tanh",
    "Window",
    "kaiming_normal",
    "kaiming_uniform",
    "lecun_normal",
    "lecun_uniform",
    "read_state",
    "write_state",
    "xavier_normal",
    "xavier_uniform",
]
