"""Moving a layer's arrays between engines, dtypes and devices."""

from __future__ import annotations

from array_api_compat import device as device_of

from cnnlib.functional.checks import dtype_name, library
from cnnlib.layers.arrays import check_device, check_dtype, check_engine, convert, library_of


def check(layer, device, dtype, engine) -> None:
    """Refuse a move of a layer, without its children, that cannot be made."""
    engine = layer.engine if engine is None else check_engine("to", engine)
    if device is not None:
        check_device("to", engine, device)
    if dtype is not None:
        check_dtype("to", engine, dtype)
    for arrays in (layer._parameters, layer._buffers):
        for array in arrays.values():
            check_dtype("to", engine, dtype or dtype_name(array))


def move(layer, device, dtype, engine) -> None:
    """Move a layer, without its children."""
    engine = engine or layer.engine
    for arrays in (layer._parameters, layer._buffers):
        for name, array in arrays.items():
            arrays[name] = _moved(array, device, dtype, engine)
    layer.engine = engine
    layer.forget()


def _moved(array, device, dtype, engine):
    stays = library(array) == library_of(engine)
    device = device or (device_of(array) if stays else "cpu")
    return convert(array, engine, check_dtype("to", engine, dtype or dtype_name(array)), device)
