"""conv2d of each engine, and what tutorials use, as multiples of the time of PyTorch's own."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from scipy import signal
from torch.nn import functional

from bench.memory import peak
from bench.tables import print_ratios, ratios
from bench.timing import fastest
from cnnlib.ops import torch_ops, vectorized

BARS = {"forward": 3.0, "backward": 3.5, "worst": 7.0}
SCIPY_KERNELS = 4


@dataclass(frozen=True)
class Layer:
    """A convolutional layer, with the batch that it is measured on."""

    name: str
    x: tuple
    weight: tuple
    stride: int = 1
    padding: int = 0

    @property
    def options(self):
        """Return the keyword arguments of the call."""
        return {"stride": self.stride, "padding": self.padding}

    def arrays(self):
        """Return x, weight and a gradient of the output."""
        rng = np.random.default_rng(0)
        x, weight = (rng.standard_normal(shape, dtype=np.float32) for shape in (self.x, self.weight))
        out_shape = vectorized.conv2d(x, weight, **self.options).shape
        return x, weight, rng.standard_normal(out_shape, dtype=np.float32)


LAYERS = [
    Layer("LeNet C1", (64, 1, 28, 28), (6, 1, 5, 5), padding=2),
    Layer("LeNet C3", (64, 6, 14, 14), (16, 6, 5, 5)),
    Layer("AlexNet conv1", (4, 3, 227, 227), (96, 3, 11, 11), stride=4),
    Layer("AlexNet conv2", (4, 96, 27, 27), (256, 96, 5, 5), padding=2),
    Layer("AlexNet conv3", (4, 256, 13, 13), (384, 256, 3, 3), padding=1),
    Layer("64 to 64 at 112", (2, 64, 112, 112), (64, 64, 3, 3), padding=1),
]


def main():
    """Print a table for each direction and each device, and return their rows."""
    torch.set_num_threads(2)
    forward = [measure_forward(layer) for layer in LAYERS]
    print_ratios("forward", forward)
    backward = [measure_backward(layer) for layer in LAYERS]
    print_ratios("backward", backward)
    return {"forward": forward, "backward": backward, "bars": BARS}


def measure_forward(layer):
    """Return the times of one layer's forward pass on the CPU, and vectorized's memory beyond its output."""
    x, weight, grad = layer.arrays()
    x_torch, weight_torch = torch.from_numpy(x), torch.from_numpy(weight)
    seconds = fastest(
        {
            "PyTorch": lambda: functional.conv2d(x_torch, weight_torch, **layer.options),
            "vectorized": lambda: vectorized.conv2d(x, weight, **layer.options),
            "torch_ops": lambda: torch_ops.conv2d(x_torch, weight_torch, **layer.options),
            "tensordot": lambda: tensordot(x, weight, **layer.options),
        }
    )
    seconds["SciPy"] = scipy_seconds(x, weight, **layer.options)
    memory = {
        "output MB": grad.nbytes / 1e6,
        "more MB": (peak(lambda: vectorized.conv2d(x, weight, **layer.options)) - grad.nbytes) / 1e6,
        "tensordot MB": (peak(lambda: tensordot(x, weight, **layer.options)) - grad.nbytes) / 1e6,
    }
    return ratios(layer.name, seconds) | memory


def measure_backward(layer):
    """Return the times of one layer's three gradients on the CPU."""
    x, weight, grad = layer.arrays()
    x_torch, weight_torch, grad_torch = map(torch.from_numpy, (x, weight, grad))
    functions = {
        "PyTorch": lambda: pytorch_gradients(grad_torch, x_torch, weight_torch, layer),
        "vectorized": lambda: vectorized.conv2d_backward(grad, x, weight, **layer.options),
        "torch_ops": lambda: torch_ops.conv2d_backward(grad_torch, x_torch, weight_torch, **layer.options),
    }
    return ratios(layer.name, fastest(functions))


def pytorch_gradients(grad, x, weight, layer):
    """Compute the three gradients with PyTorch's own operation."""
    steps, zeros, ones = [layer.stride] * 2, [layer.padding] * 2, [1, 1]
    bias, wanted = [len(weight)], [True] * 3
    return torch.ops.aten.convolution_backward(
        grad, x, weight, bias, steps, zeros, ones, False, [0, 0], 1, wanted
    )


def tensordot(x, weight, *, stride, padding):
    """Cross-correlate as most tutorials do: all windows of the whole batch at once."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = sliding_window_view(padded, weight.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.tensordot(windows, weight, axes=((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)


def scipy_seconds(x, weight, *, stride, padding):
    """Time scipy.signal.correlate on a few kernels and one image, scaled to the batch: it takes long."""
    image = np.pad(x[0], ((0, 0), (padding, padding), (padding, padding)))
    start = time.perf_counter()
    for kernel in weight[:SCIPY_KERNELS]:
        signal.correlate(image, kernel, mode="valid")[0, ::stride, ::stride]
    return (time.perf_counter() - start) * len(x) * len(weight) / SCIPY_KERNELS
