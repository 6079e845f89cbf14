"""Chapter 4: what a layer costs, and what a separable pair saves."""

from cnnlib import shapes
from cnnlib.exercises.task import Mistake, Task, case


def _costs(size, in_channels, out_channels, kernel_size, groups=1):
    """Return weights, biases and multiply-adds of a layer on (height, width), without padding."""
    layer = in_channels, out_channels, kernel_size
    weights = shapes.conv2d_parameter_count(*layer, groups=groups, bias=False)
    return weights, out_channels, shapes.conv2d_multiply_adds(size, *layer, groups=groups)


def _flat_filters(size, in_channels, out_channels, kernel_size, groups=1):
    return _costs(size, 1, out_channels, kernel_size)


def _no_groups(size, in_channels, out_channels, kernel_size, groups=1):
    return _costs(size, in_channels, out_channels, kernel_size)


def _grouped_twice(size, in_channels, out_channels, kernel_size, groups=1):
    weights, biases, work = _costs(size, in_channels, out_channels, kernel_size, groups)
    return weights // groups, biases, work // groups


def _over_the_input(size, *layer, groups=1):
    weights, biases, _ = _costs(size, *layer, groups=groups)
    return weights, biases, size[0] * size[1] * weights


def _one_window_short(size, in_channels, out_channels, kernel_size, groups=1):
    weights, biases, _ = _costs(size, in_channels, out_channels, kernel_size, groups)
    return weights, biases, weights * (size[0] - kernel_size[0]) * (size[1] - kernel_size[1])


def _changed_costs(change):
    """Return the answer ``change(weights, biases, work)`` of the right three numbers."""
    return lambda *layer, groups=1: change(*_costs(*layer, groups))


def _square(size, in_channels, out_channels, kernel_size, groups=1):
    return _costs(size, in_channels, out_channels, kernel_size[0], groups)


def _biases_instead(count):
    """Return the costs with another number of biases: ``count(weights, in_channels)``."""

    def costs(size, in_channels, out_channels, kernel_size, groups=1):
        weights, _, work = _costs(size, in_channels, out_channels, kernel_size, groups)
        return weights, count(weights, in_channels), work

    return costs


def _random_layer(rng):
    groups = int(rng.integers(1, 5))
    size, kernel_size = rng.integers(9, 40, size=2), rng.integers(1, 8, size=2)
    channels = (groups * int(n) for n in rng.integers(1, 9, size=2))
    return case(tuple(size.tolist()), *channels, tuple(kernel_size.tolist()), groups=groups)


COSTS = Task(
    "layer_costs",
    reference=_costs,
    cases={
        "six filters on a picture in color": case((32, 32), 3, 6, (5, 5)),
        "neither the kernel nor the picture is square": case((9, 20), 4, 5, (2, 3)),
        "1×1": case((7, 5), 16, 8, (1, 1)),
        "two groups": case((12, 10), 8, 12, (3, 3), groups=2),
        "depthwise": case((12, 10), 8, 8, (3, 5), groups=8),
    },
    random=_random_layer,
    mistakes=[
        Mistake("a filter is as deep as what it is laid on, not one layer of weights", _flat_filters),
        Mistake("groups are ignored: a filter sees only its group's share of the channels", _no_groups),
        Mistake("groups divide the depth of a filter, but not the number of filters as well", _grouped_twice),
        Mistake("each weight is used once at every place of the output, not of the input", _over_the_input),
        Mistake("the kernel's height is taken for its width, too", _square),
        Mistake("m pixels hold m − k + 1 windows, not m − k", _one_window_short),
        Mistake(
            "biases are added, not multiplied: they are no multiply-adds",
            _changed_costs(lambda weights, biases, work: (weights, biases, work + work // weights * biases)),
        ),
        Mistake(
            "the first number contains the biases: they are counted apart",
            _changed_costs(lambda weights, biases, work: (weights + biases, biases, work)),
        ),
        Mistake(
            "the order is weights, biases, multiply-adds",
            _changed_costs(lambda weights, biases, work: (biases, weights, work)),
        ),
        Mistake(
            "biases: every filter has one, with groups or without",
            lambda *layer, groups=1: (
                _costs(*layer, groups)[0],
                layer[2] // groups,
                _costs(*layer, groups)[2],
            ),
        ),
        Mistake("biases: there is not one for each weight", _biases_instead(lambda weights, _: weights)),
        Mistake("biases: there is more than one for the whole layer", _biases_instead(lambda *_: 1)),
        Mistake(
            "biases: they go with the maps that come out, not with the channels that go in",
            _biases_instead(lambda _, in_channels: in_channels),
        ),
    ],
    without=(
        "cnnlib.shapes.conv2d_parameter_count",
        "cnnlib.shapes.conv2d_multiply_adds",
        "cnnlib.shapes.counts.conv2d_parameter_count",
        "cnnlib.shapes.counts.conv2d_multiply_adds",
    ),
)


def _numbers_of_my_pair(rng):
    """Draw a layer that keeps the size of its maps."""
    height, width, out_channels = (int(n) for n in rng.integers((10, 31, 33), (31, 61, 65)))
    kernel_size = 2 * int(rng.integers(1, 4)) + 1
    return {
        "size": (height, width),
        "in_channels": int(rng.integers(8, 33)),
        "out_channels": out_channels,
        "kernel_size": kernel_size,
        "padding": kernel_size // 2,
    }


def _pair(size, in_channels, out_channels, kernel_size, padding):
    """Return the parameters of the full layer and of the separable pair, and the multiply-adds saved."""
    full, split = _weights(in_channels, out_channels, kernel_size)
    saved = size[0] * size[1] * (full - split)
    return full + out_channels, split + in_channels + out_channels, saved


def _weights(in_channels, out_channels, kernel_size):
    full = kernel_size**2 * in_channels * out_channels
    return full, kernel_size**2 * in_channels + in_channels * out_channels


def _changed(change):
    """Return the answer for which ``change(answer, size, in_channels, out_channels, kernel_size)``."""

    def answer(size, in_channels, out_channels, kernel_size, padding):
        right = _pair(size, in_channels, out_channels, kernel_size, padding)
        return change(right, size, in_channels, out_channels, kernel_size)

    return answer


def _split_as(weights):
    """Return the answer that gives the pair ``weights(in_channels, out_channels, kernel_size)``."""

    def change(right, size, *layer):
        (full, _), split = _weights(*layer), weights(*layer)
        return right[0], split + layer[0] + layer[1], size[0] * size[1] * (full - split)

    return _changed(change)


SEPARABLE = Task(
    "my_separable",
    reference=_pair,
    personal=_numbers_of_my_pair,
    mistakes=[
        Mistake(
            "the biases are missing",
            _changed(lambda right, size, c, n, k: (right[0] - n, right[1] - c - n, right[2])),
        ),
        Mistake(
            "the pair is two layers, and the depthwise one has biases of its own",
            _changed(lambda right, size, c, n, k: (right[0], right[1] - c, right[2])),
        ),
        Mistake("the pair has a second layer, of 1×1", _split_as(lambda c, n, k: k**2 * c)),
        Mistake(
            "a depthwise layer has one filter for each channel that comes in",
            _split_as(lambda c, n, k: k**2 * n + c * n),
        ),
        Mistake(
            "the 1×1 layer is no depthwise one: each of its filters sees all channels",
            _split_as(lambda c, n, k: k**2 * c + n),
        ),
        Mistake(
            "the padding keeps the size: the outputs are as large as the picture",
            _changed(
                lambda right, size, c, n, k: (
                    *right[:2],
                    right[2] // (size[0] * size[1]) * (size[0] - k + 1) * (size[1] - k + 1),
                )
            ),
        ),
        Mistake(
            "these are the weights saved; each is used at every place of the output",
            _changed(lambda right, size, *layer: (*right[:2], right[2] // (size[0] * size[1]))),
        ),
        Mistake(
            "the third number is what is still to be done; asked is what is saved",
            _changed(lambda right, size, *layer: (*right[:2], size[0] * size[1] * _weights(*layer)[1])),
        ),
        Mistake(
            "biases are added, not multiplied: they are no multiply-adds",
            _changed(lambda right, size, *layer: (*right[:2], size[0] * size[1] * (right[0] - right[1]))),
        ),
    ],
)
