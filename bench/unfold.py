"""unfold, fold and conv_transpose2d of each engine, as multiples of the time of PyTorch's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from bench.tables import mean, print_ratios, ratios
from bench.timing import fastest, synchronized
from cnnlib.ops import torch_ops, vectorized

BAR = 2.0
THREADS = 2


@dataclass(frozen=True)
class Layer:
    """The windows of a convolutional layer, with the batch that it is measured on."""

    name: str
    x: tuple
    out_channels: int
    kernel_size: int
    padding: int = 0


LAYERS = [
    Layer("LeNet C1", (64, 1, 28, 28), 6, 5, padding=2),
    Layer("LeNet C3", (64, 6, 14, 14), 16, 5),
    Layer("AlexNet conv2", (4, 96, 27, 27), 256, 5, padding=2),
    Layer("AlexNet conv3", (4, 256, 13, 13), 384, 3, padding=1),
    Layer("64 to 64 at 112", (2, 64, 112, 112), 64, 3, padding=1),
]


def main():
    """Print a table for each operation on each device, and return their rows and the mean that counts."""
    torch.set_num_threads(THREADS)
    tables = {}
    for device in ["cpu"] + ["cuda"] * torch.cuda.is_available():
        for operation in (unfold, fold, conv_transpose2d):
            title = f"{operation.__name__} on {device}"
            tables[title] = [measure(layer, operation, device) for layer in LAYERS]
            print_ratios(operation.__name__ if device == "cpu" else title, tables[title])
    reached = mean(tables["unfold on cpu"], "vectorized")
    print(f"\nvectorized.unfold against PyTorch: geometric mean {reached:.2f} (bar {BAR})")
    return {"tables": tables, "geometric mean of unfold": reached, "bar": BAR}


def measure(layer, operation, device):
    """Return the times of one operation on one layer."""
    functions = operation(layer, device)
    if device == "cuda":
        del functions["vectorized"]
        functions = {name: synchronized(function) for name, function in functions.items()}
    return ratios(layer.name, fastest(functions))


def unfold(layer, device):
    """Return the alternatives that write the windows of the layer's input out as columns."""
    (x, x_torch), k, p = _numbers(layer.x, device), layer.kernel_size, layer.padding
    return {
        "PyTorch": lambda: functional.unfold(x_torch, k, padding=p),
        "vectorized": lambda: vectorized.unfold(x, k, padding=p),
        "torch_ops": lambda: torch_ops.unfold(x_torch, k, padding=p),
    }


def fold(layer, device):
    """Return the alternatives that add the columns of the layer up to its input's size."""
    k, p, size = layer.kernel_size, layer.padding, layer.x[2:]
    shape = vectorized.unfold(np.empty(layer.x, np.float32), k, padding=p).shape
    columns, columns_torch = _numbers(shape, device)
    return {
        "PyTorch": lambda: functional.fold(columns_torch, size, k, padding=p),
        "vectorized": lambda: vectorized.fold(columns, size, k, padding=p),
        "torch_ops": lambda: torch_ops.fold(columns_torch, size, k, padding=p),
    }


def conv_transpose2d(layer, device):
    """Return the alternatives that lead from the layer's input through a transposed convolution."""
    x, x_torch = _numbers(layer.x, device)
    weight_shape = layer.x[1], layer.out_channels, layer.kernel_size, layer.kernel_size
    (weight, weight_torch), p = _numbers(weight_shape, device), layer.padding
    return {
        "PyTorch": lambda: functional.conv_transpose2d(x_torch, weight_torch, padding=p),
        "vectorized": lambda: vectorized.conv_transpose2d(x, weight, padding=p),
        "torch_ops": lambda: torch_ops.conv_transpose2d(x_torch, weight_torch, padding=p),
    }


def _numbers(shape, device):
    """Return the same random numbers as an array and as a tensor on the device."""
    array = np.random.default_rng(0).standard_normal(shape, dtype=np.float32)
    return array, torch.from_numpy(array).to(device)
