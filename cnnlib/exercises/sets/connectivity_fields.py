"""Chapter 3: what a unit sees of the input."""

from cnnlib import shapes
from cnnlib.exercises.task import Mistake, Task, case

_NAMES = ("kernel_size", "stride", "padding", "dilation")


def field(layers):
    """Return size, jump and start after layers of kernel size, stride, padding and dilation."""
    return tuple(shapes.receptive_field(dict(zip(_NAMES, layer)) for layer in layers))


def _own_stride(layers):
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        start -= p * jump
        jump *= s
        size += d * (k - 1) * jump
    return size, jump, start


def _stride_first(layers):
    """Return the field for which each layer's stride is multiplied in before anything else."""
    size, jump, start = 1, 1, 0
    for k, s, p, d in layers:
        jump *= s
        size, start = size + d * (k - 1) * jump, start - p * jump
    return size, jump, start


def _span_of_dilated(layers):
    """Return the field for which a kernel of k with dilation d covers d k units."""
    size, jump, start = field(layers)
    return size + sum((d - 1) * step for _, step, d in _steps(layers)), jump, start


def _whole_kernels(layers):
    size, jump, start = field(layers)
    return size + sum(d * step for _, step, d in _steps(layers)), jump, start


def _steps(layers):
    """Yield each layer's kernel size, the jump below it, and its dilation."""
    step = 1
    for k, s, _, d in layers:
        yield k, step, d
        step *= s


def _no_dilation(layers):
    return field([(k, s, p, 1) for k, s, p, _ in layers])


def _padding_in_units(layers):
    size, jump, _ = field(layers)
    return size, jump, -sum(p for _, _, p, _ in layers)


def _start_to_the_right(layers):
    size, jump, start = field(layers)
    return size, jump, -start


def _jump_of_one(layers):
    _, jump, start = field(layers)
    return 1 + sum(d * (k - 1) for k, _, _, d in layers), jump, start


def _from_the_top(layers):
    return field(layers[::-1])


def random_layers(rng):
    """Draw kernel sizes 1 to 3, strides 1 and 2, paddings 0 to 2, dilations 1 and 2 for some layers."""
    return [tuple(rng.integers((1, 1, 0, 1), (4, 3, 3, 3)).tolist()) for _ in range(rng.integers(2, 4))]


_FIELD = Task(
    "field_of_stack",
    reference=field,
    cases={
        "one layer with a stride": case([(3, 2, 0, 1)]),
        "two layers of three": case([(3, 1, 0, 1), (3, 1, 0, 1)]),
        "a stride below, padding above": case([(4, 3, 0, 1), (3, 1, 1, 1)]),
        "dilations 1, 2, 4": case([(3, 1, 1, 1), (3, 1, 2, 2), (3, 1, 4, 4)]),
        "all at once": case([(5, 2, 2, 1), (2, 2, 0, 1), (3, 1, 2, 2), (3, 2, 1, 1)]),
        "no layer: a unit is an input": case([]),
    },
    random=lambda rng: case(random_layers(rng)),
    mistakes=[
        Mistake("a layer's own stride does not widen its own field, only those above it", _own_stride),
        Mistake(
            "a layer's own stride does not widen its own field: it multiplies the jump for those above it",
            _stride_first,
        ),
        Mistake(
            "from the first tap to the last it is d(k − 1) units, not dk − 1: k taps have k − 1 gaps",
            _span_of_dilated,
        ),
        Mistake("a kernel of k adds k − 1 steps: the first of its units brings no new ones", _whole_kernels),
        Mistake("the dilation is left out: the taps of a kernel stand d units apart", _no_dilation),
        Mistake(
            "padding is counted in units of the layer below, and these are jump inputs apart",
            _padding_in_units,
        ),
        Mistake(
            "padding moves the first field to the left, so the start is not positive", _start_to_the_right
        ),
        Mistake("the units below stand jump inputs apart, so each step adds that many", _jump_of_one),
        Mistake("the layers are taken from the top down; the first of the list is the lowest", _from_the_top),
        Mistake(
            "the three numbers are right, but not in this order: size, jump, start",
            when=lambda got, want, layers: isinstance(got, tuple | list) and sorted(got) == sorted(want),
        ),
    ],
    without=("cnnlib.shapes.receptive_field", "cnnlib.shapes.fields.receptive_field"),
)


def _numbers_of_my_unit(rng):
    """Draw a stack in which every number counts, and a unit whose field lies wholly on the input."""
    k, d = 2 * rng.integers(1, 4, size=3) + 1, int(rng.integers(2, 4))
    layers = [
        (int(k[0]), int(rng.integers(2, 4)), int(k[0] // 2), 1),
        (int(k[1]), 1, d * int(k[1] // 2), d),
        (2, 2, 0, 1),
        (int(k[2]), int(rng.integers(2, 4)), int(k[2] // 2), 1),
    ]
    _, jump, start = field(layers)
    return {"layers": layers, "unit": int(-start // jump + rng.integers(2, 6))}


def _my_unit(layers, unit):
    """Return the first and the last input that a unit of the topmost layer sees."""
    return _from_field(field(layers), unit)


def _from_field(field, unit):
    size, jump, start = field
    return start + unit * jump, start + unit * jump + size - 1


def _one_too_far(layers, unit):
    first, last = _my_unit(layers, unit)
    return first, last + 1


def _no_padding(layers, unit):
    return _my_unit([(k, s, 0, d) for k, s, _, d in layers], unit)


def _not_jumping(layers, unit):
    size, _, start = field(layers)
    return start + unit, start + unit + size - 1


def _jump_below(layers, unit):
    size, _, start = field(layers)
    return _from_field((size, field(layers[:-1])[1], start), unit)


_MY_UNIT = Task(
    "my_unit",
    reference=_my_unit,
    personal=_numbers_of_my_unit,
    mistakes=[
        Mistake("size inputs from first on end at first + size − 1", _one_too_far),
        Mistake("this is the unit's place in a stack without padding", _no_padding),
        Mistake("the fields of neighbors are jump inputs apart, not one", _not_jumping),
        Mistake("the jump is that below the last layer; its own stride counts for the jump", _jump_below),
        Mistake(
            "a layer's own stride does not widen its own field, only those above it",
            lambda layers, unit: _from_field(_own_stride(layers), unit),
        ),
        Mistake(
            "a layer's own stride does not widen its own field: it multiplies the jump for those above it",
            lambda layers, unit: _from_field(_stride_first(layers), unit),
        ),
        Mistake(
            "the layers are taken from the top down; the first of the list is the lowest",
            lambda layers, unit: _from_field(_from_the_top(layers), unit),
        ),
        Mistake(
            "the dilation is left out: the taps of a kernel stand d units apart",
            lambda layers, unit: _from_field(_no_dilation(layers), unit),
        ),
        Mistake("units are counted from 0", lambda layers, unit: _my_unit(layers, unit - 1)),
    ],
)

TASKS = [_FIELD, _MY_UNIT]
