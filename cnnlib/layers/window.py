"""The windows that a layer's units see."""

from __future__ import annotations

from typing import NamedTuple


class Window(NamedTuple):
    """What each unit of a layer looks at; all as (height, width) pairs, the padding as two.

    Examples
    --------
    >>> from cnnlib.shapes import receptive_field
    >>> window = Window((5, 3), (2, 1), ((2, 2), (1, 1)), (1, 1))
    >>> receptive_field([window.along(0)])
    ReceptiveField(size=5, jump=2, start=-2)
    """

    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    dilation: tuple[int, int]

    def along(self, axis: int) -> dict:
        """Return the numbers of one axis, as :func:`cnnlib.shapes.receptive_field` takes them."""
        return {name: values[axis] for name, values in self._asdict().items()}
