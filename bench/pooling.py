"""Poolings of each engine, forward and backward, as multiples of the time of PyTorch's own."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import geometric_mean

import numpy as np
import torch
from torch.nn import functional

from bench.tables import print_ratios, ratios
from bench.timing import fastest, synchronized
from cnnlib.ops import torch_ops, vectorized

BAR = 4.0
NORM = 2
THREADS = 2


@dataclass(frozen=True)
class Layer:
    """A pooling layer, with the batch that it is measured on."""

    name: str
    x: tuple
    kernel_size: int
    stride: int
    padding: int = 0

    @property
    def options(self):
        """Return the keyword arguments of the call; lp_pool2d has no padding."""
        return {"stride": self.stride} | ({"padding": self.padding} if self.padding else {})


LAYERS = [
    Layer("LeNet S2", (64, 6, 28, 28), 2, 2),
    Layer("LeNet S4", (64, 16, 10, 10), 2, 2),
    Layer("AlexNet pool1", (4, 96, 55, 55), 3, 2),
    Layer("AlexNet pool2", (4, 256, 27, 27), 3, 2),
    Layer("AlexNet pool5", (4, 256, 13, 13), 3, 2),
    Layer("3 by 1 at 56", (4, 64, 56, 56), 3, 1, padding=1),
]


def main():
    """Print a table for each pooling, direction and device, and return their rows and means."""
    torch.set_num_threads(THREADS)
    tables = {}
    for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
        for pooling, measure in (("max", measure_max), ("average", measure_average), ("norm", measure_norm)):
            layers = [layer for layer in LAYERS if not (pooling == "norm" and layer.padding)]
            pairs = [measure(layer, device) for layer in layers]
            for direction, rows in zip(("forward", "backward"), zip(*pairs, strict=True)):
                tables[f"{pooling} {direction} on {device}"] = list(rows)
    for title, rows in tables.items():
        print_ratios(title, rows)
    rows = [row for rows in tables.values() for row in rows if "vectorized" in row]
    mean = geometric_mean(row["vectorized"] for row in rows)
    worst = max(row["vectorized"] for row in rows)
    print(f"\nvectorized against PyTorch: geometric mean {mean:.2f} (bar {BAR}), at most {worst:.2f}")
    return {"tables": tables, "geometric mean": mean, "worst": worst, "bar": BAR}


def measure_max(layer, device):
    """Return the times of one layer's maximum, and of its gradient."""
    x, k = _numbers(layer.x), layer.kernel_size
    out, indices = vectorized.max_pool2d(x, k, **layer.options)
    grad = _numbers(out.shape)
    x_torch, grad_torch, indices_torch = (torch.from_numpy(a).to(device) for a in (x, grad, indices))
    steps = [[k] * 2, [layer.stride] * 2, [layer.padding] * 2, [1, 1], False]
    backward = torch.ops.aten.max_pool2d_with_indices_backward
    return _times(
        layer,
        device,
        {
            "PyTorch": lambda: functional.max_pool2d(x_torch, k, **layer.options, return_indices=True),
            "vectorized": lambda: vectorized.max_pool2d(x, k, **layer.options),
            "torch_ops": lambda: torch_ops.max_pool2d(x_torch, k, **layer.options),
        },
        {
            "PyTorch": lambda: backward(grad_torch, x_torch, *steps, indices_torch),
            "vectorized": lambda: vectorized.max_pool2d_backward(grad, indices, x.shape),
            "torch_ops": lambda: torch_ops.max_pool2d_backward(grad_torch, indices_torch, x.shape),
        },
    )


def measure_average(layer, device):
    """Return the times of one layer's average, and of its gradient."""
    x, k = _numbers(layer.x), layer.kernel_size
    grad = _numbers(vectorized.avg_pool2d(x, k, **layer.options).shape)
    x_torch, grad_torch = (torch.from_numpy(a).to(device) for a in (x, grad))
    steps = [[k] * 2, [layer.stride] * 2, [layer.padding] * 2, False, True, None]
    backward = torch.ops.aten.avg_pool2d_backward
    return _times(
        layer,
        device,
        {
            "PyTorch": lambda: functional.avg_pool2d(x_torch, k, **layer.options),
            "vectorized": lambda: vectorized.avg_pool2d(x, k, **layer.options),
            "torch_ops": lambda: torch_ops.avg_pool2d(x_torch, k, **layer.options),
        },
        {
            "PyTorch": lambda: backward(grad_torch, x_torch, *steps),
            "vectorized": lambda: vectorized.avg_pool2d_backward(grad, x.shape, k, **layer.options),
            "torch_ops": lambda: torch_ops.avg_pool2d_backward(grad_torch, x.shape, k, **layer.options),
        },
    )


def measure_norm(layer, device):
    """Return the times of one layer's 2-norm, and of its gradient, which PyTorch leaves to autograd."""
    x, k = _numbers(layer.x), layer.kernel_size
    grad = _numbers(vectorized.lp_pool2d(x, NORM, k, **layer.options).shape)
    x_torch, grad_torch = (torch.from_numpy(a).to(device) for a in (x, grad))
    leaf = x_torch.clone().requires_grad_()
    out = functional.lp_pool2d(leaf, NORM, k, **layer.options)
    return _times(
        layer,
        device,
        {
            "PyTorch": lambda: functional.lp_pool2d(x_torch, NORM, k, **layer.options),
            "vectorized": lambda: vectorized.lp_pool2d(x, NORM, k, **layer.options),
            "torch_ops": lambda: torch_ops.lp_pool2d(x_torch, NORM, k, **layer.options),
        },
        {
            "PyTorch": lambda: torch.autograd.grad(out, leaf, grad_torch, retain_graph=True),
            "vectorized": lambda: vectorized.lp_pool2d_backward(grad, x, NORM, k, **layer.options),
            "torch_ops": lambda: torch_ops.lp_pool2d_backward(grad_torch, x_torch, NORM, k, **layer.options),
        },
    )


def _numbers(shape):
    return np.random.default_rng(0).standard_normal(shape, dtype=np.float32)


def _times(layer, device, *directions):
    """Return a row for each direction: PyTorch's time, and the others as multiples of it."""
    return [ratios(layer.name, fastest(_on(device, functions))) for functions in directions]


def _on(device, functions):
    """Return what can be timed on a device: on the GPU not NumPy, and until it has finished."""
    if device == "cpu":
        return functions
    return {name: synchronized(function) for name, function in functions.items() if name != "vectorized"}
