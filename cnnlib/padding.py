"""The forms that an argument ``padding`` may take, each turned into zeros before and after every axis.

Sizes and steps come in as tuples with one number for each axis, already checked; :mod:`cnnlib.shapes` is the
public face.
"""

from __future__ import annotations

from operator import index

from cnnlib.arguments import is_pair, is_whole, show

NAMES = ("valid", "same", "full")


def plane_padding(op, padding, kernel_size, stride, dilation):
    """Return ((top, bottom), (left, right)); sizes and steps are (height, width) pairs.

    Examples
    --------
    >>> plane_padding("conv2d", (2, 1), (3, 3), (1, 1), (1, 1))
    ((2, 2), (1, 1))
    """
    forms = '"valid", "same", "full", a whole number, (height, width) or ((top, bottom), (left, right))'
    if isinstance(padding, str):
        return _named_padding(op, padding, forms, kernel_size, stride, dilation)
    if is_whole(padding):
        sides = ((padding, padding), (padding, padding))
    elif is_pair(padding):
        sides = ((padding[0], padding[0]), (padding[1], padding[1]))
    elif isinstance(padding, tuple | list) and len(padding) == 2 and all(is_pair(side) for side in padding):
        sides = (tuple(padding[0]), tuple(padding[1]))
    else:
        raise TypeError(f"{op}: padding must be {forms}, but is {show(padding)}")
    return _not_negative(op, padding, sides)


def axis_padding(op, padding, kernel_size, stride, dilation):
    """Return ((before, after),) for one axis; sizes and steps are tuples of one number.

    Examples
    --------
    >>> axis_padding("conv_output_size", "same", (4,), (1,), (1,))
    ((1, 2),)
    """
    forms = '"valid", "same", "full", a whole number or (before, after)'
    if isinstance(padding, str):
        return _named_padding(op, padding, forms, kernel_size, stride, dilation)
    side = (padding, padding) if is_whole(padding) else padding
    if not is_pair(side):
        raise TypeError(f"{op}: padding must be {forms}, but is {show(padding)}")
    return _not_negative(op, padding, (tuple(side),))


def _named_padding(op, name, forms, kernel_size, stride, dilation):
    if name not in NAMES:
        raise ValueError(f"{op}: padding must be {forms}, but is {show(name)}")
    reaches = tuple(d * (k - 1) for k, d in zip(kernel_size, dilation))
    if name == "valid":
        return tuple((0, 0) for _ in reaches)
    if name == "full":
        return tuple((reach, reach) for reach in reaches)
    halves = tuple((reach // 2, reach - reach // 2) for reach in reaches)
    if any(s != 1 for s in stride):
        steps, numbers = (stride[0], halves[0]) if len(stride) == 1 else (stride, halves)
        raise ValueError(
            f'{op}: padding="same" needs stride 1, but stride is {show(steps)}: '
            f"pass padding={show(numbers)} for an output of ceil(input / stride)"
        )
    return halves


def _not_negative(op, padding, sides):
    if min(min(side) for side in sides) < 0:
        raise ValueError(f"{op}: padding must be at least 0, but is {show(padding)}")
    return tuple((index(before), index(after)) for before, after in sides)
