"""Chapter 3: a measurement of whether a layer commutes with a shift."""

import numpy as np

from cnnlib import signal
from cnnlib.exercises.task import Mistake, Task, case

_KERNEL = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])


def on_a_circle(x):
    """Return a convolution whose windows leave on one side and come back on the other."""
    return signal.cross_correlate(x, _KERNEL, mode="same", boundary="circular")


def with_zeros(x):
    """Return the same convolution with zeros around the picture."""
    return signal.cross_correlate(x, _KERNEL, mode="same")


def every_second(x):
    """Return every second row and column of a convolution on a circle."""
    return on_a_circle(x)[::2, ::2]


def every_second_with_zeros(x):
    """Return every second row and column of the convolution with zeros around the picture."""
    return with_zeros(x)[::2, ::2]


def brighter_to_the_right(x):
    """Return the picture, each column times its number: no weight is shared."""
    return x * np.arange(x.shape[1])


def _refusing(measure, impossible=lambda rows, columns, jump: rows % jump or columns % jump):
    """Return a measurement that refuses shifts by which no output can move."""

    def refuse(f, x, rows, columns, jump=1):
        if impossible(rows, columns, jump):
            raise ValueError(f"the output cannot move by {rows} / {jump} and {columns} / {jump} units")
        return measure(f, x, rows, columns, jump)

    return refuse


def _differences(f, x, before, after):
    """Return f of x, moved before f, less its output, moved after f; both as (rows, columns)."""
    return f(np.roll(x, before, axis=(0, 1))) - np.roll(f(x), after, axis=(0, 1))


def _largest(f, x, rows, columns, jump=1):
    """Return the largest difference between f of the shifted x and the shifted f of x."""
    return float(abs(_differences(f, x, (rows, columns), (rows // jump, columns // jump))).max())


def _invariance(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (rows, columns), (0, 0))).max()


def _opposite(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (rows, columns), (-(rows // jump), -(columns // jump)))).max()


def _jump_ignored(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (rows, columns), (rows, columns))).max()


def _mean(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (rows, columns), (rows // jump, columns // jump))).mean()


def _signed(f, x, rows, columns, jump=1):
    return _differences(f, x, (rows, columns), (rows // jump, columns // jump)).max()


def _columns_alone(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (0, columns), (0, columns // jump))).max()


def _in_one_line(f, x, rows, columns, jump=1):
    """Return the error of np.roll without axis, which moves the pixels along one line."""
    return abs(f(np.roll(x, (rows, columns))) - np.roll(f(x), (rows // jump, columns // jump))).max()


def _exchanged(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (columns, rows), (columns // jump, rows // jump))).max()


def _other_way(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (-rows, -columns), (-(rows // jump), -(columns // jump)))).max()


def _units_of_output(f, x, rows, columns, jump=1):
    return abs(_differences(f, x, (rows * jump, columns * jump), (rows, columns))).max()


def _lost(x, rows, columns):
    """Return a picture moved so that what leaves is lost and zeros come in."""
    out = np.roll(x, (rows, columns), axis=(0, 1))
    for axis, step in enumerate((rows, columns)):
        if step:
            np.moveaxis(out, axis, 0)[slice(step) if step > 0 else slice(step, None)] = 0
    return out


def _zeros_come_in(f, x, rows, columns, jump=1):
    return abs(f(_lost(x, rows, columns)) - _lost(f(x), rows // jump, columns // jump)).max()


_MEASUREMENTS = {
    _invariance: "this measures invariance: the output is to be moved, too",
    _opposite: "input and output are moved in opposite directions",
    _jump_ignored: "the output has fewer units: where the input moves by jump, it moves by one",
    _mean: "this is the mean of the differences, not the largest",
    _signed: "the largest difference may be negative: take absolute values first",
    _columns_alone: "the picture moves along its columns alone; it is to move down by rows, too",
    _zeros_come_in: "what leaves on one side is lost here; it is to come back on the other",
    _exchanged: "the picture moves to the right by rows and down by columns: exchange them",
    _other_way: "the picture moves up and to the left; positive numbers move it down and to the right",
    _units_of_output: "rows and columns are pixels of the input; the output moves by fewer units",
    _in_one_line: "np.roll without axis moves all pixels along one line, across the ends of rows",
}


_PICTURE = np.array([[1.0, 0, 2, 5, 1, 0], [3, 1, 0, 2, 4, 1], [0, 2, 6, 1, 1, 3], [2, 3, 1, 0, 7, 2]])


def _random_shift(rng):
    strided = every_second, every_second_with_zeros
    f = [on_a_circle, with_zeros, brighter_to_the_right, *strided][rng.integers(5)]
    jump = 2 if f in strided else 1
    rows, columns = jump * rng.integers(-2, 3, size=2) + (rng.integers(4, size=2) == 0)
    return case(f, rng.normal(size=2 * rng.integers(3, 6, size=2)), int(rows), int(columns), jump=jump)


SHIFT_ERROR = Task(
    "shift_error",
    reference=_refusing(_largest),
    cases={
        "on a circle, to the right": case(on_a_circle, _PICTURE, 0, 1),
        "on a circle, down and to the left": case(on_a_circle, _PICTURE, 1, -2),
        "zeros around the picture": case(with_zeros, _PICTURE, 1, 2),
        "weights that differ from place to place": case(brighter_to_the_right, _PICTURE, 0, 2),
        "a stride of two, moved by two": case(every_second, _PICTURE, 2, -2, jump=2),
        "a stride of two and zeros around": case(every_second_with_zeros, _PICTURE, 2, 4, jump=2),
        "a stride of two, moved by one": case(every_second, _PICTURE, 0, 1, jump=2),
        "a stride of two, moved by one both ways": case(every_second, _PICTURE, 1, 1, jump=2),
    },
    random=_random_shift,
    mistakes=[
        *(Mistake(hint, _refusing(measure)) for measure, hint in _MEASUREMENTS.items()),
        Mistake("a shift that is no multiple of jump must be refused with a ValueError", _largest),
        *(
            Mistake("rows and columns must each be a multiple of jump: refuse if one of them is not", wrong)
            for wrong in (
                _refusing(_largest, lambda rows, columns, jump: rows % jump and columns % jump),
                _refusing(_largest, lambda rows, columns, jump: (rows + columns) % jump),
                _refusing(_largest, lambda rows, columns, jump: rows % jump),
                _refusing(_largest, lambda rows, columns, jump: columns % jump),
            )
        ),
        *(
            Mistake(f"{hint}; and some shifts must be refused", wrong)
            for wrong, hint in _MEASUREMENTS.items()
        ),
    ],
)
