"""Examples and targets: checked as a whole, then brought to the model batch by batch."""

from __future__ import annotations

from array_api_compat import array_namespace, device

from cnnlib.arguments import show
from cnnlib.datasets.batches import batch_indices
from cnnlib.functional.checks import dtype_name, library
from cnnlib.layers.arrays import to_numpy
from cnnlib.training.losses import LOSSES


class Examples:
    """The examples of a data set and their targets, ready for a model.

    Parameters
    ----------
    op : str
        The function that error messages name.
    model : Layer
        What they are for.
    x, y : array
        As :mod:`cnnlib.training` says.
    loss : Loss or object
        What the targets are for: cross-entropy needs classes, squared error numbers.

    Raises
    ------
    TypeError, ValueError
        If they are no arrays, or do not fit each other, the model or the loss.
    """

    def __init__(self, op, model, x, y, loss):
        _check_arrays(op, x, y)
        self.output_shape = model.output_shape(tuple(x.shape))
        _check_targets(op, y, loss, self.output_shape)
        self.x, self.y = x, y
        self.model = model

    def __len__(self):
        return len(self.x)

    def batches(self, batch_size, *, shuffle=None, augment=None):
        """Yield batches ``x, y`` as arrays of the model's library, dtype and device.

        ``shuffle`` is a generator that deals the examples in random order, ``augment`` changes ``x``.
        """
        reference = next(iter((self.model.parameters | self.model.buffers).values()), self.x)
        for chosen in batch_indices(len(self), batch_size, rng=shuffle):
            x = self.x[chosen]
            yield _like(reference, augment(x) if augment else x), _like(reference, self.y[chosen])


def are_classes(target, out) -> bool:
    """Whether the targets are classes and the output holds a score for each."""
    return out.ndim == 2 and target.ndim == 1 and "int" in dtype_name(target)


def _like(reference, array):
    """Bring an array to a reference's library and device: floating numbers to its dtype, others to int64."""
    xp, floating = array_namespace(reference), "float" in dtype_name(array)
    if library(array) != library(reference):
        array = to_numpy(array)
    return xp.asarray(array, dtype=reference.dtype if floating else xp.int64, device=device(reference))


def _check_arrays(op, x, y):
    for name, array in {"x": x, "y": y}.items():
        if library(array) is None:
            kind = type(array).__name__
            raise TypeError(f"{op}: {name} must be an array of NumPy or a tensor of PyTorch, but is a {kind}")
        if array.ndim == 0:
            raise ValueError(f"{op}: {name} must hold one entry for each example, but has shape ()")
    if "float" not in dtype_name(x):
        raise TypeError(
            f"{op}: x has dtype {dtype_name(x)} (expected floating numbers): convert it first, "
            "with x.astype('float32') / 255 for pictures in bytes"
        )
    if len(x) != len(y):
        raise ValueError(f"{op}: x holds {len(x)} examples but y holds {len(y)} targets")
    if len(x) == 0:
        raise ValueError(f"{op}: there are no examples: x has shape {show(tuple(x.shape))}")


def _check_targets(op, y, loss, output_shape):
    whole = "int" in dtype_name(y)
    if loss is LOSSES["mse"] and (whole or tuple(y.shape) != output_shape):
        raise ValueError(
            f"{op}: for mse y must hold floating numbers in the shape of the output, {show(output_shape)}, "
            f"but has shape {show(tuple(y.shape))} and dtype {dtype_name(y)}"
        )
    if loss is LOSSES["cross_entropy"]:
        _check_labels(op, y, output_shape, whole)


def _check_labels(op, y, output_shape, whole):
    if not whole or y.ndim != 1 or len(output_shape) != 2:
        raise ValueError(
            f"{op}: for cross_entropy y must hold one class for each example, a whole number, and the model "
            f"must give one score for each class, but y has shape {show(tuple(y.shape))} and dtype "
            f"{dtype_name(y)}, and the output has shape {show(output_shape)}"
            + _way_out(y, whole, output_shape)
        )
    classes, labels = output_shape[1], to_numpy(y)
    outside = ((labels < 0) | (labels >= classes)).nonzero()[0]
    if len(outside):
        raise ValueError(
            f"{op}: y[{outside[0]}] is {labels[outside[0]]}, but the model has {classes} classes "
            f"(expected 0 to {classes - 1})"
        )


def _way_out(y, whole, output_shape):
    """Return how labels of a common other form become classes, or nothing."""
    if tuple(y.shape) == output_shape and output_shape[1:] > (1,):
        return ": y.argmax(1) makes classes of one-hot labels"
    if y.ndim == 1 and not whole:
        return ": y.astype('int64') in NumPy or y.long() in PyTorch makes whole numbers of them"
    return ""
