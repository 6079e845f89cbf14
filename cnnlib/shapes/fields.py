"""What one unit sees of the input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnnlib.arguments import show, whole_number
from cnnlib.padding import axis_padding


class ReceptiveField(NamedTuple):
    """What unit ``i`` of a layer sees: the ``size`` inputs that begin at ``start + i * jump``."""

    size: int
    jump: int
    start: int


def receptive_field(layers: Iterable[Mapping]) -> ReceptiveField:
    r"""Return what one unit after a stack of layers sees of the input, along one axis.

    .. math:: r_l = r_{l-1} + d_l (k_l - 1)\, j_{l-1}, \qquad j_l = s_l\, j_{l-1}, \qquad
              b_l = b_{l-1} - p_l\, j_{l-1}

    Parameters
    ----------
    layers : iterable of mappings
        From input to output; each holds ``kernel_size`` and, where they differ from
        :func:`conv_output_size`'s defaults, ``stride``, ``padding`` and ``dilation``.

    Returns
    -------
    ReceptiveField
        ``size`` :math:`r`, ``jump`` :math:`j` (inputs between the fields of neighbors) and ``start``
        :math:`b` (the first input that unit 0 sees; negative where that lies in the padding).

    Raises
    ------
    TypeError, ValueError
        If a layer is no such mapping, or as :func:`conv_output_size`.

    Examples
    --------
    >>> receptive_field([{"kernel_size": 3}, {"kernel_size": 3}])
    ReceptiveField(size=5, jump=1, start=0)
    >>> receptive_field([{"kernel_size": 3, "stride": 2, "padding": 1}, {"kernel_size": 3, "padding": 1}])
    ReceptiveField(size=7, jump=2, start=-3)
    """
    field = ReceptiveField(size=1, jump=1, start=0)
    for layer in layers:
        _check_layer(layer)
        field = _widen(field, **layer)
    return field


def _check_layer(layer):
    op, names = "receptive_field", ("kernel_size", "stride", "padding", "dilation")
    if not isinstance(layer, Mapping):
        raise TypeError(f"{op}: a layer must be a mapping, but is {show(layer)}")
    for name in layer:
        if name not in names:
            raise TypeError(f"{op}: a layer has {name} (expected {', '.join(names[:-1])} or {names[-1]})")
    if "kernel_size" not in layer:
        raise TypeError(f"{op}: a layer has no kernel_size: it has {', '.join(layer) or 'nothing'}")


def _widen(field, *, kernel_size, stride=1, padding=0, dilation=1):
    op = "receptive_field"
    k = whole_number(op, "kernel_size", kernel_size, minimum=1)
    s = whole_number(op, "stride", stride, minimum=1)
    d = whole_number(op, "dilation", dilation, minimum=1)
    before = axis_padding(op, padding, (k,), (s,), (d,))[0][0]
    return ReceptiveField(
        size=field.size + d * (k - 1) * field.jump,
        jump=field.jump * s,
        start=field.start - before * field.jump,
    )
