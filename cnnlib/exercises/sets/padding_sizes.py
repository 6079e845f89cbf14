"""Padding: how large the outputs are, and how many zeros a size needs."""

from functools import partial

from cnnlib.exercises.draws import told_apart
from cnnlib.exercises.task import Mistake, Task, case


def _places(m, kernel_size, stride, padding, dilation):
    """Return the number of windows on a row, and the rest: the cells behind the last window."""
    room = m + 2 * padding - dilation * (kernel_size - 1) - 1
    return room // stride + 1, room % stride


def _padded_once(m, kernel_size, stride, padding, dilation):
    room = m + padding - dilation * (kernel_size - 1) - 1
    return room // stride + 1, room % stride


def _undilated(m, kernel_size, stride, padding, dilation):
    return _places(m, kernel_size, stride, padding, 1)


def _too_wide(m, kernel_size, stride, padding, dilation):
    room = m + 2 * padding - dilation * kernel_size
    return room // stride + 1, room % stride


def _rounded_up(m, kernel_size, stride, padding, dilation):
    outputs, rest = _places(m, kernel_size, stride, padding, dilation)
    return outputs + (rest > 0), rest


def _one_short(m, kernel_size, stride, padding, dilation):
    outputs, rest = _places(m, kernel_size, stride, padding, dilation)
    return outputs - 1, rest


def _rest_of_the_input(m, kernel_size, stride, padding, dilation):
    outputs, _ = _places(m, kernel_size, stride, padding, dilation)
    return outputs, (m + 2 * padding) % stride


def _unpadded(m, kernel_size, stride, padding, dilation):
    return _places(m, kernel_size, stride, 0, dilation)


def _pixels_alone(m, kernel_size, stride, padding, dilation):
    outputs, rest = _places(m, kernel_size, stride, padding, dilation)
    return outputs, max(rest - padding, 0)


def _stacked(m, layers, rule=_places):
    """Return (outputs, rest) of every layer, each on the outputs of the one before."""
    pairs = []
    for layer in layers:
        pairs.append(rule(m, **layer))
        m = pairs[-1][0]
    return pairs


def _all_on_the_picture(m, layers):
    return [_places(m, **layer) for layer in layers]


def _rest_first(m, layers):
    return [pair[::-1] for pair in _stacked(m, layers)]


_SIZE_MISTAKES = [
    Mistake(
        "the padding is left out: it makes the row longer at both ends", partial(_stacked, rule=_unpadded)
    ),
    Mistake(
        "the sizes are right, but zeros of the padding belong to the rest, too",
        partial(_stacked, rule=_pixels_alone),
    ),
    Mistake("in each pair the outputs come first, then the rest", _rest_first),
    Mistake(
        "the padding is on both sides: the row grows by twice as much", partial(_stacked, rule=_padded_once)
    ),
    Mistake(
        "the dilation is left out: the window covers more cells than it has taps",
        partial(_stacked, rule=_undilated),
    ),
    Mistake(
        "the window is counted too wide: k taps have only k − 1 gaps between them",
        partial(_stacked, rule=_too_wide),
    ),
    Mistake("a window that hangs over the end is counted: round down", partial(_stacked, rule=_rounded_up)),
    Mistake("the place where the window was parked counts, too", partial(_stacked, rule=_one_short)),
    Mistake(
        "the sizes are right, but the rest is that of the wrong division: take the window off first",
        partial(_stacked, rule=_rest_of_the_input),
    ),
    Mistake(
        "each layer gets the map that the layer before it has made, not the picture", _all_on_the_picture
    ),
]


def _draw_sizes(rng):
    """Draw three layers and the size of what they read."""
    first = _layer(rng, rng.choice([5, 7]), rng.choice([2, 3]), rng.integers(1, 4), 1)
    second = _layer(rng, rng.choice([3, 4]), rng.choice([2, 3]), rng.integers(1, 3), rng.choice([2, 3]))
    third = _layer(rng, rng.choice([2, 3, 4]), 2, rng.integers(1, 3), 1)
    return {"m": int(rng.integers(60, 130)), "layers": [first, second, third]}


def _layer(rng, kernel_size, stride, padding, dilation):
    names = ("kernel_size", "stride", "padding", "dilation")
    return dict(zip(names, map(int, (kernel_size, stride, padding, dilation))))


def _same(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    """Return the zeros (before, after) for ceil(m / stride) outputs."""
    total = max(_needed(m, k, stride, dilation), 0)
    return _split(total, mode)


def _needed(m, k, stride, dilation):
    outputs = -(-m // stride)
    return (outputs - 1) * stride + dilation * (k - 1) + 1 - m


def _split(total, mode):
    halves = total // 2, total - total // 2
    return halves if mode == "SAME_UPPER" else halves[::-1]


def _other_side(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return _same(m, k, stride, dilation, mode)[::-1]


def _modeless(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return _same(m, k, stride, dilation)


def _as_if_stride_1(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return _same(m, k, 1, dilation, mode)


def _as_if_dilation_1(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return _same(m, k, stride, 1, mode)


def _lower_halves(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return (_same(m, k, stride, dilation)[0],) * 2


def _upper_halves(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return (_same(m, k, stride, dilation)[1],) * 2


def _fewer_outputs(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    total = (m // stride - 1) * stride + dilation * (k - 1) + 1 - m
    return _split(max(total, 0), mode)


def _as_many_outputs(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return _split((m - 1) * stride + dilation * (k - 1) + 1 - m, mode)


def _too_wide_a_window(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return _same(m, dilation * k, stride, 1, mode)


def _negative(m, k, stride=1, dilation=1, mode="SAME_UPPER"):
    return _split(_needed(m, k, stride, dilation), mode)


def _random_same(rng):
    m, k, stride, dilation = (int(rng.integers(1, most)) for most in (20, 7, 5, 4))
    return case(m, k, stride, dilation, str(rng.choice(["SAME_UPPER", "SAME_LOWER"])))


TASKS = [
    Task(
        "my_sizes",
        reference=_stacked,
        personal=told_apart(_draw_sizes, _stacked, _SIZE_MISTAKES),
        mistakes=_SIZE_MISTAKES,
    ),
    Task(
        "same_padding",
        reference=_same,
        cases={
            "an odd kernel": case(7, 3),
            "an even kernel": case(5, 4),
            "an even kernel, the odd zero in front": case(5, 4, mode="SAME_LOWER"),
            "dilation 3": case(10, 4, dilation=3),
            "8 pixels, stride 2": case(8, 3, stride=2),
            "9 pixels, stride 2": case(9, 3, stride=2),
            "10 pixels, stride 3, dilation 2, the odd zero in front": case(10, 4, 3, 2, "SAME_LOWER"),
            "12 pixels, stride 5": case(12, 2, stride=5),
            "a stride that skips pixels": case(8, 1, stride=3),
        },
        random=_random_same,
        mistakes=[
            Mistake("the odd zero is on the wrong side in both modes: UPPER puts it behind", _other_side),
            Mistake("mode is not looked at: SAME_LOWER puts the odd zero in front", _modeless),
            Mistake(
                "these are the zeros of stride 1: with a larger stride the windows need others",
                _as_if_stride_1,
            ),
            Mistake(
                "the dilation is left out: the window covers more cells than it has taps", _as_if_dilation_1
            ),
            Mistake("half of the zeros on each side, rounded down: an odd number loses one", _lower_halves),
            Mistake("half of the zeros on each side, rounded up: an odd number gains one", _upper_halves),
            Mistake("SAME rounds the number of outputs up, not down", _fewer_outputs),
            Mistake("these zeros give m outputs at every stride: asked are ⌈m/s⌉", _as_many_outputs),
            Mistake(
                "the window is counted too wide: k taps have only k − 1 gaps between them", _too_wide_a_window
            ),
            Mistake("there is no negative padding: some layers need no zeros at all", _negative),
        ],
    ),
]
