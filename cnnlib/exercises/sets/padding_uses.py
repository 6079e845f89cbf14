"""Padding: how often a pixel is used."""

from collections import Counter

import numpy as np

from cnnlib import shapes
from cnnlib.exercises.sets.padding_windows import LIBRARY
from cnnlib.exercises.task import Mistake, Task, case
from cnnlib.ops import vectorized


def _layer(kernel_size, stride=1, padding=0, dilation=1):
    return {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}


def _uses(shape, layers):
    """Return how many ways lead from each pixel to the outputs of a stack: the gradient of their sum."""
    shapes_of_maps = [tuple(shape)]
    for layer in layers:
        shapes_of_maps.append(shapes.conv2d_output_size(shapes_of_maps[-1], **layer))
    counts = np.ones((1, 1, *shapes_of_maps.pop()))
    for layer, size in zip(reversed(layers), reversed(shapes_of_maps)):
        options = dict(layer)
        weight = np.ones((1, 1, *[options.pop("kernel_size")] * 2))
        counts = vectorized.conv2d_backward(counts, np.zeros((1, 1, *size)), weight, **options)[0]
    return counts[0, 0].astype(int)


def _along_an_axis(m, layers):
    """Return the counts of a row, whose squares stand on the diagonal of a square picture's."""
    return np.rint(np.sqrt(_uses((m, m), layers).diagonal())).astype(int)


def _summed_axes(shape, layers):
    rows, columns = (_along_an_axis(m, layers) for m in shape)
    return rows[:, None] + columns


def _cells_between(shape, layers):
    """Count every cell under a window, as if a dilated kernel had no holes."""
    return _uses(shape, [{**each, "kernel_size": _span(each), "dilation": 1} for each in layers])


def _as_if(name, value):
    """Return the counts for layers in which one number is another."""
    return lambda shape, layers: _uses(shape, [{**layer, name: value} for layer in layers])


def _ways(m, layers):
    """Return how many ways lead from each of m cells of a row (a column) to each output (a row)."""
    ways = np.eye(m, dtype=int)
    for layer in layers:
        m, s, p = len(ways), layer["stride"], layer["padding"]
        reads = np.zeros((shapes.conv_output_size(m, **layer), m + 2 * p), dtype=int)
        for i, row in enumerate(reads):
            row[i * s : i * s + _span(layer) : layer["dilation"]] = 1
        ways = reads[:, p : p + m] @ ways
    return ways


def _of_outputs(shape, layers):
    """Return how many ways end at each output."""
    return np.outer(*(_ways(m, layers).sum(axis=1) for m in shape))


def _outputs_reached(shape, layers):
    """Return to how many outputs a way leads."""
    return np.outer(*((_ways(m, layers) > 0).sum(axis=0) for m in shape))


def _through_zeros(shape, layers):
    """Count ways through zeros of the padding, too, as if they were outputs of the layer below."""
    return np.outer(*(_row_through_zeros(m, layers) for m in shape))


def _row_through_zeros(m, layers):
    counts = Counter(range(len(_ways(m, layers))))
    for layer in reversed(layers):
        below = Counter()
        for i, count in counts.items():
            start = i * layer["stride"] - layer["padding"]
            for place in range(start, start + _span(layer), layer["dilation"]):
                below[place] += count
        counts = below
    return np.array([counts[i] for i in range(m)])


def _span(layer):
    return layer["dilation"] * (layer["kernel_size"] - 1) + 1


def _random_uses(rng):
    shape = tuple(rng.integers(7, 12, size=2).tolist())
    limits = ((1, 4), (1, 4), (0, 3), (1, 3))
    layers = [_layer(*(int(rng.integers(*limit)) for limit in limits)) for _ in range(rng.integers(1, 4))]
    try:
        _uses(shape, layers)
    except ValueError:  # a window that does not fit: draw again
        return _random_uses(rng)
    return case(shape, layers)


USES = Task(
    "uses",
    reference=_uses,
    cases={
        "one layer of 3×3": case((4, 5), [_layer(3)]),
        "a rest that nobody reads": case((4, 7), [_layer(3, stride=3)]),
        "zeros around": case((4, 5), [_layer(3, padding=1)]),
        "holes in the kernel": case((5, 7), [_layer(2, dilation=3)]),
        "two layers": case((6, 7), [_layer(3), _layer(2, stride=2)]),
        "two layers with zeros": case((5, 7), [_layer(3, 1, 1), _layer(2, 1, 1)]),
        "three layers, dilated": case((7, 8), [_layer(2, 1, 1), _layer(2, dilation=2), _layer(3, 2)]),
    },
    random=_random_uses,
    mistakes=[
        Mistake("only the first layer is counted", lambda shape, layers: _uses(shape, layers[:1])),
        Mistake(
            "the layers are walked through in the wrong order",
            lambda shape, layers: _uses(shape, layers[::-1]),
        ),
        Mistake("the padding is left out", _as_if("padding", 0)),
        Mistake("the stride is left out", _as_if("stride", 1)),
        Mistake("the dilation is left out", _as_if("dilation", 1)),
        Mistake(
            "these are the ways that end at each output: asked are those that begin at a pixel", _of_outputs
        ),
        Mistake("these are the outputs that a pixel reaches: several ways may lead to one", _outputs_reached),
        Mistake("zeros of the padding are no outputs: no way leads through them", _through_zeros),
        Mistake("the counts of rows and columns multiply; you have added them", _summed_axes),
        Mistake(
            "this says whether a pixel is used: count how often",
            lambda shape, layers: np.minimum(_uses(shape, layers), 1),
        ),
        Mistake("a dilated kernel skips the cells between its taps: do not count those", _cells_between),
    ],
    without=LIBRARY,
)
