"""Chapter 11: what a network like AlexNet costs, and what a missing pixel does to its first layer."""

from functools import partial
from math import ceil, prod

from cnnlib import shapes
from cnnlib.exercises.items import first_wrong
from cnnlib.exercises.task import Mistake, Task, case

# Strides, and how many pixels more make room for the next place: neither half of them nor what is left over.
_STEPS = ((4, 3), (5, 3), (7, 3), (7, 5), (8, 3), (8, 5))


def _draw_first_layer(rng):
    """Draw a picture into which the windows do not divide; no kernel is a multiple of the stride."""
    stride, missing = _STEPS[rng.integers(len(_STEPS))]
    kernel = int(rng.choice([size for size in range(9, 16) if size % stride]))
    places = int(rng.integers(25, 50))
    return {"size": places * stride + kernel - missing, "kernel": kernel, "stride": stride}


def _first_layer(size, kernel, stride):
    rest = (size - kernel) % stride
    missing = stride - rest
    return shapes.conv_output_size(size, kernel, stride=stride), rest, size + missing, ceil(missing / 2)


def _slip_of_first_layer(change):
    """Tell whether the first wrong number is that of ``change(numbers, size, kernel, stride)``."""
    return first_wrong(
        lambda size, kernel, stride: change(_first_layer(size, kernel, stride), size, kernel, stride)
    )


_FIRST_LAYER_MISTAKES = [
    Mistake(
        "these are AlexNet's own numbers: your picture, kernel and stride are others",
        lambda **numbers: (54, 1, 227, 2),
    ),
    Mistake(
        "a place is missing: the first window stands before any step, so add 1 to the steps",
        when=_slip_of_first_layer(lambda n, *_: (n[0] - 1, *n[1:])),
    ),
    Mistake(
        "a window that sticks out counts as a place: round down, not up",
        when=_slip_of_first_layer(lambda n, *_: (n[0] + 1, *n[1:])),
    ),
    Mistake(
        "the pixels left over are those that the steps leave: what remains of size − kernel, not of size",
        when=_slip_of_first_layer(lambda n, size, kernel, stride: (n[0], size % stride, *n[2:])),
    ),
    Mistake(
        "the next size that fits needs as many more pixels as the rest lacks to a whole step",
        when=_slip_of_first_layer(lambda n, size, *_: (n[0], n[1], size + n[1], n[3])),
    ),
    Mistake(
        "the padding stands on both sides, so half of the missing pixels are enough",
        when=_slip_of_first_layer(lambda n, size, *_: (*n[:3], n[2] - size)),
    ),
    Mistake(
        "these are the pixels that lack to the next place: asked for are those that are left over",
        when=_slip_of_first_layer(lambda n, size, *_: (n[0], n[2] - size, *n[2:])),
    ),
    Mistake(
        "the next size is a larger one: add pixels, do not cut the rest off",
        when=_slip_of_first_layer(lambda n, size, *_: (*n[:2], size - n[1], n[3])),
    ),
    Mistake(
        "half of the missing pixels, rounded down, is one pixel too few",
        when=_slip_of_first_layer(lambda n, size, *_: (*n[:3], (n[2] - size) // 2)),
    ),
]


def _network_table(layers, shape, batch, **slips):
    """Return ``(shape, parameters, multiply-adds, bytes)`` of each layer, with what `_conv` may get wrong."""
    table = []
    for kind, *numbers in layers:
        shape, parameters, work = _COUNTS[kind](shape, *numbers, slips=slips)
        kept = prod(shape) * (1 if "one picture" in slips else batch) * (1 if "numbers" in slips else 4)
        table.append((shape, parameters, work * (batch if "whole batch" in slips else 1), kept))
    return table


def _conv(shape, out, kernel, stride, padding, groups, *, slips):
    groups = 1 if "no groups" in slips else groups
    sizes = _sizes(shape[1:], kernel, stride, padding, slips)
    work_groups = 1 if "all multiply" in slips else groups
    weights = out * (shape[0] // groups) * kernel**2 // (groups if "groups twice" in slips else 1)
    return (out, *sizes), *_counts(weights, out, weights * groups // work_groups * prod(sizes), sizes, slips)


def _sizes(sizes, kernel, stride, padding, slips):
    if "padding once" in slips:
        return tuple((size + padding - kernel) // stride + 1 for size in sizes)
    if "no padding" in slips:
        return tuple((size - kernel) // stride + 1 for size in sizes)
    if "rounds up" in slips:
        return tuple(ceil((size + 2 * padding - kernel) / stride) + 1 for size in sizes)
    return shapes.conv2d_output_size(sizes, kernel, stride=stride, padding=padding)


def _pool(shape, kernel, stride, *, slips):
    stride = kernel if "side by side" in slips else stride
    return (shape[0], *_sizes(shape[1:], kernel, stride, 0, slips)), 0, 0


def _dense(shape, out, *, slips):
    weights = out * (shape[0] if "one place" in slips else prod(shape))
    return (out,), *_counts(weights, out, weights, (), slips)


def _counts(weights, out, work, sizes, slips):
    """Return parameters and multiply-adds."""
    biases = 0 if "no biases" in slips else out
    return weights + biases, work + ("biases multiply" in slips) * out * prod(sizes)


_COUNTS = {"conv": _conv, "pool": _pool, "dense": _dense}

_SMALL = [("conv", 4, 3, 1, 1, 1), ("pool", 3, 2), ("conv", 6, 3, 1, 1, 2), ("dense", 10)]
_ALEXNET = [
    ("conv", 96, 11, 4, 0, 1),
    ("pool", 3, 2),
    ("conv", 256, 5, 1, 2, 2),
    ("pool", 3, 2),
    ("conv", 384, 3, 1, 1, 1),
    ("conv", 384, 3, 1, 1, 2),
    ("conv", 256, 3, 1, 1, 2),
    ("pool", 3, 2),
    ("dense", 4096),
    ("dense", 4096),
    ("dense", 1000),
]
_TABLES = {
    "a small network": case(_SMALL, (2, 7, 9), 5),
    "windows that leave a pixel over": case([("conv", 3, 4, 3, 1, 1), ("pool", 2, 2)], (1, 10, 13), 2),
    "AlexNet": case(_ALEXNET, (3, 227, 227), 128),
    "AlexNet on 224 pixels, unpadded": case(_ALEXNET, (3, 224, 224), 128),
}


def _random_network(rng):
    """Draw a network whose maps stay large enough for its windows."""
    shape = (2 * int(rng.integers(1, 4)), *map(int, rng.integers(60, 80, size=2)))
    layers = []
    for _ in range(2):
        groups = int(rng.integers(1, 3))
        out = groups * int(rng.integers(2, 7))
        numbers = (2 * out, *map(int, rng.integers((2, 1, 0), (6, 3, 3))), groups)
        layers += [("conv", *numbers), ("pool", 3, 2)]
    return case([*layers, ("dense", int(rng.integers(5, 20))), ("dense", 7)], shape, int(rng.integers(2, 65)))


def _slip(hint, *slips):
    return Mistake(hint, when=first_wrong(partial(_network_table, **dict.fromkeys(slips))))


_TABLE_MISTAKES = [
    _slip(
        "the groups make no difference to your multiply-adds: a weight that does not exist does no work",
        "all multiply",
    ),
    _slip("the groups are missing: a kernel reads the channels of its own group alone", "no groups"),
    _slip("the biases are missing: one for each output channel, however many groups there are", "no biases"),
    _slip("a bias is added, not multiplied: leave it out of the multiply-adds", "biases multiply"),
    _slip(
        "your pooling windows stand side by side: AlexNet's are larger than their stride, and overlap",
        "side by side",
    ),
    _slip("the padding is counted once: it stands on both sides", "padding once"),
    _slip("a window that sticks out counts as a place: round down, not up", "rounds up"),
    _slip("the padding is left out: it stands on all sides, before the windows are laid", "no padding"),
    _slip(
        "the groups are counted twice: each kernel reads fewer channels, but there are as many kernels",
        "groups twice",
    ),
    _slip("multiply-adds are asked for one picture, bytes for the batch", "whole batch"),
    _slip(
        "a dense layer reads every number of the maps before it: multiply channels, rows and columns",
        "one place",
    ),
    _slip("these are the bytes of one picture: every picture of the batch keeps its outputs", "one picture"),
    _slip("the last column counts numbers: in float32 each has four bytes", "numbers"),
]

TASKS = [
    Task(
        "my_first_layer",
        reference=_first_layer,
        personal=_draw_first_layer,
        mistakes=_FIRST_LAYER_MISTAKES,
    ),
    Task(
        "network_table",
        reference=_network_table,
        cases=_TABLES,
        random=_random_network,
        mistakes=_TABLE_MISTAKES,
        without=("cnnlib.models.summary",),
    ),
]
