"""Named cases of cnnlib.functional, the libraries that compute them, and PyTorch's own functions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch.nn import functional as pytorch

from cnnlib import functional
from tests.engines import no_gpu


@dataclass(frozen=True)
class Library:
    """NumPy, or torch on a device."""

    device: str | None = None

    def own(self, array):
        """Turn an array of NumPy into one of this library; leave anything else as it is."""
        if self.device is None or not isinstance(array, np.ndarray):
            return array
        return torch.from_numpy(array).to(self.device)

    def owns(self, array):
        """Whether an array is of this library and on this device."""
        if self.device is None:
            return isinstance(array, np.ndarray | np.generic)
        return isinstance(array, torch.Tensor) and array.device.type == self.device


LIBRARIES = [
    pytest.param(Library(), id="numpy"),
    pytest.param(Library("cpu"), id="torch-cpu"),
    pytest.param(Library("cuda"), id="torch-cuda", marks=[pytest.mark.cuda, no_gpu]),
]
libraries = pytest.mark.parametrize("library", LIBRARIES)


def as_numpy(array):
    """Turn an array of any library into NumPy's."""
    return array.detach().cpu().numpy() if isinstance(array, torch.Tensor) else np.asarray(array)


@dataclass(frozen=True)
class Case:
    """One call: shapes of the differentiable arguments, and the function in cnnlib and in PyTorch."""

    name: str
    shapes: tuple
    forward: Callable  # of the arguments
    backward: Callable  # of grad_output, the arguments, and what forward returned
    pytorch: Callable  # of the arguments

    def arrays(self, dtype="float64"):
        """Return the differentiable arguments, the same numbers each time."""
        rng = np.random.default_rng(len(self.name))
        return [rng.standard_normal(shape).astype(dtype) for shape in self.shapes]

    def gradients(self, grad_output, arrays):
        """Return the gradient of each argument."""
        gradients = self.backward(grad_output, *arrays, self.forward(*arrays))
        return gradients if isinstance(gradients, tuple) else (gradients,)


def name(case):
    """Return what a test calls a case."""
    return case.name


def activation(function, oracle, **options):
    """Make the case of a function of each element whose backward takes the output."""
    forward, backward = getattr(functional, function), getattr(functional, f"{function}_backward")
    return Case(
        "-".join([function, *map(str, options.values())]),
        ((4, 3, 2),),
        lambda x: forward(x, **options),
        lambda grad_output, x, out: backward(grad_output, out, **options),
        oracle,
    )


def softmax(function, oracle, shape=(4, 5), **options):
    """Make the case of a function along an axis."""
    forward, backward = getattr(functional, function), getattr(functional, f"{function}_backward")
    return Case(
        f"{function}{options.get('axis', '')}",
        (shape,),
        lambda x: forward(x, **options),
        lambda grad_output, x, out: backward(grad_output, out, **options),
        lambda x: oracle(x, options.get("axis", 1)),
    )


def like(x, numbers):
    """Return whole numbers in the library and on the device of ``x``."""
    return torch.tensor(numbers, device=x.device) if isinstance(x, torch.Tensor) else np.array(numbers)


def cross_entropy(**options):
    """Make the case of a reduction."""
    target = [2, 0, 4, 2]
    return Case(
        "-".join(["cross_entropy", *options.values()]),
        ((4, 5),),
        lambda x: functional.cross_entropy(x, like(x, target), **options),
        lambda grad_output, x, out: functional.cross_entropy_backward(
            grad_output, x, like(x, target), **options
        ),
        lambda x: pytorch.cross_entropy(x, like(x, target), **options),
    )


def mse_loss(shape, **options):
    """Make the case of a reduction."""

    def backward(grad_output, x, target, out):
        gradient = functional.mse_loss_backward(grad_output, x, target, **options)
        return gradient, -gradient

    return Case(
        "-".join(["mse_loss", *options.values()]),
        (shape, shape),
        lambda x, target: functional.mse_loss(x, target, **options),
        backward,
        lambda x, target: pytorch.mse_loss(x, target, **options),
    )


def local_response_norm(shape, size=5, **options):
    """Make the case of a window."""
    published = {"alpha": 1e-4, "beta": 0.75, "k": 2.0} | options
    theirs = published | {"alpha": published["alpha"] * size}

    def oracle(x):
        values = x[..., None] if x.ndim == 2 else x  # PyTorch wants an axis after the channels
        return pytorch.local_response_norm(values, size, **theirs).reshape(x.shape)

    return Case(
        "-".join(
            ["local_response_norm", f"size{size}", *(f"{key}{value}" for key, value in options.items())]
        ),
        (shape,),
        lambda x: functional.local_response_norm(x, size, **options),
        lambda grad_output, x, out: functional.local_response_norm_backward(grad_output, x, size, **options),
        oracle,
    )


def batch_norm(title, shape, **options):
    """Make the case of a batch's own mean and variance."""

    def backward(grad_output, x, weight, bias, out):
        _, mean, var = functional.batch_norm(x, weight, bias, **options)
        return functional.batch_norm_backward(grad_output, x, weight, mean, var, **options)

    return Case(
        f"batch_norm-{title}",
        (shape, shape[1:2], shape[1:2]),
        lambda x, weight, bias: functional.batch_norm(x, weight, bias, **options)[0],
        backward,
        lambda x, weight, bias: pytorch.batch_norm(x, None, None, weight, bias, training=True, **options),
    )


def batch_norm_fixed():
    """Make the case of a mean and a variance that are constants."""

    def constants(x):
        floats = like(x, [0.5, -1.0, 2.0]), like(x, [0.25, 4.0, 1.0])
        return [a.to(x.dtype) if isinstance(a, torch.Tensor) else a.astype(x.dtype) for a in floats]

    return Case(
        "batch_norm-fixed",
        ((4, 3, 2), (3,), (3,)),
        lambda x, weight, bias: functional.batch_norm(x, weight, bias, *constants(x))[0],
        lambda grad_output, x, weight, bias, out: functional.batch_norm_backward(
            grad_output, x, weight, *constants(x), fixed=True
        ),
        lambda x, weight, bias: pytorch.batch_norm(x, *constants(x), weight, bias),
    )


CASES = [
    activation("sigmoid", torch.sigmoid),
    activation("tanh", torch.tanh),
    activation("scaled_tanh", lambda x: 1.7159 * torch.tanh(x * 2 / 3)),
    activation("scaled_tanh", lambda x: 3 * torch.tanh(x * 0.5), amplitude=3, slope=0.5),
    Case(
        "relu",
        ((4, 3, 2),),
        functional.relu,
        lambda grad_output, x, out: functional.relu_backward(grad_output, x),
        torch.relu,
    ),
    Case(
        "relu-from_out",
        ((4, 3, 2),),
        functional.relu,
        lambda grad_output, x, out: functional.relu_backward(grad_output, out),
        torch.relu,
    ),
    softmax("softmax", pytorch.softmax),
    softmax("softmax", pytorch.softmax, (2, 3, 4), axis=-1),
    softmax("softmax", pytorch.softmax, (5,), axis=0),
    softmax("log_softmax", pytorch.log_softmax),
    softmax("log_softmax", pytorch.log_softmax, (2, 3, 4), axis=2),
    cross_entropy(),
    cross_entropy(reduction="sum"),
    cross_entropy(reduction="none"),
    mse_loss((3, 4)),
    mse_loss((3, 4), reduction="sum"),
    mse_loss((2, 3, 2), reduction="none"),
    Case(
        "linear",
        ((4, 3), (5, 3), (5,)),
        functional.linear,
        lambda grad_output, x, weight, bias, out: functional.linear_backward(grad_output, x, weight),
        pytorch.linear,
    ),
    Case(
        "linear-without_bias",
        ((4, 3), (5, 3)),
        functional.linear,
        lambda grad_output, x, weight, out: functional.linear_backward(grad_output, x, weight)[:2],
        pytorch.linear,
    ),
    local_response_norm((2, 7, 3, 2)),
    local_response_norm((2, 7, 3, 2), 3, alpha=0.5, beta=0.5, k=1),
    local_response_norm((2, 4), 1, alpha=2.0, beta=1.0, k=0.1),
    local_response_norm((3, 2, 4), 9, alpha=0.3, beta=2, k=1.5),
    local_response_norm((2, 1, 3, 3), 5, alpha=0.3),
    local_response_norm((2, 3, 2, 2), 3, beta=0.0),
    batch_norm("images", (3, 4, 2, 5)),
    batch_norm("vectors", (6, 4)),
    batch_norm("one_image", (1, 2, 3, 3)),
    batch_norm("eps", (4, 3, 2), eps=0.5),
    batch_norm_fixed(),
]
cases = pytest.mark.parametrize("case", CASES, ids=name)


def expected(case, arrays, grad_output=None):
    """Return PyTorch's value and, by autograd, its gradients; without grad_output, the gradients of ones."""
    leaves = [torch.from_numpy(array).requires_grad_() for array in arrays]
    out = case.pytorch(*leaves)
    upstream = torch.ones_like(out) if grad_output is None else torch.from_numpy(grad_output)
    return as_numpy(out), [g.numpy() for g in torch.autograd.grad(out, leaves, upstream)]


def upstream(out):
    """Return a gradient for an output: no two elements alike."""
    return np.sin(1 + np.arange(out.size)).reshape(out.shape).astype(out.dtype)


def tolerance(dtype):
    """Return the tolerance of a few dozen operations."""
    return {"rtol": 2e-5, "atol": 2e-6} if np.dtype(dtype) == np.float32 else {"rtol": 1e-12, "atol": 1e-13}
