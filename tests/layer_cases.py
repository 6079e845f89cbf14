"""Every layer by name, with the PyTorch that computes the same."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnlib import layers
from cnnlib.ops import loops, torch_ops, vectorized

TABLE = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=bool)


@dataclass(frozen=True)
class Case:
    """A layer, the shape of an input, and PyTorch's module or a function of x and the parameters."""

    name: str
    make: Callable
    shape: tuple
    oracle: Callable

    def layer(self, dtype="float64"):
        """Build the layer with parameters that are all different and far from 0 and 1."""
        layer = self.make().to(dtype=dtype)
        rng = np.random.default_rng(5)
        for name, array in layer.parameters.items():
            array[...] += 0.2 * rng.standard_normal(array.shape).astype(dtype) * (array != 0)
            layer.set_parameter(name, array)
        return layer

    def x(self, dtype="float64"):
        """Draw an input without ties."""
        return np.random.default_rng(7).standard_normal(self.shape).astype(dtype)

    def expected(self, layer, x, grad_output):
        """Return PyTorch's output, gradient of x, and gradients of the parameters by name."""
        parameters = {
            name: torch.from_numpy(a.copy()).requires_grad_() for name, a in layer.parameters.items()
        }
        x = torch.from_numpy(x).requires_grad_()
        out = self._compute(x, parameters)
        gradients = torch.autograd.grad(out, [x, *parameters.values()], torch.from_numpy(grad_output))
        out, grad_x, *gradients = (a.detach().numpy() for a in (out, *gradients))
        return out, grad_x, dict(zip(parameters, gradients))

    def _compute(self, x, parameters):
        if isinstance(self.oracle, nn.Module):
            self.oracle.to(x.dtype)
            return torch.func.functional_call(self.oracle, parameters, (x,))
        return self.oracle(x, **parameters)


def subsampled(x, coefficient, bias):
    """Sum windows of 2 × 2, scale and shift."""
    sums = functional.avg_pool2d(x, 2, divisor_override=1)
    return coefficient[:, None, None] * sums + bias[:, None, None]


def partly_connected(x, weight, bias):
    """Convolve with the connections of the table alone."""
    return functional.conv2d(x, weight * torch.from_numpy(TABLE)[:, :, None, None], bias, stride=2, padding=1)


def normalized(x, weight, bias):
    """Normalize with the statistics that a new layer has."""
    zeros, ones = torch.zeros_like(weight), torch.ones_like(weight)
    return functional.batch_norm(x, zeros, ones, weight, bias, training=False)


def network():
    """Build a small network of every kind of step."""
    rng = np.random.default_rng(1)
    return layers.Sequential(
        layers.Conv2d(1, 3, 3, padding=1, rng=rng),
        layers.ReLU(),
        layers.MaxPool2d(2),
        layers.Sequential(layers.Flatten(), layers.Linear(12, 4, rng=rng), layers.Tanh()),
        layers.Linear(4, 2, rng=rng),
    )


def torch_network():
    """Build the same network of PyTorch's modules."""
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Sequential(nn.Flatten(), nn.Linear(12, 4), nn.Tanh()),
        nn.Linear(4, 2),
    )


IMAGES = (2, 3, 5, 6)
CASES = [
    Case("conv", lambda: layers.Conv2d(3, 4, 3), IMAGES, nn.Conv2d(3, 4, 3)),
    Case(
        "conv-options",
        lambda: layers.Conv2d(
            4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2, bias=False
        ),
        (2, 4, 6, 5),
        nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2, bias=False),
    ),
    Case(
        "conv-same",
        lambda: layers.Conv2d(3, 2, 3, padding="same"),
        IMAGES,
        nn.Conv2d(3, 2, 3, padding="same"),
    ),
    Case(
        "conv-table",
        lambda: layers.Conv2d(3, 4, 3, stride=2, padding=1, connections=TABLE),
        IMAGES,
        partly_connected,
    ),
    Case("max", lambda: layers.MaxPool2d(2), IMAGES, nn.MaxPool2d(2)),
    Case(
        "max-options",
        lambda: layers.MaxPool2d((3, 2), stride=(2, 1), padding=1, dilation=(1, 2), ceil_mode=True),
        IMAGES,
        nn.MaxPool2d((3, 2), stride=(2, 1), padding=1, dilation=(1, 2), ceil_mode=True),
    ),
    Case("avg", lambda: layers.AvgPool2d(2), IMAGES, nn.AvgPool2d(2)),
    Case(
        "avg-options",
        lambda: layers.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
        IMAGES,
        nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
    ),
    Case(
        "avg-sum",
        lambda: layers.AvgPool2d(2, divisor_override=1),
        IMAGES,
        nn.AvgPool2d(2, divisor_override=1),
    ),
    Case("lp", lambda: layers.LpPool2d(2, 3, stride=2), IMAGES, nn.LPPool2d(2, 3, stride=2)),
    Case("subsampling", lambda: layers.Subsampling(3), IMAGES, subsampled),
    Case("linear", lambda: layers.Linear(5, 3), (4, 5), nn.Linear(5, 3)),
    Case("linear-no-bias", lambda: layers.Linear(5, 3, bias=False), (4, 5), nn.Linear(5, 3, bias=False)),
    Case("relu", layers.ReLU, IMAGES, nn.ReLU()),
    Case("sigmoid", layers.Sigmoid, IMAGES, nn.Sigmoid()),
    Case("tanh", layers.Tanh, IMAGES, nn.Tanh()),
    Case("scaled-tanh", layers.ScaledTanh, IMAGES, lambda x: 1.7159 * torch.tanh(2 / 3 * x)),
    Case(
        "response-norm",
        lambda: layers.LocalResponseNorm(3, alpha=0.5, beta=0.6, k=1.5),
        (2, 5, 2, 3),
        nn.LocalResponseNorm(3, alpha=1.5, beta=0.6, k=1.5),
    ),
    Case("batch-norm", lambda: layers.BatchNorm2d(3), IMAGES, nn.BatchNorm2d(3)),
    Case("batch-norm-eval", lambda: layers.BatchNorm2d(3).eval(), IMAGES, normalized),
    Case("dropout-eval", lambda: layers.Dropout(0.5).eval(), IMAGES, nn.Dropout().eval()),
    Case("flatten", layers.Flatten, IMAGES, nn.Flatten()),
    Case("network", network, (3, 1, 5, 4), torch_network()),
]
cases = pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
BY_NAME = {case.name: case for case in CASES}

no_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA GPU")


@dataclass(frozen=True)
class Target:
    """An engine and a device to move a layer to."""

    engine: object
    device: str | None = None

    def move(self, layer):
        """Move a layer there."""
        return layer.to(self.device, engine=self.engine)

    def own(self, array):
        """Move a NumPy array there."""
        return array if self.device is None else torch.from_numpy(array).to(self.device)


targets = pytest.mark.parametrize(
    "target",
    [
        pytest.param(Target(loops), id="loops"),
        pytest.param(Target(vectorized), id="vectorized"),
        pytest.param(Target(torch_ops, "cpu"), id="torch-cpu"),
        pytest.param(Target(torch_ops, "cuda"), id="torch-cuda", marks=[pytest.mark.cuda, no_gpu]),
    ],
)


def as_numpy(array):
    """Return the numbers of an array of any engine."""
    return array if isinstance(array, np.ndarray) else array.cpu().numpy()


def upstream(shape, dtype="float64"):
    """Return a gradient of the output, all numbers different."""
    return np.cos(np.arange(np.prod(shape))).reshape(shape).astype(dtype)
