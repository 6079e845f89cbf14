"""Named cases of PoolingLab, and what NumPy, by definition, makes of a ring of detectors."""

import numpy as np

from tests import pool_cases

BOOK = [[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]]
NINE = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
BELOW = [[-5, -3, -4], [-7, -2, -6]]
PLAIN = {"kind": "max", "kernel_size": 2, "stride": 2, "padding": 0, "ceil_mode": False}
PLAIN |= {"count_include_pad": True, "position": 0}
KINDS = {"max_pool2d": "max", "avg_pool2d": "average", "lp_pool2d": "l2"}


def state(numbers, **settings):
    """Return the traits of the first part."""
    return {"input": numbers, **PLAIN, **settings}


def _of_pool_case(case):
    """Return the states of a case of the poolings that the lab can show, its halves doubled."""
    sizes = [case.kernel_size, case.options.get("stride") or case.kernel_size, case.options.get("padding", 0)]
    fits = all(isinstance(size, int) for size in sizes) and min(case.x[2:]) >= 2
    if not fits or case.marked or case.x[0] == 0 or max(*sizes, *case.x[2:]) > 8:
        return []
    numbers = (2 * case.array()[0, 0]).astype(int).tolist()
    settings = dict(zip(("kernel_size", "stride", "padding"), sizes))
    settings["ceil_mode"] = case.options.get("ceil_mode", False)
    kinds = [{"kind": "max"}, {"kind": "average"}, {"kind": "average", "count_include_pad": False}]
    return [state(numbers, **settings, **kind) for kind in kinds + [{"kind": "l2"}] * (sizes[2] == 0)]


STATES = [each for case in pool_cases.CASES for each in _of_pool_case(case)]

# What is shown, with the sum behind the output at the position, the numbers kept and the formula of the size.
WORDS = [
    (
        state(BOOK),
        "max(29, 15, 0, 100) = 100",
        "4 numbers from 16: 75 % discarded.",
        "⌊(4 + 2·0 − 2)/2⌋ + 1 = 2",
    ),
    (
        state(BOOK, kind="average"),
        "(29 + 15 + 0 + 100)/4 = 36",
        "4 numbers from 16: 75 % discarded.",
        "⌊(4 + 2·0 − 2)/2⌋ + 1 = 2",
    ),
    (
        state(BOOK, kind="l2"),
        "√(29² + 15² + 0² + 100²) ≈ 105.2",
        "4 numbers from 16: 75 % discarded.",
        "⌊(4 + 2·0 − 2)/2⌋ + 1 = 2",
    ),
    (
        state(BOOK, kernel_size=3),
        "max(29, 15, 28, 0, 100, 70, 12, 12, 7) = 100",
        "1 number from 16: 94 % discarded, 7 inputs lie in no window.",
        "⌊(4 + 2·0 − 3)/2⌋ + 1 = 1",
    ),
    (
        state(BOOK, kernel_size=3, kind="l2", ceil_mode=True, position=3),
        "√(9/4 · (7² + 2² + 45² + 6²)) ≈ 68.97",
        "4 numbers from 16: 75 % discarded.",
        "⌈(4 + 2·0 − 3)/2⌉ + 1 = 2",
    ),
    (
        state(BELOW, kernel_size=3, padding=1, kind="average", count_include_pad=False),
        "((−5) + (−3) + (−7) + (−2))/4 = −4.25",
        "2 numbers from 6: 67 % discarded.",
        "Height: ⌊(2 + 2·1 − 3)/2⌋ + 1 = 1; width: ⌊(3 + 2·1 − 3)/2⌋ + 1 = 2",
    ),
    (
        state(BELOW, kernel_size=3, padding=1),
        "max(−∞, −∞, −∞, −∞, −5, −3, −∞, −7, −2) = −2",
        "2 numbers from 6: 67 % discarded.",
        "Height: ⌊(2 + 2·1 − 3)/2⌋ + 1 = 1; width: ⌊(3 + 2·1 − 3)/2⌋ + 1 = 2",
    ),
    (
        state([[k] * 5 for k in range(5)], stride=4, padding=1, ceil_mode=True, position=3),
        "max(3, 3, 4, 4) = 4",
        "4 numbers from 25: 84 % discarded, 16 inputs lie in no window.",
        "⌈(5 + 2·1 − 2)/4⌉ + 1 = 3 − 1 that would begin beyond the input = 2",
    ),
    (
        state(NINE, stride=1, padding=1),
        "max(−∞, −∞, −∞, 0) = 0",
        "16 numbers from 9: none discarded.",
        "⌊(3 + 2·1 − 2)/1⌋ + 1 = 4",
    ),
    (
        state([[k] * 5 for k in range(5)], kernel_size=5, stride=1, kind="average"),
        "(0 + 0 + 0 + 0 + 0 + 1 + … + 4 + 4)/25 = 2",
        "1 number from 25: 96 % discarded.",
        "⌊(5 + 2·0 − 5)/1⌋ + 1 = 1",
    ),
]
WORDS = [
    (each, total, kept, size if "Height" in size else f"Height and width: {size}")
    for each, total, kept, size in WORDS
]

BAD_NUMBERS = [
    {"kernel_size": 0},
    {"kernel_size": 5},
    {"kernel_size": 7, "ceil_mode": True},
    {"stride": 0},
    {"padding": -1},
    {"padding": 2},
    {"kind": "l2", "padding": 1},
]
BAD_TRAITS = [
    *BAD_NUMBERS,
    {"kernel_size": 9, "ceil_mode": True},
    {"stride": 9},
    {"stride": 1.5},
    {"stride": None},
    {"kind": "median"},
    {"kind": "constructor"},
    {"ceil_mode": "yes"},
    {"count_include_pad": 2},
    {"input": [[1, 2]]},
    {"input": [[1, 2], [3]]},
    {"input": [[1, 2], [3, 0.5]]},
    {"input": [[1, 2], [3, 1000]]},
    {"input": [[0] * 9] * 2},
    {"input": "numbers"},
    {"position": 4},
    {"position": -1},
    {"detectors": [0.5] * 7},
    {"detectors": [0.5] * 13},
    {"detectors": [0.5] * 7 + [1.5]},
    {"detectors": [0.5] * 7 + [float("nan")]},
    {"detector_window": 6},
    {"detector_stride": 3},
    {"shift": 4},
]

RANDOM = np.random.default_rng(0).integers(0, 101, 11) / 100
RINGS = [
    (row, window, stride, direction)
    for row in ([0.3, 0.1, 1.0, 0.2, 0.1, 0.0, 0.1, 0.3, 0.1, 0.2], RANDOM.tolist(), [0.0] * 8, [1.0] * 9)
    for window, stride, direction in [(2, 1, 1), (3, 1, 1), (3, 2, -1), (4, 1, -1), (5, 2, 1)]
]
REDUCE = {"max": np.max, "average": np.mean, "l2": lambda x, axis: np.sqrt(np.sum(x**2, axis))}


def pooled(row, kind, window, stride):
    """Pool a ring by its definition: the window of each unit, gathered, then reduced."""
    if kind == "none":
        return np.array(row)
    units = np.arange(0, len(row), stride)
    taps = np.arange(window) - (window - 1) // 2
    return REDUCE[kind](np.array(row)[(units[:, None] + taps) % len(row)], axis=1)


def curve(row, kind, window, stride, direction):
    """Return the relative change for shifts of 0 to 5."""
    still = pooled(row, kind, window, stride)
    moved = [pooled(np.roll(row, direction * shift), kind, window, stride) for shift in range(6)]
    size = np.abs(still).mean()
    return [np.abs(each - still).mean() / size if size else 0.0 for each in moved]
