"""Chapter 3: which units an input reaches."""

from cnnlib import shapes
from cnnlib.exercises.sets.connectivity_fields import field, random_layers
from cnnlib.exercises.task import Mistake, Task, case


def _reached(place, n, layers):
    """Return the units of the topmost layer to which a path of arrows leads from one of n inputs."""
    reached = {place}
    for k, s, p, d in layers:
        n = shapes.conv_output_size(n, k, stride=s, padding=p, dilation=d)
        reached = {i for i in range(n) if reached & {i * s - p + t * d for t in range(k)}}
    return sorted(reached)


def _without_ends(place, n, layers):
    """Follow the arrows upward to units beyond the ends of their layers, too."""
    reached = {place}
    for k, s, p, d in layers:
        ways = {i + p - t * d for i in reached for t in range(k)}
        reached = {way // s for way in ways if way % s == 0}
    return sorted(reached)


def _to_the_right(place, n, layers):
    """Follow the arrows as if unit i listened to the inputs that end at i * s + p."""
    reached = {place}
    for k, s, p, d in layers:
        n = shapes.conv_output_size(n, k, stride=s, padding=p, dilation=d)
        reached = {i for i in range(n) if reached & {i * s + p - t * d for t in range(k)}}
    return sorted(reached)


def _without_holes(place, n, layers):
    size, jump, start = field(layers)
    return [i for i in range(_units(n, layers)) if start + i * jump <= place < start + i * jump + size]


def _from_first_to_last(place, n, layers):
    reached = _reached(place, n, layers)
    return list(range(reached[0], reached[-1] + 1)) if reached else []


def _units(n, layers):
    """Return the number of units of the topmost layer."""
    for k, s, p, d in layers:
        n = shapes.conv_output_size(n, k, stride=s, padding=p, dilation=d)
    return n


def _downward(place, n, layers):
    """Return the inputs that unit ``place`` of the topmost layer sees."""
    return sorted(i for i in _seen(place, layers) if 0 <= i < n)


def _seen(unit, layers):
    """Return the places that a unit looks at, if there were units without end."""
    seen = {unit}
    for k, s, p, d in layers[::-1]:
        seen = {i * s - p + t * d for i in seen for t in range(k)}
    return seen


def _simpler(place, n, layers, *, padding=None, dilation=None):
    """Follow the arrows in a stack without its paddings, or without its dilations."""
    changed = [(k, s, p if padding is None else padding, dilation or d) for k, s, p, d in layers]
    return _reached(place, n, changed)


def _through_nothing(place, n, layers):
    """Return the units to which a path leads that may pass units beyond the ends of the layers between."""
    return [i for i in range(_units(n, layers)) if place in _seen(i, layers)]


def _rounded(place, n, layers):
    """Return the units that come of dividing by the stride and dropping the rest."""
    reached = {place}
    for k, s, p, d in layers:
        n = shapes.conv_output_size(n, k, stride=s, padding=p, dilation=d)
        reached = {(i + p - t * d) // s for i in reached for t in range(k)} & set(range(n))
    return sorted(reached)


def _inputs_for_units(place, n, layers):
    """Follow the arrows as if each layer had as many units as there are inputs."""
    reached = {place}
    for k, s, p, d in layers:
        reached = {i for i in range(n) if reached & {i * s - p + t * d for t in range(k)}}
    return sorted(reached)


def _random_reach(rng):
    """Draw an input, every second time one near an end, where padding and missing units matter."""
    layers, n = random_layers(rng), int(rng.integers(40, 60))
    near = int(rng.integers(5))
    return case(int(rng.choice([rng.integers(n), rng.choice([near, n - 1 - near])])), n, layers)


REACHED = Task(
    "units_reached",
    reference=_reached,
    cases={
        "one layer of three": case(3, 7, [(3, 1, 0, 1)]),
        "zeros at both ends": case(0, 6, [(3, 1, 1, 1)]),
        "a stride of two, the last input": case(8, 9, [(3, 2, 1, 1)]),
        "two taps, four apart": case(6, 12, [(2, 1, 0, 4)]),
        "three layers": case(7, 24, [(3, 1, 1, 1), (2, 2, 0, 1), (3, 1, 2, 2)]),
        "an input that no window covers": case(9, 10, [(3, 3, 0, 1)]),
        "no unit where the second layer has a zero": case(1, 8, [(3, 1, 0, 2), (2, 1, 1, 1)]),
    },
    random=_random_reach,
    mistakes=[
        Mistake(
            "there is no such unit: how many has the layer, and is there one before 0?",
            _without_ends,
        ),
        Mistake(
            "there is no such unit: each layer has its own number of units, not that of the inputs",
            _inputs_for_units,
        ),
        Mistake("a path leads through a unit that does not exist: zeros pass nothing on", _through_nothing),
        Mistake("a place that the stride does not divide is no unit; here its fraction is cut off", _rounded),
        Mistake(
            "the right units, but some more than once",
            when=lambda got, want, *_: (
                isinstance(got, list) and len(got) > len(want) and sorted(set(got)) == want
            ),
        ),
        Mistake(
            "the right units, but not in order",
            when=lambda got, want, *_: isinstance(got, list) and sorted(got) == want,
        ),
        Mistake(
            "the padding is left out: window 0 begins p places before the first input",
            lambda *given: _simpler(*given, padding=0),
        ),
        Mistake(
            "the dilation is left out: the taps of a window stand d places apart",
            lambda *given: _simpler(*given, dilation=1),
        ),
        Mistake(
            "this is the first layer alone; follow the arrows on, through all of them",
            lambda place, n, layers: _reached(place, n, layers[:1]),
        ),
        Mistake("these are the inputs that the unit of this number sees: the arrows lead upward", _downward),
        Mistake(
            "windows run to the right from their first tap, so an input reaches units to its left",
            _to_the_right,
        ),
        Mistake(
            "a field with holes: an input between the taps is in the field, but reaches nothing",
            _without_holes,
        ),
        Mistake(
            "a field with holes: an input between the taps is in the field, but reaches nothing",
            _from_first_to_last,
        ),
        Mistake(
            "the layers are taken from the top down; the first of the list is the lowest",
            lambda place, n, layers: _reached(place, n, layers[::-1]),
        ),
    ],
)
