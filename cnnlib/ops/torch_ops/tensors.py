"""What all operations in torch ask of their tensors."""

from __future__ import annotations

DTYPES = ("float16", "bfloat16", "float32", "float64")


def check_devices(op, x, *, reference="x", **others):
    """Refuse tensors that do not all lie where ``x`` does, which the message calls ``reference``."""
    for name, tensor in others.items():
        if tensor is not None and tensor.device != x.device:
            raise ValueError(
                f"{op}: {name} is on {tensor.device} but {reference} is on {x.device}: move one of them"
            )
