"""The engines behind one face: NumPy arrays in, NumPy arrays out."""

import warnings
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode

from cnnlib.ops import loops, torch_ops, vectorized


@dataclass(frozen=True)
class Engine:
    """A module that keeps the contract of cnnlib.ops, and the device that it computes on."""

    module: object
    device: str | None = None

    def conv2d(self, x, weight, bias=None, **options):
        """Compute the forward pass."""
        return self._numpy(self.module.conv2d(*self._own(x, weight, bias), **options))

    def conv2d_backward(self, grad_output, x, weight, **options):
        """Compute the three gradients."""
        gradients = self.module.conv2d_backward(*self._own(grad_output, x, weight), **options)
        return [self._numpy(gradient) for gradient in gradients]

    def call(self, name, *arguments, **options):
        """Call any function by its name; the arrays among its arguments and results are NumPy's."""
        results = getattr(self.module, name)(*self._own(*arguments), **options)
        return [self._numpy(a) for a in results] if isinstance(results, tuple) else self._numpy(results)

    def _own(self, *arguments):
        if self.device is None:
            return arguments
        return [torch.from_numpy(a).to(self.device) if isinstance(a, np.ndarray) else a for a in arguments]

    def _numpy(self, array):
        return array if self.device is None else array.cpu().numpy()


no_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA GPU")
ENGINES = [
    pytest.param(Engine(loops), id="loops"),
    pytest.param(Engine(vectorized), id="vectorized"),
    pytest.param(Engine(torch_ops, "cpu"), id="torch-cpu"),
    pytest.param(Engine(torch_ops, "cuda"), id="torch-cuda", marks=[pytest.mark.cuda, no_gpu]),
]
DEVICES = [pytest.param(engine.values[0].device, id=engine.id, marks=engine.marks) for engine in ENGINES[2:]]


def pytorch(x, weight, bias=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Compute the forward pass with PyTorch's own function; what it cannot pad is padded first."""
    if padding == "full":
        d_h, d_w = dilation if isinstance(dilation, tuple) else (dilation, dilation)
        padding = (d_h * (weight.shape[2] - 1), d_w * (weight.shape[3] - 1))
    elif isinstance(padding, tuple) and isinstance(padding[0], tuple):
        x, padding = functional.pad(x, (*padding[1], *padding[0])), 0
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Using padding='same' with even kernel lengths")
        return functional.conv2d(x, weight, bias, stride, padding, dilation, groups)


def pytorch_gradients(grad_output, x, weight, **options):
    """Differentiate PyTorch's own function with autograd; NumPy arrays in and out."""
    x, weight = (torch.from_numpy(a).requires_grad_() for a in (x, weight))
    bias = torch.zeros(weight.shape[0], dtype=x.dtype, requires_grad=True)
    out = pytorch(x, weight, bias, **options)
    return [g.numpy() for g in torch.autograd.grad(out, (x, weight, bias), torch.from_numpy(grad_output))]


class _Recorder(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, function, types, arguments=(), keywords=None):
        self.names.add(function.name())
        return function(*arguments, **(keywords or {}))


def operators_of(function):
    """Call ``function`` and return the names of PyTorch's operators that it used."""
    with _Recorder() as recorder:
        function()
    return recorder.names


def tolerance(dtype):
    """Return the tolerance of sums of some hundred products."""
    return {"rtol": 1e-4, "atol": 1e-5} if np.dtype(dtype) == np.float32 else {"rtol": 1e-11, "atol": 1e-12}
