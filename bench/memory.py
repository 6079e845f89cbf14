"""Peak memory of a convolution in NumPy, against its arrays: no columns of a whole batch.

The peak is what NumPy holds during the call, the arguments and the results included. Beside it stand the
columns of the whole batch, which the matrix product of most tutorials writes out.
"""

from __future__ import annotations

import tracemalloc
from math import prod

import numpy as np

from cnnlib.ops import vectorized
from cnnlib.shapes import conv2d_geometry

BAR = {"times the arrays": 1.5, "plus MB": 64.0}
LAYERS = {
    "LeNet C1": ((64, 1, 28, 28), (6, 1, 5, 5), {"padding": 2}),
    "LeNet C3": ((64, 6, 14, 14), (16, 6, 5, 5), {}),
    "AlexNet conv1": ((4, 3, 227, 227), (96, 3, 11, 11), {"stride": 4}),
    "AlexNet conv2": ((4, 96, 27, 27), (256, 96, 5, 5), {"padding": 2}),
    "AlexNet conv3": ((4, 256, 13, 13), (384, 256, 3, 3), {"padding": 1}),
    "64 to 64 at 112": ((2, 64, 112, 112), (64, 64, 3, 3), {"padding": 1}),
    "64 to 64 at 224": ((8, 64, 224, 224), (64, 64, 3, 3), {"padding": 1}),
}


def main():
    """Print a table of peaks and limits, and return its rows."""
    rows = [measure(name, *layer) for name, layer in LAYERS.items()]
    names = list(rows[0])[1:]
    print(f"{'MB':16}", *(f"{name:>12}" for name in names))
    for row in rows:
        print(f"{row['layer']:16}", *(f"{row[name]:12.1f}" for name in names))
    kept = all(row["forward"] <= row["limit"] for row in rows)
    print(f"every forward pass is within its limit: {kept}")
    return {"rows": rows, "bar": BAR, "kept": kept}


def measure(name, x_shape, weight_shape, options):
    """Return the memory of one layer's arrays, its limit, and the peaks of its passes, in MB."""
    x, weight = np.ones(x_shape, np.float32), np.ones(weight_shape, np.float32)
    geometry = conv2d_geometry(x_shape, weight_shape, **options)
    out = np.ones(geometry.output_shape, np.float32)
    given = x.nbytes + weight.nbytes
    forward = given + peak(lambda: vectorized.conv2d(x, weight, **options))
    backward = given + out.nbytes + peak(lambda: vectorized.conv2d_backward(out, x, weight, **options))
    windows = geometry.batch * prod(geometry.output_size)
    return {
        "layer": name,
        "arrays": (given + out.nbytes) / 1e6,
        "limit": BAR["times the arrays"] * (given + out.nbytes) / 1e6 + BAR["plus MB"],
        "forward": forward / 1e6,
        "backward": backward / 1e6,
        "all columns": windows * prod(weight_shape[1:]) * geometry.groups * x.itemsize / 1e6,
    }


def peak(function):
    """Return the bytes that Python and NumPy held at most, beyond what they had, while ``function`` ran."""
    tracemalloc.start()
    function()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most
