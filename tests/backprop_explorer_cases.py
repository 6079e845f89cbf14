"""Named states of BackpropExplorer, the same ones for the browser and for cnnlib."""

from itertools import product

import numpy as np

SMALL = [[1, 2, 0, 1], [3, 1, 2, 0], [0, 2, 1, 3], [1, 0, 2, 1]]
KERNEL = [[1, 2], [-1, 0]]
HILLS = [[1, 3, 2, 0], [4, 6, 5, 1], [2, 8, 7, 3], [0, 1, 2, 9]]
LARGEST = {
    "input": [[(3 * i + 5 * j) % 10 for j in range(7)] for i in range(7)],
    "kernel": [[(i * j) % 5 - 2 for j in range(4)] for i in range(4)],
    "padding": 3,
}


def _numbers(rows, columns, *, seed=0):
    """Return distinct decimals of both signs."""
    numbers = np.random.default_rng(seed).permutation(rows * columns).reshape(rows, columns)
    return ((numbers - rows * columns / 3) / 2).tolist()


def _swept():
    """Yield convolutions of all strides and paddings with square and oblong kernels, and poolings."""
    for stride, padding, (name, kernel) in product(
        (1, 2, 3), (0, 1, 3), {"1x1": (1, 1), "3x3": (3, 3), "1x4": (1, 4), "2x1": (2, 1)}.items()
    ):
        numbers = {"input": _numbers(5, 6), "kernel": _numbers(*kernel, seed=1)}
        yield f"{name}-stride{stride}-pad{padding}", numbers | {"stride": stride, "padding": padding}
    for operation, stride, size in product(("max", "average"), (1, 2, 3), (1, 2, 3, 4)):
        for padding in range(size // 2 + 1):
            settings = {"operation": operation, "stride": stride, "padding": padding, "kernel_size": size}
            yield f"{operation}{size}-stride{stride}-pad{padding}", {"input": _numbers(5, 6)} | settings


STATES = dict(_swept()) | {
    "largest": LARGEST,
    "large numbers": {
        "input": [[999, -998.5, 997], [-999, 0.001, 1 / 3], [12.5, 999, -7]],
        "kernel": [[999, -999], [0.1, 998]],
        "grad_output": [[999, -0.5, 3, 1]] * 2 + [[-999, 7, 1 / 7, 2]] * 2,
        "padding": 1,
    },
    "ties": {"operation": "max", "input": SMALL},
    "all equal": {"operation": "max", "input": [[7] * 4] * 3, "kernel_size": 3, "padding": 1},
    "below zero, padded": {"operation": "max", "input": [[-5, -3], [-4, -6]], "padding": 1},
    "own delta": {"input": SMALL, "kernel": KERNEL, "grad_output": [[0.5, 0, 9], [-7, 1, 1], [2, 3, -0.25]]},
}

# What each view says: state, the sum, and the words that explain it.
WORDS = [
    (
        {"position": 1},
        "δ[0, 1] = −1",
        (
            "Each product w·x of this output hands δ to both factors: (−1) times the window goes to dW, "
            "(−1) times the kernel to dX."
        ),
    ),
    (
        {"position": 0, "padding": 1, "step_by_step": True},
        "δ[0, 0] = 2",
        (
            "Each product w·x of this output hands δ to both factors: 2 times the window goes to dW, 2 "
            "times the kernel to dX; 3 places in the padding are cropped. So far output 0 has sent, of 0 "
            "to 24."
        ),
    ),
    (
        {"view": "weight", "weight_position": 1, "stride": 2},
        "dW[0, 1] = 2×2 + 1×(−1) + 2×3 + 3×1 = 12",
        (
            "Valid cross-correlation: δ, spread out by stride 2, lies on the input, corner at [0, 1], not"
            " flipped."
        ),
    ),
    (
        {"view": "weight", "weight_position": 2, "padding": 1},
        "dW[1, 0] = 0×2 + 1×(−1) + 2×1 + 0×3 + 1×1 + 0×3 + … + 0×(−1) + 0×1 = 10",
        "Valid cross-correlation: δ lies on the padded input, corner at [1, 0], not flipped.",
    ),
    (
        {"view": "input", "input_position": 5},
        "dX[1, 1] = 2×0 + (−1)×(−1) + 3×2 + 1×1 = 8",
        "Full convolution: δ, k − 1 = 1 zero around it, under the flipped kernel.",
    ),
    (
        {"view": "input", "input_position": 0, "stride": 2, "padding": 1, "kernel": [[1, 0, 2], [4, 3, -1]]},
        "dX[0, 0] = 2×3 = 6",
        (
            "Full convolution: δ, spread out by stride 2, k − 1 = 1 and 2 zeros around it, under the "
            "flipped kernel. The rim that the padding added is cropped."
        ),
    ),
    (
        {"view": "input", "input_position": 1, "stride": 3},
        "dX[0, 1] = 2×2 = 4",
        ("Full convolution: δ, spread out by stride 3, k − 1 = 1 zero around it, under the flipped kernel."),
    ),
    (
        {"view": "input", "input_position": 10, "stride": 3},
        "dX[2, 2] = 0",
        "No window covers this input: J does not depend on it.",
    ),
    (
        {"operation": "max", "position": 4},
        "δ[1, 1] = 1",
        (
            "All of it goes to the winner of its window, x[1, 2] = 2; the rest get 0. x[2, 1] is as "
            "large: the first, row by row, takes all."
        ),
    ),
    (
        {"operation": "max", "input": HILLS, "view": "input", "input_position": 9},
        "dX[2, 1] = 3 + 1 + 0 + 2 = 6",
        "This input lies in 4 windows and wins 4.",
    ),
    (
        {"operation": "max", "input": HILLS, "view": "input", "input_position": 5, "stride": 2},
        "dX[1, 1] = 2",
        "This input lies in 1 window and wins 1.",
    ),
    (
        {"operation": "max", "input": HILLS, "view": "input", "input_position": 6},
        "dX[1, 2] = 1",
        ("This input lies in 4 windows and wins 1. It loses to x[1, 1] = 6 and x[2, 1] = 8 and x[2, 2] = 7."),
    ),
    (
        {"operation": "average", "padding": 1, "position": 1},
        "δ[0, 1] = −1",
        ("Each of the 4 places of its window gets (−1)/4 = −0.25; 2 places in the padding are cropped."),
    ),
    (
        {"operation": "average", "kernel_size": 3, "view": "input", "input_position": 5},
        "dX[1, 1] = (2 + (−1) + 3 + 1)/9 ≈ 0.555556",
        (
            "It gathers 1/9 of the δ of each of the 4 windows in which it lies: a full convolution with a"
            " kernel of 1/9 everywhere."
        ),
    ),
]

BAD_TRAITS = [
    {"operation": "min"},
    {"operation": "constructor"},
    {"input": [[1, 2]]},
    {"input": [[0] * 8] * 2},
    {"input": [[1, 2], [3]]},
    {"input": [[1, 2], [3, 1000]]},
    {"input": [[1, 2], [3, float("nan")]]},
    {"input": "numbers"},
    {"kernel": [[1] * 5]},
    {"kernel": []},
    {"kernel": [[1] * 4] * 4, "input": [[1, 2], [3, 4]]},
    {"grad_output": [[1]]},
    {"grad_output": [[1, 2], [3]]},
    {"stride": 0},
    {"stride": 4},
    {"stride": 1.5},
    {"padding": -1},
    {"padding": 4},
    {"padding": True},
    {"kernel_size": 5},
    {"kernel_size": 0},
    {"operation": "max", "padding": 2},
    {"operation": "average", "kernel_size": 1, "padding": 1},
    {"operation": "max", "kernel_size": 4, "input": [[1, 2], [3, 4]]},
    {"view": "output"},
    {"view": "weight", "operation": "max"},
    {"position": 9},
    {"position": -1},
    {"weight_position": 4},
    {"input_position": 16},
    {"step_by_step": "yes"},
]
