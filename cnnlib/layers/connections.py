"""Which output channels of a convolution see which input channels."""

from __future__ import annotations

import numpy as np

from cnnlib.arguments import show, whole_number


def check_groups(op, groups, **channels) -> int:
    """Return ``groups``, or refuse a number that does not divide the channels."""
    groups = whole_number(op, "groups", groups, minimum=1)
    for name, count in channels.items():
        if count % groups:
            raise ValueError(f"{op}: groups={groups} does not divide {name}={count}")
    return groups


def check_connections(table, out_channels, in_channels, groups):
    """Return a copy of a connection table, or None; refuse one that leaves an output without input."""
    if table is None:
        return None
    if groups != 1:
        raise ValueError(f"Conv2d: connections and groups={groups} exclude each other")
    table = np.array(table)
    if table.dtype != bool:
        raise TypeError(f"Conv2d: connections must be an array of bool, but has dtype {table.dtype}")
    if table.shape != (out_channels, in_channels):
        raise ValueError(
            f"Conv2d: connections must have shape (out_channels, in_channels), "
            f"{show((out_channels, in_channels))}, but has shape {show(table.shape)}"
        )
    if not table.any(axis=1).all():
        raise ValueError(f"Conv2d: connections gives output {int(table.any(axis=1).argmin())} no input")
    return table


def connected_fans(table, taps):
    """Return fan_in and fan_out of each kernel, shaped to broadcast along the weights.

    Examples
    --------
    >>> fan_in, fan_out = connected_fans(np.array([[True, False], [True, True]]), 25)
    >>> fan_in.ravel(), fan_out.ravel()
    (array([25, 50]), array([50, 25]))
    """
    fan_in, fan_out = taps * table.sum(axis=1), taps * table.sum(axis=0)
    return fan_in[:, None, None, None], fan_out[None, :, None, None]
