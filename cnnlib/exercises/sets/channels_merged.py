"""Chapter 4: parallel layers that merge to one."""

import numpy as np

from cnnlib.exercises.task import Mistake, Task, case


def _merge(weights, biases, skip=False):
    """Return weight and bias of the one layer that does what parallel layers do whose maps are added."""
    return _enlarged_sum(weights, _centered, skip), sum(biases)


def _enlarged_sum(weights, place, skip):
    """Return the sum of the weights, each put into zeros of the largest size at ``place(free rows)``."""
    size = np.max([weight.shape[2:] for weight in weights], axis=0)
    filters = len(weights[0])
    extra = [np.eye(filters)[:, :, None, None]] if skip else []
    return sum(_enlarged(weight, size, place) for weight in [*weights, *extra])


def _enlarged(weight, size, place):
    before = [place(free) for free in size - weight.shape[2:]]
    after = size - weight.shape[2:] - before
    return np.pad(weight, ((0, 0), (0, 0), *zip(before, after)))


def _centered(free):
    return free // 2


def _in_the_corner(weights, biases, skip=False):
    return _enlarged_sum(weights, lambda free: 0, skip), sum(biases)


def _in_the_corner_but_skip(weights, biases, skip=False):
    """Return the merged layer in which the skip connection alone stands in the middle."""
    weight, bias = _in_the_corner(weights, biases)
    return weight + _merge(weights, biases, skip)[0] - _merge(weights, biases)[0], bias


def _overwritten(weights, biases, skip=False):
    """Return the merged layer in which each kernel takes the place of what stood there."""
    merged = np.zeros_like(_merge(weights, biases)[0])
    for weight in weights:
        rows, columns = (
            slice(free // 2, free // 2 + k)
            for free, k in zip(np.subtract(merged.shape, weight.shape)[2:], weight.shape[2:])
        )
        merged[:, :, rows, columns] = weight
    return merged + _merge(weights, biases, skip)[0] - _merge(weights, biases)[0], sum(biases)


def _made_square(weights, biases, skip=False):
    weight, bias = _merge(weights, biases, skip)
    return _enlarged(weight, np.array([max(weight.shape[2:])] * 2), _centered), bias


def _skip_as_bias(weights, biases, skip=False):
    weight, bias = _merge(weights, biases)
    return weight, bias + skip


def _broadcast(weights, biases, skip=False):
    """Return what NumPy's broadcasting makes of kernels of different sizes; some sizes it refuses."""
    extra = [np.eye(len(weights[0]))[:, :, None, None]] if skip else []
    return sum([*weights, *extra]), sum(biases)


def _averaged(weights, biases, skip=False):
    weight, bias = _merge(weights, biases, skip)
    return weight / (len(weights) + skip), bias / (len(weights) + skip)


def _no_skip(weights, biases, skip=False):
    return _merge(weights, biases)


def _skip_to_all(weights, biases, skip=False):
    """Return the merged layer whose skip connection adds all channels to all maps."""
    weight, bias = _merge(weights, biases)
    middle = (..., weight.shape[2] // 2, weight.shape[3] // 2)
    weight[middle] += int(skip)
    return weight, bias


def _first_bias(weights, biases, skip=False):
    return _merge(weights, biases, skip)[0], biases[0]


def _skip_in_the_corner(weights, biases, skip=False):
    weight, bias = _merge(weights, biases)
    weight[:, :, 0, 0] += np.eye(len(weight)) if skip else 0
    return weight, bias


def _random_branches(rng):
    skip = bool(rng.integers(2))
    filters, channels = (2, 2) if skip else (int(n) for n in rng.integers(1, 4, size=2))
    sizes = 2 * rng.integers(0, 3, size=(rng.integers(2, 4), 2)) + 1
    weights = [rng.normal(size=(filters, channels, *size)) for size in sizes]
    return case(weights, [rng.normal(size=filters) for _ in sizes], skip=skip)


def _numbers(*shape, first=1.0):
    return np.arange(first, first + np.prod(shape)).reshape(shape)


MERGED = Task(
    "merge_parallel",
    reference=_merge,
    cases={
        "3×3 and 1×1": case(
            [_numbers(1, 2, 3, 3), _numbers(1, 2, 1, 1, first=100.0)], [np.array([1.0]), np.array([2.0])]
        ),
        "1×3 and 3×1": case(
            [_numbers(2, 1, 1, 3), _numbers(2, 1, 3, 1, first=20.0)],
            [np.array([1.0, 0.0]), np.array([3.0, 5.0])],
        ),
        "5×3 and 3×1": case(
            [_numbers(1, 1, 5, 3), _numbers(1, 1, 3, 1, first=100.0)], [np.array([0.0]), np.array([1.0])]
        ),
        "3×5, 1×1 and a skip connection": case(
            [_numbers(2, 2, 3, 5), _numbers(2, 2, 1, 1, first=50.0)],
            [np.array([1.0, 2.0]), np.array([0.0, 4.0])],
            skip=True,
        ),
    },
    random=_random_branches,
    mistakes=[
        Mistake(
            "the small kernels stand in the upper left corner of the large one, not in its middle",
            _in_the_corner,
        ),
        Mistake(
            "the small kernels stand in the upper left corner of the large one, not in its middle",
            _in_the_corner_but_skip,
        ),
        Mistake("a kernel is written over the one before: where they overlap, add", _overwritten),
        Mistake(
            "the merged kernel is as high as the highest and as wide as the widest, no more", _made_square
        ),
        Mistake(
            "the skip connection adds a pixel of the input, not 1: it is a weight, no bias", _skip_as_bias
        ),
        Mistake(
            "NumPy repeats a single weight at every place: put zeros around it before you add", _broadcast
        ),
        Mistake("the branches are averaged: their maps are added", _averaged),
        Mistake("the skip connection is missing: which 1×1 layer leaves its input as it is?", _no_skip),
        Mistake("the skip connection leads each channel to its own map, not to all maps", _skip_to_all),
        Mistake("the skip connection must read the pixel in the middle of the window", _skip_in_the_corner),
        Mistake("the biases of the first branch alone are kept: they add up, too", _first_bias),
        Mistake(
            "the biases are missing",
            lambda weights, biases, skip=False: (_merge(weights, biases, skip)[0], 0 * biases[0]),
        ),
    ],
)
