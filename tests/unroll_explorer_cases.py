"""Convolutions, layers and words for UnrollExplorer's tests."""

from itertools import product

SETTINGS = ("size", "kernel_size", "channels", "filters", "stride", "padding", "seed")
PLACES = {"position": 0, "filter": 0, "tap": 0, "stage": 0, "frequency": 1}


def state(method="im2col", **changes):
    """Return a whole state: the default with changes."""
    sizes = {"size": 5, "kernel_size": 3, "channels": 1, "filters": 2, "stride": 1, "padding": 0, "seed": 0}
    return {"method": method, **sizes, **PLACES, "layer": None} | changes


STATES = [
    state(
        size=size,
        kernel_size=k,
        stride=stride,
        padding=padding,
        channels=1 + (size + k) % 3,
        filters=k % 4 + 1,
    )
    for size, k, stride, padding in product((3, 5, 8), (1, 2, 3, 5), (1, 2, 3), (0, 1, 2))
    if k <= size + 2 * padding
]
LARGEST = state(size=8, kernel_size=5, channels=3, filters=4, padding=2, seed=7)

# Channels, size, kernel size, filters, stride, padding.
LAYERS = [
    [1, 5, 3, 2, 1, 0],
    [1, 3, 1, 1, 1, 0],
    [64, 56, 3, 64, 1, 1],
    [3, 224, 11, 64, 4, 2],
    [512, 14, 3, 512, 1, 1],
    [256, 56, 1, 64, 1, 0],
    [512, 224, 11, 512, 1, 5],
    [2, 9, 3, 3, 2, 1],
    [5, 6, 3, 7, 1, 0],
]

BAD_TRAITS = [
    {"method": "winograd"},
    {"size": 9},
    {"size": 2.5},
    {"kernel_size": 0},
    {"channels": 4},
    {"filters": True},
    {"stride": 4},
    {"padding": -1},
    {"seed": 10_000},
    {"size": 3, "kernel_size": 5},
    {"position": 9},
    {"filter": 2},
    {"tap": 9},
    {"stage": 5},
    {"frequency": 25},
    {"layer": [1, 2, 3]},
    {"layer": [1, 5, 3, 2, 1, 0, 0]},
    {"layer": [0, 5, 3, 2, 1, 0]},
    {"layer": [1, 5, 3, 513, 1, 0]},
    {"layer": [1, 5, 3, 2, 1, "0"]},
    {"layer": [1, 5, 11, 2, 1, 2]},
    {"layer": "none"},
]

PLACE = (
    "The window over {} and {} is column {}. Times row {} of the kernel matrix, it is output {} of map {}:"
)
SHIFT = (
    "Tap {}: channel 0 shifted up by {} and left by {}{}. "
    "That is row {} of the im2col matrix, never written down. "
)
CUT = (
    "The 5 × 5 windows that do not wrap came out as at stride 1; the stride keeps 3 × 3 of them "
    "and throws 64 % of the work away."
)

BACK = (
    "Transformed back, Y has 5 × 5 numbers. "
    "In the last row and column, windows wrap around to the other side."
)

# The numbers of the default seed, written out by hand.
WORDS = [
    (
        state(position=1),
        PLACE.format("rows 0 to 2", "columns 1 to 3", 1, 0, "[0, 1]", 0),
        "(−1)·0 + 0·3 + 1·3 + 2·2 + 2·0 + (−2)·0 + 0·3 + (−1)·5 + (−1)·0 = 2",
    ),
    (
        state(position=0, padding=1, filter=1),
        PLACE.format("rows −1 to 1", "columns −1 to 1", 0, 1, "[0, 0]", 1),
        "0·0 + 0·0 + (−2)·0 + (−2)·0 + 1·1 + (−1)·0 + (−1)·0 + 0·3 + (−1)·2 = −1",
    ),
    (
        state("shifted", position=4, tap=4),
        SHIFT.format(4, 1, 1, "", 4) + "Map 0, at [1, 1]:",
        "4 + 2·5 = 14",
    ),
    (
        state("shifted", position=0, tap=2, stride=2),
        SHIFT.format(2, 0, 2, " and taken every second row and column", 2) + "Map 0, at [0, 0]:",
        "−1 + 1·3 = 2",
    ),
    (
        state(kernel_size=1, position=6, padding=1),
        PLACE.format("row −1", "column 5", 6, 0, "[0, 6]", 0),
        "(−1)·0 = 0",
    ),
    (
        state("fft", stage=3, kernel_size=2, frequency=0),
        BACK,
        "At [0, 0]: X = 65 + 0i, W = 3 + 0i, Y = 195 + 0i",
    ),
    (
        state("fft", frequency=0),
        "Input and kernel get zeros until both are 5 × 5.",
        "At [0, 0]: X = 65 + 0i, W = 0 + 0i, Y = 0 + 0i",
    ),
    (
        state("fft"),
        "Input and kernel get zeros until both are 5 × 5.",
        "At [0, 1]: X = −2.2 − 2.4i, W = 2.9 + 0.2i, Y = −7.1 − 6.4i",
    ),
    (
        state("fft", stage=4, stride=2, size=7, frequency=0),
        CUT,
        "At [0, 0]: X = 126 + 0i, W = 0 + 0i, Y = 0 + 0i",
    ),
]
