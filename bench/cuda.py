"""conv2d of torch_ops on the GPU, as multiples of cuDNN's time, in float32 and bfloat16."""

from __future__ import annotations

import torch
from torch.nn import functional

from bench.conv2d import LAYERS, pytorch_gradients
from bench.tables import print_ratios, ratios
from bench.timing import fastest, synchronized
from cnnlib.ops import torch_ops

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


def main():
    """Print a table for each direction and dtype, and return their rows; without a GPU, say so."""
    if not torch.cuda.is_available():
        print("There is no NVIDIA GPU: nothing is measured.")
        return {"device": None}
    tables = {}
    for name, dtype in DTYPES.items():
        for direction, measure in (("forward", forward), ("backward", backward)):
            title = f"{direction}, {name}"
            tables[title] = [measure(layer, dtype) for layer in LAYERS]
            print_ratios(title, tables[title])
    return {"device": torch.cuda.get_device_name(), "tables": tables}


def forward(layer, dtype):
    """Return the times of one layer's forward pass."""
    x, weight, _ = _tensors(layer, dtype)
    return _row(
        layer,
        lambda: functional.conv2d(x, weight, **layer.options),
        lambda: torch_ops.conv2d(x, weight, **layer.options),
    )


def backward(layer, dtype):
    """Return the times of one layer's three gradients."""
    x, weight, grad = _tensors(layer, dtype)
    return _row(
        layer,
        lambda: pytorch_gradients(grad, x, weight, layer),
        lambda: torch_ops.conv2d_backward(grad, x, weight, **layer.options),
    )


def _tensors(layer, dtype):
    return [torch.from_numpy(array).to("cuda", dtype) for array in layer.arrays()]


def _row(layer, cudnn, ours):
    seconds = fastest({"PyTorch": synchronized(cudnn), "torch_ops": synchronized(ours)})
    return ratios(layer.name, seconds)
